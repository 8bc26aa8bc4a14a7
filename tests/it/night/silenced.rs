//! Nights in which somebody has asked for quiet: what is held, what is not, and what comes of it when
//! the quiet ends.

use jiff::SignedDuration;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::label::{Labels, Matcher};
use wail::domain::quiet::silence::{BadSilence, SilenceId, Wanted};
use wail::engine::Silenced;

use super::{Night, alert, assert_log};

impl Night {
    pub(crate) fn wanted(&self, matchers: &[&str], minutes: i64) -> Wanted {
        Wanted {
            matchers: matchers.iter().map(|text| Matcher::parse(text).unwrap()).collect(),
            starts_at: self.now,
            ends_at: self.now + SignedDuration::from_mins(minutes),
            by: "ana".to_owned(),
            comment: "a new disk".to_owned(),
            until_resolved: None,
            everything: false,
        }
    }

    pub(crate) fn asks(&mut self, of: Option<i64>, wanted: &Wanted) -> Silenced {
        let of = of.map(SilenceId);
        let silenced = self.decide(|_, engine| engine.silence(of, wanted)).unwrap();
        self.turn();
        silenced
    }

    /// Ana asks for quiet about that host for so long.
    pub(super) fn silences(self, host: &str, minutes: i64) -> Self {
        self.silences_label(&format!("host={host}"), minutes)
    }

    /// Ana asks for quiet about whatever meets that condition for so long.
    pub(crate) fn silences_label(mut self, matcher: &str, minutes: i64) -> Self {
        let wanted = self.wanted(&[matcher], minutes);
        assert!(matches!(self.asks(None, &wanted), Silenced::Kept(_)));
        self
    }

    /// She wants it to last so long from now.
    fn silences_still(mut self, id: i64, host: &str, minutes: i64) -> Self {
        let wanted = self.wanted(&[&format!("host={host}")], minutes);
        assert_eq!(self.asks(Some(id), &wanted), Silenced::Kept(SilenceId(id)));
        self
    }

    pub(crate) fn ends_silence(mut self, id: i64) -> Self {
        assert!(self.decide(|_, engine| engine.end_silence(SilenceId(id))).unwrap());
        self.turn();
        self
    }

    pub(super) fn fires_on(self, host: &str, severity: Severity) -> Self {
        let alert = on(host, Signal::Firing, severity);
        self.hears(&alert)
    }
}

pub(super) fn on(host: &str, signal: Signal, severity: Severity) -> Alert {
    let labels = Labels::from([("host".to_owned(), host.to_owned())]);
    alert(&format!("disk of {host}"), signal, severity).labels(labels)
}

#[test]
fn what_waited_for_the_day_and_became_grave_in_a_silence_pages_when_that_ends() {
    let night = Night::new()
        .fires_on("db", Severity::Warning)
        .wait(10)
        .silences("db", 60)
        .fires_on("db", Severity::Critical)
        .wait(61);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk of db
            0m  held for 5h, until ana's day begins
           10m  silence 1: ana asks for quiet for 1h about host=db: a new disk
           10m  the severity rises to critical
           10m  held for 1h, silence 1 asks for it
           70m  silence 1 is over, it held 1 alert
           70m  the hold ends
           70m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_a_silence_matches_is_held_and_pages_when_it_ends() {
    let night = Night::new().silences("db", 60).wait(5).fires_on("db", Severity::Critical).wait(60);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 1h about host=db: a new disk
            5m  prometheus reports critical: disk of db
            5m  held for 55m, silence 1 asks for it
           60m  silence 1 is over, it held 1 alert
           60m  the hold ends
           60m  page ana by sound, the hold has ended
           65m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn what_it_does_not_match_pages_and_what_is_over_before_its_end_never_does() {
    let night = Night::new()
        .silences("db", 60)
        .fires_on("web", Severity::Critical)
        .acks("ana")
        .fires_on("db", Severity::Critical)
        .wait(10)
        .hears(&on("db", Signal::Resolved, Severity::Critical))
        .hears(&on("web", Signal::Resolved, Severity::Critical))
        .wait(120);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 1h about host=db: a new disk
            0m  prometheus reports critical: disk of web
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports critical: disk of db
            0m  held for 1h, silence 1 asks for it
           10m  over: disk of db
           10m  resolved, prometheus reports that it is over
           10m  over: disk of web
           10m  resolved, prometheus reports that it is over
           60m  silence 1 is over, it held 1 alert
        ",
    );
}

#[test]
fn a_silence_that_is_ended_lets_go_at_once() {
    let night = Night::new()
        .silences("db", 60)
        .fires_on("db", Severity::Critical)
        .wait(10)
        .ends_silence(1)
        .acks("ana");
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 1h about host=db: a new disk
            0m  prometheus reports critical: disk of db
            0m  held for 1h, silence 1 asks for it
           10m  silence 1 is over, it held 1 alert
           10m  the hold ends
           10m  page ana by sound, the hold has ended
           10m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn a_silence_that_is_made_longer_holds_longer_and_one_that_ends_leaves_the_other() {
    let night = Night::new()
        .silences("db", 10)
        .fires_on("db", Severity::Critical)
        .silences_still(1, "db", 30)
        .silences("db", 20)
        .ends_silence(1)
        .wait(21);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 10m about host=db: a new disk
            0m  prometheus reports critical: disk of db
            0m  held for 10m, silence 1 asks for it
            0m  silence 1 is changed: ana asks for quiet for 30m about host=db: a new disk
            0m  held for 30m, silence 1 asks for it
            0m  silence 2: ana asks for quiet for 20m about host=db: a new disk
            0m  silence 1 is over, it held 1 alert
            0m  held for 20m, silence 2 asks for it
           20m  silence 2 is over, it held 0 alerts
           20m  the hold ends
           20m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_rings_rings_on_until_it_is_acknowledged_and_the_next_step_is_held() {
    let night = Night::new().fires_on("db", Severity::Critical).silences("db", 60).wait(61);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db
            0m  page ana by sound, first page
            0m  silence 1: ana asks for quiet for 1h about host=db: a new disk
            5m  held for 55m, silence 1 asks for it
           60m  silence 1 is over, it held 1 alert
           60m  the hold ends
           60m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn a_check_in_that_is_missed_under_a_silence_waits_for_its_end() {
    let night = Night::new()
        .fires_on("db", Severity::Critical)
        .acks("ana")
        .silences("db", 40)
        .wait(40)
        .acks("bo");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  silence 1: ana asks for quiet for 40m about host=db: a new disk
           30m  ana missed the check-in
           30m  held for 10m, silence 1 asks for it
           40m  silence 1 is over, it held 1 alert
           40m  the hold ends
           40m  page ana by sound, the hold has ended
           40m  bo acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn one_alert_of_a_group_that_is_not_silenced_pages_for_all_of_it() {
    let group = |alert: Alert| alert.group(Some("g".to_owned()));
    let night = Night::new()
        .silences("db", 60)
        .hears(&group(on("db", Signal::Firing, Severity::Critical)))
        .hears(&group(on("web", Signal::Firing, Severity::Critical)))
        .wait(5);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 1h about host=db: a new disk
            0m  prometheus reports critical: disk of db
            0m  held for 1h, silence 1 asks for it
            0m  another alert joins: disk of web
            0m  page ana by sound, another alert joined
            5m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn a_silenced_alert_that_joins_what_somebody_has_does_not_ring_again() {
    let group = |alert: Alert| alert.group(Some("g".to_owned()));
    let night = Night::new()
        .silences("db", 60)
        .hears(&group(on("web", Signal::Firing, Severity::Critical)))
        .acks("ana")
        .hears(&group(on("db", Signal::Firing, Severity::Critical)));
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 1h about host=db: a new disk
            0m  prometheus reports critical: disk of web
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  another alert joins: disk of db
        ",
    );
}

#[test]
fn a_warning_whose_silence_ends_at_night_still_waits_for_the_day() {
    let night = Night::new().silences("db", 60).fires_on("db", Severity::Warning).wait(301);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 1h about host=db: a new disk
            0m  prometheus reports warning: disk of db
            0m  held for 1h, silence 1 asks for it
           60m  silence 1 is over, it held 1 alert
           60m  the hold ends
           60m  held for 4h, until ana's day begins
          300m  the hold ends
          300m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_would_silence_everything_or_is_not_there_is_refused_and_what_is_over_begins_anew() {
    let mut night = Night::new();
    let everything = night.wanted(&["host=~.*"], 60);
    assert_eq!(night.asks(None, &everything), Silenced::Bad(BadSilence::Everything));
    let wanted = night.wanted(&["host=db"], 60);
    assert_eq!(night.asks(Some(7), &wanted), Silenced::Missing);
    let mut night = night.silences("db", 10).wait(11);
    let wanted = night.wanted(&["host=db"], 60);
    assert_eq!(night.asks(Some(1), &wanted), Silenced::Kept(SilenceId(2)));
    assert!(!night.decide(|_, engine| engine.end_silence(SilenceId(9))).unwrap());
}
