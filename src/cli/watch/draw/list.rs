//! The list of what is open, and pages of text in its place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::wrap::wrapped;
use super::super::data::Row;
use super::super::model::Page;
use super::span::{ago, left};
use super::{Pieces, Scene, below, body, put, titled};
use crate::domain::incident::before::RECURRING;

/// How wide the columns are, before the summary.
const ID: usize = 5;
const LEFT: usize = 7;
const AGE: usize = 7;

/// From how many columns on the severity is a word as well, and the age is told.
const ROOMY: u16 = 75;

/// From how many columns on a state has all the room it wants.
const WIDE: u16 = 100;

/// What there is room for.
#[derive(Clone, Copy)]
struct Columns {
    severity: usize,
    state: usize,
    age: usize,
}

impl Columns {
    fn of(area: Rect) -> Self {
        match area.width {
            WIDE.. => Self { severity: 10, state: 26, age: AGE },
            ROOMY.. => Self { severity: 10, state: 17, age: AGE },
            _ => Self { severity: 1, state: 14, age: 0 },
        }
    }

    /// How much of a line they take.
    fn used(self) -> usize {
        2 + self.severity + 1 + ID + 2 + self.state + 1 + LEFT + 1 + self.age + 2
    }
}

/// The list, as far as it is seen.
pub(super) fn list(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let (model, able) = (scene.model, scene.able);
    let Columns { severity, state, age } = Columns::of(area);
    let head = format!(
        "  {} {:>ID$}  {:<state$} {:>LEFT$} {:>age$}  SUMMARY",
        able.cell(if age == 0 { "" } else { "SEVERITY" }, severity),
        "ID",
        "STATE",
        "LEFT",
        if age == 0 { "" } else { "AGE" },
    );
    put(buffer, area, 0, vec![(able.fit(&head, usize::from(area.width)), able.faint())]);
    let rows = body(area);
    if model.listed() == 0 && model.data.is_some() {
        let text = if model.filter.is_empty() {
            "  nothing is open".to_owned()
        } else {
            format!("  nothing open has `{}`", able.text(&model.filter))
        };
        put(buffer, rows, 0, vec![(text, able.faint())]);
        return;
    }
    for line in 0..rows.height {
        let place = model.top + usize::from(line);
        if place >= model.listed() {
            break;
        }
        let is_chosen = place == model.cursor;
        match model.row_at(place) {
            Some(row) => {
                put(buffer, rows, line, cells(row, is_chosen, rows, scene));
            }
            None => {
                put(buffer, rows, line, vec![(able.text("  …"), able.faint())]);
            }
        }
        if is_chosen {
            let chosen = Rect { y: rows.y + line, height: 1, ..rows };
            buffer.set_style(chosen, able.chosen());
        }
    }
}

fn cells(row: &Row, is_chosen: bool, area: Rect, scene: Scene<'_>) -> Pieces {
    let (able, columns) = (scene.able, Columns::of(area));
    let Columns { severity, state, age } = columns;
    let mark = if is_chosen { ">" } else { " " };
    let shape = able.shape(row.severity);
    let word = if severity > 1 { format!("{shape} {}", row.severity) } else { shape.to_owned() };
    let left = row.next_at.map(|at| left(at, scene.now)).unwrap_or_default();
    let since = if age == 0 { String::new() } else { ago(row.opened_at, scene.now) };
    let room = usize::from(area.width).saturating_sub(columns.used());
    vec![
        (format!("{mark} "), able.bold()),
        (able.cell(&word, severity), able.severity(row.severity)),
        (format!(" {:>ID$}  ", row.id.0), able.bold()),
        (able.cell(&row.state.words_in(state), state), able.state(&row.state)),
        (format!(" {left:>LEFT$} {since:>age$}  "), Style::new()),
        (able.fit(&summary(row), room), Style::new()),
    ]
}

/// What it is about, how many more alerts it has, and that it comes again and again.
fn summary(row: &Row) -> String {
    let others = if row.others > 0 { format!(" +{}", row.others) } else { String::new() };
    let again = if row.times >= RECURRING { " (recurring)" } else { "" };
    format!("{}{others}{again}", row.summary)
}

/// A text in the place of the list; says from which line on the last of it is seen.
pub(super) fn page(buffer: &mut Buffer, area: Rect, scene: Scene<'_>, page: &Page) -> usize {
    let rows = body(area);
    let width = usize::from(rows.width);
    let lines = page.lines.iter().flat_map(|line| {
        let indent = line.len() - line.trim_start().len() + 2;
        wrapped(&scene.able.text(line), width, indent)
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let lines: Vec<String> = lines.collect();
    let last = lines.len().saturating_sub(usize::from(rows.height));
    let top = page.top.min(last);
    titled(buffer, area, scene, &page.title, &below(last - top));
    for (line, text) in (0..rows.height).zip(lines.into_iter().skip(top)) {
        put(buffer, rows, line, vec![(text, Style::new())]);
    }
    last
}
