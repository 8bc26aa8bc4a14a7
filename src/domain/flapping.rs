//! Problems of sources that go to and fro: how many changes in how long are flapping, and until when.

use jiff::{SignedDuration, Timestamp};

use super::alert::Alert;
use super::noise::is_among_many;
use super::watch;

/// When something flaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlappingRule {
    /// More changes than this are flapping; none if nothing is.
    pub changes: Option<u32>,
    /// In how long they happen.
    pub within: SignedDuration,
    /// How long there must be no change for it to be over.
    pub calm: SignedDuration,
}

impl Default for FlappingRule {
    fn default() -> Self {
        Self {
            changes: Some(6),
            within: SignedDuration::from_hours(1),
            calm: SignedDuration::from_mins(15),
        }
    }
}

impl FlappingRule {
    /// Whether changes of what an alert is about are counted: what a monitor of ours sees is judged
    /// look by look, and practice or what somebody raises by hand does not flap.
    #[must_use]
    pub fn counts(&self, alert: &Alert) -> bool {
        self.changes.is_some() && is_among_many(alert) && alert.source.as_str() != watch::SOURCE
    }
}

/// How a problem has gone to and fro lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flapping {
    /// When it began or ended, oldest first.
    pub changes: Vec<Timestamp>,
    /// When it flaps no longer unless it changes before; none if it does not flap.
    pub calm_at: Option<Timestamp>,
}

impl Flapping {
    /// With changes at these instants. What is too long ago is forgotten, and so is what a clock that was
    /// set back takes for the future.
    #[must_use]
    pub fn and(mut self, changes: &[Timestamp], rule: &FlappingRule, now: Timestamp) -> Self {
        self.changes.extend(changes);
        let lately = SignedDuration::ZERO..=rule.within;
        self.changes.retain(|at| lately.contains(&now.duration_since(*at)));
        self
    }

    /// How many changes there were lately, if that is flapping.
    #[must_use]
    pub fn too_many(&self, rule: &FlappingRule) -> Option<u32> {
        let number = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
        rule.changes.filter(|most| number > *most).map(|_| number)
    }

    /// The same, flapping until it has been calm from now on.
    #[must_use]
    pub fn restless(self, rule: &FlappingRule, now: Timestamp) -> Self {
        let calm_at = now.saturating_add(rule.calm).unwrap_or(now);
        Self { calm_at: Some(calm_at), ..self }
    }
}

#[cfg(test)]
mod tests;
