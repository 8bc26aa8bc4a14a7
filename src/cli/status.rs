//! `wail status`: the page that tells everybody how everything is.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Session;
use crate::daemon::status::{files, page};
use crate::domain::status::{Condition, Page};
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::publish::status::{PAGE, written};

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
    it whenever something changes; what cannot be written leaves the old page whole.")]
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
    let directory = args.to.as_ref().unwrap_or(&wanted.directory);
    let page = session.store()?.read(|tx| page(tx, &settings, wanted, session.now))?;
    let files = written(&page);
    files::write(directory, &files).map_err(|error| {
        Error::new(Kind::Unreachable, "the status page cannot be written")
            .detail(format!("  {error}"))
            .hint("what was there is untouched; `--to DIR` writes it elsewhere")
    })?;
    if session.out.json {
        return session.out.json(&serde_json::json!({
            "directory": directory.to_string_lossy(),
            "files": files.iter().map(|file| file.name).collect::<Vec<_>>(),
            "condition": page.condition().word(),
            "summary": page.sentence(),
        }));
    }
    told(session, &page, directory)
}

fn told(session: &Session, page: &Page, directory: &Path) -> Result<(), Error> {
    let services = count(page.services.len(), "service");
    let open = page.open().count();
    let open = if open == 0 { "no open incident".to_owned() } else { count(open, "open incident") };
    session.out.line(format_args!("{}: {services}, {open}", plain(&page.sentence())))?;
    let at = directory.join(PAGE);
    session.out.line(format_args!("written to {}", plain(&at.to_string_lossy())))?;
    if page.services.iter().any(|service| service.condition == Condition::Unknown) {
        session
            .out
            .talk("hint: what is not known was not looked at for an hour; `wail check` looks");
    }
    Ok(())
}
