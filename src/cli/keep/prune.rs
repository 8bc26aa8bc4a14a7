//! `wail prune`: what is old is let go, once it was said what that is; what is open never is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::heed::Heed;
use super::preview::{Preview, STATUS_DAYS, entries, number, typed};
use super::{backup, there};
use crate::cli::log::what;
use crate::cli::out::Progress;
use crate::cli::session::length;
use crate::cli::{Session, json as fields};
use crate::domain::record::keeping::LetGo;
use crate::domain::record::timeline::{Entry, Event, KeepingEvent};
use crate::domain::record::written::size;
use crate::domain::spoken::{Spoken, Toward, read};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::store::{Plan, Store, StoreError, Tx, Verify, hex};

/// What goes unless somebody says otherwise: a year, and a month to look back on it.
const OLD: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What is younger goes only by force: the status page shows it, and numbers of a quarter go by it.
const YOUNG: i64 = STATUS_DAYS + 10;

/// How many entries go at once: it takes some hundredths of a second.
const PIECE: usize = 1000;

/// How long everybody else has between two pieces.
const REST: Duration = Duration::from_millis(15);

/// From which part of the file on it is worth being written anew: a tenth.
const WORTH: u64 = 10;

/// The arguments of `wail prune`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail prune                          say what of more than 400 days ago would go, and what stays and why\n  \
    wail prune --older-than 365d        of more than a year ago\n  \
    wail prune --before 2025-01-01 --yes\n\n\
    Without `--yes` nothing is changed. Only a whole beginning of the record goes: it ends before whatever is\n\
    open, owed or promised, and before each incident that is not whole in it. A copy is made first. The record\n\
    says what was let go, when and by whom, and `wail log verify` holds it to that. A daemon may run\n\
    meanwhile; one that does keeps the file from becoming smaller, and what is free in it is used again.")]
pub(crate) struct Prune {
    /// What is older than this day or time
    #[arg(long, value_name = "TIME", conflicts_with = "older_than")]
    before: Option<String>,
    /// What is older than so long; 400 days unless given
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    older_than: Option<SignedDuration>,
    /// Let it go
    #[arg(long)]
    yes: bool,
    /// Also what is younger than 100 days, and also of a record that is not as it was written
    #[arg(long)]
    force: bool,
    /// Where the copy goes that is made before; the directory of the store unless given
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "no_backup")]
    backup: Option<PathBuf>,
    /// Make no copy before
    #[arg(long)]
    no_backup: bool,
}

/// What is to go, and who listens meanwhile.
struct Asked<'a> {
    before: Timestamp,
    /// What is wrong with the record, if anything is.
    fault: Option<String>,
    heed: &'a Heed,
}

/// What was done.
#[derive(Default)]
struct Done {
    copy: Option<PathBuf>,
    plan: Option<Plan>,
    freed: u64,
}

pub(crate) fn run(session: &Session, args: &Prune) -> Result<(), Error> {
    let before = args.before(session)?;
    let mut store = there(session)?;
    let progress = Progress::of(session, "looking the record over");
    let fault = held_to_be_whole(&mut store, args)?;
    drop(progress);
    if let Some(fault) = fault.as_ref().filter(|_| !args.yes) {
        session.out.warn(format_args!("warning: the record is not as it was written: {fault}"));
        session.out.warn("hint: it is let go of only with `--force`; `wail log verify` tells more");
    }
    if !args.yes {
        let plan = store.read(|tx| tx.plan_to_let_go(before))?;
        return args.offer(session, &mut store, &Preview { session, before, plan: &plan });
    }
    let heed = Heed::begin()?;
    heed.over(&store);
    let done = args.obey(session, &mut store, &Asked { before, fault, heed: &heed });
    let next = args.command(session, before);
    heed.or_says(session, &format!("the record holds, and `{next}` goes on"), done)
}

impl Prune {
    /// Before when, if it is long enough ago.
    fn before(&self, session: &Session) -> Result<Timestamp, Error> {
        let now = session.now;
        let before = if let Some(said) = &self.before {
            day(said, session)?
        } else {
            let too_long = |_| Error::new(Kind::Usage, "that is longer ago than there are times");
            now.checked_sub(self.older_than.unwrap_or(OLD)).map_err(too_long)?
        };
        if before > now {
            return Err(Error::new(Kind::Usage, "that has not been yet")
                .hint("say since when it is kept: `wail prune --before 2025-01-01`"));
        }
        let is_young = now.duration_since(before) < SignedDuration::from_hours(24 * YOUNG);
        if is_young && !self.force {
            return Err(Error::new(
                Kind::Usage,
                format!("what is younger than {YOUNG} days is let go only by force"),
            )
            .detail(format!("  the status page shows {STATUS_DAYS} days, and numbers go by them"))
            .hint("say `--force` as well, if it must be"));
        }
        Ok(before)
    }

    /// Where the copy goes.
    fn directory(&self, store: &Store) -> PathBuf {
        let beside = store.path().parent().filter(|parent| !parent.as_os_str().is_empty());
        let named = self.backup.as_deref();
        let directory = named.or(beside).unwrap_or(Path::new("."));
        // With the slash it is a directory, whether it is there or not.
        directory.join("")
    }

    /// Lets it go, and says what that was.
    fn obey(&self, session: &Session, store: &mut Store, asked: &Asked<'_>) -> Result<(), Error> {
        let Asked { before, fault, heed } = asked;
        if go_on(session, store, heed)? {
            session.out.talk("what was begun before has gone now");
        }
        let plan = store.read(|tx| tx.plan_to_let_go(*before))?;
        let mut done = Done::default();
        if plan.cut.last > 0 {
            if !self.no_backup {
                let directory = self.directory(store);
                done.copy = Some(backup::before(session, store, &directory, heed)?);
            }
            heed.check()?;
            let copy = done.copy.as_deref();
            let begun = store.write(|tx| begin(session, tx, *before, copy, fault.clone()))?;
            session.saved(store);
            go_on(session, store, heed)?;
            done.plan = Some(begun);
        }
        done.freed = shrink(session, store)?;
        tell(session, &Preview { session, before: *before, plan: &plan }, &done)?;
        // The file may have kept its size because of that.
        heed.check()
    }

    /// Says what would go, and the command that does it.
    fn offer(
        &self,
        session: &Session,
        store: &mut Store,
        preview: &Preview<'_>,
    ) -> Result<(), Error> {
        let unfinished = store.read::<_, StoreError>(|tx| tx.anchor())?;
        let unfinished = unfinished.filter(|anchor| anchor.upto < anchor.last);
        if session.out.json {
            let mut value = preview.value();
            value["done"] = json!(false);
            value["unfinished"] = json!(unfinished.is_some());
            return session.out.json(&value);
        }
        if let Some(anchor) = &unfinished {
            session.out.line(format_args!(
                "a prune broke off at entry {} of {}: the next one goes on with it first",
                anchor.upto, anchor.last
            ))?;
        }
        preview.lines().iter().try_for_each(|line| session.out.line(line))?;
        if preview.plan.cut.last > 0 {
            if self.no_backup {
                session.out.talk("no copy would be made before");
            } else {
                let directory = self.directory(store);
                let there = directory.display();
                session.out.talk(format_args!("a copy would be made before, in {there}"));
            }
            session.out.talk(format_args!(
                "nothing was changed; `{}` does it",
                self.command(session, preview.before)
            ));
        }
        Ok(())
    }

    /// The command that does what was shown, and nothing else if it is typed later.
    fn command(&self, session: &Session, before: Timestamp) -> String {
        let before = typed(before, session);
        let mut words = vec!["wail".to_owned()];
        let globals = &session.globals;
        let config = globals.config.as_ref().map(|it| it.display().to_string());
        for (flag, said) in [("--config", config), ("--store", globals.store.clone())] {
            words.extend(said.map(|said| format!("{flag} \"{}\"", plain(&said))));
        }
        words.push(format!("prune --before \"{before}\""));
        if let Some(directory) = &self.backup {
            words.push(format!("--backup \"{}\"", plain(&directory.display().to_string())));
        }
        let said = [(self.no_backup, "--no-backup"), (self.force, "--force"), (true, "--yes")];
        words.extend(said.into_iter().filter(|(is, _)| *is).map(|(_, word)| word.to_owned()));
        words.join(" ")
    }
}

/// A day, from its beginning, or a moment.
fn day(said: &str, session: &Session) -> Result<Timestamp, Error> {
    let zone = session.zone();
    let understood = read(said, session.now, &zone, Toward::Past)
        .map_err(|error| Error::new(Kind::Usage, error.to_string()).hint(error.hint()))?;
    match understood {
        Spoken::Moment(at) => Ok(at),
        Spoken::Day(day) => day
            .to_zoned(zone)
            .map(|begins| begins.timestamp())
            .map_err(|_| Error::new(Kind::Usage, format!("`{}` is no day", plain(said)))),
    }
}

/// A record that is not as it was written is not cut: what was changed would go with it. By force it is, and
/// what was wrong with it stays on the record.
fn held_to_be_whole(store: &mut Store, args: &Prune) -> Result<Option<String>, Error> {
    let verified = store.read::<_, StoreError>(|tx| tx.verify(&Verify::default()))?;
    let Some(fault) = verified.fault.map(what) else { return Ok(None) };
    if args.force || !args.yes {
        return Ok(Some(fault));
    }
    Err(Error::new(Kind::No, format!("the record is not as it was written: {fault}"))
        .detail("  what shows that could go with what is let go")
        .hint("keep a copy elsewhere with `wail backup`, then say `--force` as well"))
}

/// Writes down what is let go, so that from then on the record holds with it and without it.
fn begin(
    session: &Session,
    tx: &Tx<'_>,
    before: Timestamp,
    copy: Option<&Path>,
    fault: Option<String>,
) -> Result<Plan, Error> {
    let plan = tx.plan_to_let_go(before)?;
    if plan.cut.last == 0 {
        return Ok(plan);
    }
    let hash = tx.hash_at(plan.cut.last)?;
    let file = |path: &Path| {
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
    };
    let event = Event::Keeping(KeepingEvent::LetGo(LetGo {
        by: session.person().ok(),
        first: plan.amount.first,
        last: plan.cut.last,
        head: hex(&hash),
        entries: plan.amount.entries,
        incidents: plan.amount.incidents,
        before,
        copy: copy.map(file),
        fault,
    }));
    tx.append(&Entry { at: session.now, incident: None, event })?;
    tx.begin_to_let_go(&plan, hash, before)?;
    Ok(plan)
}

/// Lets go of what was begun to go, piece by piece. Returns whether there was anything.
fn go_on(session: &Session, store: &mut Store, heed: &Heed) -> Result<bool, Error> {
    let mut progress: Option<(i64, Progress)> = None;
    while let Some(step) = store.write(|tx| tx.let_go(PIECE))? {
        let left = step.last - step.upto;
        let (of, progress) = progress.get_or_insert_with(|| {
            let of = left.saturating_add(i64::try_from(PIECE).unwrap_or(0));
            let progress = Progress::of(session, GOING);
            progress.count(GOING, u64::try_from(of).unwrap_or(0));
            (of, progress)
        });
        progress.done(u64::try_from(*of - left).unwrap_or(0));
        if step.is_last() {
            break;
        }
        heed.check()?;
        std::thread::park_timeout(REST);
    }
    Ok(progress.is_some())
}

/// What is said of entries while they go.
const GOING: &str = "letting entries go";

/// Gives what is free in the file back to the disk where no daemon decides, since nobody can write meanwhile.
/// Returns how many bytes that were.
fn shrink(session: &Session, store: &Store) -> Result<u64, Error> {
    let (free, whole) = store.room_inside()?;
    if free == 0 || free < whole / WORTH {
        return Ok(0);
    }
    let told = size(usize::try_from(free).unwrap_or(usize::MAX));
    let lease = match store.lease(&format!("wail prune ({})", std::process::id())) {
        Ok(lease) => lease,
        Err(StoreError::Leased { .. }) => {
            session.out.talk(format_args!("{told} are free in the file, for what comes"));
            session.out.talk(
                "hint: to give them back to the disk, stop the daemon and say `wail prune --yes`",
            );
            return Ok(0);
        }
        Err(error) => return Err(error.into()),
    };
    let progress = Progress::of(session, "giving room back");
    let shrunk = store.shrink(&lease);
    drop(progress);
    match shrunk {
        Ok(()) => Ok(whole.saturating_sub(store.room_inside()?.1)),
        // What was to go has gone: that is told, whatever becomes of the room it took.
        Err(error) => {
            session.out.warn(format_args!("warning: the file keeps its size: {error}"));
            Ok(0)
        }
    }
}

fn tell(session: &Session, preview: &Preview<'_>, done: &Done) -> Result<(), Error> {
    if session.out.json {
        let plan = done.plan.as_ref().unwrap_or(preview.plan);
        let mut value = Preview { plan, ..*preview }.value();
        value["done"] = Value::from(done.plan.is_some());
        value["copy"] = json!(done.copy);
        value["freed"] = json!(done.freed);
        value["at"] = fields::instant(session.now);
        return session.out.json(&value);
    }
    let Some(plan) = &done.plan else {
        preview.lines().iter().try_for_each(|line| session.out.line(line))?;
        tell_freed(session, done.freed);
        return Ok(());
    };
    session.out.line(format_args!(
        "let go: {} and {}, up to entry {}",
        entries(plan.amount.entries),
        number(plan.amount.incidents, "incident"),
        plan.cut.last
    ))?;
    if let Some(copy) = &done.copy {
        session.out.talk(format_args!("a copy of all there was is in {}", copy.display()));
    }
    tell_freed(session, done.freed);
    Ok(())
}

fn tell_freed(session: &Session, freed: u64) {
    if freed > 0 {
        let told = size(usize::try_from(freed).unwrap_or(usize::MAX));
        session.out.talk(format_args!("the file is smaller by {told}"));
    }
}
