//! Load, decide, save: what was read or typed meets the board, and what it comes to is kept.
//!
//! Everything here runs inside one transaction of the store, so two processes that decide at the
//! same moment decide one after the other. Nothing here knows a rule of on-call: it fetches what
//! `domain` needs, calls it once, and saves what it says.

mod acceptance;
mod cascade;
mod clock;
mod context;
pub mod explain;
mod flapping;
mod gauges;
mod handover;
mod hearing;
mod heartbeats;
pub mod history;
mod inhibition;
pub mod load;
mod logged;
mod maintenance;
mod monitors;
pub mod nines;
mod noise;
mod notification;
pub mod numbers;
mod opening;
mod outbox;
mod polls;
mod promises;
mod quiet;
mod recurring;
mod regroup;
mod relief;
mod resend;
mod routes;
mod said;
mod seen;
mod sight;
mod silences;
pub mod status;
mod still;
mod storm;
mod tick;
mod updates;
pub mod weekly;
mod written;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use flapping::Flaps;
use opening::Destination;

pub use context::{GONE, stations};
pub use gauges::{Gauged, Weighed, gauge_at};
pub use monitors::Looked;
pub use notification::ToTell;
pub use outbox::{Claimed, Station};
pub use promises::{Owed, PromiseChange};
pub use regroup::{NotRegrouped, Regrouped};
pub use silences::Silenced;
pub use updates::{Updated, Written};

use crate::domain::alert::Alert;
use crate::domain::incident::escalation::Context;
use crate::domain::incident::lifecycle::{Decision, step};
use crate::domain::incident::triage::{Board, Holding, Triage, triage};
use crate::domain::incident::{
    AlertChange, Closer, Effect, Incident, IncidentId, Input, Outcome, Refusal, Status, too_late,
};
use crate::domain::name::PersonId;
use crate::domain::nines::Span;
use crate::domain::quiet::silences::Silences;
use crate::domain::record::timeline::{Entry, Routed};
use crate::domain::relief::Relief;
use crate::domain::rota::acceptance::Pending;
use crate::store::{Result, Tx};

/// What deciding needs, for as long as one transaction lasts.
pub struct Engine<'a> {
    tx: &'a Tx<'a>,
    cx: Context<'a>,
    now: Timestamp,
    station: Option<Station<'a>>,
    hushed: RefCell<Vec<IncidentId>>,
    /// Those of them that are over by their source's word.
    over: RefCell<Vec<IncidentId>>,
    claimed: RefCell<Vec<Claimed>>,
    again: RefCell<Vec<Claimed>>,
    unheard: RefCell<Vec<Claimed>>,
    concerns_others: Cell<bool>,
    /// Up to when everything that came has been heard, if not all has.
    heard_until: Cell<Option<Timestamp>>,
    /// The silences that have not ended, once they were looked up.
    silences: RefCell<Option<Arc<Silences>>>,
    /// Which maintenance is under way, once that was looked up.
    maintained: OnceCell<Vec<(usize, Span)>>,
    /// The hand-overs that nobody has accepted, once they were looked up.
    pending: RefCell<Option<Vec<Pending>>>,
    /// Who is relieved, once that was looked up.
    reliefs: RefCell<Option<Vec<Relief>>>,
    /// What is to be heard before it rings.
    to_hear: RefCell<hearing::Unheard>,
    /// The rules by which anything explains others, once they were looked up.
    ruling: RefCell<Option<BTreeSet<i64>>>,
    /// What has been decided so far, where somebody only wants to see it.
    seen: Option<RefCell<Vec<Outcome>>>,
}

/// What became of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The incident it belongs to, if it belongs to one.
    pub incident: Option<IncidentId>,
    /// Whether it said anything new; what did not was only counted.
    pub is_news: bool,
}

/// What became of something asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It was done; the incident is now like this.
    Changed(Incident),
    /// Nothing was due.
    Unchanged(Incident),
    /// It cannot be done, for that reason; the incident is like this.
    Refused(Refusal, Incident),
    /// There is no such incident.
    Missing,
}

impl<'a> Engine<'a> {
    /// Decides in that transaction, by those rules, at that instant.
    #[must_use]
    pub fn new(tx: &'a Tx<'a>, cx: Context<'a>, now: Timestamp) -> Self {
        Self {
            tx,
            cx,
            now,
            station: None,
            hushed: RefCell::default(),
            over: RefCell::default(),
            claimed: RefCell::default(),
            again: RefCell::default(),
            unheard: RefCell::default(),
            concerns_others: Cell::new(false),
            heard_until: Cell::new(None),
            silences: RefCell::default(),
            pending: RefCell::default(),
            reliefs: RefCell::default(),
            to_hear: RefCell::default(),
            maintained: OnceCell::new(),
            ruling: RefCell::default(),
            seen: None,
        }
    }

    /// Decides at that station, which takes at once what it can ring.
    #[must_use]
    pub fn at(self, station: Station<'a>) -> Self {
        Self { station: Some(station), ..self }
    }

    /// Something that came then waits to be heard: nobody is missed yet who may have come since.
    pub fn has_heard_until(&self, at: Timestamp) {
        self.heard_until.set(Some(at));
    }

    /// What has been taken to ring since this was last asked.
    #[must_use]
    pub fn claimed(&self) -> Vec<Claimed> {
        self.claimed.take()
    }

    /// The pages that no loudspeaker can ring, and that this station may tell in other ways.
    #[must_use]
    pub fn unheard(&self) -> Vec<Claimed> {
        self.unheard.take()
    }

    /// The incidents whose alarm has been stopped since this was last asked.
    #[must_use]
    pub fn hushed(&self) -> Vec<IncidentId> {
        self.hushed.take()
    }

    /// Those of them that are over by their source's word.
    #[must_use]
    pub fn over(&self) -> Vec<IncidentId> {
        self.over.take()
    }

    /// Whether anything was decided that another station has to do, or to fall silent about.
    #[must_use]
    pub fn concerns_others(&self) -> bool {
        self.concerns_others.get()
    }

    /// Takes one alert to the board; one that is a sign of life to its job.
    pub fn hear(&self, alert: &Alert) -> Result<Heard> {
        if self.is_beat(alert) { self.hear_beat(alert) } else { self.hear_problem(alert) }
    }

    fn hear_problem(&self, alert: &Alert) -> Result<Heard> {
        let routed = self.routes_of(alert);
        let alert = &*routed.graded(alert);
        let (board, said_before, flaps) = self.board_for(alert, &routed)?;
        let held = board.holding();
        let held = held.as_ref();
        let known = board.known.as_ref().and_then(|known| known.incident);
        let triage = triage(alert, &board, self.cx.rules, self.now);
        self.meets_silences(alert, &triage)?;
        let noisy = self.noisy(alert, flaps, &triage)?;
        let to = |policy| Destination { policy, routed: Some(routed.clone()) };
        match triage {
            Triage::Opens(policy) => self.open_in_calm(alert, to(policy), known, &noisy),
            Triage::OpensHeld(policy, held) => {
                self.open_noisy(alert, to(policy), Some(held), known, &noisy)
            }
            Triage::Joins(id) => self.join(id, alert, &board, &noisy),
            Triage::Follows(id, tie) => self.follow(id, alert, tie, &noisy),
            Triage::Raises(id) => self.change(id, alert, AlertChange::Raises, held),
            Triage::Clears(id) => {
                self.change(id, alert, noisy.change_or(AlertChange::Clears), None)
            }
            Triage::Acknowledges(id) => self.acknowledge(id, alert),
            Triage::Repeats(id) => {
                self.tx.count_alert(Some(id), alert, None, self.now)?;
                Ok(Heard { incident: Some(id), is_news: false })
            }
            Triage::OnlyLogged(why) => {
                let is_known = board.known.is_some();
                let is_first = said_before.as_deref() != Some(why.word());
                self.only_count(alert, why, known, is_known)?;
                if is_first {
                    self.log(alert, why, known)?;
                    self.tell_route(&routed, why, known)?;
                }
                Ok(Heard { incident: known, is_news: is_first })
            }
        }
    }

    /// What an alert meets that goes by these routes, why its last report opened nothing, and how its
    /// problem goes to and fro.
    fn board_for(
        &self,
        alert: &Alert,
        routed: &Routed,
    ) -> Result<(Board, Option<String>, Option<Flaps>)> {
        let (mut board, said_before) = self.tx.board(alert)?;
        board.routed = Some(routed.clone());
        board.silence = self.quiet_for(alert.source.as_str(), &alert.labels)?;
        board.inhibited = self.inhibition_for(alert, &board)?;
        let flaps = self.flaps(alert, &board)?;
        board.noise = self.noise_for(alert, &board, flaps.as_ref());
        board.cascade = self.cascade_for(alert, &board)?;
        Ok((board, said_before, flaps))
    }

    fn change(
        &self,
        id: IncidentId,
        alert: &Alert,
        change: AlertChange,
        held: Option<&Holding>,
    ) -> Result<Heard> {
        self.tx.put_alert(Some(id), alert, None, self.now)?;
        self.explains_from_now(alert)?;
        let is_silenced = held.is_some();
        let before = if is_silenced { self.tx.incident(id)? } else { None };
        let input = Input::Alert { alert: alert.clone(), change, is_silenced };
        let applied = self.apply(id, input)?;
        if let Some(held) = held {
            self.hold_with(&applied, before.as_ref(), held)?;
            self.count_hidden(held)?;
        } else {
            self.storm_hears(&applied, alert)?;
            self.reconsider_whole(&applied)?;
        }
        Ok(Heard { incident: Some(id), is_news: true })
    }

    /// Somebody has it, as a sender knows: the problem itself is as it was.
    fn acknowledge(&self, id: IncidentId, alert: &Alert) -> Result<Heard> {
        let said = alert.clone().started_at(None);
        self.tx.count_alert(Some(id), &said, None, self.now)?;
        let input =
            Input::Alert { alert: said, change: AlertChange::Acknowledges, is_silenced: false };
        let is_news = matches!(self.apply(id, input)?, Applied::Changed(_));
        Ok(Heard { incident: Some(id), is_news })
    }

    /// Does something to an incident.
    pub fn apply(&self, id: IncidentId, input: Input) -> Result<Applied> {
        let Some(incident) = self.tx.incident(id)? else { return Ok(Applied::Missing) };
        let too_late = too_late(&incident, &input, self.now);
        let over = inhibition::ended(&input);
        let owning = promises::Owning::of(&input);
        match self.with_context(|cx| step(incident.clone(), input, cx, self.now))? {
            Decision::Changed(mut outcome) => {
                self.number_pages(&outcome.incident, &mut outcome.timeline)?;
                if outcome.incident != incident {
                    self.tx.update_incident(&outcome.incident)?;
                }
                self.record(&outcome)?;
                over.map_or(Ok(()), |over| self.explains_no_longer(&over, &incident))?;
                owning.map_or(Ok(()), |owning| self.owe_fix(&owning, &incident))?;
                self.reconsider_if_other(&incident, &outcome.incident)?;
                self.may_be_calm(&incident, &outcome.incident)?;
                if incident.is_open() && !outcome.incident.is_open() {
                    self.end_storm(&incident)?;
                    self.ask_for_last_update(&outcome.incident)?;
                    self.ask_for_promise(&incident, &outcome.incident)?;
                }
                Ok(Applied::Changed(outcome.incident))
            }
            Decision::Unchanged => Ok(Applied::Unchanged(incident)),
            Decision::Refused(refusal) => {
                let entry = too_late.map(|event| Entry { at: self.now, incident: Some(id), event });
                entry.iter().try_for_each(|entry| self.tx.append(entry))?;
                Ok(Applied::Refused(refusal, incident))
            }
        }
    }

    /// Whether there is somebody of that name.
    #[must_use]
    pub fn knows(&self, person: &PersonId) -> bool {
        self.cx.rules.people.contains_key(person)
    }

    /// Saves the timeline and the effects of a decision.
    fn record(&self, outcome: &Outcome) -> Result<()> {
        let id = outcome.incident.id;
        self.seen.iter().for_each(|seen| seen.borrow_mut().push(outcome.clone()));
        for event in &outcome.timeline {
            let entry = Entry { at: self.now, incident: Some(id), event: event.clone() };
            self.tx.append(&entry)?;
        }
        self.keep_nights(outcome)?;
        for effect in &outcome.effects {
            match effect {
                Effect::Page(page) => self.put_page(page, &outcome.incident)?,
                Effect::Hasten(person) => {
                    self.tx.hasten(id, person, self.now)?;
                    self.concerns_others.set(true);
                }
                Effect::Hush => {
                    self.concerns_others.set(true);
                    self.tx.hush(id, self.now)?;
                    self.claimed.borrow_mut().retain(|claimed| claimed.page.incident != id);
                    self.hushed.borrow_mut().push(id);
                    if let Status::Resolved { by: Closer::Source(_), .. } = outcome.incident.status
                    {
                        self.over.borrow_mut().push(id);
                    }
                }
            }
        }
        Ok(())
    }
}
