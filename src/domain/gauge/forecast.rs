//! When a gauge runs out: what its trend says, how sure that is, and whether growth is speeding up; or why
//! nothing can be said.

use super::growth::{Growth, growth};
use super::reset::Segments;
use super::rush::or_rush;
use super::series::{Series, weekday};
use super::thin::Stretch;
use super::trend::{FEWEST, Point, Slope, median, quantile, slope};

/// How long readings must have come, in days, before anything is said.
pub const SHORTEST: f64 = 1.0;

/// How many readings there must be before anything is said, in as many of the bins of the history.
pub const FEWEST_READINGS: usize = FEWEST;

/// How many times as far as the history goes back a prediction looks ahead.
const AHEAD: f64 = 10.0;

/// How far ahead a prediction means anything, in days.
const FURTHEST: f64 = 3653.0;

/// How many bins the recent trend is at least and at most, twice as many each time.
const WINDOWS: [f64; 4] = [14.0, 28.0, 56.0, 112.0];

/// How much of a slope two windows may differ and still say the same.
const ALIKE: f64 = 0.02;

/// No prediction is surer than that part of itself.
const SUREST: f64 = 0.05;

/// How many times as much as it does growth may be speeding up, at most.
const MOST: f64 = 2.0;

/// How much further than it was seen to it may scatter, as part of that.
const UNSEEN: f64 = 0.5;

/// How many times as long as the longest pause before, a pause in growth that goes by steps may last, and
/// how many steps there must have been.
const PAUSE: f64 = 1.5;
const RISES: usize = 4;

/// Over how many bins the long trend goes, at most.
const LONG: f64 = 365.0;

/// How many points the long trend has, at most.
const POINTS: f64 = 120.0;

/// What can be said of a gauge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Forecast {
    /// Nothing yet: so many readings over so many days are too few.
    TooLittle {
        /// How many readings there are since it was last reset.
        readings: usize,
        /// Over how many days.
        days: f64,
    },
    /// It is full.
    Full,
    /// It does not run out: it does not grow, or chance alone could make it look as if it did.
    Steady {
        /// Whether it falls.
        is_falling: bool,
        /// How often it was reset, where its tips are what does not grow.
        resets: usize,
    },
    /// It grows, and not within so many days, which is as far as can be seen.
    NotWithin(f64),
    /// It runs out.
    RunsOut(Left),
}

impl Forecast {
    /// The word in JSON.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::TooLittle { .. } => "too-little",
            Self::Full => "full",
            Self::Steady { is_falling: true, .. } => "falling",
            Self::Steady { .. } => "steady",
            Self::NotWithin(_) => "not-within",
            Self::RunsOut(_) => "runs-out",
        }
    }

    /// The same, seen so many days later.
    #[must_use]
    pub fn later(self, days: f64) -> Self {
        let less = |left: f64| (left - days).max(0.0);
        match self {
            Self::RunsOut(left) => Self::RunsOut(Left {
                days: less(left.days),
                from: less(left.from),
                to: left.to.map(less),
                ..left
            }),
            Self::NotWithin(left) => Self::NotWithin(less(left)),
            Self::TooLittle { .. } | Self::Full | Self::Steady { .. } => self,
        }
    }
}

/// What is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Left {
    /// In how many days it most likely runs out.
    pub days: f64,
    /// Hardly sooner than that.
    pub from: f64,
    /// Hardly later than that; none if it may as well never.
    pub to: Option<f64>,
    /// How it grows.
    pub growth: Growth,
    /// How much a day.
    pub per_day: f64,
}

/// Says when what the history tells of reaches that maximum, counted from its newest reading.
///
/// The recent trend goes back as far as it says the same as shorter ones (Goldenshluger and Nemirovski 1997:
/// the longest window whose slope lies in the ranges of all that are shorter), so that it is long where
/// readings scatter and short where growth changes.
#[must_use]
pub fn forecast(history: &[Stretch], max: f64) -> Forecast {
    let Some(newest) = history.last() else {
        return Forecast::TooLittle { readings: 0, days: 0.0 };
    };
    if newest.last.value >= max {
        return Forecast::Full;
    }
    or_rush(by_trend(history, max), history, max)
}

fn by_trend(history: &[Stretch], max: f64) -> Forecast {
    let series = Series::of(history);
    let segments = Segments::of(&series);
    let teeth = segments.teeth();
    // Resets that come and go with the week are its rhythm, until one is missing.
    let is_weekly = (segments.tips.is_empty() || teeth.is_some()) && series.is_weekly();
    if let (Some(tips), false) = (teeth, is_weekly) {
        return by_tips(tips, max, series.span);
    }
    let too_little = Forecast::TooLittle { readings: series.readings, days: series.span };
    if segments.points.len() < FEWEST || series.span < SHORTEST {
        return too_little;
    }
    let group = |point: &Point| if is_weekly { weekday(point) } else { point.group };
    let points: Vec<Point> =
        segments.points.iter().map(|point| Point { group: group(point), ..*point }).collect();
    let Some((recent, window)) = recent(&points, series.unit, is_weekly) else {
        return too_little;
    };
    let present = if is_weekly { &points } else { segments.present() };
    let long = long(&series, &segments, is_weekly);
    if let (Some(long), false) = (long, recent.is_rising())
        && let Some(apart) = steps_apart(&series, &segments)
    {
        let level = Level::of(present, long, LONG * series.unit, present.len());
        let course = Course { recent: long, growth: Growth::Even, level, window: LONG, apart };
        return said(&course, max, series.span);
    }
    let growth = growth(present, recent, long, series.unit, is_weekly);
    let newest = if is_weekly { 7 } else { 5 };
    let level = Level::of(present, recent, WINDOWS[0] * series.unit, newest);
    let window = window * series.unit;
    let mut said = said(&Course { recent, growth, level, window, apart: 0.0 }, max, series.span);
    if let Forecast::Steady { is_falling: false, resets } = &mut said {
        *resets = teeth.map_or(0, <[Point]>::len);
    }
    said
}

/// The slope of the longest window that agrees with all that are shorter, and how many bins it has.
fn recent(points: &[Point], unit: f64, is_weekly: bool) -> Option<(Slope, f64)> {
    let mut chosen: Option<(Slope, f64)> = None;
    let (mut least, mut most) = (f64::MIN, f64::MAX);
    for window in WINDOWS.into_iter().filter(|window| !is_weekly || *window >= 28.0) {
        let begin = points.partition_point(|point| point.at <= -window * unit);
        if points.len() - begin < FEWEST {
            continue;
        }
        let Some(found) = slope(&points[begin..]) else { continue };
        let fuzz = ALIKE * found.middle.abs();
        if chosen.is_some() && !(least - fuzz..=most + fuzz).contains(&found.middle) {
            break;
        }
        (least, most) = (least.max(found.low), most.min(found.high));
        chosen = Some((found, window));
        if begin == 0 {
            break;
        }
    }
    chosen
}

/// The slope over a year, or over all there is.
fn long(series: &Series, segments: &Segments, is_weekly: bool) -> Option<Slope> {
    if is_weekly {
        return slope(&series.coarser(7.0));
    }
    let bins = (series.span / series.unit).min(LONG);
    let times = (bins / POINTS).ceil().max(1.0);
    if segments.tips.is_empty() && times > 1.0 {
        let points = series.coarser(times);
        let begin = points.partition_point(|point| point.at <= -LONG * series.unit);
        return slope(&points[begin..]);
    }
    let points = &segments.points;
    let begin = points.partition_point(|point| point.at <= -POINTS * series.unit);
    slope(&points[begin..])
}

/// How far apart steps are at most where it grows by steps, and rests now as it did between two before.
fn steps_apart(series: &Series, segments: &Segments) -> Option<f64> {
    let mut highest = f64::MIN;
    let mut rises: Vec<f64> = Vec::new();
    for point in &series.peaks {
        if point.value > highest {
            highest = point.value;
            rises.push(point.at);
        }
    }
    let longest = rises.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    let rests = -rises.last()? <= longest * PAUSE;
    (segments.tips.is_empty() && rises.len() > RISES && rests).then_some(longest)
}

/// Where it stands now, freed of chance.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Level {
    /// On its trend.
    middle: f64,
    /// On its peaks: what runs out does so there.
    top: f64,
    /// On the highest of them, but for one or two in which something else may have gone wrong.
    highest: f64,
}

impl Level {
    /// The middle is that of so many of the newest points, the peaks are those of so many days.
    fn of(present: &[Point], recent: Slope, window: f64, newest: usize) -> Self {
        let rest = |point: &Point| recent.middle.mul_add(-point.at, point.value);
        let middle = median(present.iter().rev().take(newest).map(rest));
        let begin = present.partition_point(|point| point.at <= -window);
        let above = |part| quantile(present[begin..].iter().map(rest), part).max(middle);
        Self { middle, top: above(0.8), highest: above(0.9) }
    }
}

/// What is known of how it goes on.
struct Course {
    recent: Slope,
    growth: Growth,
    level: Level,
    /// How many days the recent trend is long.
    window: f64,
    /// How many days it may take until the next tip or the next step.
    apart: f64,
}

/// Where that course meets the maximum.
fn said(course: &Course, max: f64, span: f64) -> Forecast {
    let Course { recent, growth, level, window, apart } = course;
    let (growth, window, apart) = (*growth, *window, *apart);
    if !recent.is_rising() {
        return Forecast::Steady { is_falling: recent.is_falling(), resets: 0 };
    }
    let gap = |level: f64| (max - level).max(0.0);
    let scatter = (level.highest - level.middle) * UNSEEN;
    let (sooner, later) = (gap(level.highest + scatter), gap(level.middle - scatter));
    let gap = gap(level.top);
    let (days, from, to) = match growth {
        Growth::SpeedingUp { by, rate, .. } => {
            // The middle of the window is half of it ago, and growth was slower then.
            let now = |slope: f64, by: f64| by.mul_add(window / 2.0, slope);
            let fast = now(recent.high, by.high.min(by.middle * MOST));
            let days = f64::midpoint(
                by_the_square(gap, now(recent.middle, by.middle), by.middle),
                by_the_power(gap, now(recent.middle, by.middle), rate),
            );
            let from = by_the_power(sooner, fast, rate * fast / recent.middle);
            let to = by_the_square(later, recent.low, by.low.max(0.0));
            (days, from, Some(to))
        }
        Growth::SlowingDown { .. } => (gap / recent.middle, sooner / recent.high, None),
        Growth::Even | Growth::Faster { .. } => {
            (gap / recent.middle, sooner / recent.high, Some(later / recent.low))
        }
    };
    let from = (from.min(days * (1.0 - SUREST)) - apart).max(0.0);
    let to = to.map(|to| to.max(days * (1.0 + SUREST)) + apart).filter(|to| *to <= FURTHEST);
    let horizon = (AHEAD * span).min(FURTHEST);
    if days > horizon {
        return Forecast::NotWithin(horizon.min(from));
    }
    Forecast::RunsOut(Left { days, from, to, growth, per_day: recent.middle })
}

/// After how many days a gap is closed by growth that rises evenly.
fn by_the_square(gap: f64, slope: f64, by: f64) -> f64 {
    if by <= 0.0 {
        return gap / slope;
    }
    // The solution that keeps its digits where growth hardly rises.
    2.0 * gap / (slope + (2.0 * by).mul_add(gap, slope * slope).sqrt())
}

/// The same by growth that rises in proportion to itself, by that part a day.
fn by_the_power(gap: f64, slope: f64, rate: f64) -> f64 {
    if rate <= 0.0 {
        return gap / slope;
    }
    (rate * gap / slope).ln_1p() / rate
}

/// What the tips of the teeth say.
fn by_tips(tips: &[Point], max: f64, span: f64) -> Forecast {
    let resets = tips.len();
    let tips: Vec<Point> = tips.iter().map(|tip| Point { group: 0, ..*tip }).collect();
    let Some(recent) = slope(&tips).filter(Slope::is_rising) else {
        return Forecast::Steady { is_falling: false, resets };
    };
    let level = Level::of(&tips, recent, span, 5);
    let apart = tips.windows(2).map(|pair| pair[1].at - pair[0].at).fold(0.0, f64::max);
    let growth = Growth::Even;
    said(&Course { recent, growth, level, window: span, apart }, max, span)
}

#[cfg(test)]
mod tests;
