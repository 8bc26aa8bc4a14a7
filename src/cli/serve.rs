//! `wail serve`: the daemon without a screen, for systemd or a hub.

use std::path::PathBuf;

use clap::Args;
use tokio::sync::watch;

use super::printer::Printer;
use super::{Out, Session, log};
use crate::daemon::report::{Notice, Report};
use crate::daemon::{self, Start};
use crate::domain::record::timeline::Event;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// The arguments of `wail serve`.
#[derive(Args, Debug)]
pub(super) struct Serve {}

pub(super) fn run(session: &Session, _: &Serve) -> Result<(), Error> {
    let out = session.out;
    let verbose = session.globals.verbose;
    let (report, printer) = Printer::start(verbose, move |notice| say(out, &notice));
    let (_keep, stop) = watch::channel(false);
    let ended = start(session, report, false, stop);
    printer.finish();
    ended
}

/// Runs a daemon with these settings until it is told to stop.
pub(super) fn start(
    session: &Session,
    report: Report,
    may_join: bool,
    stop: watch::Receiver<bool>,
) -> Result<(), Error> {
    let located = session.located()?;
    let settings = session.settings()?;
    for warning in &settings.warnings {
        session.out.warn(format_args!("warning:\n{warning}"));
    }
    let executable = executable()?;
    // Whoever watches sits there; a service starts in the middle of the night.
    let proves = may_join;
    let start =
        Start { settings, located: Some(located), executable, may_join, proves, report, stop };
    Ok(runtime()?.block_on(daemon::run(start))?)
}

/// This program, which is also the alarm's player.
pub(super) fn executable() -> Result<PathBuf, Error> {
    std::env::current_exe().map_err(|error| {
        Error::new(Kind::Bug, "this program cannot find itself").detail(format!("  {error}"))
    })
}

/// The one thread that talks to senders and channels.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Error::new(Kind::Unreachable, "the system gives no event loop")
            .detail(format!("  {error}"))
            .hint("there may be too many open files; see `ulimit -n`")
    })
}

/// One line for a log, without a time: whoever keeps the log adds it.
pub(super) fn say(out: Out, notice: &Notice) {
    match notice {
        Notice::Listens(address) => out.talk(format_args!("listening on http://{address}")),
        Notice::Decides => out.talk("deciding from now on: whoever did is gone"),
        Notice::OnlyRings(holder) => {
            out.talk(format_args!("{} decides; this station rings", plain(holder)));
        }
        Notice::Entry(entry) => match entry.incident {
            Some(id) => out.talk(format_args!("{id}: {}", log::in_list(&entry.text))),
            None => out.talk(log::in_list(&entry.text)),
        },
        Notice::More(number) => out.talk(format_args!("and {number} entries more; see `wail log`")),
        Notice::Board(_) => {}
        Notice::StoreFails(error) => {
            let failure = Error::from(error.clone());
            out.warn(format_args!("{failure}senders are told to come again"));
        }
        Notice::StoreRecovered => out.warn("the store can be written again"),
        Notice::Heart(event) => {
            out.warn(format_args!("warning: {}", plain(&Event::Daemon(event.clone()).sentence())));
        }
        Notice::SetAside(what, error) => out.warn(format_args!(
            "error: {what} could not be decided and was set aside: {}",
            plain(error)
        )),
        Notice::ConfigReloaded => out.talk("the changed configuration is in force"),
        Notice::ConfigRefused(faults) => out.warn(format_args!(
            "error: the changed configuration is not taken: {}; the last good one stays\n\n{}",
            faults.summary(),
            faults.body()
        )),
        Notice::HistoryKept(changes) => out.warn(format_args!(
            "error: the changed configuration is not taken, it would change who was on call; what \
             was accepted stays\n{}\nhint: `wail config accept` confirms it",
            super::config::change_lines(changes)
        )),
        Notice::CannotListen(error) => {
            out.warn(format_args!("error: {}; it is tried again every 5s", plain(error)));
        }
        Notice::NeedsRestart(what) => {
            out.warn(format_args!("warning: a changed {what} is in force after the next start"));
        }
        Notice::CannotSound(error) => {
            out.warn(format_args!("error: no alarm can be sounded either: {}", plain(error)));
        }
        Notice::CannotWatch(error) => out.warn(format_args!(
            "warning: changes of the configuration are not noticed: {}\n\
             hint: `kill -HUP` makes this daemon read it again",
            plain(error)
        )),
    }
}
