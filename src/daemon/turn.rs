//! One turn of the deciding thread: everything that is saved in one transaction.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::arrivals::Arrivals;
use super::clock::NAP;
use super::decider::Decider;
use super::fresh::Fresh;
use super::memory::{BOARD_EVERY, Memory, Shown};
use super::report::{self, Notice};
use super::shared::Shared;
use super::station::Outgoing;
use crate::config::Settings;
use crate::domain::alert::Alert;
use crate::domain::incident::IncidentId;
use crate::domain::incident::escalation::Context;
use crate::domain::record::timeline::{DaemonEvent, Entry, Event};
use crate::domain::station::{Station, Stations};
use crate::engine::{self, Engine};
use crate::inbox::{Door, read};
use crate::store::{
    BodyLimits, Envelope, EnvelopeId, Heartbeat, Result, Store, StoreError, TimelineQuery, Tx,
};

/// After how many alerts no further envelope is begun in a turn, when nobody waits for an answer.
const HEARD_ALONE: usize = 500;

/// The same while senders wait: what is kept already can wait a moment longer than they can.
const HEARD_IN_COMPANY: usize = 100;

/// How many steps and pages are taken in one turn, at most.
const DUE_AT_ONCE: usize = 500;

/// How many entries are shown of one turn, at most; a storm is shown as its number.
const SHOWN_AT_ONCE: usize = 40;

/// How many bytes arrive before old bodies are looked for, out of turn.
const PRUNE_EVERY: usize = 8_000_000;

/// What a turn came to, once it is saved.
#[derive(Default)]
pub(super) struct Done {
    /// The numbers of what was received, in the order it was given.
    pub(super) received: Vec<EnvelopeId>,
    /// How far the inbox has been decided, by whoever decides.
    pub(super) decided_up_to: Option<EnvelopeId>,
    /// Whether there is more to do at once.
    pub(super) backlog: bool,
    /// What is to ring.
    pub(super) calls: Vec<Outgoing>,
    /// What is to be silent.
    pub(super) hushed: Vec<IncidentId>,
    /// When something is due next.
    pub(super) wake_at: Option<Timestamp>,
    /// What there is to show.
    pub(super) notices: Vec<Notice>,
    /// What whoever watches has seen then.
    pub(super) shown: Shown,
    /// The stations alive.
    pub(super) stations: Stations,
    /// What went with the sign of life, if one was given.
    pub(super) beaten: Option<Beaten>,
    /// Whether old bodies were looked for.
    pub(super) pruned: bool,
}

/// What goes with a sign of life.
pub(super) struct Beaten {
    /// How many refused requests are written down.
    pub(super) refused: (u64, u64),
    /// Whether everything was taken over from stations that are gone.
    pub(super) is_taken_over: bool,
}

/// Takes the turn. Nothing of it remains if it fails.
///
/// A sender who comes while nothing else is to be done waits for nothing else: what it sent is kept,
/// and decided in the next turn, which follows at once.
pub(super) fn take(decider: &mut Decider, arrivals: &mut Arrivals, now: Timestamp) -> Result<Done> {
    if !arrivals.envelopes.is_empty() && decider.memory.is_idle(now) {
        keep(&mut decider.store, &decider.memory, arrivals)
    } else {
        take_whole(decider, arrivals, now)
    }
}

/// Keeps what arrived and does nothing else.
fn keep(store: &mut Store, memory: &Memory, arrivals: &Arrivals) -> Result<Done> {
    let received = store.write(|tx| {
        arrivals.envelopes.iter().map(|envelope| tx.receive(envelope)).collect::<Result<_>>()
    })?;
    Ok(Done {
        received,
        backlog: true,
        wake_at: memory.wake_at,
        shown: memory.shown,
        stations: memory.stations.clone(),
        ..Done::default()
    })
}

fn take_whole(decider: &mut Decider, arrivals: &mut Arrivals, now: Timestamp) -> Result<Done> {
    let Decider { store, station, memory, settings, door, report, shared, lease, messages, .. } =
        decider;
    let decides = lease.is_some();
    let station = &memory.able(station, now);
    store.write(|tx| {
        let mut done = Done { shown: memory.shown, ..Done::default() };
        note_and_beat(tx, (station, decides), (memory, shared, settings), now, &mut done)?;
        let stations = &look_round(tx, decides, memory, now)?;
        let by = engine::Station { station, decides };
        let engine = Engine::new(tx, Context { rules: &settings.rules, stations }, now).at(by);
        for (page, result) in &memory.finished {
            engine.finish(*page, result.clone())?;
        }
        if decides {
            let budget = if memory.company > 1 { HEARD_IN_COMPANY } else { HEARD_ALONE };
            let decided = decide(tx, &engine, door, &memory.fresh, budget)?;
            done.backlog = decided.has_more;
            done.decided_up_to = Some(decided.up_to);
            done.backlog |= engine.tick(DUE_AT_ONCE)? == DUE_AT_ONCE;
        }
        done.backlog |= engine.claim(DUE_AT_ONCE)? >= DUE_AT_ONCE;
        // Whatever arrived while this was decided is kept by the same commit.
        arrivals.gather(messages, shared, memory.company);
        for envelope in &arrivals.envelopes {
            done.received.push(tx.receive(envelope)?);
        }
        done.backlog |= !arrivals.envelopes.is_empty();
        done.wake_at = wake_at(tx, now, decides)?;
        if report.wants_entries() {
            show(tx, (settings, memory.ringing.len()), now, &mut done)?;
        }
        let calls = engine.claimed().into_iter();
        done.calls = calls.map(|page| Outgoing::new(page, settings)).collect();
        done.hushed = engine.hushed();
        done.stations.clone_from(stations);
        if memory.compare && !memory.ringing.is_empty() {
            done.hushed.extend(silent(tx, &memory.ringing, &station.name)?);
        }
        Ok::<Done, StoreError>(done)
    })
}

/// Puts on the record what waits for it, gives the sign of life that is due, and drops old bodies.
fn note_and_beat(
    tx: &Tx<'_>,
    (station, decides): (&Station, bool),
    (memory, shared, settings): (&Memory, &Shared, &Settings),
    now: Timestamp,
    done: &mut Done,
) -> Result<()> {
    for event in &memory.notes {
        tx.append(&Entry { at: now, incident: None, event: event.clone() })?;
    }
    // Only a turn that writes proves that the store can be written again.
    // A clock that was set back must not silence it either.
    let is_due = memory.beat_at <= now || memory.beat_at > now + NAP;
    let beats = is_due || memory.trouble.is_some();
    if beats {
        let refused = note_refusals(tx, shared.refusals(), memory.refused, now)?;
        let is_taken_over = beat(tx, (station, decides), memory, now)?;
        done.beaten = Some(Beaten { refused, is_taken_over });
    }
    if decides && (beats || memory.bytes > PRUNE_EVERY) {
        let kept = settings.store.keep_bodies;
        let limits = BodyLimits { age: kept.age, bytes: kept.bytes };
        done.pruned = !tx.prune_bodies(limits, now)?;
    }
    Ok(())
}

/// How far the inbox has been decided.
struct Decided {
    /// The last envelope of which that is true.
    up_to: EnvelopeId,
    /// Whether more is left.
    has_more: bool,
}

/// Reads and decides the oldest of what was kept and not decided, about so many alerts of it.
fn decide(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    door: &Door,
    fresh: &Fresh,
    budget: usize,
) -> Result<Decided> {
    let begun = tx.read_up_to()?;
    let mut unread = fresh.unread(tx, begun);
    let (mut heard, mut kept_bytes, mut up_to) = (0, 0, begun);
    while heard < budget {
        let Some((id, envelope)) = unread.next()? else { break };
        let outcome = hear(tx, engine, door, (id, &envelope))?;
        heard += outcome.alerts;
        kept_bytes += outcome.kept_bytes;
        up_to = id;
    }
    if up_to == begun {
        return Ok(Decided { up_to, has_more: false });
    }
    tx.have_read(up_to, kept_bytes)?;
    Ok(Decided { up_to, has_more: tx.has_unread_after(up_to)? })
}

/// What one envelope came to.
pub(super) struct HeardEnvelope {
    alerts: usize,
    /// How much of it is kept.
    pub(super) kept_bytes: usize,
}

/// Reads one envelope and takes what is in it to the board. A body that said nothing new is not
/// kept; one that cannot be read is, and opens an incident of its own.
pub(super) fn hear(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    door: &Door,
    (id, envelope): (EnvelopeId, &Envelope),
) -> Result<HeardEnvelope> {
    let alerts: Vec<Alert> = match read::read(door, envelope) {
        Ok(alerts) => alerts,
        Err(error) => {
            tx.keep_unreadable(id, &error)?;
            engine.hear(&read::unreadable(&envelope.source, &error))?;
            return Ok(HeardEnvelope { alerts: 1, kept_bytes: 0 });
        }
    };
    let mut is_news = false;
    for alert in &alerts {
        is_news |= engine.hear(alert)?.is_news;
    }
    if !is_news {
        tx.drop_body(id)?;
    }
    let kept_bytes = if is_news { envelope.body.len() } else { 0 };
    Ok(HeardEnvelope { alerts: alerts.len(), kept_bytes })
}

/// The stations that are alive. When that has changed with the turn before, incidents that reached
/// nobody are looked at again.
fn look_round(tx: &Tx<'_>, decides: bool, memory: &Memory, now: Timestamp) -> Result<Stations> {
    let stations = engine::stations(tx, now)?;
    if decides && memory.has_changed {
        tx.wake_uncalled(now)?;
    }
    Ok(stations)
}

/// Gives a sign of life, and takes over from stations that give none. Says whether that is done: a
/// storm is taken over in portions, so that what arrives does not wait for it.
fn beat(
    tx: &Tx<'_>,
    (station, decides): (&Station, bool),
    memory: &Memory,
    now: Timestamp,
) -> Result<bool> {
    let name = station.name.clone();
    if !memory.stations.alive.iter().any(|station| station.name == name) {
        // A former life under the same name rings no longer.
        tx.requeue(&name, usize::MAX)?;
    }
    let (station, audio) = (station.clone(), memory.audio.clone());
    tx.put_station(&Heartbeat { station, seen_at: now, daemon: decides, audio })?;
    let since = now.saturating_sub(engine::GONE).unwrap_or(now);
    for beat in tx.stations(since)? {
        if super::has_ended(&beat.station.name) {
            tx.drop_station(&beat.station.name)?;
        }
    }
    let mut is_over = true;
    for gone in tx.gone_stations(since)? {
        is_over &= tx.requeue(&gone, DUE_AT_ONCE)? < DUE_AT_ONCE;
    }
    Ok(is_over)
}

/// Puts what was refused at the door on the record, as one entry for each kind and sign of life.
fn note_refusals(
    tx: &Tx<'_>,
    refused: (u64, u64),
    noted: (u64, u64),
    now: Timestamp,
) -> Result<(u64, u64)> {
    let (floods, keys) = (refused.0 - noted.0, refused.1 - noted.1);
    let events = [
        (floods > 0).then_some(DaemonEvent::Flood(floods)),
        (keys > 0).then_some(DaemonEvent::WrongKey(keys)),
    ];
    for event in events.into_iter().flatten().map(Event::Daemon) {
        tx.append(&Entry { at: now, incident: None, event })?;
    }
    Ok(refused)
}

/// When this station must look again: for whoever decides when a step is due, for every other one
/// when a page is.
fn wake_at(tx: &Tx<'_>, now: Timestamp, decides: bool) -> Result<Option<Timestamp>> {
    let page = tx.next_page_deadline(now)?;
    let step = if decides { tx.next_incident_deadline()? } else { None };
    Ok(page.into_iter().chain(step).min())
}

/// The incidents that rang here and are to ring no longer, because of what another process saved.
fn silent(tx: &Tx<'_>, ringing: &BTreeSet<IncidentId>, station: &str) -> Result<Vec<IncidentId>> {
    let still: BTreeSet<IncidentId> =
        tx.ringing(station)?.into_iter().map(|(_, incident)| incident).collect();
    Ok(ringing.difference(&still).copied().collect())
}

/// Collects what has been put on the record since the last look, and the board if it is due.
fn show(
    tx: &Tx<'_>,
    (settings, ringing): (&Settings, usize),
    now: Timestamp,
    done: &mut Done,
) -> Result<()> {
    let Some(after) = done.shown.entry else {
        done.shown.entry = Some(tx.last_entry()?);
        return Ok(());
    };
    let (mut last, mut number) = (after, 0);
    tx.timeline(TimelineQuery::After(after), |entry| {
        last = entry.id;
        number += 1;
        if number <= SHOWN_AT_ONCE {
            done.notices.push(Notice::Entry(entry));
        }
    })?;
    if number > SHOWN_AT_ONCE {
        done.notices.push(Notice::More(number - SHOWN_AT_ONCE));
    }
    done.shown.entry = Some(last);
    done.shown.board_owed |= done.beaten.is_some() || number > 0;
    let due_at = done.shown.board_at + BOARD_EVERY;
    if done.shown.board_owed && due_at <= now {
        done.notices.push(Notice::Board(report::board(tx, settings, ringing, now)?));
        done.shown.board_at = now;
        done.shown.board_owed = false;
    } else if done.shown.board_owed {
        done.wake_at = done.wake_at.into_iter().chain([due_at]).min();
    }
    Ok(())
}

#[cfg(test)]
mod tests;
