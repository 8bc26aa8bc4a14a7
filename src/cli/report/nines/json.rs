//! How available everything was, as JSON: exact, in seconds.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::json::instant;
use crate::cli::report::csv::exact as seconds;
use crate::domain::name::MonitorName;
use crate::domain::nines::budget::Budget;
use crate::domain::nines::{Span, Tally};
use crate::engine::nines::{Line, Nines, Worst};

pub(super) fn value(nines: &Nines, zone: &TimeZone) -> Value {
    let lines = |lines: &[Line]| lines.iter().map(|it| line(it, nines)).collect::<Vec<_>>();
    json!({
        "from": instant(nines.window.from),
        "to": instant(nines.window.to),
        "zone": zone.iana_name(),
        "services": lines(&nines.services),
        "monitors": lines(&nines.monitors),
        "worst": nines.worst.iter().map(worst).collect::<Vec<_>>(),
    })
}

fn line(line: &Line, nines: &Nines) -> Value {
    json!({
        "name": line.name,
        "monitors": line.monitors.iter().map(MonitorName::as_str).collect::<Vec<_>>(),
        "target_percent": line.target.as_percent(),
        "window": tally(&line.tally, nines.window),
        "month_before": tally(&line.month_before, nines.month_before),
        "month": budget(&line.month),
        "quarter": budget(&line.quarter),
        "burn_day": line.burn_day,
        "burn_week": line.burn_week,
    })
}

fn tally(tally: &Tally, span: Span) -> Value {
    let bounds = tally.bounds();
    json!({
        "from": instant(span.from),
        "to": instant(span.to),
        "available_seconds": seconds(tally.available),
        "down_seconds": seconds(tally.down),
        "unknown_seconds": seconds(tally.unknown),
        "maintenance_seconds": seconds(tally.maintenance),
        "availability_percent": tally.availability().map(|share| share.percent()),
        "at_least_percent": bounds.map(|(least, _)| least.percent()),
        "at_most_percent": bounds.map(|(_, most)| most.percent()),
    })
}

fn budget(budget: &Budget) -> Value {
    json!({
        "from": instant(budget.span.from),
        "to": instant(budget.span.to),
        "allowed_seconds": seconds(budget.allowed),
        "allowed_so_far_seconds": seconds(budget.allowed_so_far),
        "used_seconds": seconds(budget.used),
        "left_seconds": seconds(budget.left),
        "spent_at": maybe(budget.spent_at),
    })
}

fn worst(worst: &Worst) -> Value {
    json!({
        "monitor": worst.monitor.as_str(),
        "began_at": instant(worst.outage.began_at),
        "ended_at": maybe(worst.outage.ended_at),
        "down_seconds": seconds(worst.outage.counted),
        "why": worst.why,
        "incident": worst.incident.map(|id| id.0),
    })
}

fn maybe(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, instant)
}
