//! What being on call cost one person, and the one in the middle of the team.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::duty::Duties;
use super::gathered::{Answer, Gathered, Gathering};
use super::wake::{Wake, in_a_row, wakes};
use super::{Chronicle, MOST_A_SHIFT, MOST_ON_CALL, median};
use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::quiet::ClockHours;

/// When somebody sleeps.
#[derive(Clone, Debug)]
pub struct Sleeper {
    /// The hours, by their own clock.
    pub hours: ClockHours,
    /// The zone of that clock.
    pub zone: TimeZone,
}

/// What being on call cost one person.
#[derive(Clone, Debug)]
pub struct PersonLoad {
    /// Who.
    pub person: PersonId,
    /// The pages to them: attempts to reach them over one channel.
    pub pages: usize,
    /// How many of these are proved to have gone out.
    pub rings: usize,
    /// How many incidents they were paged for.
    pub incidents: usize,
    /// Their acknowledgements, and how long each took from the first page to them on.
    pub acks: Vec<Answer>,
    /// How long they were on call.
    pub on_call: SignedDuration,
    /// The part of the time that is, in tenths of a percent.
    pub on_call_permille: u32,
    /// In how many shifts of at most twelve hours.
    pub shifts: usize,
    /// How many of these brought more incidents than the SRE book allows.
    pub shifts_over: usize,
    /// How many incidents the busiest shift brought.
    pub busiest: usize,
    /// How often they were woken, and for what.
    pub wakes: Vec<Wake>,
    /// How long it took until it was quiet again, of each wake-up.
    pub to_quiet: Vec<SignedDuration>,
    /// The nights in which they were woken.
    pub nights: BTreeSet<Date>,
    /// The most of these in a row.
    pub nights_in_a_row: usize,
    /// How many weekends they were on call in.
    pub weekends: usize,
    /// How many holidays they were on call on.
    pub holidays: usize,
}

impl PersonLoad {
    pub(super) fn of(
        person: &PersonId,
        chronicle: &Chronicle,
        gathered: &Gathered,
        duties: &Duties,
        sleeper: &Sleeper,
    ) -> Self {
        let nothing = Gathering::default();
        let found = gathered.people.get(person).unwrap_or(&nothing);
        let mut wakes = wakes(&found.stirs, sleeper.hours, &sleeper.zone);
        let window = chronicle.window;
        wakes.retain(|wake| window.from <= wake.at && wake.at < window.to);
        let quiet =
            |wake: &Wake| quiet_at(wake, person, chronicle, gathered).duration_since(wake.at);
        let incidents: BTreeSet<IncidentId> = found.called.iter().map(|(_, id)| *id).collect();
        let nights: BTreeSet<Date> = wakes.iter().map(|wake| wake.night).collect();
        let shifts = duties.shifts();
        let of_shifts: Vec<usize> = shifts
            .iter()
            .map(|shift| {
                let is_in = |at: Timestamp| shift.from <= at && at < shift.to;
                let called = found.called.iter().filter(|(at, _)| is_in(*at));
                called.map(|(_, id)| *id).collect::<BTreeSet<_>>().len()
            })
            .collect();
        let on_call = duties.length();
        Self {
            person: person.clone(),
            pages: found.pages,
            rings: found.rings,
            incidents: incidents.len(),
            acks: found.to_acknowledge.clone(),
            on_call,
            on_call_permille: permille(on_call, window.length()),
            shifts: shifts.len(),
            shifts_over: of_shifts.iter().filter(|number| **number > MOST_A_SHIFT).count(),
            busiest: of_shifts.into_iter().max().unwrap_or(0),
            to_quiet: wakes.iter().map(quiet).collect(),
            nights_in_a_row: in_a_row(nights.iter().copied()),
            nights,
            wakes,
            weekends: duties.weekends(&sleeper.zone),
            holidays: duties.holidays(&sleeper.zone),
        }
    }

    /// Whether there is nothing to tell of this person.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.pages == 0 && self.on_call.is_zero() && self.acks.is_empty()
    }

    /// How long it took them to acknowledge, in the middle.
    #[must_use]
    pub fn to_acknowledge(&self) -> Option<SignedDuration> {
        let lengths: Vec<SignedDuration> = self.acks.iter().map(|ack| ack.took).collect();
        median(&lengths)
    }

    /// How long it took until it was quiet again, in the middle.
    #[must_use]
    pub fn back_to_quiet(&self) -> Option<SignedDuration> {
        median(&self.to_quiet)
    }

    /// Whether they were on call for more of the time than the SRE book allows.
    #[must_use]
    pub fn is_on_call_too_much(&self) -> bool {
        self.on_call_permille > MOST_ON_CALL * 10
    }
}

/// When it was quiet again for somebody who was woken: what they were called for was over, or somebody
/// else had it. Where it went on through the night, the last page or the last thing they did.
fn quiet_at(
    wake: &Wake,
    person: &PersonId,
    chronicle: &Chronicle,
    gathered: &Gathered,
) -> Timestamp {
    let of_incident = |id: &IncidentId| {
        let course = gathered.courses.get(id);
        // Be it that they had it themselves until somebody took it over.
        let others = |(at, by): &&(Timestamp, PersonId)| *at >= wake.at && by != person;
        let theirs = course.and_then(|course| course.had.iter().find(others)).map(|(at, _)| *at);
        let over = chronicle.problems.get(id).and_then(|problem| problem.resolved_at);
        let quiet = theirs.into_iter().chain(over).min();
        quiet.filter(|at| *at <= wake.night_ends_at).unwrap_or(wake.last_at)
    };
    wake.incidents.iter().map(of_incident).max().unwrap_or(wake.last_at).max(wake.at)
}

/// The part of the whole, in tenths of a percent, rounded down.
fn permille(part: SignedDuration, whole: SignedDuration) -> u32 {
    let (part, whole) = (part.as_millis(), whole.as_millis());
    let of = part.saturating_mul(1000).checked_div(whole).unwrap_or(0);
    u32::try_from(of).unwrap_or(0)
}

/// The one in the middle of the team, number by number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Typical {
    /// Their pages.
    pub pages: f64,
    /// Their rings.
    pub rings: f64,
    /// Their incidents.
    pub incidents: f64,
    /// Their wake-ups.
    pub wakes: f64,
    /// The nights in which they were woken.
    pub nights: f64,
    /// The most of these in a row.
    pub nights_in_a_row: f64,
    /// The incidents of their busiest shift.
    pub busiest: f64,
    /// The weekends they were on call in.
    pub weekends: f64,
    /// The holidays they were on call on.
    pub holidays: f64,
    /// Their time on call.
    pub on_call: SignedDuration,
    /// The part of the time that is, in tenths of a percent.
    pub on_call_permille: f64,
    /// How long they took to acknowledge; of those who did.
    pub to_acknowledge: Option<SignedDuration>,
    /// How long until it was quiet again; of those who were woken.
    pub back_to_quiet: Option<SignedDuration>,
}

impl Typical {
    /// The one in the middle of these.
    #[must_use]
    pub fn of(people: &[PersonLoad]) -> Self {
        let middle = |number: fn(&PersonLoad) -> usize| {
            middle(people.iter().map(|person| u32::try_from(number(person)).unwrap_or(u32::MAX)))
        };
        let on_call: Vec<SignedDuration> = people.iter().map(|person| person.on_call).collect();
        let of = |length: fn(&PersonLoad) -> Option<SignedDuration>| {
            median(&people.iter().filter_map(length).collect::<Vec<_>>())
        };
        Self {
            pages: middle(|person| person.pages),
            rings: middle(|person| person.rings),
            incidents: middle(|person| person.incidents),
            wakes: middle(|person| person.wakes.len()),
            nights: middle(|person| person.nights.len()),
            nights_in_a_row: middle(|person| person.nights_in_a_row),
            busiest: middle(|person| person.busiest),
            weekends: middle(|person| person.weekends),
            holidays: middle(|person| person.holidays),
            on_call: median(&on_call).unwrap_or_default(),
            on_call_permille: middle(|person| person.on_call_permille as usize),
            to_acknowledge: of(PersonLoad::to_acknowledge),
            back_to_quiet: of(PersonLoad::back_to_quiet),
        }
    }
}

/// The number in the middle; of an even number of them the mean of the two.
fn middle(numbers: impl Iterator<Item = u32>) -> f64 {
    let mut sorted: Vec<u32> = numbers.collect();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let above = sorted.get(middle).copied().unwrap_or(0);
    if sorted.len() % 2 == 1 {
        return f64::from(above);
    }
    let below = middle.checked_sub(1).and_then(|at| sorted.get(at).copied()).unwrap_or(0);
    f64::midpoint(f64::from(below), f64::from(above))
}
