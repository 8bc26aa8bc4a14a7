//! The sign of life, and what goes with it: what is put on the record, taken over and dropped.

use jiff::Timestamp;

use super::clock::NAP;
use super::heart;
use super::turn::{DUE_AT_ONCE, Done, Moment};
use crate::domain::record::timeline::{DaemonEvent, Entry, Event};
use crate::domain::station::Station;
use crate::engine;
use crate::store::{BodyLimits, Heartbeat, Result, Tx};

/// How many bytes arrive before old bodies are looked for, out of turn.
const PRUNE_EVERY: usize = 8_000_000;

/// What goes with a sign of life.
pub(super) struct Beaten {
    /// How many refused requests are written down.
    pub(super) refused: Refusals,
    /// Whether everything was taken over from stations that are gone.
    pub(super) is_taken_over: bool,
    /// Whether it was written down who will be on call.
    pub(super) wrote_duties: bool,
    /// The station as it was written down.
    pub(super) announced: Station,
    /// When this machine was last heard, by whichever process.
    pub(super) heard_at: Option<Timestamp>,
}

/// How many requests were refused at the door, ever since the daemon began.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Refusals {
    /// Because too much arrived at once.
    pub(super) floods: u64,
    /// Because of their key.
    pub(super) wrong_keys: u64,
}

/// What became of the pages that stations which are gone had taken.
struct TakenOver {
    /// Whether none is left.
    is_all: bool,
    /// Whether there were any.
    is_any: bool,
}

impl Moment<'_> {
    /// Puts on the record what waits for it, gives the sign of life that is due, and drops old
    /// bodies.
    pub(super) fn note_and_beat(&self, tx: &Tx<'_>, done: &mut Done) -> Result<()> {
        let memory = self.memory;
        for event in &memory.notes {
            if matches!(event, Event::Daemon(DaemonEvent::Started)) {
                // Whoever decided before does not say any more what became of them.
                tx.free_resends(self.now)?;
                // And whoever looked before looks no more.
                tx.look_no_more()?;
            }
            self.note(tx, event.clone())?;
        }
        if let Some(deaf) = memory.deaf.filter(|deaf| self.decides && deaf.told_at() <= self.now) {
            let local = |at: Timestamp| at.to_zoned(self.settings.rules.zone.clone());
            let [from, to] = [deaf.from, deaf.to].map(|at| local(at).strftime("%H:%M").to_string());
            let began = tx.began_between(deaf.from, deaf.to)?;
            self.note(tx, Event::BeganWhileDeaf { from, to, began })?;
        }
        if let Some(at) = self.looked_at {
            tx.see(at)?;
        }
        // Only a turn that writes proves that the store can be written again.
        // A clock that was set back must not silence it either.
        let is_due = memory.beat_at <= self.now || memory.beat_at > self.now + NAP;
        let beats = is_due || memory.trouble.is_some();
        if beats {
            self.note_refusals(tx)?;
            let taken_over = self.beat(tx)?;
            let announced = self.station.clone();
            done.tells_others |= taken_over.is_any || memory.announced.as_ref() != Some(&announced);
            let is_taken_over = taken_over.is_all;
            let wrote_duties =
                self.decides && memory.duties_at.is_some_and(|due_at| due_at <= self.now);
            if wrote_duties {
                engine::history::go_on(tx, &self.settings.rules.rotas, self.now)?;
            }
            let heard_at = heart::keep(tx, self.memory, self.heart)?;
            let refused = self.refused;
            done.beaten =
                Some(Beaten { refused, is_taken_over, wrote_duties, announced, heard_at });
        }
        if self.decides && (beats || memory.bytes > PRUNE_EVERY) {
            let kept = self.settings.store.keep_bodies;
            let limits = BodyLimits { age: kept.age, bytes: kept.bytes };
            done.pruned = !tx.prune_bodies(limits, self.now)?;
        }
        Ok(())
    }

    /// Gives a sign of life, and takes over from stations that give none. A storm is taken over in
    /// portions, so that what arrives does not wait for it.
    fn beat(&self, tx: &Tx<'_>) -> Result<TakenOver> {
        let name = &self.station.name;
        let mut taken_over = TakenOver { is_all: true, is_any: false };
        if !self.memory.stations.alive.iter().any(|station| station.name == *name) {
            // A former life under the same name rings no longer.
            taken_over.is_any |= tx.requeue(name, usize::MAX)? > 0;
        }
        tx.put_station(&Heartbeat {
            station: self.station.clone(),
            seen_at: self.now,
            daemon: self.decides,
            audio: self.memory.audio.proof.clone(),
        })?;
        let since = self.now.saturating_sub(engine::GONE).unwrap_or(self.now);
        for beat in tx.stations(since)? {
            if super::has_ended(&beat.station.name) {
                tx.drop_station(&beat.station.name)?;
            }
        }
        for gone in tx.gone_stations(since)? {
            let number = tx.requeue(&gone, DUE_AT_ONCE)?;
            taken_over.is_any |= number > 0;
            taken_over.is_all &= number < DUE_AT_ONCE;
        }
        Ok(taken_over)
    }

    /// Puts what was refused at the door on the record, as one entry for each kind and sign of
    /// life.
    fn note_refusals(&self, tx: &Tx<'_>) -> Result<()> {
        let noted = self.memory.refused;
        let floods = self.refused.floods - noted.floods;
        let wrong_keys = self.refused.wrong_keys - noted.wrong_keys;
        let events = [
            (floods > 0).then_some(DaemonEvent::Flood(floods)),
            (wrong_keys > 0).then_some(DaemonEvent::WrongKey(wrong_keys)),
        ];
        events.into_iter().flatten().try_for_each(|event| self.note(tx, Event::Daemon(event)))
    }

    fn note(&self, tx: &Tx<'_>, event: Event) -> Result<()> {
        tx.append(&Entry { at: self.now, incident: None, event })
    }
}
