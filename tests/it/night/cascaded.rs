//! Nights in which one bug tickles a second and a third: one alarm, and every alert on the record.

use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::label::Labels;
use wail::domain::watch::State;

use super::{Night, TEAM, alert, assert_log};

pub(super) fn of(name: &str, service: &str, signal: Signal, severity: Severity) -> Alert {
    let labels = Labels::from([("service".to_owned(), service.to_owned())]);
    alert(name, signal, severity).labels(labels)
}

impl Night {
    /// That problem of a service fires, and began now unless it lasts.
    pub(super) fn breaks(mut self, name: &str, service: &str) -> Self {
        let began = *self.episodes.entry(name.to_owned()).or_insert(self.now);
        let alert = of(name, service, Signal::Firing, Severity::Critical);
        self.hears(&alert.started_at(Some(began)))
    }

    pub(super) fn mends(mut self, name: &str, service: &str) -> Self {
        let began = self.episodes.remove(name);
        self.hears(&of(name, service, Signal::Resolved, Severity::Critical).started_at(began))
    }
}

#[test]
fn what_shares_a_service_and_begins_together_is_one_incident_with_one_alarm() {
    let night = Night::new()
        .breaks("disk", "db")
        .wait(1)
        .breaks("slow", "db")
        .breaks("replica", "db")
        .acks("ana")
        .wait(3)
        .mends("slow", "db")
        .mends("disk", "db")
        .wait(1)
        .mends("replica", "db")
        .wait(60);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  another alert joins: slow (shares service=db, 1m after the first)
            1m  another alert joins: replica (shares service=db, 1m after the first)
            1m  ana acknowledges, check-in in 30m
            4m  over: slow
            4m  over: disk
            5m  over: replica
            5m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn what_shares_nothing_or_begins_later_rings_for_itself() {
    let night = Night::new()
        .breaks("disk", "db")
        .breaks("cart", "shop")
        .reports("host", Severity::Critical)
        .wait(3)
        .breaks("slow", "db");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  prometheus reports critical: cart
            0m  page ana by sound, first page
            0m  prometheus reports critical: host
            0m  page ana by sound, first page
            3m  prometheus reports critical: slow
            3m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_joins_something_that_somebody_has_is_heard_as_any_new_alert_is() {
    let night = Night::new().breaks("disk", "db").acks("ana").wait(1).breaks("slow", "db");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            1m  another alert joins: slow (shares service=db, 1m after the first)
            1m  page ana by sound, there is more than was acknowledged
        ",
    );
}

#[test]
fn what_is_graver_than_the_first_rings_also_where_that_waits_for_the_day() {
    let night = Night::new()
        .hears(&of("disk", "db", Signal::Firing, Severity::Warning))
        .hears(&of("full", "db", Signal::Firing, Severity::Warning))
        .wait(1)
        .breaks("dead", "db");
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
            0m  another alert joins: full (shares service=db, at the same time as the first)
            1m  another alert joins: dead (shares service=db, 1m after the first)
            1m  the severity rises to critical
            1m  page ana by sound, the severity rose
        ",
    );
}

/// Databases are another team's.
const TWO_POLICIES: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
[policy.default]
steps = [{ who = "ana" }]
[policy.database]
steps = [{ who = "bo" }]
[[route]]
match = "kind=sql"
policy = "database"
[[route]]
policy = "default"
"#;

#[test]
fn another_policy_calls_its_own_people() {
    let mut sql = of("replica", "shop", Signal::Firing, Severity::Critical);
    sql.labels.insert("kind".to_owned(), "sql".to_owned());
    let night = Night::of(TWO_POLICIES).breaks("cart", "shop").hears(&sql);
    assert_log(
        night,
        "
            0m  prometheus reports critical: cart
            0m  route 2 takes it to policy default
            0m  page ana by sound, first page
            0m  prometheus reports critical: replica
            0m  route 1 takes it to policy database
            0m  page bo by sound, first page
        ",
    );
}

#[test]
fn what_is_silenced_joins_nothing_and_takes_nothing_in() {
    let night = Night::new()
        .silences_label("service=db", 30)
        .breaks("disk", "db")
        .breaks("slow", "db")
        .wait(31);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 30m about service=db: a new disk
            0m  prometheus reports critical: disk
            0m  held for 30m, silence 1 asks for it
            0m  prometheus reports critical: slow
            0m  held for 30m, silence 1 asks for it
           30m  silence 1 is over, it held 2 alerts
           30m  the hold ends
           30m  page ana by sound, the hold has ended
           30m  the hold ends
           30m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn a_larger_one_that_is_found_out_later_joins_what_depends_on_it() {
    let night = Night::new()
        .depends(&[("shop", "router"), ("wiki", "router")])
        .is("shop", State::Down)
        .wait(1)
        .is("router", State::Down)
        .is("wiki", State::Down)
        .acks("ana");
    assert_log(
        night,
        "
            0m  monitor reports critical: shop is down
            0m  page ana by sound, first page
            1m  another alert joins: router is down (shop depends on router, 1m after the first)
            1m  monitor reports critical: wiki is down
            1m  held while router is down, which wiki depends on (incident 1)
            1m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn without_a_window_every_problem_has_an_incident_of_its_own() {
    let team = format!("{TEAM}[cascade]\nwindow = \"0s\"\n");
    let mut night = Night::of(&team).breaks("disk", "db").breaks("slow", "db");
    assert_eq!(night.incident(2).unwrap().firing, 1);
}
