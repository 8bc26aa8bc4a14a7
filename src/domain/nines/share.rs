//! A part of some time, as a percentage that never says more than was observed.

use jiff::SignedDuration;

/// The fewest decimals of an availability.
const DECIMALS: u32 = 2;

/// How many digits of what is missing to the whole are told.
const DIGITS: i128 = 10;

/// A part of a whole, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// In microseconds, as the whole: nothing here is kept finer than in milliseconds.
    part: i128,
    whole: i128,
}

impl Share {
    /// That part of the whole; nothing of a whole without length.
    #[must_use]
    pub fn of(part: SignedDuration, whole: SignedDuration) -> Option<Self> {
        let whole = whole.as_micros();
        (whole > 0).then(|| Self { part: part.as_micros().clamp(0, whole), whole })
    }

    /// The percentage with as many decimals as two digits of what is missing to the whole take, and at
    /// least two: `99.95`, `99.9995`, `100` only for all of it. What is left over is cut off, so that
    /// the share is at least what is said.
    #[must_use]
    pub fn at_least(self) -> String {
        let missing = self.whole - self.part;
        if missing == 0 {
            return "100".to_owned();
        }
        let mut decimals = DECIMALS;
        while !self.is_told_by(missing, decimals) {
            decimals += 1;
        }
        let unit = 10_i128.pow(decimals);
        let cut = self.part * 100 * unit / self.whole;
        format!("{}.{:0width$}", cut / unit, cut % unit, width = decimals as usize)
    }

    /// Whether so many decimals show two digits of what is missing, or all of it.
    fn is_told_by(self, missing: i128, decimals: u32) -> bool {
        let units = missing * 100 * 10_i128.pow(decimals);
        units >= DIGITS * self.whole || (units >= self.whole && units % self.whole == 0)
    }

    /// The percentage for machines, cut after nine decimals: 100 only for all of it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it is below 2^53")]
    pub fn percent(self) -> f64 {
        (self.part * 100_000_000_000 / self.whole) as f64 / 1e9
    }

    /// The percentage with one decimal, to the nearest; neither nothing nor all unless it is that.
    #[must_use]
    pub fn about(self) -> String {
        if self.part == 0 {
            return "0".to_owned();
        }
        if self.part == self.whole {
            return "100".to_owned();
        }
        let tenths = ((self.part * 1000 + self.whole / 2) / self.whole).clamp(1, 999);
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    /// How many times another share this is; nothing if the other is nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it is shown with two digits or three")]
    pub fn times(self, other: f64) -> Option<f64> {
        (other > 0.0).then(|| self.part as f64 / self.whole as f64 / other)
    }
}

#[cfg(test)]
mod tests;
