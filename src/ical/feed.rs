//! A rota as a calendar: one event for each shift, in UTC, because no rule of repetition can say what
//! a rota's clock does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::CalendarError;
use super::content::{Content, Writer, unescaped};
use super::event::{Component, components};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::history::Held;
use crate::domain::rota::{Rota, Shift, TierName};

/// How often a subscriber is to look again.
const REFRESH: &str = "PT1H";

/// Revisions are counted in seconds from 2020 on, so that their number fits for sixty years.
const FIRST_REVISION: i64 = 1_577_836_800;

/// What every event of ours ends its identity with.
const OURS: &str = "@wail";

/// A calendar that is to be written.
pub struct Feed<'f> {
    /// The rota's name.
    pub name: &'f RotaName,
    /// The rota.
    pub rota: &'f Rota,
    /// Whose shifts; everybody's unless given.
    pub person: Option<&'f PersonId>,
    /// The first moment of it.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
    /// What becomes of the shifts at its ends.
    pub edges: Edges,
    /// When what is written was last changed: the same file makes the same calendar.
    pub revised_at: Timestamp,
    /// What an earlier calendar promised; whatever of that is no longer so is withdrawn.
    pub published: &'f [Published],
    /// What began before this is over, and is not withdrawn.
    pub now: Timestamp,
}

/// What becomes of the shifts at the ends of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edges {
    /// They are cut off there.
    Cut,
    /// They are whole, so that the calendar does not change with the hour at which it is made.
    Whole,
}

/// A shift that an earlier calendar told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    uid: String,
    start: Timestamp,
    end: Timestamp,
    summary: String,
}

/// One shift with its identity.
struct Event {
    uid: String,
    start: Timestamp,
    end: Timestamp,
    summary: String,
    because: String,
}

impl Feed<'_> {
    /// The calendar.
    #[must_use]
    pub fn render(&self) -> String {
        let mut writer = Writer::default();
        let events = self.events();
        writer.line("BEGIN", "VCALENDAR");
        writer.line("VERSION", "2.0");
        writer.line("PRODID", "-//wail//on call//EN");
        writer.line("CALSCALE", "GREGORIAN");
        let title = match self.person {
            Some(person) => format!("on call: {person}, {}", self.name),
            None => format!("on call: {}", self.name),
        };
        writer.text("NAME", &title);
        writer.text("X-WR-CALNAME", &title);
        writer.text("X-WR-TIMEZONE", self.rota.zone().iana_name().unwrap_or("UTC"));
        writer.line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        writer.line("X-PUBLISHED-TTL", REFRESH);
        for event in &events {
            self.begin(&mut writer, &event.uid, event.start, event.end);
            writer.text("SUMMARY", &event.summary);
            writer.text("DESCRIPTION", &event.because);
            writer.line("STATUS", "CONFIRMED");
            writer.line("END", "VEVENT");
        }
        let still: BTreeSet<&str> = events.iter().map(|event| event.uid.as_str()).collect();
        for gone in self.published.iter().filter(|it| self.is_withdrawn(it, &still)) {
            self.begin(&mut writer, &gone.uid, gone.start, gone.end);
            writer.text("SUMMARY", &gone.summary);
            writer.line("STATUS", "CANCELLED");
            writer.line("END", "VEVENT");
        }
        writer.line("END", "VCALENDAR");
        writer.finish()
    }

    fn begin(&self, writer: &mut Writer, uid: &str, start: Timestamp, end: Timestamp) {
        let revision = self.revised_at.as_second().saturating_sub(FIRST_REVISION);
        writer.line("BEGIN", "VEVENT");
        writer.text("UID", uid);
        writer.line("DTSTAMP", &utc(self.revised_at));
        writer.line("SEQUENCE", &revision.clamp(0, i64::from(i32::MAX)).to_string());
        writer.line("DTSTART", &utc(start));
        writer.line("DTEND", &utc(end));
        writer.line("TRANSP", "TRANSPARENT");
    }

    /// Only what is still to come, of this rota, and in this range: of the rest nothing is known.
    fn is_withdrawn(&self, told: &Published, still: &BTreeSet<&str>) -> bool {
        let is_of_this = told.uid.starts_with(&format!("{}/", part(self.name.as_str())));
        let whose = self.person.map(|person| format!("/{}{OURS}", part(person.as_str())));
        let is_theirs = whose.is_none_or(|whose| told.uid.ends_with(&whose));
        let is_ahead = told.start >= self.now && told.start >= self.from && told.start < self.to;
        is_of_this && is_theirs && is_ahead && !still.contains(told.uid.as_str())
    }

    fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        for (tier, name) in self.rota.tiers().iter().enumerate() {
            let shifts = self.rota.shifts(tier, self.from, self.to).into_iter();
            let of_person = shifts.filter(|shift| self.person.is_none_or(|it| *it == shift.person));
            events.extend(of_person.map(|shift| self.event(tier, name, shift)));
        }
        events.sort_by(|one, other| (one.start, &one.uid).cmp(&(other.start, &other.uid)));
        events
    }

    fn event(&self, tier: usize, name: &TierName, shift: Shift) -> Event {
        let mut shift = shift;
        let mut begun_at = shift.start;
        let end = shift.end.unwrap_or(self.to);
        let is_cut = shift.start == self.from || end == self.to;
        if is_cut && let Some(whole) = self.rota.shift_at(tier, shift.start) {
            // Its identity is that of the whole shift, wherever the range cuts it.
            begun_at = whole.start;
            if self.edges == Edges::Whole {
                shift = whole;
            }
        }
        let told = Published::of(
            self.name,
            self.rota,
            name,
            &Held {
                start: begun_at,
                end: shift.end.unwrap_or(end),
                person: Some(shift.person.clone()),
            },
        );
        Event {
            uid: told.uid,
            start: shift.start,
            end: told.end,
            summary: told.summary,
            because: shift.cause.phrase(),
        }
    }
}

impl Published {
    /// What a calendar told of a shift of that tier.
    #[must_use]
    pub fn of(rota: &RotaName, plan: &Rota, tier: &TierName, held: &Held) -> Self {
        let what = match plan.tiers().len() {
            1 => rota.to_string(),
            _ => format!("{rota} {tier}"),
        };
        let person = held.person.as_ref().map_or("nobody", PersonId::as_str);
        let uid = [rota.as_str(), tier.as_str(), &utc(held.start), person].map(part);
        Self {
            uid: format!("{}{OURS}", uid.join("/")),
            start: held.start,
            end: held.end,
            summary: format!("{person} on call: {what}"),
        }
    }
}

/// A part of an identity: what would end it, or the line, is written as its number.
fn part(name: &str) -> String {
    let mut part = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                part.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            other => drop(write!(part, "%{other:02X}")),
        }
    }
    part
}

fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// What a calendar of ours told of, to withdraw what is no longer so. What is not ours is left out.
pub fn published(text: &str) -> Result<Vec<Published>, CalendarError> {
    let components = components(text)?;
    Ok(components.iter().filter_map(told).collect())
}

fn told(event: &Component) -> Option<Published> {
    let instant = |content: &Content| {
        let civil = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &content.value).ok()?;
        civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    };
    let uid = unescaped(&event.first("UID")?.value);
    let is_cancelled =
        event.first("STATUS").is_some_and(|it| it.value.eq_ignore_ascii_case("CANCELLED"));
    if is_cancelled || !uid.ends_with(OURS) {
        return None;
    }
    Some(Published {
        uid,
        start: instant(event.first("DTSTART")?)?,
        end: instant(event.first("DTEND")?)?,
        summary: event.first("SUMMARY").map_or_else(String::new, |it| unescaped(&it.value)),
    })
}

#[cfg(test)]
mod tests;
