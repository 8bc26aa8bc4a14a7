//! A loop that hangs becomes an incident, and one that goes on ends it.

use std::collections::BTreeMap;

use super::{DECIDER, Heart};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::label::Labels;
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::domain::station::own_source;
use crate::engine::Engine;
use crate::store::{Result, Tx};

/// What the identity of that problem begins with. No sender can claim it: in theirs a backslash is
/// followed by `:` or by another one.
const STUCK: &str = "\\stuck ";

/// Takes to the board what goes on the record about loops. A daemon that begins to decide ends what the one
/// before it has left.
///
/// That the deciding thread hangs is told by an alarm that needs no store; when it can open an incident
/// about that, it hangs no longer.
pub(in crate::daemon) fn heed(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    notes: &[Event],
    heart: &Heart,
) -> Result<()> {
    let mut stuck: BTreeMap<String, bool> = BTreeMap::new();
    for note in notes {
        match note {
            Event::Daemon(DaemonEvent::Started) => {
                for fingerprint in tx.firing_of(&own_source())? {
                    let name = fingerprint.as_str().strip_prefix(STUCK);
                    stuck.extend(name.map(|name| (name.to_owned(), false)));
                }
                stuck.extend(heart.stuck().into_iter().map(|(name, _)| (name, true)));
            }
            Event::Daemon(DaemonEvent::LoopStuck(name, _)) => {
                stuck.insert(name.clone(), true);
            }
            Event::Daemon(DaemonEvent::LoopGoesOn(name)) => {
                stuck.insert(name.clone(), false);
            }
            _ => {}
        }
    }
    stuck.remove(DECIDER);
    stuck.iter().try_for_each(|(name, is_stuck)| engine.hear_once(&alert(name, *is_stuck)))
}

/// The problem that a loop hangs, or its end.
fn alert(name: &str, is_stuck: bool) -> Alert {
    let (signal, what) =
        if is_stuck { (Signal::Firing, "is stuck") } else { (Signal::Resolved, "goes on") };
    let identity = Fingerprint::kept(format!("{STUCK}{name}"));
    Alert::new(own_source(), identity, signal, Severity::Critical)
        .summary(&format!("the loop {name} of wail {what}"))
        .details(
            "it has missed three ticks; a restart of the daemon mends most of what can cause that",
        )
        .labels(Labels::from([("loop".to_owned(), name.to_owned())]))
}

#[cfg(test)]
mod tests;
