//! Flapping: what goes to and fro pages once, is held until it is calm, and ends in a word.

use jiff::SignedDuration;
use wail::domain::alert::Severity;

use super::{Night, TEAM, assert_log};

impl Night {
    /// `disk` is over after a minute, and begins again after another, so many times.
    fn goes_to_and_fro(mut self, times: usize) -> Self {
        for _ in 0..times {
            self = self.wait(1).clears().wait(1).fires();
        }
        self
    }

    /// What was told softly.
    fn was_told(&mut self) -> Vec<String> {
        let told = self.read(|tx| tx.open_notifications(10));
        told.into_iter().map(|open| open.what.text).collect()
    }
}

/// The record from the first word of flapping on, and that one.
fn flapping(night: Night) -> Vec<String> {
    let log = night.log();
    let lines = log.lines().map(str::trim);
    let lines = lines.skip_while(|line| !line.contains("flaps"));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_seventh_change_in_an_hour_pages_once_and_quiet_ends_it_softly() {
    let mut night = Night::new().fires().goes_to_and_fro(5).wait(1).clears().wait(60);
    assert_eq!(
        night.was_told(),
        ["quiet for 15m, it is over (incident 4): flaps, 7 changes in 1h: disk"]
    );
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  over: disk
            1m  resolved, prometheus reports that it is over
            2m  prometheus reports critical: disk
            2m  the same problem was incident 1, 2m ago for 1m
            2m  page ana by sound, first page
            3m  over: disk
            3m  resolved, prometheus reports that it is over
            4m  prometheus reports critical: disk
            4m  the same problem was incident 2, 2m ago for 1m
            4m  recurring: third time in 30 days, nobody owns it
            4m  page ana by sound, first page
            5m  over: disk
            5m  resolved, prometheus reports that it is over
            5m  it came 3 times in 30 days, and nobody owes an end to it
            6m  prometheus reports critical: flaps, 7 changes in 1h: disk
            6m  the same problem was incident 3, 2m ago for 1m
            6m  recurring: 4th time in 30 days, nobody owns it
            6m  page ana by sound, first page
            6m  flaps: 7 changes in 1h; it pages no more until nothing changes for 15m
            7m  over: disk
            8m  it is back: disk
            9m  over: disk
           10m  it is back: disk
           11m  over: disk
           26m  quiet for 15m: it flaps no longer
           26m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn what_stays_after_it_flapped_pages() {
    let night = Night::new().fires().goes_to_and_fro(4).wait(20);
    assert_eq!(
        flapping(night),
        [
            "6m  prometheus reports critical: flaps, 7 changes in 1h: disk",
            "6m  the same problem was incident 3, 2m ago for 1m",
            "6m  recurring: 4th time in 30 days, nobody owns it",
            "6m  page ana by sound, first page",
            "6m  flaps: 7 changes in 1h; it pages no more until nothing changes for 15m",
            "7m  over: disk",
            "8m  it is back: disk",
            "23m  there for 15m without a change: it flaps no longer",
            "23m  page ana by sound, the hold has ended",
            "28m  page bo by sound, nobody acknowledged in time",
        ]
    );
}

#[test]
fn what_flaps_and_nobody_answers_escalates_while_it_is_there() {
    let night = Night::new().fires().goes_to_and_fro(3).wait(6);
    assert_eq!(
        flapping(night),
        [
            "6m  prometheus reports critical: flaps, 7 changes in 1h: disk",
            "6m  the same problem was incident 3, 2m ago for 1m",
            "6m  recurring: 4th time in 30 days, nobody owns it",
            "6m  page ana by sound, first page",
            "6m  flaps: 7 changes in 1h; it pages no more until nothing changes for 15m",
            "11m  page bo by sound, nobody acknowledged in time",
        ]
    );
}

#[test]
fn whoever_has_it_keeps_it_while_it_flaps() {
    let night = Night::new().fires().goes_to_and_fro(3).about(4).acks("ana");
    let night = night.goes_to_and_fro(2).clears().wait(20);
    assert_eq!(
        flapping(night)[5..],
        [
            "6m  ana acknowledges, check-in in 30m",
            "7m  over: disk",
            "8m  it is back: disk",
            "9m  over: disk",
            "10m  it is back: disk",
            "10m  over: disk",
            "25m  quiet for 15m: it flaps no longer",
            "25m  resolved, prometheus reports that it is over",
        ]
    );
}

#[test]
fn it_is_heard_when_it_becomes_graver_while_it_flaps() {
    let mut night = Night::new().reports("disk", Severity::Error);
    for _ in 0..4 {
        night = night.wait(1).clears().wait(1).reports("disk", Severity::Error);
    }
    let night = night.wait(1).clears().wait(1).fires();
    assert_eq!(
        flapping(night)[7..],
        [
            "9m  over: disk",
            "10m  it is back: disk",
            "10m  the severity rises to critical",
            "10m  page ana by sound, the severity rose",
        ]
    );
}

#[test]
fn six_changes_or_slower_ones_are_no_flapping() {
    let night = Night::new().fires().goes_to_and_fro(2).wait(1).clears().wait(60);
    let log = night.fires().log();
    assert!(!log.contains("flaps"), "{log}");
}

#[test]
fn what_flapped_and_was_ended_by_hand_does_not_page_again_at_once() {
    let night = Night::new().fires().goes_to_and_fro(3).about(4).wait(1).clears().resolves("ana");
    let night = night.wait(1).fires().wait(16);
    assert_eq!(
        flapping(night)[5..],
        [
            "7m  over: disk",
            "7m  ana resolves it",
            "8m  prometheus reports critical: disk",
            "8m  the same problem was incident 4, 2m ago for 1m; ana had it",
            "8m  recurring: 5th time in 30 days, nobody owns it",
            "8m  held for 15m, it flaps: it pages when nothing changes for so long",
            "23m  there for 15m without a change: it flaps no longer",
            "23m  page ana by sound, the hold has ended",
        ]
    );
}

#[test]
fn a_clock_that_is_set_back_an_hour_makes_nothing_flap_for_longer() {
    let mut night = Night::new().listens().fires().goes_to_and_fro(3).wait(1).clears().listens();
    night.now -= SignedDuration::from_hours(1);
    let log = night.listens().wait(20).log();
    assert!(log.contains("-38m  quiet for 15m: it flaps no longer"), "{log}");
}

#[test]
fn a_team_may_do_without() {
    let team = format!("flapping.enabled = false\n{TEAM}");
    let log = Night::of(&team).fires().goes_to_and_fro(9).log();
    assert!(!log.contains("flaps"), "{log}");
    assert_eq!(log.matches("page ana by sound, first page").count(), 10, "{log}");
}
