//! What people write down: of a moment, of a command, of an entry; and that it is mitigated.

use jiff::SignedDuration;
use wail::domain::incident::Input;
use wail::domain::record::timeline::WrittenEvent;
use wail::domain::record::written::Written;

use super::{Night, assert_log};

impl Night {
    /// Somebody writes something down that was so many minutes ago.
    fn writes(self, person: &str, minutes_ago: i64, what: Written) -> Self {
        let about = (minutes_ago > 0).then(|| self.now - SignedDuration::from_mins(minutes_ago));
        self.does(Input::Write(WrittenEvent { by: person.into(), about, what }))
    }
}

#[test]
fn whoever_writes_of_what_was_is_at_it_now() {
    let night = Night::new().fires().acks("ana").wait(25);
    let night = night.writes("ana", 20, Written::Note("failed over to db-2".to_owned()));
    let correction = Written::Correction { entry: 4, text: "it was db-3".to_owned() };
    let night = night.wait(25).writes("bo", 0, correction).wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           25m  ana notes: failed over to db-2
           25m  ana is at it, check-in renewed to 03:55 UTC
           50m  bo corrects entry 4: it was db-3
           55m  ana missed the check-in
           55m  page ana by sound, a reminder: the check-in was missed
        ",
    );
}

#[test]
fn that_it_is_mitigated_stops_no_alarm_and_a_command_that_was_run_neither() {
    let run = |exit| Written::Ran { command: "failover db-2".to_owned(), exit, text: None };
    let night = Night::new().fires().wait(2).writes("bo", 1, run(Some(0)));
    let night = night.writes("bo", 0, Written::Mitigated(None)).wait(4);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            2m  bo ran: failover db-2 (exit 0)
            2m  bo says that it is mitigated
            5m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn when_it_was_mitigated_may_be_said_when_all_is_over() {
    let night = Night::new().fires().wait(2).resolves("ana").wait(30);
    let night = night.writes("ana", 31, Written::Mitigated(Some("read only".to_owned())));
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            2m  ana resolves it
           32m  ana says that it is mitigated: read only
        ",
    );
}
