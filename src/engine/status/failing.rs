//! That the status page cannot be written: on the record once, and on the board until it can.

use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::record::timeline::{DaemonEvent, Event, StatusPageEvent};
use crate::domain::station::own_source;
use crate::engine::Engine;
use crate::store::{Result, Tx};

/// The identity of the problem that it cannot be written. No sender can claim it: in theirs a backslash
/// is followed by `:` or by another one.
const PROBLEM: &str = "\\status-page";

/// What helps, for whoever is called for it.
const REMEDY: &str = "make room there, or let the daemon's user write there; it is tried again and again, and \
                      at once by `wail status build`";

/// Whether the board says that it cannot be written.
pub fn is_failing(tx: &Tx<'_>) -> Result<bool> {
    let (board, _) = tx.board(&problem(Signal::Firing, String::new()))?;
    Ok(board.known.is_some_and(|known| known.signal != Signal::Resolved))
}

fn problem(signal: Signal, summary: impl Into<String>) -> Alert {
    let identity = Fingerprint::kept(PROBLEM.to_owned());
    Alert::new(own_source(), identity, signal, Severity::Warning).summary(&summary.into())
}

impl Engine<'_> {
    /// Takes to the board what is on the record of the status page: that it cannot be written is a problem
    /// until it can.
    pub fn hear_of_status_page(&self, event: &StatusPageEvent) -> Result<()> {
        self.hear_once(&match event {
            StatusPageEvent::Fails(..) => {
                let details = format!("{}; {REMEDY}", event.sentence());
                problem(Signal::Firing, "the status page cannot be written").details(details)
            }
            StatusPageEvent::Written | StatusPageEvent::Dropped => {
                problem(Signal::Resolved, "the status page is written again")
            }
        })
    }

    /// Puts it on the record and takes it to the board, where it is news.
    pub fn tell_of_status_page(&self, event: &StatusPageEvent) -> Result<()> {
        if is_failing(self.tx)? == matches!(event, StatusPageEvent::Fails(..)) {
            return Ok(());
        }
        self.put_on_record(Event::Daemon(DaemonEvent::StatusPage(event.clone())))?;
        self.hear_of_status_page(event)
    }
}
