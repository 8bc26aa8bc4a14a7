//! What holds and what joins changes what people hear, never what is known; and the order in which
//! independent problems are reported changes neither.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::incident::IncidentId;
use wail::domain::label::Labels;

use super::{nights, open_incidents, severity};
use crate::night::{Night, TEAM, alert};

/// What is called `root` explains what is called `leaf` and is of the same service.
const RULE: &str = r#"
[[inhibit]]
source = "part=root"
target = "part=leaf"
equal = "service"
"#;

const SERVICES: [&str; 3] = ["db", "shop", "mail"];

/// One problem of a service: its number, the service's and how grave it is.
type Problem = (u8, usize, Severity);

pub(super) fn report((number, service, severity): Problem, signal: Signal) -> Alert {
    let part = if number == 0 { "root" } else { "leaf" };
    let labels = [("service", SERVICES[service]), ("part", part)];
    let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let name = format!("{number} of {}", SERVICES[service]);
    alert(&name, signal, severity).labels(Labels::from(labels))
}

/// Every alert that is known of any incident: what it is, whether it fires, how grave and how often.
fn known(night: &mut Night) -> BTreeSet<(String, &'static str, &'static str, i64)> {
    let alerts = (1..=40).flat_map(|id| night.read(|tx| tx.alerts(IncidentId(id))));
    alerts
        .map(|alert| (alert.summary, alert.signal.word(), alert.severity.word(), alert.reports))
        .collect()
}

/// Which problems are one incident, and who was called for it.
fn outcome(night: &mut Night) -> BTreeSet<(BTreeSet<String>, BTreeSet<String>)> {
    let mut outcome = BTreeSet::new();
    for incident in open_incidents(night) {
        let alerts = night.read(|tx| tx.alerts(incident.id));
        let pages = night.pages(incident.id.0);
        let alerts = alerts.into_iter().map(|alert| alert.summary).collect();
        outcome.insert((alerts, pages.into_iter().map(|page| page.person).collect()));
    }
    outcome
}

/// What each open incident is of, and what holds it and until when.
fn held(night: &mut Night) -> BTreeSet<(BTreeSet<String>, String)> {
    let open = open_incidents(night).into_iter();
    let held = open.map(|incident| {
        let alerts = night.read(|tx| tx.alerts(incident.id));
        let alerts = alerts.into_iter().map(|alert| alert.summary).collect();
        (alerts, format!("{:?}", incident.status))
    });
    held.collect()
}

fn problem() -> impl Strategy<Value = Problem> {
    (0..4_u8, 0..SERVICES.len(), severity())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_what_begins_together_changes_neither_the_incidents_nor_who_is_called(
        problems in vec(problem(), 1..8).prop_map(|mut all| {
            all.sort_unstable_by_key(|(number, service, _)| (*number, *service));
            all.dedup_by_key(|(number, service, _)| (*number, *service));
            all
        }),
        shuffle in vec(any::<u16>(), 8),
    ) {
        let mut other: Vec<(u16, Problem)> = shuffle.into_iter().zip(problems.clone()).collect();
        other.sort_by_key(|(place, _)| *place);
        let hear = |night: Night, problem: Problem| night.hears(&report(problem, Signal::Firing));
        let mut first = problems.iter().copied().fold(Night::new(), hear);
        let mut second = other.iter().map(|(_, problem)| *problem).fold(Night::new(), hear);
        prop_assert_eq!(outcome(&mut first), outcome(&mut second));
        prop_assert_eq!(known(&mut first), known(&mut second));
    }

    /// Under a silence and maintenance, with old news among them, each for itself or some in a group: who
    /// is called, and what waits for what.
    #[test]
    fn nor_does_it_where_something_of_it_is_held(
        problems in vec((severity(), prop::option::of(70..300_i64)), nights::PROBLEMS.len()),
        keys in vec(any::<u16>(), nights::PROBLEMS.len()),
        about in 0..nights::ABOUT.len(),
        minutes in 5..100_i64,
        is_grouped in any::<bool>(),
    ) {
        let calm = nights::TEAM.replace("storm.more_than = 3", "storm.enabled = false");
        let night = || {
            let night = Night::of(&format!("{calm}{}", nights::MAINTENANCE));
            night.wait(35).silences_label(nights::ABOUT[about], minutes)
        };
        let hear = |night: Night, index: usize| {
            let (severity, began) = problems[index];
            let began = began.map(|minutes| night.now - SignedDuration::from_mins(minutes));
            let alert = nights::problem(index, Signal::Firing, severity);
            let group = alert.group.clone().filter(|_| is_grouped);
            night.hears(&alert.group(group).started_at(began))
        };
        let mut other: Vec<usize> = (0..problems.len()).collect();
        other.sort_by_key(|index| keys[*index]);
        let mut first = (0..problems.len()).fold(night(), hear);
        let mut second = other.into_iter().fold(night(), hear);
        prop_assert_eq!(held(&mut first), held(&mut second));
        let (mut first, mut second) = (first.wait(minutes + 20), second.wait(minutes + 20));
        prop_assert_eq!(held(&mut first), held(&mut second));
        prop_assert_eq!(outcome(&mut first), outcome(&mut second));
        prop_assert_eq!(known(&mut first), known(&mut second));
    }

    #[test]
    fn what_holds_or_joins_changes_no_record_of_what_was_reported(
        reports in vec((problem(), any::<bool>(), 0..4_i64), 1..16),
    ) {
        let apart = format!("{TEAM}[cascade]\nwindow = \"0s\"\n");
        let rules = [TEAM.to_owned(), apart.clone(), format!("{TEAM}{RULE}"), format!("{apart}{RULE}")];
        let mut nights = rules.map(|rules| {
            reports.iter().fold(Night::of(&rules), |night, (problem, is_over, minutes)| {
                let (number, service, _) = *problem;
                // One is always as grave, so that what is too little to open anything is nowhere.
                let problem = (number, service, Severity::Critical);
                let signal = if *is_over { Signal::Resolved } else { Signal::Firing };
                night.hears(&report(problem, signal)).wait(*minutes)
            })
        });
        let known = nights.each_mut().map(|night| {
            let firing = known(night).into_iter().filter(|(_, signal, ..)| *signal == "firing");
            firing.map(|(name, ..)| name).collect::<BTreeSet<_>>()
        });
        for other in &known[1..] {
            prop_assert_eq!(&known[0], other);
        }
    }

    #[test]
    fn whatever_is_held_for_something_larger_is_let_go_when_that_is_over(
        problems in vec(problem(), 1..8),
        again in vec(problem(), 0..4),
    ) {
        let night = Night::of(&format!("{TEAM}{RULE}[cascade]\nwindow = \"0s\"\n"));
        let hear = |night: Night, problem: &Problem| night.hears(&report(*problem, Signal::Firing));
        let night = problems.iter().chain(&again).fold(night, hear).wait(1);
        let all = problems.iter().chain(&again);
        let roots = all.filter(|(number, ..)| *number == 0);
        let over = |night: Night, problem: &Problem| night.hears(&report(*problem, Signal::Resolved));
        let mut night = roots.fold(night, over).wait(2);
        for incident in open_incidents(&mut night) {
            let has_deadline = incident.deadline().is_some();
            prop_assert!(has_deadline, "{incident:?} waits for what is over");
        }
    }
}
