//! Who is called at which step of a policy, over which channels, and when the next step is due.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::back_off::BackOff;
use super::called::{Called, began, called_by};
use super::{Effect, Incident, Reason, Status};
use crate::domain::alert::Severity;
use crate::domain::name::{PersonId, PolicyName, RotaName};
use crate::domain::page::Page;
use crate::domain::record::timeline::Event;
use crate::domain::relief::Relief;
use crate::domain::rota::TierName;
use crate::domain::rota::acceptance::Pending;
use crate::domain::rules::Rules;
use crate::domain::station::Stations;

/// How calling goes on until somebody acknowledges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationPolicy {
    /// Its name.
    pub name: PolicyName,
    /// The steps, in order; at least one.
    pub steps: Vec<Step>,
    /// How often all steps are taken again before the fallback is called as well.
    pub repeat: u32,
    /// How long an acknowledgement lasts, by severity.
    pub check_in: BTreeMap<Severity, SignedDuration>,
    /// How long calling rests between rounds once all of them were in vain, by severity.
    pub back_off: BTreeMap<Severity, BackOff>,
}

/// One step of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who is called, all at once.
    pub who: Vec<Target>,
    /// How long they have before the next step is taken.
    pub wait: SignedDuration,
}

/// Whom a step calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// This person.
    Person(PersonId),
    /// Whoever is on call in this rota, in the tier that is called first.
    Rota(RotaName),
    /// Whoever is on call in another tier of this rota. Where it has nobody, the step is passed over.
    Tier(RotaName, TierName),
    /// Everybody.
    Everyone,
}

/// How long the calling rests when a whole round reached nobody.
pub const REST_UNREACHED: SignedDuration = SignedDuration::from_mins(1);

/// What a decision may look at besides the incident itself.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rules of the team.
    pub rules: &'a Rules,
    /// Who can be reached right now, and how.
    pub stations: &'a Stations,
    /// The hand-overs that nobody has accepted yet.
    pub pending: &'a [Pending],
    /// Whose first page goes to the next tier for now.
    pub reliefs: &'a [Relief],
}

/// Where in a policy an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The step, from 0.
    pub(super) step: u32,
    /// How often the whole policy has been gone through, from 0.
    pub(super) round: u32,
}

impl Place {
    /// The first step of the first round.
    pub(super) const FIRST: Self = Self { step: 0, round: 0 };
}

/// A step to be taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    /// Which one.
    pub(super) place: Place,
    /// Why now.
    pub(super) reason: Reason,
}

/// What a decision may look at, and the instant it is made at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'a> {
    /// The rules, and who can be reached.
    pub(super) cx: Context<'a>,
    /// The instant.
    pub(super) now: Timestamp,
}

impl EscalationPolicy {
    /// Lets another policy call beside this one, step by step: whom its first step calls is called with
    /// the first step here. Steps that it has more follow; how long all wait, and what an acknowledgement
    /// is worth, is said here.
    pub(in crate::domain) fn is_joined_by(&mut self, other: &Self) {
        for (index, theirs) in other.steps.iter().enumerate() {
            let Some(ours) = self.steps.get_mut(index) else {
                self.steps.push(theirs.clone());
                continue;
            };
            for target in &theirs.who {
                if !ours.who.contains(target) {
                    ours.who.push(target.clone());
                }
            }
        }
    }

    /// How long an acknowledgement of that severity lasts.
    #[must_use]
    pub fn check_in(&self, severity: Severity) -> SignedDuration {
        self.check_in.get(&severity).copied().unwrap_or(default_check_in(severity))
    }
}

/// How long an acknowledgement lasts where the policy does not say.
#[must_use]
pub fn default_check_in(severity: Severity) -> SignedDuration {
    match severity {
        Severity::Critical => SignedDuration::from_mins(30),
        Severity::Error => SignedDuration::from_hours(1),
        Severity::Warning => SignedDuration::from_hours(4),
        Severity::Info => SignedDuration::from_hours(8),
    }
}

/// Whether a step calls nobody but a later tier: somebody else was called before, so that nobody
/// waits for a tier that is empty.
fn is_passed_over(step: &Step) -> bool {
    !step.who.is_empty() && step.who.iter().all(|who| matches!(who, Target::Tier(..)))
}

/// The steps of an incident's policy. A policy that a changed configuration no longer has is one
/// step that calls the fallback: an incident never loses its way.
fn policy_of<'a>(incident: &Incident, rules: &'a Rules) -> Option<Cow<'a, EscalationPolicy>> {
    rules.policy(&incident.policy)
}

/// Calls the people of a step and says when the next one is due. A step that reaches nobody is
/// followed by the next at once, up to the end of the round.
///
/// One call of this is one due step: whatever else is overdue is counted on from `now`.
pub(super) fn take_step(
    incident: &mut Incident,
    mut due: Due,
    timeline: &mut Vec<Event>,
    moment: Moment<'_>,
) -> Vec<Effect> {
    let had_by = incident.had_by(due.reason);
    let policy = policy_of(incident, moment.cx.rules);
    let policy = policy.as_deref();
    let steps = policy.map_or(&[][..], |policy| &policy.steps);
    let is_whole_round = due.place.step == 0;
    let mut quiet_until = None;
    let pages = loop {
        let here = steps.get(due.place.step as usize);
        let called = call(incident, here, due, timeline, moment);
        quiet_until = called.quiet_until.into_iter().chain(quiet_until).min();
        if !called.pages.is_empty() || is_last(due.place.step, steps) {
            break called.pages;
        }
        due.place.step += 1;
        due.reason = Reason::NobodyReached;
    };
    let Place { step, round } = due.place;
    let wait = match steps.get(step as usize) {
        // Whoever was given longer before is not hurried now.
        Some(here) if is_last(step, steps) && exhausted(policy, round) => {
            rest(incident, policy, round).max(here.wait)
        }
        Some(here) if !pages.is_empty() => here.wait,
        Some(_) | None => rest(incident, policy, round),
    };
    let wait = moment.cx.rules.longest_ring(incident.severity).map_or(wait, |most| wait.min(most));
    // Where quiet hours leave nobody at all, it waits for the first of them to end.
    let next_at = match quiet_until.filter(|_| pages.is_empty() && is_whole_round) {
        Some(until) => until,
        None => moment.now + wait,
    };
    incident.status = Status::Triggered { step, round, next_at, asked: None, had_by };
    pages.into_iter().map(Effect::Page).collect()
}

/// What one step came to.
struct StepTaken {
    /// Its pages; none if nobody of it can be reached.
    pages: Vec<Page>,
    /// When the first of those whose quiet hours hold it may be called.
    quiet_until: Option<Timestamp>,
}

/// Calls the people of one step.
fn call(
    incident: &Incident,
    here: Option<&Step>,
    due: Due,
    timeline: &mut Vec<Event>,
    moment: Moment<'_>,
) -> StepTaken {
    let Moment { cx, now } = moment;
    let Place { step, round } = due.place;
    let fallback = &cx.rules.fallback;
    // Whoever is relieved is so of the first page: once a round was in vain, they are called as ever. And by the
    // page that woke them they are not relieved of having been called: else the next step would call them again.
    let began = began(incident, due.place, policy_of(incident, cx.rules).as_deref(), now);
    let is_heeded = |relief: &&Relief| round == 0 && (step == 0 || relief.begins_at < began);
    let reliefs: Vec<Relief> = cx.reliefs.iter().filter(is_heeded).cloned().collect();
    let mut people =
        here.map(|here| called_by(here, cx.rules, (cx.pending, &reliefs), now)).unwrap_or_default();
    people.retain(|Called { person, .. }| {
        // Somebody may hold a pager whom the configuration has no longer: their slot is empty.
        let is_known = cx.rules.people.contains_key(person);
        timeline.extend((!is_known).then(|| Event::Unreachable(person.clone())));
        is_known
    });
    let policy = policy_of(incident, cx.rules);
    let policy = policy.as_deref();
    let steps = policy.map_or(&[][..], |policy| &policy.steps);
    if people.is_empty() && here.is_some_and(is_passed_over) && !is_last(step, steps) {
        timeline.push(Event::TierEmpty(step));
        return StepTaken { pages: Vec::new(), quiet_until: None };
    }
    if people.is_empty() {
        timeline.push(Event::NobodyOnCall(step, fallback.clone()));
    }
    let calls_fallback = people.is_empty() || exhausted(policy, round);
    if calls_fallback && people.iter().all(|called| called.person != *fallback) {
        people.push(Called::by_name(fallback));
    }
    let (mut pages, mut quiet_until) = (Vec::new(), None);
    for called in &people {
        if let Some(until) = quiet_for(&called.person, incident.severity, moment) {
            timeline.push(Event::Quiet(called.person.clone(), until.duration_since(now)));
            quiet_until = quiet_until.into_iter().chain([until]).min();
            continue;
        }
        timeline.extend(passed_over(&called.person, cx));
        let calls = pages_for(incident, called, due.reason, moment);
        if calls.is_empty() {
            timeline.push(Event::Unreachable(called.person.clone()));
        }
        pages.extend(calls);
    }
    timeline.extend(paged_now(&pages, now));
    StepTaken { pages, quiet_until }
}

/// Until when that severity is kept from somebody by their quiet hours.
pub(super) fn quiet_for(
    person: &PersonId,
    severity: Severity,
    moment: Moment<'_>,
) -> Option<Timestamp> {
    moment.cx.rules.people.get(person)?.quiet_until(severity, moment.now)
}

/// What goes on the record at once; a page that is due later does when it goes out.
pub(super) fn paged_now(pages: &[Page], now: Timestamp) -> impl Iterator<Item = Event> {
    pages.iter().filter(move |page| page.due_at <= now).map(Event::paged)
}

/// The channels of that person that are not even tried, because their machine has found out before
/// that they do not work there.
pub(super) fn passed_over(person: &PersonId, cx: Context<'_>) -> impl Iterator<Item = Event> {
    let reaches = cx.rules.people.get(person).map(|person| &*person.channels).unwrap_or_default();
    let dead = reaches.iter().filter(move |reach| !cx.stations.can_ring(person, reach));
    dead.filter_map(move |reach| {
        let why = cx.stations.why_not(person, reach)?;
        Some(Event::ChannelFailed(person.clone(), reach.channel.clone(), why))
    })
}

fn is_last(step: u32, steps: &[Step]) -> bool {
    step as usize + 1 >= steps.len()
}

/// Whether the policy has been gone through as often as it says.
fn exhausted(policy: Option<&EscalationPolicy>, round: u32) -> bool {
    round > policy.map_or(0, |policy| policy.repeat)
}

/// How long calling rests after a round that reached nobody, or when the policy is exhausted.
fn rest(incident: &Incident, policy: Option<&EscalationPolicy>, round: u32) -> SignedDuration {
    if !exhausted(policy, round) {
        return REST_UNREACHED;
    }
    let before = policy.map_or(0, |policy| policy.repeat).saturating_add(1);
    back_off(policy, incident.severity).rest(round.saturating_sub(before))
}

/// How calling of that severity goes on once the policy is exhausted.
fn back_off(policy: Option<&EscalationPolicy>, severity: Severity) -> BackOff {
    let written = policy.and_then(|policy| policy.back_off.get(&severity));
    written.copied().unwrap_or_else(|| BackOff::usual(severity))
}

/// What follows when the only page that was out has failed.
pub(super) enum AfterFailure {
    /// The next step of the round.
    Step(Place),
    /// After its last, a rest of that length.
    Rest(SignedDuration),
}

/// What follows when the only page that was out has failed.
pub(super) fn after_failure(incident: &Incident, place: Place, rules: &Rules) -> AfterFailure {
    let policy = policy_of(incident, rules);
    let policy = policy.as_deref();
    if is_last(place.step, policy.map_or(&[][..], |policy| &policy.steps)) {
        AfterFailure::Rest(rest(incident, policy, place.round))
    } else {
        AfterFailure::Step(Place { step: place.step + 1, ..place })
    }
}

/// The step that follows, and what goes on the record before it.
pub(super) struct Next {
    pub(super) due: Due,
    pub(super) event: Option<Event>,
}

impl Next {
    /// The first step again, after that.
    pub(super) fn first(event: Event, reason: Reason) -> Self {
        Self { due: Due { place: Place::FIRST, reason }, event: Some(event) }
    }
}

/// The step after this one: the next, or the first of the next round. It goes on the record when
/// the policy has been gone through as often as it says.
pub(super) fn after(incident: &Incident, place: Place, rules: &Rules) -> Next {
    let Place { step, round } = place;
    let policy = policy_of(incident, rules);
    let policy = policy.as_deref();
    let steps = policy.map_or(1, |policy| policy.steps.len());
    if (step as usize) + 1 < steps {
        let due = Due { place: Place { step: step + 1, round }, reason: Reason::Escalated };
        return Next { due, event: None };
    }
    let repeat = policy.map_or(0, |policy| policy.repeat);
    let exhausted = (round == repeat).then(|| {
        let last = policy.and_then(|policy| policy.steps.last());
        let wait = last.map_or(SignedDuration::ZERO, |last| last.wait);
        Event::Exhausted(round + 1, back_off(policy, incident.severity).phrase(wait))
    });
    let place = Place { step: 0, round: round.saturating_add(1) };
    Next { due: Due { place, reason: Reason::Repeated }, event: exhausted }
}

/// One person's pages: the first channel that can ring now, each later one when those before it
/// have had their time.
pub(super) fn pages_for(
    incident: &Incident,
    Called { person, because }: &Called,
    reason: Reason,
    Moment { cx, now }: Moment<'_>,
) -> Vec<Page> {
    let Some(rules) = cx.rules.people.get(person) else { return Vec::new() };
    let mut due_at = now;
    let mut pages = Vec::new();
    let reaches = rules.channels_for(incident.severity, now);
    for reach in reaches.filter(|reach| cx.stations.can_ring(person, reach)) {
        pages.push(Page {
            incident: incident.id,
            person: person.clone(),
            channel: reach.channel.clone(),
            severity: incident.severity,
            reason,
            because: because.clone(),
            due_at,
        });
        due_at += reach.wait;
    }
    pages
}
