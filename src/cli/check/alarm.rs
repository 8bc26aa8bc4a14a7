//! Ringing here for what is down, until somebody has it, where no daemon runs.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::Seen;
use crate::cli::printer::Printer;
use crate::cli::{Session, serve};
use crate::config::Settings;
use crate::daemon::report::Notice;
use crate::daemon::{self, Start};
use crate::domain::incident::Status;
use crate::domain::watch::SOURCE;
use crate::error::Error;
use crate::store::{Chosen, Store, lease_holder};

/// How often it is looked whether somebody has it.
const LOOK: Duration = Duration::from_secs(1);

/// Rings until nothing of these monitors waits for anybody. A daemon that runs already does that.
pub(super) fn ring(session: &Session, mut settings: Settings, seen: &[Seen]) -> Result<(), Error> {
    let mut store = session.store()?;
    if lease_holder(store.path()).is_some() || !waits(&mut store, seen)? {
        return Ok(());
    }
    session.out.talk("ringing here until somebody has it: `wail ack`, or ctrl-c");
    // It is here for what is down, and for nobody who sends.
    settings.listen.address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let (out, verbose) = (session.out, session.globals.verbose);
    let (report, printer) = Printer::start(verbose, move |notice| match notice {
        Notice::Listens(_) => {}
        notice => serve::say(out, &notice),
    });
    let (stop, stopped) = watch::channel(false);
    let start = Start {
        settings,
        located: None,
        executable: serve::executable()?,
        may_join: true,
        proves: false,
        report,
        stop: stopped,
    };
    let ended = serve::runtime()?.block_on(async {
        let mut running = Box::pin(daemon::run(start));
        loop {
            tokio::select! {
                ended = &mut running => return ended.map_err(Error::from),
                _ = timeout(LOOK, pending::<()>()) => {}
            }
            if !waits(&mut store, seen)? {
                // A daemon that has ended by itself needs no telling.
                let _ = stop.send(true);
            }
        }
    });
    printer.finish();
    ended
}

/// Whether an incident of one of these monitors waits for somebody.
fn waits(store: &mut Store, seen: &[Seen]) -> Result<bool, Error> {
    let chosen = Chosen { at_most: None, ..Chosen::default() };
    let mut waits = false;
    store.read(|tx| {
        tx.list(&chosen, |listed| {
            let is_ours = listed.incident.source.as_str() == SOURCE;
            let is_triggered = matches!(listed.incident.status, Status::Triggered { .. });
            let of = listed.incident.labels.get("monitor");
            let is_blind = listed.incident.labels.get("watch").is_some_and(|of| of == "blind");
            let is_seen = of.is_some_and(|of| seen.iter().any(|it| it.name.as_str() == of));
            waits |= is_ours && is_triggered && (is_seen || is_blind);
        })
    })?;
    Ok(waits)
}
