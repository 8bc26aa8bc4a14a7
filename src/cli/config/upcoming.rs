//! When the maintenance of a configuration comes next.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::json::instant;
use crate::config::Settings;
use crate::domain::nines::Span;
use crate::domain::quiet::maintenance::Maintenance;
use crate::domain::text::plain;
use crate::domain::wait::spell;

/// How many times are told.
const TOLD: usize = 3;

/// One line for each: `maintenance disks: Sun 2026-11-29 03:00 for 2h, …`.
pub(super) fn lines(settings: &Settings, now: Timestamp) -> Vec<String> {
    let line = |it: &Maintenance| {
        let times: Vec<String> = it
            .upcoming(now)
            .take(TOLD)
            .map(|Span { from, to }| {
                let begins = from.to_zoned(it.zone.clone()).strftime("%a %Y-%m-%d %H:%M");
                format!("{begins} for {}", spell(to.duration_since(from)))
            })
            .collect();
        let zone = it.zone.iana_name().unwrap_or("UTC");
        match times.as_slice() {
            [] => format!("maintenance {}: it is over and never comes again", it.name),
            times => format!("maintenance {}: {} ({zone})", it.name, times.join(", ")),
        }
    };
    settings.rules.maintenance.iter().map(line).collect()
}

/// Each that is over for good, with what to do about it.
pub(super) fn over(settings: &Settings, now: Timestamp) -> Vec<String> {
    let is_over = |it: &&Maintenance| it.upcoming(now).next().is_none();
    let all = settings.rules.maintenance.iter().filter(is_over);
    all.map(|it| format!("maintenance {} is over and never comes again", plain(it.name.as_str())))
        .collect()
}

/// The same as JSON.
pub(super) fn values(settings: &Settings, now: Timestamp) -> Value {
    let span = |Span { from, to }| json!({ "from": instant(from), "to": instant(to) });
    let value = |it: &Maintenance| {
        let next: Value = it.upcoming(now).take(TOLD).map(span).collect();
        json!({ "name": it.name.as_str(), "next": next })
    };
    settings.rules.maintenance.iter().map(value).collect()
}
