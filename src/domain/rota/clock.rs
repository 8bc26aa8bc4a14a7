//! The rota clock: a zone's wall clock, except that it never runs backwards.
//!
//! In spring it jumps over the missing time; in autumn it stands still until the wall clock has
//! caught up. So a stretch that touches another on paper touches it in real time as well, in every
//! zone and on every day.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The zone's changes are known from 1900-01-01 …
const FIRST_KNOWN: i64 = -2_208_988_800;
/// … to 2200-01-01; the offset of that day goes on for ever.
const LAST_KNOWN: i64 = 7_258_118_400;

/// One zone's clock, as a table of the stretches between changes of its offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clock {
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
        let first = timestamp(FIRST_KNOWN);
        let mut offset = i64::from(zone.to_offset(first).seconds());
        let mut peak = i64::MIN;
        let mut stretches = vec![Stretch { starts_at: i64::MIN, offset, peak }];
        for change in zone.following(first) {
            let starts_at = change.timestamp().as_second();
            if starts_at >= LAST_KNOWN {
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

    /// The highest reading the wall clock has shown up to this instant.
    ///
    /// While the clock stands still it reads the last second before the time the wall clock went
    /// back from. A part of a second is dropped, which no boundary can notice.
    pub(super) fn reading(&self, at: i64) -> i64 {
        let stretch = self.last_stretch(|stretch| stretch.starts_at <= at);
        let wall = at.saturating_add(stretch.offset);
        if wall < stretch.peak { stretch.peak - 1 } else { wall }
    }

    /// The first instant at which the wall clock shows this civil time, or a later one.
    pub(super) fn reach(&self, civil: i64) -> i64 {
        let stretch = self.last_stretch(|stretch| stretch.peak <= civil);
        stretch.starts_at.max(civil.saturating_sub(stretch.offset))
    }

    /// Whether the wall clock never shows this civil time, or shows it twice.
    pub(super) fn oddity(&self, civil: i64) -> Option<Oddity> {
        let at = self.stretches.partition_point(|stretch| stretch.peak <= civil).max(1) - 1;
        let (stretch, next) = (&self.stretches[at], self.stretches.get(at + 1));
        if stretch.starts_at.saturating_add(stretch.offset) > civil {
            return Some(Oddity::Skipped);
        }
        let is_shown_again = next.is_some_and(|next| next.starts_at + next.offset <= civil);
        is_shown_again.then_some(Oddity::Repeated)
    }

    /// Cuts `[from, to)` where the offset changes, and gives what the wall clock shows at the ends
    /// of each piece.
    pub(super) fn wall_pieces(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> {
        let first = self.stretches.partition_point(|stretch| stretch.starts_at <= from).max(1) - 1;
        let stretches = &self.stretches[first..];
        stretches.iter().enumerate().take_while(move |(_, stretch)| stretch.starts_at < to).map(
            move |(index, stretch)| {
                let ends_at = stretches.get(index + 1).map_or(i64::MAX, |next| next.starts_at);
                let offset = stretch.offset;
                (from.max(stretch.starts_at) + offset, to.min(ends_at) + offset)
            },
        )
    }

    /// How many seconds the hands of the wall clock move from one instant to another.
    pub(super) fn wall_distance(&self, from: i64, to: i64) -> i64 {
        let offset = |at| self.last_stretch(|stretch| stretch.starts_at <= at).offset;
        to + offset(to) - from - offset(from)
    }

    /// The last stretch for which this holds; it holds for the first, and for a run from there.
    fn last_stretch(&self, holds: impl Fn(&Stretch) -> bool) -> &Stretch {
        &self.stretches[self.stretches.partition_point(holds).max(1) - 1]
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

/// The instant of a second; what no timestamp can say becomes the nearest that it can.
pub(super) fn timestamp(second: i64) -> Timestamp {
    let nearest = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(second).unwrap_or(nearest)
}

#[cfg(test)]
mod tests;
