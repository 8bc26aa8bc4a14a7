//! How calling goes on when the whole policy has been gone through in vain: again and again, ever later,
//! and never so late that it is as good as over.

use jiff::SignedDuration;

use crate::domain::alert::Severity;
use crate::domain::wait::spell;

/// How long calling rests between two rounds once the policy is exhausted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackOff {
    /// The first rest.
    pub first: SignedDuration,
    /// How many hundredths of the rest before the next one has; 100 at least.
    pub hundredths: u32,
    /// The longest rest.
    pub at_most: SignedDuration,
}

/// Each rest is twice as long as the one before, unless the policy says otherwise.
pub const TWICE: u32 = 200;

impl BackOff {
    /// What holds for that severity where the policy does not say.
    #[must_use]
    pub fn usual(severity: Severity) -> Self {
        let (first, at_most) = match severity {
            Severity::Critical => (5, 15),
            Severity::Error => (10, 60),
            Severity::Warning => (30, 4 * 60),
            Severity::Info => (60, 8 * 60),
        };
        Self {
            first: SignedDuration::from_mins(first),
            hundredths: TWICE,
            at_most: SignedDuration::from_mins(at_most),
        }
    }

    /// How long that rest is, the first being 0. It never ends the calling, however many there were.
    #[must_use]
    pub fn rest(&self, number: u32) -> SignedDuration {
        let mut rest = self.first.min(self.at_most);
        for _ in 0..number {
            let longer = rest.checked_mul(i32::try_from(self.hundredths).unwrap_or(i32::MAX));
            let longer = longer.map_or(self.at_most, |longer| longer / 100).min(self.at_most);
            if longer <= rest {
                break;
            }
            rest = longer;
        }
        rest
    }

    /// `10m apart at first, at most 1h`, where the last step waits for so long anyway.
    #[must_use]
    pub fn phrase(&self, wait: SignedDuration) -> String {
        let (first, last) = (self.rest(0).max(wait), self.at_most.max(wait));
        if first == last {
            return format!("{} apart", spell(last));
        }
        format!("{} apart at first, at most {}", spell(first), spell(last))
    }
}

#[cfg(test)]
mod tests;
