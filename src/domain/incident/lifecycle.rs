//! The state machine: an incident, something that happens to it, and what it comes to.

use jiff::{SignedDuration, Timestamp};

use super::escalation::{Context, after, after_failure, paged_now, pages_for, take_step};
use super::triage::waits_for;
use super::{
    AlertChange, Closer, Effect, FailedPage, Hold, Incident, IncidentId, Input, Outcome, Promise,
    Reason, Refusal, Status, Version,
};
use crate::domain::alert::{Alert, Severity};
use crate::domain::name::{PersonId, PolicyName};
use crate::domain::record::timeline::Event;

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

/// Opens an incident for an alert, and pages at once unless it is held.
#[must_use]
pub fn open(
    id: IncidentId,
    alert: &Alert,
    policy: PolicyName,
    hold: Option<(Hold, Timestamp)>,
    (cx, now): (Context<'_>, Timestamp),
) -> Outcome {
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
        source: alert.source.clone(),
        severity: alert.severity,
        summary: alert.summary.clone(),
    }];
    let effects = match hold {
        Some((by, until)) => {
            timeline.push(Event::Held(by.clone(), until.duration_since(now)));
            incident.status = Status::Held { by, until: Some(until) };
            Vec::new()
        }
        None => page_step(&mut incident, (0, 0), Reason::FirstPage, &mut timeline, (cx, now)),
    };
    Outcome { incident, timeline, effects }
}

/// Says what `input` does to `incident`.
#[must_use]
pub fn step(incident: Incident, input: Input, cx: Context<'_>, now: Timestamp) -> Decision {
    match input {
        Input::Alert { alert, change } => hear(incident, &alert, change, (cx, now)),
        Input::Acknowledge { by, check_in } => {
            let wait = check_in.unwrap_or_else(|| usual_check_in(&incident, cx));
            take(incident, by, (wait, Promise::CheckIn), now)
        }
        Input::Snooze { by, until } => {
            take(incident, by, (until.duration_since(now), Promise::Snooze), now)
        }
        Input::Unacknowledge { by } => give_back(incident, by, (cx, now)),
        Input::Escalate { by } => escalate(incident, by, (cx, now)),
        Input::Assign { by, to } => assign(incident, by, &to, (cx, now)),
        Input::Resolve { by } => resolve(incident, by, now),
        Input::Note { by, text } => changed(incident, vec![Event::Noted(by, text)], Vec::new()),
        Input::PageFailed(failed) => page_failed(incident, failed, (cx, now)),
        Input::Tick => tick(incident, (cx, now)),
    }
}

fn changed(incident: Incident, timeline: Vec<Event>, effects: Vec<Effect>) -> Decision {
    Decision::Changed(Outcome { incident, timeline, effects })
}

fn usual_check_in(incident: &Incident, cx: Context<'_>) -> SignedDuration {
    match cx.rules.policies.get(&incident.policy) {
        Some(policy) => policy.check_in(incident.severity),
        None => super::escalation::default_check_in(incident.severity),
    }
}

/// Takes a step and puts its events on the record.
fn page_step(
    incident: &mut Incident,
    at: (u32, u32),
    reason: Reason,
    timeline: &mut Vec<Event>,
    (cx, now): (Context<'_>, Timestamp),
) -> Vec<Effect> {
    let (events, effects) = take_step(incident, at, reason, cx, now);
    timeline.extend(events);
    effects
}

/// An alert of this incident: one more problem, a graver one, or the end of one.
fn hear(
    mut incident: Incident,
    alert: &Alert,
    change: AlertChange,
    at: (Context<'_>, Timestamp),
) -> Decision {
    match change {
        AlertChange::Clears => clear(incident, alert, at.1),
        AlertChange::Joins => {
            incident.firing += 1;
            let joined = Event::Joined(alert.summary.clone());
            ring_for(incident, alert.severity, vec![joined], Some(Reason::NewAlert), at)
        }
        AlertChange::Raises if alert.severity <= incident.severity => Decision::Unchanged,
        AlertChange::Raises => ring_for(incident, alert.severity, Vec::new(), None, at),
    }
}

/// Rings again if what was heard is worth it: a graver severity always is where that severity pages
/// now; a new alert is, for `reason`, where somebody had said "I have it".
fn ring_for(
    mut incident: Incident,
    severity: Severity,
    mut timeline: Vec<Event>,
    reason: Option<Reason>,
    (cx, now): (Context<'_>, Timestamp),
) -> Decision {
    let raised = severity > incident.severity;
    if raised {
        incident.severity = severity;
        timeline.push(Event::SeverityRaised(severity));
    }
    let pages_now = waits_for(severity, &incident.policy, cx.rules, now).is_none();
    let at = match (&incident.status, raised, reason) {
        _ if !pages_now => None,
        (Status::Triggered { step, round, .. }, true, _) => {
            Some(((*step, *round), Reason::SeverityRaised))
        }
        (Status::Held { .. } | Status::Acknowledged { .. }, true, _) => {
            Some(((0, 0), Reason::SeverityRaised))
        }
        (Status::Acknowledged { .. }, false, Some(reason)) => Some(((0, 0), reason)),
        (
            Status::Held { .. }
            | Status::Triggered { .. }
            | Status::Acknowledged { .. }
            | Status::Resolved { .. },
            _,
            _,
        ) => None,
    };
    let effects = match at {
        Some((at, reason)) => page_step(&mut incident, at, reason, &mut timeline, (cx, now)),
        None => Vec::new(),
    };
    changed(incident, timeline, effects)
}

fn clear(mut incident: Incident, alert: &Alert, now: Timestamp) -> Decision {
    incident.firing = incident.firing.saturating_sub(1);
    let mut timeline = vec![Event::Cleared(alert.summary.clone())];
    if incident.firing > 0 || !incident.is_open() {
        return changed(incident, timeline, Vec::new());
    }
    let by = Closer::Source(alert.source.clone());
    timeline.push(Event::Resolved(by.clone()));
    incident.status = Status::Resolved { by, at: now };
    changed(incident, timeline, vec![Effect::Hush])
}

/// Somebody has it, or wants it quiet, for a while.
fn take(
    mut incident: Incident,
    by: PersonId,
    (wait, promise): (SignedDuration, Promise),
    now: Timestamp,
) -> Decision {
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

fn give_back(mut incident: Incident, by: PersonId, at: (Context<'_>, Timestamp)) -> Decision {
    match incident.status {
        Status::Acknowledged { .. } => {
            let mut timeline = vec![Event::Unacknowledged(by)];
            let effects = page_step(&mut incident, (0, 0), Reason::Asked, &mut timeline, at);
            changed(incident, timeline, effects)
        }
        Status::Held { .. } | Status::Triggered { .. } => {
            Decision::Refused(Refusal::NotAcknowledged)
        }
        Status::Resolved { .. } => Decision::Refused(Refusal::AlreadyResolved),
    }
}

/// The next step now: skips the wait, never the order.
fn escalate(mut incident: Incident, by: PersonId, at: (Context<'_>, Timestamp)) -> Decision {
    let mut timeline = vec![Event::Escalated(by)];
    let next = match incident.status {
        Status::Held { .. } => (0, 0),
        Status::Triggered { step, round, .. } => {
            let (next, _, exhausted) = after(&incident, (step, round), at.0.rules);
            timeline.extend(exhausted);
            next
        }
        Status::Acknowledged { .. } => after(&incident, (0, 0), at.0.rules).0,
        Status::Resolved { .. } => return Decision::Refused(Refusal::AlreadyResolved),
    };
    let effects = page_step(&mut incident, next, Reason::Asked, &mut timeline, at);
    changed(incident, timeline, effects)
}

/// Hands it to somebody: everybody else's alarm stops, theirs sounds, and the policy goes on from
/// where it stood if they do not acknowledge.
fn assign(
    mut incident: Incident,
    by: PersonId,
    to: &PersonId,
    (cx, now): (Context<'_>, Timestamp),
) -> Decision {
    let (step, round) = match incident.status {
        Status::Triggered { step, round, .. } => (step, round),
        Status::Held { .. } | Status::Acknowledged { .. } => (0, 0),
        Status::Resolved { .. } => return Decision::Refused(Refusal::AlreadyResolved),
    };
    let mut timeline = vec![Event::Assigned(by, to.clone())];
    let pages = pages_for(&incident, to, Reason::Asked, cx, now);
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
fn page_failed(
    mut incident: Incident,
    failed: FailedPage,
    (cx, now): (Context<'_>, Timestamp),
) -> Decision {
    let FailedPage { person, channel, error, next, others } = failed;
    let mut timeline = vec![Event::ChannelFailed(person.clone(), channel, error)];
    let Status::Triggered { step, round, next_at } = incident.status else {
        return changed(incident, timeline, Vec::new());
    };
    if let Some(next) = next {
        timeline.push(Event::Paged(person.clone(), next, Reason::ChannelFailed));
        return changed(incident, timeline, vec![Effect::Hasten(person)]);
    }
    timeline.push(Event::Unreachable(person));
    if others {
        return changed(incident, timeline, Vec::new());
    }
    let effects = match after_failure(&incident, (step, round), cx.rules) {
        Ok(next) => page_step(&mut incident, next, Reason::NobodyReached, &mut timeline, (cx, now)),
        Err(rest) => {
            // A failure never puts off what is due sooner.
            let next_at = next_at.min(now + rest);
            incident.status = Status::Triggered { step, round, next_at };
            Vec::new()
        }
    };
    changed(incident, timeline, effects)
}

/// Takes the one step that is due, if one is.
fn tick(mut incident: Incident, (cx, now): (Context<'_>, Timestamp)) -> Decision {
    if incident.deadline().is_none_or(|deadline| deadline > now) {
        return Decision::Unchanged;
    }
    let (event, at, reason) = match &incident.status {
        Status::Held { .. } => (Some(Event::HoldEnded), (0, 0), Reason::HoldEnded),
        Status::Triggered { step, round, .. } => {
            let (next, reason, exhausted) = after(&incident, (*step, *round), cx.rules);
            (exhausted, next, reason)
        }
        Status::Acknowledged { by, promise: Promise::CheckIn, .. } => {
            (Some(Event::CheckInMissed(by.clone())), (0, 0), Reason::CheckInMissed)
        }
        Status::Acknowledged { by, promise: Promise::Snooze, .. } => {
            (Some(Event::SnoozeEnded(by.clone())), (0, 0), Reason::SnoozeEnded)
        }
        Status::Resolved { .. } => return Decision::Unchanged,
    };
    let mut timeline: Vec<Event> = event.into_iter().collect();
    let effects = if hold_until_day(&mut incident, &mut timeline, (cx, now)) {
        Vec::new()
    } else {
        page_step(&mut incident, at, reason, &mut timeline, (cx, now))
    };
    changed(incident, timeline, effects)
}

/// Holds what can wait for the day instead of calling anybody at night: a check-in that was missed
/// after dark, or a step that is due then. What rings already rings on. A hold that has ended is
/// not begun again, so that nothing is held for ever.
fn hold_until_day(
    incident: &mut Incident,
    timeline: &mut Vec<Event>,
    (cx, now): (Context<'_>, Timestamp),
) -> bool {
    if matches!(incident.status, Status::Held { .. }) {
        return false;
    }
    let waits = waits_for(incident.severity, &incident.policy, cx.rules, now);
    let Some((person, until)) = waits else { return false };
    let by = Hold::Hours(person);
    timeline.push(Event::Held(by.clone(), until.duration_since(now)));
    incident.status = Status::Held { by, until: Some(until) };
    true
}
