//! The screen of a station: what happened, line after line, and below it how things stand.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::super::out::Tone;
use super::super::table::cut;
use super::super::wrap::{fitted, is_roomy};
use super::super::{Out, json, log, serve, time};
use crate::daemon::report::{Board, Named, Notice};
use crate::domain::caption::Caption;
use crate::domain::incident::Hold;
use crate::domain::noise::Noise;
use crate::domain::text::plain;
use crate::store::Recorded;
use crate::system::terminal_width;

/// For how long an unchanged board is not shown again where every line stays.
const BOARD_AGE: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);

/// How wide a terminal is that does not say.
const USUAL: usize = 80;

/// Who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A person, now: how things stand is the last line, and always anew.
    Live,
    /// A file or a pipe: every line stays.
    Lines,
    /// A program: the record, one object a line.
    Json,
}

/// What is shown.
pub(super) struct Screen {
    out: Out,
    zone: TimeZone,
    form: Form,
    /// When the board was last shown, and as which line.
    last: (Timestamp, String),
    /// The last line of a live screen, and how wide it was when it was drawn.
    below: Option<(String, usize)>,
    /// The day of the last entry.
    day: Option<Date>,
}

impl Screen {
    pub(super) fn new(out: Out, zone: TimeZone, form: Form) -> Self {
        Self { out, zone, form, last: <_>::default(), below: None, day: None }
    }

    /// Shows that.
    pub(super) fn show(&mut self, notice: &Notice) {
        match notice {
            Notice::Entry(entry) => {
                let text = match self.form {
                    // A reader that is gone has seen enough; the station goes on ringing.
                    Form::Json => return drop(self.out.json(&json::entry(entry))),
                    Form::Lines => log::line(entry, &self.zone),
                    Form::Live => self.entry(entry),
                };
                let (out, tone) = (self.out, tone(entry));
                self.above(|| drop(out.line(out.paint(tone, text))));
            }
            Notice::Board(board) => self.board(board),
            other => {
                let out = self.out;
                self.above(|| serve::say(out, other));
            }
        }
    }

    /// Does what prints, above the line that stays last.
    pub(super) fn above(&mut self, print: impl FnOnce()) {
        let below = self.lift();
        print();
        if let Some(line) = below {
            self.lay(line);
        }
    }

    /// Shows how things stand.
    pub(super) fn board(&mut self, board: &Board) {
        let line = words(board, &self.zone, self.form);
        match self.form {
            Form::Json => {}
            Form::Live => {
                let at = board.at.to_zoned(self.zone.clone());
                self.lift();
                self.lay(format!("{}  {line}", at.strftime("%H:%M:%S")));
            }
            // A line that is older than a minute means that nobody looks any more.
            Form::Lines if self.last.1 == line && board.at < self.last.0 + BOARD_AGE => {}
            Form::Lines => {
                let at = time::stamp(board.at, &self.zone);
                drop(self.out.line(self.out.paint(Tone::Strong, format_args!("{at}  ·  {line}"))));
                self.last = (board.at, line);
            }
        }
    }

    /// Leaves the terminal to whoever comes next.
    pub(super) fn end(&mut self) {
        self.lift();
    }

    /// One thing that happened; a new day has a line of its own, so that the rest is short.
    fn entry(&mut self, entry: &Recorded) -> String {
        let at = entry.at.to_zoned(self.zone.clone());
        let incident = entry.incident.map_or_else(|| "-".to_owned(), |id| id.to_string());
        let padding = if is_roomy() { 4 } else { 0 };
        let start = format!("{}  {incident:>padding$}  ", at.strftime("%H:%M:%S"));
        let text = fitted(&(start.clone() + &log::text(entry, &self.zone)), start.width());
        if self.day.replace(at.date()) == Some(at.date()) {
            return text;
        }
        format!("{}\n{text}", at.strftime("%A, %Y-%m-%d"))
    }

    /// Draws the last line, with the cursor left on it.
    fn lay(&mut self, line: String) {
        let shown = cut(&line, terminal_width().unwrap_or(USUAL).saturating_sub(1));
        drop(self.out.text(self.out.paint(Tone::Strong, &shown)));
        self.below = Some((line, shown.width()));
    }

    /// Takes the last line away. A terminal that became narrower since has broken it into several.
    fn lift(&mut self) -> Option<String> {
        let (line, drawn) = self.below.take()?;
        let width = terminal_width().unwrap_or(USUAL);
        let up = match drawn.saturating_sub(1) / width {
            0 => String::new(),
            rows => format!("\x1b[{rows}A"),
        };
        drop(self.out.text(format_args!("\r{up}\x1b[J")));
        Some(line)
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

/// How many are open and ring here, who is on call, and which of them are the gravest; where there is
/// one line for it, only what an alarm says in words.
fn words(board: &Board, zone: &TimeZone, form: Form) -> String {
    let number = |wanted: &str| -> i64 {
        let of = board.open.iter().filter(|count| count.status == wanted);
        of.map(|count| count.number).sum()
    };
    // What rings here was counted before this turn: what somebody has by now rings no longer.
    let ringing = i64::try_from(board.ringing).unwrap_or(i64::MAX).min(number("triggered"));
    let held = why_held(board, number("held"));
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
    let caption = |Named { id, severity, summary, others: alerts }: &Named, others| {
        let alerts = if *alerts > 0 { format!(" +{alerts}") } else { String::new() };
        let caption = Caption::new(*severity, &format!("{summary}{alerts}"), others);
        format!("{id} {severity}: {}", caption.shown(usize::MAX))
    };
    if form == Form::Live {
        let newest = board.newest.iter();
        parts.extend(newest.map(|newest| caption(newest, triggered.saturating_sub(1))));
        return parts.join(" · ");
    }
    parts.extend(board.gravest.iter().map(|gravest| caption(gravest, 0)));
    match triggered.saturating_sub(board.gravest.len()) {
        0 => {}
        others => parts.push(format!("and {others} more")),
    }
    parts.join(" · ")
}

/// What is quiet and why, of so many: ` (3 by silence 2, 1 in storm 7)`.
fn why_held(board: &Board, of: i64) -> String {
    let told = board.held.iter().map(|(by, number)| {
        let why = match by {
            Hold::Hours(person) => format!("for {}'s day", plain(person.as_str())),
            Hold::Silence(id) => format!("by silence {id}"),
            Hold::Maintenance(name) => format!("by maintenance {}", plain(name.as_str())),
            Hold::Inhibited(by) => format!("for incident {}", by.cause),
            Hold::Noise(Noise::OldNews) => "as old news".to_owned(),
            Hold::Noise(Noise::Flapping) => "for flapping".to_owned(),
            Hold::Noise(Noise::Storm(id)) => format!("in storm {id}"),
        };
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
