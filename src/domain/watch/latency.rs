//! How long looks took, remembered in little: how many fell into each of some spans of time, of which
//! each is a fifth wider than the one before.

use std::fmt::{self, Write as _};

use jiff::{SignedDuration, Timestamp};

/// The widest time of the first span, in microseconds.
const FIRST: f64 = 100.0;

/// How much wider each span is than the one before: what is told of a time is at most so wrong.
const WIDER: f64 = 1.2;

/// How many spans there are; the last one has everything over 86 seconds.
const SPANS: usize = 77;

/// How long single hours are kept; days are kept for a year and a month.
pub const HOURS: SignedDuration = SignedDuration::from_hours(48);
/// How long days are kept.
pub const DAYS: SignedDuration = SignedDuration::from_hours(396 * 24);

/// How long looks took, all together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latencies {
    /// How many fell into each span; as long as the last span that has any.
    spans: Vec<u32>,
}

/// What is told of how long looks took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// How many looks there were.
    pub looks: u64,
    /// Half of them took no longer.
    pub median: SignedDuration,
    /// Of twenty, nineteen took no longer.
    pub p95: SignedDuration,
    /// Of a hundred, ninety-nine took no longer.
    pub p99: SignedDuration,
}

impl Latencies {
    /// One look more.
    pub fn add(&mut self, took: SignedDuration) {
        self.count(span(took), 1);
    }

    /// Those others as well.
    pub fn merge(&mut self, others: &Self) {
        for (span, number) in others.spans.iter().enumerate() {
            self.count(span, *number);
        }
    }

    fn count(&mut self, span: usize, number: u32) {
        if self.spans.len() <= span {
            self.spans.resize(span + 1, 0);
        }
        self.spans[span] = self.spans[span].saturating_add(number);
    }

    /// Whether there were none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.iter().all(|number| *number == 0)
    }

    /// What is told of them; nothing if there were none.
    #[must_use]
    pub fn latency(&self) -> Option<Latency> {
        let looks: u64 = self.spans.iter().map(|number| u64::from(*number)).sum();
        (looks > 0).then(|| Latency {
            looks,
            median: self.within(looks.div_ceil(2)),
            p95: self.within((looks * 95).div_ceil(100)),
            p99: self.within((looks * 99).div_ceil(100)),
        })
    }

    /// The time within which so many of them were.
    fn within(&self, number: u64) -> SignedDuration {
        let mut so_far = 0;
        for (span, count) in self.spans.iter().enumerate() {
            so_far += u64::from(*count);
            if so_far >= number {
                return widest(span);
            }
        }
        widest(SPANS - 1)
    }

    /// As it is kept: only the spans that have any.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (span, number) in self.spans.iter().enumerate().filter(|(_, number)| **number > 0) {
            let between = if text.is_empty() { "" } else { " " };
            // Writing to a string cannot fail.
            let _ = write!(text, "{between}{span}:{number}");
        }
        text
    }

    /// What was kept; nothing if it is no such text.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut latencies = Self::default();
        for pair in text.split_whitespace() {
            let (span, number) = pair.split_once(':')?;
            let span: usize = span.parse().ok()?;
            if span >= SPANS {
                return None;
            }
            latencies.count(span, number.parse().ok()?);
        }
        Some(latencies)
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = super::monitor::in_words;
        write!(f, "{} median, {} p95", words(self.median), words(self.p95))
    }
}

/// The span into which a time falls.
fn span(took: SignedDuration) -> usize {
    let micros = took.as_secs_f64() * 1e6;
    let place = (micros / FIRST).max(1.0).log(WIDER).ceil();
    (0..SPANS).find(|span| from_count(*span) >= place).unwrap_or(SPANS - 1)
}

/// The longest time of a span.
fn widest(span: usize) -> SignedDuration {
    let seconds = FIRST * WIDER.powf(from_count(span)) / 1e6;
    SignedDuration::try_from_secs_f64(seconds).unwrap_or(SignedDuration::MAX)
}

fn from_count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The hour in which an instant lies.
#[must_use]
pub fn hour_of(at: Timestamp) -> Timestamp {
    floor(at, SignedDuration::from_hours(1))
}

/// The day in which an instant lies; in UTC, since only its length counts.
#[must_use]
pub fn day_of(at: Timestamp) -> Timestamp {
    floor(at, SignedDuration::from_hours(24))
}

fn floor(at: Timestamp, length: SignedDuration) -> Timestamp {
    let seconds = at.as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(length.as_secs())).unwrap_or(at)
}

#[cfg(test)]
mod tests;
