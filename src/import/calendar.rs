//! Calendars of shifts, as on-call systems export them: turns where they are regular, each shift where not.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::draft::{Draft, Known};
use super::layer::{Layer, every_of, taken};
use super::{Content, Document, Importer};
use crate::ical::{Duty, duties};

/// iCalendar.
pub(super) static IMPORTER: Importer = Importer {
    name: "ical",
    about: "a rota: turns where they are regular, else every shift as it stands",
    export: "an .ics file of who is on call, as PagerDuty, Opsgenie, Grafana OnCall and others offer it",
    recognises: |content| matches!(content, Content::Calendar(_)),
    read,
};

fn read(documents: &[&Document], draft: &mut Draft<'_>) {
    for document in documents {
        if let Content::Calendar(text) = &document.content {
            read_calendar(&document.file, text, draft);
        }
    }
}

/// A shift on the clock of its calendar.
struct Turn {
    who: String,
    from: DateTime,
    to: DateTime,
}

fn read_calendar(file: &str, text: &str, draft: &mut Draft<'_>) {
    let (zones, now) = (draft.around.zones, draft.around.now);
    let found = match duties(text, zones, &draft.clock(None), now) {
        Ok(found) => found,
        Err(errors) => {
            for error in errors {
                draft.leave(file, &format!("line {}", error.line), error.message);
            }
            return;
        }
    };
    let title = found.name.as_deref().unwrap_or_else(|| stem(file));
    let place = format!("calendar {title}");
    if found.all.is_empty() {
        return draft.leave(file, &place, "nobody has a shift in it from now on, so it is no rota");
    }
    let zone = draft.zone(file, &place, found.zone.as_deref());
    let clock = draft.clock(zone.as_deref());
    let rota = draft.rota(title, zone.as_deref());
    let turns: Vec<Turn> = found.all.iter().map(|duty| turn(duty, &clock, draft)).collect();
    if found.all.iter().any(|duty| duty.others > 0) {
        let what = "several take part in a shift; here the first of them has it alone";
        draft.leave(file, &place, what);
    }
    if let Some(layer) = regular(&turns) {
        draft.add(&rota, layer.block(&rota));
        return;
    }
    let what = "no rule of turns is in it: every shift is written as it stands, and after the last of \
                them its people take a week each";
    draft.leave(file, &place, what);
    if let Some(at) = overlap(&turns) {
        let at = at.strftime("%Y-%m-%d %H:%M");
        let what = format!(
            "shifts in it overlap, first from {at} on: there all of them are on call, and here the last \
             of them alone"
        );
        draft.leave(file, &place, what);
    }
    let mut people: Vec<String> = Vec::new();
    for turn in &turns {
        if !people.contains(&turn.who) {
            people.push(turn.who.clone());
        }
    }
    if let Some(last) = turns.iter().map(|turn| turn.to).max() {
        draft.add(&rota, Layer::new(people, "week", last).block(&rota));
    }
    for (duty, turn) in found.all.iter().zip(&turns) {
        draft.add(&rota, taken(&rota, &turn.who, duty.from, duty.to));
    }
}

fn turn(duty: &Duty, clock: &TimeZone, draft: &mut Draft<'_>) -> Turn {
    let name = Some(duty.who.clone()).filter(|who| !who.contains('@'));
    let address =
        duty.address.clone().or_else(|| Some(duty.who.clone()).filter(|_| name.is_none()));
    let who = draft.person(&Known { name, address, ..Known::default() });
    let civil = |at: jiff::Timestamp| at.to_zoned(clock.clone()).datetime();
    Turn { who, from: civil(duty.from), to: civil(duty.to) }
}

/// When the first shift begins that does so before all earlier ones are over.
fn overlap(turns: &[Turn]) -> Option<DateTime> {
    let mut until = turns.first()?.to;
    for turn in &turns[1..] {
        if turn.from < until {
            return Some(turn.from);
        }
        until = until.max(turn.to);
    }
    None
}

/// The layer that comes to just these turns: one after the other, equally long, at the same time of day,
/// by people who come round in the same order, at least once more than all of them.
fn regular(turns: &[Turn]) -> Option<Layer> {
    let first = turns.first()?;
    let days = |turn: &Turn| turn.from.date().until(turn.to.date()).ok().map(|it| it.get_days());
    let length = days(first).filter(|days| *days > 0)?;
    // The first of an export may have begun before it: only its end tells.
    let is_even = |turn: &Turn| {
        days(turn) == Some(length)
            && turn.from.time() == first.from.time()
            && turn.to.time() == first.from.time()
    };
    let follows = turns.windows(2).all(|pair| pair[0].to == pair[1].from);
    if !follows || !turns.iter().all(is_even) {
        return None;
    }
    let round = (1..turns.len()).find(|round| {
        turns.iter().zip(turns.iter().skip(*round)).all(|(one, other)| one.who == other.who)
    })?;
    let people = turns[..round].iter().map(|turn| turn.who.clone()).collect();
    let every = match length % 7 {
        0 => every_of(i64::from(length / 7), "week"),
        _ => every_of(i64::from(length), "day"),
    };
    Some(Layer::new(people, every, first.from))
}

/// The name of a file without its directory and its ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
