//! Below the list: gauges, how far one can trust what is seen, what was said or is asked, the keys.

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr as _;

use super::super::super::time;
use super::super::model::{COMMANDS, Mode};
use super::span::ago;
use super::{Pieces, Scene, at, put};
use crate::domain::wait::count;

/// From which age on what is shown is old: it is read anew more often than that.
const OLD: SignedDuration = SignedDuration::from_secs(40);

/// How wide the bar of a gauge is.
const BAR: usize = 10;

/// How full what is counted is, the most urgent first.
pub(super) fn gauges(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let (able, data) = (scene.able, scene.model.data.as_ref());
    let mut pieces: Pieces = Vec::new();
    for gauge in data.into_iter().flat_map(|data| &data.gauges) {
        let style = if gauge.is_urgent { able.bad() } else { Style::new() };
        let left = match gauge.left.as_str() {
            "" => String::new(),
            left => format!(" {left}"),
        };
        let part = format!(" {:.0}%{left}  ", gauge.used * 100.0);
        pieces.push((format!(" {} ", able.fit(&gauge.name, 20)), able.faint()));
        pieces.push((able.bar(gauge.used, BAR), style));
        pieces.push((part, style));
    }
    put(buffer, area, 0, pieces);
}

/// When this machine was last heard, who else rings, how old all this is, and as whom the keys act.
pub(super) fn status(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let (able, model) = (scene.able, scene.model);
    let Some(data) = &model.data else { return };
    let mut parts: Vec<(String, Style)> = Vec::new();
    let age = scene.now.duration_since(data.at);
    if let Some(why) = &model.unread {
        let text = format!("the store cannot be read for {}: {why}", ago(data.at, scene.now));
        parts.push((able.text(&text), able.bad()));
    } else if age > OLD {
        parts.push((format!("all this is {} old", ago(data.at, scene.now)), able.bad()));
    }
    parts.push(if model.is_stranger {
        (format!("acts as {}, who is nobody here: --as", able.text(&model.me)), able.bad())
    } else {
        (format!("acts as {}", able.text(&model.me)), able.faint())
    });
    parts.push(match data.audible_at {
        Some(at) => {
            let at_words = time::local(at, scene.now, scene.zone);
            (format!("proven audible {at_words}, {} ago", ago(at, scene.now)), able.good())
        }
        None => ("never proven audible".to_owned(), able.calm()),
    });
    let names: Vec<&str> = data.stations.iter().map(|station| &*station.name).collect();
    let unable = data.stations.iter().any(|station| station.unable > 0);
    let stations = format!("{}: {}", count(names.len(), "station"), names.join(", "));
    let style = if names.is_empty() || unable { able.calm() } else { Style::new() };
    parts.push((able.fit(stations.trim_end_matches(": "), 50), style));
    if age <= OLD && model.unread.is_none() {
        parts.push(("read just now".to_owned(), able.faint()));
    }
    let mut pieces: Pieces = vec![(" ".to_owned(), Style::new())];
    for (number, part) in parts.into_iter().enumerate() {
        pieces.extend((number > 0).then(|| (able.dot().to_owned(), able.faint())));
        pieces.push(part);
    }
    put(buffer, area, 0, pieces);
}

/// What was said, what waits to be done, or what is asked; where the cursor stands, if one writes.
pub(super) fn said(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) -> Option<Position> {
    let (able, model) = (scene.able, scene.model);
    let width = usize::from(area.width);
    match &model.mode {
        Mode::Asks(question) => {
            let text = able.fit(&format!(" {}", question.text), width.saturating_sub(16));
            let pieces = vec![(text, able.bold()), (" y: yes, else no".to_owned(), able.key())];
            put(buffer, area, 0, pieces);
            None
        }
        Mode::Writes(prompt) => {
            let asks = able.fit(&format!(" {}: ", prompt.asks), width / 2);
            let (before, after) = prompt.line.halves();
            let room = width.saturating_sub(asks.width() + 1);
            let before = tail(&able.text(&before), room);
            let column = u16::try_from(asks.width() + before.width()).unwrap_or(area.width);
            let pieces = vec![
                (asks, able.bold()),
                (before, Style::new()),
                (able.text(&after), Style::new()),
                ("   Enter does it, Esc leaves".to_owned(), able.faint()),
            ];
            put(buffer, area, 0, pieces);
            Some(at(area, area.x + column))
        }
        Mode::List | Mode::Whole(_) | Mode::Text(_) => {
            if let Some((key, _)) = model.pending {
                let key = key.to_string();
                let does = COMMANDS.iter().find(|it| it.key == key).map(|it| it.does);
                let text = does.map(|does| format!(" {key}: {does}")).unwrap_or_default();
                put(buffer, area, 0, vec![(able.fit(&text, width), able.faint())]);
            } else if let Some(said) = &model.said {
                let style = if said.is_bad { able.bad() } else { able.bold() };
                let text = able.fit(&format!(" {}", said.text), width);
                put(buffer, area, 0, vec![(text, style)]);
            }
            None
        }
    }
}

/// The end of a text, as much of it as fits.
fn tail(text: &str, room: usize) -> String {
    let mut width = 0;
    let fits = |letter: &char| {
        width += unicode_width::UnicodeWidthChar::width(*letter).unwrap_or(0);
        width <= room
    };
    let kept: Vec<char> = text.chars().rev().take_while(fits).collect();
    kept.into_iter().rev().collect()
}

/// The keys, as many as fit; all of them are under `?`.
pub(super) fn keys(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let able = scene.able;
    let mut pieces: Pieces = Vec::new();
    let mut used = 0;
    for command in COMMANDS {
        let (key, short) = (format!(" {}", command.key), format!(" {} ", command.short));
        used += key.width() + short.width();
        if used > usize::from(area.width) {
            break;
        }
        pieces.push((key, able.key()));
        pieces.push((short, Style::new()));
    }
    put(buffer, area, 0, pieces);
}
