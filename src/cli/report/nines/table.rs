//! How available everything was, as people read it in 80 columns.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::cli::Session;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::cli::time::stamp;
use crate::domain::nines::Tally;
use crate::domain::nines::budget::{Budget, Target};
use crate::domain::text::plain;
use crate::engine::nines::{Line, Nines};
use crate::error::Error;

const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];
const LEFT_IN_MONTH: [&str; 12] = [
    "LEFT IN JAN",
    "LEFT IN FEB",
    "LEFT IN MAR",
    "LEFT IN APR",
    "LEFT IN MAY",
    "LEFT IN JUN",
    "LEFT IN JUL",
    "LEFT IN AUG",
    "LEFT IN SEP",
    "LEFT IN OCT",
    "LEFT IN NOV",
    "LEFT IN DEC",
];
const LEFT_IN_QUARTER: [&str; 4] = ["LEFT IN Q1", "LEFT IN Q2", "LEFT IN Q3", "LEFT IN Q4"];

/// A budget that is used up faster than this is told.
const AS_FAST_AS_ALLOWED: f64 = 1.0;

/// What the columns are called, and which there are.
struct Columns {
    /// The month that is shown so far, and the one before, if that is what is shown.
    months: Option<(&'static str, &'static str)>,
    month: &'static str,
    quarter: &'static str,
    has_maintenance: bool,
}

pub(super) fn print(
    session: &Session,
    nines: &Nines,
    zone: &TimeZone,
    is_usual: bool,
) -> Result<(), Error> {
    let out = session.out;
    out.line(heading(nines, zone))?;
    if nines.monitors.is_empty() {
        out.talk("no monitor has ever looked");
        return Ok(());
    }
    let columns = columns(nines, zone, is_usual);
    for (kind, lines) in [("SERVICE", &nines.services), ("MONITOR", &nines.monitors)] {
        if !lines.is_empty() {
            out.line("")?;
            out.text(lines_table(kind, lines, &columns).render(out))?;
        }
    }
    let tables = [spent(nines, zone), burning(nines), worst(nines, zone)];
    for table in tables.into_iter().flatten() {
        out.line("")?;
        out.text(table.render(out))?;
    }
    out.talk(
        "percentages are cut, never rounded up; time of which nobody knows counts neither way",
    );
    Ok(())
}

/// `2026-03-01 00:00:00 to 2026-03-08 03:12:00, Europe/Berlin; target 99.9 %`.
fn heading(nines: &Nines, zone: &TimeZone) -> String {
    let (from, to) = (stamp(nines.window.from, zone), stamp(nines.window.to, zone));
    let place = zone.iana_name().map(|name| format!(", {name}")).unwrap_or_default();
    let targets = || nines.services.iter().chain(&nines.monitors).map(|line| line.target);
    let target = match (targets().min(), targets().max()) {
        (Some(least), Some(most)) if least == most => format!("; target {}", percent(least)),
        (Some(least), Some(most)) => {
            format!("; targets from {} to {}", percent(least), percent(most))
        }
        _ => String::new(),
    };
    format!("{from} to {to}{place}{target}")
}

fn columns(nines: &Nines, zone: &TimeZone, is_usual: bool) -> Columns {
    let number = |at: Timestamp| usize::from(at.to_zoned(zone.clone()).month().unsigned_abs()) - 1;
    let month = number(nines.month.from);
    Columns {
        months: is_usual.then(|| (MONTHS[month], MONTHS[number(nines.month_before.from)])),
        month: LEFT_IN_MONTH[month],
        quarter: LEFT_IN_QUARTER[month / 3],
        has_maintenance: nines.monitors.iter().any(|it| !it.tally.maintenance.is_zero()),
    }
}

fn lines_table(kind: &'static str, lines: &[Line], columns: &Columns) -> Table {
    let mut head = vec![kind];
    match columns.months {
        Some((month, before)) => head.extend([month, before]),
        None => head.push("AVAILABLE"),
    }
    head.extend(["DOWN", "UNKNOWN"]);
    if columns.has_maintenance {
        head.push("PLANNED");
    }
    head.extend([columns.month, columns.quarter]);
    let mut spare = vec![columns.quarter, "UNKNOWN"];
    spare.extend(columns.months.map(|(_, before)| before));
    let mut table = Table::new(&head).spares(&spare);
    for line in lines {
        let mut cells = vec![
            (Tone::Strong, plain(&line.name).into_owned()),
            (tone(&line.tally, line.target), available(&line.tally)),
        ];
        if columns.months.is_some() {
            let before = &line.month_before;
            cells.push((tone(before, line.target), available(before)));
        }
        cells.push((Tone::Plain, up(line.tally.down)));
        cells.push((Tone::Plain, unknown(&line.tally)));
        if columns.has_maintenance {
            cells.push((Tone::Plain, up(line.tally.maintenance)));
        }
        cells.extend([left(&line.month), left(&line.quarter)]);
        table.row(cells);
    }
    table
}

/// The budgets of which nothing is left.
fn spent(nines: &Nines, zone: &TimeZone) -> Option<Table> {
    let mut table = Table::new(&["SPENT", "IN", "TARGET", "ALLOWED", "USED", "SINCE"])
        .spares(&["ALLOWED", "USED", "TARGET"]);
    let mut is_empty = true;
    for line in nines.services.iter().chain(&nines.monitors) {
        for (budget, what) in [(&line.month, "the month"), (&line.quarter, "the quarter")] {
            let Some(spent_at) = budget.spent_at else { continue };
            is_empty = false;
            table.row(vec![
                (Tone::Strong, plain(&line.name).into_owned()),
                (Tone::Plain, what.to_owned()),
                (Tone::Plain, percent(line.target)),
                (Tone::Plain, down(budget.allowed)),
                (Tone::Plain, up(budget.used)),
                (Tone::Alarm, stamp(spent_at, zone)),
            ]);
        }
    }
    (!is_empty).then_some(table)
}

/// The budgets that are used up faster than they are given.
fn burning(nines: &Nines) -> Option<Table> {
    let mut table = Table::new(&["BURNS", "LAST DAY", "LAST WEEK"]);
    let is_fast = |rate: Option<f64>| rate.is_some_and(|rate| rate > AS_FAST_AS_ALLOWED);
    let all = nines.services.iter().chain(&nines.monitors);
    let fast = all.filter(|line| is_fast(line.burn_day) || is_fast(line.burn_week));
    let mut is_empty = true;
    for line in fast {
        is_empty = false;
        let cell = |rate: Option<f64>| (Tone::Plain, times(rate));
        let name = plain(&line.name).into_owned();
        table.row(vec![(Tone::Strong, name), cell(line.burn_day), cell(line.burn_week)]);
    }
    (!is_empty).then_some(table)
}

/// The longest outages.
fn worst(nines: &Nines, zone: &TimeZone) -> Option<Table> {
    let mut table = Table::new(&["WORST", "BEGAN", "DOWN", "INCIDENT", "WHY"]);
    for worst in &nines.worst {
        let incident = worst.incident.map_or_else(|| "-".to_owned(), |id| id.to_string());
        table.row(vec![
            (Tone::Strong, plain(worst.monitor.as_str()).into_owned()),
            (Tone::Plain, stamp(worst.outage.began_at, zone)),
            (Tone::Plain, up(worst.outage.counted)),
            (Tone::Plain, incident),
            (Tone::Plain, plain(&worst.why).into_owned()),
        ]);
    }
    (!nines.worst.is_empty()).then_some(table)
}

/// `99.9987 %`, or that nothing was observed.
fn available(tally: &Tally) -> String {
    tally.availability().map_or_else(|| "not observed".to_owned(), |it| it.at_least() + " %")
}

/// What misses its target is the worse for it; no colour says more than the figure.
fn tone(tally: &Tally, target: Target) -> Tone {
    match tally.availability() {
        None => Tone::Faint,
        Some(share) if share.percent() < target.as_percent() => Tone::Alarm,
        Some(_) => Tone::Plain,
    }
}

/// `2h 4m 1s, 1.2 %`: of what was not maintenance.
fn unknown(tally: &Tally) -> String {
    match tally.unknown_share() {
        Some(share) if !tally.unknown.is_zero() => {
            format!("{}, {} %", up(tally.unknown), share.about())
        }
        _ => "0s".to_owned(),
    }
}

fn left(budget: &Budget) -> (Tone, String) {
    let tone = if budget.spent_at.is_some() { Tone::Alarm } else { Tone::Plain };
    let text = if budget.left.is_negative() {
        format!("-{}", up(-budget.left))
    } else {
        down(budget.left)
    };
    (tone, text)
}

fn percent(target: Target) -> String {
    format!("{} %", target.as_percent())
}

fn times(rate: Option<f64>) -> String {
    match rate {
        None => "-".to_owned(),
        Some(rate) if rate < 10.0 => format!("{rate:.1} times"),
        Some(rate) => format!("{rate:.0} times"),
    }
}

/// Every second of a length, and one that has begun in full.
fn up(length: SignedDuration) -> String {
    seconds(length.as_secs() + i64::from(length.subsec_nanos() > 0))
}

/// Every whole second of a length.
fn down(length: SignedDuration) -> String {
    seconds(length.as_secs())
}

/// `1d 2h 4m 1s`, with all units that it takes.
fn seconds(seconds: i64) -> String {
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let words: Vec<String> = parts.map(|(number, unit)| format!("{number}{unit}")).collect();
    if words.is_empty() { "0s".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests;
