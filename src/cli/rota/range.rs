//! The range that a rota is shown or looked over for.

use clap::Args;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::moment::{DayOrMoment, read};
use crate::error::{Error, Kind};

/// How many weeks are shown unless somebody says otherwise.
const WEEKS: i64 = 5;

/// From when to when.
#[derive(Args, Debug)]
pub(super) struct Range {
    /// The first day, or a time; this week's Monday unless given
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The day, or the time, that is no longer shown; five weeks later unless given
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
}

impl Range {
    /// The two instants, in order; times are those of `here`, days those of the rota's zone.
    pub(super) fn instants(
        &self,
        now: Timestamp,
        (here, zone): (&TimeZone, &TimeZone),
    ) -> Result<(Timestamp, Timestamp), Error> {
        let from = match &self.from {
            Some(text) => instant_by(text, now, (here, zone))?,
            None => monday_of(now, zone),
        };
        let to = match &self.to {
            Some(text) => instant_by(text, now, (here, zone))?,
            None => weeks_after(from, zone),
        };
        if to <= from {
            return Err(Error::new(Kind::Usage, "the range ends before it begins")
                .hint("`--to` is the first day that is not shown"));
        }
        Ok((from, to))
    }
}

/// A day, which begins at its midnight, or a time, in digits or in words.
pub(in crate::cli) fn instant(
    text: &str,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Timestamp, Error> {
    instant_by(text, now, (zone, zone))
}

/// The same where days are those of another calendar: a time is one of the clock `here`, and a day begins
/// at its midnight in the zone of `days`.
pub(in crate::cli) fn instant_by(
    text: &str,
    now: Timestamp,
    (here, days): (&TimeZone, &TimeZone),
) -> Result<Timestamp, Error> {
    let text = text.trim();
    // Nothing begins here, so that now is this very moment.
    if text == "now" {
        return Ok(now);
    }
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    Ok(match read(text, now, here)? {
        DayOrMoment::Day(day) => midnight(day, days),
        DayOrMoment::Moment(at) => at,
    })
}

/// The first moment of a day.
pub(super) fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

/// The first moment of the week an instant lies in.
pub(super) fn monday_of(at: Timestamp, zone: &TimeZone) -> Timestamp {
    let day = at.to_zoned(zone.clone()).date();
    let monday = day.tomorrow().and_then(|day| day.nth_weekday(-1, Weekday::Monday));
    midnight(monday.unwrap_or(day), zone)
}

fn weeks_after(from: Timestamp, zone: &TimeZone) -> Timestamp {
    let day = from.to_zoned(zone.clone()).date();
    let last = day.saturating_add(SignedDuration::from_hours(WEEKS * 7 * 24));
    midnight(last, zone)
}
