//! The story of incidents as it is read in a terminal.

use crate::cli::out::Tone;
use crate::cli::wrap::fitted;
use crate::cli::{Session, time};
use crate::domain::record::gaps::Gap;
use crate::domain::record::witness;
use crate::domain::record::written::{MITIGATED, cut, size};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::Error;
use crate::publish::timeline::{Line, Subject, Timeline, distance, missing};

/// Where the text of an entry begins, if it is about one incident.
const INDENT: usize = "   #17  2026-03-08 03:12:05  ".len();

pub(super) fn show(session: &Session, timeline: &Timeline, full: bool) -> Result<(), Error> {
    let out = &session.out;
    for subject in &timeline.subjects {
        about(session, subject).iter().try_for_each(|line| out.line(line))?;
    }
    for gap in &timeline.gaps {
        out.line(out.paint(Tone::Calm, fitted(&gap_line(session, gap), 2)))?;
    }
    if !timeline.gaps.is_empty() {
        out.line("")?;
    }
    let several = timeline.subjects.len() > 1;
    let indent = if several { INDENT + "  412  ".len() } else { INDENT };
    for line in &timeline.lines {
        for text in lines(session, line, several, full) {
            out.line(fitted(&text, indent))?;
        }
    }
    Ok(())
}

/// The incident, and its moments.
fn about(session: &Session, subject: &Subject) -> Vec<String> {
    let Subject { id, severity, summary, status, moments } = subject;
    let title = format!("{id} {severity}: {}, {status}", plain(summary));
    let mut lines = vec![session.out.paint(Tone::Strong, title)];
    for moment in moments.list() {
        let word = moment.word;
        let line = match moment.at {
            Some(at) => {
                let far = distance(&moment);
                format!("  {word:<12}  {}  {far}", time::stamp(at, &session.zone()))
            }
            None if word == MITIGATED => {
                format!("  {word:<12}  not marked; `wail mark mitigated {id} --at TIME` says when")
            }
            None => format!("  {word:<12}  {}", missing(word)),
        };
        lines.push(line.trim_end().to_owned());
    }
    lines.push(String::new());
    lines
}

fn gap_line(session: &Session, gap: &Gap) -> String {
    let (from, why) = (time::stamp(gap.from, &session.zone()), gap.why.phrase());
    let Some(to) = gap.to else { return format!("gap from {from} on: {why}") };
    let length = spell(to.duration_since(gap.from));
    format!("gap from {from} to {}, {length}: {why}", time::stamp(to, &session.zone()))
}

/// The entry, and what goes with it.
fn lines(session: &Session, line: &Line, several: bool, full: bool) -> Vec<String> {
    let zone = session.zone();
    let stamp = time::stamp(line.at, &zone);
    let number = format!("#{}", line.number);
    let incident = match line.incident {
        _ if !several => String::new(),
        Some(id) => format!("{id:>5}  "),
        None => "    -  ".to_owned(),
    };
    let start = |number: &str, stamp: &str| format!("{number:>6}  {stamp:<19}  {incident}");
    let mut lines = Vec::new();
    if let Some(by) = line.clock {
        lines.push(start("", &stamp) + &witness::told(by));
    }
    let written =
        line.written_at.map(|at| format!(" (written {})", time::local(at, line.at, &zone)));
    let text = text(line, full, INDENT);
    lines.push(start(&number, &stamp) + &text + &written.unwrap_or_default());
    for correction in &line.corrections {
        let at = time::local(correction.at, line.at, &zone);
        let (text, number) = (plain(&correction.text), correction.number);
        lines.push(format!("{:INDENT$}{at}, #{number}: {text}", ""));
    }
    lines
}

fn text(line: &Line, full: bool, indent: usize) -> String {
    if full {
        let lines: Vec<_> = line.text.lines().map(plain).collect();
        return lines.join(&format!("\n{:indent$}", ""));
    }
    let (kept, left) = cut(&line.text);
    if left == 0 {
        return plain(kept).into_owned();
    }
    format!("{}… ({} more, `--full` shows it)", plain(kept), size(left))
}
