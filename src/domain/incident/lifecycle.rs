//! The state machine: an incident, something that happens to it, and what it comes to.

use jiff::{SignedDuration, Timestamp};

use super::called::Called;
use super::due::{Holding, hold, inhibited, released, silenced, tick, unsilenced};
use super::escalation::{
    AfterFailure, Context, Due, Moment, Place, after, after_failure, paged_now, pages_for,
    take_step,
};
use super::triage::waits_for;
use super::{
    AlertChange, Closer, Effect, FailedPage, Hold, Incident, IncidentId, Input, Outcome, Promise,
    Reason, Refusal, Status, Version,
};
use crate::domain::alert::{Alert, Reporter, Severity};
use crate::domain::name::{PersonId, PolicyName};
use crate::domain::record::timeline::{CascadeEvent, Event};

/// What a decision came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "made once a decision and taken apart at once")]
pub enum Decision {
    /// Something changed, or at least went on the record.
    Changed(Outcome),
    /// Nothing is due and nothing changed.
    Unchanged,
    /// What was asked for cannot be done, for that reason.
    Refused(Refusal),
}

/// What an incident begins with.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    /// Its number.
    pub id: IncidentId,
    /// Its first alert.
    pub alert: &'a Alert,
    /// The policy that takes it.
    pub policy: PolicyName,
    /// What keeps it from paging at once.
    pub held: Option<Holding>,
}

/// Opens an incident for an alert, and pages at once unless it is held.
#[must_use]
pub fn open(opening: Opening<'_>, cx: Context<'_>, now: Timestamp) -> Outcome {
    let Opening { id, alert, policy, held } = opening;
    let mut incident = Incident {
        id,
        version: Version(0),
        opened_at: now,
        severity: alert.severity,
        summary: alert.summary.clone(),
        labels: alert.labels.clone(),
        source: alert.source.clone(),
        group: alert.group.clone(),
        policy,
        firing: 1,
        status: Status::Triggered { step: 0, round: 0, next_at: now },
    };
    let mut timeline = vec![Event::Opened {
        by: alert.reporter(),
        severity: alert.severity,
        summary: alert.summary.clone(),
    }];
    let effects = if let Some(holding) = held {
        hold(&mut incident, holding, &mut timeline, Moment { cx, now });
        Vec::new()
    } else {
        let due = Due { place: Place::FIRST, reason: Reason::FirstPage };
        take_step(&mut incident, due, &mut timeline, Moment { cx, now })
    };
    Outcome { incident, timeline, effects }
}

/// Says what `input` does to `incident`.
#[must_use]
pub fn step(incident: Incident, input: Input, cx: Context<'_>, now: Timestamp) -> Decision {
    let moment = Moment { cx, now };
    match input {
        Input::Alert { alert, change, is_silenced } => {
            hear(incident, &alert, Told { change, is_silenced }, moment)
        }
        Input::Acknowledge { by, check_in } => {
            let wait = check_in.unwrap_or_else(|| usual_check_in(&incident, cx));
            take(incident, Quiet { by, wait, promise: Promise::CheckIn }, now)
        }
        Input::Snooze { by, until } => {
            let wait = until.duration_since(now);
            take(incident, Quiet { by, wait, promise: Promise::Snooze }, now)
        }
        Input::Unacknowledge { by } => give_back(incident, by, moment),
        Input::Escalate { by } => escalate(incident, by, moment),
        Input::Assign { by, to } => assign(incident, by, &to, moment),
        Input::Resolve { by } => resolve(incident, by, now),
        Input::Note { by, text } => changed(incident, vec![Event::Noted(by, text)], Vec::new()),
        Input::PageFailed(failed) => page_failed(incident, failed, moment),
        Input::Tick => tick(incident, None, moment),
        Input::Silenced(held) => silenced(incident, held, moment),
        Input::Unsilenced => unsilenced(incident, moment),
        Input::Inhibited(by) => inhibited(incident, by, moment),
        Input::Released => released(incident, moment),
    }
}

pub(super) fn changed(incident: Incident, timeline: Vec<Event>, effects: Vec<Effect>) -> Decision {
    Decision::Changed(Outcome { incident, timeline, effects })
}

fn usual_check_in(incident: &Incident, cx: Context<'_>) -> SignedDuration {
    match cx.rules.policies.get(&incident.policy) {
        Some(policy) => policy.check_in(incident.severity),
        None => super::escalation::default_check_in(incident.severity),
    }
}

/// What an alert of this incident changes, and whether a silence or a larger incident holds it.
struct Told {
    change: AlertChange,
    is_silenced: bool,
}

/// An alert of this incident: one more problem, a graver one, or the end of one.
fn hear(
    mut incident: Incident,
    alert: &Alert,
    Told { change, is_silenced }: Told,
    moment: Moment<'_>,
) -> Decision {
    match change {
        AlertChange::Clears => {
            let by = match alert.reporter() {
                Reporter::Source(source) => Closer::Source(source),
                Reporter::Person(person) => Closer::Person(person),
            };
            clear(incident, Event::Cleared(alert.summary.clone()), by, moment.now)
        }
        // Somebody has ended it before: nobody waits to hear of it any more.
        AlertChange::Lapses(_) | AlertChange::Vanishes if !incident.is_open() => {
            Decision::Unchanged
        }
        AlertChange::Lapses(length) => {
            let by = Closer::Lapse(alert.source.clone());
            clear(incident, Event::Lapsed(alert.summary.clone(), length), by, moment.now)
        }
        AlertChange::Vanishes => {
            let by = Closer::Source(alert.source.clone());
            clear(incident, Event::Vanished(alert.summary.clone()), by, moment.now)
        }
        AlertChange::Acknowledges => acknowledged_there(incident, alert, moment),
        AlertChange::Joins => {
            let event = Event::Joined(alert.summary.clone());
            join(incident, alert, event, is_silenced, moment)
        }
        AlertChange::Follows(tie) => {
            let event = Event::Cascade(CascadeEvent::Joined(alert.summary.clone(), tie));
            join(incident, alert, event, is_silenced, moment)
        }
        AlertChange::Raises => {
            let mut timeline = Vec::new();
            if !raise(&mut incident, alert.severity, &mut timeline) {
                return Decision::Unchanged;
            }
            let reason = Reason::SeverityRaised;
            let heard = Heard { severity: alert.severity, reason, is_silenced };
            ring_again(incident, heard, timeline, moment)
        }
    }
}

/// One more of its problems.
fn join(
    mut incident: Incident,
    alert: &Alert,
    event: Event,
    is_silenced: bool,
    moment: Moment<'_>,
) -> Decision {
    incident.firing += 1;
    let mut timeline = vec![event];
    let is_graver = raise(&mut incident, alert.severity, &mut timeline);
    let reason = if is_graver { Reason::SeverityRaised } else { Reason::NewAlert };
    ring_again(incident, Heard { severity: alert.severity, reason, is_silenced }, timeline, moment)
}

/// Says whether that is graver than the incident was, and makes it so.
fn raise(incident: &mut Incident, severity: Severity, timeline: &mut Vec<Event>) -> bool {
    let is_graver = severity > incident.severity;
    if is_graver {
        incident.severity = severity;
        timeline.push(Event::SeverityRaised(severity));
    }
    is_graver
}

/// What was heard that may be worth ringing again.
struct Heard {
    severity: Severity,
    reason: Reason,
    is_silenced: bool,
}

/// Rings again if what was heard is worth it: a graver severity always is where that severity pages
/// now; another alert is where somebody had said "I have it", or where a silence held all others. What
/// is silenced or explained itself never is.
fn ring_again(
    mut incident: Incident,
    Heard { severity, reason, is_silenced }: Heard,
    mut timeline: Vec<Event>,
    moment: Moment<'_>,
) -> Decision {
    let Moment { cx, now } = moment;
    let is_graver = reason == Reason::SeverityRaised;
    let place = match &incident.status {
        Status::Triggered { step, round, .. } => {
            is_graver.then_some(Place { step: *step, round: *round })
        }
        Status::Held { by: Hold::Hours(_) | Hold::Inhibited(_), .. } => {
            is_graver.then_some(Place::FIRST)
        }
        Status::Held { by: Hold::Silence(_), .. } | Status::Acknowledged { .. } => {
            Some(Place::FIRST)
        }
        Status::Resolved { .. } => None,
    };
    let pages_now = !is_silenced && waits_for(severity, &incident.policy, cx.rules, now).is_none();
    let effects = match place.filter(|_| pages_now) {
        Some(place) => take_step(&mut incident, Due { place, reason }, &mut timeline, moment),
        None => Vec::new(),
    };
    changed(incident, timeline, effects)
}

/// Somebody has told the sender that they have it. Whoever has said so here keeps it, and a sender
/// that says it again puts no check-in off.
fn acknowledged_there(incident: Incident, alert: &Alert, moment: Moment<'_>) -> Decision {
    match &incident.status {
        Status::Acknowledged { .. } => Decision::Unchanged,
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => {
            let by = PersonId::from(alert.reporter().name());
            let wait = usual_check_in(&incident, moment.cx);
            take(incident, Quiet { by, wait, promise: Promise::CheckIn }, moment.now)
        }
    }
}

/// One of its problems is over; with the last one, so is the incident.
fn clear(mut incident: Incident, event: Event, by: Closer, now: Timestamp) -> Decision {
    incident.firing = incident.firing.saturating_sub(1);
    let mut timeline = vec![event];
    if incident.firing > 0 || !incident.is_open() {
        return changed(incident, timeline, Vec::new());
    }
    timeline.push(Event::Resolved(by.clone()));
    incident.status = Status::Resolved { by, at: now };
    changed(incident, timeline, vec![Effect::Hush])
}

/// What somebody asks for who has it, or wants it quiet.
struct Quiet {
    by: PersonId,
    wait: SignedDuration,
    promise: Promise,
}

/// Somebody has it, or wants it quiet, for a while.
fn take(mut incident: Incident, quiet: Quiet, now: Timestamp) -> Decision {
    let Quiet { by, wait, promise } = quiet;
    if !incident.is_open() {
        return Decision::Refused(Refusal::AlreadyResolved);
    }
    let event = match promise {
        Promise::CheckIn => Event::Acknowledged(by.clone(), wait),
        Promise::Snooze => Event::Snoozed(by.clone(), wait),
    };
    incident.status = Status::Acknowledged { by, at: now, check_in_at: now + wait, promise };
    changed(incident, vec![event], vec![Effect::Hush])
}

fn give_back(mut incident: Incident, by: PersonId, moment: Moment<'_>) -> Decision {
    match incident.status {
        Status::Acknowledged { .. } => {
            let mut timeline = vec![Event::Unacknowledged(by)];
            let due = Due { place: Place::FIRST, reason: Reason::Asked };
            let effects = take_step(&mut incident, due, &mut timeline, moment);
            changed(incident, timeline, effects)
        }
        Status::Held { .. } | Status::Triggered { .. } => {
            Decision::Refused(Refusal::NotAcknowledged)
        }
        Status::Resolved { .. } => Decision::Refused(Refusal::AlreadyResolved),
    }
}

/// The next step now: skips the wait, never the order.
fn escalate(mut incident: Incident, by: PersonId, moment: Moment<'_>) -> Decision {
    let mut timeline = vec![Event::Escalated(by)];
    let place = match incident.status {
        Status::Held { .. } => Place::FIRST,
        Status::Triggered { step, round, .. } => {
            let next = after(&incident, Place { step, round }, moment.cx.rules);
            timeline.extend(next.event);
            next.due.place
        }
        Status::Acknowledged { .. } => after(&incident, Place::FIRST, moment.cx.rules).due.place,
        Status::Resolved { .. } => return Decision::Refused(Refusal::AlreadyResolved),
    };
    let due = Due { place, reason: Reason::Asked };
    let effects = take_step(&mut incident, due, &mut timeline, moment);
    changed(incident, timeline, effects)
}

/// Hands it to somebody: everybody else's alarm stops, theirs sounds, and the policy goes on from
/// where it stood if they do not acknowledge.
fn assign(mut incident: Incident, by: PersonId, to: &PersonId, moment: Moment<'_>) -> Decision {
    let Moment { cx, now } = moment;
    let Place { step, round } = match incident.status {
        Status::Triggered { step, round, .. } => Place { step, round },
        Status::Held { .. } | Status::Acknowledged { .. } => Place::FIRST,
        Status::Resolved { .. } => return Decision::Refused(Refusal::AlreadyResolved),
    };
    let mut timeline = vec![Event::Assigned(by, to.clone())];
    let pages = pages_for(&incident, &Called::by_name(to), Reason::Asked, moment);
    if pages.is_empty() {
        timeline.push(Event::Unreachable(to.clone()));
    }
    timeline.extend(paged_now(&pages, now));
    let policy = cx.rules.policies.get(&incident.policy);
    let wait = policy.and_then(|policy| policy.steps.get(step as usize)).map(|step| step.wait);
    let wait = wait.filter(|_| !pages.is_empty()).unwrap_or(SignedDuration::ZERO);
    incident.status = Status::Triggered { step, round, next_at: now + wait };
    let mut effects = vec![Effect::Hush];
    effects.extend(pages.into_iter().map(Effect::Page));
    changed(incident, timeline, effects)
}

fn resolve(mut incident: Incident, by: PersonId, now: Timestamp) -> Decision {
    if !incident.is_open() {
        return Decision::Refused(Refusal::AlreadyResolved);
    }
    let by = Closer::Person(by);
    let timeline = vec![Event::Resolved(by.clone())];
    incident.status = Status::Resolved { by, at: now };
    changed(incident, timeline, vec![Effect::Hush])
}

/// A dead channel is an event: the person's next channel is tried at once, and when none is left
/// and nobody else is being called either, so is the next step.
fn page_failed(mut incident: Incident, failed: FailedPage, moment: Moment<'_>) -> Decision {
    let FailedPage { person, channel, error, next, others } = failed;
    let mut timeline = vec![Event::ChannelFailed(person.clone(), channel, error)];
    let Status::Triggered { step, round, next_at } = incident.status else {
        return changed(incident, timeline, Vec::new());
    };
    if let Some(next) = next {
        timeline.push(Event::Paged {
            person: person.clone(),
            channel: next,
            reason: Reason::ChannelFailed,
            because: None,
        });
        return changed(incident, timeline, vec![Effect::Hasten(person)]);
    }
    timeline.push(Event::Unreachable(person));
    if others {
        return changed(incident, timeline, Vec::new());
    }
    let effects = match after_failure(&incident, Place { step, round }, moment.cx.rules) {
        AfterFailure::Step(place) => {
            let due = Due { place, reason: Reason::NobodyReached };
            take_step(&mut incident, due, &mut timeline, moment)
        }
        AfterFailure::Rest(rest) => {
            // A failure never puts off what is due sooner.
            let next_at = next_at.min(moment.now + rest);
            incident.status = Status::Triggered { step, round, next_at };
            Vec::new()
        }
    };
    changed(incident, timeline, effects)
}
