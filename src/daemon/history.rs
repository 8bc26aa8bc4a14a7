//! A changed configuration is put in force unless it moves the past or who is on call now; such a
//! one waits until somebody accepts it.

use std::sync::Arc;

use jiff::Timestamp;

use super::clock;
use super::decider::Decider;
use super::drill::DrillKey;
use super::reload::Reloaded;
use super::report::{Notice, Report};
use super::station::Order;
use super::{door_of, station_of};
use crate::config::Settings;
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::domain::rota::history::Moved;
use crate::engine::history;
use crate::store::{Result, Store};

/// A configuration as far as it may be in force at the start, and what of it must wait.
pub(super) struct Beginning {
    /// What is in force: where a rota would move what was accepted, what was accepted is.
    pub(super) settings: Settings,
    /// All of it, if it must wait.
    pub(super) waits: Option<Reloaded>,
    /// What goes on the record.
    pub(super) note: Option<Event>,
}

/// Compares a configuration with what was accepted before a daemon begins. A pager that would not
/// start is quiet, so it does: with what was accepted, and with everything else that is written.
pub(super) fn begin(
    store: &mut Store,
    settings: Settings,
    drill_key: Option<&DrillKey>,
    report: &Report,
) -> Result<Beginning> {
    let now = clock::now();
    let mut restored = settings.clone();
    let moved = store.read(|tx| history::restore(tx, &mut restored.rules, now))?;
    if moved.is_empty() {
        return Ok(Beginning { settings, waits: None, note: None });
    }
    report.say(notice(&moved, now));
    let note = Some(event(&moved, now));
    let door = Arc::new(door_of(&settings, drill_key));
    let waits = Reloaded { settings: Arc::new(settings), door, notices: Vec::new() };
    Ok(Beginning { settings: restored, waits: Some(waits), note })
}

impl Decider {
    /// Puts a changed configuration in force, unless it moves what was accepted.
    pub(super) fn consider(&mut self, reloaded: Reloaded) {
        let now = clock::now();
        match self.moved_by(&reloaded, now) {
            Ok(moved) if moved.is_empty() => self.put_in_force(reloaded, now),
            Ok(moved) => {
                self.memory.notes.push(event(&moved, now));
                self.report.say(notice(&moved, now));
                self.waits = Some(reloaded);
            }
            // The store is in trouble, which the turn tells. It is tried again.
            Err(_) => self.waits = Some(reloaded),
        }
    }

    /// Looks again at a configuration that waits: somebody may have accepted it.
    pub(super) fn reconsider(&mut self) {
        let Some(waits) = self.waits.take() else { return };
        let now = clock::now();
        match self.moved_by(&waits, now) {
            Ok(moved) if moved.is_empty() => self.put_in_force(waits, now),
            Ok(_) | Err(_) => self.waits = Some(waits),
        }
    }

    fn moved_by(&mut self, reloaded: &Reloaded, now: Timestamp) -> Result<Vec<Moved>> {
        self.store.read(|tx| history::moved(tx, &reloaded.settings.rules, now))
    }

    fn put_in_force(&mut self, reloaded: Reloaded, now: Timestamp) {
        let Reloaded { settings, door, notices } = reloaded;
        self.waits = None;
        self.memory.duties_at = Some(now);
        self.memory.quiet.hasten(now);
        self.memory.beat_at = now;
        self.memory.notes.push(Event::Daemon(DaemonEvent::ConfigReloaded));
        self.station = station_of(&self.station.name, &settings);
        self.settings = settings;
        self.shared.obey(&self.settings);
        self.memory.asking.is_settled = false;
        self.orders.give(Order::Output(self.settings.sounds.output.clone()));
        self.doors.send_replace(Arc::clone(&door));
        self.door = door;
        self.probe(self.station.channels.clone());
        for notice in notices {
            self.report.say(notice);
        }
        self.report.say(Notice::ConfigReloaded);
    }
}

fn event(moved: &[Moved], now: Timestamp) -> Event {
    Event::Daemon(DaemonEvent::HistoryKept(history::phrase(moved, now)))
}

fn notice(moved: &[Moved], now: Timestamp) -> Notice {
    Notice::HistoryKept(moved.iter().flat_map(|moved| moved.lines(now)).collect())
}
