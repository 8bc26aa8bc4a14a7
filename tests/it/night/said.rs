//! What has been said already reminds nobody and calls nobody, and what was promised of an incident is owed by
//! the one that it is merged into.

use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::domain::name::ChannelName;
use wail::domain::update::Next;

use super::{Night, TEAM, assert_log};

impl Night {
    /// A station takes what waits to be told, and has not told it yet.
    fn tells_what_waits(mut self) -> Self {
        let open = self.read(|tx| tx.open_notifications(100));
        self.decide(|tx, _| {
            for open in open {
                tx.claim_notification(open.id, &ChannelName::from("desktop"), "hub")?;
            }
            Ok(())
        })
        .unwrap();
        self
    }
}

#[test]
fn a_reminder_that_was_not_told_yet_is_withdrawn_by_the_update() {
    let night = Night::new().fires().acks("ana").wait(10).updates_in("ana", "read-only", 25);
    let mut night = night.wait(15);
    assert_eq!(night.told_whom().len(), 1);
    // Who says it, and what it promises, is no matter.
    let mut bo = night.updates_in("bo", "half of it is back", 30);
    assert!(bo.told_whom().is_empty());
    assert_eq!(bo.wait(19).told_whom(), [] as [&str; 0]);
}

#[test]
fn a_reminder_of_another_incident_stays() {
    let night = Night::new().fires().acks("ana").updates_in("ana", "read-only", 25);
    let night = night.reports("slow", Severity::Error).about(2).acks("ana");
    let mut night = night.updates_in("ana", "we look", 25).wait(15);
    assert_eq!(night.told_whom().len(), 2);
    night = night.updates("ana", "it is fast", Next::None);
    let left = night.told_whom();
    assert!(
        left.len() == 1 && left[0].starts_with("ana: your next update of 1 is due"),
        "{left:?}"
    );
}

#[test]
fn a_reminder_that_is_being_told_is_not_tried_again() {
    let night = Night::new().fires().acks("ana").updates_in("ana", "read-only", 25);
    let mut night = night.wait(15).tells_what_waits().updates("ana", "it is back", Next::None);
    let now = night.now;
    let open = night.read(|tx| tx.open_notifications(100));
    assert_eq!(open.len(), 1, "whoever tells it says what became of it");
    assert!(open[0].what.expires_at <= now, "{open:?}");
}

#[test]
fn an_incident_that_is_over_asks_for_a_last_one_and_reminds_of_none() {
    let night = Night::new().fires().acks("ana").updates_in("ana", "read-only", 25).wait(15);
    let mut night = night.clears();
    assert_eq!(
        night.told_whom(),
        [
            "ana: 1 is over, and an update was promised by 03:25 UTC: disk; `wail update 1 --draft --last` suggests the last one"
        ]
    );
    night = night.updates("bo", "all is well", Next::None);
    assert!(night.told_whom().is_empty());
}

#[test]
fn an_update_by_somebody_else_stops_the_alarm_of_whoever_was_asked_for_it() {
    let night = Night::new().fires().acks("ana").wait(5).updates_in("ana", "read-only", 20);
    let mut night = night.wait(23).updates("bo", "half of it is back", Next::None);
    assert!(night.pages(1).iter().all(|page| page.finished_at.is_some()), "nothing rings");
    assert_log(
        night.wait(29),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            5m  ana updates: read-only (the next one by 03:25 UTC)
            5m  ana is at it, check-in renewed to 03:35 UTC
           27m  ana owes an update since 03:25 UTC
           27m  page ana by sound, a reminder: the promised update is not there
           28m  bo updates: half of it is back
           28m  the update is there: ana has it as before, check-in in 30m
        ",
    );
}

/// An update of ana's is missed, and everybody has been called for it.
fn called_for_an_update(severity: Severity) -> Night {
    let night = Night::new().reports("disk", severity).acks("ana").wait(5);
    night.updates_in("ana", "read-only", 20).wait(33)
}

#[test]
fn an_update_stops_the_calling_however_far_it_has_come_and_whoever_writes_it() {
    for (by, follows) in [
        ("ana", "ana acknowledges, check-in in 30m"),
        ("bo", "the update is there: ana has it as before, check-in in 30m"),
    ] {
        let night = called_for_an_update(Severity::Critical).everybody_restarts();
        let night = night.updates(by, "half of it is back", Next::None);
        assert_log(
            night.wait(29),
            &format!(
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
               38m  {by} updates: half of it is back
               38m  {follows}
                "
            ),
        );
    }
}

#[test]
fn what_has_become_graver_meanwhile_rings_on_after_the_update() {
    let night = called_for_an_update(Severity::Error).reports("disk", Severity::Critical);
    let log = night.updates("bo", "half of it is back", Next::None).wait(11).log();
    let (_, after) = log.split_once("38m  bo updates: half of it is back\n").unwrap();
    let on = "48m  page ana by sound, nobody acknowledged, once more from the first step: still down, 48m, page 4";
    assert_eq!(after.trim(), on, "{log}");
}

#[test]
fn a_missed_check_in_is_not_answered_by_what_somebody_else_writes() {
    let night = Night::new().fires().acks("ana").wait(31).updates("bo", "we look", Next::None);
    assert_log(
        night.wait(4),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           30m  ana missed the check-in
           30m  page ana by sound, a reminder: the check-in was missed
           31m  bo updates: we look
           35m  page ana by sound, nobody acknowledged in time
        ",
    );
}

/// Two incidents of one night, each with an update that is owed.
fn two(first: i64, second: i64) -> Night {
    let night = Night::new().fires().acks("ana").updates_in("ana", "read-only", first);
    let night = night.reports("slow", Severity::Error).about(2).acks("bo");
    night.updates_in("bo", "we look", second).about(1)
}

fn owed_of(night: &mut Night, id: i64) -> Option<String> {
    let owed = night.read(|tx| tx.owed_update(IncidentId(id)));
    owed.map(|owed| format!("{} by {}", owed.by, owed.next_at.strftime("%H:%M")))
}

#[test]
fn what_was_promised_of_an_incident_is_owed_by_the_one_it_is_merged_into() {
    let night = Night::new().fires().acks("ana");
    let night = night.reports("slow", Severity::Error).about(2).acks("bo");
    let mut night = night.updates_in("bo", "we look", 25).wait(16).about(1);
    assert_eq!(night.told_whom().len(), 1, "bo is reminded of 2");
    night = night.merges(2, 1);
    assert_eq!(owed_of(&mut night, 2), None);
    assert_eq!(owed_of(&mut night, 1).as_deref(), Some("bo by 03:25"));
    assert_eq!(
        night.told_whom(),
        [
            "bo: your next update of 1 is due at 03:25 UTC, in 9m: disk; `wail update 1 --draft` suggests one"
        ]
    );
    assert_log(
        night.wait(12),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports error: slow
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
            0m  bo updates: we look (the next one by 03:25 UTC)
           16m  ana merges incident 2 into it, with its 1 alert
           16m  ana merges it into incident 1, which has its 1 alert now
           16m  bo promised an update of incident 2 by 03:25 UTC: it is owed of this one now
           27m  bo owes an update since 03:25 UTC
           27m  page bo by sound, a reminder: the promised update is not there
        ",
    );
}

#[test]
fn of_two_that_are_owed_the_earlier_one_stays_whichever_incident_it_was_of() {
    let mut night = two(20, 40).merges(2, 1);
    assert_eq!(owed_of(&mut night, 1).as_deref(), Some("ana by 03:20"));
    let said = "bo promised an update of incident 2 by 03:40 UTC: the one of this one by 03:20 UTC is owed for both";
    let log = night.log();
    assert!(log.contains(said), "{log}");
    let mut night = two(40, 20).merges(2, 1);
    assert_eq!(owed_of(&mut night, 1).as_deref(), Some("bo by 03:20"));
    assert_eq!(owed_of(&mut night, 2), None);
}

#[test]
fn a_time_of_somebody_far_away_is_told_with_its_zone() {
    let far = "people.bo.zone = \"America/New_York\"\npeople.bo.channels";
    let night = Night::of(&TEAM.replace("people.bo.channels", far)).fires().acks("ana");
    let log = night.updates_in("ana", "we look", 30).wait(3).updates_in("bo", "so do I", 40).log();
    assert!(log.contains("ana updates: we look (the next one by 03:30 UTC)\n"), "{log}");
    assert!(log.contains("bo updates: so do I (the next one by 22:43 EST)\n"), "{log}");
}
