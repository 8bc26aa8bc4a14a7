//! `wail log`: the timeline, of one incident or of everything.

use clap::Args;

use super::session::number;
use super::wrap::fitted;
use super::{Session, json, time};
use crate::domain::incident::IncidentId;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::store::{Recorded, StoreError, TimelineQuery};

/// How many entries are shown unless somebody asks for more.
const ENTRIES: usize = 50;

/// Where the text of an entry begins.
pub(super) const INDENT: usize = "2026-03-08 03:12:05    412  ".len();

/// The arguments of `wail log`.
#[derive(Args, Debug)]
pub(super) struct Log {
    /// Only this incident
    #[arg(value_name = "ID", value_parser = number)]
    id: Option<i64>,
    /// The newest so many; 0 for all
    #[arg(short = 'n', long, value_name = "NUMBER", conflicts_with = "id")]
    last: Option<usize>,
}

pub(super) fn run(session: &Session, args: &Log) -> Result<(), Error> {
    let query = match (args.id, args.last) {
        (Some(id), _) => TimelineQuery::Of(IncidentId(id)),
        (None, Some(0)) => TimelineQuery::After(0),
        (None, Some(last)) => TimelineQuery::Last(last),
        (None, None) if session.out.json => TimelineQuery::After(0),
        (None, None) => TimelineQuery::Last(ENTRIES),
    };
    let mut entries = Vec::new();
    session.store()?.read(|tx| {
        tx.timeline(query, |entry| entries.push(entry))?;
        Ok::<_, StoreError>(())
    })?;
    if let (Some(id), true) = (args.id, entries.is_empty()) {
        return Err(Error::new(Kind::No, format!("there is no incident {id}"))
            .hint("`wail list --all` shows every incident"));
    }
    if session.out.json {
        return session.out.json(&entries.iter().map(json::entry).collect());
    }
    if entries.is_empty() {
        session.out.talk("nothing is on the record yet");
    }
    let zone = session.zone();
    entries.iter().try_for_each(|entry| session.out.line(fitted(&line(entry, &zone), INDENT)))
}

/// `2026-03-08 03:12:05  412  page ana by sound, first page`.
pub(super) fn line(entry: &Recorded, zone: &jiff::tz::TimeZone) -> String {
    let incident = entry.incident.map_or_else(|| "-".to_owned(), |id| id.to_string());
    format!("{}  {incident:>5}  {}", time::stamp(entry.at, zone), plain(&entry.text))
}
