//! `wail inbox`: what arrived, what could not be read, and reading it again.

mod show;

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use serde_json::json;

use super::format::Format;
use super::out::Tone;
use super::table::Table;
use super::{Session, json::instant, time};
use crate::daemon;
use crate::domain::name::SourceName;
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::inbox::read;
use crate::store::{EnvelopeId, InboxRow, Store, StoreError, Unreadable};

/// How many lines are shown.
const LINES: usize = 50;

/// The arguments of `wail inbox`.
#[derive(Args, Debug)]
pub(super) struct Inbox {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what is kept, the newest first
    List(Format),
    /// Print a body: as it arrived into a pipe or a file, fit to be seen on a terminal
    Show {
        /// Its number
        #[arg(value_name = "ENTRY", value_parser = entry)]
        entry: i64,
    },
    /// Read again what could not be read: after an upgrade, or a change of the configuration
    Read,
    /// Drop what could not be read, because somebody has looked at it
    Drop {
        /// Its number; all of them if none is named
        #[arg(value_name = "ENTRY", value_parser = entry)]
        entries: Vec<i64>,
    },
}

pub(super) fn run(session: &Session, args: &Inbox) -> Result<(), Error> {
    match &args.command {
        None => list(session, &Format::default()),
        Some(Command::List(format)) => list(session, format),
        Some(Command::Show { entry }) => show::run(session, EnvelopeId(*entry)),
        Some(Command::Read) => read_again(session),
        Some(Command::Drop { entries }) => drop_entries(session, entries),
    }
}

fn list(session: &Session, format: &Format) -> Result<(), Error> {
    let rows = session.kept()?.read(|tx| tx.inbox(LINES))?;
    if format.is_asked(session.out) {
        return format.print(session.out, "inbox-list", &rows.iter().map(value).collect());
    }
    if rows.is_empty() {
        return session.out.line("the inbox keeps nothing");
    }
    let mut table = Table::new(&["ENTRY", "ARRIVED", "SOURCE", "BYTES", "STATE"]);
    let zone = session.zone();
    for row in &rows {
        let state = match (&row.error, row.unread) {
            (Some(error), _) => (Tone::Alarm, format!("cannot be read: {}", plain(error))),
            (None, true) => (Tone::Calm, "not read yet".to_owned()),
            (None, false) => (Tone::Faint, "read".to_owned()),
        };
        table.row(vec![
            (Tone::Strong, row.id.0.to_string()),
            (Tone::Plain, time::with_distance(row.received_at, session.now, &zone)),
            (Tone::Plain, plain(&row.source).into_owned()),
            (Tone::Plain, row.bytes.to_string()),
            state,
        ]);
    }
    session.out.text(table.render(session.out))
}

fn value(row: &InboxRow) -> serde_json::Value {
    json!({
        "id": row.id.0,
        "source": row.source,
        "received_at": instant(row.received_at),
        "bytes": row.bytes,
        "error": row.error,
        "unread": row.unread,
    })
}

fn read_again(session: &Session) -> Result<(), Error> {
    let settings = session.settings()?;
    let door = daemon::door_of(&settings, None);
    let mut store = session.kept()?;
    let unreadable = unreadable(&mut store)?;
    let (mut settled, mut left) = (0, Vec::new());
    for Unreadable { id, envelope, .. } in unreadable {
        match read::read(&door, &envelope) {
            Ok(reading) => {
                session.decide(&mut store, &settings.rules, |tx, engine| {
                    // What was open at a source then is not what is open there now.
                    if read::listing(&envelope).is_none() {
                        read::hear(engine, &envelope, &reading)?;
                    }
                    Ok(tx.settle(id)?)
                })?;
                settled += 1;
            }
            Err(error) => left.push((id, error)),
        }
    }
    close_what_is_settled(session, &mut store, &settings.rules)?;
    session
        .out
        .line(format_args!("{} read", count(settled, "entry").replace("entrys", "entries")))?;
    if left.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> =
        left.iter().map(|(id, error)| format!("  {}  {}", id.0, plain(error))).collect();
    Err(Error::new(Kind::No, format!("{} still cannot be read", left.len()))
        .detail(lines.join("\n"))
        .hint("`wail inbox show ENTRY` prints one; `wail inbox drop ENTRY` drops it"))
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "a path has one lifetime only")]
fn unreadable(store: &mut Store) -> Result<Vec<Unreadable>, StoreError> {
    store.read(|tx| tx.unreadable())
}

fn drop_entries(session: &Session, entries: &[i64]) -> Result<(), Error> {
    let rules = session.rules_or_none();
    let mut store = session.kept()?;
    let unreadable = unreadable(&mut store)?;
    let meant: Vec<EnvelopeId> = unreadable
        .iter()
        .map(|entry| entry.id)
        .filter(|id| entries.is_empty() || entries.contains(&id.0))
        .collect();
    if meant.is_empty() {
        return Err(Error::new(Kind::No, "nothing of that is kept as unreadable")
            .hint("`wail inbox` lists what is kept"));
    }
    store.write(|tx| {
        for id in &meant {
            tx.drop_body(*id)?;
        }
        Ok::<_, StoreError>(())
    })?;
    close_what_is_settled(session, &mut store, &rules)?;
    session.out.line(format_args!("{} dropped", meant.len()))
}

/// Ends the incidents about sources of which nothing unreadable is left.
fn close_what_is_settled(session: &Session, store: &mut Store, rules: &Rules) -> Result<(), Error> {
    session.decide(store, rules, |tx, engine| {
        let left: BTreeSet<SourceName> =
            tx.unreadable()?.into_iter().map(|entry| entry.envelope.source).collect();
        for source in tx.sources_of(read::UNREADABLE)? {
            if !left.contains(&source) {
                engine.hear(&read::readable_again(&source))?;
            }
        }
        Ok(())
    })
}

/// The number of an entry.
fn entry(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "it is a number, as `wail inbox` shows it".to_owned())
}
