//! Above the list: what rings, how much is open, what is quiet and why.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use super::super::data::{Data, Quiet, Row};
use super::span::{ago, left};
use super::{Pieces, Scene, put, width_of};

/// From how many columns on it is told who has how many of what is open.
const ROOMY: u16 = 75;

/// How much is told of what is quiet, where there is room for it, and where there is hardly any.
const QUIET: usize = 60;
const ENOUGH: usize = 24;
const LITTLE: usize = 9;

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
    let text = rings(first, triggered(data), usize::from(area.width), scene);
    let text = able.cell(&text, usize::from(area.width));
    put(buffer, area, 0, vec![(text, able.alarm())]);
}

/// ` # critical 12 rings, 4m: disk full, and 2 more`: where there is no room for all of it, what it is about
/// is cut, and not what follows.
fn rings(first: &Row, triggered: i64, room: usize, scene: Scene<'_>) -> String {
    let able = scene.able;
    let others = match triggered.saturating_sub(1) {
        others if others <= 0 => String::new(),
        others => format!(", and {others} more"),
    };
    let (state, age) = (first.state.words(), ago(first.opened_at, scene.now));
    let shape = able.shape(first.severity);
    let begin = able.text(&format!(" {shape} {} {} {state}, {age}: ", first.severity, first.id));
    let summary = able.fit(&first.summary, room.saturating_sub(begin.width() + others.len()));
    format!("{begin}{summary}{others}")
}

/// How many are open.
pub(super) fn open(data: &Data) -> i64 {
    data.counts.iter().map(|count| count.number).sum()
}

fn triggered(data: &Data) -> i64 {
    of_status(data, "triggered")
}

fn of_status(data: &Data, status: &str) -> i64 {
    data.counts.iter().filter(|count| count.status == status).map(|count| count.number).sum()
}

/// How much is open, and what is quiet and why.
pub(super) fn counts(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) {
    let able = scene.able;
    let Some(data) = &scene.model.data else { return };
    let is_filtered = !scene.model.filter.is_empty();
    let room = |counted: &str| usize::from(area.width).saturating_sub(counted.width() + 4);
    let whole = counted(data);
    let crowds_out = || quiet(&data.quiet, room(&whole), ENOUGH, scene).is_none();
    let is_short = is_filtered || area.width < ROOMY || !data.quiet.is_empty() && crowds_out();
    let counted = if is_short { few(data) } else { whole };
    let mut pieces: Pieces = vec![(format!(" {counted}"), able.bold())];
    if is_filtered {
        let filter = able.fit(&scene.model.filter, 24);
        let shown = format!("{} shown of `{filter}`, Esc shows all", data.listed);
        pieces.push((able.dot().to_owned(), able.faint()));
        pieces.push((shown, able.calm()));
    }
    let room = usize::from(area.width).saturating_sub(width_of(&pieces) + able.dot().width());
    if let Some(quiet) = quiet(&data.quiet, room, LITTLE, scene) {
        pieces.push((able.dot().to_owned(), able.faint()));
        pieces.push((quiet, able.calm()));
    }
    put(buffer, area, 0, pieces);
}

/// `quiet: silence 2 env=staging: load test (bo), 1h left, and 1 more`: as many as fit, each with its end. What
/// one types to end it is never cut.
fn quiet(all: &[Quiet], room: usize, least: usize, scene: Scene<'_>) -> Option<String> {
    let first = all.first()?;
    let told = |quiet: &Quiet, wide: usize| {
        format!("{}, {} left", named(quiet, wide, scene), left(quiet.until, scene.now))
    };
    let with_others = |told: &str, number: usize| match all.len() - number {
        0 => format!("quiet: {told}"),
        others => format!("quiet: {told}, and {others} more"),
    };
    let of = |number: usize, wide: usize| {
        let told: Vec<String> = all.iter().take(number).map(|quiet| told(quiet, wide)).collect();
        with_others(&told.join(scene.able.dot()), number)
    };
    let whole = (1..=all.len()).rev().map(|number| of(number, QUIET));
    let cut = (least..QUIET).rev().map(|wide| of(1, wide));
    let (name, number) = (with_others(&named(first, 0, scene), 1), format!("{} quiet", all.len()));
    let little = [name, number].into_iter().filter(|_| least <= LITTLE);
    whole.chain(cut).chain(little).find(|text| text.width() <= room)
}

/// Which it is, and as much of what it is about as there is room for.
fn named(quiet: &Quiet, wide: usize, scene: Scene<'_>) -> String {
    let Quiet { name, about, .. } = quiet;
    let name = scene.able.fit(name, QUIET);
    let room = wide.saturating_sub(name.width() + 1);
    if about.is_empty() || room < 2 {
        return name;
    }
    format!("{name} {}", scene.able.fit(about, room))
}

/// `3 open: 1 triggered, 2 acknowledged`
fn counted(data: &Data) -> String {
    let parts: Vec<String> = ["triggered", "acknowledged", "held"]
        .into_iter()
        .map(|status| (of_status(data, status), status))
        .filter(|(number, _)| *number > 0)
        .map(|(number, status)| format!("{number} {status}"))
        .collect();
    match open(data) {
        0 => "0 open".to_owned(),
        open => format!("{open} open: {}", parts.join(", ")),
    }
}

/// `3 open: 1 triggered`
fn few(data: &Data) -> String {
    match (open(data), of_status(data, "triggered")) {
        (open, 0) => format!("{open} open"),
        (open, triggered) => format!("{open} open: {triggered} triggered"),
    }
}
