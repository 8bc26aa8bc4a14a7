//! The time that a report is about, as people type it: it has been, so words look back.

use clap::Args;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::cli::rota::range::instant_by;
use crate::cli::session::length;
use crate::domain::nines::Span;
use crate::domain::nines::calendar::month;
use crate::domain::text::plain;
use crate::domain::weekday;
use crate::error::{Error, Kind};

/// How far months are told back.
const A_YEAR: &str = "365d";

/// From when to when.
#[derive(Args, Debug)]
pub(super) struct Period {
    /// From then on: a day, a time, or how long ago, such as `30d`
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Until before then; now unless given
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

/// By whose clocks words are understood.
#[derive(Clone, Copy)]
pub(super) struct Clocks<'a> {
    /// The zone of this machine: a time that somebody types is one of its clock.
    pub(super) here: &'a TimeZone,
    /// The zone that is counted by: a day and a month are those of its calendar.
    pub(super) days: &'a TimeZone,
}

impl Period {
    /// The span, by the millisecond, as everything that is kept. Nothing of it is to come.
    pub(super) fn span(&self, now: Timestamp, clocks: Clocks<'_>) -> Result<Span, Error> {
        let now = whole(now);
        let to = match &self.until {
            Some(text) => past(text, now, clocks)?.min(now),
            None => now,
        };
        let from = match &self.since {
            Some(text) => past(text, now, clocks)?,
            // A month that ends then, not one that begins then.
            None => month(to.checked_sub(1.millisecond()).unwrap_or(to), clocks.days).from,
        };
        if from >= now {
            return Err(Error::new(Kind::Usage, "that time has not been yet")
                .hint("`--since` takes a day, a time, or how long ago: `30d`"));
        }
        if from >= to {
            return Err(Error::new(Kind::Usage, "the time ends before it begins")
                .hint("`--until` is the first day that does not count"));
        }
        Ok(Span { from, to })
    }

    /// The span, from so long ago on unless somebody said since when.
    pub(super) fn span_since(
        &self,
        now: Timestamp,
        clocks: Clocks<'_>,
        usual: &str,
    ) -> Result<Span, Error> {
        let since = self.since.clone().or_else(|| Some(usual.to_owned()));
        Self { since, until: self.until.clone() }.span(now, clocks)
    }

    /// The span month by month: from a whole month on, the first that began no longer than a year ago, unless
    /// somebody said since when.
    pub(super) fn months(&self, now: Timestamp, clocks: Clocks<'_>) -> Result<Span, Error> {
        let span = self.span_since(now, clocks, A_YEAR)?;
        if self.since.is_some() {
            return Ok(span);
        }
        let first = month(span.from, clocks.days);
        let from = if first.from == span.from { first.from } else { first.to };
        // Where the time ended before that month began, it is as it was.
        Ok(if from < span.to { Span { from, ..span } } else { span })
    }

    /// Whether it is what is shown unless somebody says otherwise: this month so far.
    pub(super) fn is_usual(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }
}

/// `2026-03-08 02:00..2026-03-08 04:00`: two instants in order, by the millisecond.
pub(super) fn stretch(text: &str, now: Timestamp, clocks: Clocks<'_>) -> Result<Span, Error> {
    let wrong = |message: String| {
        Error::new(Kind::Usage, message).hint("write `2026-03-08 02:00..2026-03-08 04:00`")
    };
    let (from, to) = text
        .split_once("..")
        .ok_or_else(|| wrong(format!("`{}` is not from a time to a time", plain(text))))?;
    let span = Span { from: past(from, now, clocks)?, to: past(to, now, clocks)? };
    if span.from >= span.to {
        return Err(wrong(format!("`{}` ends before it begins", plain(text))));
    }
    Ok(span)
}

/// An instant that has been, if words leave a choice: so long ago, the last Monday, the last nine
/// o'clock.
fn past(text: &str, now: Timestamp, clocks: Clocks<'_>) -> Result<Timestamp, Error> {
    let text = text.trim();
    if let Ok(ago) = length(text) {
        return Ok(whole(now.checked_sub(ago).unwrap_or(Timestamp::MIN)));
    }
    let at = instant_by(text, now, (clocks.here, clocks.days))?;
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    // A day alone is one of the report, and a time of day one of the clock here.
    let (every, zone) = match weekday::named(&first) {
        Some(_) if text.split_whitespace().nth(1).is_none() => (7.days(), clocks.days),
        Some(_) => (7.days(), clocks.here),
        None if first == text && (4..=5).contains(&text.len()) => (1.day(), clocks.here),
        None => return Ok(whole(at)),
    };
    let mut zoned = at.to_zoned(zone.clone());
    while zoned.timestamp() > now {
        let Ok(before) = zoned.checked_sub(every) else { break };
        zoned = before;
    }
    Ok(whole(zoned.timestamp()))
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests;
