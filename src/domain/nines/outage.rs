//! The worst of what went wrong: each time something was down, and for how long that counted.

use jiff::{SignedDuration, Timestamp};

use super::Span;
use super::course::{History, merged};
use crate::domain::watch::State;

/// One time in which something was down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// When it began, be it before the span that was asked about.
    pub began_at: Timestamp,
    /// When it ended; nothing if it had not by the end of what is on record.
    pub ended_at: Option<Timestamp>,
    /// How much of it is in the span and was no maintenance.
    pub counted: SignedDuration,
}

/// The times in which a monitor was down in a span, in their order; those that were all maintenance
/// are none.
#[must_use]
pub fn outages(history: &History, maintenance: &[Span], span: Span) -> Vec<Outage> {
    let planned = merged(maintenance, span);
    let ends = history.states.iter().skip(1).map(|(since, _)| Some(*since)).chain([None]);
    let down = history.states.iter().zip(ends).filter(|((_, state), _)| *state == State::Down);
    down.filter_map(|((began_at, _), ended_at)| {
        let to = ended_at.unwrap_or_else(|| history.seen_until.max(*began_at));
        let seen = Span { from: *began_at, to }.within(span);
        let planned = planned.iter().map(|planned| planned.within(seen).length());
        let counted = planned.fold(seen.length(), |left, planned| left.saturating_sub(planned));
        let outage = Outage { began_at: *began_at, ended_at, counted };
        (outage.counted > SignedDuration::ZERO).then_some(outage)
    })
    .collect()
}

#[cfg(test)]
mod tests;
