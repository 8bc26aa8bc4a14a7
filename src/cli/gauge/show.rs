//! `wail gauge show`: one gauge as a chart, with the day on which it runs out.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::chart::Chart;
use super::{asked_at, fields, name, no_name, trouble};
use crate::cli::unknown;
use crate::cli::{Session, time};
use crate::domain::gauge::forecast::{Forecast, Left};
use crate::domain::gauge::thin::Reading;
use crate::domain::gauge::{days, words};
use crate::domain::text::plain;
use crate::engine::{Weighed, gauge_at};
use crate::error::{Error, Kind};
use crate::store::StoreError;

/// The arguments of `wail gauge show`.
#[derive(Args, Debug)]
pub(super) struct Show {
    /// Which gauge
    #[arg(value_name = "NAME")]
    name: String,
    /// As it was at this time
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// Nothing: whoever calls a gauge `show` is told that it cannot be
    #[arg(long, hide = true)]
    max: Option<String>,
}

pub(super) fn run(session: &Session, args: &Show) -> Result<(), Error> {
    if args.max.is_some() {
        return Err(no_name("show"));
    }
    let gauge = name(&args.name)?;
    let zone = session.zone();
    let at = asked_at(session, args.at.as_deref(), &zone)?;
    let mut store = session.kept()?;
    let (known, all) = store.read(|tx| {
        let standing = tx.gauge(gauge.as_str())?;
        let known = standing.map(|standing| gauge_at(tx, standing, at)).transpose()?;
        Ok::<_, StoreError>((known, tx.gauges()?))
    })?;
    let Some(known) = known else {
        let none = format!("`wail gauge {gauge} VALUE --max MAX` records a reading of it");
        let names = all.iter().map(|it| it.name.as_str());
        return Err(unknown::unknown("gauge", gauge.as_str(), names, &none));
    };
    let Some((weighed, history)) = known else {
        let error = Error::new(Kind::No, format!("`{gauge}` has no reading up to then"));
        return Err(error.hint(format!("`wail gauge {gauge} VALUE --max MAX` records one")));
    };
    if session.out.json {
        let mut value = fields::of(&weighed, at);
        if let Value::Object(fields) = &mut value {
            fields.insert("history".to_owned(), fields::history(&history));
        }
        return session.out.json(&value);
    }
    let Some(newest) = weighed.standing.newest else { return Ok(()) };
    for line in head(&weighed, &newest, at, &zone) {
        session.out.line(plain(&line))?;
    }
    let left = left(&weighed.forecast);
    let chart = Chart { history: &history, newest, left, unit: &weighed.standing.unit, at };
    session.out.line("")?;
    session.out.text(chart.draw(&zone, session.out))?;
    let settings = session.settings().ok();
    let known = settings.and_then(|settings| settings.rules.gauges.get(&gauge).cloned());
    let known = known.unwrap_or_default();
    for (what, text) in [("runbook", known.runbook), ("caution", known.caution)] {
        if let Some(text) = text {
            session.out.line(format_args!("{what}: {}", plain(&text)))?;
        }
    }
    Ok(())
}

fn left(forecast: &Forecast) -> Option<Left> {
    match forecast {
        Forecast::RunsOut(left) => Some(*left),
        Forecast::TooLittle { .. }
        | Forecast::Full
        | Forecast::Steady { .. }
        | Forecast::NotWithin(_) => None,
    }
}

/// What there is to say before the chart.
fn head(weighed: &Weighed, newest: &Reading, at: Timestamp, zone: &TimeZone) -> Vec<String> {
    let Weighed { standing, forecast } = weighed;
    let (value, max) =
        (words::amount(newest.value, &standing.unit), words::amount(newest.max, &standing.unit));
    let part = words::part(newest.value, newest.max);
    let when = time::with_distance(newest.at, at, zone);
    let mut lines = vec![format!("{}: {value} of {max}, {part} used; read {when}", standing.name)];
    lines.push(words::said(forecast));
    if let Some(left) = left(forecast) {
        let day = |length: f64| {
            let then = at.checked_add(days(length)).unwrap_or(Timestamp::MAX);
            then.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string()
        };
        let per_day = words::amount(left.per_day, &standing.unit);
        let to = left.to.map_or_else(|| "or later".to_owned(), |to| format!("to {}", day(to)));
        let range = format!("{} {to}", day(left.from));
        lines.push(format!("runs out on {} ({range}) at {per_day} a day", day(left.days)));
    }
    lines.extend(trouble(standing, at));
    lines
}
