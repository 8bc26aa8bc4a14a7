//! Robust straight lines: the median of the slopes between pairs of points, and how far off it may be.
//!
//! The slope is that of Theil (1950) and Sen (1968): the median of the slopes of all pairs. Up to 29 % of the
//! points may be anything at all before it is led astray, it assumes nothing of how the noise is spread, and
//! on points of a line it is exactly that line. Its range is Sen's: the slopes whose places among all pairs
//! are so far from the middle as Kendall's count of rising pairs may be by chance. Where points go in groups
//! (Hirsch, Slack and Smith 1982), only pairs of one group are compared: the same weekday, or between two
//! resets. The variances of the groups add up.

/// How many standard deviations the range reaches to both sides: 99 of 100 times.
const DEVIATIONS: f64 = 2.576;

/// The fewest points that make a trend.
pub const FEWEST: usize = 6;

/// A value at an instant, which is counted in days; what is past is negative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When, in days.
    pub at: f64,
    /// What.
    pub value: f64,
    /// Only points of one group are compared.
    pub group: usize,
}

/// How fast something grows: per day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// Most likely.
    pub middle: f64,
    /// Hardly less than that.
    pub low: f64,
    /// Hardly more than that.
    pub high: f64,
}

impl Slope {
    /// Whether it grows, beyond what chance makes look like it.
    #[must_use]
    pub fn is_rising(&self) -> bool {
        self.low > 0.0
    }

    /// Whether it falls, beyond what chance makes look like it.
    #[must_use]
    pub fn is_falling(&self) -> bool {
        self.high < 0.0
    }
}

/// The slope through these points; none if there are fewer than two at different instants in any group.
#[must_use]
pub fn slope(points: &[Point]) -> Option<Slope> {
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (place, one) in points.iter().enumerate() {
        let others = points[place + 1..].iter().filter(|other| other.group == one.group);
        let others = others.filter(|other| (other.at - one.at).abs() > f64::EPSILON);
        slopes.extend(others.map(|other| (other.value - one.value) / (other.at - one.at)));
    }
    if slopes.is_empty() {
        return None;
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let spread = DEVIATIONS * variance(points).sqrt();
    let pairs = real(slopes.len());
    let place = |at: f64| slopes[whole(at.clamp(0.0, pairs - 1.0))];
    Some(Slope {
        middle: middle(&slopes),
        low: place(((pairs - spread) / 2.0).floor() - 1.0),
        high: place(f64::midpoint(pairs, spread).ceil()),
    })
}

/// The variance of Kendall's count, of all groups together.
fn variance(points: &[Point]) -> f64 {
    let most = points.iter().map(|point| point.group).max().unwrap_or(0);
    let mut sizes = vec![0_usize; most + 1];
    for point in points {
        sizes[point.group] += 1;
    }
    sizes.into_iter().map(real).map(|n| n * (n - 1.0) * 2.0f64.mul_add(n, 5.0) / 18.0).sum()
}

/// The median of any values; zero of none.
#[must_use]
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    quantile(values, 0.5)
}

/// The value below which that part of the values lies; zero of none.
#[must_use]
pub fn quantile(values: impl Iterator<Item = f64>, part: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    if values.is_empty() {
        return 0.0;
    }
    values.sort_unstable_by(f64::total_cmp);
    if (part - 0.5).abs() < f64::EPSILON {
        return middle(&values);
    }
    values[whole((real(values.len()) * part).min(real(values.len() - 1)))]
}

fn middle(sorted: &[f64]) -> f64 {
    let (half, last) = (sorted.len() / 2, sorted.len());
    if last % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}

/// A count as a number to calculate with.
#[must_use]
pub fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// A number rounded down to a count; zero of what is below.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is negative or too large ends at the nearest count, as wanted"
)]
pub fn whole(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests;
