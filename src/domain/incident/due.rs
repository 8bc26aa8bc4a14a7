//! What is due: the next step of an incident, or a hold in its place: by hours, by a silence, or for a
//! larger incident.

use jiff::Timestamp;

use super::acknowledgement::{call_for_old_news, remind};
use super::escalation::{Due, Moment, Next, Place, after, take_step};
use super::inhibition::{Inhibited, Inhibition};
use super::lifecycle::{Decision, changed};
use super::noisy::{NoiseInput, noisy};
use super::triage::waits_for;
use super::{HeldUntil, Hold, Incident, IncidentId, Promise, Reason, Status};
use crate::domain::noise::Noise;
use crate::domain::record::timeline::{Event, Held, NoiseEvent};

/// What holds an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Something that ends by itself.
    Until(HeldUntil),
    /// A larger incident.
    Inhibited(Inhibited),
    /// A storm, for which that incident stands.
    Storm(IncidentId),
}

/// Takes the one step that is due, if one is; or holds it, if something holds all that fires.
pub(super) fn tick(incident: Incident, holding: Option<Holding>, moment: Moment<'_>) -> Decision {
    if incident.deadline().is_none_or(|deadline| deadline > moment.now) {
        return Decision::Unchanged;
    }
    if incident.firing == 0 && is_flapping(&incident) {
        return noisy(incident, NoiseInput::Quiet(moment.cx.rules.noise.flapping.calm), moment);
    }
    let next = match &incident.status {
        Status::Held { .. } => Next::first(Event::HoldEnded, Reason::HoldEnded),
        Status::Triggered { asked: Some(_), .. } => {
            let due = Due { place: Place::FIRST, reason: Reason::Escalated };
            Next { due, event: None }
        }
        Status::Triggered { step, round, asked: None, .. } => {
            let place = Place { step: *step, round: *round };
            after(&incident, place, moment.cx.rules)
        }
        Status::Acknowledged { check_in_at, .. } if *check_in_at > moment.now => {
            Next::first(Event::Noise(NoiseEvent::OldNewsStays), Reason::NewProblem)
        }
        Status::Acknowledged { by, promise: Promise::CheckIn, .. } => {
            Next::first(Event::CheckInMissed(by.clone()), Reason::Reminded)
        }
        Status::Acknowledged { by, promise: Promise::Snooze, .. } => {
            Next::first(Event::SnoozeEnded(by.clone()), Reason::SnoozeEnded)
        }
        Status::Resolved { .. } => return Decision::Unchanged,
    };
    take_or_hold(incident, next, holding, moment)
}

/// All that fires in it is silenced: what a silence holds already is held for as long as it says now,
/// and whatever is due otherwise waits. What rings already rings on.
pub(super) fn silenced(mut incident: Incident, held: HeldUntil, moment: Moment<'_>) -> Decision {
    match &incident.status {
        Status::Held { by: by @ (Hold::Silence(_) | Hold::Maintenance(_)), until } => {
            if *by == held.by && *until == Some(held.until) {
                return Decision::Unchanged;
            }
        }
        Status::Held { by: Hold::Hours(_), .. } if is_too_grave_for_hours(&incident, moment) => {}
        Status::Held { by: Hold::Hours(_) | Hold::Inhibited(_) | Hold::Noise(_), .. }
        | Status::Triggered { .. }
        | Status::Acknowledged { .. }
        | Status::Resolved { .. } => return tick(incident, Some(Holding::Until(held)), moment),
    }
    let mut timeline = Vec::new();
    hold(&mut incident, Holding::Until(held), &mut timeline, moment);
    changed(incident, timeline, Vec::new())
}

/// Not all that fires in it is silenced: what a silence holds is let go at once.
pub(super) fn unsilenced(incident: Incident, moment: Moment<'_>) -> Decision {
    let by_wish = |by: &Hold| matches!(by, Hold::Silence(_) | Hold::Maintenance(_));
    if !matches!(&incident.status, Status::Held { by, .. } if by_wish(by)) {
        return tick(incident, None, moment);
    }
    take_or_hold(incident, Next::first(Event::HoldEnded, Reason::HoldEnded), None, moment)
}

/// A larger incident explains it: what is held for another one of these, or was by a silence, is held
/// for this one now, and whatever is due otherwise waits. What rings already rings on.
pub(super) fn inhibited(
    mut incident: Incident,
    inhibited: Inhibited,
    moment: Moment<'_>,
) -> Decision {
    match &incident.status {
        Status::Held { by: Hold::Inhibited(by), until: None } if *by == inhibited.by => {
            return Decision::Unchanged;
        }
        Status::Held { by: Hold::Inhibited(_), until: Some(until) } if *until > moment.now => {
            return Decision::Unchanged;
        }
        Status::Held {
            by: Hold::Inhibited(_) | Hold::Silence(_) | Hold::Maintenance(_), ..
        } => {}
        Status::Held { by: Hold::Hours(_), .. } if is_too_grave_for_hours(&incident, moment) => {}
        Status::Held { by: Hold::Hours(_) | Hold::Noise(_), .. }
        | Status::Triggered { .. }
        | Status::Acknowledged { .. }
        | Status::Resolved { .. } => {
            return tick(incident, Some(Holding::Inhibited(inhibited)), moment);
        }
    }
    let mut timeline = Vec::new();
    hold(&mut incident, Holding::Inhibited(inhibited), &mut timeline, moment);
    changed(incident, timeline, Vec::new())
}

/// What held it explains it no longer: it waits whether this one is over as well, and pages if it is not.
pub(super) fn released(mut incident: Incident, moment: Moment<'_>) -> Decision {
    let Status::Held { by: Hold::Inhibited(by), until: None } = incident.status else {
        return tick(incident, None, moment);
    };
    let Inhibition { cause, settle } = by;
    if settle.is_zero() {
        let next = Next::first(Event::HoldEnded, Reason::HoldEnded);
        return take_or_hold(incident, next, None, moment);
    }
    let until = moment.now.saturating_add(settle).unwrap_or(moment.now);
    incident.status = Status::Held { by: Hold::Inhibited(by), until: Some(until) };
    changed(incident, vec![Event::Inhibition(Held::Released { cause, settle })], Vec::new())
}

/// The rules may have changed: what waits for somebody's day waits no longer than they say now.
pub(super) fn waits_still(mut incident: Incident, moment: Moment<'_>) -> Decision {
    if !matches!(incident.status, Status::Held { by: Hold::Hours(_), .. }) {
        return tick(incident, None, moment);
    }
    if is_too_grave_for_hours(&incident, moment) {
        let next = Next::first(Event::HoldEnded, Reason::HoldEnded);
        return take_or_hold(incident, next, None, moment);
    }
    let mut timeline = Vec::new();
    waits_no_longer(&mut incident, &mut timeline, moment);
    if timeline.is_empty() { Decision::Unchanged } else { changed(incident, timeline, Vec::new()) }
}

/// What waits for somebody's day waits no longer than it would if it began now, as grave as it is.
pub(super) fn waits_no_longer(
    incident: &mut Incident,
    timeline: &mut Vec<Event>,
    moment: Moment<'_>,
) {
    let Status::Held { by: Hold::Hours(_), until: Some(until) } = incident.status else { return };
    let held = waits_for(incident.severity, &incident.policy, moment.cx.rules, moment.now);
    if let Some(held) = held.filter(|held| held.until < until) {
        hold(incident, Holding::Until(held), timeline, moment);
    }
}

pub(super) fn take_or_hold(
    mut incident: Incident,
    Next { due, event }: Next,
    holding: Option<Holding>,
    moment: Moment<'_>,
) -> Decision {
    let mut timeline: Vec<Event> = event.into_iter().collect();
    let holding = holding
        .or_else(|| hold_until_day(&incident, moment).map(Holding::Until))
        .or_else(|| hold_until_calm(&incident, moment).map(Holding::Until));
    let effects = match holding {
        Some(holding) => {
            hold(&mut incident, holding, &mut timeline, moment);
            Vec::new()
        }
        None if due.reason == Reason::Reminded => remind(&mut incident, &mut timeline, moment),
        None if due.reason == Reason::NewProblem => {
            call_for_old_news(&mut incident, &mut timeline, moment)
        }
        None => take_step(&mut incident, due, &mut timeline, moment),
    };
    changed(incident, timeline, effects)
}

/// Nobody is paged for it now, for that reason.
pub(super) fn hold(
    incident: &mut Incident,
    holding: Holding,
    timeline: &mut Vec<Event>,
    moment: Moment<'_>,
) {
    match holding {
        Holding::Until(HeldUntil { by, until }) => {
            timeline.push(Event::Held(by.clone(), until.duration_since(moment.now)));
            incident.status = Status::Held { by, until: Some(until) };
        }
        Holding::Inhibited(Inhibited { by, because }) => {
            timeline.push(Event::Inhibition(Held::For { cause: by.cause, because }));
            incident.status = Status::Held { by: Hold::Inhibited(by), until: None };
        }
        Holding::Storm(storm) => {
            timeline.push(Event::Noise(NoiseEvent::InStorm(storm)));
            incident.status = Status::Held { by: Hold::Noise(Noise::Storm(storm)), until: None };
        }
    }
}

/// Whether it has become so grave that it would not wait for anybody's day any more: then what holds it
/// now decides how long it is quiet.
fn is_too_grave_for_hours(incident: &Incident, Moment { cx, now }: Moment<'_>) -> bool {
    waits_for(incident.severity, &incident.policy, cx.rules, now).is_none()
}

fn is_flapping(incident: &Incident) -> bool {
    matches!(incident.status, Status::Held { by: Hold::Noise(Noise::Flapping), .. })
}

/// Until when what goes to and fro and is over for now is held, whatever held it before: nobody is
/// called for what does not fire.
fn hold_until_calm(incident: &Incident, Moment { cx, now }: Moment<'_>) -> Option<HeldUntil> {
    let calm = cx.rules.noise.flapping.calm;
    let until = now.saturating_add(calm).unwrap_or(Timestamp::MAX);
    (incident.firing == 0).then_some(HeldUntil { by: Hold::Noise(Noise::Flapping), until })
}

/// Until when what can wait for the day waits instead of calling anybody at night: a check-in that was
/// missed after dark, or a step that is due then. What rings already rings on. A hold by hours that has
/// ended is not begun again, so that nothing is held for ever.
fn hold_until_day(incident: &Incident, Moment { cx, now }: Moment<'_>) -> Option<HeldUntil> {
    if matches!(incident.status, Status::Held { by: Hold::Hours(_), .. }) {
        return None;
    }
    waits_for(incident.severity, &incident.policy, cx.rules, now)
}
