//! Silences: what was asked for, what it has hidden, and which incidents it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Row, params, params_from_iter};

use super::sql::ADD_TO_MARK;
use super::sql::silence as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::label::Matcher;
use crate::domain::quiet::silence::{Silence, SilenceId, Wanted, takes_everything};
use crate::domain::quiet::silences::Silences;

/// The matchers of silences as they are kept, and as they were made of that: a pattern is compiled once,
/// and not again by every transaction that asks.
pub(super) type Compiled = BTreeMap<String, Vec<Matcher>>;

/// What was in force by the count of changes, when it was last read.
pub(super) type InForce = Option<(i64, Arc<Silences>)>;

/// The name of the count of changes.
const CHANGES: &str = "silences";

/// The place of the matchers in a row.
const MATCHERS: usize = 1;

impl Tx<'_> {
    /// Keeps a silence that is new.
    pub fn new_silence(&self, wanted: &Wanted, now: Timestamp) -> Result<SilenceId> {
        self.silences_change()?;
        self.ask(|c| {
            c.prepare_cached(sql::NEW_SILENCE)?.execute(params![
                rows::matchers_text(&wanted.matchers),
                wanted.starts_at.as_millisecond(),
                wanted.ends_at.as_millisecond(),
                wanted.by,
                wanted.comment,
                now.as_millisecond(),
                hold_down(wanted),
                look_at(wanted, now),
            ])?;
            Ok(SilenceId(c.last_insert_rowid()))
        })
    }

    /// Changes what a silence asks for.
    pub fn change_silence(&self, id: SilenceId, wanted: &Wanted, now: Timestamp) -> Result<()> {
        self.silences_change()?;
        self.ask(|c| {
            c.prepare_cached(sql::CHANGE_SILENCE)?
                .execute(params![
                    rows::matchers_text(&wanted.matchers),
                    wanted.starts_at.as_millisecond(),
                    wanted.ends_at.as_millisecond(),
                    wanted.by,
                    wanted.comment,
                    now.as_millisecond(),
                    hold_down(wanted),
                    look_at(wanted, now),
                    id.0,
                ])
                .map(drop)
        })
    }

    /// The silence of that number.
    pub fn silence(&self, id: SilenceId) -> Result<Option<Silence>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::SILENCE)?;
            let mut found = statement.query([id.0])?;
            found.next()?.map(silence).transpose()
        })
    }

    /// The silences that end after that instant, the first to end first.
    pub fn silences(&self, after: Timestamp) -> Result<Vec<Silence>> {
        self.read_silences(sql::SILENCES, Some(after))
    }

    /// The silences whose end is not on the record: those that hold, and those that have yet to begin. They
    /// are read anew only once they have changed.
    pub fn silences_in_force(&self) -> Result<Arc<Silences>> {
        let changes = self.mark(CHANGES)?;
        if let Some((at, known)) = &*self.in_force.borrow()
            && *at == changes
        {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(Silences::new(self.read_silences(sql::SILENCES_IN_FORCE, None)?));
        // What this transaction has changed may yet be taken back, and its count be given again.
        let kept = (!self.silences_changed.get()).then(|| (changes, Arc::clone(&read)));
        self.in_force.replace(kept);
        Ok(read)
    }

    fn read_silences(&self, statement: &str, after: Option<Timestamp>) -> Result<Vec<Silence>> {
        let before = self.compiled.take();
        let mut compiled = Compiled::new();
        let silences = self.ask(|c| {
            let mut statement = c.prepare_cached(statement)?;
            let mut found =
                statement.query(params_from_iter(after.map(Timestamp::as_millisecond)))?;
            let mut silences = Vec::new();
            while let Some(row) = found.next()? {
                let text = row.get_ref(MATCHERS)?.as_str()?;
                let matchers = match before.get(text) {
                    Some(matchers) => matchers.clone(),
                    None => rows::matchers(row, MATCHERS)?,
                };
                compiled.insert(text.to_owned(), matchers.clone());
                silences.push(silence_of(row, matchers)?);
            }
            Ok(silences)
        })?;
        self.compiled.replace(compiled);
        Ok(silences)
    }

    /// What was read of them before does not hold any more.
    pub(super) fn silences_change(&self) -> Result<()> {
        self.silences_changed.set(true);
        self.ask(|c| c.prepare_cached(ADD_TO_MARK)?.execute(params![1, CHANGES]).map(drop))
    }

    fn some_silences(&self, statement: &str, until: Timestamp) -> Result<Vec<Silence>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(statement)?;
            statement.query_map([until.as_millisecond()], silence)?.collect()
        })
    }

    /// The silences that have ended by then, of which that is not on the record.
    pub fn ended_silences(&self, now: Timestamp) -> Result<Vec<Silence>> {
        self.some_silences(sql::ENDED_SILENCES, now)
    }

    /// The silences of which it is to be looked by then whether anything of them still fires.
    pub fn calming_silences(&self, now: Timestamp) -> Result<Vec<Silence>> {
        self.some_silences(sql::CALMING_SILENCES, now)
    }

    /// The silences that end by then, of which nobody was told that.
    pub fn ending_silences(&self, until: Timestamp) -> Result<Vec<Silence>> {
        self.some_silences(sql::ENDING_SILENCES, until)
    }

    /// The end of that silence is on the record.
    pub fn tell_silence(&self, id: SilenceId) -> Result<()> {
        self.silences_change()?;
        self.ask(|c| c.prepare_cached(sql::TELL_SILENCE)?.execute([id.0]).map(drop))
    }

    /// People were told that it ends, or need not be.
    pub fn warn_of_silence(&self, id: SilenceId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::WARN_OF_SILENCE)?.execute([id.0]).map(drop))
    }

    /// An alert has met all its conditions. Whoever has read it before need not read it again for that.
    pub fn match_silence(&self, id: SilenceId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::MATCH_SILENCE)?.execute([id.0]).map(drop))
    }

    /// Since when nothing of a silence fires, and when that is looked at again; nothing while something
    /// does.
    pub fn calm_silence(&self, id: SilenceId, calm: Option<(Timestamp, Timestamp)>) -> Result<()> {
        self.silences_change()?;
        let (since, look_at) = calm.unzip();
        self.ask(|c| {
            let [since, look_at] = [since, look_at].map(|at| at.map(Timestamp::as_millisecond));
            c.prepare_cached(sql::CALM_SILENCE)?.execute(params![since, look_at, id.0]).map(drop)
        })
    }

    /// Something is over: the silences that end when nothing of them fires are to be looked at.
    pub fn look_at_silences(&self, now: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::LOOK_AT_SILENCES)?.execute([now.as_millisecond()]).map(drop)
        })
    }

    /// When something is due next of a silence: its end, that it is told of so long before, or that it is
    /// looked at.
    pub fn next_silence(&self, warn_before: SignedDuration) -> Result<Option<Timestamp>> {
        let ask = |statement| {
            self.ask(|c| {
                c.prepare_cached(statement)?.query_row([], |row| rows::maybe_instant(row, 0))
            })
        };
        let warning = ask(sql::NEXT_SILENCE_WARNING)?;
        let warning = warning.map(|end| end.saturating_sub(warn_before).unwrap_or(end));
        let due = [ask(sql::NEXT_SILENCE_END)?, warning, ask(sql::NEXT_SILENCE_LOOK)?];
        Ok(due.into_iter().flatten().min())
    }

    /// The labels that alerts had since then, each with its values.
    pub fn labels_since(&self, since: Timestamp) -> Result<BTreeMap<String, BTreeSet<String>>> {
        let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::LABELS_SINCE)?;
            let mut found = statement.query([since.as_millisecond()])?;
            while let Some(row) = found.next()? {
                for (label, value) in rows::labels(row, 0)? {
                    known.entry(label).or_default().insert(value);
                }
            }
            Ok(())
        })?;
        Ok(known)
    }

    /// It has kept one more alert from paging.
    pub fn count_hidden(&self, id: SilenceId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::COUNT_HIDDEN)?.execute([id.0]).map(drop))
    }

    /// The incidents that it holds.
    pub fn silenced_incidents(&self, id: SilenceId) -> Result<Vec<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::SILENCED_INCIDENTS)?;
            statement.query_map([id.0], |row| row.get(0).map(IncidentId))?.collect()
        })
    }
}

fn hold_down(wanted: &Wanted) -> Option<i64> {
    wanted.until_resolved.map(|wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

/// When it is first looked whether anything of it fires: as soon as it holds.
fn look_at(wanted: &Wanted, now: Timestamp) -> Option<i64> {
    wanted.until_resolved.map(|_| wanted.starts_at.max(now).as_millisecond())
}

fn silence(row: &Row<'_>) -> rusqlite::Result<Silence> {
    silence_of(row, rows::matchers(row, MATCHERS)?)
}

fn silence_of(row: &Row<'_>, matchers: Vec<Matcher>) -> rusqlite::Result<Silence> {
    let hold_down: Option<i64> = row.get(8)?;
    Ok(Silence {
        id: SilenceId(row.get(0)?),
        what: Wanted {
            // Whoever made one that holds for everything knew it.
            everything: takes_everything(&matchers),
            matchers,
            starts_at: rows::instant(row, 2)?,
            ends_at: rows::instant(row, 3)?,
            by: row.get(4)?,
            comment: row.get(5)?,
            until_resolved: hold_down.map(SignedDuration::from_millis),
        },
        changed_at: rows::instant(row, 6)?,
        hidden: row.get(7)?,
        matched: row.get(9)?,
        calm_since: rows::maybe_instant(row, 10)?,
        is_over: row.get(11)?,
    })
}

#[cfg(test)]
mod tests;
