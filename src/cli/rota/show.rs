//! `wail rota show`: the calendar, for people and for programs.

use clap::Args;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::calendar::{self, Month};
use super::range::Range;
use super::{find, tier_of};
use crate::cli::Session;
use crate::cli::json::instant;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::config::zone_data;
use crate::domain::rota::{Duty, Gap, Rota};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::Error;

/// The arguments of `wail rota show`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota show\n  \
    wail rota show payments --from 2026-12-01 --to 2027-01-01\n  \
    wail rota show --tier secondary --json")]
pub(super) struct Show {
    /// The rota; the only one unless given
    rota: Option<String>,
    #[command(flatten)]
    range: Range,
    /// The tier; the one that is called first unless given
    #[arg(long, value_name = "TIER")]
    tier: Option<String>,
}

pub(super) fn run(session: &Session, args: &Show) -> Result<(), Error> {
    let settings = session.settings()?;
    let (name, rota) = find(&settings, args.rota.as_deref())?;
    let tier = tier_of(rota, args.tier.as_deref())?;
    let (from, to) = args.range.instants(session.now, (&session.zone(), rota.zone()))?;
    if session.out.json {
        return session.out.json(&value(rota, tier, from, to));
    }
    let month = Month { rota, tier, from, to, now: session.now };
    let zone = by_whose_clock(rota.zone(), &session.zone(), (from, to));
    let title = format!("{}, {}: {zone}", plain(name.as_str()), plain(rota.tiers()[tier].as_str()));
    session.out.line(session.out.paint(Tone::Strong, title))?;
    session.out.text(calendar::render(&month, session.out))?;
    session.out.text(format_args!("\n{}", hours(session, rota, tier, (from, to))))?;
    let footer = format!("zone data {}", zone_data().used);
    session.out.line(format_args!("\n{}", session.out.paint(Tone::Faint, footer)))
}

/// The zone that a calendar is told in, and how far its clocks are from those here where they differ in it:
/// `Europe/Berlin`, `UTC (here it is 1h later)`.
fn by_whose_clock(there: &TimeZone, here: &TimeZone, (from, to): (Timestamp, Timestamp)) -> String {
    let name = there.iana_name().unwrap_or("UTC");
    let ahead = |at| here.to_offset(at).seconds() - there.to_offset(at).seconds();
    match (ahead(from), ahead(to)) {
        (0, 0) => name.to_owned(),
        (first, last) if first == last => {
            let way = if first > 0 { "later" } else { "earlier" };
            let apart = spell(SignedDuration::from_secs(first.abs().into()));
            format!("{name} (here it is {apart} {way})")
        }
        // Clocks that are set on other days.
        _ => format!("{name} (not the clock of this machine)"),
    }
}

/// How much everybody has of the range.
fn hours(session: &Session, rota: &Rota, tier: usize, range: (Timestamp, Timestamp)) -> String {
    let mut table = Table::new(&["PERSON", "SHIFTS", "HOURS", "NIGHT", "WEEKEND", "HOLIDAY"])
        .spares(&["SHIFTS"]);
    for (person, duty) in rota.duties(tier, range.0, range.1) {
        let hours = |length: jiff::SignedDuration| (Tone::Plain, length.as_hours().to_string());
        table.row(vec![
            (Tone::Plain, plain(person.as_str()).into_owned()),
            (Tone::Plain, duty.shifts.to_string()),
            hours(duty.total),
            hours(duty.nights),
            hours(duty.weekends),
            hours(duty.holidays),
        ]);
    }
    table.render(session.out)
}

/// The calendar for programs: instants in UTC, lengths in seconds.
fn value(rota: &Rota, tier: usize, from: Timestamp, to: Timestamp) -> Value {
    let shifts: Vec<Value> = rota
        .shifts(tier, from, to)
        .iter()
        .map(|shift| {
            json!({
                "start": instant(shift.start),
                "end": shift.end.map(instant),
                "person": shift.person.as_str(),
                "because": shift.cause.phrase(),
            })
        })
        .collect();
    let empty = |gaps: Vec<Gap>| -> Value {
        let value = |gap: &Gap| {
            let because = gap.reason.phrase();
            json!({ "start": instant(gap.start), "end": instant(gap.end), "because": because })
        };
        gaps.iter().map(value).collect()
    };
    let hours: Map<String, Value> = rota
        .duties(tier, from, to)
        .into_iter()
        .map(|(person, duty)| (person.to_string(), seconds(duty)))
        .collect();
    json!({
        "shifts": shifts,
        "gaps": empty(rota.gaps(tier, from, to)),
        "silences": empty(rota.silences(tier, from, to)),
        "hours": hours,
        "zone_data": zone_data().used.to_string(),
    })
}

fn seconds(duty: Duty) -> Value {
    json!({
        "shifts": duty.shifts,
        "total": duty.total.as_secs(),
        "night": duty.nights.as_secs(),
        "weekend": duty.weekends.as_secs(),
        "holiday": duty.holidays.as_secs(),
    })
}
