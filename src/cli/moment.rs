//! A moment that has been, as somebody says it: `20 min ago`, `14:05`, `yesterday 23:10`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::spoken::{Spoken, Toward, read};
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// The moment, by the millisecond; one that is still to come is refused.
pub(super) fn past(said: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, Error> {
    let understood = read(said, now, zone, Toward::Past)
        .map_err(|error| Error::new(Kind::Usage, error.to_string()).hint(error.hint()))?;
    let Spoken::Moment(at) = understood else {
        return Err(Error::new(Kind::Usage, format!("`{}` is a whole day", plain(said)))
            .hint("say the time as well: `yesterday 14:05`"));
    };
    if at > now {
        return Err(Error::new(Kind::Usage, format!("`{}` has not been yet", plain(said)))
            .hint("say when it was: `20 min ago`, `14:05` or `yesterday 23:10`"));
    }
    Ok(Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_of_the_past_is_understood_and_no_other() {
        let now: Timestamp = "2026-03-08T12:45:00Z".parse().unwrap();
        let past = |said| past(said, now, &TimeZone::UTC);
        for (said, at) in [
            ("20 min ago", "2026-03-08T12:25:00Z"),
            ("12:25", "2026-03-08T12:25:00Z"),
            ("14:05", "2026-03-07T14:05:00Z"),
            ("yesterday 23:10", "2026-03-07T23:10:00Z"),
            ("now", "2026-03-08T12:45:00Z"),
        ] {
            assert_eq!(past(said).unwrap().to_string(), at, "{said}");
        }
        for (said, error) in [
            ("in 20 min", "`in 20 min` has not been yet"),
            ("yesterday", "`yesterday` is a whole day"),
            ("soon \u{1b}[2J", "`soon \\x1b[2J` is no time"),
        ] {
            assert_eq!(past(said).unwrap_err().message(), error);
        }
    }
}
