//! What noise does to an incident: a storm takes it in, and lets it go; and it goes to and fro.

use jiff::{SignedDuration, Timestamp};

use super::due::{Holding, hold, take_or_hold};
use super::escalation::{Moment, Next};
use super::lifecycle::{Decision, changed};
use super::triage::waits_for;
use super::{Closer, Effect, HeldUntil, Hold, Incident, IncidentId, Reason, Status};
use crate::domain::alert::{Alert, Severity};
use crate::domain::noise::Noise;
use crate::domain::record::timeline::{Event, NoiseEvent};

/// Something about noise that happens to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoiseInput {
    /// It is one of a storm, for which that incident stands and calls.
    Storm(IncidentId),
    /// The storm that held it is over: what is still there pages then.
    StormOver(Timestamp),
    /// The problem of it that went to and fro has been quiet for so long.
    Quiet(SignedDuration),
    /// It has been there for so long without a change.
    Steady(SignedDuration),
    /// Old news has come into it that nothing else holds.
    OldNews {
        /// How long ago that began.
        age: SignedDuration,
        /// How grave it is.
        severity: Severity,
        /// When somebody is called for it, if it is there still.
        until: Timestamp,
    },
    /// The old news that came to what somebody has is over.
    OldNewsOver,
    /// Something of it that is no noise, and so grave, is quiet no longer.
    Heard(Severity),
    /// Something has come into it that is no noise.
    Mingled {
        /// Whether that rings now.
        rings: bool,
    },
}

/// Says what that does to an incident.
pub(super) fn noisy(incident: Incident, input: NoiseInput, moment: Moment<'_>) -> Decision {
    match input {
        NoiseInput::Storm(storm) => take_in(incident, storm),
        NoiseInput::StormOver(until) => let_go(incident, until, moment),
        NoiseInput::Quiet(calm) => quiet(incident, calm, moment),
        NoiseInput::Heard(severity) => heard(incident, severity, moment),
        NoiseInput::Mingled { rings } => mingled(incident, rings, moment),
        NoiseInput::Steady(calm) => settled(incident, NoiseEvent::Steady(calm), moment),
        NoiseInput::OldNews { age, severity, until } => {
            old_news(incident, (age, severity, until), moment)
        }
        NoiseInput::OldNewsOver => old_news_over(incident),
    }
}

/// Old news is more than somebody has acknowledged: they have a while before they are called for it. And
/// what holds everything else for longer holds it no longer than that. What waits for somebody's day
/// anyway is not told at night.
fn old_news(
    mut incident: Incident,
    (age, severity, until): (SignedDuration, Severity, Timestamp),
    moment: Moment<'_>,
) -> Decision {
    let Moment { cx, now } = moment;
    if waits_for(severity, &incident.policy, cx.rules, now).is_some() {
        return Decision::Unchanged;
    }
    match &mut incident.status {
        Status::Acknowledged { old_news_at, .. } => {
            let at = old_news_at.map_or(until, |before| before.min(until));
            *old_news_at = Some(at);
            let wait = at.duration_since(now);
            let event = Event::Noise(NoiseEvent::OldNewsJoins { age, wait });
            return changed(incident, vec![event], Vec::new());
        }
        // Being so grave has taken it out of the hold it was in, and into this one.
        Status::Held { by: Hold::Noise(Noise::OldNews), .. } => {
            return changed(incident, vec![Event::Noise(NoiseEvent::OldNews(age))], Vec::new());
        }
        Status::Held {
            by: Hold::Silence(_) | Hold::Maintenance(_) | Hold::Noise(Noise::Storm(_)),
            until: Some(_),
        }
        | Status::Held { by: Hold::Inhibited(_), until: None } => {}
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => {
            return Decision::Unchanged;
        }
    }
    let held = HeldUntil { by: Hold::Noise(Noise::OldNews), until };
    let mut timeline = vec![Event::Noise(NoiseEvent::OldNews(age))];
    hold(&mut incident, Holding::Until(held), &mut timeline, moment);
    changed(incident, timeline, Vec::new())
}

fn old_news_over(mut incident: Incident) -> Decision {
    match &mut incident.status {
        Status::Acknowledged { old_news_at: old_news_at @ Some(_), .. } => *old_news_at = None,
        Status::Acknowledged { .. }
        | Status::Held { .. }
        | Status::Triggered { .. }
        | Status::Resolved { .. } => return Decision::Unchanged,
    }
    changed(incident, Vec::new(), Vec::new())
}

/// The storm's alarm takes the place of its own: the storm calls the same people. What somebody has,
/// or what something else holds, stays as it is.
fn take_in(mut incident: Incident, storm: IncidentId) -> Decision {
    let effects = match &incident.status {
        Status::Triggered { step: 0, round: 0, asked: None, .. } => vec![Effect::Hush],
        Status::Held { by: Hold::Noise(Noise::OldNews), .. } => Vec::new(),
        // Whom it calls by now, the storm may not.
        Status::Triggered { .. }
        | Status::Held { .. }
        | Status::Acknowledged { .. }
        | Status::Resolved { .. } => {
            return Decision::Unchanged;
        }
    };
    incident.status = Status::Held { by: Hold::Noise(Noise::Storm(storm)), until: None };
    changed(incident, vec![Event::Noise(NoiseEvent::InStorm(storm))], effects)
}

/// What is no noise is heard at once: what holds only noise holds it no longer, and nor does the turn
/// after a storm. What waits for the day is heard with it if that rings now.
fn mingled(incident: Incident, rings: bool, moment: Moment<'_>) -> Decision {
    match &incident.status {
        Status::Held { by: Hold::Noise(Noise::OldNews | Noise::Flapping), .. }
        | Status::Held { by: Hold::Noise(Noise::Storm(_)), until: Some(_) } => {}
        Status::Held { by: Hold::Hours(_), .. } if rings => {}
        Status::Held { .. }
        | Status::Triggered { .. }
        | Status::Acknowledged { .. }
        | Status::Resolved { .. } => return Decision::Unchanged,
    }
    let next = Next::first(Event::HoldEnded, Reason::HoldEnded);
    take_or_hold(incident, next, None, moment)
}

/// What would call somebody now is not held longer because there is old news beside it.
fn heard(incident: Incident, severity: Severity, moment: Moment<'_>) -> Decision {
    let Moment { cx, now } = moment;
    if waits_for(severity, &incident.policy, cx.rules, now).is_some() {
        return Decision::Unchanged;
    }
    mingled(incident, false, moment)
}

fn let_go(mut incident: Incident, until: Timestamp, moment: Moment<'_>) -> Decision {
    let Status::Held { by: Hold::Noise(Noise::Storm(storm)), until: None } = incident.status else {
        return Decision::Unchanged;
    };
    incident.status = Status::Held { by: Hold::Noise(Noise::Storm(storm)), until: Some(until) };
    let wait = until.duration_since(moment.now);
    changed(incident, vec![Event::Noise(NoiseEvent::StormOver(storm, wait))], Vec::new())
}

/// A problem that flaps is there again: nobody is called for that, and it is not calm yet.
pub(super) fn flapping_on(incident: &mut Incident, until: Timestamp) {
    incident.firing += 1;
    if let Status::Held { by: Hold::Noise(Noise::Flapping), until: end } = &mut incident.status {
        *end = Some(until);
    }
}

/// A problem that flaps is over for now. With the last one nothing rings any more, and the incident stays
/// open. Whoever has it keeps it.
pub(super) fn flapping_off(mut incident: Incident, alert: &Alert, until: Timestamp) -> Decision {
    incident.firing = incident.firing.saturating_sub(1);
    let timeline = vec![Event::Cleared(alert.summary.clone())];
    if incident.firing > 0 {
        return changed(incident, timeline, Vec::new());
    }
    let effects = match &incident.status {
        Status::Triggered { .. } => vec![Effect::Hush],
        Status::Held { by: Hold::Noise(Noise::Flapping), .. } => Vec::new(),
        Status::Held { .. } | Status::Acknowledged { .. } | Status::Resolved { .. } => {
            return changed(incident, timeline, Vec::new());
        }
    };
    incident.status = Status::Held { by: Hold::Noise(Noise::Flapping), until: Some(until) };
    changed(incident, timeline, effects)
}

/// It flaps no longer: if nothing else of the incident is there, it is over.
fn quiet(mut incident: Incident, calm: SignedDuration, moment: Moment<'_>) -> Decision {
    if incident.firing > 0 || !incident.is_open() {
        return settled(incident, NoiseEvent::Quiet(calm), moment);
    }
    let by = Closer::Source(incident.source.clone());
    let timeline = vec![Event::Noise(NoiseEvent::Quiet(calm)), Event::Resolved(by.clone())];
    incident.status = Status::Resolved { by, at: moment.now };
    changed(incident, timeline, vec![Effect::Hush])
}

/// It flaps no longer: what was held for that pages. What is there and stays is held by nothing that is
/// not about it.
fn settled(incident: Incident, event: NoiseEvent, moment: Moment<'_>) -> Decision {
    let is_held = match &incident.status {
        Status::Held { by: Hold::Noise(Noise::Flapping), .. } => true,
        Status::Held { by: Hold::Silence(_) | Hold::Maintenance(_), .. }
        | Status::Held { by: Hold::Inhibited(_), until: None } => {
            matches!(event, NoiseEvent::Steady(_))
        }
        Status::Held { .. }
        | Status::Triggered { .. }
        | Status::Acknowledged { .. }
        | Status::Resolved { .. } => false,
    };
    if !is_held {
        return changed(incident, vec![Event::Noise(event)], Vec::new());
    }
    take_or_hold(incident, Next::first(Event::Noise(event), Reason::HoldEnded), None, moment)
}
