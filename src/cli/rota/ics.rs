//! `wail rota ics`: a rota as a calendar that other programs read.

use std::path::PathBuf;

use clap::Args;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::range::{instant_by, midnight, monday_of};
use super::{calendar_faults, calendar_text, find, person_of};
use crate::cli::Session;
use crate::config;
use crate::error::{Error, Kind};
use crate::ical::{Edges, Feed, published};

/// The arguments of `wail rota ics`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota ics > oncall.ics\n  \
    wail rota ics payments --person bo --from 2026-12-01 --to 2027-01-01\n  \
    wail rota ics --replaces oncall.ics > new.ics     what is no longer so is cancelled in it\n\n\
    A calendar program can subscribe to it instead: `[calendar] key` in the configuration.")]
pub(super) struct Ics {
    /// The rota; the only one unless given
    rota: Option<String>,
    /// Only the shifts of this person
    #[arg(long = "person", value_name = "NAME")]
    whose: Option<String>,
    /// The first day, or a time; this week's Monday unless given
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The day, or the time, that is no longer in it; a year later unless given
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// What was printed before: future shifts of it that are no longer so are sent as cancelled
    #[arg(long, value_name = "FILE")]
    replaces: Option<PathBuf>,
}

/// From when to when.
struct Range {
    from: Timestamp,
    to: Timestamp,
}

pub(super) fn run(session: &Session, args: &Ics) -> Result<(), Error> {
    if session.out.json {
        return Err(Error::new(Kind::Usage, "a calendar is not JSON")
            .hint("`wail rota show --json` has the shifts"));
    }
    let settings = session.settings()?;
    let (name, rota) = find(&settings, args.rota.as_deref())?;
    let person = args.whose.as_deref().map(|name| person_of(rota, name)).transpose()?;
    let range = range(args, session.now, (&session.zone(), rota.zone()))?;
    let told = match &args.replaces {
        Some(file) => published(&calendar_text(file)?)
            .map_err(|error| calendar_faults(file, std::slice::from_ref(&error)))?,
        None => Vec::new(),
    };
    let feed = Feed {
        name,
        rota,
        person,
        from: range.from,
        to: range.to,
        edges: Edges::Cut,
        revised_at: config::revised_at(&settings.files),
        published: &told,
        now: session.now,
    };
    session.out.text(feed.render())
}

fn range(args: &Ics, now: Timestamp, (here, zone): (&TimeZone, &TimeZone)) -> Result<Range, Error> {
    let from = match &args.from {
        Some(text) => instant_by(text, now, (here, zone))?,
        None => monday_of(now, zone),
    };
    let to = match &args.to {
        Some(text) => instant_by(text, now, (here, zone))?,
        None => midnight(from.to_zoned(zone.clone()).date().saturating_add(1.year()), zone),
    };
    if to <= from {
        return Err(Error::new(Kind::Usage, "the range ends before it begins")
            .hint("`--to` is the first day that is not in it"));
    }
    Ok(Range { from, to })
}
