//! How fast problems were answered and ended, and how much of it was noise: counted from the record, and
//! each number with the entries it counts.

pub mod week;

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::incident::IncidentId;
use super::load::alert::is_acted_on;
use super::load::gathered::{Answer, Course, Gathered};
use super::load::{Chronicle, Problem, What, median};
use super::name::{PolicyName, RotaName};
use super::nines::Span;
use super::nines::calendar::month;
use super::wait::count;

/// The most months that are told apart.
const MOST_MONTHS: usize = 120;

/// What was measured, one value for each incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// The values, in the order of the incidents.
    pub values: Vec<Answer>,
}

/// The numbers of some incidents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Those that began in that time.
    pub incidents: Vec<IncidentId>,
    /// Those of them that paged somebody.
    pub paged: Vec<IncidentId>,
    /// How many pages these sent.
    pub pages: usize,
    /// From the first page to the first acknowledgement.
    pub to_acknowledge: Measure,
    /// From the beginning to the end.
    pub to_resolve: Measure,
    /// Those that paged, and that nobody acknowledged.
    pub unanswered: Vec<IncidentId>,
    /// Those that nobody did more about than acknowledge, and that are over.
    pub never_acted_on: Vec<IncidentId>,
    /// Those that went to and fro.
    pub flapping: Vec<IncidentId>,
    /// How many reports said nothing new.
    pub duplicates: u32,
    /// How many reports there were.
    pub reports: u32,
}

/// The numbers of one service, source, rota or month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its numbers.
    pub figures: Figures,
}

/// All the numbers of a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// From when until when.
    pub window: Span,
    /// Of everything.
    pub whole: Figures,
    /// By service, the one with most incidents first; those without one are left out.
    pub services: Vec<Part>,
    /// By source.
    pub sources: Vec<Part>,
    /// By rota.
    pub rotas: Vec<Part>,
    /// By month, in order.
    pub months: Vec<Part>,
    /// How many pages there were in each hour of the day.
    pub hours: [u32; 24],
    /// How many on each day of the week, Monday first.
    pub weekdays: [u32; 7],
}

impl Measure {
    fn lengths(&self) -> Vec<SignedDuration> {
        self.values.iter().map(|answer| answer.took).collect()
    }

    /// The mean; `None` of nothing.
    #[must_use]
    pub fn mean(&self) -> Option<SignedDuration> {
        let number = i32::try_from(self.values.len()).ok().filter(|number| *number > 0)?;
        let sum =
            self.lengths().into_iter().fold(SignedDuration::ZERO, SignedDuration::saturating_add);
        Some(sum / number)
    }

    /// The one in the middle; of an even number the mean of two.
    #[must_use]
    pub fn median(&self) -> Option<SignedDuration> {
        median(&self.lengths())
    }

    /// The smallest within which nine of ten are (the nearest rank).
    #[must_use]
    pub fn p90(&self) -> Option<SignedDuration> {
        let mut sorted = self.lengths();
        sorted.sort_unstable();
        let rank = (sorted.len() * 9).div_ceil(10);
        sorted.get(rank.checked_sub(1)?).copied()
    }
}

impl Figures {
    fn add(&mut self, id: IncidentId, problem: &Problem, gathered: &Gathered) {
        let nothing = Course::default();
        let course = gathered.courses.get(&id).unwrap_or(&nothing);
        self.incidents.push(id);
        self.pages += course.pages.len();
        self.reports = self.reports.saturating_add(problem.reports);
        let said_before = problem.reports.saturating_sub(problem.news);
        self.duplicates = self.duplicates.saturating_add(said_before);
        if !course.pages.is_empty() {
            self.paged.push(id);
        }
        match course.first_answer {
            Some(answer) => self.to_acknowledge.values.push(answer),
            None if !course.pages.is_empty() => self.unanswered.push(id),
            None => {}
        }
        if let (Some(over), Some(from), Some(to)) =
            (problem.resolved_at, course.opened, course.resolved)
        {
            let took = over.duration_since(problem.opened_at);
            self.to_resolve.values.push(Answer { incident: id, took, from, to });
        }
        if problem.resolved_at.is_some() && !is_acted_on(id, problem, gathered) {
            self.never_acted_on.push(id);
        }
        if !course.flaps.is_empty() {
            self.flapping.push(id);
        }
    }
}

/// Counts it all. `rotas` says whom each policy calls; hours, days and months are those of `zone`.
#[must_use]
pub fn numbers(
    chronicle: &Chronicle,
    rotas: &BTreeMap<PolicyName, BTreeSet<RotaName>>,
    zone: &TimeZone,
) -> Numbers {
    let gathered = Gathered::of(chronicle);
    let window = chronicle.window;
    let began: Vec<(IncidentId, &Problem)> = chronicle
        .problems
        .iter()
        .filter(|(_, it)| window.from <= it.opened_at && it.opened_at < window.to)
        .map(|(id, problem)| (*id, problem))
        .collect();
    let mut whole = Figures::default();
    for (id, problem) in &began {
        whole.add(*id, problem, &gathered);
    }
    let by = |names: &dyn Fn(&Problem) -> Vec<String>| parts(&began, &gathered, names);
    let of_rotas = |problem: &Problem| {
        let of = rotas.get(&problem.policy).into_iter().flatten();
        of.map(ToString::to_string).collect()
    };
    let (hours, weekdays) = when(chronicle, zone);
    Numbers {
        window,
        services: by(&|problem| problem.service.clone().into_iter().collect()),
        sources: by(&|problem| vec![problem.source.to_string()]),
        rotas: by(&of_rotas),
        months: months(&began, &gathered, window, zone),
        hours,
        weekdays,
        whole,
    }
}

/// The same incidents by name, the name with most of them first.
fn parts(
    began: &[(IncidentId, &Problem)],
    gathered: &Gathered,
    names: &dyn Fn(&Problem) -> Vec<String>,
) -> Vec<Part> {
    let mut found: BTreeMap<String, Figures> = BTreeMap::new();
    for (id, problem) in began {
        for name in names(problem) {
            found.entry(name).or_default().add(*id, problem, gathered);
        }
    }
    let mut parts: Vec<Part> =
        found.into_iter().map(|(name, figures)| Part { name, figures }).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.figures.incidents.len()));
    parts
}

/// Month by month, those without incidents as well.
fn months(
    began: &[(IncidentId, &Problem)],
    gathered: &Gathered,
    window: Span,
    zone: &TimeZone,
) -> Vec<Part> {
    let mut months = Vec::new();
    let mut at = window.from;
    while at < window.to && months.len() < MOST_MONTHS {
        let span = month(at, zone);
        let mut figures = Figures::default();
        for (id, problem) in began {
            if span.from <= problem.opened_at && problem.opened_at < span.to {
                figures.add(*id, problem, gathered);
            }
        }
        let name = at.to_zoned(zone.clone()).strftime("%Y-%m").to_string();
        months.push(Part { name, figures });
        at = span.to;
    }
    months
}

/// How many pages there were in each hour of the day and on each day of the week.
fn when(chronicle: &Chronicle, zone: &TimeZone) -> ([u32; 24], [u32; 7]) {
    let (mut hours, mut weekdays) = ([0; 24], [0; 7]);
    let is_page = |what: What| what == What::Paged;
    for happening in chronicle.happened.iter().filter(|it| is_page(it.what)) {
        if happening.incident.is_none_or(|id| !chronicle.problems.contains_key(&id)) {
            continue;
        }
        let there = happening.at.to_zoned(zone.clone());
        let hour = usize::from(there.hour().unsigned_abs());
        let day = usize::from(there.weekday().to_monday_zero_offset().unsigned_abs());
        hours[hour] += 1;
        weekdays[day] += 1;
    }
    (hours, weekdays)
}

/// `14 incidents, 3 more than the week before; 12 paged somebody, 1 went unanswered`
#[must_use]
pub fn headline(now: &Figures, before: &Figures) -> String {
    format!(
        "{}, {}; {} paged somebody, {} went unanswered",
        count(now.incidents.len(), "incident"),
        against(now.incidents.len(), before.incidents.len()),
        now.paged.len(),
        now.unanswered.len(),
    )
}

fn against(now: usize, before: usize) -> String {
    match now.checked_sub(before) {
        Some(0) => "as many as the week before".to_owned(),
        Some(more) => format!("{more} more than the week before"),
        None => format!("{} fewer than the week before", before - now),
    }
}

#[cfg(test)]
mod tests;
