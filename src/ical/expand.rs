//! From events to the times at which they are: repeated, without what is left out or replaced.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan as _, Unit};

use super::CalendarError;
use super::content::{Content, unescaped};
use super::event::Component;
use super::moment::{Mark, When, WhichClock, Zones, duration};
use super::repeat::Repeat;

/// How many times are looked at, of all events together: nobody's leave takes more.
const MOST_STEPS: usize = 1_000_000;

/// How far ahead what never ends is followed.
const HORIZON: SignedDuration = SignedDuration::from_hours(731 * 24);

/// One event, understood.
pub(super) struct Event<'c> {
    pub(super) component: &'c Component,
    start: When,
    end: End,
    repeat: Option<Repeat>,
    /// More times at which it begins.
    also: Vec<When>,
    /// Times at which it does not.
    except: Vec<When>,
}

/// How an event ends.
enum End {
    At(When, usize),
    After(Span),
    /// After the day it is on, or at once.
    Unsaid,
}

/// One time at which an event is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Occurrence {
    /// When it begins.
    pub(super) start: When,
    /// When it is over.
    pub(super) end: When,
}

/// How far the search may go, and from where on it matters.
pub(super) struct Search {
    pub(super) now: Timestamp,
    steps_left: usize,
}

impl Search {
    pub(super) fn from(now: Timestamp) -> Self {
        Self { now, steps_left: MOST_STEPS }
    }
}

impl<'c> Event<'c> {
    /// Reads it; of a series, `replaced` are the times that events of their own stand for.
    pub(super) fn of(
        component: &'c Component,
        replaced: Vec<When>,
        zones: Zones<'_>,
    ) -> Result<Self, CalendarError> {
        let start = component.first("DTSTART").ok_or_else(|| {
            CalendarError::at(component.line, "this event does not say when it begins")
        })?;
        let start = When::of(start, zones)?;
        let end = match (component.first("DTEND"), component.first("DURATION")) {
            (Some(end), _) => End::At(When::of(end, zones)?, end.line),
            (None, Some(length)) => End::After(duration(length)?),
            (None, None) => End::Unsaid,
        };
        let rules: Vec<&Content> = component.all("RRULE").collect();
        if let [_, second, ..] = rules.as_slice() {
            return Err(CalendarError::at(second.line, "this event is repeated in two ways"));
        }
        if let Some(rule) = component.first("EXRULE") {
            return Err(CalendarError::at(rule.line, "`EXRULE` is not understood"));
        }
        let repeat = rules.first().map(|rule| Repeat::of(rule, &start, zones)).transpose()?;
        let (mut also, mut except) = (Vec::new(), replaced);
        for dates in component.all("RDATE") {
            also.extend(When::list(dates, zones)?);
        }
        for dates in component.all("EXDATE") {
            except.extend(When::list(dates, zones)?);
        }
        Ok(Self { component, start, end, repeat, also, except })
    }

    /// Whether it is repeated without end, and so only followed for two years.
    pub(super) fn is_endless(&self) -> bool {
        self.repeat.as_ref().is_some_and(Repeat::is_endless)
    }

    /// The times at which it is, for a person who lives there, of those that are not over.
    pub(super) fn occurrences(
        &self,
        person: &TimeZone,
        search: &mut Search,
    ) -> Result<Vec<Occurrence>, CalendarError> {
        let length = self.length(person)?;
        let except: BTreeSet<Mark> =
            self.except.iter().map(|it| it.mark(&self.start.clock, person)).collect();
        let horizon = search.now.saturating_add(HORIZON).unwrap_or(Timestamp::MAX);
        let mut found = Vec::new();
        let mut consider = |start: When| {
            let day = Mark::Day(start.civil.date());
            let is_left_out =
                except.contains(&day) || except.contains(&start.mark(&start.clock, person));
            let end = start.civil.checked_add(length).map(|civil| start.on(civil));
            if let (false, Ok(end)) = (is_left_out, end)
                && end.instant(person) > search.now
                && end.civil > start.civil
            {
                found.push(Occurrence { start, end });
            }
        };
        for also in &self.also {
            consider(also.clone());
        }
        let Some(repeat) = &self.repeat else {
            consider(self.start.clone());
            return Ok(found);
        };
        for civil in repeat.times(&self.start, person) {
            search.steps_left = search.steps_left.checked_sub(1).ok_or_else(|| {
                let message = "these repetitions have no end that is worth following";
                CalendarError::at(self.component.line, message)
            })?;
            let Some(civil) = civil else { continue };
            let start = self.start.on(civil);
            if repeat.is_endless() && start.instant(person) > horizon {
                break;
            }
            consider(start);
        }
        Ok(found)
    }

    /// How long it is by the clock it begins on: who is off until six is, in summer and winter.
    fn length(&self, person: &TimeZone) -> Result<Span, CalendarError> {
        let start = &self.start;
        let (end, line) = match &self.end {
            End::Unsaid if start.is_day() => return Ok(1.day()),
            End::Unsaid => return Ok(Span::new()),
            End::After(span) => return Ok(*span),
            End::At(end, line) => (end, *line),
        };
        let civil = match (&start.clock, &end.clock) {
            (WhichClock::Day, WhichClock::Day) => end.civil,
            // A day that is begun counts.
            (WhichClock::Day, _) => day_after_unless_midnight(end.civil_in(person)),
            (WhichClock::Zone(zone), WhichClock::Zone(_)) => {
                end.instant(person).to_zoned(zone.clone()).datetime()
            }
            (WhichClock::Zone(_), _) => end.civil,
            (WhichClock::Floating, _) => end.civil_in(person),
        };
        if civil < start.civil {
            return Err(CalendarError::at(line, "this event ends before it begins"));
        }
        if start.is_day() && civil == start.civil {
            // Not what the standard says, and what some programs write for one day.
            return Ok(1.day());
        }
        let length = start.civil.until((Unit::Day, civil));
        length.map_err(|_| CalendarError::at(line, "this event is too long"))
    }
}

fn day_after_unless_midnight(civil: DateTime) -> DateTime {
    let midnight = civil.date().at(0, 0, 0, 0);
    if civil == midnight { civil } else { midnight.saturating_add(1.day()) }
}

/// The events of a calendar in their last revision, without what is cancelled.
pub(super) fn events<'c>(
    components: &'c [Component],
    zones: Zones<'_>,
) -> (Vec<Event<'c>>, Vec<CalendarError>) {
    let mut events = Vec::new();
    let mut errors = Vec::new();
    let newest = newest(components);
    let mut replaced: BTreeMap<String, Vec<When>> = BTreeMap::new();
    for (uid, component) in newest.iter().copied().filter_map(|it| Some((uid_of(it)?, it))) {
        let Some(id) = component.first("RECURRENCE-ID") else { continue };
        if id.parameter("RANGE").is_some() {
            let message = "a change of all that follows is not understood";
            errors.push(
                CalendarError::at(id.line, message).hint("end the one series, begin another"),
            );
        }
        match When::of(id, zones) {
            Ok(when) => replaced.entry(uid).or_default().push(when),
            Err(error) => errors.push(error),
        }
    }
    for component in newest {
        let status = component.first("STATUS").map(|status| status.value.trim());
        if status.is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
            continue;
        }
        let is_single = component.first("RECURRENCE-ID").is_some();
        let of_series = uid_of(component).filter(|_| !is_single);
        let replaced = of_series.and_then(|uid| replaced.get(&uid).cloned()).unwrap_or_default();
        match Event::of(component, replaced, zones) {
            Ok(event) => events.push(event),
            Err(error) => errors.push(error),
        }
    }
    (events, errors)
}

/// Of what has one identity, whatever has the highest revision; several of the same one stay, because
/// some programs give all their events one identity.
fn newest(components: &[Component]) -> Vec<&Component> {
    let identity = |component: &Component| {
        let id = component.first("RECURRENCE-ID").map(|id| id.value.clone());
        uid_of(component).map(|uid| (uid, id))
    };
    let revision = |component: &Component| -> i64 {
        component.first("SEQUENCE").and_then(|it| it.value.trim().parse().ok()).unwrap_or(0)
    };
    let mut highest = BTreeMap::new();
    for component in components {
        if let Some(identity) = identity(component) {
            let known = highest.entry(identity).or_insert(i64::MIN);
            *known = (*known).max(revision(component));
        }
    }
    let is_newest = |component: &&Component| {
        let highest = identity(component).and_then(|identity| highest.get(&identity).copied());
        highest.is_none_or(|highest| revision(component) == highest)
    };
    components.iter().filter(is_newest).collect()
}

fn uid_of(component: &Component) -> Option<String> {
    component.first("UID").map(|uid| unescaped(&uid.value))
}
