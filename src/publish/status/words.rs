//! Times and lengths as the page says them: by its own clock, with UTC beside it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::nines::Span;
use crate::domain::nines::Tally;
use crate::domain::status::Page;
use crate::domain::status::days::{Day, exact};
use crate::publish::svg::escaped;

const DAY: &str = "%-d %b %Y";
const TIME: &str = "%H:%M";

/// What keeps a number and its unit on one line.
const TIED: char = '\u{a0}';

/// An instant as people read it: `29 Nov 2026, 03:12 CET (02:12 UTC)`; once, where the clock is UTC's.
pub(super) fn spoken(at: Timestamp, zone: &TimeZone) -> String {
    let (there, utc) = (at.to_zoned(zone.clone()), at.to_zoned(TimeZone::UTC));
    let day = there.strftime(DAY);
    let (local, clock) = (there.strftime(TIME), utc.strftime(TIME));
    if there.offset() == utc.offset() {
        return format!("{day}, {local}{TIED}UTC");
    }
    let also = if there.date() == utc.date() {
        format!("({clock}{TIED}UTC)")
    } else {
        format!("({}, {clock}{TIED}UTC)", utc.strftime("%-d %b"))
    };
    format!("{day}, {local}{TIED}{} {also}", there.strftime("%Z"))
}

/// The same for HTML.
pub(super) fn moment(at: Timestamp, page: &Page) -> String {
    timed(at, &spoken(at, &page.zone))
}

fn timed(at: Timestamp, said: &str) -> String {
    format!("<time datetime=\"{}\">{}</time>", stamp(at), escaped(said))
}

/// A span for HTML: `29 Nov 2026, 03:00 to 04:00 CET (02:00 to 03:00 UTC)`, where it is all on one day.
pub(super) fn stretch(span: Span, page: &Page) -> String {
    let both = [span.from, span.to];
    let [from, to] = both.map(|at| at.to_zoned(page.zone.clone()));
    let [from_utc, to_utc] = both.map(|at| at.to_zoned(TimeZone::UTC));
    let is_one_day =
        [to.date(), from_utc.date(), to_utc.date()].iter().all(|it| *it == from.date());
    if !is_one_day || from.offset() != to.offset() {
        return format!("{} to {}", moment(span.from, page), moment(span.to, page));
    }
    let begin = timed(span.from, &format!("{}, {}", from.strftime(DAY), from.strftime(TIME)));
    if from.offset() == from_utc.offset() {
        return format!(
            "{begin} to {}",
            timed(span.to, &format!("{}{TIED}UTC", to.strftime(TIME)))
        );
    }
    let end = timed(span.to, &format!("{}{TIED}{}", to.strftime(TIME), to.strftime("%Z")));
    format!("{begin} to {end} ({} to {}{TIED}UTC)", from_utc.strftime(TIME), to_utc.strftime(TIME))
}

/// An instant for programs, to the second: `2026-11-29T02:12:00Z`.
pub(super) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `29 Nov`; the weekday is for those who look back.
pub(super) fn date(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// What a day was like: `down 12 min 30 s, in maintenance 1 h`.
pub(super) fn of_day(day: &Day) -> String {
    let mut said = counted(&day.counted());
    if !day.disrupted.is_zero() {
        said.push(disrupted(day));
    }
    match (said.is_empty(), day.tally.is_some()) {
        (false, _) => said.join(", "),
        (true, true) => "no downtime".to_owned(),
        (true, false) => "no incident".to_owned(),
    }
}

/// For how long there was an incident, and for how much of that it counts as down.
fn disrupted(day: &Day) -> String {
    let (all, critical) = (exact(day.disrupted), exact(day.critical));
    if day.critical.is_zero() {
        format!("an incident for {all}")
    } else if day.critical == day.disrupted {
        format!("a critical incident for {all}")
    } else if day.tally.is_none() {
        format!("an incident for {all}, critical for {critical}")
    } else {
        format!("an incident for {all}, critical while no monitor looked for {critical}")
    }
}

/// What was not as it should be, each with its length.
pub(super) fn counted(tally: &Tally) -> Vec<String> {
    let parts =
        [("down", tally.down), ("in maintenance", tally.maintenance), ("not known", tally.unknown)];
    let parts = parts.into_iter().filter(|(_, length)| !length.is_zero());
    parts.map(|(what, length)| format!("{what} {}", exact(length))).collect()
}

#[cfg(test)]
mod tests;
