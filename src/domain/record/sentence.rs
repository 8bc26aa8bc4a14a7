//! What happened, in one sentence for people.

use jiff::SignedDuration;

use super::timeline::{Began, Event};
use crate::domain::alert::{Reporter, Severity};
use crate::domain::incident::still::Still;
use crate::domain::incident::{Closer, Hold};
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::noise::Noise;
use crate::domain::quiet::silence::SilenceId;
use crate::domain::wait::{count, spell};

impl Event {
    /// The event as one sentence. Texts from outside are in it as they came.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Opened { by, severity, summary } => reported(by, *severity, summary),
            Self::Routed(routed) => routed.sentence(),
            Self::SeenBefore(before) => before.sentence(),
            Self::Ack(event) => event.sentence(),
            Self::Joined(summary) => format!("another alert joins: {summary}"),
            Self::Cascade(event) => event.sentence(),
            Self::SeverityRaised(severity) => format!("the severity rises to {severity}"),
            Self::Cleared(summary) => format!("over: {summary}"),
            Self::Lapsed(summary, wait) => lapsed(summary, *wait),
            Self::Vanished(summary) => format!("over, it is not listed there any more: {summary}"),
            Self::Held(by, wait) => held(by, *wait),
            Self::SilenceAdded(id, what) => format!("silence {id}: {what}"),
            Self::SilenceChanged(id, what) => format!("silence {id} is changed: {what}"),
            Self::SilenceEnded(id, hidden) => quiet_over(*id, *hidden),
            Self::Quieted(event) => event.sentence(),
            Self::Inhibition(event) => event.sentence(),
            Self::HoldEnded => "the hold ends".to_owned(),
            Self::Paged { person, channel, reason, because, still } => {
                let more = more(because.as_deref(), *still);
                format!("page {person} by {channel}, {}{more}", reason.phrase())
            }
            Self::Delivered(person, channel, proof) => {
                format!("{channel} reaches out to {person}: {proof}")
            }
            Self::ChannelFailed(person, channel, error) => {
                format!("{channel} cannot reach {person}: {error}")
            }
            Self::GivenUp { person, channel, attempts, error } => {
                given_up(person, channel, *attempts, error)
            }
            Self::Returned(person, channel, proof) => {
                format!("{channel} for {person} goes on where it should: {proof}")
            }
            Self::Inaudible(person, channel, why) => {
                format!("{channel} may not be heard by {person}: {why}")
            }
            Self::Unspoken(person, channel, why) => {
                format!("{channel} rings for {person} without words: {why}")
            }
            Self::StoodIn(person, channel, proof) => {
                format!("{channel} reaches out to {person} instead: {proof}")
            }
            Self::Sounded(_, _, receipt) => receipt.to_string(),
            Self::NobodyOnCall(step, fallback) => {
                format!("nobody is on call for step {}, {fallback} is called instead", step + 1)
            }
            Self::TierEmpty(step) => {
                format!("nobody is on call for step {}, the next one follows at once", step + 1)
            }
            Self::Quiet(person, wait) => {
                format!("{person} is not called for {}, their quiet hours hold it", spell(*wait))
            }
            Self::Unreachable(person) => {
                format!("{person} cannot be reached: no channel is left that works now")
            }
            Self::Exhausted(rounds, apart) => format!(
                "nobody acknowledged in {}, everybody on the way is called again, {apart}",
                count(*rounds as usize, "round"),
            ),
            Self::Acknowledged(person, wait) => {
                format!("{person} acknowledges, check-in in {}", spell(*wait))
            }
            Self::Unacknowledged(person) => format!("{person} gives it back"),
            Self::Snoozed(person, wait) => format!("{person} snoozes it for {}", spell(*wait)),
            Self::CheckInMissed(person) => format!("{person} missed the check-in"),
            Self::SnoozeEnded(person) => format!("{person}'s snooze is over"),
            Self::Escalated(person) => format!("{person} asks for the next step"),
            Self::Assigned(person, to) => format!("{person} hands it to {to}"),
            Self::Resolved(by) => over(by),
            Self::Headroom(said) => said.clone(),
            Self::Noted(person, text) => format!("{person} notes: {text}"),
            Self::HistoryAccepted(person, changes) => {
                format!("{person} accepts that this changes who was on call: {changes}")
            }
            Self::Logged { by, severity, summary, why } => {
                format!("{} ({})", reported(by, *severity, summary), why.phrase())
            }
            Self::Changed(source, what) => format!("{source} reports a change: {what}"),
            Self::RotaChanged(person, what) => format!("{person} changes a rota: {what}"),
            Self::HandedOver(Some(person), what) => format!("{person} is on call for {what}"),
            Self::HandedOver(None, what) => format!("nobody is on call for {what}"),
            Self::Acceptance(event) => event.sentence(),
            Self::Relief(event) => event.sentence(),
            Self::Told { person, channel, text, .. } => format!("{channel} tells {person}: {text}"),
            Self::NotTold { person, text, why, .. } => not_told(person, text, why),
            Self::Deaf(length) => deaf(*length),
            Self::BeganWhileDeaf { from, to, began } => began_while_deaf(from, to, *began),
            Self::Noise(event) => event.sentence(),
            Self::Update(event) => event.sentence(),
            Self::Sight(event) => event.sentence(),
            Self::Drilled(result) => result.sentence(),
            Self::ProvedAudible(person, how) => can_be_heard(person.as_ref(), how),
            Self::Promise(event) => event.sentence(),
            Self::Heartbeats(event) => event.sentence(),
            Self::Daemon(event) => event.sentence(),
            Self::Written(event) => event.sentence(),
            Self::Keeping(event) => event.sentence(),
        }
    }
}

fn reported(by: &Reporter, severity: Severity, summary: &str) -> String {
    format!("{}: {summary}", by.phrase(severity))
}

fn not_told(person: &PersonId, text: &str, why: &str) -> String {
    format!("{person} was not told: {text} ({why})")
}

/// Why this person, and that what they are paged for goes on.
fn more(because: Option<&str>, still: Option<Still>) -> String {
    let because = because.map(|because| format!(" ({because})")).unwrap_or_default();
    let still = still.map(|still| format!(": {still}")).unwrap_or_default();
    format!("{because}{still}")
}

fn given_up(person: &PersonId, channel: &ChannelName, attempts: u32, error: &str) -> String {
    let times = count(attempts as usize, "attempt");
    format!("{channel} is given up for {person} after {times}: {error}")
}

fn began_while_deaf(from: &str, to: &str, began: Began) -> String {
    format!("deaf {from}-{to}: {}", told(began))
}

fn lapsed(summary: &str, wait: SignedDuration) -> String {
    format!("nothing was heard of it for {}, it counts as over: {summary}", spell(wait))
}

fn deaf(length: SignedDuration) -> String {
    let length = spell(length);
    format!("deaf for {length}: this machine slept or stood still, nothing was heard or decided")
}

fn over(by: &Closer) -> String {
    match by {
        Closer::Source(source) => format!("resolved, {source} reports that it is over"),
        Closer::Lapse(source) => format!("resolved, nothing more was heard from {source}"),
        Closer::Person(person) => format!("{person} resolves it"),
    }
}

fn can_be_heard(person: Option<&PersonId>, how: &str) -> String {
    match person {
        Some(person) => format!("{person}'s machine can be heard: {how}"),
        None => format!("this machine can be heard: {how}"),
    }
}

fn held(by: &Hold, wait: SignedDuration) -> String {
    let wait = spell(wait);
    match by {
        Hold::Hours(person) => format!("held for {wait}, until {person}'s day begins"),
        Hold::Silence(id) => format!("held for {wait}, silence {id} asks for it"),
        Hold::Maintenance(name) => format!("held for {wait}, maintenance {name} is under way"),
        Hold::Inhibited(by) => format!("held for {wait}, incident {} explains it", by.cause),
        Hold::Noise(Noise::Flapping) => {
            format!("held for {wait}, it flaps: it pages when nothing changes for so long")
        }
        Hold::Noise(Noise::OldNews | Noise::Storm(_)) => {
            format!("held for {wait}: it pages then, unless it is over")
        }
    }
}

fn quiet_over(id: SilenceId, hidden: i64) -> String {
    let hidden = usize::try_from(hidden).unwrap_or_default();
    format!("silence {id} is over, it held {}", count(hidden, "alert"))
}

fn told(Began { number, firing }: Began) -> String {
    if number == 0 {
        return "nothing is known to have begun meanwhile".to_owned();
    }
    format!("{} began meanwhile, {firing} still firing", count(number as usize, "problem"))
}
