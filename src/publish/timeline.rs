//! The timeline of one incident or several as others read it: Markdown, CSV, HTML.
//!
//! Every time is told in UTC and as the clocks of one zone showed it. Whatever stands in a text stays words.

mod csv;
mod html;
mod markdown;

pub use csv::csv;
pub use html::html;
pub(super) use markdown::makes_link;
pub use markdown::markdown;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::record::gaps::Gap;
use crate::domain::record::moments::{Moment, Moments};
use crate::domain::record::written::MITIGATED;
use crate::domain::wait::spell;

/// What happened, in order.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The incidents that it is about.
    pub subjects: Vec<Subject>,
    /// What happened, by the moment.
    pub lines: Vec<Line>,
    /// The times of which the record knows nothing.
    pub gaps: Vec<Gap>,
    /// The zone whose clocks are told besides UTC.
    pub zone: TimeZone,
}

/// An incident.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its number.
    pub id: IncidentId,
    /// How grave.
    pub severity: Severity,
    /// What.
    pub summary: String,
    /// The word of its status.
    pub status: &'static str,
    /// When what happened to it.
    pub moments: Moments,
}

/// An entry.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number in the record.
    pub number: i64,
    /// The moment it is about.
    pub at: Timestamp,
    /// The same as the wall clock would have shown it, had nobody set it since the first entry of that
    /// machine: by it things are ordered and measured.
    pub steady_at: Timestamp,
    /// When it was written, if that was later.
    pub written_at: Option<Timestamp>,
    /// The incident it belongs to.
    pub incident: Option<IncidentId>,
    /// What, as a word.
    pub event: String,
    /// Who.
    pub who: Option<String>,
    /// Why, as a word.
    pub reason: Option<String>,
    /// The sentence.
    pub text: String,
    /// The machine that wrote it.
    pub station: Option<String>,
    /// How far the wall clock was put forward just before it was written, or back if that is negative.
    pub clock: Option<SignedDuration>,
    /// What others say is wrong with it.
    pub corrections: Vec<Correction>,
}

/// What is wrong with an entry.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The number of the entry that says so.
    pub number: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Its sentence.
    pub text: String,
}

impl Timeline {
    /// The time that it is about, to the second, in both clocks: `2026-03-08 02:12:05 UTC`, `03:12:05`.
    fn both(&self, at: Timestamp) -> [String; 2] {
        let utc = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        [utc, at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()]
    }

    /// What the zone is called: `Europe/Berlin`, or the distance from UTC.
    fn zone_name(&self) -> String {
        match (self.zone.iana_name(), self.lines.first()) {
            (Some(name), _) => name.to_owned(),
            (None, Some(line)) => self.zone.to_offset(line.at).to_string(),
            (None, None) => "local".to_owned(),
        }
    }

    /// A gap in one sentence, in both clocks.
    pub(super) fn gap(&self, gap: &Gap) -> String {
        let why = gap.why.phrase();
        let [from, from_local] = self.both(gap.from);
        let Some(to) = gap.to else {
            return format!("{from} UTC ({from_local}) and still: {why}");
        };
        let ([to, to_local], length) = (self.both(to), spell(to.duration_since(gap.from)));
        format!("{from} to {to} UTC ({from_local} to {to_local}), {length}: {why}")
    }
}

/// When it was, against the moment before it and the beginning: `6m after that, 9m after it began`.
#[must_use]
pub fn distance(moment: &Moment) -> String {
    let Some(after) = moment.after else { return String::new() };
    let that = match after.as_secs() {
        seconds if seconds < 0 => format!("{} before that", spell(-after)),
        0 => "at once".to_owned(),
        _ => format!("{} after that", spell(after)),
    };
    match moment.since_began {
        Some(since) if since.is_negative() => format!("{that}, {} before it began", spell(-since)),
        Some(since) if since != after => format!("{that}, {} after it began", spell(since)),
        Some(_) | None => that,
    }
}

/// What is to be said of a moment that has not been.
#[must_use]
pub fn missing(word: &str) -> &'static str {
    match word {
        MITIGATED => "not marked",
        "resolved" => "not yet",
        _ => "not at all",
    }
}

#[cfg(test)]
mod tests;
