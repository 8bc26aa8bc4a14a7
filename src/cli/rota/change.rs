//! A change of a rota: shown before it is written, written at once, and put on the record.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::moment::{later, shown};
use super::{find, known};
use crate::cli::Session;
use crate::cli::json::instant;
use crate::config::edit::{self, Block, EditError, List, NotReplaced, Noted, Target};
use crate::config::{self, Settings};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::record::timeline::{Entry, Event};
use crate::domain::rota::history::present_ends;
use crate::domain::rota::{Change, FIRST_TIER, Rota, changes};
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::engine::history;
use crate::error::{Error, Kind};
use crate::store::StoreError;

/// How far ahead of now a change is shown.
const AHEAD: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How far before now nothing may change.
const BACK: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How many lines are shown at the most.
const MOST_LINES: usize = 20;

/// How a change is to be made.
#[derive(Args, Debug)]
pub(in crate::cli) struct How {
    /// The rota; the only one unless given
    #[arg(long, value_name = "ROTA")]
    pub(in crate::cli) rota: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) consent: Consent,
}

/// Whether it is written.
#[derive(Args, Debug)]
pub(in crate::cli) struct Consent {
    /// Write it without asking
    #[arg(short, long)]
    yes: bool,
    /// Show what would change, and write nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

/// A text that is to be written.
pub(in crate::cli) struct Draft {
    /// The file.
    pub(in crate::cli) file: PathBuf,
    /// What stands in it.
    pub(in crate::cli) old: String,
    /// What is to stand in it.
    pub(in crate::cli) new: String,
    /// What that does, as a sentence.
    pub(in crate::cli) what: String,
}

/// A difference of one tier of one rota.
struct Told<'a> {
    rota: &'a RotaName,
    tier: usize,
    /// The rota as it will be.
    then: &'a Rota,
    change: Change,
}

/// The person who asks, whom the configuration must know.
pub(in crate::cli) fn me(session: &Session, settings: &Settings) -> Result<PersonId, Error> {
    known_person(session.person()?.as_str(), settings)
}

/// The person of that name.
pub(in crate::cli) fn known_person(name: &str, settings: &Settings) -> Result<PersonId, Error> {
    if let Some((person, _)) = settings.rules.people.get_key_value(name) {
        return Ok(person.clone());
    }
    let names: Vec<&str> = settings.rules.names().into_iter().collect();
    Err(Error::new(Kind::Usage, format!("there is no person `{}`", plain(name)))
        .hint(format!("the configuration knows {}", names.join(", "))))
}

/// The rota that is meant: the named one, or the only one.
pub(in crate::cli) fn rota<'s>(
    settings: &'s Settings,
    how: &How,
) -> Result<(&'s RotaName, &'s Rota), Error> {
    if how.rota.is_none() && settings.rules.rotas.len() > 1 {
        let message = "there are several rotas; say which one with `--rota`";
        return Err(Error::new(Kind::Usage, message).hint(known(settings)));
    }
    find(settings, how.rota.as_deref())
}

/// The rota of that name.
pub(in crate::cli) fn named<'s>(settings: &'s Settings, name: &str) -> Result<&'s RotaName, Error> {
    find(settings, Some(name)).map(|(name, _)| name)
}

/// The configuration file.
pub(in crate::cli) fn main_file(settings: &Settings) -> &Path {
    settings.files.first().map_or(Path::new(""), PathBuf::as_path)
}

/// The file a rota is written in.
pub(in crate::cli) fn file_of<'s>(settings: &'s Settings, rota: &RotaName) -> &'s Path {
    let lines = settings.rota_lines.get(rota);
    lines.map_or_else(|| main_file(settings), |lines| lines.rota.file.as_path())
}

/// The note above what is added.
pub(in crate::cli) fn noted(session: &Session, what: &str) -> Result<Noted, Error> {
    let by = session.person()?.to_string();
    // Milliseconds are enough to tell two changes of one script apart.
    let at = Timestamp::from_millisecond(session.now.as_millisecond()).unwrap_or(session.now);
    Ok(Noted { at, by, what: what.to_owned() })
}

/// The file of a rota with blocks added to one of its lists.
pub(in crate::cli) fn draft(
    session: &Session,
    settings: &Settings,
    list: (Option<&RotaName>, List),
    blocks: &[Block],
    what: String,
) -> Result<Draft, Error> {
    let (rota, list) = list;
    let main = main_file(settings);
    let file = rota.map_or(main, |rota| file_of(settings, rota));
    let target = Target { rota: rota.filter(|_| file == main), list };
    let old = config::text_of(file)?;
    let new = edit::append(&old, target, blocks, &noted(session, &what)?)
        .map_err(|error| cannot_be_added(file, &error))?;
    Ok(Draft { file: file.to_owned(), old, new, what })
}

fn cannot_be_added(file: &Path, error: &EditError) -> Error {
    let hint = match error {
        EditError::Inline(table) => {
            format!("write it as blocks, each under `[[{}]]`", plain(table))
        }
        EditError::Missing(_) | EditError::Unreadable(_) => "`wail config check`".to_owned(),
    };
    Error::new(Kind::Config, format!("nothing can be added to {}", file.display()))
        .detail(format!("  {error}"))
        .hint(hint)
}

/// Shows what a draft changes, asks, writes it, and puts it on the record.
pub(in crate::cli) fn carry_out(
    session: &Session,
    settings: &Settings,
    consent: &Consent,
    draft: &Draft,
) -> Result<(), Error> {
    let then = after(session, draft)?;
    refuse_the_past(session, settings, &then)?;
    let told = told(settings, &then, (session.now, later(session.now, AHEAD)));
    let out = session.out;
    if !out.json {
        show(session, draft, &told)?;
    }
    let is_written = !consent.dry_run && is_meant(session, consent)?;
    if is_written {
        write(session, draft, &then)?;
    }
    if out.json {
        out.json(&value(draft, is_written, &told))?;
    } else if is_written {
        out.talk(format_args!("written to {}", draft.file.display()));
    } else if consent.dry_run {
        out.talk("nothing was written");
    }
    Ok(())
}

/// The configuration as it would be.
pub(in crate::cli) fn after(session: &Session, draft: &Draft) -> Result<Settings, Error> {
    config::load_edited(&session.located()?, &draft.file, &draft.new).map_err(|faults| {
        let message = format!("this cannot be written: {}", faults.summary());
        Error::new(Kind::Config, message).detail(format!("\n{}", faults.body()))
    })
}

/// Whether a draft leaves what was, and who is on call now, as it is.
pub(in crate::cli) fn keeps_the_past(
    session: &Session,
    settings: &Settings,
    draft: &Draft,
) -> Result<bool, Error> {
    let then = after(session, draft)?;
    Ok(told(settings, &then, past(session)).is_empty())
}

/// Everything that may not be different, this second included.
fn past(session: &Session) -> (Timestamp, Timestamp) {
    (later(session.now, -BACK), present_ends(session.now))
}

/// What was, and who is on call now, stays.
fn refuse_the_past(session: &Session, old: &Settings, then: &Settings) -> Result<(), Error> {
    let Some(first) = told(old, then, past(session)).into_iter().next() else { return Ok(()) };
    let line = line(&first, "");
    Err(Error::new(Kind::No, "this would change who was on call before now")
        .detail(format!("  {line}"))
        .hint("begin it later: `--from now`, or a time to come"))
}

/// Everything that two configurations differ in, over a range.
fn told<'a>(old: &'a Settings, then: &'a Settings, range: (Timestamp, Timestamp)) -> Vec<Told<'a>> {
    let mut told = Vec::new();
    for (name, rota) in &old.rules.rotas {
        let Some(then) = then.rules.rotas.get(name) else { continue };
        for tier in 0..rota.tiers().len() {
            let changes = changes(rota, then, tier, range.0, range.1).into_iter();
            told.extend(changes.map(|change| Told { rota: name, tier, then, change }));
        }
    }
    told.sort_by_key(|told| told.change.start);
    told
}

fn show(session: &Session, draft: &Draft, told: &[Told<'_>]) -> Result<(), Error> {
    session.out.line(plain(&draft.what))?;
    let is_one = told.iter().all(|each| each.rota == told[0].rota && each.tier == FIRST_TIER);
    for each in told.iter().take(MOST_LINES) {
        let place = if is_one { String::new() } else { format!("{}: ", called(each)) };
        session.out.line(format_args!("  {}", line(each, &place)))?;
    }
    if told.len() > MOST_LINES {
        let rest = count(told.len() - MOST_LINES, "more change");
        session.out.line(format_args!("  and {rest} within 90 days"))?;
    }
    if told.is_empty() {
        session.out.line("  nobody's next 90 days change")?;
    }
    Ok(())
}

/// The rota as a step of a policy names it.
fn called(told: &Told<'_>) -> String {
    match told.tier {
        FIRST_TIER => plain(told.rota.as_str()).into_owned(),
        tier => format!("{}.{}", told.rota, told.then.tiers()[tier]),
    }
}

fn line(told: &Told<'_>, place: &str) -> String {
    let Change { start, end, was, is } = &told.change;
    let name = |who: &Option<PersonId>| {
        who.as_ref().map_or_else(|| "nobody".to_owned(), |who| plain(who.as_str()).into_owned())
    };
    let zone = told.then.zone();
    format!(
        "{place}{} -> {}  {} to {}",
        name(was),
        name(is),
        shown(*start, zone),
        shown(*end, zone)
    )
}

/// Whether it is to be written: as it was said, or as somebody answers.
fn is_meant(session: &Session, consent: &Consent) -> Result<bool, Error> {
    if consent.yes {
        return Ok(true);
    }
    match session.out.ask("Write it? [y/N] ") {
        Some(true) => Ok(true),
        Some(false) => Err(Error::new(Kind::No, "nothing was written")),
        None => Err(Error::new(Kind::Usage, "nobody is there to be asked, so nothing was written")
            .hint("say `--yes` to write it, `--dry-run` only to see it")),
    }
}

fn write(session: &Session, draft: &Draft, then: &Settings) -> Result<(), Error> {
    let by = session.person()?;
    edit::replace(&draft.file, &draft.old, &draft.new).map_err(|error| {
        let message = format!("{} was not changed", draft.file.display());
        let failure = Error::new(Kind::Config, message).detail(format!("  {error}"));
        match error {
            NotReplaced::Changed => failure.hint("look at it, and try again"),
            NotReplaced::Failed(_) => failure.hint("check who may write it and its directory"),
        }
    })?;
    let entry = Entry {
        at: session.now,
        incident: None,
        event: Event::RotaChanged(by, draft.what.clone()),
    };
    let recorded = session.store().and_then(|mut store| {
        store.write(|tx| {
            tx.append(&entry)?;
            // What begins in a moment is accepted with it: a daemon that starts after that moment
            // would find a present that is not the one it knows. Another edit that waits to be
            // accepted goes on waiting.
            if history::moved(tx, &then.rules, session.now)?.is_empty() {
                history::go_on(tx, &then.rules.rotas, session.now)?;
            }
            Ok::<(), StoreError>(())
        })?;
        session.saved(&store);
        Ok(())
    });
    if let Err(error) = recorded {
        session.out.warn(format_args!(
            "warning: the change is in force, but could not be put on the record: {}",
            error.message()
        ));
    }
    Ok(())
}

fn value(draft: &Draft, is_written: bool, told: &[Told<'_>]) -> Value {
    let change = |told: &Told<'_>| {
        json!({
            "rota": told.rota.as_str(),
            "tier": told.then.tiers().get(told.tier).map(|tier| tier.as_str()),
            "start": instant(told.change.start),
            "end": instant(told.change.end),
            "was": told.change.was.as_ref().map(PersonId::as_str),
            "is": told.change.is.as_ref().map(PersonId::as_str),
        })
    };
    json!({
        "what": draft.what,
        "file": draft.file.to_string_lossy(),
        "written": is_written,
        "changes": told.iter().map(change).collect::<Value>(),
    })
}
