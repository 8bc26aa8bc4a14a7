//! Whether whoever looks can see at all: canaries that fail as well tell a dead link from a dead target.

use jiff::Timestamp;

use super::monitor::{Limits, Run, Watch, Watched};
use super::{Finding, Observation, State};

/// What the canaries' latest looks say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    canaries: Vec<Option<Canary>>,
    /// The latest look of any of them that was answered.
    clear_at: Option<Timestamp>,
}

/// The latest look of one canary.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Canary {
    is_answered: bool,
    /// What was looked at, and what was seen.
    said: String,
}

/// A change of what can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The last canary that was answered is not any more.
    Blind,
    /// A canary is answered, after none was or nobody had looked.
    Clear,
}

impl Sight {
    /// Nobody has looked at so many canaries. Without any, nobody is ever blind.
    #[must_use]
    pub fn of(canaries: usize) -> Self {
        Self { canaries: vec![None; canaries], clear_at: None }
    }

    /// Whether there is anything by which it can be told.
    #[must_use]
    pub fn has_canaries(&self) -> bool {
        !self.canaries.is_empty()
    }

    /// Whether every canary has failed its latest look.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        let fails = |canary: &Option<Canary>| canary.as_ref().is_some_and(|it| !it.is_answered);
        self.has_canaries() && self.canaries.iter().all(fails)
    }

    /// Whether that canary, counted from 0, was answered when it was last looked at.
    #[must_use]
    pub fn is_answered(&self, canary: usize) -> bool {
        let canary = self.canaries.get(canary).and_then(Option::as_ref);
        canary.is_some_and(|canary| canary.is_answered)
    }

    /// The latest look of any canary that was answered.
    #[must_use]
    pub fn clear_at(&self) -> Option<Timestamp> {
        self.clear_at
    }

    /// Takes a look at that canary, counted from 0, in: what was looked at, and what it came to.
    pub fn take(&mut self, canary: usize, target: &str, observation: &Observation) -> Option<Turn> {
        let (could_see, was_blind) = (self.sees(), self.is_blind());
        let is_answered = matches!(observation.finding, Finding::Fine | Finding::Degraded);
        let said = format!("{target}: {}", observation.said);
        *self.canaries.get_mut(canary)? = Some(Canary { is_answered, said });
        if is_answered {
            self.clear_at = self.clear_at.max(Some(observation.at));
        }
        match () {
            () if self.is_blind() && !was_blind => Some(Turn::Blind),
            () if self.sees() && !could_see => Some(Turn::Clear),
            () => None,
        }
    }

    /// Whether any canary is answered.
    fn sees(&self) -> bool {
        self.canaries.iter().flatten().any(|canary| canary.is_answered)
    }

    /// That nothing can be seen, in one line: `I am blind: all 2 canaries fail (…)`.
    #[must_use]
    pub fn summary(&self) -> String {
        let said: Vec<&str> = self.canaries.iter().flatten().map(|it| it.said.as_str()).collect();
        let number = match said.len() {
            1 => "the only canary fails".to_owned(),
            number => format!("all {number} canaries fail"),
        };
        format!("I am blind: {number} ({})", said.join("; "))
    }
}

impl Watch {
    /// Takes a look that was not answered to what is known, while whoever looks is blind, and could
    /// last see then, or with the look before if that is not known: it says nothing of the target.
    ///
    /// What comes to be unknown so is that from the first look on that may have been blind: what was up
    /// since it began to fail, what was down since anybody could last see that it is.
    #[must_use]
    pub fn observe_blind(
        &self,
        observation: &Observation,
        limits: &Limits,
        clear_at: Option<Timestamp>,
    ) -> Watched {
        let mut before = self.clone();
        if before.undetermined.is_none() {
            let suspect = match (self.state, self.failing) {
                (State::Down, _) => self.since,
                (_, Some(run)) => run.since,
                (_, None) => observation.at,
            };
            let clear_at = clear_at.unwrap_or(self.seen_at);
            let since = clear_at.max(suspect).min(observation.at);
            before.undetermined = Some(Run { since, count: 0 });
        }
        let said = format!("seen by nobody, for all canaries fail too ({})", observation.said);
        let unseen = Observation { finding: Finding::Undetermined, said, ..observation.clone() };
        let mut watched = before.observe(&unseen, limits);
        let was_told = self.state == State::Unknown && !self.is_blinded;
        watched.watch.is_blinded = watched.watch.state == State::Unknown && !was_told;
        watched
    }

    /// Whoever looked was blind and can see again: what it did not see says nothing of what it will.
    #[must_use]
    pub fn sees_again(&self) -> Self {
        // What it saw before it could not see is too long ago to agree with what comes.
        let could_see = !self.is_blinded && self.undetermined.is_none();
        Self {
            undetermined: None,
            failing: self.failing.filter(|_| could_see),
            ailing: self.ailing.filter(|_| could_see),
            ..self.clone()
        }
    }

    /// How it stands if a look that failed is not counted, for it is not known yet whether something
    /// else is to blame. It was watched all the same.
    #[must_use]
    pub fn without(&self, observation: &Observation, limits: &Limits) -> Watched {
        let (before, missed) = self.after_a_gap(observation.at, limits);
        let watch = Self { seen_at: observation.at, ..before };
        Watched {
            watch,
            is_news: missed.is_some(),
            changes: missed.into_iter().collect(),
            flap: None,
        }
    }

    /// Whether it has begun to fail and is not down: looks to come will tell.
    #[must_use]
    pub fn is_suspect(&self) -> bool {
        self.failing.is_some() && self.state != State::Down
    }
}

#[cfg(test)]
mod tests;
