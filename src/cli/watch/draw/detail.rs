//! Everything about what is chosen; what happened lately where nothing is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr as _;

use super::super::super::time;
use super::super::super::wrap::wrapped;
use super::super::data::{Detail, Entry};
use super::span::{ago, left};
use super::{Link, Pieces, Scene, Seen, below, body, put, title, titled, width_of};
use crate::domain::wait::count;

/// Where the text of a fact begins.
const NAME: usize = 10;

/// Which piece of the state gives way to what comes next.
const OPENED: usize = 3;

/// How many alerts are shown beside the list.
const ALERTS: usize = 5;

/// One line, and where its link leads.
#[derive(Default)]
struct Drawn {
    pieces: Pieces,
    link: Option<String>,
    /// Whether it goes on with what begins in the line before.
    goes_on: bool,
}

impl From<Pieces> for Drawn {
    fn from(pieces: Pieces) -> Self {
        Self { pieces, link: None, goes_on: false }
    }
}

/// What is chosen, beside or below the list: what is known first, then the end of what happened.
pub(super) fn pane(buffer: &mut Buffer, area: Rect, scene: Scene<'_>) -> Option<Link> {
    let data = scene.model.data.as_ref()?;
    let rows = body(area);
    let room = usize::from(rows.height);
    let chosen = data.detail.as_ref().filter(|it| Some(it.row.id) == scene.model.chosen);
    if let (None, Some(row)) = (chosen, scene.model.row()) {
        // It is being read.
        title(buffer, area, scene, &format!("{} {}", row.id, row.summary));
        return None;
    }
    let Some(detail) = chosen else {
        title(buffer, area, scene, "lately");
        let lines = timeline(&data.lately, rows, true, scene);
        let skipped = lines.len().saturating_sub(room);
        return lay(buffer, rows, lines.into_iter().skip(skipped));
    };
    title(buffer, area, scene, &format!("{} {}", detail.row.id, detail.row.summary));
    let mut lines = facts(detail, rows, scene, ALERTS);
    let happened = timeline(&detail.timeline, rows, false, scene);
    // What happened last is never pushed out by what is known.
    let kept = happened.len().min((room / 3).max(2));
    lines.truncate(room.saturating_sub(kept));
    let left = room.saturating_sub(lines.len());
    let skipped = happened.len().saturating_sub(left);
    let happened = happened.into_iter().skip(skipped).skip_while(|line| line.goes_on);
    lay(buffer, rows, lines.into_iter().chain(happened))
}

/// Everything about what is chosen, in the place of the list, from that line on.
pub(super) fn whole(buffer: &mut Buffer, area: Rect, scene: Scene<'_>, top: usize) -> Seen {
    let Some(data) = &scene.model.data else { return Seen::default() };
    let Some(detail) = &data.detail else {
        title(buffer, area, scene, "it is not there any more");
        return Seen::default();
    };
    let rows = body(area);
    let summary = wrapped(&scene.able.text(&detail.row.summary), usize::from(rows.width), 2);
    let bold = scene.able.bold();
    let summary = summary.lines().map(|line| Drawn::from(vec![(line.to_owned(), bold)]));
    let mut lines: Vec<Drawn> = summary.collect();
    lines.extend(facts(detail, rows, scene, usize::MAX));
    lines.push(Drawn::default());
    lines.extend(timeline(&detail.timeline, rows, false, scene));
    let last = lines.len().saturating_sub(usize::from(rows.height));
    let top = top.min(last);
    let name = format!("{} {}", detail.row.id, detail.row.summary);
    titled(buffer, area, scene, &name, &below(last - top));
    Seen { link: lay(buffer, rows, lines.into_iter().skip(top)), last: Some(last) }
}

fn lay(buffer: &mut Buffer, area: Rect, lines: impl Iterator<Item = Drawn>) -> Option<Link> {
    let mut link = None;
    for (line, drawn) in (0..area.height).zip(lines) {
        let end = put(buffer, area, line, drawn.pieces);
        if let Some(to) = drawn.link {
            let begin = area.x + u16::try_from(NAME).unwrap_or(0);
            let width = end.saturating_sub(begin);
            link = Some(Link { area: Rect::new(begin, area.y + line, width, 1), to });
        }
    }
    link
}

/// What is known of it.
fn facts(detail: &Detail, area: Rect, scene: Scene<'_>, alerts: usize) -> Vec<Drawn> {
    let (able, row) = (scene.able, &detail.row);
    let mut lines = vec![state(detail, usize::from(area.width), scene)];
    // What nobody may miss comes before all else.
    let (grave, others): (Vec<_>, Vec<_>) = detail.facts.iter().partition(|fact| fact.is_grave);
    for fact in grave {
        lines.extend(named(fact.name, &fact.text, able.bad(), area, scene));
    }
    if let Some(link) = &detail.link {
        let room = usize::from(area.width).saturating_sub(NAME);
        let pieces =
            vec![(able.cell("look at", NAME), able.faint()), (able.fit(link, room), able.name())];
        lines.push(Drawn { pieces, link: Some(link.clone()), goes_on: false });
    }
    for fact in others {
        lines.extend(named(fact.name, &fact.text, Style::new(), area, scene));
    }
    if detail.alert_count > 1 {
        let begins = format!("{} of {}", count(detail.alert_count, "alert"), row.id);
        lines.push(Drawn::from(vec![(begins, able.faint())]));
        lines.extend(detail.alerts.iter().take(alerts).map(|alert| {
            Drawn::from(vec![(able.fit(alert, usize::from(area.width)), Style::new())])
        }));
        let more = detail.alert_count.saturating_sub(detail.alerts.len().min(alerts));
        let told = format!("     and {more} more");
        lines.extend((more > 0).then(|| Drawn::from(vec![(told, able.faint())])));
    }
    lines
}

/// `critical, rings; opened 03:12, 6m ago; the next step 03:16, in 4m`: what comes next is never cut.
fn state(detail: &Detail, room: usize, scene: Scene<'_>) -> Drawn {
    let (able, row) = (scene.able, &detail.row);
    let opened = time::local(row.opened_at, scene.now, scene.zone);
    let opened = format!("; opened {opened}, {} ago", ago(row.opened_at, scene.now));
    let next = row.next_at.map(|at| {
        let what = match &row.state {
            state if state.is_loose() => "the next step",
            super::super::data::State::Has(_) => "the check-in",
            _ => "its end",
        };
        let (at, left) = (time::local(at, scene.now, scene.zone), left(at, scene.now));
        format!("; {what} {at}, in {left}").replace(", in due", ", due")
    });
    let severity = format!("{} {}", able.shape(row.severity), row.severity);
    let mut pieces = vec![
        (severity, able.severity(row.severity)),
        (", ".to_owned(), Style::new()),
        (able.text(&row.state.words()), able.state(&row.state)),
        (opened, Style::new()),
        (next.unwrap_or_default(), Style::new()),
    ];
    if width_of(&pieces) > room {
        pieces.remove(OPENED);
    }
    Drawn::from(pieces)
}

/// A fact with its name, on as many lines as it needs.
fn named(name: &str, text: &str, style: Style, area: Rect, scene: Scene<'_>) -> Vec<Drawn> {
    let able = scene.able;
    let text = wrapped(&able.text(text), usize::from(area.width).saturating_sub(NAME).max(20), 0);
    let lines = text.lines().enumerate().map(|(line, text)| {
        let name = if line == 0 { name } else { "" };
        let name_style = if style == Style::new() { able.faint() } else { style };
        Drawn::from(vec![(able.cell(name, NAME), name_style), (text.to_owned(), style)])
    });
    lines.collect()
}

/// What happened, oldest first, in lines that fit.
fn timeline(entries: &[Entry], area: Rect, with_ids: bool, scene: Scene<'_>) -> Vec<Drawn> {
    let able = scene.able;
    let lines = entries.iter().flat_map(|entry| {
        let id = match entry.incident {
            Some(id) if with_ids => format!("{:>5}  ", id.0),
            None if with_ids => "    -  ".to_owned(),
            _ => String::new(),
        };
        let begin = format!("{}  {id}", time::local(entry.at, scene.now, scene.zone));
        let width = usize::from(area.width).saturating_sub(begin.width()).max(20);
        let text = wrapped(&able.text(&entry.text), width, 2);
        let style = tone(&entry.event, scene);
        let lines = text.lines().enumerate().map(|(line, text)| {
            let begin = if line == 0 { begin.clone() } else { " ".repeat(begin.width()) };
            let pieces = vec![(begin, able.faint()), (text.to_owned(), style)];
            Drawn { pieces, link: None, goes_on: line > 0 }
        });
        lines.collect::<Vec<_>>()
    });
    lines.collect()
}

fn tone(event: &str, scene: Scene<'_>) -> Style {
    match event {
        "opened" | "paged" | "unreachable" | "channel-failed" | "nobody-on-call" | "exhausted"
        | "check-in-missed" | "deaf" | "grown" | "recurring" => scene.able.bad(),
        "acknowledged" | "renewed" | "taken-over" | "snoozed" | "held" => scene.able.calm(),
        "resolved" | "cleared" => scene.able.good(),
        _ => Style::new(),
    }
}
