//! The timeline as one HTML page that needs nothing besides itself.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{Line, Subject, Timeline, distance, missing};
use crate::domain::record::moments::Moment;
use crate::domain::record::witness;
use crate::domain::text::plain;
use crate::publish::svg;

/// How it looks, in light and in dark: words have at least 4.5 to 1 against what is behind them.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--faint:#57606a;--line:#d0d7de;--paper:#fff;--warn:#9a6700}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9198a1;--line:#3d444d;--paper:#0d1117;--warn:#d29922}}\
body{font:16px/1.5 sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:2rem auto;padding:0 1rem}\
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}\
td:last-child{min-width:12rem}time{white-space:nowrap;font-variant-numeric:tabular-nums}\
.what{white-space:pre-wrap;overflow-wrap:anywhere;min-width:16rem}.faint{color:var(--faint)}.warn{color:var(--warn)}";

/// A whole page: the moments and the gaps first, then what happened.
#[must_use]
pub fn html(timeline: &Timeline) -> String {
    let ids: Vec<String> = timeline.subjects.iter().map(|subject| subject.id.to_string()).collect();
    let title = match ids.as_slice() {
        [one] => format!("Incident {one}"),
        several => format!("Incidents {}", several.join(", ")),
    };
    let zone = escaped(&timeline.zone_name());
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    for subject in &timeline.subjects {
        page.push_str(&about(timeline, subject, &zone));
    }
    if !timeline.gaps.is_empty() {
        page.push_str("<h2>What the record does not know</h2>\n<ul>\n");
        for gap in &timeline.gaps {
            // Writing to a text does not fail.
            let _ = writeln!(page, "<li class=\"warn\">{}</li>", escaped(&timeline.gap(gap)));
        }
        page.push_str("</ul>\n");
    }
    let _ = writeln!(
        page,
        "<h2>What happened</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" \
         aria-label=\"What happened\">\n<table>\n<thead><tr><th scope=\"col\">UTC</th>\
         <th scope=\"col\">{zone}</th><th scope=\"col\">incident</th><th scope=\"col\">what</th></tr>\
         </thead>\n<tbody>"
    );
    for line in &timeline.lines {
        page.push_str(&row(timeline, line));
    }
    page.push_str("</tbody>\n</table>\n</div>\n</main>\n</body>\n</html>\n");
    page
}

fn about(timeline: &Timeline, subject: &Subject, zone: &str) -> String {
    let Subject { id, severity, summary, status, moments } = subject;
    let summary = escaped(summary);
    let mut text = format!(
        "<h2>{id}: {summary}</h2>\n<p>{severity}, {status}</p>\n<div class=\"wide\" tabindex=\"0\" \
         role=\"region\" aria-label=\"Moments of incident {id}\">\n<table>\n<thead><tr>\
         <th scope=\"col\">moment</th><th scope=\"col\">UTC</th><th scope=\"col\">{zone}</th>\
         <th scope=\"col\">how long</th></tr></thead>\n<tbody>\n"
    );
    for moment in moments.list() {
        let Moment { word, at, .. } = moment;
        let [utc, local] = at.map(|at| times(timeline, at)).unwrap_or_default();
        let far = if at.is_some() { distance(&moment) } else { missing(word).to_owned() };
        let _ = writeln!(
            text,
            "<tr><th scope=\"row\">{word}</th><td>{utc}</td><td>{local}</td><td>{far}</td></tr>"
        );
    }
    text.push_str("</tbody>\n</table>\n</div>\n");
    text
}

fn row(timeline: &Timeline, line: &Line) -> String {
    let mut what = String::new();
    if let Some(by) = line.clock {
        let _ = writeln!(what, "<strong class=\"warn\">{}</strong>", escaped(&witness::told(by)));
    }
    what.push_str(&escaped(&line.text));
    if let Some(at) = line.written_at {
        let _ =
            write!(what, " <span class=\"faint\">(written {} UTC)</span>", timeline.both(at)[0]);
    }
    for correction in &line.corrections {
        let (at, text) = (&timeline.both(correction.at)[0], escaped(&correction.text));
        let _ = write!(what, "\n<em>{at} UTC: {text}</em>");
    }
    let [utc, local] = times(timeline, line.at);
    let incident = line.incident.map(|id| id.to_string()).unwrap_or_default();
    let number = line.number;
    format!(
        "<tr id=\"entry-{number}\"><td>{utc}</td><td>{local}</td><td>{incident}</td>\
         <td class=\"what\">{what}</td></tr>\n"
    )
}

/// A moment in both clocks.
fn times(timeline: &Timeline, at: Timestamp) -> [String; 2] {
    let [utc, local] = timeline.both(at);
    [
        format!("<time datetime=\"{at}\">{utc}</time>"),
        format!("<time datetime=\"{at}\">{local}</time>"),
    ]
}

/// The text as words, on the lines that it has.
fn escaped(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| svg::escaped(&plain(line))).collect();
    lines.join("\n")
}
