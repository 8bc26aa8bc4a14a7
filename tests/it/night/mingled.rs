//! Nights in which two reasons for quiet meet: neither makes the other last longer than it should, and
//! none is forgotten.

use jiff::SignedDuration;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::label::Labels;

use super::{Night, TEAM, alert, assert_log};

/// More than three in a minute are a storm.
const STORMY: &str = r#"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
storm.more_than = 3
policy.web.steps = [{ who = "ana", wait = "2h" }]
"#;

/// What is down explains what it carries, and that what stands on it.
const CHAIN: &str = r#"
[[inhibit]]
source = ["kind=network"]
target = ["kind=host"]
settle = "1m"
[[inhibit]]
source = ["kind=host"]
target = ["kind=service"]
settle = "1m"
"#;

/// A problem with one label, in a group of its monitor if one is named.
fn of(label: (&str, &str), group: Option<&str>, signal: Signal, severity: Severity) -> Alert {
    let labels = Labels::from([(label.0.to_owned(), label.1.to_owned())]);
    let alert = alert(&format!("{}={}", label.0, label.1), signal, severity).labels(labels);
    alert.group(group.map(str::to_owned))
}

impl Night {
    fn in_group(self, host: &str, severity: Severity) -> Self {
        self.hears(&of(("host", host), Some("g"), Signal::Firing, severity))
    }

    fn kind(self, kind: &str, signal: Signal) -> Self {
        self.hears(&of(("kind", kind), None, signal, Severity::Critical))
    }
}

#[test]
fn what_is_grave_and_silenced_waits_for_no_day_and_neither_does_what_comes_after_it() {
    let night = Night::new()
        .in_group("a", Severity::Warning)
        .silences("b", 30)
        .in_group("b", Severity::Critical)
        .wait(10)
        .in_group("c", Severity::Critical);
    assert_log(
        night,
        "
              0m  prometheus reports warning: host=a
              0m  held for 5h, until ana's day begins
              0m  silence 1: ana asks for quiet for 30m about host=b: a new disk
              0m  another alert joins: host=b
              0m  the severity rises to critical
              0m  held for 30m, silence 1 asks for it
             10m  another alert joins: host=c
             10m  page ana by sound, another alert joined
        ",
    );
}

#[test]
fn what_is_grave_and_silenced_pages_when_its_silence_ends_whoever_is_asleep() {
    let night = Night::new()
        .in_group("a", Severity::Warning)
        .silences("b", 30)
        .in_group("b", Severity::Critical)
        .wait(31);
    assert_log(
        night,
        "
              0m  prometheus reports warning: host=a
              0m  held for 5h, until ana's day begins
              0m  silence 1: ana asks for quiet for 30m about host=b: a new disk
              0m  another alert joins: host=b
              0m  the severity rises to critical
              0m  held for 30m, silence 1 asks for it
             30m  silence 1 is over, it held 1 alert
             30m  the hold ends
             30m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn of_two_silences_the_one_that_ends_first_ends_the_hold() {
    let night = Night::new()
        .silences("a", 60)
        .silences("b", 20)
        .in_group("a", Severity::Critical)
        .in_group("b", Severity::Critical)
        .wait(21);
    assert_log(
        night,
        "
              0m  silence 1: ana asks for quiet for 1h about host=a: a new disk
              0m  silence 2: ana asks for quiet for 20m about host=b: a new disk
              0m  prometheus reports critical: host=a
              0m  held for 1h, silence 1 asks for it
              0m  another alert joins: host=b
              0m  held for 20m, silence 2 asks for it
             20m  silence 2 is over, it held 1 alert
             20m  the hold ends
             20m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn the_middle_of_a_chain_is_over_and_what_stood_on_it_pages() {
    let night = Night::of(&format!("{TEAM}{CHAIN}"))
        .kind("network", Signal::Firing)
        .acks("ana")
        .kind("host", Signal::Firing)
        .kind("service", Signal::Firing)
        .wait(5)
        .kind("host", Signal::Resolved)
        .wait(2);
    assert_log(
        night,
        "
              0m  prometheus reports critical: kind=network
              0m  page ana by sound, first page
              0m  ana acknowledges, check-in in 30m
              0m  prometheus reports critical: kind=host
              0m  held by the rule 1, while this fires: kind=network (incident 1)
              0m  prometheus reports critical: kind=service
              0m  held by the rule 2, while this fires: kind=host (incident 1)
              5m  over: kind=host
              5m  resolved, prometheus reports that it is over
              5m  incident 1 explains it no longer: it pages in 1m, unless it is over by then
              6m  the hold ends
              6m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_is_silenced_makes_no_storm_louder() {
    let mut night = Night::of(STORMY);
    for name in ["a", "b", "c", "d"] {
        night = night.hears(&of(("host", name), Some(name), Signal::Firing, Severity::Error));
        night.now += SignedDuration::from_secs(1);
    }
    let loud = of(("host", "e"), Some("a"), Signal::Firing, Severity::Critical);
    let night = night.silences("e", 60).hears(&loud);
    assert_log(
        night,
        "
              0m  prometheus reports error: host=a
              0m  page ana by sound, first page
              0m  prometheus reports error: host=b
              0m  page ana by sound, first page
              0m  prometheus reports error: host=c
              0m  page ana by sound, first page
              0m  wail reports error: storm: 4 new incidents in 3s, gravest error: host=a
              0m  page ana by sound, first page
              0m  held in a storm, for which incident 4 calls
              0m  held in a storm, for which incident 4 calls
              0m  held in a storm, for which incident 4 calls
              0m  prometheus reports error: host=d
              0m  held in a storm, for which incident 4 calls
              0m  silence 1: ana asks for quiet for 1h about host=e: a new disk
              0m  another alert joins: host=e
              0m  the severity rises to critical
        ",
    );
}

#[test]
fn a_storm_takes_nothing_from_whom_somebody_has_asked() {
    let mut night = Night::of(STORMY).reports("a", Severity::Error).assigns("ana", "bo");
    for name in ["b", "c", "d", "e"] {
        night.now += SignedDuration::from_secs(1);
        night = night.reports(name, Severity::Error);
    }
    assert_log(
        night,
        "
              0m  prometheus reports error: a
              0m  page ana by sound, first page
              0m  ana hands it to bo
              0m  page bo by sound, somebody asked for it
              0m  prometheus reports error: b
              0m  page ana by sound, first page
              0m  prometheus reports error: c
              0m  page ana by sound, first page
              0m  wail reports error: storm: 4 new incidents in 3s, gravest error: b
              0m  page ana by sound, first page
              0m  held in a storm, for which incident 4 calls
              0m  held in a storm, for which incident 4 calls
              0m  prometheus reports error: d
              0m  held in a storm, for which incident 4 calls
              0m  prometheus reports error: e
              0m  held in a storm, for which incident 4 calls
        ",
    );
}

#[test]
fn what_flaps_and_is_silenced_meanwhile_stays_quiet_when_it_flaps_no_longer() {
    let mut night = Night::new();
    for _ in 0..4 {
        night = night.fires_on("db", Severity::Critical).wait(1);
        night = night.hears(&super::silenced::on("db", Signal::Resolved, Severity::Critical));
        night = night.wait(1);
    }
    let night = night.fires_on("db", Severity::Critical).silences("db", 60).wait(61);
    let log = night.log();
    let lines: Vec<&str> = log.lines().map(str::trim).collect();
    let from = lines.iter().rposition(|line| line.contains("asks for quiet")).unwrap();
    assert_eq!(
        lines[from..],
        [
            "8m  silence 1: ana asks for quiet for 1h about host=db: a new disk",
            "23m  the hold ends",
            "23m  held for 45m, silence 1 asks for it",
            "68m  silence 1 is over, it held 0 alerts",
            "68m  the hold ends",
            "68m  page ana by sound, the hold has ended",
        ]
    );
}

#[test]
fn nobody_is_called_for_what_is_over_for_now_when_a_silence_ends() {
    let mut night = Night::new().silences("db", 15);
    for _ in 0..4 {
        night = night.fires_on("db", Severity::Critical).wait(1);
        night = night.hears(&super::silenced::on("db", Signal::Resolved, Severity::Critical));
        night = night.wait(1);
    }
    let night = night.wait(60);
    let log = night.log();
    assert!(!log.contains("page "), "{log}");
    assert!(log.contains("resolved, prometheus reports that it is over"), "{log}");
}
