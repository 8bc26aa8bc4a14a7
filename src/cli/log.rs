//! `wail log`: the timeline, of one incident or of everything, and whether it is as it was written.

mod verify;

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;

use super::format::Format;
use super::session::number;
use super::wrap::fitted;
use super::{Session, json, time};
use crate::domain::incident::IncidentId;
use crate::domain::record::gaps::DEAF;
use crate::domain::record::witness::{self, Ahead, moved};
use crate::domain::record::written::{cut, size};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::store::{Recorded, Sealed, StoreError, TimelineQuery, Witness};

pub(super) use verify::what;

/// How many entries are shown unless somebody asks for more.
const ENTRIES: usize = 50;

/// Where the text of an entry begins.
pub(super) const INDENT: usize = "2026-03-08 03:12:05    412  ".len();

/// The arguments of `wail log`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Log {
    #[command(subcommand)]
    asked: Option<Asked>,
    /// Only this incident
    #[arg(value_name = "ID", value_parser = number)]
    id: Option<i64>,
    /// The newest so many; 0 for all
    #[arg(short = 'n', long, value_name = "NUMBER", conflicts_with = "id")]
    last: Option<usize>,
    /// Long texts whole, with the line breaks they have
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Asked {
    /// Say whether every entry is as it was written, and none is missing
    Verify(verify::VerifyArgs),
}

/// Entries as they were read, and who wrote them.
pub(super) struct Entries {
    pub(super) sealed: Vec<Sealed>,
    pub(super) witnesses: BTreeMap<i64, Witness>,
}

pub(super) fn run(session: &Session, args: &Log) -> Result<(), Error> {
    if let Some(Asked::Verify(args)) = &args.asked {
        return verify::run(session, args);
    }
    let query = match (args.id, args.last) {
        (Some(id), _) => TimelineQuery::Of(IncidentId(id)),
        (None, Some(0)) => TimelineQuery::After(0),
        (None, Some(last)) => TimelineQuery::Last(last),
        (None, None) if args.format.is_asked(session.out) => TimelineQuery::After(0),
        (None, None) => TimelineQuery::Last(ENTRIES),
    };
    let entries = Entries::read(session, query)?;
    if let (Some(id), true) = (args.id, entries.sealed.is_empty()) {
        return Err(Error::new(Kind::No, format!("there is no incident {id}"))
            .hint("`wail list --all` shows every incident"));
    }
    if args.format.is_asked(session.out) {
        let Entries { sealed, witnesses } = &entries;
        let values = sealed.iter().map(|it| json::sealed(it, witnesses)).collect();
        return args.format.print(session.out, "log", &values);
    }
    if entries.sealed.is_empty() {
        session.out.talk("nothing is on the record yet");
    }
    show(session, args, &entries)
}

/// The entries one by one, and between them where the clock was set.
fn show(session: &Session, args: &Log, entries: &Entries) -> Result<(), Error> {
    let zone = session.zone();
    let corrected = entries.corrected();
    let mut before = None;
    for sealed in &entries.sealed {
        let (entry, ahead) = (&sealed.entry, entries.ahead(sealed));
        if let Some(by) = before.zip(ahead).and_then(|(before, ahead)| moved(before, ahead)) {
            let stamp = time::stamp(entry.at, &zone);
            session.out.line(format_args!("{stamp}      -  {}", witness::told(by)))?;
        }
        before = ahead.or(before);
        let mut shown = if args.full { whole(entry, &zone) } else { line(entry, &zone) };
        if session.globals.verbose {
            shown = format!("#{:<6} {shown}", entry.id);
        }
        shown.extend(corrected.contains(&entry.id).then_some(" (corrected)"));
        let fits = if args.full { shown } else { fitted(&shown, INDENT) };
        session.out.line(fits)?;
    }
    Ok(())
}

impl Entries {
    pub(super) fn read(session: &Session, query: TimelineQuery) -> Result<Self, Error> {
        let mut sealed = Vec::new();
        let witnesses = session.kept()?.read::<_, StoreError>(|tx| {
            tx.sealed(query, |entry| {
                sealed.push(entry);
                true
            })?;
            tx.witnesses()
        })?;
        Ok(Self { sealed, witnesses })
    }

    /// How far the wall clock was ahead when it was written, where that is known.
    pub(super) fn ahead(&self, sealed: &Sealed) -> Option<Ahead<'_>> {
        let seal = sealed.seal.as_ref()?;
        let witness = self.witnesses.get(&seal.witness?)?;
        Some(Ahead { boot: &witness.boot, milliseconds: seal.clocks?.ahead })
    }

    /// The entries that others correct.
    fn corrected(&self) -> BTreeSet<i64> {
        self.sealed.iter().filter_map(|sealed| sealed.entry.corrects).collect()
    }
}

/// `2026-03-08 03:12:05  412  page ana by sound, first page`.
pub(super) fn line(entry: &Recorded, zone: &TimeZone) -> String {
    format!("{}{}", start(entry, zone), text(entry, zone))
}

/// The same with a long text whole, on the lines that it has.
fn whole(entry: &Recorded, zone: &TimeZone) -> String {
    let lines: Vec<_> = entry.text.lines().map(plain).collect();
    let lines = lines.join(&format!("\n{:INDENT$}", ""));
    format!("{}{lines}{}", start(entry, zone), of_the_past(entry, zone))
}

fn start(entry: &Recorded, zone: &TimeZone) -> String {
    let incident = entry.incident.map_or_else(|| "-".to_owned(), |id| id.to_string());
    format!("{}  {incident:>5}  ", time::stamp(entry.at, zone))
}

/// What it says, as it stands in a list, with the moment it is about.
pub(super) fn text(entry: &Recorded, zone: &TimeZone) -> String {
    format!("{}{}", in_list(&entry.text), of_the_past(entry, zone))
}

/// A text as it stands in a list: no longer than it must be, and how much of it is left out.
pub(super) fn in_list(text: &str) -> String {
    let (kept, left) = cut(text);
    let left = if left == 0 { String::new() } else { format!("… ({} more)", size(left)) };
    format!("{}{left}", plain(kept))
}

/// ` (of 12:25)`, if it is about another moment than that at which it was written.
fn of_the_past(entry: &Recorded, zone: &TimeZone) -> String {
    let of = |about| format!(" (of {})", time::local(about, entry.at, zone));
    // How long a deafness took is in its text.
    entry.about.filter(|_| entry.event != DEAF).map(of).unwrap_or_default()
}
