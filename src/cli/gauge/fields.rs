//! A gauge as JSON.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::json::instant;
use crate::domain::gauge::forecast::{Forecast, Left};
use crate::domain::gauge::thin::Stretch;
use crate::domain::gauge::{days, used, words};
use crate::engine::Weighed;

/// What is known of a gauge and foretold of it, counted from its newest reading unless that was long ago.
pub(super) fn of(weighed: &Weighed, seen_at: Timestamp) -> Value {
    let Weighed { standing, forecast } = weighed;
    let newest = standing.newest;
    let left = match forecast {
        Forecast::RunsOut(left) => Some(*left),
        Forecast::TooLittle { .. }
        | Forecast::Full
        | Forecast::Steady { .. }
        | Forecast::NotWithin(_) => None,
    };
    let at_least = match forecast {
        Forecast::NotWithin(days) => Some(*days),
        Forecast::RunsOut(left) => Some(left.from),
        Forecast::TooLittle { .. } | Forecast::Full | Forecast::Steady { .. } => None,
    };
    let of_left = |field: fn(&Left) -> f64| left.as_ref().map(field);
    let runs_out_at = left.and_then(|left| seen_at.checked_add(days(left.days)).ok());
    json!({
        "gauge": standing.name,
        "value": newest.map(|newest| newest.value),
        "max": newest.map(|newest| newest.max),
        "unit": standing.unit,
        "used": newest.map(|newest| used(newest.value, newest.max)),
        "at": newest.map(|newest| instant(newest.at)),
        "level": standing.level.word(),
        "stale": standing.is_stale,
        "trouble": standing.why,
        "forecast": forecast.word(),
        "days_left": of_left(|left| left.days),
        "days_left_from": at_least,
        "days_left_to": left.and_then(|left| left.to),
        "runs_out_at": runs_out_at.map(instant),
        "growth": left.map(|left| left.growth.word()),
        "growth_times": left.and_then(|left| left.growth.times()),
        "per_day": of_left(|left| left.per_day),
        "text": words::said(forecast),
    })
}

/// What is kept of its readings.
pub(super) fn history(history: &[Stretch]) -> Value {
    let stretch = |stretch: &Stretch| {
        json!({
            "from": instant(stretch.first.at),
            "at": instant(stretch.last.at),
            "value": stretch.last.value,
            "low": stretch.low,
            "high": stretch.high,
            "max": stretch.last.max,
            "readings": stretch.readings,
        })
    };
    history.iter().map(stretch).collect()
}
