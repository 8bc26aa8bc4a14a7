//! Old news: what had begun long before it was heard of wakes nobody at once, and pages if it stays.

use jiff::SignedDuration;
use wail::domain::alert::{Alert, Severity, Signal};

use super::cascaded::of;
use super::{Night, alert, assert_log};

/// A source that is slow by nature, and people who are called at any hour.
const SLOW_SOURCE: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.eve.channels = ["sound"]
policy.default.steps = [{ who = "ana" }]
sources.prometheus.kind = "alertmanager"
[old_news]
after = "30m"
wait = "5m"
sources = { prometheus = "3h" }
"#;

/// The same, where no news is old.
const NEVER: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.eve.channels = ["sound"]
policy.default.steps = [{ who = "ana" }]
old_news.enabled = false
"#;

impl Night {
    /// `disk`, which began so long ago.
    fn began(&self, minutes_ago: i64) -> Alert {
        let began = self.now - SignedDuration::from_mins(minutes_ago);
        alert("disk", Signal::Firing, Severity::Critical).started_at(Some(began))
    }

    /// Hears now of `disk`, which began so long ago.
    pub(crate) fn hears_late(self, minutes_ago: i64) -> Self {
        let alert = self.began(minutes_ago);
        self.hears(&alert)
    }
}

#[test]
fn what_began_hours_ago_is_told_softly_and_pages_if_it_stays() {
    let mut night = Night::new().hears_late(180).wait(20);
    let told = night.read(|tx| tx.open_notifications(10));
    let told: Vec<&str> = told.iter().map(|open| open.what.text.as_str()).collect();
    assert_eq!(
        told,
        ["old news, critical for 3h: disk (incident 1); it pages in 15m unless it is over by then"]
    );
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  it began 3h ago and is only heard of now: old news
            0m  held for 15m: it pages then, unless it is over
           15m  the hold ends
           15m  page ana by sound, the hold has ended
           20m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn old_news_that_is_over_soon_wakes_nobody() {
    let night = Night::new();
    let over = Alert { signal: Signal::Resolved, ..night.began(180) };
    let night = night.hears_late(180).wait(14).hears(&over).wait(60);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  it began 3h ago and is only heard of now: old news
            0m  held for 15m: it pages then, unless it is over
           14m  over: disk
           14m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn news_beside_old_news_pages_at_once() {
    let night = Night::new();
    let old = night.began(180).group(Some("g".to_owned()));
    let night = night.hears(&old).wait(1).reports_in_group("cpu", Severity::Error);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  it began 3h ago and is only heard of now: old news
            0m  held for 15m: it pages then, unless it is over
            1m  another alert joins: cpu
            1m  page ana by sound, another alert joined
        ",
    );
}

/// `cpu` is critical and ana has it, and `disk`, which joins it, has been so for three hours.
fn old_news_as_grave(night: Night) -> (Night, Alert) {
    let night = night.reports_in_group("cpu", Severity::Critical).acks("ana").wait(1);
    let old = night.began(180).group(Some("g".to_owned()));
    (night.hears(&old), old)
}

#[test]
fn old_news_beside_what_somebody_has_is_told_softly_and_pages_if_it_stays() {
    let (mut night, _) = old_news_as_grave(Night::new());
    let told = night.read(|tx| tx.open_notifications(10));
    let told: Vec<_> =
        told.iter().map(|open| (open.what.person.as_str(), open.what.text.as_str())).collect();
    let text = "old news, critical for 3h: disk joins incident 1, which ana has; it pages in 15m \
                unless it is over by then";
    assert_eq!(told, [("ana", text)]);
    assert_log(
        night.wait(16),
        "
            0m  prometheus reports critical: cpu
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            1m  another alert joins: disk
            1m  that began 3h ago and is only heard of now: a soft word, and a page in 15m unless it is over by then
           16m  the old news is still there
           16m  page ana by sound, there is more than was acknowledged
        ",
    );
}

#[test]
fn old_news_that_is_over_in_time_calls_nobody_for_what_they_have() {
    let (night, old) = old_news_as_grave(Night::new());
    let over = Alert { signal: Signal::Resolved, ..old };
    assert_log(
        night.wait(14).hears(&over).wait(10),
        "
            0m  prometheus reports critical: cpu
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            1m  another alert joins: disk
            1m  that began 3h ago and is only heard of now: a soft word, and a page in 15m unless it is over by then
           15m  over: disk
        ",
    );
}

#[test]
fn nobody_is_told_that_they_have_what_they_want_quiet() {
    let night = Night::new().reports_in_group("cpu", Severity::Critical).snoozes("bo", 60);
    let old = night.began(180).group(Some("g".to_owned()));
    let mut night = night.hears(&old);
    let told = night.read(|tx| tx.open_notifications(10));
    let text = "old news, critical for 3h: disk joins incident 1; it pages in 15m unless it is over by \
                then";
    assert_eq!(told.iter().map(|open| open.what.text.as_str()).collect::<Vec<_>>(), [text]);
    assert_eq!(told[0].what.person.as_str(), "bo");
    assert_log(
        night.resolves("ana"),
        "
            0m  prometheus reports critical: cpu
            0m  page ana by sound, first page
            0m  bo snoozes it for 1h
            0m  another alert joins: disk
            0m  that began 3h ago and is only heard of now: a soft word, and a page in 15m unless it is over by then
            0m  ana resolves it
        ",
    );
}

/// `cpu` is an error that ana has, and `disk`, which joins it, has been critical for three hours.
fn graver_old_news() -> (Night, Alert) {
    let night = Night::new().reports_in_group("cpu", Severity::Error).acks("ana");
    let old = night.began(180).group(Some("g".to_owned()));
    (night.hears(&old), old)
}

#[test]
fn graver_old_news_beside_what_somebody_has_is_told_softly_and_pages_if_it_stays() {
    let (mut night, _) = graver_old_news();
    let told = night.read(|tx| tx.open_notifications(10));
    let told: Vec<_> =
        told.iter().map(|open| (open.what.person.as_str(), open.what.text.as_str())).collect();
    let text = "old news, critical for 3h: disk joins incident 1, which ana has; it pages in 15m \
                unless it is over by then";
    assert_eq!(told, [("ana", text)]);
    assert_log(
        night.wait(25),
        "
            0m  prometheus reports error: cpu
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  another alert joins: disk
            0m  the severity rises to critical
            0m  that began 3h ago and is only heard of now: a soft word, and a page in 15m unless it is over by then
           15m  the old news is still there
           15m  page ana by sound, there is more than was acknowledged
           20m  page ana by sound, nobody acknowledged in time
           25m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn graver_old_news_that_is_over_in_time_leaves_the_acknowledgement_as_it_was() {
    let (night, old) = graver_old_news();
    let over = Alert { signal: Signal::Resolved, ..old };
    assert_log(
        night.wait(14).hears(&over).wait(17),
        "
            0m  prometheus reports error: cpu
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  another alert joins: disk
            0m  the severity rises to critical
            0m  that began 3h ago and is only heard of now: a soft word, and a page in 15m unless it is over by then
           14m  over: disk
           30m  ana missed the check-in
           30m  page ana by sound, a reminder: the check-in was missed
        ",
    );
}

#[test]
fn whoever_acknowledges_graver_old_news_is_not_called_for_it() {
    let (night, _) = graver_old_news();
    assert_log(
        night.wait(2).acks("ana").wait(25),
        "
            0m  prometheus reports error: cpu
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  another alert joins: disk
            0m  the severity rises to critical
            0m  that began 3h ago and is only heard of now: a soft word, and a page in 15m unless it is over by then
            2m  ana acknowledges again, check-in renewed to 03:32 UTC
        ",
    );
}

#[test]
fn graver_old_news_beside_what_waits_for_the_day_is_told_softly_and_waits_for_it_no_longer() {
    let night = Night::new();
    let old = night.began(180).group(Some("g".to_owned()));
    let mut night = night.reports_in_group("cpu", Severity::Warning).hears(&old);
    let told = night.read(|tx| tx.open_notifications(10));
    let told: Vec<&str> = told.iter().map(|open| open.what.text.as_str()).collect();
    let text = "old news, critical for 3h: disk joins incident 1; it pages in 15m unless it is over by \
                then";
    assert_eq!(told, [text]);
    assert_log(
        night.wait(16),
        "
            0m  prometheus reports warning: cpu
            0m  held for 5h, until ana's day begins
            0m  another alert joins: disk
            0m  the severity rises to critical
            0m  held for 15m: it pages then, unless it is over
            0m  it began 3h ago and is only heard of now: old news
           15m  the hold ends
           15m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_waits_for_the_day_anyway_is_not_told_at_night() {
    let night = Night::new();
    let old = Alert { severity: Severity::Warning, ..night.began(180) };
    let mut night = night.hears(&old).wait(20);
    assert!(night.read(|tx| tx.open_notifications(10)).is_empty());
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
        ",
    );
}

#[test]
fn a_source_may_have_a_gate_of_its_own() {
    let night = Night::of(SLOW_SOURCE).hears_late(170);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
        ",
    );
    let night = Night::of(SLOW_SOURCE).hears_late(190).wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  it began 3h 10m ago and is only heard of now: old news
            0m  held for 5m: it pages then, unless it is over
            5m  the hold ends
            5m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn where_no_news_is_old_everything_pages() {
    let night = Night::of(NEVER).hears_late(6000);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
        ",
    );
}

#[test]
fn somebody_can_have_old_news_before_it_pages() {
    let night = Night::new().hears_late(180).wait(1).acks("ana").wait(20);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  it began 3h ago and is only heard of now: old news
            0m  held for 15m: it pages then, unless it is over
            1m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn a_clock_that_is_set_back_an_hour_puts_off_neither_old_news_nor_escalation() {
    let mut night = Night::new().listens().hears_late(180).wait(10).listens();
    night.now -= SignedDuration::from_hours(1);
    let mut night = night.listens().wait(7).listens();
    night.now -= SignedDuration::from_hours(1);
    let night = night.listens().wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  it began 3h ago and is only heard of now: old news
            0m  held for 15m: it pages then, unless it is over
          -50m  the clock was put back by 1h: steps, check-ins and snoozes go with it
          -45m  the hold ends
          -45m  page ana by sound, the hold has ended
         -103m  the clock was put back by 1h: steps, check-ins and snoozes go with it
         -100m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn old_news_that_waits_for_the_day_joins_what_has_its_service_whichever_is_heard_first() {
    let old = |night: Night| {
        let began = night.now - SignedDuration::from_mins(180);
        let alert = of("slow", "db", Signal::Firing, Severity::Warning);
        night.hears(&alert.started_at(Some(began)))
    };
    // Nobody knows when this one began.
    let disk = of("disk", "db", Signal::Firing, Severity::Critical);
    assert_log(
        old(Night::new()).hears(&disk),
        "
            0m  prometheus reports warning: slow
            0m  held for 5h, until ana's day begins
            0m  another alert joins: disk (shares service=db, at the same time as the first)
            0m  the severity rises to critical
            0m  page ana by sound, the severity rose
        ",
    );
    assert_log(
        old(Night::new().hears(&disk)),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  another alert joins: slow (shares service=db, at the same time as the first)
        ",
    );
}
