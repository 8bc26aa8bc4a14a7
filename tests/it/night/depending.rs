//! What a larger incident explains: a monitor that depends on one that is down pages nobody for it.

use jiff::SignedDuration;
use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::domain::label::Labels;
use wail::domain::name::MonitorName;
use wail::domain::watch::State;
use wail::domain::watch::dependency::Dependency;
use wail::domain::watch::monitor::{Change, Watch};
use wail::engine::Looked;

use super::{Night, assert_log};

impl Night {
    /// The first of each two depends on the second, and is known to be up two minutes after it.
    pub(crate) fn depends(mut self, pairs: &[(&str, &str)]) -> Self {
        let dependencies = pairs.iter().map(|(monitor, parent)| Dependency {
            monitor: (*monitor).into(),
            parent: (*parent).into(),
            settle: SignedDuration::from_mins(2),
        });
        let dependencies: Vec<Dependency> = dependencies.collect();
        self.decide(|_, engine| engine.depend(&dependencies)).unwrap();
        self.turn();
        self
    }

    /// A monitor is like that from now on; when it is down it is critical.
    pub(crate) fn is(self, name: &str, state: State) -> Self {
        self.finds_as(name, state, Severity::Critical)
    }

    pub(crate) fn finds_as(mut self, name: &str, state: State, severity: Severity) -> Self {
        let watch = Watch { state, ..Watch::begins(self.now) };
        let change = Change { from: State::Unwatched, to: state, since: self.now };
        let name = MonitorName::from(name);
        let labels = Labels::new();
        let looked =
            Looked { name: &name, severity, labels: &labels, runbook: None, caution: None };
        self.decide(|_, engine| engine.take_look(looked, &watch, &[change], true, true)).unwrap();
        self.turn();
        self
    }

    /// What people do is about that incident.
    pub(crate) fn about(mut self, id: i64) -> Self {
        self.about = IncidentId(id);
        self
    }
}

#[test]
fn what_depends_on_what_is_down_pages_nobody() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("router", State::Down)
        .acks("ana")
        .wait(1)
        .is("shop", State::Down)
        .wait(19)
        .is("router", State::Up)
        .wait(1)
        .is("shop", State::Up)
        .wait(60);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            1m  monitor reports critical: shop is down
            1m  held while router is down, which shop depends on (incident 1)
           20m  over: router is up
           20m  resolved, monitor reports that it is over
           20m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
           21m  over: shop is up
           21m  resolved, monitor reports that it is over
        ",
    );
}

#[test]
fn what_waited_for_the_day_and_became_grave_meanwhile_pages_when_it_stays_down() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("shop", State::Degraded)
        .wait(10)
        .is("router", State::Down)
        .about(2)
        .acks("ana")
        .is("shop", State::Down)
        .wait(10)
        .is("router", State::Up)
        .wait(3);
    assert_log(
        night,
        "
            0m  monitor reports warning: shop is degraded
            0m  held for 5h, until ana's day begins
           10m  monitor reports critical: router is down
           10m  page ana by sound, first page
           10m  ana acknowledges, check-in in 30m
           10m  the severity rises to critical
           10m  held while router is down, which shop depends on (incident 2)
           20m  over: router is up
           20m  resolved, monitor reports that it is over
           20m  incident 2 explains it no longer: it pages in 2m, unless it is over by then
           22m  the hold ends
           22m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_does_not_come_back_with_it_pages() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("router", State::Down)
        .acks("ana")
        .is("shop", State::Down)
        .wait(19)
        .is("router", State::Up)
        .wait(3);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  monitor reports critical: shop is down
            0m  held while router is down, which shop depends on (incident 1)
           19m  over: router is up
           19m  resolved, monitor reports that it is over
           19m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
           21m  the hold ends
           21m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn whoever_ends_the_larger_incident_by_hand_hears_of_the_others() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("router", State::Down)
        .is("shop", State::Down)
        .wait(1)
        .resolves("ana")
        .wait(3);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  monitor reports critical: shop is down
            0m  held while router is down, which shop depends on (incident 1)
            1m  ana resolves it
            1m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
            3m  the hold ends
            3m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_works_and_is_not_as_it_should_be_explains_nothing() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("router", State::Down)
        .acks("ana")
        .is("shop", State::Down)
        .wait(1)
        .is("router", State::Degraded)
        .wait(3);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  monitor reports critical: shop is down
            0m  held while router is down, which shop depends on (incident 1)
            1m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
            3m  the hold ends
            3m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn one_page_for_a_whole_chain_and_another_for_the_link_that_stays_down() {
    let night = Night::new()
        .depends(&[("switch", "router"), ("shop", "router"), ("shop", "switch")])
        .is("router", State::Down)
        .acks("ana")
        .is("switch", State::Down)
        .is("shop", State::Down)
        .wait(10)
        .is("router", State::Up)
        .wait(5);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  monitor reports critical: switch is down
            0m  held while router is down, which switch depends on (incident 1)
            0m  monitor reports critical: shop is down
            0m  held while router is down, which shop depends on (incident 1)
           10m  over: router is up
           10m  resolved, monitor reports that it is over
           10m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
           10m  held while switch is down, which shop depends on (incident 2)
           12m  the hold ends
           12m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn a_problem_that_waits_for_the_day_holds_nothing_graver() {
    let night = Night::new()
        .depends(&[("shop", "router"), ("wiki", "router")])
        .finds_as("router", State::Down, Severity::Warning)
        .wait(3)
        .is("shop", State::Down)
        .finds_as("wiki", State::Down, Severity::Warning);
    assert_log(
        night,
        "
            0m  monitor reports warning: router is down
            0m  held for 5h, until ana's day begins
            3m  monitor reports critical: shop is down
            3m  page ana by sound, first page
            3m  monitor reports warning: wiki is down
            3m  held while router is down, which wiki depends on (incident 1)
        ",
    );
}

#[test]
fn what_rings_already_rings_on_and_calls_nobody_else() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("shop", State::Down)
        .wait(3)
        .is("router", State::Down)
        .wait(5);
    assert_log(
        night,
        "
            0m  monitor reports critical: shop is down
            0m  page ana by sound, first page
            3m  monitor reports critical: router is down
            3m  page ana by sound, first page
            5m  held while router is down, which shop depends on (incident 2)
            8m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn what_is_graver_by_now_is_held_as_well() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("router", State::Down)
        .acks("ana")
        .is("shop", State::Degraded)
        .wait(1)
        .is("shop", State::Down)
        .wait(1);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  monitor reports warning: shop is degraded
            0m  held while router is down, which shop depends on (incident 1)
            1m  the severity rises to critical
        ",
    );
}

#[test]
fn whoever_wants_to_have_it_all_the_same_can() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("router", State::Down)
        .acks("ana")
        .is("shop", State::Down)
        .about(2)
        .escalates("ana")
        .wait(1);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  monitor reports critical: shop is down
            0m  held while router is down, which shop depends on (incident 1)
            0m  ana asks for the next step
            0m  page ana by sound, somebody asked for it
        ",
    );
}

#[test]
fn a_dependency_that_is_taken_out_holds_nothing_any_more() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("router", State::Down)
        .acks("ana")
        .is("shop", State::Down)
        .wait(1)
        .depends(&[])
        .wait(3);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  monitor reports critical: shop is down
            0m  held while router is down, which shop depends on (incident 1)
            1m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
            3m  the hold ends
            3m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn two_that_explain_each_other_are_not_both_held() {
    let night = Night::new()
        .depends(&[("shop", "router")])
        .is("router", State::Down)
        .acks("ana")
        .is("shop", State::Down)
        .depends(&[("router", "shop")])
        .wait(1)
        .depends(&[("router", "shop"), ("shop", "router")])
        .wait(2);
    assert_log(
        night,
        "
            0m  monitor reports critical: router is down
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  monitor reports critical: shop is down
            0m  held while router is down, which shop depends on (incident 1)
            0m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
            2m  held while router is down, which shop depends on (incident 1)
        ",
    );
}
