//! Leave out of a calendar: who is off, found by name or address, and when, on that person's clock.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Unit};

use super::CalendarError;
use super::content::{Content, unescaped};
use super::event::{Component, components};
use super::expand::{Event, Occurrence, Search, events};
use super::moment::shortened;
use crate::domain::name::PersonId;
use crate::domain::rota::{LeaveDraft, LeaveStretch, Moment};

/// How much leave is taken out of one calendar at most.
const MOST_ABSENCES: usize = 1_000;

/// How many errors are told at once.
const MOST_ERRORS: usize = 20;

/// What a calendar is read by.
pub struct Reading<'r> {
    /// Who can be off.
    pub people: &'r [PersonId],
    /// Whose leave all of it is; found in each event unless given.
    pub person: Option<&'r PersonId>,
    /// Where somebody lives.
    pub zone_of: &'r dyn Fn(&PersonId) -> TimeZone,
    /// Finds a zone by its name in the zone database.
    pub zones: &'r dyn Fn(&str) -> Option<TimeZone>,
    /// What was over before that is left out.
    pub now: Timestamp,
}

/// One stretch in which somebody is off.
#[derive(Clone, Debug)]
pub struct Absence {
    /// Who, and when.
    pub leave: LeaveDraft,
    /// Why, in the calendar's words.
    pub why: String,
    /// The first moment of it.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

/// What a calendar came to.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Who is off when, in the order in which it begins, nothing twice.
    pub absences: Vec<Absence>,
    /// How many events are repeated without end, and were followed for two years.
    pub endless: usize,
}

/// Reads the leave out of a calendar, or says everything that is wrong with it.
pub fn import(text: &str, reading: &Reading<'_>) -> Result<Imported, Vec<CalendarError>> {
    let components = components(text).map_err(|error| vec![error])?;
    let (events, mut errors) = events(&components, reading.zones);
    let mut search = Search::from(reading.now);
    let mut imported = Imported::default();
    for event in &events {
        let absences = reading.absences(event, &mut search);
        imported.endless += usize::from(event.is_endless());
        match absences {
            Ok(absences) => imported.absences.extend(absences),
            Err(error) => errors.push(error),
        }
        if imported.absences.len() > MOST_ABSENCES {
            let message = format!("this calendar comes to more than {MOST_ABSENCES} days off");
            errors.push(CalendarError::at(event.component.line, message));
            break;
        }
    }
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.line);
        errors.dedup();
        errors.truncate(MOST_ERRORS);
        return Err(errors);
    }
    let order = |it: &Absence| (it.from, it.to, it.leave.person.clone());
    imported.absences.sort_by_key(order);
    imported.absences.dedup_by(|one, other| order(one) == order(other));
    Ok(imported)
}

impl Reading<'_> {
    fn absences(
        &self,
        event: &Event<'_>,
        search: &mut Search,
    ) -> Result<Vec<Absence>, CalendarError> {
        let why = event.component.first("SUMMARY").map(|it| unescaped(&it.value));
        let why = why.unwrap_or_default();
        let why = why.lines().next().unwrap_or_default().trim().chars().take(120);
        let why: String = why.collect();
        let mut absences = Vec::new();
        for person in self.people_of(event.component)? {
            let zone = (self.zone_of)(person);
            for occurrence in event.occurrences(&zone, search)? {
                let Some(stretch) = stretch(&occurrence, &zone) else { continue };
                absences.push(Absence {
                    leave: LeaveDraft { person: person.clone(), stretch },
                    why: why.clone(),
                    from: occurrence.start.instant(&zone),
                    to: occurrence.end.instant(&zone),
                });
            }
        }
        Ok(absences)
    }

    /// Whose leave an event is: of those who take part, else of whom its title names, else of whom it
    /// belongs to.
    fn people_of(&self, event: &Component) -> Result<Vec<&PersonId>, CalendarError> {
        if let Some(person) = self.person {
            return Ok(vec![person]);
        }
        let comes = |attendee: &&Content| {
            let kind = attendee.parameter("CUTYPE").unwrap_or("INDIVIDUAL");
            let answer = attendee.parameter("PARTSTAT").unwrap_or_default();
            kind.eq_ignore_ascii_case("INDIVIDUAL") && !answer.eq_ignore_ascii_case("DECLINED")
        };
        let attendees: Vec<&Content> = event.all("ATTENDEE").filter(comes).collect();
        if !attendees.is_empty() {
            let of_attendee = |attendee: &&Content| {
                self.of_address(attendee).ok_or_else(|| self.nobody(attendee))
            };
            return attendees.iter().map(of_attendee).collect();
        }
        let title = event.first("SUMMARY");
        match title.map(|title| self.named_in(&unescaped(&title.value))).as_deref() {
            Some([person]) => return Ok(vec![person]),
            Some([_, _, ..]) => {
                let line = title.map_or(event.line, |title| title.line);
                let message = "this title names several people";
                return Err(CalendarError::at(line, message).hint(WHOSE));
            }
            Some([]) | None => {}
        }
        let organizer = event.first("ORGANIZER");
        if let Some(person) = organizer.and_then(|organizer| self.of_address(organizer)) {
            return Ok(vec![person]);
        }
        match title.or(organizer) {
            Some(content) => Err(self.nobody(content)),
            None => {
                Err(CalendarError::at(event.line, "this event does not say whose it is")
                    .hint(WHOSE))
            }
        }
    }

    fn nobody(&self, content: &Content) -> CalendarError {
        let text = unescaped(&content.value);
        let message = format!("`{}` names nobody of this rota", shortened(text.trim()));
        let people: Vec<&str> = self.people.iter().map(PersonId::as_str).collect();
        CalendarError::at(content.line, message)
            .hint(format!("its people are {}; {WHOSE}", people.join(", ")))
    }

    /// Whom an address stands for: by its name or by itself, in any case of letters.
    fn of_address(&self, content: &Content) -> Option<&PersonId> {
        let value = content.value.trim();
        let is_mail = value.get(..7).is_some_and(|it| it.eq_ignore_ascii_case("mailto:"));
        let address =
            content.parameter("EMAIL").unwrap_or(if is_mail { &value[7..] } else { value });
        let name = content.parameter("CN").unwrap_or_default();
        let local = address.split('@').next().unwrap_or_default();
        let exact = [name, address, local].map(str::to_lowercase);
        let is_exact = |person: &&PersonId| exact.contains(&person.as_str().to_lowercase());
        let by_word = || match self.named_in(name).as_slice() {
            [person] => Some(*person),
            _ => None,
        };
        self.people.iter().find(is_exact).or_else(by_word)
    }

    /// Whose names stand in a text, as words of it.
    fn named_in(&self, text: &str) -> Vec<&PersonId> {
        let text = text.to_lowercase();
        let is_part = |character: char| character.is_alphanumeric() || "-_".contains(character);
        let is_named = |person: &&PersonId| {
            let name = person.as_str().to_lowercase();
            text.match_indices(&name).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                let after = text[at + name.len()..].chars().next();
                !before.is_some_and(is_part) && !after.is_some_and(is_part)
            })
        };
        self.people.iter().filter(is_named).collect()
    }
}

const WHOSE: &str = "say whose all of it is with `--person NAME`";

/// The same in the words of a rota: whole days, or moments on the person's clock.
fn stretch(occurrence: &Occurrence, zone: &TimeZone) -> Option<LeaveStretch> {
    let Occurrence { start, end } = occurrence;
    if start.is_day() {
        // The day on which it ends is not a part of it.
        let last = end.civil.date().yesterday().ok()?;
        return Some(LeaveStretch::Days { first: start.civil.date(), last });
    }
    let from = start.civil_in(zone).round(Unit::Minute).ok()?;
    let from = if from > start.civil_in(zone) { from.checked_sub(1.minute()).ok()? } else { from };
    let to = end.civil_in(zone).round(Unit::Minute).ok()?;
    let to = if to < end.civil_in(zone) { to.checked_add(1.minute()).ok()? } else { to };
    let moment = |civil: DateTime, instant: Timestamp| {
        // What the clock shows twice or never is said with its offset.
        let is_plain = !zone.to_ambiguous_timestamp(civil).is_ambiguous();
        if is_plain { Moment::Civil(civil) } else { Moment::Instant(instant) }
    };
    Some(LeaveStretch::Moments {
        from: moment(from, start.instant(zone)),
        to: moment(to, end.instant(zone)),
    })
}

#[cfg(test)]
mod tests;
