//! Wake-ups: pages that reach somebody in the hours in which they sleep, by their own clock.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::incident::IncidentId;
use crate::domain::quiet::ClockHours;

/// How long after the last page, and after the last thing they did, somebody sleeps again.
pub const ASLEEP_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// Something that finds somebody awake, or wakes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stir {
    /// When.
    pub at: Timestamp,
    /// About which incident.
    pub incident: Option<IncidentId>,
    /// What it was.
    pub by: StirredBy,
    /// The place of its entry in the record.
    pub place: i64,
}

/// What stirs somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StirredBy {
    /// They were paged.
    Page,
    /// It is proved that a page to them went out.
    Proof,
    /// A page did not reach them, and stirred nobody.
    Failure,
    /// They did something.
    Act,
}

/// Somebody was asleep, and was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wake {
    /// When.
    pub at: Timestamp,
    /// The evening on which that night began, by the sleeper's clock.
    pub night: Date,
    /// When that night ends.
    pub night_ends_at: Timestamp,
    /// What they were called for first.
    pub by: IncidentId,
    /// Everything they were called for until they slept again.
    pub incidents: BTreeSet<IncidentId>,
    /// The last page, or the last thing they did, before they slept again.
    pub last_at: Timestamp,
    /// The place of the entry in the record.
    pub place: i64,
}

/// What is known of a wake-up besides itself.
#[derive(Clone, Copy, Debug, Default)]
struct Doubt {
    has_failed: bool,
    is_proved: bool,
}

/// The wake-ups among what stirs one person, which is in the order of time. Where all that is known of the
/// pages is that they did not reach them, nobody was woken.
#[must_use]
pub fn wakes(stirs: &[Stir], hours: ClockHours, zone: &TimeZone) -> Vec<Wake> {
    let mut wakes: Vec<(Wake, Doubt)> = Vec::new();
    let mut awake_at: Option<Timestamp> = None;
    // Whether they are awake because of the last of the wake-ups.
    let mut is_up = false;
    for stir in stirs {
        let current = wakes.last_mut().filter(|_| is_up);
        if let StirredBy::Proof | StirredBy::Failure = stir.by {
            if let Some((_, doubt)) = current {
                doubt.is_proved |= stir.by == StirredBy::Proof;
                doubt.has_failed |= stir.by == StirredBy::Failure;
            }
            continue;
        }
        let is_awake = awake_at.is_some_and(|last| stir.at.duration_since(last) < ASLEEP_AFTER);
        awake_at = Some(stir.at);
        if is_awake {
            if let Some((wake, doubt)) = current {
                wake.last_at = stir.at;
                wake.incidents.extend(stir.incident.filter(|_| stir.by == StirredBy::Page));
                doubt.is_proved |= stir.by == StirredBy::Act;
            }
            continue;
        }
        let woken = woken(stir, hours, zone);
        is_up = woken.is_some();
        wakes.extend(woken.map(|wake| (wake, Doubt::default())));
    }
    wakes.retain(|(_, doubt)| doubt.is_proved || !doubt.has_failed);
    wakes.into_iter().map(|(wake, _)| wake).collect()
}

fn woken(stir: &Stir, hours: ClockHours, zone: &TimeZone) -> Option<Wake> {
    let by = stir.incident.filter(|_| stir.by == StirredBy::Page)?;
    let night_ends_at = hours.end_next(stir.at, zone)?;
    Some(Wake {
        at: stir.at,
        night: night_of(stir.at, hours, zone),
        night_ends_at,
        by,
        incidents: BTreeSet::from([by]),
        last_at: stir.at,
        place: stir.place,
    })
}

/// The day on which the night began that an instant of it belongs to.
#[must_use]
pub fn night_of(at: Timestamp, hours: ClockHours, zone: &TimeZone) -> Date {
    let there = at.to_zoned(zone.clone());
    let is_past_midnight = hours.to < hours.from && there.time() < hours.to;
    if is_past_midnight { there.date().yesterday().unwrap_or(there.date()) } else { there.date() }
}

/// The most nights in a row among them, which need not be in order.
#[must_use]
pub fn in_a_row(nights: impl IntoIterator<Item = Date>) -> usize {
    let nights: BTreeSet<Date> = nights.into_iter().collect();
    let (mut longest, mut row, mut before) = (0, 0, None);
    for night in nights {
        row = if before.is_some() && night.yesterday().ok() == before { row + 1 } else { 1 };
        longest = longest.max(row);
        before = Some(night);
    }
    longest
}
