//! `wail export`: everything that the store has, as JSON Lines.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::there;
use crate::cli::out::{Progress, are_read, is_file, json_line};
use crate::cli::{Session, json as fields, list, moment, promise, silence, update};
use crate::domain::incident::IncidentId;
use crate::domain::rules::Rules;
use crate::error::{Error, Kind};
use crate::store::{Chosen, Sealed, Store, StoreError, TimelineQuery, Tx, UpdateQuery};

/// How many bytes are read at once, about. What is read is printed only once nothing of the store is held: whoever
/// reads may take his time, and whatever is written to the store meanwhile could not leave its log.
const PIECE: usize = 256 << 10;

/// The arguments of `wail export`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail export > wail.jsonl\n  \
    wail export --since \"2026-11-01 00:00\" | jq -c 'select(.kind == \"incident\")'\n\n\
    Each line is an object with its `kind`: `export` first, then `incident`, `entry`, `silence`, `update`\n\
    and `promise`, and `end` last, with how many there were: a file without it is not whole. Each has the\n\
    fields that `--json` prints for it. It is read piece by piece, so whoever reads slowly holds up nobody.\n\
    `wail backup` makes a copy of one moment, which can be restored.")]
pub(crate) struct Export {
    /// Only what came from then on, and what is open
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
}

/// Everything of one kind, as lines, and how many there are.
#[derive(Default)]
struct Piece {
    lines: String,
    number: usize,
}

impl Piece {
    /// Puts one on a line of its own.
    fn put(&mut self, kind: &str, mut value: Value) -> Result<(), Error> {
        let Some(fields) = value.as_object_mut() else {
            return Err(Error::new(Kind::Bug, format!("the {kind} is no object")));
        };
        fields.insert("kind".to_owned(), kind.into());
        self.lines.push_str(&json_line(&value));
        self.number += 1;
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= PIECE
    }

    /// Prints it, and says how many there were; ends it all where nobody reads any more.
    fn print(&self) -> Result<usize, Error> {
        if self.lines.is_empty() || are_read(self.lines.as_bytes())? {
            return Ok(self.number);
        }
        // Whoever read has enough: the rest of the store is not gone through for nobody.
        Err(Error::exit(0))
    }
}

pub(crate) fn run(session: &Session, args: &Export) -> Result<(), Error> {
    let mut store = there(session)?;
    let since = args.since.as_deref();
    let since = since.map(|said| moment::past(said, session.now, &session.zone())).transpose()?;
    session.out.json(&json!({
        "kind": "export",
        "version": env!("CARGO_PKG_VERSION"),
        "at": fields::instant(session.now),
        "since": fields::maybe(since),
    }))?;
    // What goes to a pager is on the same terminal.
    let progress = is_file().then(|| Progress::of(session, "reading the store"));
    let rules = session.rules_or_none();
    let since = since.unwrap_or(Timestamp::MIN);
    let reading = Reading { session, rules: &rules, since, progress };
    let incidents = reading.incidents(&mut store)?;
    // Read before the entries and printed after them: whatever the file tells has its entry in it.
    let (last, [silences, updates, promises]) = store.read(|tx| reading.others(tx))?;
    let entries = reading.entries(&mut store, last)?;
    session.out.json(&json!({
        "kind": "end",
        "incidents": incidents,
        "entries": entries,
        "silences": silences.print()?,
        "updates": updates.print()?,
        "promises": promises.print()?,
        "last_entry": last,
    }))
}

/// What is asked of the store, piece by piece.
struct Reading<'r> {
    session: &'r Session,
    rules: &'r Rules,
    since: Timestamp,
    progress: Option<Progress>,
}

impl Reading<'_> {
    fn incidents(&self, store: &mut Store) -> Result<usize, Error> {
        let mut chosen = store.read(|tx| self.chosen(tx))?.into_iter().peekable();
        self.count("writing incidents", chosen.len());
        let mut number = 0;
        while chosen.peek().is_some() {
            let piece = store.read(|tx| {
                let mut piece = Piece::default();
                while let Some(id) = chosen.next_if(|_| !piece.is_full()) {
                    let value = list::value_in(self.session, tx, self.rules, id)?;
                    // One that was let go meanwhile is not there any more.
                    if !value.is_null() {
                        piece.put("incident", value)?;
                    }
                }
                Ok::<_, Error>(piece)
            })?;
            number += piece.print()?;
            self.done(number);
        }
        Ok(number)
    }

    /// The numbers of the incidents that are meant, in order.
    fn chosen(&self, tx: &Tx<'_>) -> Result<Vec<IncidentId>, StoreError> {
        let mut found = Vec::new();
        tx.list(&Chosen { resolved: true, ..Chosen::default() }, |listed| {
            let incident = &listed.incident;
            if incident.is_open() || incident.opened_at >= self.since {
                found.push(incident.id);
            }
        })?;
        found.sort_unstable();
        Ok(found)
    }

    /// The entries up to that one, of which none ever changes.
    fn entries(&self, store: &mut Store, last: i64) -> Result<usize, Error> {
        let all = store.read(|tx| tx.count_entries())?;
        self.count("writing entries", usize::try_from(all).unwrap_or(0));
        let (mut after, mut seen, mut number) = (0, 0, 0);
        while after < last {
            let begins = after;
            let piece = store.read(|tx| {
                let witnesses = tx.witnesses()?;
                let (mut piece, mut put) = (Piece::default(), Ok(()));
                tx.sealed(TimelineQuery::After(begins), |sealed: Sealed| {
                    if sealed.entry.id > last {
                        return false;
                    }
                    (after, seen) = (sealed.entry.id, seen + 1);
                    if sealed.entry.at >= self.since {
                        put = piece.put("entry", fields::sealed(&sealed, &witnesses));
                    }
                    put.is_ok() && !piece.is_full()
                })?;
                put.map(|()| piece)
            })?;
            number += piece.print()?;
            self.done(seen);
            if after == begins {
                break;
            }
        }
        Ok(number)
    }

    /// What there is besides, and the last entry that there is at that moment.
    fn others(&self, tx: &Tx<'_>) -> Result<(i64, [Piece; 3]), Error> {
        Ok((tx.last_entry()?, [self.silences(tx)?, self.updates(tx)?, self.promises(tx)?]))
    }

    fn silences(&self, tx: &Tx<'_>) -> Result<Piece, Error> {
        let mut piece = Piece::default();
        for silence in &tx.silences(self.since)? {
            let held = tx.silenced_incidents(silence.id)?;
            piece.put("silence", silence::list::value(silence, &held, self.session.now))?;
        }
        Ok(piece)
    }

    fn updates(&self, tx: &Tx<'_>) -> Result<Piece, Error> {
        let mut piece = Piece::default();
        let found = tx.updates(UpdateQuery::Since(self.since))?;
        found.iter().try_for_each(|update| piece.put("update", update::list::value(update)))?;
        Ok(piece)
    }

    fn promises(&self, tx: &Tx<'_>) -> Result<Piece, Error> {
        let mut found = tx.all_promises()?;
        found.retain(|promise| promise.made_at >= self.since || promise.closed.is_none());
        found.sort_unstable_by_key(|promise| promise.id);
        let (mut piece, now) = (Piece::default(), self.session.now);
        found.iter().try_for_each(|made| piece.put("promise", promise::list::value(made, now)))?;
        Ok(piece)
    }

    fn count(&self, what: &str, of: usize) {
        if let Some(progress) = &self.progress {
            progress.count(what, of as u64);
        }
    }

    fn done(&self, number: usize) {
        if let Some(progress) = &self.progress {
            progress.done(number as u64);
        }
    }
}
