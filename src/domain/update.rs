//! Updates: what was said of an incident to whom, when the next word was promised, and what that comes to.

mod merged;
pub mod told;

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::incident::IncidentId;
use super::name::{AudienceName, PersonId};
use super::text::is_unfit;

pub use merged::{Merged, merged};

/// How long ago somebody else must have written an update for it to be known to whoever writes the next.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(2);

/// How long an update may be, in bytes.
pub const LONGEST: usize = 16 * 1024;

/// The running number of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpdateId(pub i64);

impl fmt::Display for UpdateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// When whoever promised an update hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateRule {
    /// How long before it is promised its writer is reminded.
    pub remind_before: SignedDuration,
    /// How long after that it is missed.
    pub alarm_after: SignedDuration,
    /// How far off a draft promises the next one, where nothing else says.
    pub every: SignedDuration,
}

impl Default for UpdateRule {
    fn default() -> Self {
        Self {
            remind_before: SignedDuration::from_mins(10),
            alarm_after: SignedDuration::from_mins(2),
            every: SignedDuration::from_hours(1),
        }
    }
}

/// What an update promises of the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It comes by then.
    By(Timestamp),
    /// There is none, and what was promised before is taken back.
    None,
    /// It says nothing of it.
    Unsaid,
}

impl Next {
    /// By when it comes, if that is said.
    #[must_use]
    pub fn by(self) -> Option<Timestamp> {
        match self {
            Self::By(at) => Some(at),
            Self::None | Self::Unsaid => None,
        }
    }
}

/// Something said of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Its number.
    pub id: UpdateId,
    /// Of which incident.
    pub incident: IncidentId,
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
    /// By when the next one was promised in it.
    pub next_at: Option<Timestamp>,
    /// To whom it was published, or was to be.
    pub publications: Vec<Publication>,
}

/// An update in the words that an audience reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Who reads it.
    pub audience: AudienceName,
    /// What they read.
    pub text: String,
    /// How far it has come.
    pub state: PublicationState,
    /// When it came so far.
    pub at: Timestamp,
}

/// How far a publication has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicationState {
    /// It was to be published, and nobody has said yet that it was.
    Pending,
    /// It was.
    Published,
    /// It was not, for that reason.
    Failed(String),
}

impl PublicationState {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Published => "published",
            Self::Failed(_) => "failed",
        }
    }
}

/// What is still to happen about an update that was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its writer is reminded.
    Remind,
    /// It is missed.
    Miss,
    /// Its writer was called for it: whoever has the incident is called next.
    Escalate,
    /// Nothing: everybody was called, or the incident is over and it was asked for.
    Rest,
}

impl Stage {
    const ALL: [Self; 4] = [Self::Remind, Self::Miss, Self::Escalate, Self::Rest];

    /// The word in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Miss => "miss",
            Self::Escalate => "escalate",
            Self::Rest => "rest",
        }
    }

    /// The stage of exactly that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// An update that was promised and is not there yet. Of each incident one is owed at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Of which incident.
    pub incident: IncidentId,
    /// Who promised it.
    pub by: PersonId,
    /// When they did.
    pub made_at: Timestamp,
    /// By when.
    pub next_at: Timestamp,
    /// What is still to happen.
    pub stage: Stage,
    /// When that is due; never if nothing is to happen any more.
    pub due_at: Option<Timestamp>,
}

impl Owed {
    /// A promise that was just made.
    #[must_use]
    pub fn new(
        incident: IncidentId,
        by: PersonId,
        (made_at, next_at): (Timestamp, Timestamp),
        rule: UpdateRule,
    ) -> Self {
        let due_at = Some(remind_at(made_at, next_at, rule));
        Self { incident, by, made_at, next_at, stage: Stage::Remind, due_at }
    }

    /// Whether an update that is written now is the one that was promised, though it does not say so.
    fn is_kept_by_a_word_at(&self, now: Timestamp, rule: UpdateRule) -> bool {
        self.stage != Stage::Remind || now >= remind_at(self.made_at, self.next_at, rule)
    }

    /// When it counts as missed.
    #[must_use]
    pub fn missed_at(&self, rule: UpdateRule) -> Timestamp {
        self.next_at.saturating_add(rule.alarm_after).unwrap_or(Timestamp::MAX)
    }
}

/// When somebody is reminded: as long before as the rule says, and of what is promised for very soon when
/// half of the time is over.
fn remind_at(made_at: Timestamp, next_at: Timestamp, rule: UpdateRule) -> Timestamp {
    let before = rule.remind_before.min(next_at.duration_since(made_at) / 2);
    next_at.saturating_sub(before).unwrap_or(next_at)
}

/// What is owed after an update was written: what it promises; else what was owed before, unless this is
/// that one already.
#[must_use]
pub fn owed_after(
    before: Option<Owed>,
    promised: Option<Owed>,
    next: Next,
    (now, rule): (Timestamp, UpdateRule),
) -> Option<Owed> {
    match next {
        Next::By(_) => promised,
        Next::None => None,
        Next::Unsaid => before.filter(|before| !before.is_kept_by_a_word_at(now, rule)),
    }
}

/// Whether whoever writes cannot know the last update: it came after the one they have seen; or somebody
/// else wrote it a moment ago, while they were writing themselves.
#[must_use]
pub fn is_overtaken_by(
    last: &Update,
    by: &PersonId,
    seen: Option<UpdateId>,
    now: Timestamp,
) -> bool {
    match seen {
        Some(seen) => last.id > seen,
        None => last.by != *by && now.duration_since(last.at) < AT_ONCE,
    }
}

/// The text without anything that a terminal, or whatever else it is published by, would obey: line breaks
/// stay, and nothing stands around it.
#[must_use]
pub fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.replace('\t', " ");
        line.chars().filter(|it| !is_unfit(*it)).collect::<String>().trim_end().to_owned()
    });
    let lines: Vec<String> = lines.collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests;
