//! The calendar: weeks as rows, days as columns, a colour for each person and legible without.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use unicode_width::UnicodeWidthStr as _;

use super::range::{midnight, monday_of};
use crate::cli::out::{Out, Tone};
use crate::cli::wrap::fitted;
use crate::domain::name::PersonId;
use crate::domain::rota::{Rota, Shift, ShiftCause};
use crate::domain::text::plain;

/// How wide a day is at least and at most, with the blank after it.
const NARROWEST: usize = 9;
const WIDEST: usize = 16;

/// How wide a date is where every day has its line: `[Mon 30 Nov] `.
const DATE: usize = 13;

/// What is drawn.
pub(super) struct Month<'a> {
    pub(super) rota: &'a Rota,
    pub(super) tier: usize,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) now: Timestamp,
}

/// A piece of a day: whoever has the pager, or nobody.
struct Piece {
    start: Timestamp,
    end: Timestamp,
    holder: Holder,
}

#[derive(Clone, PartialEq)]
enum Holder {
    /// Somebody, with a mark that says why.
    Person(PersonId, &'static str),
    Gap,
    Silence,
    /// Nobody, in hours that need not be covered.
    Uncovered,
}

/// One line of one day.
struct Line {
    tone: Tone,
    text: String,
}

/// The calendar, and what its marks mean.
pub(super) fn render(month: &Month<'_>, out: Out) -> String {
    let zone = month.rota.zone();
    let pieces = pieces(month);
    let terminal = crate::system::terminal_width().unwrap_or(7 * WIDEST);
    if terminal < 7 * NARROWEST {
        return day_by_day(month, &pieces, terminal, out) + &legend(&pieces, out);
    }
    let width = (terminal / 7).clamp(NARROWEST, WIDEST);
    let mut text = String::new();
    let last = month.to.to_zoned(zone.clone()).date();
    let mut monday = monday_of(month.from, zone).to_zoned(zone.clone()).date();
    while midnight(monday, zone) < month.to && monday <= last {
        let days: Vec<Vec<Line>> =
            (0..7).map(|day| column(month, &pieces, monday.saturating_add(day.days()))).collect();
        let height = days.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..height {
            let cells = days.iter().map(|lines| cell(lines.get(row), width, out));
            text.push_str(cells.collect::<String>().trim_end());
            text.push('\n');
        }
        text.push('\n');
        let Ok(next) = monday.checked_add(7.days()) else { break };
        monday = next;
    }
    text.push_str(&legend(&pieces, out));
    text
}

/// A line for each day, and one for each time at which the pager goes on: for terminals that are too narrow
/// for a week.
fn day_by_day(month: &Month<'_>, pieces: &[Piece], width: usize, out: Out) -> String {
    let zone = month.rota.zone();
    let room = width.saturating_sub(DATE).max(NARROWEST);
    let mut text = String::new();
    let mut day = month.from.to_zoned(zone.clone()).date();
    while midnight(day, zone) < month.to {
        let mut lines = column(month, pieces, day).into_iter();
        let date = lines.next();
        let mut begin = cell(date.as_ref(), DATE, out);
        for line in lines {
            text.push_str(&begin);
            text.push_str(cell(Some(&line), room, out).trim_end());
            text.push('\n');
            begin = " ".repeat(DATE);
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    text.push('\n');
    text
}

fn cell(line: Option<&Line>, width: usize, out: Out) -> String {
    let Some(Line { tone, text }) = line else { return " ".repeat(width) };
    let shown = out.cut(text, width.saturating_sub(1));
    let blank = " ".repeat(width.saturating_sub(shown.width()));
    format!("{}{blank}", out.paint(*tone, shown))
}

/// A day: its date, then whoever has the pager in it, one after the other.
fn column(month: &Month<'_>, pieces: &[Piece], day: Date) -> Vec<Line> {
    let zone = month.rota.zone();
    let (begins, ends) = (midnight(day, zone), midnight(day.saturating_add(1.day()), zone));
    let mut lines = vec![date_line(month, day, zone)];
    let first = pieces.partition_point(|piece| piece.end <= begins);
    for piece in pieces[first..].iter().take_while(|piece| piece.start < ends) {
        let (tone, name) = named(month.rota, &piece.holder);
        let text = if piece.start > begins {
            let time = piece.start.to_zoned(zone.clone()).strftime("%H:%M").to_string();
            format!("{time} {name}")
        } else {
            name
        };
        lines.push(Line { tone, text });
    }
    lines
}

fn date_line(month: &Month<'_>, day: Date, zone: &TimeZone) -> Line {
    let is_today = month.now.to_zoned(zone.clone()).date() == day;
    let is_new = day.day() == 1 || day.weekday() == Weekday::Monday;
    let text = if is_new { day.strftime("%a %-d %b") } else { day.strftime("%a %-d") };
    if is_today {
        Line { tone: Tone::Strong, text: format!("[{text}]") }
    } else {
        Line { tone: Tone::Faint, text: text.to_string() }
    }
}

fn named(rota: &Rota, holder: &Holder) -> (Tone, String) {
    match holder {
        Holder::Person(person, mark) => {
            let hue = rota.people().iter().position(|each| each == person).unwrap_or(0);
            (Tone::Person(hue), format!("{}{mark}", plain(person.as_str())))
        }
        Holder::Gap => (Tone::Alarm, "!NOBODY".to_owned()),
        Holder::Silence => (Tone::Faint, "silenced".to_owned()),
        Holder::Uncovered => (Tone::Faint, "-".to_owned()),
    }
}

/// Everything in the range, in order and without a hole.
fn pieces(month: &Month<'_>) -> Vec<Piece> {
    let Month { rota, tier, from, to, .. } = *month;
    let mut pieces: Vec<Piece> =
        rota.shifts(tier, from, to).into_iter().map(|shift| of_shift(&shift, to)).collect();
    let empty = |holder: Holder| {
        move |gap: crate::domain::rota::Gap| Piece {
            start: gap.start,
            end: gap.end,
            holder: holder.clone(),
        }
    };
    pieces.extend(rota.gaps(tier, from, to).into_iter().map(empty(Holder::Gap)));
    pieces.extend(rota.silences(tier, from, to).into_iter().map(empty(Holder::Silence)));
    pieces.sort_by_key(|piece| piece.start);
    let mut whole: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut reached = from;
    for piece in pieces {
        if reached < piece.start {
            whole.push(Piece { start: reached, end: piece.start, holder: Holder::Uncovered });
        }
        reached = piece.end;
        whole.push(piece);
    }
    if reached < to {
        whole.push(Piece { start: reached, end: to, holder: Holder::Uncovered });
    }
    whole
}

fn of_shift(shift: &Shift, to: Timestamp) -> Piece {
    let mark = match shift.cause {
        ShiftCause::Layer { .. } => "",
        ShiftCause::NextInLine { .. } => "~",
        ShiftCause::Take { .. } | ShiftCause::Cover { .. } | ShiftCause::Swap { .. } => "*",
    };
    let holder = Holder::Person(shift.person.clone(), mark);
    Piece { start: shift.start, end: shift.end.unwrap_or(to), holder }
}

/// What the marks mean, of those that occur.
fn legend(pieces: &[Piece], out: Out) -> String {
    let has = |mark: &str| {
        pieces.iter().any(|piece| matches!(&piece.holder, Holder::Person(_, m) if *m == mark))
    };
    let is = |holder: &Holder| pieces.iter().any(|piece| piece.holder == *holder);
    let notes = [
        (has("*"), "* by an override"),
        (has("~"), "~ next in line: whoever is before them is off or has another pager"),
        (is(&Holder::Gap), "!NOBODY: a gap, the fallback is called"),
        (is(&Holder::Silence), "silenced: nobody, on purpose"),
        (is(&Holder::Uncovered), "-: hours that need not be covered"),
    ];
    let notes: Vec<&str> = notes.iter().filter(|(occurs, _)| *occurs).map(|(_, it)| *it).collect();
    if notes.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = match crate::system::terminal_width() {
        Some(width) if notes.join("   ").width() > width => {
            notes.iter().map(|note| fitted(note, 2)).collect()
        }
        _ => vec![notes.join("   ")],
    };
    format!("{}\n", out.paint(Tone::Faint, lines.join("\n")))
}
