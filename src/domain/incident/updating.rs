//! Updates that are written, and such as were promised and are not: what either does to an incident.

use jiff::Timestamp;

use super::acknowledgement::{Asking, Kept, ask, note, take, usual_check_in};
use super::called::Called;
use super::escalation::{Moment, paged_now, pages_for, quiet_for};
use super::lifecycle::{Decision, changed};
use super::triage::waits_for;
use super::{Effect, Incident, Promise, Reason, Status};
use crate::domain::name::PersonId;
use crate::domain::record::timeline::{Event, UpdateEvent};

/// Something about updates that happens to an incident.
#[derive(Clone, Debug)]
pub enum UpdateInput {
    /// Somebody wrote one.
    Written {
        /// Who.
        by: PersonId,
        /// What.
        text: String,
        /// By when the next one is promised.
        next_at: Option<Timestamp>,
    },
    /// One that was promised is not there.
    Missed {
        /// Who promised it.
        by: PersonId,
        /// By when.
        next_at: Timestamp,
    },
    /// One that was promised is still not there, and whoever promised it was called before.
    StillMissed,
}

/// An update was written, or was not.
pub(super) fn updated(incident: Incident, input: UpdateInput, moment: Moment<'_>) -> Decision {
    match input {
        UpdateInput::Written { by, text, next_at } => {
            let rules = moment.cx.rules;
            let next = next_at.map(|at| UpdateEvent::clock(at, &by, rules, moment.now));
            let event = Event::Update(UpdateEvent::Written { by: by.clone(), text, next });
            written(incident, by, event, moment)
        }
        UpdateInput::Missed { by, next_at } => missed(incident, &by, next_at, moment),
        UpdateInput::StillMissed => still_missed(incident, moment),
    }
}

impl Incident {
    /// Who has it again with the update that is not there, where calling goes on for that reason.
    pub(super) fn had_by(&self, reason: Reason) -> Option<PersonId> {
        let goes_on =
            matches!(reason, Reason::Escalated | Reason::Repeated | Reason::NobodyReached);
        match &self.status {
            Status::Triggered { had_by, .. } if goes_on => had_by.clone(),
            Status::Triggered { .. }
            | Status::Held { .. }
            | Status::Acknowledged { .. }
            | Status::Resolved { .. } => None,
        }
    }
}

/// Whoever has it shows by an update that they are at it, and whoever was asked for one has answered. Where
/// all that rings rings for one, however far that has come, whoever had the incident has it as before.
fn written(incident: Incident, by: PersonId, event: Event, moment: Moment<'_>) -> Decision {
    match &incident.status {
        Status::Triggered { asked: Some(had_it), .. }
        | Status::Triggered { had_by: Some(had_it), .. }
            if *had_it == by =>
        {
            let wait = usual_check_in(&incident, moment.cx);
            let timeline = vec![event, Event::Acknowledged(by.clone(), wait)];
            take(incident, Kept { by, wait, promise: Promise::CheckIn }, timeline, moment.now)
        }
        Status::Triggered { had_by: Some(had_by), .. } => {
            let (had_by, wait) = (had_by.clone(), usual_check_in(&incident, moment.cx));
            let there = UpdateEvent::There { holder: had_by.clone(), wait };
            let kept = Kept { by: had_by, wait, promise: Promise::CheckIn };
            take(incident, kept, vec![event, Event::Update(there)], moment.now)
        }
        Status::Acknowledged { .. } => match note(incident, &by, event, moment) {
            // Whatever rings for it rings because there was none.
            Decision::Changed(mut outcome) => {
                outcome.effects.push(Effect::Hush);
                Decision::Changed(outcome)
            }
            decision @ (Decision::Unchanged | Decision::Refused(_)) => decision,
        },
        Status::Triggered { .. } | Status::Held { .. } | Status::Resolved { .. } => {
            note(incident, &by, event, moment)
        }
    }
}

/// The time is over: whoever promised it is called softly, and whoever has the incident where that is
/// somebody else who cannot be called. What rings already, or is held for a reason, is left as it is.
fn missed(incident: Incident, by: &PersonId, next_at: Timestamp, moment: Moment<'_>) -> Decision {
    let Moment { cx, now } = moment;
    let since = UpdateEvent::clock(next_at, by, cx.rules, now);
    let mut timeline = vec![Event::Update(UpdateEvent::Missed { by: by.clone(), since })];
    let Status::Acknowledged { by: holder, .. } = &incident.status else {
        return changed(incident, timeline, Vec::new());
    };
    if waits_for(incident.severity, &incident.policy, cx.rules, now).is_some() {
        return changed(incident, timeline, Vec::new());
    }
    if holder != by && quiet_for(by, incident.severity, moment).is_none() {
        let pages = pages_for(&incident, &Called::by_name(by), Reason::UpdateMissed, moment);
        if !pages.is_empty() {
            timeline.extend(paged_now(&pages, now));
            let effects = pages.into_iter().map(Effect::Page).collect();
            return changed(incident, timeline, effects);
        }
    }
    ask_holder(incident, timeline, moment)
}

/// Whoever promised it has not answered: whoever has the incident is asked, and then the first step follows.
fn still_missed(incident: Incident, moment: Moment<'_>) -> Decision {
    match &incident.status {
        Status::Acknowledged { .. } => ask_holder(incident, Vec::new(), moment),
        Status::Triggered { .. } | Status::Held { .. } | Status::Resolved { .. } => {
            Decision::Unchanged
        }
    }
}

fn ask_holder(mut incident: Incident, mut timeline: Vec<Event>, moment: Moment<'_>) -> Decision {
    let asking = Asking { softly: Reason::UpdateMissed, instead: Reason::UpdateMissed };
    let holder = match &incident.status {
        Status::Acknowledged { by, .. } => Some(by.clone()),
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => None,
    };
    let effects = ask(&mut incident, asking, &mut timeline, moment);
    if let Status::Triggered { had_by, .. } = &mut incident.status {
        *had_by = holder;
    }
    changed(incident, timeline, effects)
}
