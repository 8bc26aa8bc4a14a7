//! One turn of the deciding thread: everything that is saved in one transaction.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::Timestamp;

use super::arrivals::Arrivals;
use super::beat::{Beaten, Refusals};
use super::decider::Decider;
use super::hearing::Hearing;
use super::heart::{self, Heart};
use super::memory::{Answered, BOARD_EVERY, Finished, Memory, Shown};
use super::outgoing::{Outgoing, Spoken};
use super::presses::{self, Links};
use super::report::{self, Board, Notice};
use super::{gauges, monitors, polls, status, weekly};
use crate::config::Settings;
use crate::domain::incident::IncidentId;
use crate::domain::incident::escalation::Context;
use crate::domain::station::{Station, Stations};
use crate::engine::{self, Engine};
use crate::inbox::answer::Standing;
use crate::inbox::dropin::Answer;
use crate::pager::push::Target;
use crate::store::{
    Emergency, EnvelopeId, FailingPush, Result, Store, StoreError, TimelineQuery, Tx, Uncalled,
};

/// After how many alerts no further envelope is begun in a turn, when nobody waits for an answer.
pub(super) const HEARD_ALONE: usize = 500;

/// The same while senders wait: what is kept already can wait a moment longer than they can.
const HEARD_IN_COMPANY: usize = 100;

/// How many steps and pages are taken in one turn, at most.
pub(super) const DUE_AT_ONCE: usize = 500;

/// How many entries are shown of one turn, at most; a storm is shown as its number.
const SHOWN_AT_ONCE: usize = 40;

/// What a turn came to, once it is saved.
#[derive(Default)]
pub(super) struct Done {
    /// The numbers of what was received, in the order it was given.
    pub(super) received: Vec<EnvelopeId>,
    /// How far the inbox has been decided, by whoever decides.
    pub(super) decided_up_to: Option<EnvelopeId>,
    /// Whether there is more to do at once.
    pub(super) backlog: bool,
    /// Up to which incident what waits was looked at by changed rules, if more is left.
    pub(super) ruled_up_to: Option<IncidentId>,
    /// What is to ring.
    pub(super) calls: Vec<Outgoing>,
    /// What is tried again.
    pub(super) again: Vec<Outgoing>,
    /// What services are to repeat no longer, by their receipts.
    pub(super) called_off: Vec<(Target, String)>,
    /// The pushes that keep failing; nothing if nobody looked.
    pub(super) failing: Option<Vec<FailingPush>>,
    /// What the presses of links came to, in their order.
    pub(super) standings: Vec<Standing>,
    /// What was asked and could be answered, in its order.
    pub(super) answers: Vec<Answer>,
    /// What no loudspeaker can ring.
    pub(super) unheard: Vec<Outgoing>,
    /// What is to be told quietly.
    pub(super) spoken: Vec<Spoken>,
    /// When the pagers are to be looked at again, if they were.
    pub(super) look_at: Option<Timestamp>,
    /// What is to be silent.
    pub(super) hushed: Vec<IncidentId>,
    /// Which of that is over by its source's word.
    pub(super) over: Vec<IncidentId>,
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
    /// Whether something was saved that another station has to do, or to know.
    pub(super) tells_others: bool,
}

/// What a turn goes by, besides the store.
pub(super) struct Moment<'a> {
    pub(super) now: Timestamp,
    /// This station, with what it can ring by now.
    pub(super) station: &'a Station,
    /// Whether it decides.
    pub(super) decides: bool,
    pub(super) memory: &'a Memory,
    pub(super) settings: &'a Settings,
    /// How many requests were refused so far.
    pub(super) refused: Refusals,
    /// Which sources have not been asked since the start.
    pub(super) reconciling: Vec<String>,
    /// The loops of this daemon.
    pub(super) heart: &'a Heart,
    /// Up to when everything that is monitored was looked at, if anything is.
    pub(super) looked_at: Option<Timestamp>,
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
    let received = store.write(|tx| arrivals.keep(tx))?;
    Ok(Done {
        received,
        backlog: true,
        ruled_up_to: memory.asking.ruled_up_to,
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
    let station = &shared.heart.able(memory.abilities.of(station, now));
    let (floods, wrong_keys) = shared.refusals();
    let refused = Refusals { floods, wrong_keys };
    let reconciling = shared.polls.reconciling();
    let heart = &*shared.heart;
    let is_watched = decides && !memory.asking.is_owed() && !settings.monitors.is_empty();
    let looked_at = if is_watched { shared.monitors.alive_at() } else { None };
    memory.hear_first(decides, settings, now);
    let moment =
        Moment { now, station, decides, memory, settings, refused, reconciling, heart, looked_at };
    store.write(|tx| {
        let mut done = Done { shown: memory.shown, ..Done::default() };
        if report.wants_entries() && done.shown.entry.is_none() {
            // Whoever begins to watch sees everything from here on, this turn's notes included.
            done.shown.entry = Some(tx.last_entry()?);
        }
        moment.note_and_beat(tx, &mut done)?;
        let stations = &moment.look_round(tx)?;
        let by = engine::Station { station, decides };
        let rules = &settings.rules;
        let cx = Context { rules, stations, pending: &[], reliefs: &[] };
        let engine = Engine::new(tx, cx, now).at(by);
        memory.asking.grace.hush(&engine, now);
        for Finished { page, said } in &memory.finished {
            engine.said(*page, said.clone())?;
        }
        for waiting in &memory.presses {
            done.standings.push(presses::heed(tx, &engine, &waiting.press, now)?);
        }
        moment.look_at_pagers(&engine, &mut done)?;
        if decides {
            heart::heed(tx, &engine, &memory.notes, moment.heart)?;
            status::heed(&engine, &memory.notes)?;
            engine.listens()?;
            let budget = if memory.company > 1 { HEARD_IN_COMPANY } else { HEARD_ALONE };
            let hearing = Hearing { tx, engine: &engine, door };
            let decided = hearing.decide(&memory.fresh, budget)?;
            done.backlog = decided.has_more;
            engine.has_left_to_hear(decided.has_more);
            if let Some(at) = decided.heard_until {
                engine.has_heard_until(at);
            }
            done.decided_up_to = Some(decided.up_to);
            if memory.asking.is_owed() {
                polls::forget(tx, &engine, settings)?;
                engine.settle_gauges()?;
                monitors::forget(tx, &engine, settings)?;
                engine.settle_heartbeats()?;
            }
            moment.take_rules(&engine, &mut done)?;
            for looked in &memory.asking.looked {
                monitors::heed(tx, &engine, looked, settings)?;
            }
            for polled in &memory.asking.polled {
                polls::heed(tx, &engine, polled, settings, now)?;
            }
            for printed in &memory.printed {
                gauges::heed(&engine, printed, settings)?;
            }
            done.answers = memory.questions.heed(tx, &engine, Some(decided.up_to), now)?;
            done.backlog |= engine.tick(DUE_AT_ONCE)? >= DUE_AT_ONCE;
        }
        if !decides {
            done.answers = memory.questions.heed(tx, &engine, None, now)?;
        }
        done.backlog |= engine.claim(DUE_AT_ONCE)? >= DUE_AT_ONCE;
        engine.claim_again()?;
        if decides {
            done.called_off = moment.called_off(tx)?;
        }
        done.failing = Some(tx.failing_pushes()?);
        if !memory.quiet.is_mute(now) {
            done.spoken = weekly::spoken(tx, engine.take_notifications()?, settings)?;
        }
        // Whatever arrived while this was decided is kept by the same commit.
        arrivals.gather(messages, shared, memory.company);
        done.received = arrivals.keep(tx)?;
        done.backlog |= !arrivals.envelopes.is_empty();
        done.wake_at = moment.wake_at(tx, &done)?;
        if report.wants_entries() {
            moment.show(tx, &mut done)?;
        }
        let links = Links { settings, key: &shared.ack_key, now };
        let outgoing = |page| Outgoing::new(page, &links);
        let mut claimed = engine.claimed();
        // The loudest first: after a night of sleep nobody hears a warning before what is critical.
        claimed.sort_by_key(|page| Reverse(page.page.severity));
        done.calls = claimed.into_iter().map(outgoing).collect();
        done.again = engine.claimed_again().into_iter().map(outgoing).collect();
        done.unheard = engine.unheard().into_iter().map(outgoing).collect();
        done.hushed = engine.hushed();
        done.over = engine.over();
        done.tells_others |= engine.concerns_others();
        done.stations.clone_from(stations);
        if memory.compare && !memory.ringing.is_empty() {
            done.hushed.extend(moment.silent(tx)?);
        }
        Ok::<Done, StoreError>(done)
    })
}

impl Moment<'_> {
    /// The stations that are alive. When there was more to ring by with the turn before, incidents
    /// that reached nobody are looked at again.
    fn look_round(&self, tx: &Tx<'_>) -> Result<Stations> {
        let stations = engine::stations(tx, self.now)?;
        if self.decides && self.memory.has_changed {
            tx.wake_uncalled(self.now, Uncalled::BeingTried)?;
        }
        Ok(stations)
    }

    /// Takes in rules that may have changed, or goes on with that where there was more than enough for
    /// the turn before.
    fn take_rules(&self, engine: &Engine<'_>, done: &mut Done) -> Result<()> {
        let asking = &self.memory.asking;
        done.ruled_up_to = match asking.ruled_up_to {
            _ if asking.is_owed() => engine.takes_rules(DUE_AT_ONCE)?,
            Some(up_to) => engine.looks_at_waiting(up_to, DUE_AT_ONCE)?,
            None => None,
        };
        done.backlog |= done.ruled_up_to.is_some();
        Ok(())
    }

    /// What services repeat though it was hushed. A channel that the configuration has no longer
    /// cannot be told.
    fn called_off(&self, tx: &Tx<'_>) -> Result<Vec<(Target, String)>> {
        let emergencies = tx.take_emergencies()?.into_iter();
        let told = emergencies.filter_map(|Emergency { receipt, person, channel }| {
            Some((self.settings.pushes.get(&(person, channel))?.clone(), receipt))
        });
        Ok(told.collect())
    }

    /// When this station must look again: for whoever decides when a step is due, for every other
    /// one when a page is.
    fn wake_at(&self, tx: &Tx<'_>, done: &Done) -> Result<Option<Timestamp>> {
        let page = tx.next_page_deadline(self.now)?;
        let step = if self.decides { tx.next_incident_deadline()? } else { None };
        let look = done.look_at.unwrap_or_else(|| self.memory.quiet.due_at());
        let look = self.decides.then_some(look);
        let again = if self.decides { tx.next_resend(self.now)? } else { None };
        let over = if self.decides { tx.next_expiry()? } else { None };
        let rules = &self.settings.rules;
        let quiet = if self.decides { tx.next_quiet(rules, self.now)? } else { None };
        let beat = if self.decides { tx.next_heartbeat()? } else { None };
        let gauge = if self.decides { tx.next_silent_gauge()? } else { None };
        let accept = if self.decides { tx.next_handover_reminder()? } else { None };
        let relief = if self.decides { tx.next_relief(rules, self.now)? } else { None };
        let grace = self.memory.asking.grace.ends_at(self.now);
        let flap = if self.decides { tx.next_flap()? } else { None };
        let update = if self.decides { tx.next_update_due()? } else { None };
        let owed = if self.decides { tx.next_promise()? } else { None };
        let due = [page, quiet, beat, gauge, step, over, look, again, accept, relief, grace, flap];
        Ok(due.into_iter().chain([update, owed]).flatten().min())
    }

    /// Writes down what became of what was told quietly, and looks at the pagers if that is due.
    fn look_at_pagers(&self, engine: &Engine<'_>, done: &mut Done) -> Result<()> {
        let quiet = &self.memory.quiet;
        for Answered { notification, result } in &quiet.told {
            engine.told(*notification, result)?;
        }
        if self.decides && quiet.is_due(self.now) && !quiet.is_mute(self.now) {
            done.look_at = engine.hand_over()?.or(Some(Timestamp::MAX));
        }
        Ok(())
    }

    /// The incidents that rang here and are to ring no longer, because of what another process
    /// saved.
    fn silent(&self, tx: &Tx<'_>) -> Result<Vec<IncidentId>> {
        let ringing = tx.ringing(&self.station.name)?;
        let still: BTreeSet<IncidentId> =
            ringing.into_iter().map(|(_, incident)| incident).collect();
        Ok(self.memory.ringing.difference(&still).copied().collect())
    }

    /// Collects what has been put on the record since the last look, and the board if it is due.
    fn show(&self, tx: &Tx<'_>, done: &mut Done) -> Result<()> {
        let Some(after) = done.shown.entry else { return Ok(()) };
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
        if done.shown.board_owed && due_at <= self.now {
            let ringing = self.memory.ringing.len();
            let board = report::board(tx, self.settings, ringing, self.now)?;
            let (audible_at, reconciling) = (self.memory.audio.proved_at, self.reconciling.clone());
            let board = Board { audible_at, reconciling, ..board };
            done.notices.push(Notice::Board(board));
            done.shown.board_at = self.now;
            done.shown.board_owed = false;
        } else if done.shown.board_owed {
            done.wake_at = done.wake_at.into_iter().chain([due_at]).min();
        }
        Ok(())
    }
}
