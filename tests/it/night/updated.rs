//! Updates and the next word that they promise: reminded, missed, renewed, owed at the end, two at once.

use jiff::{SignedDuration, Timestamp};
use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::domain::update::{Next, UpdateId};
use wail::engine::{Updated, Written};
use wail::store::UpdateQuery;

use super::{Night, assert_log};

fn written(person: &str, text: &str, next: Next) -> Written {
    Written {
        by: person.into(),
        text: text.to_owned(),
        next,
        seen: None,
        anyway: false,
        publish: Vec::new(),
    }
}

impl Night {
    fn keeps_what_is_said(&mut self, written: &Written) -> Updated {
        let about = self.about;
        let updated = self.decide(|_, engine| engine.update(about, written)).unwrap();
        self.turn();
        updated
    }

    pub(super) fn updates(mut self, person: &str, text: &str, next: Next) -> Self {
        let updated = self.keeps_what_is_said(&written(person, text, next));
        assert!(matches!(updated, Updated::Kept(..)), "{updated:?}");
        self
    }

    fn in_minutes(&self, minutes: i64) -> Next {
        Next::By(self.now + SignedDuration::from_mins(minutes))
    }

    /// Says something, and that the next word comes in so many minutes.
    pub(super) fn updates_in(self, person: &str, text: &str, minutes: i64) -> Self {
        let next = self.in_minutes(minutes);
        self.updates(person, text, next)
    }

    pub(super) fn told_whom(&mut self) -> Vec<String> {
        let open = self.read(|tx| tx.open_notifications(100));
        let text = open.into_iter().map(|open| format!("{}: {}", open.what.person, open.what.text));
        text.collect()
    }

    fn owed_by(&mut self) -> Option<Timestamp> {
        self.read(|tx| tx.owed_update(IncidentId(1))).map(|owed| owed.next_at)
    }
}

#[test]
fn the_writer_is_reminded_ten_minutes_before_and_the_update_is_a_check_in() {
    let night = Night::new().fires().acks("ana").wait(10).updates_in("ana", "read-only", 25);
    let mut night = night.wait(14);
    assert!(night.told_whom().is_empty());
    let mut night = night.wait(1);
    assert_eq!(
        night.told_whom(),
        [
            "ana: your next update of 1 is due at 03:35 UTC, in 10m: disk; `wail update 1 --draft` suggests one"
        ]
    );
    let mut night = night.wait(5).updates("ana", "half of it is back", Next::Unsaid);
    assert_eq!(night.owed_by(), None, "that was the one that was promised");
    assert_log(
        night.wait(29),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           10m  ana updates: read-only (the next one by 03:35 UTC)
           10m  ana is at it, check-in renewed to 03:40 UTC
           30m  ana updates: half of it is back
           30m  ana is at it, check-in renewed to 04:00 UTC
        ",
    );
}

#[test]
fn a_missed_update_alarms_softly_and_then_whoever_is_on_call() {
    let night = Night::new().fires().acks("ana").wait(5).updates_in("ana", "read-only", 20);
    assert_log(
        night.wait(33),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            5m  ana updates: read-only (the next one by 03:25 UTC)
            5m  ana is at it, check-in renewed to 03:35 UTC
           27m  ana owes an update since 03:25 UTC
           27m  page ana by sound, a reminder: the promised update is not there
           32m  page ana by sound, nobody acknowledged in time
           37m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn the_update_that_was_missed_stops_the_alarm_of_whoever_was_asked_for_it() {
    let night = Night::new().fires().acks("ana").wait(5).updates_in("ana", "read-only", 20);
    let mut night = night.wait(24).updates_in("ana", "still read-only", 20);
    assert!(night.pages(1).iter().all(|page| page.finished_at.is_some()), "nothing rings");
    assert_log(
        night.wait(15),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            5m  ana updates: read-only (the next one by 03:25 UTC)
            5m  ana is at it, check-in renewed to 03:35 UTC
           27m  ana owes an update since 03:25 UTC
           27m  page ana by sound, a reminder: the promised update is not there
           29m  ana updates: still read-only (the next one by 03:49 UTC)
           29m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn one_that_somebody_else_owes_goes_from_its_writer_to_whoever_has_the_incident() {
    let night = Night::new().fires().acks("ana").wait(5).updates_in("bo", "read-only", 10);
    assert_log(
        night.wait(23),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            5m  bo updates: read-only (the next one by 03:15 UTC)
           17m  bo owes an update since 03:15 UTC
           17m  page bo by sound, a reminder: the promised update is not there
           22m  page ana by sound, a reminder: the promised update is not there
           27m  page ana by sound, nobody acknowledged in time
        ",
    );
    let night = Night::new().fires().acks("ana").wait(5).updates_in("bo", "read-only", 10);
    let mut night = night.wait(13).updates("bo", "it is back", Next::None);
    assert!(night.pages(1).iter().all(|page| page.finished_at.is_some()), "nothing rings");
    assert_eq!(night.wait(10).owed_by(), None);
}

#[test]
fn what_rings_already_or_waits_for_the_day_only_writes_it_down_and_says_so_quietly() {
    let mut night = Night::new().fires().wait(1).updates_in("ana", "we look", 5).wait(8);
    assert_eq!(
        night.told_whom(),
        [
            "ana: your next update of 1 is due at 03:06 UTC, in 2m 30s: disk; `wail update 1 --draft` suggests one",
            "ana: an update of 1 was promised by 03:06 UTC: disk; `wail update 1 --draft` suggests one",
        ]
    );
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  ana updates: we look (the next one by 03:06 UTC)
            5m  page bo by sound, nobody acknowledged in time
            8m  ana owes an update since 03:06 UTC
        ",
    );
    let night = Night::new().reports("disk", Severity::Warning).acks("ana");
    assert_log(
        night.updates_in("ana", "it can wait", 20).wait(60),
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
            0m  ana acknowledges, check-in in 4h
            0m  ana updates: it can wait (the next one by 03:20 UTC)
           22m  ana owes an update since 03:20 UTC
        ",
    );
}

#[test]
fn a_word_between_keeps_what_was_promised_and_a_promise_can_be_taken_back() {
    let night = Night::new().fires().acks("ana").updates_in("ana", "read-only", 30).wait(10);
    let mut night = night.updates("bo", "the replica is up", Next::Unsaid);
    let half_past = night.now + SignedDuration::from_mins(20);
    assert_eq!(night.owed_by(), Some(half_past));
    let mut night = night.wait(3).updates("ana", "nothing more to say", Next::None);
    assert_eq!(night.owed_by(), None);
    assert!(night.wait(17).told_whom().is_empty());
}

#[test]
fn an_incident_that_ends_while_one_is_owed_asks_for_a_last_one_and_alarms_nobody() {
    let night = Night::new().fires().acks("ana").updates_in("ana", "read-only", 30).wait(5);
    let mut night = night.clears().wait(60);
    assert_eq!(
        night.told_whom(),
        [
            "ana: 1 is over, and an update was promised by 03:30 UTC: disk; `wail update 1 --draft --last` suggests the last one"
        ]
    );
    assert!(night.owed_by().is_some(), "it is owed until it is there");
    let mut night = night.updates("ana", "all is well", Next::Unsaid);
    assert_eq!(night.owed_by(), None);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  ana updates: read-only (the next one by 03:30 UTC)
            5m  over: disk
            5m  resolved, prometheus reports that it is over
            5m  ana promised an update by 03:30 UTC: a last one is asked for
           65m  ana updates: all is well
        ",
    );
}

#[test]
fn of_two_at_once_the_second_sees_the_first_and_nothing_of_it_is_kept() {
    let mut night = Night::new().fires().acks("ana").updates_in("ana", "read-only", 30).wait(1);
    let second = written("bo", "all is well", Next::None);
    let Updated::Overtaken(first) = night.keeps_what_is_said(&second) else { panic!("it is kept") };
    assert_eq!((first.by.as_str(), first.text.as_str()), ("ana", "read-only"));
    assert!(night.owed_by().is_some());
    // Whoever wrote for ten minutes has not seen what came meanwhile.
    let mut night = night.wait(10);
    let before = Written { seen: Some(UpdateId(0)), ..second.clone() };
    assert!(matches!(night.keeps_what_is_said(&before), Updated::Overtaken(_)));
    let knowing = Written { seen: Some(first.id), ..second.clone() };
    assert!(matches!(night.keeps_what_is_said(&knowing), Updated::Kept(..)));
    let meant = Written { anyway: true, by: "eve".into(), ..second };
    assert!(matches!(night.keeps_what_is_said(&meant), Updated::Kept(..)));
    let kept = night.read(|tx| tx.updates(UpdateQuery::Of(IncidentId(1))));
    let by: Vec<&str> = kept.iter().map(|update| update.by.as_str()).collect();
    assert_eq!(by, ["ana", "bo", "eve"]);
}

#[test]
fn a_machine_that_slept_through_the_reminder_takes_one_step() {
    let night = Night::new().reports("disk", Severity::Error).acks_for("ana", 600);
    let mut night = night.updates_in("ana", "read-only", 60).sleeps_for(5);
    assert!(night.told_whom().is_empty(), "nobody is reminded of what is missed");
    assert_log(
        night.wait(1),
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 10h
            0m  ana updates: read-only (the next one by 04:00 UTC)
          300m  ana owes an update since 04:00 UTC
          300m  page ana by sound, a reminder: the promised update is not there
        ",
    );
}
