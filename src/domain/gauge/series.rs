//! A history as points of equal distance, counted back from the newest reading: the highest of each bin,
//! because what runs out does so at the peak of the day. Bins are days where the history is long enough,
//! so that the rhythm of a day is none in them.

use super::thin::Stretch;
use super::trend::{Point, real, slope, whole};

/// How many days of history there must be before bins are whole days.
const WHOLE_DAYS: f64 = 14.0;

/// How many bins a shorter history has.
const BINS: f64 = 28.0;

/// How many seconds a day has.
const DAY: f64 = 86_400.0;

/// For how many weeks a rhythm of the week must have been seen.
const WEEKS: f64 = 3.0;

/// How many days a week has.
const WEEK: usize = 7;

/// A history in bins, the oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The peaks. The newest reading is at 0.
    pub peaks: Vec<Point>,
    /// How far it falls within each bin: from the highest to the lowest.
    pub falls: Vec<f64>,
    /// What the last two readings did not exceed, if both lie in the newest bin.
    pub settled: Option<f64>,
    /// How long a bin is, in days.
    pub unit: f64,
    /// From the first reading to the newest, in days.
    pub span: f64,
    /// How many readings there were.
    pub readings: usize,
}

impl Series {
    /// The peaks of a history; it is in the order of time.
    #[must_use]
    pub fn of(history: &[Stretch]) -> Self {
        let points = points(history);
        let span = points.first().map_or(0.0, |point| -point.at);
        let unit = if span >= WHOLE_DAYS { 1.0 } else { span / BINS };
        let readings = history.iter().map(|it| usize::try_from(it.readings).unwrap_or(0)).sum();
        let peaks = binned(&points, unit);
        let (falls, settled) = (falls(history, &points, unit), settled(history, &points, unit));
        Self { peaks, falls, settled, unit, span, readings }
    }

    /// The peaks of the hours of the last weeks.
    #[must_use]
    pub fn by_the_hour(history: &[Stretch]) -> Vec<Point> {
        let points = points(history);
        let begin = points.partition_point(|point| point.at <= -WHOLE_DAYS);
        binned(&points[begin..], 1.0 / 24.0)
    }

    /// The peaks of the last so many bins.
    #[must_use]
    pub fn last(&self, bins: f64) -> &[Point] {
        let begin = self.peaks.partition_point(|point| point.at <= -bins * self.unit);
        &self.peaks[begin..]
    }

    /// The same, of bins so many times as long, over all of the history.
    #[must_use]
    pub fn coarser(&self, times: f64) -> Vec<Point> {
        binned(&self.peaks, self.unit * times)
    }

    /// Whether it goes by the week: three weeks or more of days, and taking each weekday's own level away
    /// from what is left beside the trend leaves less than half.
    #[must_use]
    pub fn is_weekly(&self) -> bool {
        let is_long = (self.unit - 1.0).abs() < f64::EPSILON;
        if !is_long || self.span < WEEKS * real(WEEK) {
            return false;
        }
        let recent = self.last(8.0 * real(WEEK));
        let Some(slope) = slope(recent) else { return false };
        let rest: Vec<(usize, f64)> = recent
            .iter()
            .map(|point| (weekday(point), slope.middle.mul_add(-point.at, point.value)))
            .collect();
        let middle = super::trend::median(rest.iter().map(|(_, rest)| *rest));
        let before: f64 = rest.iter().map(|(_, rest)| (rest - middle).abs()).sum();
        let of_day = |day| {
            let those = rest.iter().filter(move |(other, _)| *other == day).map(|(_, rest)| *rest);
            super::trend::median(those)
        };
        let levels: Vec<f64> = (0..WEEK).map(of_day).collect();
        let after: f64 = rest.iter().map(|(day, rest)| (rest - levels[*day]).abs()).sum();
        // What calculating leaves of nothing is no rhythm.
        let scale = recent.iter().map(|point| point.value.abs()).fold(0.0, f64::max);
        before > 1e-6 * scale * real(recent.len()) && after < before / 2.0
    }
}

/// Which day of the week it is, counted back from the newest reading.
#[must_use]
pub fn weekday(point: &Point) -> usize {
    whole((-point.at).max(0.0)) % WEEK
}

/// The peaks of a history, with their distance in days from its newest reading.
fn points(history: &[Stretch]) -> Vec<Point> {
    let Some(newest) = history.last().map(|stretch| stretch.last.at) else { return Vec::new() };
    let at = |stretch: &Stretch| {
        let at = if stretch.high > stretch.last.value { stretch.first.at } else { stretch.last.at };
        -newest.duration_since(at).as_secs_f64() / DAY
    };
    let point = |stretch: &Stretch| Point { at: at(stretch), value: stretch.high, group: 0 };
    history.iter().map(point).collect()
}

/// The highest point of each bin; of equals the newest.
fn binned(points: &[Point], unit: f64) -> Vec<Point> {
    let mut bins: Vec<(usize, Point)> = Vec::new();
    for point in points {
        let bin = bin(point, unit);
        match bins.last_mut() {
            Some((last, peak)) if *last == bin => {
                if point.value >= peak.value {
                    *peak = *point;
                }
            }
            _ => bins.push((bin, *point)),
        }
    }
    bins.into_iter().map(|(_, point)| point).collect()
}

/// Which bin a point lies in, the newest first.
fn bin(point: &Point, unit: f64) -> usize {
    if unit > 0.0 { whole(-point.at / unit) } else { 0 }
}

/// How far it falls within each bin.
fn falls(history: &[Stretch], points: &[Point], unit: f64) -> Vec<f64> {
    let mut bins: Vec<(usize, f64, f64)> = Vec::new();
    for (stretch, point) in history.iter().zip(points) {
        let bin = bin(point, unit);
        match bins.last_mut() {
            Some((last, low, high)) if *last == bin => {
                (*low, *high) = (low.min(stretch.low), high.max(stretch.high));
            }
            _ => bins.push((bin, stretch.low, stretch.high)),
        }
    }
    bins.into_iter().map(|(_, low, high)| high - low).collect()
}

/// What the last two readings did not exceed.
fn settled(history: &[Stretch], points: &[Point], unit: f64) -> Option<f64> {
    let [.., before, last] = history else { return None };
    let newest = points.last_chunk::<2>()?;
    let is_one = newest.iter().all(|point| bin(point, unit) == 0);
    is_one.then(|| before.last.value.max(last.last.value))
}

#[cfg(test)]
mod tests;
