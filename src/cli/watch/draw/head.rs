//! Above the list: who is on call and until when, what rings, how much is open and what is quiet.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::time;
use super::super::data::{Data, OnCall, Row};
use super::span::{ago, left};
use super::{Pieces, Scene, big, put};

/// Who is on call and until when, and what time it is.
pub(super) fn head(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let clock = scene.now.to_zoned(scene.zone.clone()).strftime("%a %H:%M").to_string();
    let on_call = scene.model.data.as_ref().map(|data| &*data.on_call).unwrap_or_default();
    if area.height >= 5 && large(buffer, area, scene, on_call) {
        let first = Rect { height: 1, ..area };
        return right(buffer, first, &clock, scene);
    }
    let able = scene.able;
    let mut pieces: Pieces = vec![(" on call ".to_owned(), able.faint())];
    if on_call.is_empty() && scene.model.data.is_some() {
        pieces.push(("no rota".to_owned(), able.bold()));
    }
    for (number, one) in on_call.iter().enumerate() {
        if number > 0 {
            pieces.push((able.dot().to_owned(), able.faint()));
        }
        pieces.extend(on_call_words(one, scene));
    }
    let room = area.width.saturating_sub(u16::try_from(clock.len()).unwrap_or(0) + 2);
    put(buffer, Rect { width: room, ..area }, 0, pieces);
    right(buffer, area, &clock, scene);
}

fn right(buffer: &mut Buffer, area: Rect, text: &str, scene: Scene<'_>) {
    let width = u16::try_from(text.len()).unwrap_or(area.width).min(area.width);
    let area = Rect { x: area.right().saturating_sub(width + 1), width, ..area };
    put(buffer, area, 0, vec![(text.to_owned(), scene.able.faint())]);
}

fn on_call_words(one: &OnCall, scene: Scene<'_>) -> Pieces {
    let able = scene.able;
    let mut pieces = vec![(format!("{} ", able.text(&one.rota)), able.faint())];
    pieces.push(if one.people.is_empty() {
        ("nobody".to_owned(), able.bad())
    } else {
        (able.text(&one.people), able.name())
    });
    pieces.extend(one.until.map(|until| (until_words(until, scene), Style::new())));
    pieces
}

/// ` until Mon 09:00 (2d)`
fn until_words(until: jiff::Timestamp, scene: Scene<'_>) -> String {
    let (at, left) = (time::local(until, scene.now, scene.zone), left(until, scene.now));
    format!(" until {at} ({left})")
}

/// The first of whoever is on call in large letters, the others beside; says whether there was room.
fn large(buffer: &mut Buffer, area: Rect, scene: Scene<'_>, on_call: &[OnCall]) -> bool {
    let able = scene.able;
    let Some((first, others)) = on_call.split_first() else { return false };
    let name = if first.people.is_empty() { "nobody" } else { &*first.people };
    let room = usize::from(area.width).saturating_sub(40);
    let Some(lines) = big::big(name, room).filter(|_| able.unicode) else { return false };
    let style = if first.people.is_empty() { able.bad() } else { able.name() };
    let mut widest = 0;
    for (line, text) in (1..).zip(lines) {
        let end = put(buffer, area, line, vec![(format!(" {text}"), style)]);
        widest = widest.max(end);
    }
    let beside = Rect { x: widest + 3, width: area.right().saturating_sub(widest + 3), ..area };
    let of =
        vec![(" on call for ".to_owned(), able.faint()), (able.text(&first.rota), able.bold())];
    put(buffer, area, 0, of);
    if let Some(until) = first.until {
        put(
            buffer,
            beside,
            1,
            vec![(until_words(until, scene).trim_start().to_owned(), able.bold())],
        );
    }
    for (line, one) in (2..4).zip(others) {
        put(buffer, beside, line, on_call_words(one, scene));
    }
    true
}

/// What rings, on a line that nobody misses.
pub(super) fn alarm(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let able = scene.able;
    let Some(data) = &scene.model.data else {
        put(buffer, area, 0, vec![(" reading the store".to_owned(), able.faint())]);
        return;
    };
    let Some(first) = data.gravest.first() else {
        let text = if open(data) == 0 {
            " nothing is open"
        } else {
            " somebody has everything that is open"
        };
        put(buffer, area, 0, vec![(text.to_owned(), able.good())]);
        return;
    };
    let text = rings(first, triggered(data), scene);
    let text = able.cell(&text, usize::from(area.width));
    put(buffer, area, 0, vec![(text, able.alarm())]);
}

/// ` # critical 12 rings, 4m: disk full, and 2 more`
fn rings(first: &Row, triggered: i64, scene: Scene<'_>) -> String {
    let others = match triggered.saturating_sub(1) {
        others if others <= 0 => String::new(),
        others => format!(", and {others} more"),
    };
    let (state, age) = (first.state.words(), ago(first.opened_at, scene.now));
    let shape = scene.able.shape(first.severity);
    format!(" {shape} {} {} {state}, {age}: {}{others}", first.severity, first.id, first.summary)
}

fn open(data: &Data) -> i64 {
    data.counts.iter().map(|count| count.number).sum()
}

fn triggered(data: &Data) -> i64 {
    let triggered = data.counts.iter().filter(|count| count.status == "triggered");
    triggered.map(|count| count.number).sum()
}

/// How much is open, and what is quiet and why.
pub(super) fn counts(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let able = scene.able;
    let Some(data) = &scene.model.data else { return };
    let mut pieces: Pieces = vec![(format!(" {}", counted(data)), able.bold())];
    if !scene.model.filter.is_empty() {
        let filter = able.text(&scene.model.filter);
        let shown = format!("{} shown of `{filter}`, Esc shows all", data.listed);
        pieces.push((able.dot().to_owned(), able.faint()));
        pieces.push((shown, able.calm()));
    }
    for quiet in &data.quiet {
        pieces.push((able.dot().to_owned(), able.faint()));
        let left = left(quiet.until, scene.now);
        pieces.push((format!("quiet: {}, {left} left", able.fit(&quiet.what, 60)), able.calm()));
    }
    put(buffer, area, 0, pieces);
}

/// `3 open: 1 triggered, 2 acknowledged`
fn counted(data: &Data) -> String {
    let number = |status: &str| -> i64 {
        data.counts.iter().filter(|count| count.status == status).map(|count| count.number).sum()
    };
    let parts: Vec<String> = ["triggered", "acknowledged", "held"]
        .into_iter()
        .map(|status| (number(status), status))
        .filter(|(number, _)| *number > 0)
        .map(|(number, status)| format!("{number} {status}"))
        .collect();
    match open(data) {
        0 => "0 open".to_owned(),
        open => format!("{open} open: {}", parts.join(", ")),
    }
}

/// What is told where there is hardly any room: what rings, who is on call, and that it should be larger.
pub(super) fn tiny(frame: &mut Frame<'_>, scene: Scene<'_>) {
    let area = frame.area();
    let (able, width) = (scene.able, usize::from(area.width));
    let mut lines: Vec<(String, Style)> = Vec::new();
    if let Some(data) = &scene.model.data {
        for row in &data.gravest {
            let shape = able.shape(row.severity);
            let text = format!("{shape}{} {} {}", row.id, row.severity, row.summary);
            lines.push((able.cell(&text, width), able.alarm()));
        }
        lines.push((counted(data), able.bold()));
        lines.extend(data.on_call.first().map(|one| {
            let people = if one.people.is_empty() { "nobody" } else { &*one.people };
            (format!("on call: {people}"), Style::new())
        }));
    }
    // There must be room for the word on what to do.
    lines.truncate(usize::from(area.height).saturating_sub(1));
    lines.push(("too small: 50x12 or more".to_owned(), able.faint()));
    for (line, (text, style)) in (0..area.height).zip(lines) {
        put(frame.buffer_mut(), area, line, vec![(able.fit(&text, width), style)]);
    }
}
