//! The story of incidents as JSON.

use serde_json::{Value, json};

use super::read::Story;
use crate::cli::json as fields;
use crate::domain::record::gaps::Gap;
use crate::publish::timeline::{Line, Subject};

pub(super) fn value(story: &Story) -> Value {
    let timeline = &story.timeline;
    json!({
        "incidents": timeline.subjects.iter().map(subject).collect::<Vec<_>>(),
        "gaps": timeline.gaps.iter().map(gap).collect::<Vec<_>>(),
        "zone": timeline.zone.iana_name(),
        "entries": timeline.lines.iter().map(|line| entry(story, line)).collect::<Vec<_>>(),
    })
}

fn subject(subject: &Subject) -> Value {
    let Subject { id, severity, summary, status, moments } = subject;
    let moments = moments.list().map(|moment| {
        json!({
            "moment": moment.word,
            "at": fields::maybe(moment.at),
            "seconds_after": moment.after.map(|after| after.as_secs()),
            "seconds_since_began": moment.since_began.map(|since| since.as_secs()),
        })
    });
    json!({
        "id": id.0,
        "severity": severity.word(),
        "summary": summary,
        "status": status,
        "moments": moments,
    })
}

fn gap(gap: &Gap) -> Value {
    json!({
        "from": fields::instant(gap.from),
        "to": fields::maybe(gap.to),
        "why": gap.why.word(),
    })
}

/// An entry as in the log, with the moment it is about, in UTC and as the clocks showed it.
fn entry(story: &Story, line: &Line) -> Value {
    let Some(sealed) = story.entries.get(&line.number) else { return Value::Null };
    let local = line.at.to_zoned(story.timeline.zone.clone());
    let mut value = fields::sealed(sealed, &story.witnesses);
    value["moment"] = fields::instant(line.at);
    value["local"] = json!(local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    value["clock_set_by_ms"] = json!(line.clock.map(|by| by.as_millis()));
    value["corrected_by"] = json!(line.corrections.iter().map(|it| it.number).collect::<Vec<_>>());
    value
}
