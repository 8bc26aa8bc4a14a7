//! Storms: too many new incidents for the same people are one alarm, and what stays after it pages one
//! by one.

use jiff::SignedDuration;
use wail::domain::alert::Severity;
use wail::domain::label::Labels;

use super::{Night, alert, assert_log};
use wail::domain::alert::Signal;

/// More than three in a minute are a storm; the database has people of its own.
pub(super) const STORMY: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
storm.more_than = 3
policy.web.steps = [{ who = "ana", wait = "2h" }]
policy.database.steps = [{ who = "bo", wait = "2h" }]
[[route]]
match = "service=db"
policy = "database"
[[route]]
policy = "web"
"#;

/// The same without storms.
const CALM: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.eve.channels = ["sound"]
storm.enabled = false
policy.web.steps = [{ who = "ana", wait = "2h" }]
"#;

impl Night {
    /// These problems begin, a second after one another.
    pub(super) fn bursts(mut self, severity: Severity, names: &[&str]) -> Self {
        for name in names {
            self = self.reports(name, severity);
            self.now += SignedDuration::from_secs(1);
        }
        self
    }

    /// A problem of the database begins.
    fn database_breaks(self, name: &str, severity: Severity) -> Self {
        let labels = Labels::from([("service".to_owned(), "db".to_owned())]);
        let alert = alert(name, Signal::Firing, severity).started_at(Some(self.now)).labels(labels);
        self.hears(&alert)
    }
}

#[test]
fn too_many_at_once_are_one_alarm_and_one_acknowledgement() {
    let mut night = Night::of(STORMY)
        .bursts(Severity::Error, &["a", "b", "c", "d", "e"])
        .about(4)
        .acks("ana")
        .wait(1)
        .ends("a")
        .ends("b")
        .ends("c")
        .ends("d")
        .ends("e")
        .wait(30);
    let storm = night.incident(4).unwrap();
    assert_eq!(storm.summary, "storm: 5 new incidents in 4s, gravest error: a");
    assert_log(
        night,
        "
            0m  prometheus reports error: a
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  prometheus reports error: b
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  prometheus reports error: c
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  wail reports error: storm: 4 new incidents in 3s, gravest error: a
            0m  page ana by sound, first page
            0m  held in a storm, for which incident 4 calls
            0m  held in a storm, for which incident 4 calls
            0m  held in a storm, for which incident 4 calls
            0m  prometheus reports error: d
            0m  route 2 takes it to policy web
            0m  held in a storm, for which incident 4 calls
            0m  prometheus reports error: e
            0m  route 2 takes it to policy web
            0m  held in a storm, for which incident 4 calls
            0m  ana acknowledges, check-in in 1h
            1m  over: a
            1m  resolved, prometheus reports that it is over
            1m  over: b
            1m  resolved, prometheus reports that it is over
            1m  over: c
            1m  resolved, prometheus reports that it is over
            1m  over: d
            1m  resolved, prometheus reports that it is over
            1m  over: e
            1m  resolved, prometheus reports that it is over
            5m  over: storm: 5 new incidents in 4s, gravest error: a
            5m  resolved, wail reports that it is over
        ",
    );
}

#[test]
fn what_stays_after_a_storm_pages_one_by_one_the_gravest_first() {
    let night = Night::of(STORMY)
        .bursts(Severity::Error, &["a", "b", "c", "d"])
        .bursts(Severity::Critical, &["e"])
        .wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports error: a
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  prometheus reports error: b
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  prometheus reports error: c
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  wail reports error: storm: 4 new incidents in 3s, gravest error: a
            0m  page ana by sound, first page
            0m  held in a storm, for which incident 4 calls
            0m  held in a storm, for which incident 4 calls
            0m  held in a storm, for which incident 4 calls
            0m  prometheus reports error: d
            0m  route 2 takes it to policy web
            0m  held in a storm, for which incident 4 calls
            0m  the severity rises to critical
            0m  page ana by sound, the severity rose
            0m  prometheus reports critical: e
            0m  route 2 takes it to policy web
            0m  held in a storm, for which incident 4 calls
            5m  over: storm: 5 new incidents in 4s, gravest critical: e
            5m  resolved, wail reports that it is over
            5m  the storm of incident 4 is over: it pages in 0s, unless it is over by then
            5m  the storm of incident 4 is over: it pages in 1m, unless it is over by then
            5m  the storm of incident 4 is over: it pages in 2m, unless it is over by then
            5m  the storm of incident 4 is over: it pages in 3m, unless it is over by then
            5m  the storm of incident 4 is over: it pages in 4m, unless it is over by then
            5m  the hold ends
            5m  page ana by sound, the hold has ended
            6m  the hold ends
            6m  page ana by sound, the hold has ended
            7m  the hold ends
            7m  page ana by sound, the hold has ended
            8m  the hold ends
            8m  page ana by sound, the hold has ended
            9m  the hold ends
            9m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn whoever_has_the_storm_has_until_the_check_in_for_what_stays() {
    let night = Night::of(STORMY)
        .bursts(Severity::Error, &["a", "b", "c", "d"])
        .about(4)
        .acks("ana")
        .ends("a")
        .ends("b")
        .ends("c")
        .wait(59)
        .wait(2);
    assert_log(
        night,
        "
            0m  prometheus reports error: a
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  prometheus reports error: b
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  prometheus reports error: c
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  wail reports error: storm: 4 new incidents in 3s, gravest error: a
            0m  page ana by sound, first page
            0m  held in a storm, for which incident 4 calls
            0m  held in a storm, for which incident 4 calls
            0m  held in a storm, for which incident 4 calls
            0m  prometheus reports error: d
            0m  route 2 takes it to policy web
            0m  held in a storm, for which incident 4 calls
            0m  ana acknowledges, check-in in 1h
            0m  over: a
            0m  resolved, prometheus reports that it is over
            0m  over: b
            0m  resolved, prometheus reports that it is over
            0m  over: c
            0m  resolved, prometheus reports that it is over
            5m  over: storm: 4 new incidents in 3s, gravest error: a
            5m  resolved, wail reports that it is over
            5m  the storm of incident 4 is over: it pages in 55m 1s, unless it is over by then
           60m  the hold ends
           60m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn nobody_is_left_uncalled_whom_the_storm_does_not_call() {
    let night = Night::of(STORMY)
        .bursts(Severity::Error, &["a", "b", "c", "d"])
        .database_breaks("tables", Severity::Error);
    assert_log(
        night,
        "
            0m  prometheus reports error: a
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  prometheus reports error: b
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  prometheus reports error: c
            0m  route 2 takes it to policy web
            0m  page ana by sound, first page
            0m  wail reports error: storm: 4 new incidents in 3s, gravest error: a
            0m  page ana by sound, first page
            0m  held in a storm, for which incident 4 calls
            0m  held in a storm, for which incident 4 calls
            0m  held in a storm, for which incident 4 calls
            0m  prometheus reports error: d
            0m  route 2 takes it to policy web
            0m  held in a storm, for which incident 4 calls
            0m  prometheus reports error: tables
            0m  route 1 takes it to policy database
            0m  page bo by sound, first page
        ",
    );
}

#[test]
fn a_problem_that_becomes_graver_in_a_storm_is_heard() {
    let night = Night::of(STORMY)
        .bursts(Severity::Error, &["a", "b", "c", "d"])
        .about(4)
        .acks("ana")
        .reports("d", Severity::Critical)
        .wait(1);
    let (_, after) = after_the_acknowledgement(night);
    assert_eq!(
        after,
        [
            "the severity rises to critical",
            "the severity rises to critical",
            "page ana by sound, there is more than was acknowledged"
        ]
    );
}

#[test]
fn a_storm_that_goes_on_goes_on_and_nobody_is_asked_twice() {
    let mut night =
        Night::of(STORMY).bursts(Severity::Error, &["a", "b", "c", "d"]).about(4).acks("ana");
    for round in 0..20 {
        let names = [format!("x{round}"), format!("y{round}"), format!("z{round}")];
        night = night.bursts(Severity::Error, &[&names[0], &names[1], &names[2]]).wait(2);
    }
    let storm = night.incident(4).unwrap();
    assert!(storm.is_open(), "{storm:?}");
    assert!(storm.summary.starts_with("storm: 64 new incidents in 39m"), "{}", storm.summary);
    let (_, after) = after_the_acknowledgement(night);
    assert!(!after.iter().any(|line| line.contains("page ")), "{after:?}");
}

#[test]
fn a_clock_that_is_set_back_makes_no_storm() {
    let mut night = Night::of(STORMY).bursts(Severity::Error, &["a", "b", "c"]);
    night.now -= SignedDuration::from_hours(1);
    let night = night.reports("d", Severity::Error);
    let log = night.log();
    assert!(log.contains("prometheus reports error: d") && !log.contains("storm"), "{log}");
}

#[test]
fn where_nothing_is_a_storm_everything_pages() {
    let night = Night::of(CALM).bursts(Severity::Error, &["a", "b", "c", "d", "e", "f"]);
    let log = night.log();
    assert_eq!(log.matches("page ana by sound, first page").count(), 6, "{log}");
}

#[test]
fn what_somebody_raises_by_hand_in_a_storm_is_heard() {
    let night = Night::of(STORMY).bursts(Severity::Error, &["a", "b", "c", "d"]);
    let by_hand = alert("look at this", Signal::Firing, Severity::Error).raised_by("bo".into());
    let log = night.hears(&by_hand).log();
    assert!(log.trim_end().ends_with("page ana by sound, first page"), "{log}");
}

#[test]
fn many_that_are_old_are_one_alarm_when_they_page() {
    let mut night = Night::of(STORMY);
    for name in ["a", "b", "c", "d", "e"] {
        let began = night.now - SignedDuration::from_hours(5);
        let old = alert(name, Signal::Firing, Severity::Error).started_at(Some(began));
        night = night.hears(&old);
    }
    let log = night.wait(16).log();
    assert!(log.contains("15m  wail reports error: storm: 4 new incidents in 1s"), "{log}");
    assert_eq!(log.matches("held in a storm").count(), 5, "{log}");
}

/// The number of lines up to the acknowledgement, and what was written down after it.
fn after_the_acknowledgement(night: Night) -> (usize, Vec<String>) {
    let log = night.log();
    let lines: Vec<&str> = log.lines().collect();
    let at = lines.iter().position(|line| line.contains("ana acknowledges")).unwrap();
    let text = |line: &&str| line.split_once("m  ").unwrap().1.to_owned();
    (at, lines[at + 1..].iter().map(text).collect())
}
