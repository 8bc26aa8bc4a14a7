//! A chart in characters: what was, what is foretold, and the ceiling above both.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use unicode_width::UnicodeWidthStr as _;

use crate::cli::out::{Out, Tone};
use crate::domain::gauge::forecast::Left;
use crate::domain::gauge::thin::{Reading, Stretch};
use crate::domain::gauge::trend::{real, whole};
use crate::domain::gauge::{days, patience, words};

/// How many rows a chart has.
const ROWS: usize = 10;

/// How wide it is where there is no terminal, and how narrow and wide at all.
const WIDTH: usize = 80;
const NARROWEST: usize = 20;
const WIDEST: usize = 160;

/// From which part of the ceiling on the chart does not begin at zero.
const HIGH: f64 = 0.5;

/// How many times as far ahead it goes as it goes back, at most.
const AHEAD: i32 = 4;

/// What is drawn.
pub(super) struct Chart<'c> {
    pub(super) history: &'c [Stretch],
    pub(super) newest: Reading,
    pub(super) left: Option<Left>,
    pub(super) unit: &'c str,
    pub(super) at: Timestamp,
}

/// The field of the chart: what its edges stand for.
struct Field {
    columns: usize,
    begin: Timestamp,
    length: SignedDuration,
    low: f64,
    high: f64,
}

impl Field {
    fn column(&self, at: Timestamp) -> Option<usize> {
        let part = at.duration_since(self.begin).as_secs_f64() / self.length.as_secs_f64();
        (0.0..=1.0).contains(&part).then(|| whole(part * real(self.columns - 1) + 0.5))
    }

    fn instant(&self, column: usize) -> Timestamp {
        let part = real(column) / real(self.columns - 1);
        let since = self.length.as_secs_f64() * part;
        let since = SignedDuration::try_from_secs_f64(since).unwrap_or(SignedDuration::ZERO);
        self.begin.checked_add(since).unwrap_or(Timestamp::MAX)
    }

    /// The row of a value, the highest first.
    fn row(&self, value: f64) -> usize {
        let part = (value - self.low) / (self.high - self.low);
        ROWS - 1 - whole(part.clamp(0.0, 1.0) * real(ROWS - 1) + 0.5)
    }
}

impl Chart<'_> {
    /// The chart, line by line.
    pub(super) fn draw(&self, zone: &TimeZone, out: Out) -> String {
        let lowest = self.history.iter().map(|it| it.low).fold(self.newest.value, f64::min);
        let highest = self.history.iter().map(|it| it.high).fold(self.newest.max, f64::max);
        let low = if lowest > self.newest.max * HIGH { lowest } else { lowest.min(0.0) };
        let low = if low < highest { low } else { low - 1.0 };
        let labels = [highest, f64::midpoint(low, highest), low];
        let labels = labels.map(|value| words::amount(value, self.unit));
        let margin = labels.iter().map(|label| label.width()).max().unwrap_or(0);
        let width = crate::system::terminal_width().unwrap_or(WIDTH).min(WIDEST);
        let columns = width.saturating_sub(margin + 2).max(NARROWEST);
        let begin = self.history.first().map_or(self.newest.at, |stretch| stretch.first.at);
        let field = Field { columns, begin, length: self.length(begin), low, high: highest };
        let cells = self.cells(&field);
        let mut text = String::new();
        for (place, row) in cells.iter().enumerate() {
            let label = match place {
                0 => &labels[0],
                place if place == ROWS / 2 => &labels[1],
                place if place == ROWS - 1 => &labels[2],
                _ => "",
            };
            let edge = if label.is_empty() { '│' } else { '┤' };
            let padding = " ".repeat(margin - label.width());
            let row: String = row.iter().collect();
            let line = format!("{padding}{label} {edge}{}", row.trim_end());
            text.push_str(&line);
            text.push('\n');
        }
        text.push_str(&out.paint(Tone::Faint, self.axis(&field, margin)));
        text.push('\n');
        text.push_str(&self.dates(&field, margin, zone));
        text.push('\n');
        text
    }

    /// From the first reading to the day on which it runs out; four times as far ahead at most as it goes
    /// back, so that what was can still be seen.
    fn length(&self, begin: Timestamp) -> SignedDuration {
        let back = self.at.duration_since(begin).max(SignedDuration::from_mins(1));
        match self.left {
            Some(left) => back.saturating_add(days(left.days).min(back.saturating_mul(AHEAD))),
            None => back,
        }
    }

    fn cells(&self, field: &Field) -> Vec<Vec<char>> {
        let mut cells = vec![vec![' '; field.columns]; ROWS];
        let ceiling = field.row(self.newest.max);
        cells[ceiling].fill('┄');
        let mut before: Option<Reading> = None;
        for stretch in self.history {
            for reading in [stretch.first, stretch.last] {
                if let Some(before) = before {
                    self.connect(field, before, reading, &mut cells);
                }
                if let Some(column) = field.column(reading.at) {
                    cells[field.row(reading.value)][column] = '•';
                }
                before = Some(reading);
            }
        }
        let Some(left) = self.left else { return cells };
        let now = field.column(self.at).unwrap_or(field.columns - 1);
        let ahead_of_now = now + 1..field.columns;
        for column in ahead_of_now {
            let ahead = field.instant(column).duration_since(self.at).as_secs_f64();
            let part = ahead / days(left.days).as_secs_f64().max(1.0);
            let value = part.mul_add(self.newest.max - self.newest.value, self.newest.value);
            if part <= 1.0 {
                cells[field.row(value)][column] = '·';
            }
        }
        if let Some(column) = self.end(field) {
            cells[ceiling][column] = '×';
        }
        cells
    }

    /// Fills what lies between two readings, unless that is a gap.
    fn connect(&self, field: &Field, from: Reading, to: Reading, cells: &mut [Vec<char>]) {
        let apart = to.at.duration_since(from.at);
        let (Some(begin), Some(end)) = (field.column(from.at), field.column(to.at)) else { return };
        if apart > patience(None, self.history) {
            return;
        }
        for (column, place) in (begin..end).zip(0..) {
            let part = real(place) / real(end - begin);
            let value = part.mul_add(to.value - from.value, from.value);
            cells[field.row(value)][column] = '•';
        }
    }

    /// The column of the day on which it runs out, if that is on the chart.
    fn end(&self, field: &Field) -> Option<usize> {
        let end = self.at.checked_add(days(self.left?.days)).ok()?;
        // The last column ends a moment before what it stands for.
        field.column(end.min(field.instant(field.columns - 1))).filter(|_| {
            end.duration_since(field.begin)
                <= field.length.saturating_add(SignedDuration::from_secs(1))
        })
    }

    fn axis(&self, field: &Field, margin: usize) -> String {
        let mut axis = vec!['─'; field.columns];
        if let Some(now) = field.column(self.at) {
            axis[now] = '┴';
        }
        format!("{} └{}", " ".repeat(margin), axis.into_iter().collect::<String>())
    }

    /// The first day, now, and the last day, as far as they do not touch.
    fn dates(&self, field: &Field, margin: usize, zone: &TimeZone) -> String {
        let day = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string();
        let last = field.instant(field.columns - 1);
        let now = field.column(self.at).unwrap_or(field.columns - 1);
        let mut line = vec![' '; field.columns];
        let mut put = |text: &str, middle: usize| {
            let length = text.chars().count();
            let begin = middle.saturating_sub(length / 2).min(field.columns.saturating_sub(length));
            let end = (begin + length).min(field.columns);
            let around = begin.saturating_sub(1)..(end + 1).min(field.columns);
            if line[around].iter().all(|cell| *cell == ' ') {
                line.splice(begin..end, text.chars());
            }
        };
        put(&day(field.begin), 0);
        if self.left.is_some() {
            put(&day(last), field.columns - 1);
        }
        put("now", now);
        let line: String = line.into_iter().collect();
        format!("{}{}", " ".repeat(margin + 2), line.trim_end())
    }
}
