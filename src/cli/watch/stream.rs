//! The plain stream of a station: what happened, line after line, and in between how things stand.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::out::Tone;
use super::super::wrap::fitted;
use super::super::{Out, json, log, serve, time};
use super::read::why_held;
use crate::daemon::report::{Board, Named, Notice};
use crate::domain::caption::Caption;
use crate::domain::text::plain;
use crate::store::Recorded;

/// For how long an unchanged board is not shown again where every line stays.
const BOARD_AGE: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);

/// Who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A person, a file or a pipe: every line stays.
    Lines,
    /// A program: the record, one object a line.
    Json,
}

/// What is shown.
pub(super) struct Stream {
    out: Out,
    zone: TimeZone,
    form: Form,
    /// When the board was last shown, and as which line.
    last: (Timestamp, String),
}

impl Stream {
    pub(super) fn new(out: Out, zone: TimeZone, form: Form) -> Self {
        Self { out, zone, form, last: <_>::default() }
    }

    /// Shows that.
    pub(super) fn show(&mut self, notice: &Notice) {
        match (notice, self.form) {
            // A reader that is gone has seen enough; the station goes on ringing.
            (Notice::Entry(entry), Form::Json) => drop(self.out.json(&json::entry(entry))),
            (Notice::Entry(entry), Form::Lines) => {
                let line = fitted(&log::line(entry, &self.zone), log::INDENT);
                drop(self.out.line(self.out.paint(tone(entry), line)));
            }
            (Notice::Board(board), _) => self.board(board),
            (other, _) => serve::say(self.out, other),
        }
    }

    /// Shows how things stand.
    pub(super) fn board(&mut self, board: &Board) {
        let line = words(board, &self.zone);
        // A line that is older than a minute means that nobody looks any more.
        let is_known = self.last.1 == line && board.at < self.last.0 + BOARD_AGE;
        if self.form == Form::Json || is_known {
            return;
        }
        let at = time::stamp(board.at, &self.zone);
        let text = fitted(&format!("{at}  ·  {line}"), log::INDENT);
        drop(self.out.line(self.out.paint(Tone::Strong, text)));
        self.last = (board.at, line);
    }
}

fn tone(entry: &Recorded) -> Tone {
    match entry.event.as_str() {
        "opened" | "paged" | "unreachable" | "channel-failed" | "nobody-on-call" | "exhausted"
        | "check-in-missed" | "deaf" | "grown" | "recurring" => Tone::Alarm,
        "acknowledged" | "renewed" | "taken-over" | "snoozed" | "held" => Tone::Calm,
        "resolved" | "cleared" => Tone::Over,
        _ => Tone::Plain,
    }
}

/// How many are open and ring here, who is on call, and which of them are the gravest.
fn words(board: &Board, zone: &TimeZone) -> String {
    let number = |wanted: &str| -> i64 {
        let of = board.open.iter().filter(|count| count.status == wanted);
        of.map(|count| count.number).sum()
    };
    // What rings here was counted before this turn: what somebody has by now rings no longer.
    let ringing = i64::try_from(board.ringing).unwrap_or(i64::MAX).min(number("triggered"));
    let held = why_quiet(board, number("held"));
    let counts: Vec<String> = ["triggered", "acknowledged", "held"]
        .into_iter()
        .map(|status| (number(status), status, if status == "held" { &*held } else { "" }))
        .chain([(ringing, "ringing here", "")])
        .filter(|(number, ..)| *number > 0)
        .map(|(number, what, why)| format!("{number} {what}{why}"))
        .collect();
    let mut parts = Vec::new();
    if !board.reconciling.is_empty() {
        parts.push(format!("reconciling {}…", plain(&board.reconciling.join(", "))));
    }
    parts.push(if counts.is_empty() { "nothing is open".to_owned() } else { counts.join(", ") });
    let on_call = board.on_call.iter().map(|(rota, person)| {
        let person = person.as_deref().unwrap_or("nobody");
        format!("{} {}", plain(rota), plain(person))
    });
    let on_call: Vec<String> = on_call.collect();
    let on_call = if on_call.is_empty() { "no rota".to_owned() } else { on_call.join(", ") };
    parts.push(format!("on call: {on_call}"));
    if let Some(at) = board.audible_at {
        let at = at.to_zoned(zone.clone());
        parts.push(format!("last proven audible {}", at.strftime("%H:%M")));
    }
    let triggered = usize::try_from(number("triggered")).unwrap_or_default();
    let caption = |Named { id, severity, summary, others: alerts }: &Named| {
        let alerts = if *alerts > 0 { format!(" +{alerts}") } else { String::new() };
        let caption = Caption::new(*severity, &format!("{summary}{alerts}"), 0);
        format!("{id} {severity}: {}", caption.shown(usize::MAX))
    };
    parts.extend(board.gravest.iter().map(caption));
    match triggered.saturating_sub(board.gravest.len()) {
        0 => {}
        others => parts.push(format!("and {others} more")),
    }
    parts.join(" · ")
}

/// What is quiet and why, of so many: ` (3 by silence 2, 1 in storm 7)`.
fn why_quiet(board: &Board, of: i64) -> String {
    let told = board.held.iter().map(|(by, number)| {
        let why = why_held(by);
        if of == 1 { why } else { format!("{number} {why}") }
    });
    let mut told: Vec<String> = told.collect();
    let seen: usize = board.held.iter().map(|(_, number)| number).sum();
    if told.is_empty() {
        return String::new();
    }
    // Only the gravest of what is open are looked at.
    if i64::try_from(seen).unwrap_or(i64::MAX) < of {
        told.push("…".to_owned());
    }
    format!(" ({})", told.join(", "))
}

#[cfg(test)]
mod tests;
