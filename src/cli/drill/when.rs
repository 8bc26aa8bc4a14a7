//! When a drill begins: at once, after a while, or at a time of the day that nobody knows.

use clap::Args;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::cli::session::length;
use crate::error::{Error, Kind};
use crate::inbox::token::fresh_secret;

/// What was said of it.
#[derive(Args, Debug)]
pub(super) struct When {
    /// Begin only after so long
    #[arg(long = "in", value_name = "LENGTH", value_parser = length, conflicts_with = "between")]
    after: Option<SignedDuration>,
    /// Begin at a random time of what is left of that today, such as `10:00..16:00`
    #[arg(long, value_name = "FROM..TO", value_parser = window)]
    between: Option<Window>,
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    from: Time,
    to: Time,
}

fn window(text: &str) -> Result<Window, String> {
    let shape = || "it looks like `10:00..16:00`".to_owned();
    let time = |text: &str| Time::strptime("%H:%M", text.trim()).map_err(|_| shape());
    let (from, to) = text.split_once("..").ok_or_else(shape)?;
    let (from, to) = (time(from)?, time(to)?);
    if from >= to {
        return Err("it ends before it begins".to_owned());
    }
    Ok(Window { from, to })
}

/// The instant at which it begins, if not at once.
pub(super) fn begins_at(
    when: &When,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Option<Timestamp>, Error> {
    if let Some(window) = when.between {
        let secret = fresh_secret().unwrap_or_default();
        let chance = secret.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        return window.draw(now, zone, chance).map(Some);
    }
    Ok(when.after.map(|after| now.saturating_add(after).unwrap_or(Timestamp::MAX)))
}

impl Window {
    /// An instant of what is left of it today; `chance` is any number at all.
    fn draw(self, now: Timestamp, zone: &TimeZone, chance: u64) -> Result<Timestamp, Error> {
        let today = now.to_zoned(zone.clone()).date();
        let [from, to] = [self.from, self.to].map(|time| {
            zone.to_ambiguous_timestamp(today.to_datetime(time)).compatible().unwrap_or(now)
        });
        let from = from.max(now);
        if from >= to {
            let ended = self.to.strftime("%H:%M");
            return Err(Error::new(Kind::No, format!("that is over for today, since {ended}"))
                .hint("try again tomorrow, or name a later time"));
        }
        let length = to.as_millisecond() - from.as_millisecond();
        let part = (i128::from(length) * i128::from(chance)) >> 64;
        let part = i64::try_from(part).unwrap_or_default();
        Ok(from.saturating_add(SignedDuration::from_millis(part)).unwrap_or(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_window_is_two_times_of_a_day_in_order() {
        assert!(window("10:00..16:00").is_ok());
        for wrong in ["10:00", "10..16", "16:00..10:00", "10:00..10:00", "10:00..26:00", ""] {
            assert!(window(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_time_drawn_is_in_what_is_left_of_the_window_by_the_clock_of_the_zone() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let window = window("10:00..16:00").unwrap();
        let (first, last) = (at("2026-07-06T08:00:00Z"), at("2026-07-06T14:00:00Z"));
        let early = at("2026-07-06T05:00:00Z");
        assert_eq!(window.draw(early, &zone, 0).unwrap(), first);
        assert_eq!(window.draw(early, &zone, 1 << 63).unwrap(), at("2026-07-06T11:00:00Z"));
        let latest = window.draw(early, &zone, u64::MAX).unwrap();
        assert!(latest < last && latest > at("2026-07-06T13:59:59Z"), "{latest}");
        let noon = at("2026-07-06T12:00:00Z");
        assert_eq!(window.draw(noon, &zone, 0).unwrap(), noon);
        assert_eq!(window.draw(noon, &zone, 1 << 63).unwrap(), at("2026-07-06T13:00:00Z"));
        assert_eq!(window.draw(last, &zone, 0).unwrap_err().kind(), Kind::No);
    }
}
