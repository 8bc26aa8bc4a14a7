//! What is noise, and not worth waking anybody for each of it: news that is old,
//! storms, and what goes to and fro.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::alert::{Alert, Severity, Signal};
use super::drill;
use super::flapping::FlappingRule;
use super::incident::triage::Known;
use super::incident::{HeldUntil, Hold, IncidentId};
use super::name::{PolicyName, SourceName};
use super::wait::spell;

/// The source of the incidents that stand for storms.
pub const SOURCE: &str = "wail";

/// The source of what somebody raises by hand.
pub const BY_HAND: &str = "page";

/// The label that says who did.
pub const RAISED_BY: &str = "raised_by";

/// How long there must be few new incidents for a storm to be over.
pub const CALM: SignedDuration = SignedDuration::from_mins(5);

/// From when on something is noise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoiseRules {
    /// For news that is old.
    pub old_news: OldNewsRule,
    /// For too much at once.
    pub storm: StormRule,
    /// For what goes to and fro.
    pub flapping: FlappingRule,
}

/// What holds an incident because it may be noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noise {
    /// It had begun long before it was heard of.
    OldNews,
    /// It goes to and fro.
    Flapping,
    /// It is one of too many, for which that incident stands.
    Storm(IncidentId),
}

impl Noise {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OldNews => "old-news",
            Self::Flapping => "flapping",
            Self::Storm(_) => "storm",
        }
    }

    /// How it is kept: the word, and the number of the incident.
    #[must_use]
    pub fn kept(self) -> String {
        match self {
            Self::OldNews | Self::Flapping => self.word().to_owned(),
            Self::Storm(id) => format!("{} {id}", self.word()),
        }
    }

    /// What was kept so.
    #[must_use]
    pub fn from_kept(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            Some(("storm", id)) => id.parse().ok().map(|id| Self::Storm(IncidentId(id))),
            None | Some(_) => {
                [Self::OldNews, Self::Flapping].into_iter().find(|noise| noise.word() == text)
            }
        }
    }

    /// Whether what comes from there may be one of too many: not what somebody raises by hand, practice,
    /// or the storm itself.
    #[must_use]
    pub fn may_be_of_a_storm(source: &SourceName) -> bool {
        ![SOURCE, BY_HAND].contains(&source.as_str()) && !drill::is_drill(source)
    }
}

/// When there is too much at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StormRule {
    /// More new incidents than this in a minute for the same people are a storm; none if nothing is.
    pub more_than: Option<u32>,
}

impl Default for StormRule {
    fn default() -> Self {
        Self { more_than: Some(20) }
    }
}

/// Too many new incidents for the same people, and what is known of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storm {
    /// The incident that stands for it.
    pub incident: IncidentId,
    /// The policy that calls these people.
    pub policy: PolicyName,
    /// When the first of them was opened.
    pub began_at: Timestamp,
    /// How many there are.
    pub number: i64,
    /// How grave the gravest is.
    pub severity: Severity,
    /// The gravest in words.
    pub summary: String,
    /// From when on those page that it held, once it is over.
    pub pages_at: Option<Timestamp>,
}

impl Storm {
    /// `storm: 312 new incidents in 60s, gravest critical: disk full`
    #[must_use]
    pub fn words(&self, now: Timestamp) -> String {
        let length = spell(now.duration_since(self.began_at).max(SignedDuration::from_secs(1)));
        let Self { number, severity, summary, .. } = self;
        format!("storm: {number} new incidents in {length}, gravest {severity}: {summary}")
    }
}

/// Whether what an alert opens may be one of too many: nobody counts what they raise by hand, practice,
/// or what the pager has to say of its own.
#[must_use]
pub fn is_among_many(alert: &Alert) -> bool {
    let is_own = alert.raised_by.is_some() || alert.fingerprint.is_our_own();
    !is_own && Noise::may_be_of_a_storm(&alert.source)
}

/// How long after one of so many that a storm held the next one pages: people look at them one by one,
/// and none waits for longer than a day.
#[must_use]
pub fn spacing(number: u32) -> SignedDuration {
    let number = i32::try_from(number.max(1)).unwrap_or(i32::MAX);
    SignedDuration::from_mins(1).min(SignedDuration::from_hours(24) / number)
}

/// When news is old, and how long it waits before it pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldNewsRule {
    /// How long ago it must have begun; none if no news is old.
    pub after: Option<SignedDuration>,
    /// The same for what those sources report.
    pub sources: BTreeMap<SourceName, SignedDuration>,
    /// How long it waits: what is still there then pages.
    pub wait: SignedDuration,
}

impl Default for OldNewsRule {
    fn default() -> Self {
        Self {
            after: Some(SignedDuration::from_hours(1)),
            sources: BTreeMap::new(),
            wait: SignedDuration::from_mins(15),
        }
    }
}

impl OldNewsRule {
    /// For how long what is reported has been there, if that is old news: nobody here has heard of that
    /// episode before. A problem whose sender does not say when it began is as new as its report, and
    /// so is practice.
    #[must_use]
    pub fn age(
        &self,
        alert: &Alert,
        known: Option<&Known>,
        now: Timestamp,
    ) -> Option<SignedDuration> {
        let limit = self.sources.get(&alert.source).copied().or(self.after)?;
        if alert.signal != Signal::Firing || drill::is_drill(&alert.source) {
            return None;
        }
        let began = alert.started_at?;
        let is_known = |known: &Known| {
            known.incident.is_some() && known.started_at.is_none_or(|known| known >= began)
        };
        if known.is_some_and(is_known) {
            return None;
        }
        Some(now.duration_since(began)).filter(|age| *age > limit)
    }

    /// What holds what is reported, if that is old news.
    #[must_use]
    pub fn hold(&self, alert: &Alert, known: Option<&Known>, now: Timestamp) -> Option<HeldUntil> {
        self.age(alert, known, now)?;
        let until = now.saturating_add(self.wait).unwrap_or(now);
        Some(HeldUntil { by: Hold::Noise(Noise::OldNews), until })
    }
}

#[cfg(test)]
mod tests;
