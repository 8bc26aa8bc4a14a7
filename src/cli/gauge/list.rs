//! `wail gauge list`: every gauge with its curve and what is left, the most urgent first.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{asked_at, fields, no_name, trouble};
use crate::cli::Session;
use crate::cli::format::Format;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::domain::gauge::forecast::Forecast;
use crate::domain::gauge::thin::Stretch;
use crate::domain::gauge::{Level, words};
use crate::domain::text::plain;
use crate::engine::{Weighed, gauge_at};
use crate::error::Error;
use crate::store::StoreError;

/// How long a curve goes back, and how many columns it has.
const CURVE: SignedDuration = SignedDuration::from_hours(30 * 24);
const COLUMNS: i32 = 16;

/// The arguments of `wail gauge list`.
#[derive(Args, Debug)]
pub(super) struct List {
    /// As it was at this time
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// Nothing: whoever calls a gauge so is told that it cannot be
    #[arg(hide = true)]
    value: Vec<String>,
    /// The same
    #[arg(long, hide = true)]
    max: Option<String>,
    #[command(flatten)]
    format: Format,
}

pub(super) fn run(session: &Session, args: &List) -> Result<(), Error> {
    if !args.value.is_empty() || args.max.is_some() {
        return Err(no_name("list"));
    }
    let at = asked_at(session, args.at.as_deref(), &session.zone())?;
    let mut store = session.kept()?;
    let mut found = store.read(|tx| {
        let weighed = |standing: crate::domain::gauge::Standing| {
            let known = gauge_at(tx, standing.clone(), at)?;
            Ok(known.unwrap_or_else(|| (never(standing), Vec::new())))
        };
        tx.gauges()?.into_iter().map(weighed).collect::<Result<Vec<_>, StoreError>>()
    })?;
    found.sort_by(|(one, _), (other, _)| urgency(one).total_cmp(&urgency(other)));
    if args.format.is_asked(session.out) {
        let gauges: Vec<Value> = found.iter().map(|(weighed, _)| fields::of(weighed, at)).collect();
        return args.format.print(session.out, "gauge-list", &Value::Array(gauges));
    }
    if found.is_empty() {
        session.out.line("there is no gauge")?;
        session.out.talk("hint: `wail gauge NAME VALUE --max MAX` records a reading of one");
        return Ok(());
    }
    let mut table = Table::new(&["GAUGE", "USED", "NOW", "CURVE", "LEFT"]);
    for (weighed, history) in &found {
        table.row(cells(weighed, history, at));
    }
    session.out.text(table.render(session.out))
}

/// A gauge without a reading.
fn never(mut standing: crate::domain::gauge::Standing) -> Weighed {
    standing.newest = None;
    Weighed { standing, forecast: Forecast::TooLittle { readings: 0, days: 0.0 } }
}

/// Fewer days are more urgent; what does not run out is least.
fn urgency(weighed: &Weighed) -> f64 {
    match weighed.forecast {
        Forecast::Full => -1.0,
        Forecast::RunsOut(left) => left.days,
        Forecast::NotWithin(days) => days.max(1e6),
        Forecast::TooLittle { .. } => 1e7,
        Forecast::Steady { .. } => 1e8,
    }
}

fn cells(weighed: &Weighed, history: &[Stretch], at: Timestamp) -> Vec<(Tone, String)> {
    let Weighed { standing, forecast } = weighed;
    let tone = match standing.level {
        Level::Critical | Level::Page => Tone::Alarm,
        Level::Note => Tone::Calm,
        Level::Fine => Tone::Plain,
    };
    let left = match (standing.newest, trouble(standing, at)) {
        (None, Some(trouble)) => format!("never a reading: {trouble}"),
        (None, None) => "never a reading".to_owned(),
        (Some(_), Some(trouble)) => format!("{}; {trouble}", words::said(forecast)),
        (Some(_), None) => words::said(forecast),
    };
    let (used, now) = standing.newest.map_or_else(Default::default, |newest| {
        let now = words::amount(newest.value, &standing.unit);
        (words::part(newest.value, newest.max), plain(&now).into_owned())
    });
    vec![
        (Tone::Strong, plain(&standing.name).into_owned()),
        (Tone::Plain, used),
        (Tone::Plain, now),
        (Tone::Faint, curve(history)),
        (tone, left),
    ]
}

/// The last thirty days, or as many as there are, in a few columns.
fn curve(history: &[Stretch]) -> String {
    let (Some(first), Some(last)) = (history.first(), history.last()) else {
        return String::new();
    };
    let whole = last.last.at.duration_since(first.first.at);
    // The first reading lies within the first column.
    let column = whole.min(CURVE) / COLUMNS + SignedDuration::from_secs(1);
    let columns = (0..COLUMNS).rev().map(|place| {
        let end = last.last.at.saturating_sub(column * place).unwrap_or(last.last.at);
        let begin = end.saturating_sub(column).unwrap_or(end);
        let within = |stretch: &&Stretch| begin < stretch.last.at && stretch.last.at <= end;
        history.iter().filter(within).map(|stretch| stretch.high).reduce(f64::max)
    });
    words::curve(&columns.collect::<Vec<_>>()).trim_start().to_owned()
}
