//! What joins something that is held, and is not what that hold is about: it is called for in its own time.

use jiff::SignedDuration;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::label::Labels;

use super::{Night, TEAM, alert, assert_log};

/// A network that is down explains its hosts.
const NETWORK: &str = r#"
[[inhibit]]
source = ["kind=network"]
target = ["kind=host"]
settle = "1m"
"#;

/// A problem with one label, in a group of its monitor.
fn of(label: (&str, &str), signal: Signal, severity: Severity) -> Alert {
    let labels = Labels::from([(label.0.to_owned(), label.1.to_owned())]);
    let alert = alert(&format!("{}={}", label.0, label.1), signal, severity).labels(labels);
    alert.group(Some("g".to_owned()))
}

impl Night {
    fn has(self, label: (&str, &str), severity: Severity) -> Self {
        self.hears(&of(label, Signal::Firing, severity))
    }

    fn loses(self, label: (&str, &str)) -> Self {
        self.hears(&of(label, Signal::Resolved, Severity::Critical))
    }

    /// The same, which began three hours ago.
    fn has_had(self, label: (&str, &str), severity: Severity) -> Self {
        let began = self.now - SignedDuration::from_hours(3);
        self.hears(&of(label, Signal::Firing, severity).started_at(Some(began)))
    }

    fn told(&mut self) -> Vec<String> {
        let told = self.read(|tx| tx.open_notifications(10));
        told.into_iter().map(|open| open.what.text).collect()
    }
}

/// `host=a` is silenced for eight hours.
fn silenced() -> Night {
    Night::new().silences("a", 480).has(("host", "a"), Severity::Critical).wait(1)
}

#[test]
fn old_news_that_no_silence_is_about_is_called_for_after_its_wait() {
    let mut night = silenced().has_had(("host", "b"), Severity::Critical);
    let text = "old news, critical for 3h: host=b joins incident 1; it pages in 15m unless it is over by \
                then";
    assert_eq!(night.told(), [text]);
    assert_log(
        night.wait(16),
        "
              0m  silence 1: ana asks for quiet for 8h about host=a: a new disk
              0m  prometheus reports critical: host=a
              0m  held for 8h, silence 1 asks for it
              1m  another alert joins: host=b
              1m  it began 3h ago and is only heard of now: old news
              1m  held for 15m: it pages then, unless it is over
             16m  the hold ends
             16m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_is_silenced_stays_so_when_that_old_news_is_over() {
    let night = silenced().has_had(("host", "b"), Severity::Error).wait(5);
    assert_log(
        night.loses(("host", "b")).wait(60),
        "
              0m  silence 1: ana asks for quiet for 8h about host=a: a new disk
              0m  prometheus reports critical: host=a
              0m  held for 8h, silence 1 asks for it
              1m  another alert joins: host=b
              1m  it began 3h ago and is only heard of now: old news
              1m  held for 15m: it pages then, unless it is over
              6m  over: host=b
             16m  the hold ends
             16m  held for 7h 44m, silence 1 asks for it
        ",
    );
}

#[test]
fn old_news_that_waits_for_the_day_anyway_is_not_told_at_night() {
    let mut night = silenced().has_had(("host", "b"), Severity::Warning).wait(60);
    assert!(night.told().is_empty());
    assert_log(
        night,
        "
              0m  silence 1: ana asks for quiet for 8h about host=a: a new disk
              0m  prometheus reports critical: host=a
              0m  held for 8h, silence 1 asks for it
              1m  another alert joins: host=b
        ",
    );
}

#[test]
fn what_was_silenced_pages_when_that_ends_although_old_news_beside_it_waits_still() {
    let expected = "
              0m  silence 1: ana asks for quiet for 10m about host=a: a new disk
              0m  prometheus reports critical: host=a
              0m  held for 10m, silence 1 asks for it
              1m  another alert joins: host=b
              1m  it began 3h ago and is only heard of now: old news
              1m  held for 15m: it pages then, unless it is over
             10m  silence 1 is over, it held 1 alert
             10m  the hold ends
             10m  page ana by sound, the hold has ended
        ";
    let night = Night::new().silences("a", 10).has(("host", "a"), Severity::Critical).wait(1);
    assert_log(night.has_had(("host", "b"), Severity::Critical).wait(10), expected);
    let night = Night::new().silences("a", 10).has_had(("host", "b"), Severity::Critical).wait(1);
    assert_log(
        night.has(("host", "a"), Severity::Critical).wait(10),
        "
              0m  silence 1: ana asks for quiet for 10m about host=a: a new disk
              0m  prometheus reports critical: host=b
              0m  it began 3h ago and is only heard of now: old news
              0m  held for 15m: it pages then, unless it is over
              1m  another alert joins: host=a
             10m  silence 1 is over, it held 1 alert
             10m  the hold ends
             10m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn old_news_that_nothing_explains_is_called_for_although_the_rest_is_explained() {
    let network = alert("network", Signal::Firing, Severity::Critical)
        .labels(Labels::from([("kind".to_owned(), "network".to_owned())]));
    let mut night = Night::of(&format!("{TEAM}{NETWORK}"))
        .hears(&network)
        .acks("ana")
        .has(("kind", "host"), Severity::Error)
        .has_had(("kind", "disk"), Severity::Error);
    assert_eq!(night.told().len(), 1);
    assert_log(
        night.wait(16),
        "
              0m  prometheus reports critical: network
              0m  page ana by sound, first page
              0m  ana acknowledges, check-in in 30m
              0m  prometheus reports error: kind=host
              0m  held by the rule 1, while this fires: network (incident 1)
              0m  another alert joins: kind=disk
              0m  it began 3h ago and is only heard of now: old news
              0m  held for 15m: it pages then, unless it is over
             15m  the hold ends
             15m  page ana by sound, the hold has ended
        ",
    );
}

/// `host=b` goes to and fro, somebody ends that, and it is back beside what is silenced.
fn flapping_beside_what_is_silenced() -> Night {
    let mut night = Night::new();
    for _ in 0..4 {
        night = night.has(("host", "b"), Severity::Critical).wait(1).loses(("host", "b")).wait(1);
    }
    let night = night.about(4).resolves("ana").silences("a", 480);
    night.has(("host", "a"), Severity::Critical).has(("host", "b"), Severity::Critical)
}

/// The record from the silence on.
fn since(night: Night) -> Vec<String> {
    let log = night.log();
    let lines = log.lines().map(str::trim).skip_while(|line| !line.contains("asks for quiet"));
    lines.map(str::to_owned).collect()
}

#[test]
fn what_flapped_and_stays_is_called_for_although_the_rest_is_silenced() {
    assert_eq!(
        since(flapping_beside_what_is_silenced().wait(16)),
        [
            "8m  silence 1: ana asks for quiet for 8h about host=a: a new disk",
            "8m  prometheus reports critical: host=a",
            "8m  held for 8h, silence 1 asks for it",
            "8m  it is back: host=b",
            "23m  there for 15m without a change: it flaps no longer",
            "23m  page ana by sound, the hold has ended",
        ]
    );
}

#[test]
fn what_is_silenced_stays_so_when_what_flapped_is_over() {
    assert_eq!(
        since(flapping_beside_what_is_silenced().wait(1).loses(("host", "b")).wait(60))[4..],
        ["9m  over: host=b"]
    );
}

#[test]
fn what_is_silenced_is_not_called_for_when_what_flapped_before_it_is_over() {
    let mut night = Night::new();
    for _ in 0..4 {
        night = night.has(("host", "b"), Severity::Critical).wait(1).loses(("host", "b")).wait(1);
    }
    let night = night.silences("a", 480).has(("host", "a"), Severity::Critical).wait(20);
    assert_eq!(
        since(night)[1..],
        [
            "8m  another alert joins: host=a",
            "22m  the hold ends",
            "22m  held for 7h 46m, silence 1 asks for it",
        ]
    );
}
