//! How fast problems were answered and ended, and how much of it was noise: counted from the record, and
//! each number with the entries it counts.

pub mod week;

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::incident::IncidentId;
use super::load::alert::is_acted_on;
use super::load::gathered::{Answer, Course, Gathered};
use super::load::{Chronicle, Problem, median};
use super::name::{PolicyName, RotaName, SourceName};
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
    /// The pages that these sent, each by its place in the record.
    pub pages: Vec<i64>,
    /// From the first page to the first acknowledgement.
    pub to_acknowledge: Measure,
    /// From the beginning to the end.
    pub to_resolve: Measure,
    /// Those that paged, and that nobody acknowledged or ended.
    pub unanswered: Vec<IncidentId>,
    /// Those that nobody did more about than acknowledge, and that are over.
    pub never_acted_on: Vec<IncidentId>,
    /// Those that went to and fro.
    pub flapping: Vec<IncidentId>,
    /// Where it was reported again and again: how many reports of each said nothing new.
    pub said_again: Vec<(IncidentId, u32)>,
    /// How many reports said nothing new.
    pub duplicates: u32,
    /// How many reports there were.
    pub reports: u32,
    /// The entries of the record that are counted, the first of each incident, by what counts it.
    pub entries: Entries,
}

/// The entry by which an incident is counted, for each number that counts incidents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    /// That it began.
    pub incidents: Vec<i64>,
    /// The first page of those that paged.
    pub paged: Vec<i64>,
    /// The first page of those that nobody answered.
    pub unanswered: Vec<i64>,
    /// The end of those that nobody acted on.
    pub never_acted_on: Vec<i64>,
    /// The first word of those that went to and fro.
    pub flapping: Vec<i64>,
    /// The beginning of those that were reported again and again.
    pub said_again: Vec<i64>,
}

/// The numbers of one service, source, rota or month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its numbers.
    pub figures: Figures,
}

/// Which incidents are counted; all of them where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// Those of that service.
    pub service: Option<String>,
    /// Those of that source.
    pub source: Option<String>,
    /// Those whose policy calls that rota.
    pub rota: Option<String>,
}

impl Which {
    /// Whether that incident is one of them; `rotas` says whom each policy calls.
    #[must_use]
    pub fn counts(
        &self,
        problem: &Problem,
        rotas: &BTreeMap<PolicyName, BTreeSet<RotaName>>,
    ) -> bool {
        let is_of = |rota: &String| {
            let mut of = rotas.get(&problem.policy).into_iter().flatten();
            of.any(|name| name.as_str() == rota)
        };
        self.service.as_ref().is_none_or(|wanted| problem.service.as_ref() == Some(wanted))
            && self.source.as_ref().is_none_or(|wanted| problem.source.as_str() == wanted)
            && self.rota.as_ref().is_none_or(is_of)
    }
}

/// The numbers of one alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// What it said of itself first.
    pub summary: String,
    /// Where it comes from.
    pub source: SourceName,
    /// Its numbers.
    pub figures: Figures,
}

impl Alert {
    /// Whether any of it was noise: never acted on, to and fro, or said again and again.
    #[must_use]
    pub fn is_noisy(&self) -> bool {
        let Figures { never_acted_on, flapping, duplicates, .. } = &self.figures;
        !never_acted_on.is_empty() || !flapping.is_empty() || *duplicates > 0
    }
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
    /// By alert, the one that was most often not acted on first, then the one with most pages.
    pub alerts: Vec<Alert>,
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
        self.entries.incidents.extend(course.opened);
        self.pages.extend(course.pages.iter().map(|(_, place)| place));
        self.reports = self.reports.saturating_add(problem.reports);
        let said_again = problem.reports.saturating_sub(problem.news.max(course.turns));
        self.duplicates = self.duplicates.saturating_add(said_again);
        if said_again > 0 {
            self.said_again.push((id, said_again));
            self.entries.said_again.extend(course.opened);
        }
        let first_page = course.pages.first().map(|(_, place)| *place);
        if first_page.is_some() {
            self.paged.push(id);
            self.entries.paged.extend(first_page);
        }
        match course.first_answer {
            Some(answer) => self.to_acknowledge.values.push(answer),
            None if first_page.is_some() && !problem.is_resolved_by_hand => {
                self.unanswered.push(id);
                self.entries.unanswered.extend(first_page);
            }
            None => {}
        }
        if let (Some(over), Some(from), Some(to)) =
            (problem.resolved_at, course.opened, course.resolved)
        {
            let took = over.duration_since(problem.opened_at).max(SignedDuration::ZERO);
            self.to_resolve.values.push(Answer { incident: id, took, from, to });
        }
        if problem.resolved_at.is_some() && !is_acted_on(id, problem, gathered) {
            self.never_acted_on.push(id);
            self.entries.never_acted_on.extend(course.resolved.or(course.opened));
        }
        if let Some(first) = course.flaps.first() {
            self.flapping.push(id);
            self.entries.flapping.push(*first);
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
    let (hours, weekdays) = when(&began, &gathered, zone);
    Numbers {
        window,
        services: by(&|problem| problem.service.clone().into_iter().collect()),
        sources: by(&|problem| vec![problem.source.to_string()]),
        rotas: by(&of_rotas),
        alerts: alerts(&began, &gathered),
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

/// The same incidents by alert.
fn alerts(began: &[(IncidentId, &Problem)], gathered: &Gathered) -> Vec<Alert> {
    let mut found: BTreeMap<(&SourceName, &str), Alert> = BTreeMap::new();
    for (id, problem) in began {
        let alert = found.entry((&problem.source, &problem.fingerprint)).or_insert_with(|| Alert {
            summary: problem.summary.clone(),
            source: problem.source.clone(),
            figures: Figures::default(),
        });
        alert.figures.add(*id, problem, gathered);
    }
    let mut alerts: Vec<Alert> = found.into_values().collect();
    alerts.sort_by_key(|alert| {
        let Figures { never_acted_on, pages, duplicates, .. } = &alert.figures;
        std::cmp::Reverse((never_acted_on.len(), pages.len(), *duplicates))
    });
    alerts
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

/// How many of the pages there were in each hour of the day and on each day of the week.
fn when(
    began: &[(IncidentId, &Problem)],
    gathered: &Gathered,
    zone: &TimeZone,
) -> ([u32; 24], [u32; 7]) {
    let (mut hours, mut weekdays) = ([0; 24], [0; 7]);
    let courses = began.iter().filter_map(|(id, _)| gathered.courses.get(id));
    for (at, _) in courses.flat_map(|course| &course.pages) {
        let there = at.to_zoned(zone.clone());
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
    let number = now.incidents.len();
    let against = against(number, before.incidents.len());
    if number == 0 {
        return format!("no incident, {against}");
    }
    let paged = now.paged.len();
    let answered = match (now.unanswered.len(), paged) {
        (_, 0) => return format!("{}, {against}; nobody was paged", count(number, "incident")),
        (0, 1) => "and was answered".to_owned(),
        (0, _) => "all were answered".to_owned(),
        (unanswered, _) => format!("{unanswered} went unanswered"),
    };
    let comma = if answered.starts_with("and") { "" } else { "," };
    format!("{}, {against}; {paged} paged somebody{comma} {answered}", count(number, "incident"))
}

/// `3 more than the week before`
#[must_use]
pub fn against(now: usize, before: usize) -> String {
    match now.checked_sub(before) {
        Some(0) => "as many as the week before".to_owned(),
        Some(more) => format!("{more} more than the week before"),
        None => format!("{} fewer than the week before", before - now),
    }
}

#[cfg(test)]
mod tests;
