//! What each alert cost people: pages, nights of sleep, and whether anybody ever acted on it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use jiff::civil::Date;

use super::gathered::Gathered;
use super::person::PersonLoad;
use super::{Chronicle, Problem};
use crate::domain::incident::IncidentId;
use crate::domain::name::{PersonId, SourceName};
use crate::domain::wait::count;

/// Numbers that are written as words.
const WORDS: [&str; 13] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// What one alert cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertCost {
    /// Where it comes from.
    pub source: SourceName,
    /// What it said of itself last.
    pub summary: String,
    /// Its incidents that paged anybody in that time, in order.
    pub incidents: Vec<IncidentId>,
    /// How many pages it sent.
    pub pages: usize,
    /// Whom it paged.
    pub people: BTreeSet<PersonId>,
    /// Who was woken by it, and in which nights.
    pub nights: BTreeSet<(PersonId, Date)>,
    /// How long it kept them up, all together.
    pub awake: SignedDuration,
    /// Whether anybody ever did more about it than acknowledge it.
    pub is_acted_on: bool,
}

impl AlertCost {
    /// `eleven nights of sleep, never acted on`
    #[must_use]
    pub fn phrase(&self) -> String {
        let cost = match self.nights.len() {
            0 => format!("{}, no sleep", count(self.pages, "page")),
            1 => "one night of sleep".to_owned(),
            nights => match WORDS.get(nights) {
                Some(word) => format!("{word} nights of sleep"),
                None => format!("{nights} nights of sleep"),
            },
        };
        if self.is_acted_on { cost } else { format!("{cost}, never acted on") }
    }
}

/// Whether anybody did more about an incident than acknowledge it.
#[must_use]
pub fn is_acted_on(id: IncidentId, problem: &Problem, gathered: &Gathered) -> bool {
    let course = gathered.courses.get(&id);
    problem.is_resolved_by_hand || course.is_some_and(|course| !course.acts.is_empty())
}

/// What every alert that paged somebody cost, the dearest first: by nights of sleep, then by pages.
pub(super) fn costs(
    chronicle: &Chronicle,
    gathered: &Gathered,
    people: &[PersonLoad],
) -> Vec<AlertCost> {
    let mut costs: BTreeMap<(&SourceName, &str), AlertCost> = BTreeMap::new();
    for (id, problem) in &chronicle.problems {
        let Some(course) = gathered.courses.get(id) else { continue };
        let pages = course.pages.iter().filter(|(at, _)| *at < gathered.window.to).count();
        if pages == 0 {
            continue;
        }
        let cost = costs.entry(key(problem)).or_insert_with(|| AlertCost::none(problem));
        cost.summary.clone_from(&problem.summary);
        cost.incidents.push(*id);
        cost.pages += pages;
        cost.people.extend(course.called.iter().cloned());
        cost.is_acted_on |= is_acted_on(*id, problem, gathered);
    }
    for person in people {
        for (wake, awake) in person.wakes.iter().zip(&person.to_quiet) {
            let problem = chronicle.problems.get(&wake.by);
            let Some(cost) = problem.and_then(|problem| costs.get_mut(&key(problem))) else {
                continue;
            };
            cost.nights.insert((person.person.clone(), wake.night));
            cost.awake = cost.awake.saturating_add(*awake);
        }
    }
    let mut costs: Vec<AlertCost> = costs.into_values().collect();
    costs.sort_by_key(|cost| std::cmp::Reverse((cost.nights.len(), cost.pages)));
    costs
}

/// Equal means the same problem.
fn key(problem: &Problem) -> (&SourceName, &str) {
    (&problem.source, &problem.fingerprint)
}

impl AlertCost {
    fn none(problem: &Problem) -> Self {
        Self {
            source: problem.source.clone(),
            summary: problem.summary.clone(),
            incidents: Vec::new(),
            pages: 0,
            people: BTreeSet::new(),
            nights: BTreeSet::new(),
            awake: SignedDuration::ZERO,
            is_acted_on: false,
        }
    }
}
