//! `wail report`: how fast problems were answered and ended, and how much of it was noise.

mod explain;
pub(super) mod json;

use clap::Args;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::load::heading;
use super::period::Period;
use crate::cli::Session;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::domain::nines::calendar::month;
use crate::domain::numbers::{Measure, Numbers as Counted, Part, Which};
use crate::domain::text::plain;
use crate::domain::wait::{count, spell};
use crate::engine::numbers;
use crate::error::{Error, Kind};

/// From when on it is counted, unless somebody says otherwise.
const USUAL: &str = "30d";

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// How many of the busiest hours are named.
const BUSIEST: usize = 3;

/// What is counted, and of when.
#[derive(Args, Debug)]
pub(super) struct Numbers {
    #[command(flatten)]
    period: Period,
    /// Month by month, of the last year unless `--since` says otherwise
    #[arg(long)]
    month: bool,
    /// List the entries that a number counts: `mtta`, `mttr`, `incidents`, `unanswered`, …
    #[arg(long, value_name = "NAME", value_parser = explain::NAMES)]
    explain: Option<String>,
    /// Only incidents of this service
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Only incidents of this source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only incidents whose policy calls this rota
    #[arg(long, value_name = "NAME")]
    rota: Option<String>,
}

impl Numbers {
    fn which(&self) -> Which {
        let Self { service, source, rota, .. } = self;
        Which { service: service.clone(), source: source.clone(), rota: rota.clone() }
    }
}

pub(super) fn run(session: &Session, args: &Numbers) -> Result<(), Error> {
    let rules = session.settings_in_force()?.rules;
    let window = if args.month {
        args.period.months(session.now, &rules.zone)?
    } else {
        args.period.span_since(session.now, &rules.zone, USUAL)?
    };
    let mut store = session.kept()?;
    let which = args.which();
    let counted =
        store.read(|tx| numbers::numbers_of(tx, &rules, (window, &rules.zone), &which))?;
    if counted.whole.incidents.is_empty() && which != Which::default() {
        let all = store.read(|tx| numbers::numbers(tx, &rules, window, &rules.zone))?;
        return Err(none_of(&which, &all));
    }
    if let Some(name) = &args.explain {
        return explain::run(session, &mut store, &counted, (name, &rules.zone));
    }
    if session.out.json {
        return session.out.json(&json::value(&counted, &rules.zone));
    }
    let out = session.out;
    out.line(heading(window, &rules.zone))?;
    if counted.whole.incidents.is_empty() {
        out.talk("no incident began in that time");
        return Ok(());
    }
    if args.month {
        out.line("")?;
        return out.text(table("MONTH", &months(counted, &rules.zone)).render(out));
    }
    out.line("")?;
    out.text(whole(&counted))?;
    let parts =
        [("SERVICE", &counted.services), ("SOURCE", &counted.sources), ("ROTA", &counted.rotas)];
    for (head, parts) in parts {
        if !parts.is_empty() {
            out.line("")?;
            out.text(table(head, parts).render(out))?;
        }
    }
    out.talk("`wail report --explain mtta` lists the entries that a number counts");
    Ok(())
}

/// The months, of which the first says so if it is a part.
fn months(counted: Counted, zone: &TimeZone) -> Vec<Part> {
    let from = counted.window.from;
    let mut months = counted.months;
    if let Some(first) = months.first_mut().filter(|_| month(from, zone).from < from) {
        first.name = format!("from {}", from.to_zoned(zone.clone()).date());
    }
    months
}

/// What there is instead of what somebody wanted.
fn none_of(which: &Which, all: &Counted) -> Error {
    let wanted = [
        ("service", &which.service, &all.services),
        ("source", &which.source, &all.sources),
        ("rota", &which.rota, &all.rotas),
    ];
    let unknown = wanted.into_iter().find_map(|(word, name, parts)| {
        let name = name.as_ref().filter(|name| parts.iter().all(|part| part.name != **name))?;
        Some((word, name, parts))
    });
    let Some((word, name, parts)) = unknown else {
        return Error::new(Kind::No, "no incident of that time is all of that")
            .hint("leave one of `--service`, `--source` and `--rota` out");
    };
    let message = format!("no incident of that time is of {word} `{}`", plain(name));
    let names: Vec<String> = parts.iter().map(|part| plain(&part.name).into_owned()).collect();
    Error::new(Kind::No, message).hint(if names.is_empty() {
        format!("none of them has a {word}")
    } else {
        format!("they are of {}", names.join(", "))
    })
}

/// Every number of the whole, a line each.
fn whole(counted: &Counted) -> String {
    let whole = &counted.whole;
    let incidents = whole.incidents.len();
    let lines = [
        ("incidents", format!("{incidents}, {} paged somebody", whole.paged.len())),
        ("pages", busiest(counted)),
        ("to acknowledge", measure(&whole.to_acknowledge)),
        ("to resolve", measure(&whole.to_resolve)),
        ("unanswered", of(whole.unanswered.len(), whole.paged.len())),
        ("never acted on", of(whole.never_acted_on.len(), incidents)),
        ("flapping", of(whole.flapping.len(), incidents)),
        (
            "duplicates",
            format!("{} of {}", whole.duplicates, count(whole.reports as usize, "report")),
        ),
    ];
    lines.map(|(name, said)| format!("{name:<16}{said}\n")).concat()
}

/// `mean 5m 12s, median 4m, 9 of 10 within 10m (12)`
fn measure(measure: &Measure) -> String {
    let said = [measure.mean(), measure.median(), measure.p90()].map(|it| it.map(spell));
    let [Some(mean), Some(median), Some(within)] = said else { return "-".to_owned() };
    format!("mean {mean}, median {median}, 9 of 10 within {within}")
}

fn of(number: usize, all: usize) -> String {
    format!("{number} of {all}")
}

/// `41, most at 03:00 (9), 14:00 (7) and 02:00 (4), and on Tuesdays (12)`
fn busiest(counted: &Counted) -> String {
    let mut hours: Vec<(usize, u32)> =
        counted.hours.into_iter().enumerate().filter(|(_, pages)| *pages > 0).collect();
    hours.sort_by_key(|(hour, pages)| (std::cmp::Reverse(*pages), *hour));
    let named: Vec<String> =
        hours.iter().take(BUSIEST).map(|(hour, pages)| format!("{hour:02}:00 ({pages})")).collect();
    let all: u32 = counted.hours.iter().sum();
    let busiest_day = counted.weekdays.iter().zip(DAYS).rev().max_by_key(|(pages, _)| **pages);
    match busiest_day {
        Some((pages, day)) if all > 0 => {
            format!("{all}, most at {}; most on {day}s ({pages})", named.join(", "))
        }
        _ => "0".to_owned(),
    }
}

fn table(head: &'static str, parts: &[Part]) -> Table {
    let mut table = Table::new(&[
        head,
        "INCIDENTS",
        "PAGES",
        "TO ACK",
        "TO RESOLVE",
        "UNANSWERED",
        "NEVER ACTED ON",
    ]);
    for Part { name, figures } in parts {
        let number = |number: usize| (Tone::Plain, number.to_string());
        table.row(vec![
            (Tone::Strong, plain(name).into_owned()),
            number(figures.incidents.len()),
            number(figures.pages.len()),
            (Tone::Plain, maybe(figures.to_acknowledge.mean())),
            (Tone::Plain, maybe(figures.to_resolve.mean())),
            number(figures.unanswered.len()),
            number(figures.never_acted_on.len()),
        ]);
    }
    table
}

fn maybe(length: Option<SignedDuration>) -> String {
    length.map_or_else(|| "-".to_owned(), spell)
}
