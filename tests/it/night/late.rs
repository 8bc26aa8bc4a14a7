//! Reports that come late, twice, or in the wrong order.

use wail::domain::alert::{Severity, Signal};

use super::{Night, alert, assert_log};

/// A team that has nothing in common with the usual one.
pub(super) const STRANGERS: &str = r#"
fallback = "zoe"
people.ana.channels = ["sound"]
people.zoe.channels = ["sound"]
policy.other.steps = [{ who = "zoe" }]
"#;

/// When the first episode of the late problem began, and when its second did.
const FIRST: &str = "2026-11-03T02:50:00Z";
const SECOND: &str = "2026-11-03T02:55:00Z";

impl Night {
    fn late_copy(self) -> Self {
        self.tells(Signal::Firing, FIRST)
    }

    fn late_end(self) -> Self {
        self.tells(Signal::Resolved, FIRST)
    }

    fn next_episode(self) -> Self {
        self.tells(Signal::Firing, SECOND)
    }

    fn end_of_the_next_episode(self) -> Self {
        self.tells(Signal::Resolved, SECOND)
    }

    fn tells(self, signal: Signal, began: &str) -> Self {
        let began = began.parse().unwrap();
        self.hears(&alert("late", signal, Severity::Critical).started_at(Some(began)))
    }

    /// The end of the first episode, which lasted into what is known of the second.
    fn end_of_both(self) -> Self {
        let at = |instant: &str| Some(instant.parse().unwrap());
        let over = alert("late", Signal::Resolved, Severity::Critical).started_at(at(FIRST));
        self.hears(&over.ended_at(at("2026-11-03T02:59:00Z")))
    }

    /// The end of the first episode, before the second began.
    fn end_of_the_first(self) -> Self {
        let at = |instant: &str| Some(instant.parse().unwrap());
        let over = alert("late", Signal::Resolved, Severity::Critical).started_at(at(FIRST));
        self.hears(&over.ended_at(at(SECOND)))
    }

    fn without_a_beginning(self, signal: Signal) -> Self {
        self.hears(&alert("plain", signal, Severity::Critical))
    }
}

#[test]
fn a_repeat_of_what_is_open_is_counted_and_says_nothing() {
    let night = Night::new().fires().wait(1).fires().wait(1).fires();
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_late_copy_of_what_is_over_does_not_ring() {
    let night =
        Night::new().late_copy().wait(1).late_end().wait(1).late_copy().late_copy().wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            1m  over: late
            1m  resolved, prometheus reports that it is over
            2m  prometheus reports critical: late (a late copy of what is already over)
        ",
    );
}

#[test]
fn what_still_fires_long_after_its_end_rings_whatever_start_it_names() {
    let night = Night::new().late_copy().wait(1).late_end().wait(12).late_copy().wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            1m  over: late
            1m  resolved, prometheus reports that it is over
           13m  prometheus reports critical: late
           13m  the same problem was incident 1, 13m ago for 1m
           13m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_late_copy_of_what_a_person_and_then_the_monitor_ended_does_not_ring() {
    let night =
        Night::new().late_copy().wait(1).resolves("ana").late_end().wait(1).late_copy().wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            1m  ana resolves it
            1m  prometheus reports critical: late (it is over, and nothing was open)
            2m  prometheus reports critical: late (a late copy of what is already over)
        ",
    );
}

#[test]
fn a_report_of_the_end_before_its_beginning_keeps_it_quiet() {
    let night = Night::new().late_end().wait(1).late_copy().wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports critical: late (it is over, and nothing was open)
            1m  prometheus reports critical: late (a late copy of what is already over)
        ",
    );
}

#[test]
fn an_end_that_overtook_its_beginning_in_a_second_episode_keeps_it_quiet() {
    let night = Night::new()
        .late_copy()
        .wait(1)
        .late_end()
        .wait(1)
        .end_of_the_next_episode()
        .wait(1)
        .next_episode()
        .wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            1m  over: late
            1m  resolved, prometheus reports that it is over
            2m  prometheus reports critical: late (it is over, and nothing was open)
            3m  prometheus reports critical: late (a late copy of what is already over)
        ",
    );
}

#[test]
fn the_end_of_an_older_episode_does_not_end_a_newer_one() {
    let night = Night::new().late_copy().late_end().next_episode().late_end().wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            0m  over: late
            0m  resolved, prometheus reports that it is over
            0m  prometheus reports critical: late
            0m  the same problem was incident 1, 0s ago for 0s
            0m  page ana by sound, first page
            0m  prometheus reports critical: late (about an episode older than the one known)
        ",
    );
}

#[test]
fn a_new_episode_rings_again() {
    let night = Night::new().late_copy().late_end().wait(1).next_episode();
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            0m  over: late
            0m  resolved, prometheus reports that it is over
            1m  prometheus reports critical: late
            1m  the same problem was incident 1, 1m ago for 0s
            1m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_somebody_ended_here_rings_again_whatever_beginning_it_names_later() {
    let night = Night::new().next_episode().resolves("ana").late_copy().wait(11).late_copy();
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            0m  ana resolves it
            0m  prometheus reports critical: late (about an episode older than the one known)
           11m  prometheus reports critical: late
           11m  the same problem was incident 1, 11m ago for 0s; ana had it
           11m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_monitor_that_names_no_beginning_is_taken_in_the_order_of_arrival() {
    let night = Night::new()
        .without_a_beginning(Signal::Firing)
        .without_a_beginning(Signal::Resolved)
        .without_a_beginning(Signal::Resolved)
        .wait(1)
        .without_a_beginning(Signal::Firing);
    assert_log(
        night,
        "
            0m  prometheus reports critical: plain
            0m  page ana by sound, first page
            0m  over: plain
            0m  resolved, prometheus reports that it is over
            0m  prometheus reports critical: plain (it is over, and nothing was open)
            1m  prometheus reports critical: plain
            1m  the same problem was incident 1, 1m ago for 0s
            1m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_beginning_that_moved_back_does_not_keep_the_problem_from_ending() {
    let night = Night::new().next_episode().wait(1).late_copy().end_of_both().wait(1);
    let night = night.next_episode().late_copy().wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            1m  prometheus reports critical: late (about an episode older than the one known)
            1m  over: late
            1m  resolved, prometheus reports that it is over
            2m  prometheus reports critical: late (a late copy of what is already over)
            2m  prometheus reports critical: late (about an episode older than the one known)
        ",
    );
}

#[test]
fn the_end_of_an_episode_that_was_over_when_the_known_one_began_is_late() {
    let night = Night::new().next_episode().wait(1).end_of_the_first().wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: late
            0m  page ana by sound, first page
            1m  prometheus reports critical: late (about an episode older than the one known)
        ",
    );
}
