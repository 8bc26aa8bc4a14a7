//! Promises: something said that must be done by a time; when its owner is reminded, and who is told when
//! it is late.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::incident::IncidentId;
use super::incident::called::people_of;
use super::name::{PersonId, PolicyName};
use super::routing::Then;
use super::rules::Rules;

/// How long what is promised may be, and what is said of how it was kept, in bytes: it stands in reminders
/// and on the status page.
pub const LONGEST: usize = 2000;

/// The hour at which a day of work ends: what is due on a day is due then.
pub const END_OF_WORK: i8 = 18;

/// How often its owner is told of what is still late once others have been.
const AGAIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How often that is, at most: what nobody has looked at for a year is not for a reminder to mend.
const AGAIN_AT_MOST: i32 = 52;

/// The running number of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PromiseId(pub i64);

impl fmt::Display for PromiseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// What is to be promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What will be done.
    pub text: String,
    /// Who does it.
    pub owner: PersonId,
    /// Who says so.
    pub by: PersonId,
    /// By when it is done.
    pub due_at: Timestamp,
    /// The incident it comes from.
    pub incident: Option<IncidentId>,
    /// To whom it was said: `customers`.
    pub to: Option<String>,
    /// Whether everybody may read it, on the status page.
    pub public: bool,
    /// Whether it is that the problem of that incident comes no more.
    pub fixes: bool,
}

/// Something that was promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Its number.
    pub id: PromiseId,
    /// What was promised, as it is now: its owner and its time may have changed.
    pub what: Wanted,
    /// When it was made.
    pub made_at: Timestamp,
    /// Up to when all that was to be told of it is told.
    pub told_at: Timestamp,
    /// How it ended, if it has.
    pub closed: Option<Closed>,
}

/// How a promise ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: Timestamp,
    /// Who said so.
    pub by: PersonId,
    /// Whether it was kept; it was dropped otherwise.
    pub kept: bool,
    /// How it was kept, or why it was dropped.
    pub word: String,
}

/// Where a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is owed.
    Open,
    /// It is owed, and its time has passed.
    Late,
    /// It was kept.
    Kept,
    /// It was given up.
    Dropped,
}

impl Standing {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Late => "late",
            Self::Kept => "kept",
            Self::Dropped => "dropped",
        }
    }
}

/// When is told of promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseRules {
    /// How long before it is due its owner is reminded, the longest first.
    pub remind_before: Vec<SignedDuration>,
    /// How late it is when somebody else is told.
    pub escalate_after: SignedDuration,
    /// How long whoever owns a problem has for it, unless a time is said.
    pub fix_within: SignedDuration,
}

impl Default for PromiseRules {
    fn default() -> Self {
        Self {
            remind_before: vec![SignedDuration::from_hours(24), SignedDuration::from_hours(1)],
            escalate_after: SignedDuration::from_hours(24),
            fix_within: SignedDuration::from_hours(7 * 24),
        }
    }
}

/// What is to be told of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Its owner is reminded that it is due soon.
    Remind,
    /// Its owner is told that it is late.
    Late,
    /// Its owner and somebody else are told that it is still late.
    Escalate,
    /// Its owner is told once more that it is still late.
    Again,
}

/// Why something cannot be promised, or a promise not be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPromise {
    /// It says nothing.
    #[error("the promise says nothing")]
    Empty,
    /// It says more than a reminder can hold.
    #[error("this is too long for a promise: it has {0} bytes, and at most {LONGEST} are kept")]
    TooLong(usize),
    /// Nothing is said of how or why.
    #[error("this says nothing of {0}")]
    NoWord(&'static str),
    /// Nobody has that name.
    #[error("there is no person `{0}`")]
    Stranger(PersonId),
    /// Its time has passed.
    #[error("that time has passed")]
    Past,
    /// There is no such incident.
    #[error("there is no incident {0}")]
    NoIncident(IncidentId),
    /// There is no such promise.
    #[error("there is no promise {0}")]
    Missing(PromiseId),
    /// It has ended.
    #[error("promise {} is already {}", .0.id, .0.ended())]
    Over(Box<Promise>),
}

impl Wanted {
    /// Whether it can be promised at that instant.
    ///
    /// # Errors
    ///
    /// If it says nothing or too much, its owner is nobody, or its time has passed.
    pub fn check(&self, rules: &Rules, now: Timestamp) -> Result<(), BadPromise> {
        if self.text.trim().is_empty() {
            return Err(BadPromise::Empty);
        }
        if self.text.len() > LONGEST {
            return Err(BadPromise::TooLong(self.text.len()));
        }
        if !rules.people.contains_key(&self.owner) {
            return Err(BadPromise::Stranger(self.owner.clone()));
        }
        if self.due_at <= now { Err(BadPromise::Past) } else { Ok(()) }
    }
}

impl Promise {
    /// Where it stands at that instant.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        match &self.closed {
            Some(Closed { kept: true, .. }) => Standing::Kept,
            Some(Closed { kept: false, .. }) => Standing::Dropped,
            None if self.what.due_at <= now => Standing::Late,
            None => Standing::Open,
        }
    }

    fn ended(&self) -> &'static str {
        let is_kept = self.closed.as_ref().is_some_and(|closed| closed.kept);
        if is_kept { "kept" } else { "dropped" }
    }

    /// What is due to be told of it: of all that has come since something was told, the last. What was
    /// missed while nothing ran is not told in one burst.
    #[must_use]
    pub fn due(&self, rules: &PromiseRules, now: Timestamp) -> Option<Step> {
        let moments = moments(self.what.due_at, rules).into_iter();
        let due = moments.filter(|(at, _)| *at > self.told_at && *at <= now);
        due.max_by_key(|(at, _)| *at).map(|(_, step)| step)
    }

    /// When something is to be told of it next.
    #[must_use]
    pub fn next(&self, rules: &PromiseRules) -> Option<Timestamp> {
        let moments = moments(self.what.due_at, rules).into_iter();
        moments.map(|(at, _)| at).filter(|at| *at > self.told_at).min()
    }
}

/// All that is told of a promise that is due then and never kept.
fn moments(due_at: Timestamp, rules: &PromiseRules) -> Vec<(Timestamp, Step)> {
    let before = rules.remind_before.iter().map(|before| (-*before, Step::Remind));
    let escalate = rules.escalate_after;
    let again = (1..=AGAIN_AT_MOST).map(|time| (escalate + AGAIN * time, Step::Again));
    let late = [(SignedDuration::ZERO, Step::Late), (escalate, Step::Escalate)];
    let all = before.chain(late).chain(again);
    all.filter_map(|(after, step)| Some((due_at.checked_add(after).ok()?, step))).collect()
}

/// The instant at which that day's work ends in that zone.
#[must_use]
pub fn end_of_work(day: Date, zone: &TimeZone) -> Timestamp {
    let local = day.at(END_OF_WORK, 0, 0, 0).to_zoned(zone.clone());
    local.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// When whoever owns a problem from now on is to be done with it, unless a time is said: at the end of
/// work on the last day.
#[must_use]
pub fn fixed_by(owner: &PersonId, rules: &Rules, now: Timestamp) -> Timestamp {
    let zone = rules.people.get(owner).map_or(&rules.zone, |person| &person.zone);
    let last = now.saturating_add(rules.promises.fix_within).unwrap_or(now);
    end_of_work(last.to_zoned(zone.clone()).date(), zone)
}

/// Who is told, besides its owner, that a promise is still late: whoever that policy calls first, or the
/// first route's that takes everything; whoever it calls next, where that is the owner.
#[must_use]
pub fn others(
    policy: Option<&PolicyName>,
    owner: &PersonId,
    rules: &Rules,
    now: Timestamp,
) -> Vec<PersonId> {
    let usual = rules.routes.all().last().and_then(|route| match &route.then {
        Then::Calls(policy) => Some(policy),
        Then::Logs | Then::Nothing => None,
    });
    let policy = policy.or(usual).and_then(|name| rules.policy(name));
    let steps = policy.as_deref().map(|policy| &*policy.steps).unwrap_or_default();
    let called = steps.iter().map(|step| {
        let mut people = people_of(step, rules, now);
        people.retain(|person| person != owner);
        people
    });
    let fallback = Some(rules.fallback.clone()).filter(|person| person != owner);
    called.into_iter().find(|people| !people.is_empty()).unwrap_or(fallback.into_iter().collect())
}

#[cfg(test)]
mod tests;
