//! Whether growth speeds up: whether it rises from each of five stretches of time to the next, or is faster
//! now than it was in the long run.

use super::trend::{Point, Slope, median, real, slope};

/// Over how many bins it is looked for, from the last ones on.
const RANGES: [f64; 5] = [25.0, 35.0, 70.0, 140.0, 280.0];

/// How many stretches each of them has, and how many points each of those at least.
const STRETCHES: usize = 5;
const POINTS: usize = 4;

/// How many times as fast it must be in the end as in the beginning.
const MARKED: f64 = 1.2;

/// Which part of all the change must be in the last step: where growth has become faster once and stays so,
/// there is none.
const GOES_ON: f64 = 0.5;

/// How many times as fast as in the long run counts as faster.
const FASTER: f64 = 1.25;

/// How something grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Growth {
    /// As it did.
    Even,
    /// Faster from day to day.
    SpeedingUp {
        /// By how much a day, each day.
        by: Slope,
        /// Which part of itself that is.
        rate: f64,
        /// How many times as fast as in the long run, where that grows too.
        times: Option<f64>,
    },
    /// Faster than in the long run.
    Faster {
        /// How many times as fast, where the long run grows too.
        times: Option<f64>,
    },
    /// Slower from day to day.
    SlowingDown {
        /// How many times as fast as in the long run, where that grows too.
        times: Option<f64>,
    },
}

impl Growth {
    /// The word in JSON.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Even => "even",
            Self::SpeedingUp { .. } => "speeding-up",
            Self::Faster { .. } => "faster",
            Self::SlowingDown { .. } => "slowing-down",
        }
    }

    /// How many times as fast as in the long run it grows, where that is known.
    #[must_use]
    pub fn times(&self) -> Option<f64> {
        match self {
            Self::Even => None,
            Self::SpeedingUp { times, .. }
            | Self::Faster { times }
            | Self::SlowingDown { times } => *times,
        }
    }
}

/// How it grows: these are the points since the last reset.
pub(super) fn growth(
    present: &[Point],
    recent: Slope,
    long: Option<Slope>,
    unit: f64,
    is_weekly: bool,
) -> Growth {
    let times = long.filter(Slope::is_rising).map(|long| recent.middle / long.middle);
    let ranges = RANGES.into_iter().filter(|range| !is_weekly || *range > 25.0);
    for range in ranges {
        let Some(slopes) = slopes(present, range * unit) else { continue };
        if let Some(by) = change(&slopes, 1.0) {
            let usual = median(slopes.iter().map(|(_, slope)| slope.middle));
            let rate = if usual > 0.0 { by.middle / usual } else { by.middle / recent.middle };
            return Growth::SpeedingUp { by, rate, times };
        }
        if change(&slopes, -1.0).is_some() {
            return Growth::SlowingDown { times };
        }
    }
    let is_faster = long.is_some_and(|long| {
        recent.is_rising() && recent.low > FASTER * long.high.max(0.0) && recent.low > long.middle
    });
    if is_faster { Growth::Faster { times } } else { Growth::Even }
}

/// The slope of each stretch, at its middle; none where one has too few points.
fn slopes(points: &[Point], range: f64) -> Option<Vec<(f64, Slope)>> {
    let length = range / real(STRETCHES);
    let first = points.first()?.at;
    if first > -range + length / 2.0 {
        return None;
    }
    let stretches = (0..STRETCHES).map(|place| {
        let from = real(place).mul_add(length, -range);
        let begin = points.partition_point(|point| point.at <= from);
        let end = points.partition_point(|point| point.at <= from + length);
        let part: Vec<Point> =
            points[begin..end].iter().map(|point| Point { group: 0, ..*point }).collect();
        let slope = (part.len() >= POINTS).then(|| slope(&part)).flatten()?;
        Some((from + length / 2.0, slope))
    });
    stretches.collect()
}

/// How much they change a day, if each is above (or, with a sign of -1, below) the one before, and the last
/// and the first are so beyond chance.
fn change(slopes: &[(f64, Slope)], sign: f64) -> Option<Slope> {
    let ((_, first), (_, last)) = (slopes.first()?, slopes.last()?);
    let is_one_way =
        slopes.windows(2).all(|pair| sign * (pair[1].1.middle - pair[0].1.middle) > 0.0);
    let [.., (_, before), _] = slopes else { return None };
    let even = (last.middle - first.middle) / real(slopes.len() - 1);
    let goes_on = sign * (last.middle - before.middle) >= sign * even * GOES_ON;
    let is_beyond_chance = sign * (last.middle - first.middle) > 0.0
        && if sign > 0.0 { last.low > first.high } else { last.high < first.low };
    let (slow, fast) = if sign > 0.0 { (first, last) } else { (last, first) };
    let is_marked = fast.middle > MARKED * slow.middle.max(0.0);
    if !(is_one_way && goes_on && is_beyond_chance && is_marked) {
        return None;
    }
    let points = slopes.iter().map(|(at, slope)| Point { at: *at, value: slope.middle, group: 0 });
    slope(&points.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
