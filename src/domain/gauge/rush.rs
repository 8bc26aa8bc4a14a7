//! A rush: growth within hours as there never was, which a trend of weeks does not see in time.

use super::forecast::{Forecast, Left};
use super::growth::Growth;
use super::series::Series;
use super::thin::Stretch;
use super::trend::{FEWEST, Point, real, slope};

/// How many hours are looked at.
const HOURS: f64 = 6.0;

/// Within how many days it must run out by that, to be told.
const SOON: f64 = 2.0;

/// How many times as far as ever before in so many hours it must have risen.
const UNHEARD_OF: f64 = 1.5;

/// How many such stretches there must have been before.
const BEFORE: usize = 48;

/// How many hours a day has.
const DAY: f64 = 24.0;

/// Says when it runs out if the last hours go on, where they are like none before and that is within two
/// days; else what was said already.
#[must_use]
pub fn or_rush(said: Forecast, history: &[Stretch], max: f64) -> Forecast {
    let Some(left) = rush(history, max) else { return said };
    match said {
        Forecast::RunsOut(other) if other.days <= left.days => said,
        Forecast::Full | Forecast::TooLittle { .. } => said,
        Forecast::RunsOut(_) | Forecast::Steady { .. } | Forecast::NotWithin(_) => {
            Forecast::RunsOut(left)
        }
    }
}

fn rush(history: &[Stretch], max: f64) -> Option<Left> {
    let newest = history.last()?;
    let points = Series::by_the_hour(history);
    let begin = points.partition_point(|point| point.at <= -HOURS / DAY - 1e-9);
    let (earlier, latest) = points.split_at(begin);
    if latest.len() < FEWEST {
        return None;
    }
    let slope = slope(latest).filter(super::trend::Slope::is_rising)?;
    let days = (max - newest.last.value) / slope.middle;
    if days > SOON {
        return None;
    }
    let before: Vec<f64> = rises(earlier).collect();
    let most = before.iter().copied().fold(0.0, f64::max);
    let rise = latest.last()?.value - latest.first()?.value;
    if before.len() < BEFORE || rise <= most * UNHEARD_OF {
        return None;
    }
    let long =
        (points.first()?.value - earlier.last()?.value) / (points.first()?.at - earlier.last()?.at);
    let times = (long > 0.0).then(|| slope.middle / long);
    Some(Left {
        days,
        from: (max - newest.high) / slope.high,
        to: Some((max - newest.last.value) / slope.low),
        growth: Growth::Faster { times },
        per_day: slope.middle,
    })
}

/// How far it rose within so many hours, ending with each of these points.
fn rises(points: &[Point]) -> impl Iterator<Item = f64> {
    let mut begin = 0;
    points.iter().enumerate().filter_map(move |(place, point)| {
        while point.at - points[begin].at > HOURS / DAY + 1e-9 {
            begin += 1;
        }
        let is_whole = real(place - begin) >= HOURS - 1.0;
        is_whole.then(|| point.value - points[begin].value)
    })
}

#[cfg(test)]
mod tests;
