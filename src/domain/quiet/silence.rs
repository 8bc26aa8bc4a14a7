//! Silences: somebody asks for quiet about alerts with some labels, with a reason and an end.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

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
    /// For how long nothing of it must have fired for it to end sooner; unless given, it lasts.
    pub until_resolved: Option<SignedDuration>,
    /// Whether whoever asks knows that it may hold every alert there is.
    pub everything: bool,
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
    /// It lasts longer than a silence may.
    #[error("it must end within {}, the longest that `[silence]` allows", spell(*.0))]
    TooLong(SignedDuration),
}

/// What holds for every silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SilenceRules {
    /// How far off its end may be when it is asked for.
    pub longest: SignedDuration,
    /// How long before its end people are told.
    pub warn_before: SignedDuration,
}

impl Default for SilenceRules {
    fn default() -> Self {
        Self {
            longest: SignedDuration::from_hours(7 * 24),
            warn_before: SignedDuration::from_mins(15),
        }
    }
}

/// How long nothing of a silence must have fired unless somebody says otherwise: a blip is shorter.
pub const HOLD_DOWN: SignedDuration = SignedDuration::from_mins(10);

impl Wanted {
    /// It in words: who asks, for how long and about what, and why.
    #[must_use]
    pub fn phrase(&self, now: Timestamp) -> String {
        let Self { by, .. } = self;
        let from = self.starts_at.max(now);
        let mut length = spell(self.ends_at.duration_since(from));
        if let Some(hold_down) = self.until_resolved {
            length.push_str(", or until nothing of it has fired for ");
            length.push_str(&spell(hold_down));
        }
        let (about, why) = (self.about(), one_line(&self.comment));
        let begins = match from.duration_since(now) {
            wait if wait.is_zero() => String::new(),
            wait => format!(" in {}", spell(wait)),
        };
        format!("{by} asks for quiet for {length}{begins} about {about}: {why}")
    }

    /// Its conditions, as they are typed: `host=db env=prod`.
    #[must_use]
    pub fn about(&self) -> String {
        match self.matchers.as_slice() {
            [] => "everything".to_owned(),
            matchers => matchers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        }
    }

    /// Whether it can be.
    ///
    /// # Errors
    ///
    /// Says in one sentence why it cannot.
    pub fn check(&self, now: Timestamp, rules: SilenceRules) -> Result<(), BadSilence> {
        // What holds for an alert without any label holds for every alert.
        if !self.everything && all_match(&self.matchers, &Labels::new()) {
            return Err(BadSilence::Everything);
        }
        if self.ends_at <= now {
            return Err(BadSilence::Past);
        }
        if self.ends_at <= self.starts_at {
            return Err(BadSilence::Backwards);
        }
        let from = self.starts_at.max(now);
        let is_long = self.ends_at.duration_since(from) > rules.longest;
        if is_long { Err(BadSilence::TooLong(rules.longest)) } else { Ok(()) }
    }
}

/// Whether these conditions hold for every alert, or for every one that has some label at all.
#[must_use]
pub fn takes_everything(matchers: &[Matcher]) -> bool {
    matchers.iter().all(Matcher::takes_anything)
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
    /// Whether any alert has ever met all its conditions while it held.
    pub matched: bool,
    /// Since when nothing of it fires, where it ends for that and that is known.
    pub calm_since: Option<Timestamp>,
    /// Whether its end is on the record. It stays over then, also by a clock that is put back.
    pub is_over: bool,
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

impl SilenceState {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Expired => "expired",
        }
    }
}

impl Silence {
    /// How it stands with it.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> SilenceState {
        match () {
            () if self.is_over || self.what.ends_at <= now => SilenceState::Expired,
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
    pub(super) fn hold(&self) -> HeldUntil {
        HeldUntil { by: Hold::Silence(self.id), until: self.what.ends_at }
    }

    /// Whether people are told before its end that it ends. Whoever has just asked for no more than that
    /// knows it.
    #[must_use]
    pub fn is_warned_of(&self, rules: SilenceRules) -> bool {
        let asked_at = self.what.starts_at.max(self.changed_at);
        self.what.ends_at.duration_since(asked_at) > rules.warn_before
    }
}

/// What comes next of a silence that ends when nothing of it fires any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calm {
    /// Something fires: it lasts, and there is nothing to look at until that is over.
    Stirs,
    /// Nothing fires since then; it is looked at again at the second instant.
    Since(Timestamp, Timestamp),
    /// Nothing has fired for long enough: it ends.
    Over,
}

impl Calm {
    /// What comes of it that something of a silence fires now, or does not, where nothing did since
    /// `calm_since`.
    #[must_use]
    pub fn of(
        fires: bool,
        calm_since: Option<Timestamp>,
        hold_down: SignedDuration,
        now: Timestamp,
    ) -> Self {
        // A clock that was put back does not make the calm longer than it is.
        let since = calm_since.unwrap_or(now).min(now);
        let over_at = since.saturating_add(hold_down).unwrap_or(Timestamp::MAX);
        match () {
            () if fires => Self::Stirs,
            () if over_at <= now => Self::Over,
            () => Self::Since(since, over_at),
        }
    }
}

/// What holds all of these, each held as it is: nothing if one is not held, or if there is none. Of several
/// holds it is the one that ends first: then one of them is held no longer.
#[must_use]
pub fn holding_all(holds: impl IntoIterator<Item = Option<HeldUntil>>) -> Option<HeldUntil> {
    let holds: Option<Vec<HeldUntil>> = holds.into_iter().collect();
    holds?.into_iter().min_by_key(|held| held.until)
}

#[cfg(test)]
mod tests;
