//! The rota clock: a zone's wall clock, except that it never runs backwards.
//!
//! In spring it jumps over the missing time; in autumn it stands still until the wall clock has
//! caught up. So a stretch that touches another on paper touches it in real time as well, in every
//! zone and on every day.

use std::iter;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::calendar::DAY;

/// Nothing is known of a zone before 1900-01-01; the offset of that day is taken to be older.
const FIRST_KNOWN: i64 = -2_208_988_800;
/// A zone's changes are read one by one up to 2200-01-01; from there on they follow its last rule.
const RULES_FROM: i64 = 7_258_118_400;
/// The Gregorian calendar repeats after so many seconds, 400 years, and with it every rule.
const CYCLE: i64 = 146_097 * DAY;
/// More than the time between two changes of a zone that has a rule.
const YEAR: i64 = 366 * DAY;

/// One zone's clock, as a table of the stretches between changes of its offset.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    zone: TimeZone,
    /// Until 2200.
    near: Table,
    /// The 400 years from 2200 on, which stand for all that follow; read when they are asked for.
    far: OnceLock<Table>,
}

/// Stretches in the order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Table {
    /// Sorted by `starts_at`, and by `peak` as well; never empty.
    stretches: Box<[Stretch]>,
}

/// A stretch of time with one offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    /// The first instant of it.
    starts_at: i64,
    /// What the wall clock is ahead of UTC.
    offset: i64,
    /// What the wall clock had come up to, but never shown, before this stretch.
    peak: i64,
}

impl Clock {
    /// Reads a zone's changes once.
    pub(super) fn new(zone: &TimeZone) -> Self {
        let near = Table::read(zone, FIRST_KNOWN, RULES_FROM);
        Self { zone: zone.clone(), near, far: OnceLock::new() }
    }

    /// The highest reading the wall clock has shown up to this instant.
    ///
    /// While the clock stands still it reads the last second before the time the wall clock went
    /// back from. A part of a second is dropped, which no boundary can notice.
    pub(super) fn reading(&self, at: i64) -> i64 {
        let (table, cycles) = self.table(at);
        let at = at - cycles;
        let stretch = table.last_stretch(|stretch| stretch.starts_at <= at);
        let wall = at.saturating_add(stretch.offset);
        let reading = if wall < stretch.peak { stretch.peak - 1 } else { wall };
        reading.saturating_add(cycles)
    }

    /// The first instant at which the wall clock shows this civil time, or a later one.
    pub(super) fn reach(&self, civil: i64) -> i64 {
        let (table, cycles) = self.table(civil);
        let civil = civil - cycles;
        let stretch = table.last_stretch(|stretch| stretch.peak <= civil);
        stretch.starts_at.max(civil.saturating_sub(stretch.offset)).saturating_add(cycles)
    }

    /// Whether the wall clock never shows this civil time, or shows it twice.
    pub(super) fn oddity(&self, civil: i64) -> Option<Oddity> {
        let (table, cycles) = self.table(civil);
        let civil = civil - cycles;
        let at = table.place_of_last(|stretch| stretch.peak <= civil);
        let (stretch, next) = (&table.stretches[at], table.stretches.get(at + 1));
        if stretch.starts_at.saturating_add(stretch.offset) > civil {
            return Some(Oddity::Skipped);
        }
        let is_shown_again = next.is_some_and(|next| next.starts_at + next.offset <= civil);
        is_shown_again.then_some(Oddity::Repeated)
    }

    /// Cuts `[from, to)` at least where the offset changes, and gives what the wall clock shows at the ends
    /// of each piece.
    pub(super) fn wall_pieces(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> {
        let mut at = from;
        iter::from_fn(move || {
            let start = at;
            let (table, cycles) = self.table(start);
            let place = table.place_of_last(|stretch| stretch.starts_at <= start - cycles);
            let next = table.stretches.get(place + 1).map(|next| next.starts_at + cycles);
            // Nothing can be said of 2200 by the table that ends there.
            let known_to = if start < RULES_FROM { RULES_FROM } else { i64::MAX };
            at = to.min(next.unwrap_or(i64::MAX)).min(known_to);
            let offset = table.stretches[place].offset;
            (start < to).then_some((start + offset, at + offset))
        })
    }

    /// How many seconds the hands of the wall clock move from one instant to another.
    pub(super) fn wall_distance(&self, from: i64, to: i64) -> i64 {
        let offset = |at| {
            let (table, cycles) = self.table(at);
            table.last_stretch(|stretch| stretch.starts_at <= at - cycles).offset
        };
        to + offset(to) - from - offset(from)
    }

    /// The table for a time, be it civil or an instant, and what is to be taken off it before it is
    /// looked up there: whole cycles of the calendar.
    fn table(&self, at: i64) -> (&Table, i64) {
        if at < RULES_FROM {
            return (&self.near, 0);
        }
        // Begun early and ended late, so that every time has a change before and after it.
        let read = || Table::read(&self.zone, RULES_FROM - YEAR, RULES_FROM + CYCLE + YEAR);
        (self.far.get_or_init(read), (at - RULES_FROM).div_euclid(CYCLE) * CYCLE)
    }
}

impl Table {
    /// Reads a zone's changes between two instants; the first offset is taken to be older, and the
    /// last to go on.
    fn read(zone: &TimeZone, from: i64, to: i64) -> Self {
        let first = timestamp(from);
        let mut offset = i64::from(zone.to_offset(first).seconds());
        let mut peak = i64::MIN;
        let mut stretches = vec![Stretch { starts_at: i64::MIN, offset, peak }];
        for change in zone.following(first) {
            let starts_at = change.timestamp().as_second();
            if starts_at >= to {
                break;
            }
            // Offsets are compared, never a summer-time flag: Dublin has it the other way round.
            let next_offset = i64::from(change.offset().seconds());
            if next_offset != offset {
                peak = peak.max(starts_at + offset);
                offset = next_offset;
                stretches.push(Stretch { starts_at, offset, peak });
            }
        }
        Self { stretches: stretches.into() }
    }

    /// The last stretch for which this holds; it holds for the first, and for a run from there.
    fn last_stretch(&self, holds: impl Fn(&Stretch) -> bool) -> &Stretch {
        &self.stretches[self.place_of_last(holds)]
    }

    fn place_of_last(&self, holds: impl Fn(&Stretch) -> bool) -> usize {
        self.stretches.partition_point(holds).max(1) - 1
    }
}

/// What is odd about a civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oddity {
    /// The clock jumps over it.
    Skipped,
    /// The clock shows it twice.
    Repeated,
}

/// The second an instant lies in.
pub(super) fn second(at: Timestamp) -> i64 {
    // Before 1970 the fraction is negative, and the second is the one before.
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

/// The instant of a second, if the calendar goes that far.
pub(super) fn instant(second: i64) -> Option<Timestamp> {
    Timestamp::from_second(second).ok()
}

/// The instant of a second; what no timestamp can say becomes the nearest that it can.
pub(super) fn timestamp(second: i64) -> Timestamp {
    let nearest = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(second).unwrap_or(nearest)
}

#[cfg(test)]
mod tests;
