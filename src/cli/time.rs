//! Instants as people read them: local, short, and with the distance.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::wait::spell;

/// `03:12, 6m ago`; with the date when it is another day.
pub(super) fn with_distance(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    far(&local(at, now, zone), at.duration_since(now))
}

/// The same on somebody's clock, with its name where the one `here` shows another time: `14:00 EST, in 2h`.
pub(super) fn on_clock_of(
    zone: &TimeZone,
    at: Timestamp,
    (now, here): (Timestamp, &TimeZone),
) -> String {
    let mut place = local(at, now, zone);
    if zone.to_offset(at) != here.to_offset(at) {
        let name = at.to_zoned(zone.clone()).strftime("%Z").to_string();
        place = format!("{place} {name}");
    }
    far(&place, at.duration_since(now))
}

fn far(place: &str, distance: SignedDuration) -> String {
    match distance.as_secs() {
        0 => format!("{place}, now"),
        seconds if seconds > 0 => format!("{place}, in {}", spell(distance)),
        _ => format!("{place}, {} ago", spell(-distance)),
    }
}

/// ` (08:00 UTC)`: what another clock that counts shows at that instant, with its day where that is another
/// one; nothing where it shows the same as the one `here`.
pub(super) fn beside(at: Timestamp, here: &TimeZone, there: &TimeZone) -> String {
    if there.to_offset(at) == here.to_offset(at) {
        return String::new();
    }
    let (own, other) = (at.to_zoned(here.clone()), at.to_zoned(there.clone()));
    let form = if own.date() == other.date() { "%H:%M %Z" } else { "%a %H:%M %Z" };
    format!(" ({})", other.strftime(form))
}

/// `03:12` today, `Mon 03:12` within a week, `2026-03-08 03:12` otherwise.
pub(super) fn local(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (there, here) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let days = there.date().until(here.date()).map_or(i32::MAX, |span| span.get_days());
    match days {
        0 => there.strftime("%H:%M").to_string(),
        -6..=6 => there.strftime("%a %H:%M").to_string(),
        _ => there.strftime("%Y-%m-%d %H:%M").to_string(),
    }
}

/// `2026-03-08 03:12:05`, for a log.
pub(super) fn stamp(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// How long ago, in a word: `6m`.
pub(super) fn age(since: Timestamp, now: Timestamp) -> String {
    spell(now.duration_since(since))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_is_as_short_as_it_can_be() {
        let (now, zone) = (at("2026-03-08T03:18:00Z"), TimeZone::UTC);
        for (instant, text) in [
            ("2026-03-08T03:12:00Z", "03:12, 6m ago"),
            ("2026-03-08T03:18:00Z", "03:18, now"),
            ("2026-03-08T03:48:00Z", "03:48, in 30m"),
            ("2026-03-07T03:18:00Z", "Sat 03:18, 1d ago"),
            ("2026-03-09T03:18:00Z", "Mon 03:18, in 1d"),
            ("2025-03-08T03:18:00Z", "2025-03-08 03:18, 365d ago"),
        ] {
            assert_eq!(with_distance(at(instant), now, &zone), text);
        }
        let tokyo = TimeZone::fixed(jiff::tz::offset(9));
        assert_eq!(beside(now, &zone, &tokyo), " (12:18 +09)");
        assert_eq!(beside(at("2026-03-08T18:00:00Z"), &zone, &tokyo), " (Mon 03:00 +09)");
        assert_eq!(beside(now, &zone, &zone), "");
        assert_eq!(stamp(now, &zone), "2026-03-08 03:18:00");
        assert_eq!(age(at("2026-03-08T01:18:00Z"), now), "2h");
    }
}
