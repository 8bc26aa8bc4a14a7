//! The timeline in Markdown, for a wiki or a repository.

use std::fmt::Write as _;

use super::{Line, Subject, Timeline, distance, missing};
use crate::domain::record::moments::Moment;
use crate::domain::record::witness;
use crate::domain::text::plain;

/// What means something in the middle of a line of Markdown.
const MARKS: &str = "\\`*_[]|~@>";

/// The moments and the gaps first, then what happened.
#[must_use]
pub fn markdown(timeline: &Timeline) -> String {
    let mut text = String::new();
    let zone = words(&timeline.zone_name());
    for subject in &timeline.subjects {
        text.push_str(&about(timeline, subject, &zone));
    }
    if !timeline.gaps.is_empty() {
        text.push_str("## What the record does not know\n\n");
        for gap in &timeline.gaps {
            // Writing to a text does not fail.
            let _ = writeln!(text, "- {}", words(&timeline.gap(gap)));
        }
        text.push('\n');
    }
    let _ =
        writeln!(text, "## What happened\n\n| UTC | {zone} | incident | what |\n|---|---|---|---|");
    for line in &timeline.lines {
        text.push_str(&row(timeline, line));
    }
    text
}

fn about(timeline: &Timeline, subject: &Subject, zone: &str) -> String {
    let Subject { id, severity, summary, status, moments } = subject;
    let mut text = format!("# Incident {id}: {}\n\n{severity}, {status}\n\n", words(summary));
    let _ = writeln!(text, "| moment | UTC | {zone} | |\n|---|---|---|---|");
    for moment in moments.list() {
        let Moment { word, at, .. } = moment;
        let [utc, local] = at.map(|at| timeline.both(at)).unwrap_or_default();
        let far = if at.is_some() { distance(&moment) } else { missing(word).to_owned() };
        let _ = writeln!(text, "| {word} | {utc} | {local} | {far} |");
    }
    text.push('\n');
    text
}

fn row(timeline: &Timeline, line: &Line) -> String {
    let mut what = String::new();
    if let Some(by) = line.clock {
        let _ = write!(what, "**{}**<br>", words(&witness::told(by)));
    }
    what.push_str(&words(&line.text));
    if let Some(at) = line.written_at {
        let _ = write!(what, " (written {} UTC)", timeline.both(at)[0]);
    }
    for correction in &line.corrections {
        let (at, text) = (&timeline.both(correction.at)[0], words(&correction.text));
        let _ = write!(what, "<br>*{at} UTC:* {text}");
    }
    let [utc, local] = timeline.both(line.at);
    let incident = line.incident.map(|id| id.to_string()).unwrap_or_default();
    format!("| {utc} | {local} | {incident} | {what} |\n")
}

/// The text as words, on one line of Markdown: nothing in it is a mark, a link, a picture or HTML.
fn words(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| escaped(&plain(line))).collect();
    lines.join("<br>")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for (place, character) in text.char_indices() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            mark if MARKS.contains(mark) || makes_link(text, place) => escaped.extend(['\\', mark]),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether some readers make a link of what stands around that place: `https://…`, `www.…`.
pub(in crate::publish) fn makes_link(text: &str, place: usize) -> bool {
    let before = || place.checked_sub(3).and_then(|from| text.get(from..place));
    let is_www = || before().is_some_and(|before| before.eq_ignore_ascii_case("www"));
    let rest = &text[place..];
    rest.starts_with("://") || rest.starts_with('.') && is_www()
}
