//! Shifts out of a calendar that another system exported: who is on call, and when.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::CalendarError;
use super::content::{Content, contents, unescaped};
use super::event::{Component, components};
use super::expand::{Search, events};
use super::moment::Zones;

/// How many shifts are taken out of one calendar at most.
const MOST_SHIFTS: usize = 2_000;

/// How many errors are told at once.
const MOST_ERRORS: usize = 20;

/// One event that puts somebody on call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Who, in the calendar's words.
    pub who: String,
    /// The address, where it has one.
    pub address: Option<String>,
    /// The first moment of it.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
    /// How many others take part in it.
    pub others: usize,
}

/// A calendar of shifts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duties {
    /// What the calendar is called.
    pub name: Option<String>,
    /// The zone it says that it is in.
    pub zone: Option<String>,
    /// In the order in which they begin. What repeats without end is followed for two years.
    pub all: Vec<Duty>,
}

/// Reads the shifts that are not over, or says everything that is wrong with the calendar. What names
/// no zone is on the clock of the calendar, and of `zone` where it names none that is known.
pub fn duties(
    text: &str,
    zones: Zones<'_>,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Duties, Vec<CalendarError>> {
    let components = components(text).map_err(|error| vec![error])?;
    let said = |name: &str| {
        let all = contents(text).ok()?;
        let value = all.into_iter().find(|it| it.name == name)?.value;
        Some(unescaped(&value).trim().to_owned()).filter(|value| !value.is_empty())
    };
    let (name, own_zone) = (said("X-WR-CALNAME"), said("X-WR-TIMEZONE"));
    let clock = own_zone.as_deref().and_then(zones).unwrap_or_else(|| zone.clone());
    let (events, mut errors) = events(&components, zones);
    let mut search = Search::from(now);
    let mut all = Vec::new();
    for event in &events {
        match event.occurrences(&clock, &mut search) {
            Ok(times) => {
                let Some((who, address)) = whose(event.component, name.as_deref()) else {
                    let line = event.component.line;
                    errors.push(CalendarError::at(line, "this event does not say whose it is"));
                    continue;
                };
                let others = event.component.all("ATTENDEE").count().saturating_sub(1);
                all.extend(times.into_iter().map(|time| Duty {
                    who: who.clone(),
                    address: address.clone(),
                    from: time.start.instant(&clock),
                    to: time.end.instant(&clock),
                    others,
                }));
            }
            Err(error) => errors.push(error),
        }
        if all.len() > MOST_SHIFTS {
            let message = format!("this calendar comes to more than {MOST_SHIFTS} shifts");
            errors.push(CalendarError::at(event.component.line, message));
            break;
        }
    }
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.line);
        errors.truncate(MOST_ERRORS);
        return Err(errors);
    }
    all.sort_by(|one, other| (one.from, one.to, &one.who).cmp(&(other.from, other.to, &other.who)));
    all.dedup();
    Ok(Duties { name, zone: own_zone, all })
}

/// Who has a shift: whoever takes part, else whom its title names, and whoever wrote it only where neither
/// says so.
fn whose(event: &Component, calendar: Option<&str>) -> Option<(String, Option<String>)> {
    let (named, address) = event.first("ATTENDEE").map(known).unwrap_or_default();
    let title = event.first("SUMMARY").map(|title| unescaped(&title.value));
    let who = named.or_else(|| title.as_deref().and_then(|title| bare(title, calendar)));
    if let Some(who) = who.or_else(|| address.clone()) {
        return Some((who, address));
    }
    let (named, address) = event.first("ORGANIZER").map(known)?;
    Some((named.or_else(|| address.clone())?, address))
}

/// The name and the address of somebody.
fn known(line: &Content) -> (Option<String>, Option<String>) {
    let value = line.value.trim();
    let is_mail = value.get(..7).is_some_and(|it| it.eq_ignore_ascii_case("mailto:"));
    let common = line.parameter("CN").map(|it| it.trim_matches('"').trim());
    let named = common.filter(|name| !name.is_empty() && !name.contains('@')).map(str::to_owned);
    (named, is_mail.then(|| value[7..].to_owned()))
}

/// A title without what such titles have around the name: `On Call - Ana - Platform`, `[L1] ana`.
fn bare(title: &str, calendar: Option<&str>) -> Option<String> {
    let mut rest = title.lines().next().unwrap_or_default().trim();
    if let Some(after) = rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
        rest = after.1.trim();
    }
    for begin in ["on call", "on-call", "oncall"] {
        let is_begin = rest.get(..begin.len()).is_some_and(|it| it.eq_ignore_ascii_case(begin));
        if is_begin {
            rest = rest[begin.len()..].trim_start_matches([' ', '-', ':', '\u{2013}']);
        }
    }
    let ends = calendar.and_then(|name| rest.strip_suffix(name));
    rest = ends.unwrap_or(rest).trim_end_matches([' ', '-', ':', '\u{2013}', '(']);
    let rest = rest.split_once(" - ").map_or(rest, |(name, _)| name).trim();
    Some(rest.to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests;
