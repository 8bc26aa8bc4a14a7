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

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) use self::areas::Areas;
pub(super) use self::look::Able;
use super::model::{Mode, Model};

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

/// Draws everything, and says which links there are.
pub(super) fn draw(frame: &mut Frame<'_>, scene: Scene<'_>) -> Option<Link> {
    let has_gauges = scene.model.data.as_ref().is_some_and(|data| !data.gauges.is_empty());
    let Some(areas) = Areas::of(frame.area().as_size(), has_gauges) else {
        head::tiny(frame, scene);
        return None;
    };
    head::head(frame.buffer_mut(), areas.head, scene);
    head::alarm(frame.buffer_mut(), areas.alarm, scene);
    head::counts(frame.buffer_mut(), areas.counts, scene);
    let link = match &scene.model.mode {
        Mode::Text(page) => {
            list::page(frame.buffer_mut(), areas.middle(), scene, page);
            None
        }
        Mode::Whole(top) => detail::whole(frame.buffer_mut(), areas.middle(), scene, *top),
        Mode::List | Mode::Writes(_) | Mode::Asks(_) => {
            list::list(frame.buffer_mut(), areas.list, scene);
            detail::pane(frame.buffer_mut(), areas.detail, scene)
        }
    };
    foot::gauges(frame.buffer_mut(), areas.gauges, scene);
    foot::status(frame.buffer_mut(), areas.status, scene);
    if let Some(cursor) = foot::said(frame.buffer_mut(), areas.said, scene) {
        frame.set_cursor_position(cursor);
    }
    foot::keys(frame.buffer_mut(), areas.keys, scene);
    link
}

/// Pieces of a line, each in its style.
type Pieces = Vec<(String, Style)>;

/// Puts pieces on that line of an area, as far as they fit.
fn put(buffer: &mut Buffer, area: Rect, line: u16, pieces: Pieces) -> u16 {
    if line >= area.height {
        return area.x;
    }
    let spans = pieces.into_iter().map(|(text, style)| Span::styled(text, style));
    let drawn = Line::from_iter(spans);
    buffer.set_line(area.x, area.y + line, &drawn, area.width).0
}

/// A rule across, with a title in it.
fn title(buffer: &mut Buffer, area: Rect, scene: Scene<'_>, text: &str) {
    let able = scene.able;
    let width = usize::from(area.width);
    let text = able.fit(text, width.saturating_sub(6));
    let begin = able.rule().repeat(2);
    let rest = width.saturating_sub(4 + unicode_width::UnicodeWidthStr::width(text.as_str()));
    let pieces = vec![
        (begin, able.faint()),
        (format!(" {text} "), able.bold()),
        (able.rule().repeat(rest), able.faint()),
    ];
    put(buffer, area, 0, pieces);
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
