//! `wail status`: the page that tells everybody how everything is.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Session;
use crate::config::{Settings, StatusSettings};
use crate::daemon::status::{self, Built, NotBuilt};
use crate::domain::record::timeline::StatusPageEvent;
use crate::domain::status::plan::Plan;
use crate::domain::status::{Condition, Page};
use crate::domain::text::plain;
use crate::domain::update::Update;
use crate::domain::wait::count;
use crate::engine::status::failing::is_failing;
use crate::error::{Error, Kind};
use crate::publish::status::{PAGE, written};
use crate::store::{Store, lease_holder};

/// The arguments of `wail status`.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(super) struct Status {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the page now: HTML, a feed and JSON
    Build(Build),
}

/// The arguments of `wail status build`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail status build\n  \
    wail status build --to /tmp/preview        to look at it first\n\n\
    The page has what `[status]` in the configuration names and nothing else. A running daemon writes\n\
    it whenever something changes, and so do `wail update` and `wail promise`; what cannot be written\n\
    leaves the old page whole.")]
struct Build {
    /// Another directory than the one of the configuration
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

pub(super) fn run(session: &Session, args: &Status) -> Result<(), Error> {
    match &args.command {
        Command::Build(args) => build(session, args),
    }
}

fn build(session: &Session, args: &Build) -> Result<(), Error> {
    let settings = session.settings()?;
    let Some(wanted) = &settings.status else {
        let hint = "add `[status]` with `directory` and `services`: see docs/status-page.md";
        return Err(Error::new(Kind::Config, "the configuration has no status page").hint(hint));
    };
    let mut store = session.store_as_named()?;
    let built = match &args.to {
        // What is only looked at is nothing for the record.
        Some(to) => status::build(&mut store, &settings, wanted, to, || session.now),
        None => write(session, &mut store, &settings, wanted)?,
    };
    let directory = args.to.as_ref().unwrap_or(&wanted.directory);
    let Built { page, .. } =
        built.map_err(|error| not_built(session, directory, error, Kind::Unreachable))?;
    if session.out.json {
        return session.out.json(&serde_json::json!({
            "directory": directory.to_string_lossy(),
            "files": written(&page).map(|file| file.name),
            "condition": page.condition().word(),
            "summary": page.sentence(),
        }));
    }
    told(session, &page, directory)
}

/// Writes the page where the configuration says, and puts on the record that it cannot be written, or can
/// again. Where a daemon runs, that is told by the daemon, for which it may be otherwise.
fn write(
    session: &Session,
    store: &mut Store,
    settings: &Settings,
    wanted: &StatusSettings,
) -> Result<Result<Built, NotBuilt>, Error> {
    let directory = &wanted.directory;
    let built = status::build(store, settings, wanted, directory, || session.now);
    if lease_holder(store.path()).is_some() {
        return Ok(built);
    }
    let event = match &built {
        Ok(_) => StatusPageEvent::Written,
        Err(error) => StatusPageEvent::Fails(directory.clone(), error.to_string()),
    };
    if built.is_err() || store.read(is_failing)? {
        session
            .decide(store, &settings.rules, |_, engine| Ok(engine.tell_of_status_page(&event)?))?;
    }
    Ok(built)
}

/// Writes the page anew, if there is one, once something was said to everybody, and says whether that reached
/// it. What was said is kept in any case; where a daemon runs, that writes the page as well.
pub(super) fn renew_after(
    session: &Session,
    said: Result<(), Error>,
    updates: &[&Update],
) -> Result<(), Error> {
    match (said, renew(session, updates)) {
        (Err(error), Err(_)) => {
            Err(error.hint("nor can the status page be written: `wail status build` tells why"))
        }
        (said, renewed) => said.and(renewed),
    }
}

fn renew(session: &Session, updates: &[&Update]) -> Result<(), Error> {
    let Ok(settings) = session.settings() else { return Ok(()) };
    let Some(wanted) = &settings.status else { return Ok(()) };
    let mut store = session.store_as_named()?;
    match write(session, &mut store, &settings, wanted)? {
        Ok(built) => tell_of_missing(session, &mut store, (&wanted.plan, &built.page), updates),
        Err(_) if lease_holder(store.path()).is_some() => {
            session.out.talk("the status page follows in a moment: the daemon writes it");
            Ok(())
        }
        Err(error) => Err(not_built(session, &wanted.directory, error, Kind::No)),
    }
}

/// Says which updates were meant for everybody and are not on the page, since it names no service of theirs.
fn tell_of_missing(
    session: &Session,
    store: &mut Store,
    (plan, page): (&Plan, &Page),
    updates: &[&Update],
) -> Result<(), Error> {
    for update in updates {
        let id = update.incident;
        if update.publications.iter().all(|to| to.audience != plan.audience) {
            continue;
        }
        let merged = store.read(|tx| tx.public_incident(id))?.and_then(|it| it.merged_into);
        let id = merged.unwrap_or(id);
        if page.incidents.iter().all(|it| it.id != id) {
            session.out.talk(format_args!(
                "the status page does not show it: {id} is about none of the services in `[status]`"
            ));
        }
    }
    Ok(())
}

/// That there is no new page, why, and what to type.
fn not_built(session: &Session, directory: &Path, error: NotBuilt, kind: Kind) -> Error {
    let (error, cause) = match error {
        NotBuilt::Store(error) => return error.into(),
        NotBuilt::Files(error) => (error.to_string(), error.kind()),
    };
    let directory = directory.display();
    let remedy = match cause {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room there, then `wail status build`".to_owned()
        }
        ErrorKind::PermissionDenied => {
            let user = session.environment().user().unwrap_or_else(|| "YOU".to_owned());
            format!(
                "`sudo chown {user} {directory}` lets you write there, `--to DIR` writes it elsewhere"
            )
        }
        _ => "`wail status build --to DIR` writes it elsewhere".to_owned(),
    };
    let message = match kind {
        Kind::No => "it is kept, and the status page cannot be written",
        _ => "the status page cannot be written",
    };
    Error::new(kind, message)
        .detail(format!("  {error}"))
        .hint(format!("what was there is untouched; {remedy}"))
}

fn told(session: &Session, page: &Page, directory: &Path) -> Result<(), Error> {
    let services = count(page.services.len(), "service");
    let open = page.open().count();
    let open = if open == 0 { "no open incident".to_owned() } else { count(open, "open incident") };
    session.out.line(format_args!("{}: {services}, {open}", plain(&page.sentence())))?;
    let at = directory.join(PAGE);
    session.out.line(format_args!("written to {}", plain(&at.to_string_lossy())))?;
    if page.services.iter().any(|service| service.condition == Condition::Unknown) {
        session.out.talk(
            "hint: nobody has looked at what is not known, or listened, for too long: `wail check` looks, \
             `wail watch` does both again and again",
        );
    }
    Ok(())
}
