//! Whom an incident calls and when, if nobody acknowledges: the state machine itself is asked, deadline
//! after deadline.

use jiff::{SignedDuration, Timestamp};

use super::foreseen::{Foreseen, opens};
use super::quiet::quiet_at;
use crate::domain::alert::Severity;
use crate::domain::incident::escalation::{Context, Target};
use crate::domain::incident::lifecycle::{Decision, step};
use crate::domain::incident::noisy::NoiseInput;
use crate::domain::incident::{Effect, Hold, Incident, IncidentId, Input, Outcome, Reason, Status};
use crate::domain::label::Labels;
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::noise::Noise;
use crate::domain::page::Page;
use crate::domain::quiet::silence::{Silence, holding_all};
use crate::domain::record::timeline::{CascadeEvent, Event, NoiseEvent};
use crate::domain::rota::FIRST_TIER;

/// After so many turns a plan is long enough.
const MOST_TURNS: usize = 100;

/// Whom an incident calls, turn by turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What happens, in order.
    pub steps: Vec<PlannedStep>,
    /// The incident that must be over first: every time is counted as if that were now.
    pub after: Option<IncidentId>,
    /// Whether it is in a storm, for which another incident calls in its stead.
    pub in_storm: bool,
    /// What that other one does at once.
    pub instead: Vec<PlannedStep>,
    /// The incident that was open before, of which all of this is.
    pub joins: Option<IncidentId>,
    /// Whether it goes on for longer than this tells.
    pub is_cut: bool,
}

/// What happens at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedStep {
    /// When.
    pub at: Timestamp,
    /// The step of the policy, from 0, and how often all have been gone through; none while it is held.
    pub place: Option<(u32, u32)>,
    /// Who is called.
    pub calls: Vec<Call>,
    /// What else goes on the record, in its own words.
    pub notes: Vec<String>,
}

/// Somebody is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who.
    pub person: PersonId,
    /// Why they are, where a rota chose them.
    pub because: Option<String>,
    /// Why now.
    pub reason: Reason,
    /// How grave it is.
    pub severity: Severity,
    /// By what, in order; the later ones follow if nobody has acknowledged by then.
    pub pages: Vec<PlannedPage>,
}

/// One channel's turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPage {
    /// The channel.
    pub channel: ChannelName,
    /// When.
    pub at: Timestamp,
}

/// What an incident meets on its way.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    /// The labels of all that fires in it.
    pub(super) labels: &'a [Labels],
    /// The silences that have not ended.
    pub(super) silences: &'a [Silence],
    /// The rules, and who is taken to be reachable.
    pub(super) cx: Context<'a>,
}

/// What follows an incident that has just been opened.
pub(super) fn plan(first: Outcome, world: World<'_>, now: Timestamp) -> Plan {
    let mut plan = Plan::default();
    plan.add(&first, world.cx, now);
    let incident = plan.let_go(first.incident, world.cx, now);
    plan.follow(incident, world, now);
    plan
}

/// What follows an alert that was taken to the board.
pub(super) fn foreseen(
    foreseen: &Foreseen,
    silences: &[Silence],
    cx: Context<'_>,
    now: Timestamp,
) -> Plan {
    let mut plan = Plan::default();
    foreseen.storm.iter().for_each(|outcome| plan.add(outcome, cx, now));
    plan.instead = std::mem::take(&mut plan.steps);
    plan.joins = foreseen.is_joined().then_some(foreseen.incident.id);
    foreseen.outcomes.iter().for_each(|outcome| plan.add(outcome, cx, now));
    let incident = plan.let_go(foreseen.incident.clone(), cx, now);
    if foreseen.storm.iter().any(opens) {
        // It has no number yet that anybody could look up.
        plan.after = None;
    }
    plan.follow(incident, World { labels: &foreseen.labels, silences, cx }, now);
    plan
}

/// What follows an incident that is open, from now on.
#[must_use]
pub fn continued(
    incident: Incident,
    labels: &[Labels],
    silences: &[Silence],
    cx: Context<'_>,
    now: Timestamp,
) -> Plan {
    let world = World { labels, silences, cx };
    let mut plan = Plan::default();
    let incident = plan.let_go(incident, cx, now);
    plan.follow(incident, world, now);
    plan
}

impl Plan {
    /// What waits for the end of a larger incident, or of a storm, is let go as if that were over now:
    /// there is no telling when it will be.
    fn let_go(&mut self, incident: Incident, cx: Context<'_>, now: Timestamp) -> Incident {
        let input = match &incident.status {
            Status::Held { by: Hold::Inhibited(by), until: None } => {
                self.after = Some(by.cause);
                Input::Released
            }
            Status::Held { by: Hold::Noise(Noise::Storm(storm)), until: None } => {
                (self.after, self.in_storm) = (Some(*storm), true);
                Input::Noise(NoiseInput::StormOver(now))
            }
            Status::Held { .. }
            | Status::Triggered { .. }
            | Status::Acknowledged { .. }
            | Status::Resolved { .. } => return incident,
        };
        match step(incident.clone(), input, cx, now) {
            Decision::Changed(outcome) => {
                self.add(&outcome, cx, now);
                outcome.incident
            }
            Decision::Unchanged | Decision::Refused(_) => incident,
        }
    }

    /// Turn after turn, up to the one from which on it only repeats itself.
    fn follow(&mut self, mut incident: Incident, world: World<'_>, from: Timestamp) {
        for _ in 0..MOST_TURNS {
            // What is overdue is due now.
            let Some(at) = incident.deadline().map(|at| at.max(from)) else { return };
            let source = incident.source.as_str();
            let quiet = |labels| quiet_at(world.silences, world.cx.rules, (source, labels), at);
            let input = match holding_all(world.labels.iter().map(quiet)) {
                Some(held) => Input::Silenced(held),
                None => Input::Tick,
            };
            let Decision::Changed(outcome) = step(incident, input, world.cx, at) else { return };
            self.add(&outcome, world.cx, at);
            let is_exhausted =
                outcome.timeline.iter().any(|event| matches!(event, Event::Exhausted(..)));
            if is_exhausted {
                return;
            }
            incident = outcome.incident;
        }
        self.is_cut = true;
    }

    fn add(&mut self, outcome: &Outcome, cx: Context<'_>, at: Timestamp) {
        let place = match outcome.incident.status {
            Status::Triggered { step, round, .. } => Some((step, round)),
            Status::Held { .. } | Status::Acknowledged { .. } | Status::Resolved { .. } => None,
        };
        let mut calls: Vec<Call> = Vec::new();
        for effect in &outcome.effects {
            let Effect::Page(page) = effect else { continue };
            let Page { person, channel, reason, severity, because, due_at, .. } = page.clone();
            let planned = PlannedPage { channel, at: due_at };
            match calls.iter_mut().find(|call| call.person == person) {
                Some(call) => call.pages.push(planned),
                None => {
                    calls.push(Call { person, because, reason, severity, pages: vec![planned] });
                }
            }
        }
        let notes: Vec<String> = outcome
            .timeline
            .iter()
            .filter(|event| !is_said_otherwise(event))
            .flat_map(|event| notes(event, &outcome.incident, cx, at))
            .collect();
        if !calls.is_empty() || !notes.is_empty() {
            self.steps.push(PlannedStep { at, place, calls, notes });
        }
    }

    /// Everybody who is called, each with how long after that instant.
    pub fn calls(&self, since: Timestamp) -> impl Iterator<Item = (SignedDuration, &Call)> {
        self.steps.iter().flat_map(move |step| {
            let after = step.at.duration_since(since);
            step.calls.iter().map(move |call| (after, call))
        })
    }
}

/// Whether a plan tells that in another place than its notes.
fn is_said_otherwise(event: &Event) -> bool {
    matches!(
        event,
        Event::Opened { .. }
            | Event::Routed(_)
            | Event::Paged { .. }
            | Event::Joined(_)
            | Event::Cascade(CascadeEvent::Joined(..))
            | Event::Noise(NoiseEvent::InStorm(_) | NoiseEvent::StormOver(..))
    )
}

/// An event in words; with it, why the rotas of a step have nobody.
fn notes(event: &Event, incident: &Incident, cx: Context<'_>, at: Timestamp) -> Vec<String> {
    let mut said = vec![event.sentence()];
    let (Event::NobodyOnCall(step, _) | Event::TierEmpty(step)) = event else { return said };
    let policy = cx.rules.policy(&incident.policy);
    let Some(step) = policy.as_ref().and_then(|policy| policy.steps.get(*step as usize)) else {
        return said;
    };
    for target in &step.who {
        let (name, tier) = match target {
            Target::Rota(rota) => (rota, None),
            Target::Tier(rota, tier) => (rota, Some(tier)),
            Target::Person(_) | Target::Everyone => continue,
        };
        let Some(rota) = cx.rules.rotas.get(name) else { continue };
        let place = match tier {
            Some(tier) => rota.tiers().iter().position(|each| each == tier),
            None => Some(FIRST_TIER),
        };
        let vacancy = place.and_then(|place| rota.vacancy(place, at));
        said.extend(vacancy.map(|vacancy| format!("rota {name}: {}", vacancy.phrase())));
    }
    said
}
