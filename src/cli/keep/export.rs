//! `wail export`: everything that the store has, as JSON Lines.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::there;
use crate::cli::out::json_is_read;
use crate::cli::{Session, json as fields, list, moment, promise, silence, update};
use crate::domain::rules::Rules;
use crate::error::{Error, Kind};
use crate::store::{Chosen, Sealed, TimelineQuery, Tx, UpdateQuery};

/// The arguments of `wail export`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail export > wail.jsonl\n  \
    wail export --since \"2026-11-01 00:00\" | jq -c 'select(.kind == \"incident\")'\n\n\
    Each line is an object with its `kind`: `export` first, then `incident`, `entry`, `silence`, `update`\n\
    and `promise`, and `end` last, with how many there were: a file without it is not whole. Each has the\n\
    fields that `--json` prints for it. `wail backup` makes a copy that can be restored.")]
pub(crate) struct Export {
    /// Only what came from then on, and what is open
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
}

/// How many of each kind there were.
#[derive(Default)]
struct Counts {
    incidents: usize,
    entries: usize,
    silences: usize,
    updates: usize,
    promises: usize,
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
    let since = since.unwrap_or(Timestamp::MIN);
    let rules = session.rules_or_none();
    let counts = store.read(|tx| Exported { session, tx, since }.all(&rules))?;
    session.out.json(&json!({
        "kind": "end",
        "incidents": counts.incidents,
        "entries": counts.entries,
        "silences": counts.silences,
        "updates": counts.updates,
        "promises": counts.promises,
    }))
}

/// What is exported of one state of the store.
struct Exported<'e> {
    session: &'e Session,
    tx: &'e Tx<'e>,
    since: Timestamp,
}

impl Exported<'_> {
    fn all(&self, rules: &Rules) -> Result<Counts, Error> {
        Ok(Counts {
            incidents: self.incidents(rules)?,
            entries: self.entries()?,
            silences: self.silences()?,
            updates: self.updates()?,
            promises: self.promises()?,
        })
    }

    fn incidents(&self, rules: &Rules) -> Result<usize, Error> {
        let mut found = Vec::new();
        self.tx.list(&Chosen { resolved: true, ..Chosen::default() }, |listed| {
            let incident = &listed.incident;
            if incident.is_open() || incident.opened_at >= self.since {
                found.push(incident.id);
            }
        })?;
        found.sort_unstable();
        for id in &found {
            line("incident", list::value_in(self.session, self.tx, rules, *id)?)?;
        }
        Ok(found.len())
    }

    fn entries(&self) -> Result<usize, Error> {
        let witnesses = self.tx.witnesses()?;
        let mut number = 0;
        let mut failed = None;
        self.tx.sealed(TimelineQuery::After(0), |sealed: Sealed| {
            if sealed.entry.at >= self.since {
                number += 1;
                failed = line("entry", fields::sealed(&sealed, &witnesses)).err();
            }
            failed.is_none()
        })?;
        failed.map_or(Ok(number), Err)
    }

    fn silences(&self) -> Result<usize, Error> {
        let found = self.tx.silences(self.since)?;
        for silence in &found {
            let held = self.tx.silenced_incidents(silence.id)?;
            line("silence", silence::list::value(silence, &held, self.session.now))?;
        }
        Ok(found.len())
    }

    fn updates(&self) -> Result<usize, Error> {
        let found = self.tx.updates(UpdateQuery::Since(self.since))?;
        found.iter().try_for_each(|update| line("update", update::list::value(update)))?;
        Ok(found.len())
    }

    fn promises(&self) -> Result<usize, Error> {
        let mut found = self.tx.all_promises()?;
        found.retain(|promise| promise.made_at >= self.since || promise.closed.is_none());
        found.sort_unstable_by_key(|promise| promise.id);
        let now = self.session.now;
        found.iter().try_for_each(|made| line("promise", promise::list::value(made, now)))?;
        Ok(found.len())
    }
}

/// One of what is exported, on a line of its own; ends it where nobody reads any more.
fn line(kind: &str, mut value: Value) -> Result<(), Error> {
    let Some(fields) = value.as_object_mut() else {
        return Err(Error::new(Kind::Bug, format!("the {kind} is no object")));
    };
    fields.insert("kind".to_owned(), kind.into());
    if json_is_read(&value)? {
        return Ok(());
    }
    // Whoever read has enough: the rest of the store is not gone through for nobody.
    Err(Error::exit(0))
}
