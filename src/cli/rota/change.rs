//! A change of a rota: shown before it is written, written at once, and put on the record.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::moment::later;
use super::told::{Range, line, show, told, value, warn_of_new};
use super::{find, known};
use crate::cli::{Session, relief, unknown};
use crate::config::edit::{self, Block, EditError, NotReplaced, Noted, Target};
use crate::config::{self, Settings};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::record::timeline::{Entry, Event};
use crate::domain::rota::Rota;
use crate::domain::rota::history::present_ends;
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::engine::history::{self, ENOUGH_FOR};
use crate::error::{Error, Kind};
use crate::store::{Store, StoreError};

/// How far ahead of now a change is shown.
const AHEAD: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How far before now nothing may change.
const BACK: SignedDuration = SignedDuration::from_hours(400 * 24);

/// How a change is to be made.
#[derive(Args, Debug)]
pub(in crate::cli) struct How {
    /// The rota; the only one unless given
    #[arg(long, value_name = "ROTA")]
    pub(in crate::cli) rota: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) consent: Consent,
}

/// For how long somebody else has the pager, and why.
#[derive(Args, Debug)]
pub(in crate::cli) struct ForAWhile {
    /// How long, or until when: `2h`, `until monday 09:00`
    #[arg(value_name = "WHEN", required = true)]
    pub(in crate::cli) when: Vec<String>,
    /// Why, for whoever asks later
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) why: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) how: How,
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

impl Consent {
    /// That it is written without asking.
    pub(in crate::cli) fn given() -> Self {
        Self { yes: true, dry_run: false }
    }

    /// Whether anything was said about it.
    pub(in crate::cli) fn is_said(&self) -> bool {
        self.yes || self.dry_run
    }
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
    /// Which pager goes to whom by it, if that is one.
    pub(in crate::cli) to: Option<(RotaName, PersonId)>,
}

impl Draft {
    /// By which that person gets the pager of that rota.
    pub(in crate::cli) fn gives(self, rota: &RotaName, to: &PersonId) -> Self {
        Self { to: Some((rota.clone(), to.clone())), ..self }
    }
}

/// The person who asks, whom the configuration must know.
pub(in crate::cli) fn me(session: &Session, settings: &Settings) -> Result<PersonId, Error> {
    known_person(session.person()?.as_str(), settings)
}

/// The person of that name.
pub(in crate::cli) fn known_person(name: &str, settings: &Settings) -> Result<PersonId, Error> {
    unknown::person(name, &settings.rules)
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

/// What is to be added, and what that does, as a sentence.
pub(in crate::cli) struct Addition<'a> {
    /// The list that is added to, by the rota it is of.
    pub(in crate::cli) target: Target<'a>,
    /// What is added.
    pub(in crate::cli) blocks: Vec<Block>,
    /// What that does.
    pub(in crate::cli) what: String,
}

/// A list where it is written.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Home<'a> {
    /// The file.
    pub(in crate::cli) file: &'a Path,
    /// The list in that file.
    pub(in crate::cli) target: Target<'a>,
}

/// Where the list of a rota, or of everybody, is written.
pub(in crate::cli) fn home<'a>(settings: &'a Settings, target: Target<'a>) -> Home<'a> {
    let main = main_file(settings);
    let file = target.rota.map_or(main, |rota| file_of(settings, rota));
    Home { file, target: Target { rota: target.rota.filter(|_| file == main), ..target } }
}

/// The file of a list with blocks added to it.
pub(in crate::cli) fn draft(
    session: &Session,
    settings: &Settings,
    addition: Addition<'_>,
) -> Result<Draft, Error> {
    let Home { file, target } = home(settings, addition.target);
    let note = noted(session, &addition.what)?;
    let old = config::text_of(file)?;
    let new = edit::append(&old, target, &addition.blocks, &note)
        .map_err(|error| cannot_be_added(file, target, &error))?;
    Ok(Draft { file: file.to_owned(), old, new, what: addition.what, to: None })
}

fn cannot_be_added(file: &Path, target: Target<'_>, error: &EditError) -> Error {
    let hint = match (error, target.rota) {
        (EditError::Inline(table), Some(rota)) if !table.contains(&format!("{rota}.")) => {
            format!("write its layers as blocks, each under `[[rota.{rota}.layer]]`")
        }
        (EditError::Inline(list), _) => format!("write it as blocks, each under `[[{list}]]`"),
        (EditError::Missing(_) | EditError::Unreadable(_), _) => "`wail config check`".to_owned(),
    };
    let file = file.display().to_string();
    Error::new(Kind::Config, format!("nothing can be added to {}", plain(&file)))
        .detail(format!("  {error}"))
        .hint(plain(&hint))
}

/// Shows what a draft changes, asks, writes it, and puts it on the record.
pub(in crate::cli) fn carry_out(
    session: &Session,
    settings: &Settings,
    consent: &Consent,
    draft: &Draft,
) -> Result<(), Error> {
    session.is_not_misnamed()?;
    let then = after(session, draft)?;
    refuse_the_past(session, settings, &then)?;
    let in_force = in_force(session, settings);
    let ahead = if in_force.is_some() { ENOUGH_FOR } else { AHEAD };
    let range = Range { from: session.now, to: later(session.now, ahead) };
    let told = told(in_force.as_ref().unwrap_or(&settings.rules), &then.rules, range);
    let out = session.out;
    if !out.json {
        show(session, draft, &told, ahead)?;
    }
    warn_of_new(session, settings, &then);
    if in_force.is_some() {
        out.warn("warning: an edit of the rota was not accepted yet, so this waits with it");
        out.warn("hint: `wail config accept` shows what would change, and confirms it");
    }
    let relieved = draft.to.as_ref().map(|to| relief::of(session, &then.rules, to));
    let relieved = relieved.unwrap_or_default();
    relief::warn_of(session, &then.rules, &relieved);
    let is_written = !consent.dry_run && is_meant(session, consent)?;
    if is_written {
        write(session, draft, &then)?;
    }
    if out.json {
        out.json(&value(draft, is_written, &told, &relieved))?;
    } else if is_written {
        out.talk(format_args!("written to {}", draft.file.display()));
    } else if consent.dry_run {
        out.talk("nothing was written");
    }
    Ok(())
}

/// The rules that are in force, if they are other ones than the file says, because that was not
/// accepted. Without a store nothing was accepted.
fn in_force(session: &Session, settings: &Settings) -> Option<Rules> {
    let path = &settings.store.path;
    if !path.exists() {
        return None;
    }
    let rules = Store::open(path).and_then(|mut store| {
        store.read(|tx| {
            Ok(match history::in_force(tx, &settings.rules, session.now)? {
                Cow::Owned(rules) => Some(rules),
                Cow::Borrowed(_) => None,
            })
        })
    });
    // A store that cannot be read is told where the change is to be put on the record.
    rules.ok().flatten()
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
    Ok(told(&settings.rules, &then.rules, past(session)).is_empty())
}

/// Everything that may not be different, this second included.
fn past(session: &Session) -> Range {
    Range { from: later(session.now, -BACK), to: present_ends(session.now) }
}

/// What was, and who is on call now, stays.
fn refuse_the_past(session: &Session, old: &Settings, then: &Settings) -> Result<(), Error> {
    let moved = told(&old.rules, &then.rules, past(session));
    let Some(first) = moved.first() else { return Ok(()) };
    let line = line(first, "", &session.zone());
    Err(Error::new(Kind::No, "this would change who was on call before now")
        .detail(format!("  {line}"))
        .hint("begin it later: `--from now`, or a time to come"))
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
