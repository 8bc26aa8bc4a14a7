//! How readings are kept: by the minute for days, by the hour for weeks, by the day for years. Of each
//! stretch its first and last reading and the lowest and highest stay.

use jiff::{SignedDuration, Timestamp};

/// One reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// When it was so.
    pub at: Timestamp,
    /// How much was used.
    pub value: f64,
    /// How much there was in all.
    pub max: f64,
}

/// How finely readings are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// By the minute.
    Minute,
    /// By the hour.
    Hour,
    /// By the day, of universal time.
    Day,
}

impl Grain {
    /// All of them, the finest first. Every reading goes into one stretch of each.
    pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// How long a stretch is.
    #[must_use]
    pub fn length(self) -> SignedDuration {
        match self {
            Self::Minute => SignedDuration::from_mins(1),
            Self::Hour => SignedDuration::from_hours(1),
            Self::Day => SignedDuration::from_hours(24),
        }
    }

    /// How long such stretches are kept: three days, sixty days, ten years.
    #[must_use]
    pub fn kept(self) -> SignedDuration {
        let days = match self {
            Self::Minute => 3,
            Self::Hour => 60,
            Self::Day => 3653,
        };
        SignedDuration::from_hours(days * 24)
    }

    /// How far back such stretches are looked at to tell when a gauge runs out. What is older is there in
    /// coarser ones.
    #[must_use]
    pub fn looked_at(self) -> SignedDuration {
        let hours = match self {
            Self::Minute => 28,
            Self::Hour => 20 * 24,
            Self::Day => 400 * 24,
        };
        SignedDuration::from_hours(hours)
    }

    /// The beginning of the stretch that an instant lies in.
    #[must_use]
    pub fn start(self, at: Timestamp) -> Timestamp {
        let length = self.length().as_secs();
        let second = at.as_millisecond().div_euclid(1000).div_euclid(length) * length;
        Timestamp::from_second(second).unwrap_or(Timestamp::MIN)
    }
}

/// The readings of one stretch, thinned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The first reading.
    pub first: Reading,
    /// The last reading.
    pub last: Reading,
    /// The lowest value.
    pub low: f64,
    /// The highest value.
    pub high: f64,
    /// How many readings there were.
    pub readings: u32,
}

impl Stretch {
    /// A stretch with one reading.
    #[must_use]
    pub fn of(reading: Reading) -> Self {
        let Reading { value, .. } = reading;
        Self { first: reading, last: reading, low: value, high: value, readings: 1 }
    }

    /// Takes one more reading in, in whatever order they come. One of the same instant as the last
    /// replaces it.
    #[must_use]
    pub fn with(mut self, reading: Reading) -> Self {
        if self.readings == 1 && self.first.at == reading.at {
            return Self::of(reading);
        }
        if reading.at < self.first.at {
            self.first = reading;
        }
        if reading.at >= self.last.at {
            self.last = reading;
        }
        self.low = self.low.min(reading.value);
        self.high = self.high.max(reading.value);
        self.readings = self.readings.saturating_add(1);
        self
    }
}

/// One history of what is kept by the minute, the hour and the day: of every time what is known most
/// finely. Each list is in the order of time.
#[must_use]
pub fn together(by_minute: &[Stretch], by_hour: &[Stretch], by_day: &[Stretch]) -> Vec<Stretch> {
    before(&before(by_minute, by_hour), by_day)
}

/// What is finer, and what is coarser before that. A stretch that reaches into what is known more finely
/// stands for all of its time.
fn before(finer: &[Stretch], coarser: &[Stretch]) -> Vec<Stretch> {
    let Some(begin) = finer.first().map(|stretch| stretch.first.at) else {
        return coarser.to_vec();
    };
    let older = coarser.iter().take_while(|stretch| stretch.first.at < begin);
    let mut joined: Vec<Stretch> = older.copied().collect();
    let reaches = joined.last().map(|stretch| stretch.last.at);
    let newer = finer.iter().filter(|stretch| reaches.is_none_or(|end| stretch.first.at > end));
    joined.extend(newer);
    joined
}

#[cfg(test)]
mod tests;
