//! "I have it": what somebody promises by it, how that is renewed, and what follows where it is not kept
//! or where there is more than was acknowledged.

use jiff::{SignedDuration, Timestamp};

use super::called::Called;
use super::escalation::{
    Context, Due, Moment, Place, default_check_in, paged_now, pages_for, passed_over, quiet_for,
    take_step,
};
use super::lifecycle::{Decision, changed};
use super::triage::waits_for;
use super::{Effect, Incident, Input, Promise, Reason, Refusal, Status};
use crate::domain::alert::{Alert, Severity};
use crate::domain::name::PersonId;
use crate::domain::record::timeline::{AckEvent, Event, Renewal};

/// How many times as many alerts must fire as at the acknowledgement for that to be heard.
const GROWTH: u32 = 10;

/// For how long after the end of an incident an acknowledgement of it counts as one that came too late,
/// and goes on the record.
const RACE: SignedDuration = SignedDuration::from_mins(10);

/// Somebody who says "I have it".
pub(super) struct Claim {
    pub(super) by: PersonId,
    /// How long until it must be renewed; as long as before, or as the policy says, when not said.
    pub(super) check_in: Option<SignedDuration>,
    /// Whether it is taken from whoever has it.
    pub(super) takes: bool,
}

/// Somebody has it, for the first time or once more. What somebody else has is only taken from them
/// where that is meant, so that of two at once the second one hears of the first.
pub(super) fn acknowledge(incident: Incident, claim: Claim, moment: Moment<'_>) -> Decision {
    let Claim { by, check_in, takes } = claim;
    let usual = usual_check_in(&incident, moment.cx);
    let mut timeline = Vec::new();
    match &incident.status {
        Status::Resolved { .. } => return Decision::Refused(Refusal::AlreadyResolved),
        Status::Acknowledged { by: holder, promise: Promise::CheckIn, length, .. }
            if *holder == by =>
        {
            let length = check_in.unwrap_or(*length);
            return renew(incident, Renewal::Again, length, moment);
        }
        Status::Acknowledged { by: holder, promise: Promise::CheckIn, .. } => {
            if !takes {
                return Decision::Refused(Refusal::SomebodyHasIt);
            }
            let (by, from) = (by.clone(), holder.clone());
            timeline.push(Event::Ack(AckEvent::TakenOver { by, from }));
        }
        Status::Acknowledged { promise: Promise::Snooze, .. }
        | Status::Held { .. }
        | Status::Triggered { .. } => {}
    }
    let wait = check_in.unwrap_or(usual);
    timeline.push(Event::Acknowledged(by.clone(), wait));
    timeline.extend(stranger(&by, moment.cx));
    take(incident, Kept { by, wait, promise: Promise::CheckIn }, timeline, moment.now)
}

/// Somebody wants it quiet until a time. What somebody else has stays with them.
pub(super) fn snooze(
    incident: Incident,
    by: PersonId,
    until: Timestamp,
    moment: Moment<'_>,
) -> Decision {
    match &incident.status {
        Status::Resolved { .. } => return Decision::Refused(Refusal::AlreadyResolved),
        Status::Acknowledged { by: holder, promise: Promise::CheckIn, .. } if *holder != by => {
            return Decision::Refused(Refusal::SomebodyHasIt);
        }
        Status::Acknowledged { .. } | Status::Held { .. } | Status::Triggered { .. } => {}
    }
    let wait = until.duration_since(moment.now);
    let mut timeline = vec![Event::Snoozed(by.clone(), wait)];
    timeline.extend(stranger(&by, moment.cx));
    take(incident, Kept { by, wait, promise: Promise::Snooze }, timeline, moment.now)
}

/// Somebody has told the sender that they have it. Whoever has said so here keeps it, and a sender
/// that says it again puts no check-in off.
pub(super) fn acknowledged_there(
    incident: Incident,
    alert: &Alert,
    moment: Moment<'_>,
) -> Decision {
    match &incident.status {
        Status::Acknowledged { .. } => Decision::Unchanged,
        Status::Resolved { .. } => Decision::Refused(Refusal::AlreadyResolved),
        Status::Held { .. } | Status::Triggered { .. } => {
            let by = PersonId::from(alert.reporter().name());
            let wait = usual_check_in(&incident, moment.cx);
            let timeline = vec![Event::Acknowledged(by.clone(), wait)];
            take(incident, Kept { by, wait, promise: Promise::CheckIn }, timeline, moment.now)
        }
    }
}

/// What whoever has it keeps it by.
pub(super) struct Kept {
    pub(super) by: PersonId,
    pub(super) wait: SignedDuration,
    pub(super) promise: Promise,
}

pub(super) fn take(
    mut incident: Incident,
    kept: Kept,
    timeline: Vec<Event>,
    now: Timestamp,
) -> Decision {
    let Kept { by, wait, promise } = kept;
    let check_in_at = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
    let firing = incident.firing;
    incident.status = Status::Acknowledged {
        by,
        at: now,
        check_in_at,
        promise,
        length: wait,
        firing,
        old_news_at: None,
    };
    changed(incident, timeline, vec![Effect::Hush])
}

/// Puts the check-in off by that length from now; that it is as it was already is no news.
fn renew(
    mut incident: Incident,
    how: Renewal,
    wait: SignedDuration,
    moment: Moment<'_>,
) -> Decision {
    let renewed = renewed(&mut incident, how, wait, moment);
    let mut knows_more = false;
    if let Status::Acknowledged { firing, old_news_at, .. } = &mut incident.status {
        *firing = incident.firing;
        knows_more = old_news_at.take().is_some();
    }
    match renewed {
        Some(event) => changed(incident, vec![event], Vec::new()),
        None if knows_more => changed(incident, Vec::new(), Vec::new()),
        None => Decision::Unchanged,
    }
}

fn renewed(
    incident: &mut Incident,
    how: Renewal,
    wait: SignedDuration,
    Moment { cx, now }: Moment<'_>,
) -> Option<Event> {
    let Status::Acknowledged { by, check_in_at, length, .. } = &mut incident.status else {
        return None;
    };
    let until = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
    if until == *check_in_at {
        return None;
    }
    (*check_in_at, *length) = (until, wait);
    let zone = cx.rules.people.get(by).map_or(&cx.rules.zone, |person| &person.zone);
    let until = until.to_zoned(zone.clone()).strftime("%H:%M %Z").to_string();
    Some(Event::Ack(AckEvent::Renewed { by: by.clone(), how, until }))
}

/// Somebody writes something down: whoever has it shows by that that they are at it.
pub(super) fn note(
    mut incident: Incident,
    by: &PersonId,
    event: Event,
    moment: Moment<'_>,
) -> Decision {
    let length = match &incident.status {
        Status::Acknowledged { by: holder, promise: Promise::CheckIn, length, .. }
            if holder == by =>
        {
            Some(*length)
        }
        Status::Acknowledged { .. }
        | Status::Held { .. }
        | Status::Triggered { .. }
        | Status::Resolved { .. } => None,
    };
    let renewal = length.and_then(|length| renewed(&mut incident, Renewal::Note, length, moment));
    changed(incident, [event].into_iter().chain(renewal).collect(), Vec::new())
}

/// Who has it, and for how long by now, where somebody else is about to end that.
pub(super) fn had_by_another(incident: &Incident, by: &PersonId, now: Timestamp) -> Option<Event> {
    match &incident.status {
        Status::Acknowledged { by: holder, at, promise: Promise::CheckIn, .. } if holder != by => {
            Some(Event::Ack(AckEvent::HadIt(holder.clone(), now.duration_since(*at))))
        }
        Status::Acknowledged { .. }
        | Status::Held { .. }
        | Status::Triggered { .. }
        | Status::Resolved { .. } => None,
    }
}

/// Somebody gives back what they have, or are asked whether they have it still.
pub(super) fn give_back(mut incident: Incident, by: PersonId, moment: Moment<'_>) -> Decision {
    match &incident.status {
        Status::Acknowledged { .. } => {}
        Status::Triggered { asked: Some(asked), .. } if *asked == by => {}
        Status::Held { .. } | Status::Triggered { .. } => {
            return Decision::Refused(Refusal::NotAcknowledged);
        }
        Status::Resolved { .. } => return Decision::Refused(Refusal::AlreadyResolved),
    }
    let mut timeline: Vec<Event> = had_by_another(&incident, &by, moment.now).into_iter().collect();
    timeline.push(Event::Unacknowledged(by));
    let due = Due { place: Place::FIRST, reason: Reason::Asked };
    let effects = take_step(&mut incident, due, &mut timeline, moment);
    changed(incident, timeline, effects)
}

/// The check-in was missed: whoever had it is asked softly, and the first step follows.
pub(super) fn remind(
    incident: &mut Incident,
    timeline: &mut Vec<Event>,
    moment: Moment<'_>,
) -> Vec<Effect> {
    ask(
        incident,
        Asking { softly: Reason::Reminded, instead: Reason::CheckInMissed },
        timeline,
        moment,
    )
}

/// Old news that somebody was told of softly is there still: now they are called for it, and the first
/// step follows.
pub(super) fn call_for_old_news(
    incident: &mut Incident,
    timeline: &mut Vec<Event>,
    moment: Moment<'_>,
) -> Vec<Effect> {
    let asking = Asking { softly: Reason::NewProblem, instead: Reason::SeverityRaised };
    ask(incident, asking, timeline, moment)
}

/// What was heard of what somebody has.
pub(super) struct More {
    /// How grave it is.
    pub(super) severity: Severity,
    /// Whether it is a problem that was not known, or a graver one, and why the first step is taken where
    /// whoever has it cannot be told.
    pub(super) news: Option<Reason>,
    /// Whether a silence, or a larger incident, holds it.
    pub(super) is_silenced: bool,
}

/// There may be more than was acknowledged: a new problem, a graver one, or ten times as many as there
/// were. Whoever has it hears of it first, and the first step follows if they say nothing.
pub(super) fn more(
    mut incident: Incident,
    More { severity, news, is_silenced }: More,
    mut timeline: Vec<Event>,
    moment: Moment<'_>,
) -> Decision {
    let before = match &incident.status {
        Status::Acknowledged { firing, .. } => (*firing).max(1),
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => {
            return changed(incident, timeline, Vec::new());
        }
    };
    let has_grown = incident.firing >= before.saturating_mul(GROWTH);
    let severity = if has_grown { incident.severity } else { severity };
    let waits = waits_for(severity, &incident.policy, moment.cx.rules, moment.now).is_some();
    if is_silenced || waits || !(has_grown || news.is_some()) {
        return changed(incident, timeline, Vec::new());
    }
    if has_grown {
        timeline.push(Event::Ack(AckEvent::Grown { from: before, to: incident.firing }));
    }
    let asking = Asking { softly: Reason::NewProblem, instead: news.unwrap_or(Reason::NewAlert) };
    let effects = ask(&mut incident, asking, &mut timeline, moment);
    changed(incident, timeline, effects)
}

/// Why whoever has it is asked, and why the first step is taken instead where they cannot be.
pub(super) struct Asking {
    pub(super) softly: Reason,
    pub(super) instead: Reason,
}

/// Calls whoever has it before anybody else. Where they cannot be reached, the first step follows at once.
pub(super) fn ask(
    incident: &mut Incident,
    Asking { softly, instead }: Asking,
    timeline: &mut Vec<Event>,
    moment: Moment<'_>,
) -> Vec<Effect> {
    let Moment { cx, now } = moment;
    let holder = match &incident.status {
        Status::Acknowledged { by, .. } => Some(by.clone()),
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => None,
    };
    // A sender may have it, or somebody who has left: there is nobody to be asked.
    let holder = holder.filter(|holder| cx.rules.people.contains_key(holder));
    if let Some(holder) = holder {
        let quiet_until = quiet_for(&holder, incident.severity, moment);
        let pages = match quiet_until {
            Some(_) => Vec::new(),
            None => pages_for(incident, &Called::by_name(&holder), softly, moment),
        };
        timeline.extend(passed_over(&holder, cx));
        if !pages.is_empty() {
            timeline.extend(paged_now(&pages, now));
            let next_at = now.saturating_add(wait_of(incident, cx)).unwrap_or(Timestamp::MAX);
            incident.status =
                Status::Triggered { step: 0, round: 0, next_at, asked: Some(holder), had_by: None };
            return pages.into_iter().map(Effect::Page).collect();
        }
        timeline.push(match quiet_until {
            Some(until) => Event::Quiet(holder, until.duration_since(now)),
            None => Event::Unreachable(holder),
        });
    }
    take_step(incident, Due { place: Place::FIRST, reason: instead }, timeline, moment)
}

/// How long whoever is asked has before the first step follows: as long as that step waits itself.
fn wait_of(incident: &Incident, cx: Context<'_>) -> SignedDuration {
    let policy = cx.rules.policy(&incident.policy);
    let wait = policy.and_then(|policy| Some(policy.steps.first()?.wait));
    let longest = cx.rules.longest_ring(incident.severity);
    wait.into_iter().chain(longest).min().unwrap_or(super::escalation::REST_UNREACHED)
}

/// How long an acknowledgement of it lasts unless somebody says otherwise.
pub(super) fn usual_check_in(incident: &Incident, cx: Context<'_>) -> SignedDuration {
    match cx.rules.policy(&incident.policy) {
        Some(policy) => policy.check_in(incident.severity),
        None => default_check_in(incident.severity),
    }
}

/// That somebody has it of whom the rules know nothing: an alarm can be stopped by anybody, and whoever
/// reads of it is told. Rules that name nobody know nobody either.
fn stranger(by: &PersonId, cx: Context<'_>) -> Option<Event> {
    let is_known = cx.rules.people.is_empty() || cx.rules.people.contains_key(by);
    (!is_known).then(|| Event::Ack(AckEvent::Stranger(by.clone())))
}

/// What goes on the record of an acknowledgement that lost the race with the end of its incident.
#[must_use]
pub fn too_late(incident: &Incident, input: &Input, now: Timestamp) -> Option<Event> {
    let Status::Resolved { at, .. } = incident.status else { return None };
    let (Input::Acknowledge { by, .. } | Input::TakeOver { by, .. }) = input else { return None };
    (now.duration_since(at) <= RACE).then(|| Event::Ack(AckEvent::TooLate(by.clone())))
}
