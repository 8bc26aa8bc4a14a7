//! `wail report weekly`: the week behind the team, to read or to send on.

use clap::{Args, ValueEnum};
use jiff::{Timestamp, ToSpan as _};

use crate::cli::Session;
use crate::cli::rota::range::instant;
use crate::domain::nines::Span;
use crate::domain::numbers::week::{week_before, week_of};
use crate::domain::text::plain;
use crate::engine::{load, numbers};
use crate::error::{Error, Kind};
use crate::publish::weekly::{self, Week};
use crate::store::StoreError;

/// The arguments of `wail report weekly`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail report weekly\n  \
    wail report weekly --format html > week.html\n  \
    wail report weekly --of 2026-03-04\n\n\
    A page needs nothing but itself: no script, no picture to load. docs/reports.md shows how cron sends\n\
    it every Monday.")]
pub(super) struct Weekly {
    /// As what
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The week in which that day lies; the last whole one unless given
    #[arg(long, value_name = "DAY")]
    of: Option<String>,
}

/// As what the week is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A text
    Text,
    /// A page with pictures in it
    Html,
}

pub(super) fn run(session: &Session, args: &Weekly) -> Result<(), Error> {
    let rules = session.settings_in_force()?.rules;
    let zone = &rules.zone;
    let week = match &args.of {
        Some(day) => week_of(instant(day, session.now, zone)?, zone),
        None => week_before(session.now, zone),
    };
    let far = || Error::new(Kind::Usage, "that week is not on the calendar");
    let week = week.ok_or_else(far)?;
    if week.from >= session.now {
        return Err(Error::new(Kind::Usage, "that week has not been yet")
            .hint("`wail report weekly` tells the last whole one"));
    }
    // Of a week that is not over, nothing counts that is to come.
    let week = Span { to: week.to.min(session.now), ..week };
    let last = week_before(week.from, zone).ok_or_else(far)?;
    let read = session.store()?.read(|tx| {
        let load = load::load(tx, &rules, week)?;
        let (now, before) =
            (numbers::numbers(tx, &rules, week)?, numbers::numbers(tx, &rules, last)?);
        Ok::<_, StoreError>((load, now, before))
    });
    let (load, now, before_it) = read?;
    let day = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%A, %-d %B %Y").to_string();
    let period = format!("{} to {}", day(week.from), day(before(week.to)));
    let told = Week { period: &period, load: &load, numbers: &now, before: &before_it };
    if session.out.json {
        let sentences = weekly::sentences(&told);
        return session.out.json(&serde_json::json!({
            "from": crate::cli::json::instant(week.from),
            "to": crate::cli::json::instant(week.to),
            "zone": zone.iana_name(),
            "sentences": sentences,
        }));
    }
    match args.format {
        Format::Text => {
            weekly::text(&told).lines().try_for_each(|line| session.out.line(plain(line)))
        }
        Format::Html => session.out.text(weekly::html(&told)),
    }
}

fn before(at: Timestamp) -> Timestamp {
    at.checked_sub(1.millisecond()).unwrap_or(at)
}
