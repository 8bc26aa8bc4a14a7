//! Who is on call and until when: in large letters where there is room, and never cut in the middle.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::time;
use super::super::data::OnCall;
use super::span::left;
use super::{Able, Pieces, Scene, big, put, width_of};

/// How much is told of each, where there is less and less room.
#[derive(Clone, Copy)]
enum Told {
    /// ` until Mon 09:00 (2d)`
    Distance,
    /// ` until Mon 09:00`
    Until,
    /// Only who it is.
    Name,
}

/// What is told of the first and of the others, the most first.
const TOLD: [(Told, Told); 5] = [
    (Told::Distance, Told::Distance),
    (Told::Distance, Told::Until),
    (Told::Until, Told::Until),
    (Told::Until, Told::Name),
    (Told::Name, Told::Name),
];

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
    let room = area.width.saturating_sub(u16::try_from(clock.len()).unwrap_or(0) + 2);
    pieces.extend(fitting(on_call, usize::from(room).saturating_sub(width_of(&pieces)), scene));
    put(buffer, Rect { width: room, ..area }, 0, pieces);
    right(buffer, area, &clock, scene);
}

fn right(buffer: &mut Buffer, area: Rect, text: &str, scene: Scene<'_>) {
    let width = u16::try_from(text.len()).unwrap_or(area.width).min(area.width);
    let area = Rect { x: area.right().saturating_sub(width + 1), width, ..area };
    put(buffer, area, 0, vec![(text.to_owned(), scene.able.faint())]);
}

/// As much as fits: first all of them with less of each, then fewer of them.
fn fitting(on_call: &[OnCall], room: usize, scene: Scene<'_>) -> Pieces {
    let all = TOLD.into_iter().map(|told| line(on_call, on_call.len(), told, scene));
    let fewer = (1..on_call.len()).rev();
    let fewer = fewer.map(|number| line(on_call, number, (Told::Until, Told::Name), scene));
    let least = || line(on_call, on_call.len().min(1), (Told::Name, Told::Name), scene);
    all.chain(fewer).find(|pieces| width_of(pieces) <= room).unwrap_or_else(least)
}

/// So many of them, and how many more there are.
fn line(on_call: &[OnCall], number: usize, told: (Told, Told), scene: Scene<'_>) -> Pieces {
    let able = scene.able;
    let mut pieces = Vec::new();
    for (place, one) in on_call.iter().take(number).enumerate() {
        let told = if place == 0 { told.0 } else { told.1 };
        pieces.extend((place > 0).then(|| (able.dot().to_owned(), able.faint())));
        pieces.extend(words(one, told, scene));
    }
    let others = on_call.len() - number;
    pieces.extend((others > 0).then(|| (format!(", and {others} more"), able.faint())));
    pieces
}

fn words(one: &OnCall, told: Told, scene: Scene<'_>) -> Pieces {
    let able = scene.able;
    let mut pieces = vec![(format!("{} ", able.text(&one.rota)), able.faint())];
    pieces.push(if one.people.is_empty() {
        ("nobody".to_owned(), able.bad())
    } else {
        (able.text(&one.people), able.name())
    });
    let instead = one.instead_of.as_ref().map(|person| format!(" for {}", able.text(person)));
    pieces.extend(instead.map(|text| (text, able.calm())));
    let also = one.also.as_ref().map(|giver| (also_words(giver, told, scene), able.calm()));
    pieces.extend(also);
    let until = one.until.map(|until| until_words(until, told, scene));
    pieces.extend(until.filter(|text| !text.is_empty()).map(|text| (text, Style::new())));
    pieces
}

/// ` (ana too: not accepted)`: who is called as well until somebody accepts it.
fn also_words(giver: &str, told: Told, scene: Scene<'_>) -> String {
    let giver = scene.able.text(giver);
    match told {
        Told::Distance | Told::Until => format!(" ({giver} too: not accepted)"),
        Told::Name => format!(" ({giver} too)"),
    }
}

fn until_words(until: jiff::Timestamp, told: Told, scene: Scene<'_>) -> String {
    let at = time::local(until, scene.now, scene.zone);
    match told {
        Told::Distance => format!(" until {at} ({})", left(until, scene.now)),
        Told::Until => format!(" until {at}"),
        Told::Name => String::new(),
    }
}

/// Whether the first of whoever is on call can be told in large letters.
pub(super) fn is_large(on_call: &[OnCall], width: u16, able: Able) -> bool {
    able.unicode && on_call.first().is_some_and(|first| letters(first, width).is_some())
}

fn letters(first: &OnCall, width: u16) -> Option<[String; 3]> {
    let name = if first.people.is_empty() { "nobody" } else { &*first.people };
    big::big(name, usize::from(width).saturating_sub(40))
}

/// The first of whoever is on call in large letters, the others beside; says whether there was room.
fn large(buffer: &mut Buffer, area: Rect, scene: Scene<'_>, on_call: &[OnCall]) -> bool {
    let able = scene.able;
    let Some((first, others)) = on_call.split_first() else { return false };
    let Some(lines) = letters(first, area.width).filter(|_| able.unicode) else { return false };
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
    let mut until = Vec::new();
    if let Some(person) = &first.instead_of {
        until.push((format!("for {} ", able.text(person)), able.calm()));
    }
    if let Some(giver) = &first.also {
        let text = also_words(giver, Told::Distance, scene);
        until.push((format!("{} ", text.trim_start()), able.calm()));
    }
    if let Some(at) = first.until {
        let text = until_words(at, Told::Distance, scene);
        until.push((text.trim_start().to_owned(), able.bold()));
    }
    put(buffer, beside, 1, until);
    // Two lines are left: what does not fit there shares the second.
    let room = usize::from(beside.width);
    let (second, third) = others.split_at(others.len().min(1));
    put(buffer, beside, 2, fitting(second, room, scene));
    put(buffer, beside, 3, fitting(third, room, scene));
    true
}
