//! What is due: the next step of an incident, or a hold in its place, by hours or by a silence.

use super::escalation::{Moment, Next, Place, after, take_step};
use super::lifecycle::{Decision, changed};
use super::triage::waits_for;
use super::{HeldUntil, Hold, Incident, Promise, Reason, Status};
use crate::domain::record::timeline::Event;

/// Takes the one step that is due, if one is; or holds it, if silences hold all that fires.
pub(super) fn tick(
    incident: Incident,
    silenced: Option<HeldUntil>,
    moment: Moment<'_>,
) -> Decision {
    if incident.deadline().is_none_or(|deadline| deadline > moment.now) {
        return Decision::Unchanged;
    }
    let next = match &incident.status {
        Status::Held { .. } => Next::first(Event::HoldEnded, Reason::HoldEnded),
        Status::Triggered { step, round, .. } => {
            let place = Place { step: *step, round: *round };
            after(&incident, place, moment.cx.rules)
        }
        Status::Acknowledged { by, promise: Promise::CheckIn, .. } => {
            Next::first(Event::CheckInMissed(by.clone()), Reason::CheckInMissed)
        }
        Status::Acknowledged { by, promise: Promise::Snooze, .. } => {
            Next::first(Event::SnoozeEnded(by.clone()), Reason::SnoozeEnded)
        }
        Status::Resolved { .. } => return Decision::Unchanged,
    };
    take_or_hold(incident, next, silenced, moment)
}

/// All that fires in it is silenced: what a silence holds already is held for as long as it says now,
/// and whatever is due otherwise waits. What rings already rings on.
pub(super) fn silenced(mut incident: Incident, held: HeldUntil, moment: Moment<'_>) -> Decision {
    let Status::Held { by: Hold::Silence(id), until } = &incident.status else {
        return tick(incident, Some(held), moment);
    };
    if Hold::Silence(*id) == held.by && *until == Some(held.until) {
        return Decision::Unchanged;
    }
    let mut timeline = Vec::new();
    hold(&mut incident, held, &mut timeline, moment);
    changed(incident, timeline, Vec::new())
}

/// Not all that fires in it is silenced: what a silence holds is let go at once.
pub(super) fn unsilenced(incident: Incident, moment: Moment<'_>) -> Decision {
    if !matches!(incident.status, Status::Held { by: Hold::Silence(_), .. }) {
        return tick(incident, None, moment);
    }
    take_or_hold(incident, Next::first(Event::HoldEnded, Reason::HoldEnded), None, moment)
}

fn take_or_hold(
    mut incident: Incident,
    Next { due, event }: Next,
    silenced: Option<HeldUntil>,
    moment: Moment<'_>,
) -> Decision {
    let mut timeline: Vec<Event> = event.into_iter().collect();
    let effects = match silenced.or_else(|| hold_until_day(&incident, moment)) {
        Some(held) => {
            hold(&mut incident, held, &mut timeline, moment);
            Vec::new()
        }
        None => take_step(&mut incident, due, &mut timeline, moment),
    };
    changed(incident, timeline, effects)
}

fn hold(
    incident: &mut Incident,
    HeldUntil { by, until }: HeldUntil,
    timeline: &mut Vec<Event>,
    moment: Moment<'_>,
) {
    timeline.push(Event::Held(by.clone(), until.duration_since(moment.now)));
    incident.status = Status::Held { by, until: Some(until) };
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
