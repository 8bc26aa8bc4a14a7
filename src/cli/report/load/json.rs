//! What being on call cost, as JSON: exact, in seconds.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::json::instant;
use crate::cli::report::csv::exact;
use crate::domain::load::alert::AlertCost;
use crate::domain::load::person::PersonLoad;
use crate::domain::load::{Load, MOST_A_SHIFT, MOST_ON_CALL};

pub(super) fn value(load: &Load, zone: &TimeZone) -> Value {
    let typical = &load.typical;
    json!({
        "from": instant(load.window.from),
        "to": instant(load.window.to),
        "zone": zone.iana_name(),
        "people": load.people.iter().map(person).collect::<Vec<_>>(),
        "typical": {
            "pages": typical.pages,
            "rings": typical.rings,
            "incidents": typical.incidents,
            "wakes": typical.wakes,
            "busiest_shift": typical.busiest,
            "nights": typical.nights,
            "nights_in_a_row": typical.nights_in_a_row,
            "weekends": typical.weekends,
            "holidays": typical.holidays,
            "on_call_seconds": exact(typical.on_call),
            "on_call_percent": typical.on_call_permille / 10.0,
            "to_ack_median_seconds": maybe(typical.to_acknowledge),
            "to_quiet_median_seconds": maybe(typical.back_to_quiet),
        },
        "limits": { "incidents_in_12_hours": MOST_A_SHIFT, "on_call_percent": MOST_ON_CALL },
        "alerts": load.alerts.iter().map(alert).collect::<Vec<_>>(),
    })
}

fn person(it: &PersonLoad) -> Value {
    let wakes = it.wakes.iter().zip(&it.to_quiet).map(|(wake, quiet)| {
        json!({
            "at": instant(wake.at),
            "night": wake.night.to_string(),
            "incidents": wake.incidents.iter().map(|id| id.0).collect::<Vec<_>>(),
            "to_quiet_seconds": exact(*quiet),
            "entry": wake.place,
        })
    });
    json!({
        "person": it.person.as_str(),
        "pages": it.pages,
        "rings": it.rings,
        "incidents": it.incidents,
        "acks": it.acks.len(),
        "to_ack_median_seconds": maybe(it.to_acknowledge()),
        "on_call_seconds": exact(it.on_call),
        "on_call_percent": f64::from(it.on_call_permille) / 10.0,
        "shifts": it.shifts,
        "shifts_over_limit": it.shifts_over,
        "busiest_shift": it.busiest,
        "wakes": wakes.collect::<Vec<_>>(),
        "nights": it.nights.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "nights_in_a_row": it.nights_in_a_row,
        "to_quiet_median_seconds": maybe(it.back_to_quiet()),
        "weekends": it.weekends,
        "holidays": it.holidays,
    })
}

fn alert(it: &AlertCost) -> Value {
    json!({
        "source": it.source.as_str(),
        "summary": it.summary,
        "incidents": it.incidents.iter().map(|id| id.0).collect::<Vec<_>>(),
        "pages": it.pages,
        "people": it.people.iter().map(|person| person.as_str()).collect::<Vec<_>>(),
        "nights": it.nights.len(),
        "awake_seconds": exact(it.awake),
        "acted_on": it.is_acted_on,
        "text": it.phrase(),
    })
}

fn maybe(length: Option<SignedDuration>) -> Value {
    length.map_or(Value::Null, exact)
}
