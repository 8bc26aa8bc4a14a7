//! Below the list: gauges, how far one can trust what is seen, what was said or is asked, the keys.

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr as _;

use super::super::super::time;
use super::super::super::wrap::wrapped;
use super::super::data::{Data, StationSeen};
use super::super::model::{COMMANDS, Mode, Prompt};
use super::span::ago;
use super::{Pieces, Scene, at, put, width_of};
use crate::domain::wait::count;

/// From which age on what is shown is old: it is read anew more often than that.
const OLD: SignedDuration = SignedDuration::from_secs(40);

/// How wide the bar of a gauge is.
const BAR: usize = 10;

/// Up to how many columns what an answer means is told in a word.
const NARROW: usize = 50;

/// How many lines may be said at once, over what is above them.
const SAID: usize = 4;

/// How full what is counted is, the most urgent first, and how many more there are.
pub(super) fn gauges(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let (able, data) = (scene.able, scene.model.data.as_ref());
    let gauges = data.map(|data| &*data.gauges).unwrap_or_default();
    let mut pieces: Pieces = Vec::new();
    for (place, gauge) in gauges.iter().enumerate() {
        let style = if gauge.is_urgent { able.bad() } else { Style::new() };
        let left = match gauge.left.as_str() {
            "" => String::new(),
            left => format!(" {left}"),
        };
        let one = vec![
            (format!(" {} ", able.fit(&gauge.name, 20)), able.faint()),
            (able.bar(gauge.used, BAR), style),
            (format!(" {:.0}%{left}  ", gauge.used * 100.0), style),
        ];
        let others = match gauges.len() - place - 1 {
            0 => 0,
            others => count_of_others(others).width(),
        };
        if place > 0 && width_of(&pieces) + width_of(&one) + others > usize::from(area.width) {
            pieces.push((count_of_others(gauges.len() - place), able.faint()));
            break;
        }
        pieces.extend(one);
    }
    put(buffer, area, 0, pieces);
}

fn count_of_others(others: usize) -> String {
    format!(" and {others} more")
}

/// How old all this is, when this machine was last heard, who else rings, and as whom the keys act. Where
/// there is little room the names of stations give way first, and as whom the keys act last.
pub(super) fn status(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let Some(data) = &scene.model.data else { return };
    let shorter = [
        (Told::Names, true),
        (Told::Deaf, true),
        (Told::Kinds, true),
        (Told::Deaf, false),
        (Told::Kinds, false),
        (Told::Number, false),
    ];
    let shorter = shorter.into_iter().map(|(told, with_time)| {
        let mut parts = age(data, scene);
        parts.push(heard(data, scene, with_time));
        parts.push(stations(&data.stations, scene, told));
        parts.push(acts_as(scene));
        joined(parts, scene)
    });
    // Who one is here, and that all this is old, is said whatever else is not.
    let who = acts_as(scene);
    let beside = width_of(&joined(vec![(String::new(), Style::new()), who.clone()], scene));
    let room = usize::from(area.width).saturating_sub(beside);
    let old: Vec<_> = age(data, scene)
        .into_iter()
        .map(|(text, style)| (scene.able.fit(&text, room), style))
        .take(1)
        .collect();
    let least = if old.is_empty() {
        [vec![heard(data, scene, false), who.clone()], vec![who]]
    } else {
        [[old, vec![who.clone()]].concat(), vec![who]]
    };
    let mut told = shorter.chain(least.map(|parts| joined(parts, scene)));
    let fits = |pieces: &Pieces| width_of(pieces) <= usize::from(area.width);
    let told = told.find(fits).unwrap_or_else(|| joined(vec![acts_as(scene)], scene));
    put(buffer, area, 0, told);
}

/// How much is told of stations.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// All their names.
    Names,
    /// The name of the one that cannot ring by something.
    Deaf,
    /// By what one cannot ring.
    Kinds,
    /// How many they are.
    Number,
}

fn joined(parts: Pieces, scene: Scene<'_>) -> Pieces {
    let able = scene.able;
    let mut pieces: Pieces = vec![(" ".to_owned(), Style::new())];
    for (number, part) in parts.into_iter().enumerate() {
        pieces.extend((number > 0).then(|| (able.dot().to_owned(), able.faint())));
        pieces.push(part);
    }
    pieces
}

/// How old it is, if it is not new; and of which sources it is not known yet what is open there.
fn age(data: &Data, scene: Scene<'_>) -> Pieces {
    let (able, model) = (scene.able, scene.model);
    let age = scene.now.duration_since(data.at);
    let mut parts = Vec::new();
    if let Some(why) = &model.unread {
        let text = format!("the store cannot be read for {}: {why}", ago(data.at, scene.now));
        parts.push((able.text(&text), able.bad()));
    } else if age > OLD {
        parts.push((format!("all this is {} old", ago(data.at, scene.now)), able.bad()));
    } else {
        parts.push(("read just now".to_owned(), able.faint()));
    }
    if !model.reconciling.is_empty() {
        let text = format!("reconciling {}", model.reconciling.join(", "));
        parts.push((able.fit(&text, 30), able.calm()));
    }
    parts
}

fn heard(data: &Data, scene: Scene<'_>, with_time: bool) -> (String, Style) {
    let able = scene.able;
    let Some(at) = data.audible_at else {
        return ("never proven audible".to_owned(), able.calm());
    };
    let since = ago(at, scene.now);
    let text = if with_time {
        format!("proven audible {}, {since} ago", time::local(at, scene.now, scene.zone))
    } else {
        format!("audible {since} ago")
    };
    (text, able.good())
}

/// Which stations are alive, and by what they cannot ring.
fn stations(stations: &[StationSeen], scene: Scene<'_>, told: Told) -> (String, Style) {
    let able = scene.able;
    let unable: Vec<&StationSeen> = stations.iter().filter(|it| !it.unable.is_empty()).collect();
    let style = if stations.is_empty() || !unable.is_empty() { able.calm() } else { Style::new() };
    let mut text = count(stations.len(), "station");
    let mut names: Vec<(String, usize)> = Vec::new();
    for name in stations.iter().map(named) {
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, times)) => *times += 1,
            None => names.push((name, 1)),
        }
    }
    let names: Vec<String> = names
        .into_iter()
        .map(|(name, times)| if times > 1 { format!("{name} x{times}") } else { name })
        .collect();
    if told == Told::Number {
        return (text, style);
    }
    if told == Told::Names && !names.is_empty() {
        text = format!("{text}: {}", names.join(", "));
    } else if let ([one], [_], Told::Kinds) = (&*unable, stations, told) {
        text = format!("{text} (not by {})", one.unable.join(", "));
    } else if let ([one], Told::Deaf) = (&*unable, told) {
        text = format!("{text}, {}", named(one));
    } else if !unable.is_empty() {
        text = format!("{text}, {} not by every channel", unable.len());
    }
    (able.fit(&text, 60), style)
}

/// `desk`, or `desk (not by sound)`
fn named(station: &StationSeen) -> String {
    match &*station.unable {
        [] => station.name.clone(),
        kinds => format!("{} (not by {})", station.name, kinds.join(", ")),
    }
}

fn acts_as(scene: Scene<'_>) -> (String, Style) {
    let (able, model) = (scene.able, scene.model);
    let me = able.text(&model.me);
    if model.is_stranger {
        (format!("acts as {me}, who is nobody here: --as"), able.bad())
    } else {
        (format!("acts as {me}"), able.faint())
    }
}

/// What was said, what waits to be done, or what is asked: over what is above it, where it needs more than
/// one line. Says where the cursor stands, if one writes, and how many lines it took.
pub(super) fn said(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) -> (Option<Position>, usize) {
    let width = usize::from(area.width);
    let (lines, column) = match &scene.model.mode {
        Mode::Writes(prompt) => {
            let (lines, column) = written(prompt, width, scene);
            (lines, Some(column))
        }
        _ => (told(scene, width, SAID), None),
    };
    let needs = u16::try_from(lines.len().max(1)).unwrap_or(1).min(area.y + 1);
    let over = Rect { y: area.y + 1 - needs, height: needs, ..area };
    for (line, pieces) in (0..needs).zip(lines) {
        put(buffer, over, line, vec![(" ".repeat(width), Style::reset())]);
        put(buffer, over, line, pieces);
    }
    (column.map(|column| at(area, area.x + column)), usize::from(needs))
}

/// A line that is being written, and in which column the cursor stands; what is asked for stands above it
/// where there is no room beside it.
fn written(prompt: &Prompt, width: usize, scene: Scene<'_>) -> (Vec<Pieces>, u16) {
    let able = scene.able;
    let asks = able.text(&format!(" {}: ", prompt.asks));
    let (mut above, asks) = if asks.width() > width / 2 {
        (vec![vec![(able.fit(&asks, width), able.bold())]], " ".to_owned())
    } else {
        (Vec::new(), asks)
    };
    if let Some(wrong) = &prompt.wrong {
        above.extend(broken(wrong, width, SAID - 1, able.bad(), scene));
    }
    let (before, after) = prompt.line.halves();
    let room = width.saturating_sub(asks.width() + 1);
    let before = tail(&able.text(&before), room);
    let column = u16::try_from(asks.width() + before.width()).unwrap_or(u16::MAX);
    let pieces = vec![
        (asks, able.bold()),
        (before, Style::new()),
        (able.text(&after), Style::new()),
        ("   Enter does it, Esc leaves".to_owned(), able.faint()),
    ];
    above.push(pieces);
    (above, column)
}

/// What waits to be done, is asked, or was said, in at most so many lines.
pub(super) fn told(scene: Scene<'_>, width: usize, most: usize) -> Vec<Pieces> {
    let (able, model) = (scene.able, scene.model);
    if let Mode::Asks(question) = &model.mode {
        let answer = if width < NARROW { " y: yes" } else { " y: yes, else no" };
        let mut lines = broken(&question.text, width, most, able.bold(), scene);
        let is_full = |line: &Pieces| width_of(line) + answer.len() > width;
        if lines.last().is_none_or(is_full) {
            if lines.len() == most
                && let Some((text, _)) = lines.last_mut().and_then(|line| line.first_mut())
            {
                *text = able.fit(text, width.saturating_sub(answer.len()));
            } else {
                lines.push(Vec::new());
            }
        }
        if let Some(last) = lines.last_mut() {
            last.push((answer.to_owned(), able.key()));
        }
        return lines;
    }
    if let Some((key, _)) = model.pending {
        let key = key.to_string();
        let does = COMMANDS.iter().find(|it| it.key == key).map(|it| it.does);
        let text = does.map(|does| format!(" {key}: {does}")).unwrap_or_default();
        return vec![vec![(able.fit(&text, width), able.faint())]];
    }
    if let Some(said) = &model.said {
        let style = if said.is_bad { able.bad() } else { able.bold() };
        return broken(&said.text, width, most, style, scene);
    }
    match model.mode {
        Mode::Whole(_) | Mode::Text(_) => {
            vec![vec![(" Esc goes back".to_owned(), able.faint())]]
        }
        Mode::List | Mode::Writes(_) | Mode::Asks(_) => Vec::new(),
    }
}

/// A text in at most so many lines, of which the last is cut where there is more.
fn broken(text: &str, width: usize, most: usize, style: Style, scene: Scene<'_>) -> Vec<Pieces> {
    let text = wrapped(&scene.able.text(&format!(" {text}")), width, 1);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join("");
        lines.push(rest);
    }
    let fit = |line: String| vec![(scene.able.fit(&line, width), style)];
    lines.into_iter().map(fit).collect()
}

/// The end of a text, as much of it as fits.
pub(super) fn tail(text: &str, room: usize) -> String {
    let mut width = 0;
    let fits = |letter: &char| {
        width += unicode_width::UnicodeWidthChar::width(*letter).unwrap_or(0);
        width <= room
    };
    let kept: Vec<char> = text.chars().rev().take_while(fits).collect();
    kept.into_iter().rev().collect()
}

/// The keys, as many as fit; all of them are under `?`. The one for the morning is first while it is meant.
pub(super) fn keys(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let able = scene.able;
    let may_rest = scene.model.data.as_ref().is_some_and(|data| data.may_rest);
    let (morning, others) = COMMANDS.into_iter().partition::<Vec<_>, _>(|it| it.key == "r");
    let morning = morning.into_iter().filter(|_| may_rest);
    let mut pieces: Pieces = Vec::new();
    let mut used = 0;
    for command in morning.chain(others) {
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
