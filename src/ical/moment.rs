//! Days and times as calendars write them: a date, a floating time, a time in UTC or in a zone.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::CalendarError;
use super::content::Content;
use super::windows;

/// Finds a zone by its name in the zone database.
pub(super) type Zones<'z> = &'z dyn Fn(&str) -> Option<TimeZone>;

/// What is written for a moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct When {
    /// What the clock shows; midnight, for a date.
    pub(super) civil: DateTime,
    /// Which clock.
    pub(super) clock: WhichClock,
}

/// The clock that a moment is read on.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum WhichClock {
    /// A date: whole days on the person's clock.
    Day,
    /// The person's, because no other is named.
    Floating,
    /// That zone's.
    Zone(TimeZone),
}

/// A moment as it is compared with others of its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Anything on that day.
    Day(Date),
    /// That time on the person's clock.
    Civil(DateTime),
    /// That instant.
    Instant(Timestamp),
}

impl When {
    /// The first moment of what a line says: `20261224`, `20261224T180000`, `20261224T170000Z`.
    pub(super) fn of(content: &Content, zones: Zones<'_>) -> Result<Self, CalendarError> {
        Self::parse(&content.value, content, zones)
    }

    /// Every moment of a line that lists several.
    pub(super) fn list(content: &Content, zones: Zones<'_>) -> Result<Vec<Self>, CalendarError> {
        content.value.split(',').map(|value| Self::parse(value, content, zones)).collect()
    }

    fn parse(text: &str, content: &Content, zones: Zones<'_>) -> Result<Self, CalendarError> {
        let text = text.trim();
        let wrong = || {
            let message = format!("`{}` is neither a date nor a time", shortened(text));
            CalendarError::at(content.line, message).hint("it is `20261224` or `20261224T180000`")
        };
        let (date, rest) = text.split_at_checked(8).ok_or_else(wrong)?;
        let date = date_of(date).ok_or_else(wrong)?;
        if rest.is_empty() {
            return Ok(Self { civil: date.at(0, 0, 0, 0), clock: WhichClock::Day });
        }
        let time = rest.strip_prefix(['T', 't']).ok_or_else(wrong)?;
        let (time, is_utc) = match time.strip_suffix(['Z', 'z']) {
            Some(time) => (time, true),
            None => (time, false),
        };
        let civil = date.to_datetime(time_of(time).ok_or_else(wrong)?);
        let clock = match content.parameter("TZID") {
            _ if is_utc => WhichClock::Zone(TimeZone::UTC),
            Some(name) => WhichClock::Zone(zone(name, content.line, zones)?),
            None => WhichClock::Floating,
        };
        Ok(Self { civil, clock })
    }

    /// Whether it is a date.
    pub(super) fn is_day(&self) -> bool {
        self.clock == WhichClock::Day
    }

    /// The same on another civil time.
    pub(super) fn on(&self, civil: DateTime) -> Self {
        Self { civil, clock: self.clock.clone() }
    }

    /// How it is compared with the times of a series that is on this clock.
    pub(super) fn mark(&self, series: &WhichClock, person: &TimeZone) -> Mark {
        match series {
            _ if self.is_day() => Mark::Day(self.civil.date()),
            WhichClock::Day => Mark::Day(self.civil.date()),
            WhichClock::Floating => Mark::Civil(self.civil_in(person)),
            WhichClock::Zone(_) => Mark::Instant(self.instant(person)),
        }
    }

    /// What that person's clock shows then.
    pub(super) fn civil_in(&self, person: &TimeZone) -> DateTime {
        match &self.clock {
            WhichClock::Day | WhichClock::Floating => self.civil,
            WhichClock::Zone(zone) => instant(self.civil, zone).to_zoned(person.clone()).datetime(),
        }
    }

    /// When it is, for a person who lives there.
    pub(super) fn instant(&self, person: &TimeZone) -> Timestamp {
        match &self.clock {
            WhichClock::Day | WhichClock::Floating => instant(self.civil, person),
            WhichClock::Zone(zone) => instant(self.civil, zone),
        }
    }
}

/// When a clock shows that: for the first time where twice, and where never as much later.
fn instant(civil: DateTime, zone: &TimeZone) -> Timestamp {
    let end = if civil < DateTime::constant(1970, 1, 1, 0, 0, 0, 0) {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    zone.to_timestamp(civil).unwrap_or(end)
}

/// Exactly eight digits: a date.
fn date_of(digits: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| -> Option<i16> {
        let digits = digits.get(range)?;
        digits.bytes().all(|it| it.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let (month, day) = (number(4..6)?, number(6..8)?);
    Date::new(number(0..4)?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Exactly six digits: a time; a leap second is the last one before it.
fn time_of(digits: &str) -> Option<Time> {
    if digits.len() != 6 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i8>().ok();
    Time::new(number(0..2)?, number(2..4)?, number(4..6)?.min(59), 0).ok()
}

/// The zone of a `TZID`: a name of the zone database, alone or at the end of a path that some
/// programs put before it, or what Windows calls it.
fn zone(name: &str, line: usize, zones: Zones<'_>) -> Result<TimeZone, CalendarError> {
    let name = name.trim().trim_matches('"');
    let parts: Vec<&str> = name.trim_start_matches('/').split('/').collect();
    let ends = (0..parts.len()).map(|from| parts[from..].join("/"));
    // `Europe/Berlin` at the end of a path is a zone, `Berlin` alone is none.
    let known = ends.filter(|end| end.contains('/') || end == name).find_map(|end| zones(&end));
    let windows = || windows::iana_name(name).and_then(zones);
    known.or_else(windows).ok_or_else(|| {
        let message = format!("the zone `{}` is not known", shortened(name));
        CalendarError::at(line, message)
            .hint("zones have names such as `Europe/Berlin`, or those that Windows gives them")
    })
}

/// A length of time: `P1D`, `PT8H30M`.
pub(super) fn duration(content: &Content) -> Result<Span, CalendarError> {
    let text = content.value.trim();
    let is_of_form = text.starts_with('P') || text.starts_with("+P");
    let span = is_of_form.then(|| text.parse::<Span>().ok()).flatten();
    span.filter(|span| !span.is_negative()).ok_or_else(|| {
        let message = format!("`{}` is no length of an event", shortened(text));
        CalendarError::at(content.line, message).hint("it is `P1D` or `PT8H30M`")
    })
}

/// The beginning of a text, fit to be shown.
pub(super) fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
