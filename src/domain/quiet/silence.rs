//! Silences: somebody asks for quiet about alerts with some labels, with a reason and an end.

use std::fmt;

use jiff::Timestamp;

use crate::domain::alert::one_line;
use crate::domain::incident::{HeldUntil, Hold};
use crate::domain::label::{Labels, Matcher, all_match};
use crate::domain::wait::spell;

/// The running number of a silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SilenceId(pub i64);

impl fmt::Display for SilenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which alerts: all of these conditions must hold.
    pub matchers: Vec<Matcher>,
    /// From when on.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// Who asks, as they call themselves.
    pub by: String,
    /// Why.
    pub comment: String,
}

/// Why that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSilence {
    /// It would hold nothing, or everything.
    #[error("at least one matcher must ask for more than an empty label")]
    Everything,
    /// It ends before it begins.
    #[error("it must end after it begins")]
    Backwards,
    /// It is over before it is asked for.
    #[error("it must end in the future")]
    Past,
}

impl Wanted {
    /// It in words: who asks, for how long and about what, and why.
    #[must_use]
    pub fn phrase(&self, now: Timestamp) -> String {
        let Self { by, matchers, .. } = self;
        let from = self.starts_at.max(now);
        let length = spell(self.ends_at.duration_since(from));
        let about: Vec<String> = matchers.iter().map(ToString::to_string).collect();
        let (about, why) = (about.join(" "), one_line(&self.comment));
        let begins = match from.duration_since(now) {
            wait if wait.is_zero() => String::new(),
            wait => format!(" in {}", spell(wait)),
        };
        format!("{by} asks for quiet for {length}{begins} about {about}: {why}")
    }

    /// Whether it can be.
    ///
    /// # Errors
    ///
    /// Says in one sentence why it cannot.
    pub fn check(&self, now: Timestamp) -> Result<(), BadSilence> {
        // What holds for an alert without any label holds for every alert.
        if all_match(&self.matchers, &Labels::new()) {
            return Err(BadSilence::Everything);
        }
        if self.ends_at <= self.starts_at {
            return Err(BadSilence::Backwards);
        }
        if self.ends_at <= now { Err(BadSilence::Past) } else { Ok(()) }
    }
}

/// A silence.
#[derive(Clone, Debug)]
pub struct Silence {
    /// Its number.
    pub id: SilenceId,
    /// What was asked for.
    pub what: Wanted,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// How many alerts it has kept from paging.
    pub hidden: i64,
}

/// How it stands with a silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SilenceState {
    /// It has yet to begin.
    Pending,
    /// It holds.
    Active,
    /// It is over.
    Expired,
}

impl Silence {
    /// How it stands with it.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> SilenceState {
        match () {
            () if self.what.ends_at <= now => SilenceState::Expired,
            () if self.what.starts_at <= now => SilenceState::Active,
            () => SilenceState::Pending,
        }
    }

    /// Whether it holds alerts with these labels now.
    #[must_use]
    pub fn holds(&self, labels: &Labels, now: Timestamp) -> bool {
        self.state(now) == SilenceState::Active && all_match(&self.what.matchers, labels)
    }

    /// How long alerts that it holds are held.
    fn hold(&self) -> HeldUntil {
        HeldUntil { by: Hold::Silence(self.id), until: self.what.ends_at }
    }
}

/// What holds an alert with these labels: the silence that ends last.
#[must_use]
pub fn holding(silences: &[Silence], labels: &Labels, now: Timestamp) -> Option<HeldUntil> {
    let holding = silences.iter().filter(|silence| silence.holds(labels, now));
    holding.max_by_key(|silence| (silence.what.ends_at, silence.id)).map(Silence::hold)
}

/// What holds all of these alerts: nothing if one of them is not held, or if there is none. Of several
/// silences it is the one that ends first: then one of the alerts is held no longer.
#[must_use]
pub fn holding_all<'a>(
    silences: &[Silence],
    alerts: impl IntoIterator<Item = &'a Labels>,
    now: Timestamp,
) -> Option<HeldUntil> {
    let holds: Option<Vec<HeldUntil>> =
        alerts.into_iter().map(|labels| holding(silences, labels, now)).collect();
    holds?.into_iter().min_by_key(|held| held.until)
}

#[cfg(test)]
mod tests;
