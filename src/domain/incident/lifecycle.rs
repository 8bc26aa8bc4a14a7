//! The state machine: an incident, something that happens to it, and what it comes to.

use jiff::{SignedDuration, Timestamp};

use super::acknowledgement::{
    Claim, More, acknowledge, acknowledged_there, give_back, had_by_another, more, note, snooze,
};
use super::called::Called;
use super::due::{
    Holding, hold, inhibited, released, silenced, tick, unsilenced, waits_no_longer, waits_still,
};
use super::escalation::{
    AfterFailure, Context, Due, Moment, Place, after, after_failure, paged_now, pages_for,
    take_step,
};
use super::noisy::{flapping_off, flapping_on, noisy};
use super::triage::waits_for;
use super::updating::updated;
use super::{
    AlertChange, Closer, Effect, FailedPage, Hold, Incident, IncidentId, Input, Outcome, Reason,
    Refusal, Status, Version,
};
use crate::domain::alert::{Alert, Reporter, Severity};
use crate::domain::name::{PersonId, PolicyName};
use crate::domain::noise::Noise;
use crate::domain::record::timeline::{AckEvent, CascadeEvent, Event, NoiseEvent, Routed};

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
    /// By which routes its first alert went, where that is worth writing down.
    pub routed: Option<Routed>,
}

/// Opens an incident for an alert, and pages at once unless it is held.
#[must_use]
pub fn open(opening: Opening<'_>, cx: Context<'_>, now: Timestamp) -> Outcome {
    let Opening { id, alert, policy, held, routed } = opening;
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
        status: Status::triggered(Place::FIRST, now),
    };
    let mut timeline = vec![Event::Opened {
        by: alert.reporter(),
        severity: routed.as_ref().and_then(Routed::reported).unwrap_or(alert.severity),
        summary: alert.summary.clone(),
    }];
    timeline.extend(routed.map(Event::Routed));
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
            acknowledge(incident, Claim { by, check_in, takes: false }, moment)
        }
        Input::TakeOver { by, check_in } => {
            acknowledge(incident, Claim { by, check_in, takes: true }, moment)
        }
        Input::Snooze { by, until } => snooze(incident, by, until, moment),
        Input::Unacknowledge { by } => give_back(incident, by, moment),
        Input::Escalate { by } => escalate(incident, by, moment),
        Input::Assign { by, to } => assign(incident, by, &to, moment),
        Input::Resolve { by } => resolve(incident, by, now),
        Input::Note { by, text } => note(incident, &by, Event::Noted(by.clone(), text), moment),
        Input::Write(event) => note(incident, &event.by.clone(), Event::Written(event), moment),
        Input::NoteFix { by, text } => {
            note(incident, &by, Event::Ack(AckEvent::Fixed(by.clone(), text)), moment)
        }
        Input::Own { by, owner, due_at: _ } => {
            let event = Event::Ack(AckEvent::Owned { by: by.clone(), owner });
            note(incident, &by, event, moment)
        }
        Input::PageFailed(failed) => page_failed(incident, failed, moment),
        Input::Tick => tick(incident, None, moment),
        Input::Silenced(held) => silenced(incident, held, moment),
        Input::Unsilenced => unsilenced(incident, moment),
        Input::Inhibited(by) => inhibited(incident, by, moment),
        Input::Released => released(incident, moment),
        Input::RulesChanged => waits_still(incident, moment),
        Input::Noise(input) => noisy(incident, input, moment),
        Input::Update(input) => updated(incident, input, moment),
    }
}

pub(super) fn changed(incident: Incident, timeline: Vec<Event>, effects: Vec<Effect>) -> Decision {
    Decision::Changed(Outcome { incident, timeline, effects })
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
        AlertChange::Flaps { is_firing: false, until } => flapping_off(incident, alert, until),
        AlertChange::Flaps { is_firing: true, until } => {
            let mut timeline = vec![Event::Noise(NoiseEvent::Again(alert.summary.clone()))];
            flapping_on(&mut incident, until);
            if !raise(&mut incident, alert.severity, &mut timeline) {
                return changed(incident, timeline, Vec::new());
            }
            let severity = alert.severity;
            let heard = Heard { severity, is_graver: true, is_known: true, is_silenced };
            ring_again(incident, &heard, timeline, moment)
        }
        AlertChange::Joins => {
            let event = Event::Joined(alert.summary.clone());
            join(incident, alert, Joining { event, is_known: false, is_silenced }, moment)
        }
        AlertChange::Returns => {
            let event = Event::Joined(alert.summary.clone());
            join(incident, alert, Joining { event, is_known: true, is_silenced }, moment)
        }
        AlertChange::Follows(tie) => {
            let event = Event::Cascade(CascadeEvent::Joined(alert.summary.clone(), tie));
            join(incident, alert, Joining { event, is_known: false, is_silenced }, moment)
        }
        AlertChange::Raises => {
            let mut timeline = Vec::new();
            if !raise(&mut incident, alert.severity, &mut timeline) {
                return Decision::Unchanged;
            }
            let severity = alert.severity;
            let heard = Heard { severity, is_graver: true, is_known: true, is_silenced };
            ring_again(incident, &heard, timeline, moment)
        }
    }
}

/// One more of its problems, in the words of the record.
struct Joining {
    event: Event,
    /// Whether the incident had that problem before.
    is_known: bool,
    is_silenced: bool,
}

fn join(
    mut incident: Incident,
    alert: &Alert,
    Joining { event, is_known, is_silenced }: Joining,
    moment: Moment<'_>,
) -> Decision {
    incident.firing += 1;
    let mut timeline = vec![event];
    let is_graver = raise(&mut incident, alert.severity, &mut timeline);
    let heard = Heard { severity: alert.severity, is_graver, is_known, is_silenced };
    ring_again(incident, &heard, timeline, moment)
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
    /// Whether that is graver than the incident was.
    is_graver: bool,
    /// Whether the incident had that problem before.
    is_known: bool,
    is_silenced: bool,
}

impl Heard {
    fn reason(&self) -> Reason {
        if self.is_graver { Reason::SeverityRaised } else { Reason::NewAlert }
    }
}

/// Rings again if what was heard is worth it: a graver severity always is where that severity pages
/// now; another alert is where a silence held all others, or where somebody had said "I have it": they
/// hear of it first. What is silenced or explained itself never is.
fn ring_again(
    mut incident: Incident,
    heard: &Heard,
    mut timeline: Vec<Event>,
    moment: Moment<'_>,
) -> Decision {
    let Moment { cx, now } = moment;
    let &Heard { severity, is_graver, is_known, is_silenced } = heard;
    let place = match &incident.status {
        Status::Triggered { step, round, asked: None, .. } => {
            is_graver.then_some(Place { step: *step, round: *round })
        }
        Status::Triggered { asked: Some(_), .. }
        | Status::Held { by: Hold::Hours(_) | Hold::Inhibited(_), .. }
        | Status::Held { by: Hold::Noise(Noise::Storm(_)), until: Some(_) } => {
            is_graver.then_some(Place::FIRST)
        }
        Status::Held {
            by:
                Hold::Silence(_) | Hold::Maintenance(_) | Hold::Noise(Noise::OldNews | Noise::Flapping),
            ..
        } => Some(Place::FIRST),
        Status::Acknowledged { .. } => {
            let news = (is_graver || !is_known).then(|| heard.reason());
            return more(incident, More { severity, news, is_silenced }, timeline, moment);
        }
        // The storm is heard instead.
        Status::Held { by: Hold::Noise(Noise::Storm(_)), until: None }
        | Status::Resolved { .. } => None,
    };
    let pages_now = !is_silenced && waits_for(severity, &incident.policy, cx.rules, now).is_none();
    let effects = if let Some(place) = place.filter(|_| pages_now) {
        let due = Due { place, reason: heard.reason() };
        take_step(&mut incident, due, &mut timeline, moment)
    } else {
        waits_no_longer(&mut incident, &mut timeline, moment);
        Vec::new()
    };
    changed(incident, timeline, effects)
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

/// The next step now: skips the wait, never the order.
fn escalate(mut incident: Incident, by: PersonId, moment: Moment<'_>) -> Decision {
    let mut timeline: Vec<Event> = had_by_another(&incident, &by, moment.now).into_iter().collect();
    timeline.push(Event::Escalated(by));
    let place = match incident.status {
        Status::Held { .. } | Status::Triggered { asked: Some(_), .. } => Place::FIRST,
        Status::Triggered { step, round, asked: None, .. } => {
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
    let mut timeline: Vec<Event> = had_by_another(&incident, &by, now).into_iter().collect();
    timeline.push(Event::Assigned(by, to.clone()));
    let pages = pages_for(&incident, &Called::by_name(to), Reason::Asked, moment);
    if pages.is_empty() {
        timeline.push(Event::Unreachable(to.clone()));
    }
    timeline.extend(paged_now(&pages, now));
    let policy = cx.rules.policy(&incident.policy);
    let wait = policy.and_then(|policy| Some(policy.steps.get(step as usize)?.wait));
    let wait = wait.filter(|_| !pages.is_empty()).unwrap_or(SignedDuration::ZERO);
    incident.status = Status::triggered(Place { step, round }, now + wait);
    let mut effects = vec![Effect::Hush];
    effects.extend(pages.into_iter().map(Effect::Page));
    changed(incident, timeline, effects)
}

fn resolve(mut incident: Incident, by: PersonId, now: Timestamp) -> Decision {
    if !incident.is_open() {
        return Decision::Refused(Refusal::AlreadyResolved);
    }
    let had = had_by_another(&incident, &by, now);
    let by = Closer::Person(by);
    let timeline = had.into_iter().chain([Event::Resolved(by.clone())]).collect();
    incident.status = Status::Resolved { by, at: now };
    changed(incident, timeline, vec![Effect::Hush])
}

/// A dead channel is an event: the person's next channel is tried at once, and when none is left
/// and nobody else is being called either, so is the next step.
fn page_failed(mut incident: Incident, failed: FailedPage, moment: Moment<'_>) -> Decision {
    let FailedPage { person, channel, error, next, others } = failed;
    let mut timeline = vec![Event::ChannelFailed(person.clone(), channel, error)];
    let Status::Triggered { step, round, next_at, ref asked, ref had_by } = incident.status else {
        return changed(incident, timeline, Vec::new());
    };
    let (is_only_asked, had_by) = (asked.is_some(), had_by.clone());
    if let Some(next) = next {
        timeline.push(Event::Paged {
            person: person.clone(),
            channel: next,
            reason: Reason::ChannelFailed,
            because: None,
            still: None,
        });
        return changed(incident, timeline, vec![Effect::Hasten(person)]);
    }
    timeline.push(Event::Unreachable(person));
    if others {
        return changed(incident, timeline, Vec::new());
    }
    let follows = if is_only_asked {
        AfterFailure::Step(Place::FIRST)
    } else {
        after_failure(&incident, Place { step, round }, moment.cx.rules)
    };
    let effects = match follows {
        AfterFailure::Step(place) => {
            let due = Due { place, reason: Reason::NobodyReached };
            take_step(&mut incident, due, &mut timeline, moment)
        }
        AfterFailure::Rest(rest) => {
            // A failure never puts off what is due sooner.
            let next_at = next_at.min(moment.now + rest);
            incident.status = Status::Triggered { step, round, next_at, asked: None, had_by };
            Vec::new()
        }
    };
    changed(incident, timeline, effects)
}
