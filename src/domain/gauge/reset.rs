//! Resets: where what was used is suddenly free again, as when a log is rotated or a disk is cleaned. One
//! begins a trend anew; several make teeth, and then it is their tips that count.

use super::series::Series;
use super::trend::{Point, median};

/// How many times as far as its neighbours usually are apart it must fall.
const FALL: f64 = 8.0;

/// Which part of all that the history goes up and down it must fall.
const OF_RANGE: f64 = 0.15;

/// How many resets make teeth.
const TEETH: usize = 3;

/// How many times as long as the longest tooth before the last one may last, and how much further it may
/// reach, until it is one no more.
const OVERDUE: f64 = 1.5;
const TOO_HIGH: f64 = 1.25;

/// A history between its resets.
#[derive(Clone, Debug, PartialEq)]
pub struct Segments {
    /// All peaks; those of one segment are of one group.
    pub points: Vec<Point>,
    /// The tip of each segment but the last.
    pub tips: Vec<Point>,
    /// Where the last segment begins in the points.
    pub begin: usize,
}

impl Segments {
    /// Cuts a history at its resets.
    #[must_use]
    pub fn of(series: &Series) -> Self {
        let mut points = series.peaks.clone();
        let enough = least_fall(&points);
        let (mut tips, mut begin) = (Vec::new(), 0);
        for place in 1..points.len() {
            if is_reset(&points, place, begin, enough) {
                tips.push(points[place - 1]);
                begin = place;
            }
            points[place].group = tips.len();
        }
        if let Some(point) = fresh_fall(series, enough) {
            tips.extend(points.last());
            begin = points.len();
            points.push(Point { group: tips.len(), ..point });
        }
        Self { points, tips, begin }
    }

    /// The last segment.
    #[must_use]
    pub fn present(&self) -> &[Point] {
        &self.points[self.begin..]
    }

    /// The tips, where it is reset again and again and the last tooth is as the others were; none where
    /// it is not, or not any more.
    #[must_use]
    pub fn teeth(&self) -> Option<&[Point]> {
        if self.tips.len() < TEETH {
            return None;
        }
        let last = self.tips.last()?;
        let apart = self.tips.windows(2).map(|pair| pair[1].at - pair[0].at);
        let longest = apart.fold(0.0, f64::max);
        let tips = self.tips.iter().map(|tip| tip.value);
        let (lowest, highest) = (lowest(&self.points), tips.fold(f64::MIN, f64::max));
        let reached = self.present().iter().map(|point| point.value).fold(f64::MIN, f64::max);
        let is_overdue = -last.at > longest * OVERDUE;
        let is_too_high = reached - lowest > (highest - lowest) * TOO_HIGH;
        (!is_overdue && !is_too_high).then_some(&self.tips)
    }
}

fn lowest(points: &[Point]) -> f64 {
    points.iter().map(|point| point.value).fold(f64::MAX, f64::min)
}

/// How far it must fall at once.
fn least_fall(points: &[Point]) -> f64 {
    let steps = || points.windows(2).map(|pair| pair[1].value - pair[0].value);
    let usual = median(steps());
    let scatter = 1.4826 * median(steps().map(|step| (step - usual).abs()));
    let highest = points.iter().map(|point| point.value).fold(f64::MIN, f64::max);
    let range = if points.is_empty() { 0.0 } else { highest - lowest(points) };
    (FALL * scatter).max(OF_RANGE * range)
}

/// Whether it falls here and stays so: one reading that is far too high falls too, and one that is far
/// too low rises again, and neither is a reset.
fn is_reset(points: &[Point], place: usize, begin: usize, enough: f64) -> bool {
    let (before, after) = (points[place - 1].value, points[place].value);
    let fall = before - after;
    if fall <= enough.max(0.0) {
        return false;
    }
    let earlier = points[begin..place - 1].last();
    let is_spike = earlier.is_some_and(|earlier| {
        before - earlier.value > fall / 2.0 && (after - earlier.value).abs() < fall / 4.0
    });
    let is_dip = points.get(place + 1).is_some_and(|later| before - later.value < fall / 4.0);
    !is_spike && !is_dip
}

/// What it has fallen to in the newest bin, if that is a reset: deeper than it ever falls within one, and
/// seen twice.
fn fresh_fall(series: &Series, enough: f64) -> Option<Point> {
    let (settled, peak) = (series.settled?, series.peaks.last()?);
    let fall = peak.value - settled;
    let (_, earlier) = series.falls.split_last()?;
    let usual = earlier.iter().copied().fold(0.0, f64::max);
    let is_reset = fall > enough.max(0.0) && fall > usual * OVERDUE && !earlier.is_empty();
    is_reset.then_some(Point { at: 0.0, value: settled, group: 0 })
}

#[cfg(test)]
mod tests;
