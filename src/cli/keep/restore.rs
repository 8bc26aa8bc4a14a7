//! `wail restore`: a copy takes the place of the store, which is kept aside.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use serde_json::json;

use super::Content;
use super::backup::COPYING;
use super::heed::Heed;
use crate::cli::out::Progress;
use crate::cli::{Out, Session};
use crate::domain::record::timeline::{Entry, Event, KeepingEvent};
use crate::error::{Error, Kind};
use crate::store::{self, Store, StoreError};
use crate::system;

/// The arguments of `wail restore`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail restore /var/backups/wail/wail-20261129T085512Z.db\n  \
    wail restore copy.db --yes\n\n\
    Nobody may have the store open meanwhile: stop every daemon and station before. The copy is looked\n\
    over first, and stays as it is. What is in the store's place now is moved aside, never deleted, and\n\
    the way back is the same: `wail restore` with what was moved. Signs of life that wait beside the\n\
    store stay there.\n\
    Exit code 1 if nothing was restored.")]
pub(crate) struct Restore {
    /// The copy
    #[arg(value_name = "FILE")]
    from: PathBuf,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(session: &Session, args: &Restore) -> Result<(), Error> {
    let (from, path) = (&args.from, place(session)?);
    if !from.is_file() {
        return Err(Error::new(Kind::No, format!("there is no file {}", from.display()))
            .hint("`wail backup DIRECTORY` makes a copy"));
    }
    if !store::is_database(from) {
        let cause = "it does not begin as a database does".to_owned();
        return Err(StoreError::Damaged { path: from.clone(), cause }.into());
    }
    if is_same(from, &path) {
        return Err(Error::new(Kind::Usage, "that is the store itself")
            .hint("name a copy, as `wail backup` prints it"));
    }
    if let Some(holder) = store::lease_holder(from) {
        let message = format!("{} is decided by {holder}, and changes meanwhile", from.display());
        return Err(Error::new(Kind::Unreachable, message)
            .hint(format!("copy it first: `wail --store {} backup`", from.display())));
    }
    let heed = Heed::begin()?;
    if args.dry_run {
        let done = dry_run(session, from, &path, &heed);
        return heed.or_says(session, "nothing was changed", done);
    }
    let lease = store::lease_of(&path, &format!("wail restore ({})", std::process::id()));
    let lease = lease.map_err(leased)?;
    store::settle_alone(&path).map_err(|error| in_use(error, &path))?;
    clear_unfinished(session, &path);
    let brought = args.brought(session, &path, &heed);
    let Brought { copy, content, unfinished } =
        heed.or_says(session, "nothing was restored", brought)?;
    // From here on it is done to its end.
    drop(heed);
    let aside = aside(&path, session);
    let aside = store::replace(&path, copy, &aside, &lease);
    drop(unfinished);
    let aside = aside.map_err(|error| in_use(error, &path))?;
    note(session, &path, from, &content, aside.as_deref());
    drop(lease);
    tell(session, &content, &path, aside.as_deref())
}

impl Restore {
    /// The copy beside the store, once it was shown what it has and what would go, and somebody wants it.
    fn brought(&self, session: &Session, path: &Path, heed: &Heed) -> Result<Brought, Error> {
        let unfinished = Unfinished::beside(path, RESTORING);
        let brought = Brought::of(session, &self.from, unfinished, heed)?;
        brought.content.warn(session, &self.from);
        session.out.talk(format_args!(
            "{}: {}",
            self.from.display(),
            brought.content.told(session)
        ));
        if path.exists() {
            let told = present(session, path, heed);
            heed.check()?;
            session.out.talk(format_args!("{}: {told}", path.display()));
        }
        if !self.yes {
            confirm(heed)?;
        }
        heed.check()?;
        Ok(brought)
    }
}

/// Says what would happen. Nothing is changed: neither store is opened where that would make or change anything.
fn dry_run(session: &Session, from: &Path, path: &Path, heed: &Heed) -> Result<(), Error> {
    if let Some(holder) = store::lease_holder(path) {
        return Err(leased(StoreError::Leased { holder }));
    }
    // Whoever has a store open has a lock on the index of its log for as long.
    if system::is_locked(&with(path, "-shm")) {
        return Err(in_use(StoreError::Busy { path: path.to_owned() }, path));
    }
    let content = looked(session, from, path, heed)?;
    content.warn(session, from);
    session.out.talk(format_args!("{}: {}", from.display(), content.told(session)));
    if path.exists() {
        let told = present(session, path, heed);
        heed.check()?;
        session.out.talk(format_args!("{}: {told}", path.display()));
    }
    heed.check()?;
    session.out.talk("nothing was changed");
    Ok(())
}

/// What a store has, looked over as it lies there, or else a copy of it near `path`.
fn looked(session: &Session, store: &Path, path: &Path, heed: &Heed) -> Result<Content, Error> {
    match Store::still(store)? {
        None => {
            let unfinished = Unfinished::beside(path, LOOKING);
            Ok(Brought::of(session, store, unfinished, heed)?.content)
        }
        Some(mut still) => {
            let _progress = Progress::of(session, format!("looking {} over", store.display()));
            heed.over(&still);
            Content::of(&mut still, store)
        }
    }
}

fn leased(error: StoreError) -> Error {
    match error {
        StoreError::Leased { holder } => {
            Error::new(Kind::Unreachable, format!("this store is decided by {holder}"))
                .hint("stop it first: `systemctl --user stop wail`, or Ctrl-C where it runs")
        }
        error => error.into(),
    }
}

/// The file of the store: where the path is a link, what that leads to.
fn place(session: &Session) -> Result<PathBuf, Error> {
    let path = session.store_path()?;
    if !path.is_symlink() {
        return Ok(path);
    }
    fs::canonicalize(&path).map_err(|error| {
        let message = format!("{} is a link that leads to no file: {error}", path.display());
        Error::new(Kind::Unreachable, message)
            .hint("mount what it leads to, or name the file itself with `--store FILE`")
    })
}

/// A failure of the store, where it is that somebody else has it open.
fn in_use(error: StoreError, path: &Path) -> Error {
    let StoreError::Busy { .. } = error else { return error.into() };
    let path = path.display();
    Error::new(Kind::Unreachable, format!("the store {path} is open elsewhere"))
        .detail("  whoever has it would go on writing to what is moved aside")
        .hint(format!(
            "end every `wail watch` and `wail serve` on it: `fuser -v {path}` names them"
        ))
}

/// What is in the store's place now, as far as it can be read.
fn present(session: &Session, path: &Path, heed: &Heed) -> String {
    if !store::is_database(path) {
        return "it is damaged or not a store".to_owned();
    }
    match looked(session, path, path, heed) {
        Ok(content) => content.told(session),
        Err(error) => error.message().to_owned(),
    }
}

fn confirm(heed: &Heed) -> Result<(), Error> {
    match Out::ask_while("restore it? [y/N] ", || heed.goes_on()) {
        Some(true) => Ok(()),
        Some(false) => Err(Error::new(Kind::No, "nothing was restored")),
        None => Err(Error::new(Kind::Usage, "this replaces the store, and nobody can be asked")
            .hint("look at it with `--dry-run`, then say `--yes`")),
    }
}

/// Where that goes which is here now: beside it, named by the time.
fn aside(path: &Path, session: &Session) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(session.now.strftime(".before-%Y%m%dT%H%M%SZ").to_string());
    PathBuf::from(name)
}

/// Writes down in the store that it was restored, and from what.
fn note(session: &Session, path: &Path, from: &Path, content: &Content, aside: Option<&Path>) {
    let text = |path: &Path| {
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
    };
    let event = Event::Keeping(KeepingEvent::Restored {
        by: session.person().ok(),
        from: text(from),
        last: content.last,
        aside: aside.map(text),
    });
    let noted = Store::open(path).and_then(|mut store| {
        store.write(|tx| tx.append(&Entry { at: session.now, incident: None, event }))
    });
    if let Err(error) = noted {
        session.out.warn(format_args!("warning: it is not on the record: {error}"));
    }
}

fn tell(
    session: &Session,
    content: &Content,
    path: &Path,
    aside: Option<&Path>,
) -> Result<(), Error> {
    if session.out.json {
        let mut value = content.value();
        value["store"] = json!(path);
        value["aside"] = json!(aside);
        return session.out.json(&value);
    }
    session.out.line(format_args!("restored: {}", path.display()))?;
    if let Some(aside) = aside {
        session.out.talk(format_args!("what was there is in {}", aside.display()));
    }
    if content.open > 0 {
        session
            .out
            .talk("what is open calls again as soon as a daemon decides: `wail list` shows it");
    }
    Ok(())
}

/// The failure of the copy of the copy, told of the copy itself.
fn of_copy(error: StoreError, from: &Path) -> Error {
    let path = from.to_owned();
    Error::from(match error {
        StoreError::Damaged { cause, .. } => StoreError::Damaged { path, cause },
        StoreError::Newer { .. } => StoreError::Newer { path },
        error => error,
    })
}

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// The copy of the copy beside the store, which becomes the store, looked over.
struct Brought {
    copy: Store,
    content: Content,
    /// Dropped after the store that is in it.
    unfinished: Unfinished,
}

impl Brought {
    /// Copies it to a file of that name, and looks it over.
    fn of(
        session: &Session,
        from: &Path,
        unfinished: Unfinished,
        heed: &Heed,
    ) -> Result<Self, Error> {
        let progress = Progress::of(session, COPYING);
        let whole = fs::metadata(from).map_or(0, |file| file.len());
        let to = unfinished.0.clone();
        progress.bytes(COPYING, whole, move || fs::metadata(&to).map_or(0, |file| file.len()));
        let before = written(from);
        for log in ["", "-wal"] {
            let (from, to) = (with(from, log), with(&unfinished.0, log));
            if log.is_empty() || from.exists() {
                let copied = store::copy_while(&from, &to, || heed.goes_on());
                copied.map_err(|error| cannot(&from, &error))?;
            }
        }
        if written(from) != before {
            let message = format!("{} was written to while it was read", from.display());
            return Err(Error::new(Kind::Unreachable, message)
                .hint(format!("copy it first: `wail --store {} backup`", from.display())));
        }
        progress.now("looking the copy over");
        let mut copy = Store::open(&unfinished.0).map_err(|error| of_copy(error, from))?;
        heed.over(&copy);
        let content = Content::of(&mut copy, from)?;
        Ok(Self { copy, content, unfinished })
    }
}

/// What the name of the store goes on with while a copy is brought beside it, or one is only looked over, before
/// the number of the process.
const RESTORING: &str = ".restoring";
const LOOKING: &str = ".looking";

/// Deletes what earlier ones that were ended in the middle have left beside the store.
fn clear_unfinished(session: &Session, path: &Path) {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { return };
    let here = Path::new(".");
    let directory = if directory.as_os_str().is_empty() { here } else { directory };
    let names = [RESTORING, LOOKING].map(|end| format!("{}{end}", name.to_string_lossy()));
    store::clear_unfinished(directory, session.now, |begins| names.iter().any(|it| it == begins));
}

/// When a store's file and its log were written last, and how long they are: what no two states share.
fn written(store: &Path) -> [Option<(u64, SystemTime)>; 2] {
    ["", "-wal"].map(|log| {
        let about = fs::metadata(with(store, log)).ok()?;
        Some((about.len(), about.modified().ok()?))
    })
}

fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn cannot(copy: &Path, error: &std::io::Error) -> Error {
    let message = format!("{} cannot be copied beside the store: {error}", copy.display());
    Error::new(Kind::Unreachable, message)
        .hint("nothing was changed; make room, or look at its owner")
}

/// The file of a copy that is not the store yet; deleted unless it became that.
struct Unfinished(PathBuf);

impl Unfinished {
    /// One that no other process has, beside the store; where that has no directory yet, where there is one.
    fn beside(path: &Path, end: &str) -> Self {
        let beside = with(path, &format!("{end}.{}", std::process::id()));
        let is_nowhere = |it: &&Path| !it.as_os_str().is_empty() && !it.exists();
        match (beside.parent().filter(is_nowhere), beside.file_name()) {
            (Some(_), Some(name)) => Self(std::env::temp_dir().join(name)),
            _ => Self(beside),
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        for log in ["", "-wal", "-shm"] {
            drop(fs::remove_file(with(&self.0, log)));
        }
    }
}
