//! The numbers as JSON: exact, in seconds.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::json::instant;
use crate::cli::report::csv::exact;
use crate::domain::incident::IncidentId;
use crate::domain::numbers::{Figures, Measure, Numbers, Part};

pub(in crate::cli::report) fn value(numbers: &Numbers, zone: &TimeZone) -> Value {
    json!({
        "from": instant(numbers.window.from),
        "to": instant(numbers.window.to),
        "zone": zone.iana_name(),
        "whole": figures(&numbers.whole),
        "services": numbers.services.iter().map(part).collect::<Vec<_>>(),
        "sources": numbers.sources.iter().map(part).collect::<Vec<_>>(),
        "rotas": numbers.rotas.iter().map(part).collect::<Vec<_>>(),
        "months": numbers.months.iter().map(part).collect::<Vec<_>>(),
        "pages_by_hour": numbers.hours,
        "pages_by_weekday": numbers.weekdays,
    })
}

fn part(part: &Part) -> Value {
    let mut value = figures(&part.figures);
    value["name"] = json!(part.name);
    value
}

pub(in crate::cli::report) fn figures(figures: &Figures) -> Value {
    json!({
        "incidents": ids(&figures.incidents),
        "paged": ids(&figures.paged),
        "pages": figures.pages.len(),
        "to_ack": measure(&figures.to_acknowledge),
        "to_resolve": measure(&figures.to_resolve),
        "unanswered": ids(&figures.unanswered),
        "never_acted_on": ids(&figures.never_acted_on),
        "flapping": ids(&figures.flapping),
        "reports": figures.reports,
        "duplicates": figures.duplicates,
    })
}

fn measure(measure: &Measure) -> Value {
    json!({
        "number": measure.values.len(),
        "mean_seconds": maybe(measure.mean()),
        "median_seconds": maybe(measure.median()),
        "p90_seconds": maybe(measure.p90()),
    })
}

fn ids(ids: &[IncidentId]) -> Vec<i64> {
    ids.iter().map(|id| id.0).collect()
}

fn maybe(length: Option<SignedDuration>) -> Value {
    length.map_or(Value::Null, exact)
}
