//! What being on call costs people: pages, nights and weekends, counted from the record by the person and
//! by the alert.
//!
//! Practice counts as none. A night is the sleeper's own: by their zone and the hours in which they sleep.

pub mod alert;
pub mod duty;
pub mod gathered;
pub mod person;
pub mod wake;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use self::alert::AlertCost;
use self::duty::Duties;
use self::gathered::Gathered;
use self::person::{PersonLoad, Sleeper, Typical};
use super::alert::Severity;
use super::incident::IncidentId;
use super::name::{PersonId, PolicyName, SourceName};
use super::nines::Span;

/// The most incidents that a shift should bring (Google's SRE book, chapter "Being On-Call").
pub const MOST_A_SHIFT: usize = 2;
/// How long such a shift is; a longer one is looked at in parts of this length.
pub const SHIFT: SignedDuration = SignedDuration::from_hours(12);
/// The most of their time that anybody should be on call, in percent (the same chapter).
pub const MOST_ON_CALL: u32 = 25;

/// What an entry of the timeline means to whoever counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An incident began.
    Opened,
    /// Somebody was paged.
    Paged,
    /// A channel proved that a page went out.
    WentOut,
    /// A channel failed to bring a page to somebody.
    Failed,
    /// Somebody has it, or knows of it and asked for quiet until later.
    Acknowledged,
    /// Somebody gave it back.
    GivenBack,
    /// What was promised was not kept, or quiet is over: calling begins again.
    CallsAgain,
    /// Somebody did something about it besides having it: noted, mended, handed on, regrouped.
    Acted,
    /// It is somebody's task from now on that it comes no more; they may be asleep.
    Owned,
    /// Somebody is at it still.
    Stayed,
    /// A report said that one of its problems is there, or is over.
    Turned,
    /// It is graver than it was.
    Raised,
    /// It goes to and fro.
    Flaps,
    /// It is over.
    Resolved,
}

impl What {
    /// What the word of an event means here; most mean nothing.
    #[must_use]
    pub fn of(event: &str) -> Option<Self> {
        Some(match event {
            "opened" => Self::Opened,
            "paged" => Self::Paged,
            "delivered" | "stood-in" => Self::WentOut,
            "channel-failed" => Self::Failed,
            "acknowledged" | "snoozed" => Self::Acknowledged,
            "unacknowledged" => Self::GivenBack,
            "check-in-missed" | "snooze-ended" => Self::CallsAgain,
            "noted" | "fix-noted" | "ran" | "mitigated" | "updated" | "escalated" | "assigned"
            | "merged-into" | "took-in" | "split-off" | "split-from" => Self::Acted,
            "owned" | "promise-made" => Self::Owned,
            "renewed" | "taken-over" => Self::Stayed,
            "joined" | "again" | "cleared" => Self::Turned,
            "severity-raised" => Self::Raised,
            "flaps" => Self::Flaps,
            "resolved" => Self::Resolved,
            _ => return None,
        })
    }

    /// Whether whoever it is about is awake then, because they did it.
    #[must_use]
    pub fn is_done_by_hand(self) -> bool {
        match self {
            Self::Acknowledged | Self::GivenBack | Self::Acted | Self::Stayed => true,
            Self::Opened
            | Self::Paged
            | Self::WentOut
            | Self::Failed
            | Self::CallsAgain
            | Self::Owned
            | Self::Turned
            | Self::Raised
            | Self::Flaps
            | Self::Resolved => false,
        }
    }
}

/// An entry of the timeline, as much of it as is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Its place in the order of all entries.
    pub place: i64,
    /// When.
    pub at: Timestamp,
    /// To which incident.
    pub incident: Option<IncidentId>,
    /// What.
    pub what: What,
    /// Who did it, or whom it is about.
    pub who: Option<PersonId>,
}

/// An incident, as much of it as is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The source of its first alert.
    pub source: SourceName,
    /// The identity of its first alert there.
    pub fingerprint: String,
    /// What it says of itself.
    pub summary: String,
    /// The service it is about, by its label.
    pub service: Option<String>,
    /// How grave it was at worst.
    pub severity: Severity,
    /// By which policy people were called.
    pub policy: PolicyName,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was over.
    pub resolved_at: Option<Timestamp>,
    /// Whether a person said that it is over.
    pub is_resolved_by_hand: bool,
    /// How many reports there were of its alerts.
    pub reports: u32,
    /// How many of them said something new, as far as its alerts tell: that each is there, and that it is
    /// over. What went to and fro in between is in the record.
    pub news: u32,
}

/// What the record says of a stretch of time.
#[derive(Clone, Debug)]
pub struct Chronicle {
    /// From when until when.
    pub window: Span,
    /// What happened, in the order of the record: from [`ASLEEP_AFTER`](wake::ASLEEP_AFTER) before that
    /// time on, to know who was awake when it began, and after it what became of what was open then or
    /// had begun in that time.
    pub happened: Vec<Happening>,
    /// The incidents it is about; practice is not among them.
    pub problems: BTreeMap<IncidentId, Problem>,
}

/// What being on call cost.
#[derive(Clone, Debug)]
pub struct Load {
    /// From when until when.
    pub window: Span,
    /// Everybody who was on call or was paged, by name.
    pub people: Vec<PersonLoad>,
    /// The one in the middle of the team, number by number.
    pub typical: Typical,
    /// What each alert cost, the dearest first.
    pub alerts: Vec<AlertCost>,
}

/// Counts what being on call cost each person of the team, and what each alert did.
///
/// Somebody who was paged and of whom nothing is known sleeps as `otherwise` does.
#[must_use]
pub fn load(
    chronicle: &Chronicle,
    duties: &BTreeMap<PersonId, Duties>,
    sleepers: &BTreeMap<PersonId, Sleeper>,
    otherwise: &Sleeper,
) -> Load {
    let gathered = Gathered::of(chronicle);
    let nobody = Duties::default();
    let names: std::collections::BTreeSet<&PersonId> =
        duties.keys().chain(gathered.people.keys()).collect();
    let people: Vec<PersonLoad> = names
        .into_iter()
        .map(|person| {
            let sleeper = sleepers.get(person).unwrap_or(otherwise);
            let duties = duties.get(person).unwrap_or(&nobody);
            PersonLoad::of(person, chronicle, &gathered, duties, sleeper)
        })
        .filter(|person| !person.is_nothing())
        .collect();
    Load {
        window: chronicle.window,
        typical: Typical::of(&people),
        alerts: alert::costs(chronicle, &gathered, &people),
        people,
    }
}

/// The one in the middle; of an even number the mean of the two, as a spreadsheet has it.
#[must_use]
pub fn median(lengths: &[SignedDuration]) -> Option<SignedDuration> {
    let mut sorted = lengths.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let above = sorted.get(middle).copied()?;
    if sorted.len() % 2 == 1 {
        return Some(above);
    }
    let below = sorted.get(middle.checked_sub(1)?).copied()?;
    Some(below.saturating_add(above.saturating_sub(below) / 2))
}

#[cfg(test)]
pub mod tests;
