//! The timeline as comma-separated values (RFC 4180), for a spreadsheet.

use super::{Line, Timeline};
use crate::publish::csv::field;

/// The columns.
const COLUMNS: [&str; 11] = [
    "entry",
    "utc",
    "local",
    "written_utc",
    "incident",
    "event",
    "who",
    "reason",
    "text",
    "corrected",
    "station",
];

/// One row an entry, by the moment it is about.
#[must_use]
pub fn csv(timeline: &Timeline) -> String {
    let mut rows = vec![COLUMNS.join(",")];
    rows.extend(timeline.lines.iter().map(|line| row(timeline, line)));
    rows.join("\r\n") + "\r\n"
}

fn row(timeline: &Timeline, line: &Line) -> String {
    let local = line.at.to_zoned(timeline.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z");
    let corrections: Vec<&str> = line.corrections.iter().map(|it| &*it.text).collect();
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    let values = [
        line.number.to_string(),
        line.at.to_string(),
        local.to_string(),
        line.written_at.map(|at| at.to_string()).unwrap_or_default(),
        line.incident.map(|id| id.to_string()).unwrap_or_default(),
        line.event.clone(),
        maybe(&line.who),
        maybe(&line.reason),
        line.text.clone(),
        corrections.join("\n"),
        maybe(&line.station),
    ];
    values.map(|value| field(&value)).join(",")
}
