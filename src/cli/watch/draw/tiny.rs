//! What is told where there is hardly any room: what rings, what a key would do, and that it is too small.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::model::Mode;
use super::{Areas, Pieces, Scene, at, foot, head, list, put};

/// Draws that, one thing a line, the gravest first.
pub(super) fn tiny(frame: &mut Frame<'_>, scene: Scene<'_>) -> Option<usize> {
    let area = frame.area();
    let (able, model, width) = (scene.able, scene.model, usize::from(area.width));
    if let Mode::Text(page) = &model.mode {
        return Some(list::page(frame.buffer_mut(), area, scene, page));
    }
    let talk = talk(frame, area, scene);
    let mut lines: Vec<Pieces> = Vec::new();
    if let Some(data) = &model.data {
        // There must be room for the words on what to do.
        let room = usize::from(area.height).saturating_sub(talk.len() + 2).max(1);
        for row in data.gravest.iter().take(room) {
            let shape = able.shape(row.severity);
            let text = format!("{shape}{} {} {}", row.id, row.severity, row.summary);
            lines.push(vec![(able.cell(&text, width), able.alarm())]);
        }
        if data.gravest.is_empty() {
            lines.push(vec![("nothing rings".to_owned(), able.good())]);
        }
        let people = data.on_call.first().map(|one| match one.people.as_str() {
            "" => ", nobody on call".to_owned(),
            people => match &one.also {
                Some(also) => format!(", on call {people} and {also}"),
                None => format!(", on call {people}"),
            },
        });
        let counted = format!("{} open{}", head::open(data), people.unwrap_or_default());
        lines.push(vec![(able.fit(&counted, width), able.bold())]);
        let act = model.row().map(|row| format!("a acks {}, q leaves", row.id));
        let act = act.unwrap_or_else(|| "q leaves, ? keys".to_owned());
        lines.push(vec![(able.fit(&act, width), Style::new())]);
    }
    lines.truncate(usize::from(area.height).saturating_sub(talk.len()).max(1));
    lines.extend(talk);
    for (line, pieces) in (0..area.height).zip(lines) {
        put(frame.buffer_mut(), area, line, pieces);
    }
    None
}

/// What is asked, written or said; that it is too small where nothing is. Two lines at most.
fn talk(frame: &mut Frame<'_>, area: Rect, scene: Scene<'_>) -> Vec<Pieces> {
    let width = usize::from(area.width);
    if let Mode::Writes(prompt) = &scene.model.mode {
        let (before, _) = prompt.line.halves();
        let asks = prompt
            .wrong
            .as_ref()
            .map_or((&prompt.asks, scene.able.bold()), |wrong| (wrong, scene.able.bad()));
        let asks = (scene.able.fit(asks.0, width), asks.1);
        let written = foot::tail(&scene.able.text(&before), width.saturating_sub(1));
        let column = unicode_width::UnicodeWidthStr::width(written.as_str());
        let last = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let column = area.x + u16::try_from(column).unwrap_or(area.width);
        frame.set_cursor_position(at(last, column));
        return vec![vec![asks], vec![(written, Style::new())]];
    }
    // Nobody says yes to half a question; everything else gives way to what rings.
    let most = if matches!(scene.model.mode, Mode::Asks(_)) { 2 } else { 1 };
    let told = foot::told(scene, width, most);
    if told.is_empty() {
        let (wide, high) = Areas::LEAST;
        let text = scene.able.fit(&format!("too small: {wide}x{high}"), width);
        return vec![vec![(text, scene.able.faint())]];
    }
    told
}
