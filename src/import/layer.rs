//! A layer and an override of a rota as they are written.

use jiff::civil::DateTime;
use jiff::{Timestamp, Unit};

use super::written::Block;

/// People who take turns.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// What it was called.
    pub(super) name: Option<String>,
    /// Who takes turns, in order.
    pub(super) people: Vec<String>,
    /// How long a turn is.
    pub(super) every: String,
    /// When the first turn begins, on the clock of its zone.
    pub(super) start: DateTime,
    /// Its zone, where that is not the rota's.
    pub(super) zone: Option<String>,
    /// The weekdays that count as days.
    pub(super) turns_on: Option<String>,
    /// The hours it is restricted to.
    pub(super) only: Vec<String>,
    /// When it ends.
    pub(super) until: Option<DateTime>,
}

impl Layer {
    /// One of these people, whose turns begin then.
    pub(super) fn new(people: Vec<String>, every: impl Into<String>, start: DateTime) -> Self {
        Self {
            name: None,
            people,
            every: every.into(),
            start: start.round(Unit::Minute).unwrap_or(start),
            zone: None,
            turns_on: None,
            only: Vec::new(),
            until: None,
        }
    }

    /// As it stands in a rota.
    pub(super) fn block(&self, rota: &str) -> Block {
        let handoff = self.start.strftime("%H:%M").to_string();
        let mut block = Block::item(&format!("rota.{}.layer", super::written::key(rota)))
            .maybe_text("name", self.name.as_deref())
            .maybe_text("zone", self.zone.as_deref())
            .list("people", &self.people)
            .text("every", &self.every)
            .day("start", self.start.date())
            .text("handoff", &handoff)
            .maybe_text("turns_on", self.turns_on.as_deref());
        block = match self.only.as_slice() {
            [one] => block.text("only", one),
            several => block.list("only", several),
        };
        match self.until {
            Some(until) => block.moment("until", until),
            None => block,
        }
    }
}

/// Somebody who has it for a while.
pub(super) fn taken(rota: &str, who: &str, from: Timestamp, to: Timestamp) -> Block {
    Block::item(&format!("rota.{}.override", super::written::key(rota)))
        .text("from", &from.to_string())
        .text("to", &to.to_string())
        .text("who", who)
}

/// How long a turn of so many seconds is, in words; none, if it is no number of hours.
pub(super) fn every(seconds: i64) -> Option<String> {
    let of = |unit: &str, length: i64| match seconds / length {
        1 => unit.to_owned(),
        count => format!("{count} {unit}s"),
    };
    match seconds {
        ..=0 => None,
        _ if seconds % (7 * 86_400) == 0 => Some(of("week", 7 * 86_400)),
        _ if seconds % 86_400 == 0 => Some(of("day", 86_400)),
        _ if seconds % 3_600 == 0 => Some(of("hour", 3_600)),
        _ => None,
    }
}

/// `week`, `2 weeks`.
pub(super) fn every_of(count: i64, unit: &str) -> String {
    if count == 1 { unit.to_owned() } else { format!("{count} {unit}s") }
}
