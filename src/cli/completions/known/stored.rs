//! What of the store can stand in an argument, each number with what it is about.

use std::collections::BTreeSet;

use super::Offers;
use crate::daemon::clock;
use crate::domain::incident::Status;
use crate::domain::text::plain;
use crate::store::{Chosen, StoreError, Tx};

/// How many are offered at most: nobody chooses among more.
const MOST: usize = 100;

/// How many characters of a text are shown beside a number.
const SHOWN: usize = 60;

/// Incidents, with those that are over or without: what nobody has first, for whoever is looking for a number
/// at night.
pub(super) fn incidents(tx: &Tx<'_>, resolved: bool) -> Result<Offers, StoreError> {
    let chosen = Chosen { resolved, at_most: Some(MOST), ..Chosen::default() };
    let mut found = Vec::new();
    tx.list(&chosen, |listed| {
        let incident = listed.incident;
        let (rank, state) = match incident.status {
            Status::Triggered { .. } => (0, "rings"),
            Status::Held { .. } => (1, "held"),
            Status::Acknowledged { .. } => (2, "acknowledged"),
            Status::Resolved { .. } => (3, "over"),
        };
        let about = format!("{}, {state}: {}", incident.severity.word(), short(&incident.summary));
        found.push((rank, (incident.id.to_string(), about)));
    })?;
    found.sort_by_key(|(rank, _)| *rank);
    Ok(found.into_iter().map(|(_, offer)| offer).collect())
}

/// Silences that are not over, with what they are about and why.
pub(super) fn silences(tx: &Tx<'_>) -> Result<Offers, StoreError> {
    let found = tx.silences(clock::now())?.into_iter().take(MOST);
    let offers = found.map(|silence| {
        let about = format!("{}: {}", silence.what.about(), silence.what.comment);
        (silence.id.to_string(), short(&about))
    });
    Ok(offers.collect())
}

/// Promises that are owed, with whose they are and what was promised.
pub(super) fn promises(tx: &Tx<'_>) -> Result<Offers, StoreError> {
    let found = tx.open_promises()?.into_iter().take(MOST);
    let offers = found.map(|promise| {
        let about = format!("{}: {}", promise.what.owner, promise.what.text);
        (promise.id.to_string(), short(&about))
    });
    Ok(offers.collect())
}

/// Bodies that the inbox keeps, the newest first; or only those that could not be read.
pub(super) fn entries(tx: &Tx<'_>, unreadable: bool) -> Result<Offers, StoreError> {
    let mut offers = Vec::new();
    if unreadable {
        for kept in tx.unreadable()?.iter().rev().take(MOST) {
            let about = format!("{}: {}", kept.envelope.source, kept.error);
            offers.push((kept.id.0.to_string(), short(&about)));
        }
        return Ok(offers);
    }
    for row in tx.inbox(MOST)? {
        let about = match &row.error {
            Some(error) => format!("{}: {error}", row.source),
            None => format!("{}, {} bytes", row.source, row.bytes),
        };
        offers.push((row.id.0.to_string(), short(&about)));
    }
    Ok(offers)
}

/// Labels of what is open, as `LABEL=VALUE`.
pub(super) fn labels(tx: &Tx<'_>) -> Result<Offers, StoreError> {
    let chosen = Chosen { at_most: Some(MOST), ..Chosen::default() };
    let mut found = BTreeSet::new();
    tx.list(&chosen, |listed| {
        let labels = listed.incident.labels;
        let written = labels.iter().map(|(name, value)| format!("{name}={value}"));
        found.extend(written.filter(|it| is_plain_word(it)));
    })?;
    Ok(found.into_iter().map(|it| (it, String::new())).collect())
}

/// The beginning of a text from outside, fit for a terminal.
fn short(text: &str) -> String {
    plain(text).chars().take(SHOWN).collect()
}

/// Whether every shell takes it as it is. Bash puts what is offered into the line as if somebody had typed it,
/// and whoever reports an alert chooses its labels: what a shell would run or take apart is not offered.
fn is_plain_word(text: &str) -> bool {
    text.chars().all(|it| it.is_alphanumeric() || "_-./:@=+%".contains(it))
}
