//! A frame of the screen: a function of what the screen knows, of the time, and of what the terminal can
//! show.

mod areas;
mod big;
mod detail;
mod foot;
mod head;
mod list;
mod look;
mod span;
mod tiny;
mod who;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr as _;

use self::areas::{Areas, Wanted};
pub(super) use self::look::Able;
use super::model::{Mode, Model};
use crate::domain::wait::count;

/// What is drawn, and how.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) model: &'a Model,
    pub(super) now: Timestamp,
    pub(super) zone: &'a TimeZone,
    pub(super) able: Able,
}

/// A link, and where it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) area: Rect,
    pub(super) to: String,
}

/// What was seen of what is longer than the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The link that is on it.
    pub(super) link: Option<Link>,
    /// From which line on the last line of a text is seen; none where there is no text.
    pub(super) last: Option<usize>,
}

/// Where everything stands on a terminal of that size; none where it is too small.
pub(super) fn areas(size: Size, model: &Model, able: Able) -> Option<Areas> {
    let data = model.data.as_ref();
    let wanted = Wanted {
        has_large: data.is_some_and(|data| who::is_large(&data.on_call, size.width, able)),
        has_gauges: data.is_some_and(|data| !data.gauges.is_empty()),
        listed: model.listed(),
    };
    Areas::of(size, wanted)
}

/// Draws everything, and says what is seen.
pub(super) fn draw(frame: &mut Frame<'_>, scene: Scene<'_>) -> Seen {
    let Some(areas) = areas(frame.area().as_size(), scene.model, scene.able) else {
        return Seen { link: None, last: tiny::tiny(frame, scene) };
    };
    who::head(frame.buffer_mut(), areas.head, scene);
    head::alarm(frame.buffer_mut(), areas.alarm, scene);
    head::counts(frame.buffer_mut(), areas.counts, scene);
    let mut seen = match &scene.model.mode {
        Mode::Text(page) => {
            let last = list::page(frame.buffer_mut(), areas.middle(), scene, page);
            Seen { link: None, last: Some(last) }
        }
        Mode::Whole(top) => detail::whole(frame.buffer_mut(), areas.middle(), scene, *top),
        Mode::List | Mode::Writes(_) | Mode::Asks(_) => {
            list::list(frame.buffer_mut(), areas.list, scene);
            Seen { link: detail::pane(frame.buffer_mut(), areas.detail, scene), last: None }
        }
    };
    foot::gauges(frame.buffer_mut(), areas.gauges, scene);
    foot::status(frame.buffer_mut(), areas.status, scene);
    let (cursor, lines) = foot::said(frame.buffer_mut(), areas.said, scene);
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
    // What is said may lie over it.
    let free = usize::from(areas.said.y + 1).saturating_sub(lines);
    seen.link = seen.link.filter(|link| usize::from(link.area.y) < free);
    foot::keys(frame.buffer_mut(), areas.keys, scene);
    seen
}

/// Pieces of a line, each in its style.
type Pieces = Vec<(String, Style)>;

/// Puts pieces on that line of an area, as far as they fit.
fn put(buffer: &mut Buffer, area: Rect, line: u16, pieces: Pieces) -> u16 {
    if line >= area.height {
        return area.x;
    }
    let spans = pieces.into_iter().map(|(text, style)| Span::styled(text, style));
    let drawn: Line<'_> = spans.collect();
    buffer.set_line(area.x, area.y + line, &drawn, area.width).0
}

/// How wide pieces are together.
fn width_of(pieces: &Pieces) -> usize {
    pieces.iter().map(|(text, _)| text.width()).sum()
}

/// A rule across, with a title in it.
fn title(buffer: &mut Buffer, area: Rect, scene: Scene<'_>, text: &str) {
    titled(buffer, area, scene, text, "");
}

/// The same, with a word at its end.
fn titled(buffer: &mut Buffer, area: Rect, scene: Scene<'_>, text: &str, end: &str) {
    let able = scene.able;
    let end = if end.is_empty() { String::new() } else { format!(" {end} ") };
    let width = usize::from(area.width).saturating_sub(end.len());
    let text = able.fit(text, width.saturating_sub(6));
    let begin = able.rule().repeat(2);
    let rest = width.saturating_sub(4 + text.width());
    let pieces = vec![
        (begin, able.faint()),
        (format!(" {text} "), able.bold()),
        (able.rule().repeat(rest), able.faint()),
        (end, able.key()),
    ];
    put(buffer, area, 0, pieces);
}

/// That so many lines more are below.
fn below(lines: usize) -> String {
    match lines {
        0 => String::new(),
        lines => format!("PgDn: {} more", count(lines, "line")),
    }
}

/// The area below its first line.
fn body(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
}

/// Where a cursor stands in an area.
fn at(area: Rect, column: u16) -> Position {
    Position::new(column.min(area.right().saturating_sub(1)), area.y)
}

#[cfg(test)]
mod tests;
