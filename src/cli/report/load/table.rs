//! What being on call cost, as people read it in 80 columns.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::remarks;
use crate::cli::Session;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::cli::time::stamp;
use crate::cli::wrap::fitted;
use crate::domain::load::Load;
use crate::domain::load::person::PersonLoad;
use crate::domain::nines::Span;
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::domain::wait::{count, spell};
use crate::error::Error;
use crate::publish::load::percent;

/// How many alerts are shown; JSON and CSV have all.
const DEAREST: usize = 10;

pub(super) fn print(
    session: &Session,
    load: &Load,
    rules: &Rules,
    shows_wakes: bool,
) -> Result<(), Error> {
    let out = session.out;
    out.line(heading(load.window, &rules.zone))?;
    if load.people.is_empty() {
        out.talk("nobody was on call, and nobody was paged");
        return Ok(());
    }
    out.line("")?;
    out.text(calls(load).render(out))?;
    out.line("")?;
    out.text(nights(load).render(out))?;
    if shows_wakes {
        wakes(session, load, rules)?;
    }
    if !load.alerts.is_empty() {
        out.line("")?;
        out.text(alerts(load).render(out))?;
        let more = load.alerts.len().saturating_sub(DEAREST);
        if more > 0 {
            out.talk(format_args!("and {}; `--csv` has all", count(more, "more alert")));
        }
    }
    out.line("")?;
    remarks::remarks(load).iter().try_for_each(|remark| out.line(fitted(&plain(remark), 2)))
}

/// `2026-03-01 00:00:00 to 2026-03-08 03:12:00, Europe/Berlin`
pub(in crate::cli::report) fn heading(window: Span, zone: &TimeZone) -> String {
    let (from, to) = (stamp(window.from, zone), stamp(window.to, zone));
    let place = zone.iana_name().map(|name| format!(", {name}")).unwrap_or_default();
    fitted(&format!("{from} to {to}{place}"), 2)
}

fn calls(load: &Load) -> Table {
    let mut table =
        Table::new(&["PERSON", "PAGES", "RINGS", "INCIDENTS", "TO ACK", "BUSIEST", "ON CALL"])
            .spares(&["BUSIEST", "RINGS", "TO ACK"]);
    for it in &load.people {
        let tone = if it.is_on_call_too_much() { Tone::Alarm } else { Tone::Plain };
        table.row(vec![
            (Tone::Strong, plain(it.person.as_str()).into_owned()),
            number(it.pages),
            number(it.rings),
            number(it.incidents),
            (Tone::Plain, maybe(it.to_acknowledge())),
            busiest(it),
            (tone, on_call(it.on_call, it.on_call_permille)),
        ]);
    }
    let typical = &load.typical;
    table.row(vec![
        (Tone::Faint, "the middle".to_owned()),
        (Tone::Faint, tenth(typical.pages)),
        (Tone::Faint, tenth(typical.rings)),
        (Tone::Faint, tenth(typical.incidents)),
        (Tone::Faint, maybe(typical.to_acknowledge)),
        (Tone::Faint, format!("{} in 12h", tenth(typical.busiest))),
        (
            Tone::Faint,
            format!("{}, {:.1} %", spell(typical.on_call), typical.on_call_permille / 10.0),
        ),
    ]);
    table
}

fn nights(load: &Load) -> Table {
    let head = ["PERSON", "WOKEN", "NIGHTS", "IN A ROW", "TO QUIET", "WEEKENDS", "HOLIDAYS"];
    let mut table = Table::new(&head).spares(&["HOLIDAYS", "WEEKENDS", "IN A ROW"]);
    for it in &load.people {
        let tone = if it.nights_in_a_row > 1 { Tone::Alarm } else { Tone::Plain };
        table.row(vec![
            (Tone::Strong, plain(it.person.as_str()).into_owned()),
            number(it.wakes.len()),
            number(it.nights.len()),
            (tone, it.nights_in_a_row.to_string()),
            (Tone::Plain, maybe(it.back_to_quiet())),
            number(it.weekends),
            number(it.holidays),
        ]);
    }
    let typical = &load.typical;
    table.row(vec![
        (Tone::Faint, "the middle".to_owned()),
        (Tone::Faint, tenth(typical.wakes)),
        (Tone::Faint, tenth(typical.nights)),
        (Tone::Faint, tenth(typical.nights_in_a_row)),
        (Tone::Faint, maybe(typical.back_to_quiet)),
        (Tone::Faint, tenth(typical.weekends)),
        (Tone::Faint, tenth(typical.holidays)),
    ]);
    table
}

/// Each time that somebody was woken, on their own clock.
fn wakes(session: &Session, load: &Load, rules: &Rules) -> Result<(), Error> {
    let mut table = Table::new(&["WOKEN", "AT", "TO QUIET", "INCIDENT"]);
    for it in &load.people {
        let zone = rules.people.get(&it.person).map_or(&rules.zone, |person| &person.zone);
        let clock = |at: Timestamp| {
            let is_that_of_the_report = zone.to_offset(at) == rules.zone.to_offset(at);
            let name = at.to_zoned(zone.clone()).strftime(" %Z").to_string();
            stamp(at, zone) + if is_that_of_the_report { "" } else { &name }
        };
        for (wake, quiet) in it.wakes.iter().zip(&it.to_quiet) {
            let incidents: Vec<String> = wake.incidents.iter().map(ToString::to_string).collect();
            table.row(vec![
                (Tone::Strong, plain(it.person.as_str()).into_owned()),
                (Tone::Plain, clock(wake.at)),
                (Tone::Plain, spell(*quiet)),
                (Tone::Plain, incidents.join(", ")),
            ]);
        }
    }
    if load.people.iter().any(|it| !it.wakes.is_empty()) {
        session.out.line("")?;
        session.out.text(table.render(session.out))?;
    }
    Ok(())
}

fn alerts(load: &Load) -> Table {
    let mut table = Table::new(&["COST", "AWAKE", "INCIDENTS", "SOURCE", "ALERT"]).spares(&[
        "SOURCE",
        "AWAKE",
        "INCIDENTS",
    ]);
    for alert in load.alerts.iter().take(DEAREST) {
        let tone = if alert.is_acted_on { Tone::Plain } else { Tone::Calm };
        table.row(vec![
            (tone, alert.phrase()),
            (
                Tone::Plain,
                if alert.nights.is_empty() { "-".to_owned() } else { spell(alert.awake) },
            ),
            number(alert.incidents.len()),
            (Tone::Plain, plain(alert.source.as_str()).into_owned()),
            (Tone::Plain, plain(&alert.summary).into_owned()),
        ]);
    }
    table
}

fn busiest(it: &PersonLoad) -> (Tone, String) {
    let tone = if it.shifts_over > 0 { Tone::Alarm } else { Tone::Plain };
    (tone, format!("{} in 12h", it.busiest))
}

fn number(number: usize) -> (Tone, String) {
    (Tone::Plain, number.to_string())
}

fn maybe(length: Option<SignedDuration>) -> String {
    length.map_or_else(|| "-".to_owned(), spell)
}

fn on_call(length: SignedDuration, permille: u32) -> String {
    format!("{}, {}", spell(length), percent(permille))
}

/// `3`, `3.5`
fn tenth(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number:.1}") }
}
