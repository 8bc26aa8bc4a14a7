//! A clock that is put back by an hour: nothing comes an hour later for that, and nothing comes twice.

use jiff::SignedDuration;
use wail::domain::alert::Severity;
use wail::domain::incident::Input;
use wail::domain::quiet::silence::{SilenceId, Wanted};
use wail::engine::Silenced;
use wail::store::PageState;

use super::{Night, TEAM, assert_log};

impl Night {
    /// The daemon looks, the clock is put back, and it looks again.
    pub(crate) fn clock_goes_back(mut self, minutes: i64) -> Self {
        self.looks();
        self.now -= SignedDuration::from_mins(minutes);
        self.looks();
        self
    }

    /// One look of the daemon, which writes down that it listens.
    fn looks(&mut self) {
        self.decide(|_, engine| engine.listens()).unwrap();
        self.turn();
    }
}

#[test]
fn a_check_in_comes_as_long_after_the_acknowledgement_as_was_promised() {
    let night = Night::new().fires().acks("ana").wait(20).clock_goes_back(60).wait(16);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
          -40m  the clock was put back by 1h: steps, check-ins and snoozes go with it
          -30m  ana missed the check-in
          -30m  page ana by sound, a reminder: the check-in was missed
          -25m  page ana by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn a_step_and_a_snooze_go_with_it_too() {
    let night = Night::new().fires().wait(3).clock_goes_back(60).wait(3);
    let night = night.snoozes("ana", 20).wait(5).clock_goes_back(60).wait(16);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
          -57m  the clock was put back by 1h: steps, check-ins and snoozes go with it
          -55m  page bo by sound, nobody acknowledged in time
          -54m  ana snoozes it for 20m
         -109m  the clock was put back by 1h: steps, check-ins and snoozes go with it
          -94m  ana's snooze is over
          -94m  page ana by sound, the snooze is over
        ",
    );
}

#[test]
fn what_was_said_by_the_new_clock_before_the_daemon_looked_stays_as_it_was_said() {
    let mut night = Night::new().fires().wait(1);
    night.looks();
    night.now -= SignedDuration::from_mins(60);
    night.does_quietly(Input::Acknowledge { by: "ana".into(), check_in: None });
    night.looks();
    let night = night.wait(31);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
          -59m  ana acknowledges, check-in in 30m
          -29m  ana missed the check-in
          -29m  page ana by sound, a reminder: the check-in was missed
        ",
    );
}

#[test]
fn what_waits_for_the_morning_waits_for_the_same_morning() {
    let mut night = Night::new().reports("disk", Severity::Warning).wait(10);
    let until = night.incident(1).unwrap().deadline();
    let mut night = night.clock_goes_back(60);
    assert_eq!(night.incident(1).unwrap().deadline(), until);
}

#[test]
fn a_clock_that_is_put_right_by_seconds_moves_nothing() {
    let mut night = Night::new().fires().acks("ana").wait(20);
    night.looks();
    let deadline = night.incident(1).unwrap().deadline();
    night.now -= SignedDuration::from_secs(5);
    night.looks();
    assert_eq!(night.incident(1).unwrap().deadline(), deadline);
    assert!(!night.log().contains("put back"));
}

#[test]
fn a_clock_that_jumps_ahead_takes_one_step_and_back_again_no_second_one() {
    let night = Night::new().fires().acks("ana").sleeps_for(1).clock_goes_back(60).wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           60m  ana missed the check-in
           60m  page ana by sound, a reminder: the check-in was missed
            0m  the clock was put back by 1h: steps, check-ins and snoozes go with it
            5m  page ana by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn what_rings_rings_on_when_its_machine_is_started_anew_after_that() {
    let mut night = Night::new().fires().clock_goes_back(60).everybody_restarts();
    let states: Vec<PageState> = night.pages(1).iter().map(|page| page.state).collect();
    assert_eq!(states, [PageState::Delivered]);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
          -60m  the clock was put back by 1h: steps, check-ins and snoozes go with it
        ",
    );
}

#[test]
fn the_next_channel_is_on_record_although_it_was_decided_later_by_the_clock_of_before() {
    let team = TEAM.replace(
        "people.ana.channels = [\"sound\"]",
        "people.ana.channels = [{ use = \"sound\", wait = \"3m\" }, \"desktop\"]",
    );
    let night = Night::of(&team).fires().wait(1).clock_goes_back(60).wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
          -59m  the clock was put back by 1h: steps, check-ins and snoozes go with it
          -57m  page ana by desktop, first page
        ",
    );
}

#[test]
fn a_silence_that_had_begun_goes_on_and_one_of_a_later_hour_waits_for_it() {
    let mut night = Night::new();
    let mut later = night.wanted(&["host=web"], 90);
    later.starts_at += SignedDuration::from_mins(60);
    night.asks(None, &later);
    let night = night
        .wait(30)
        .silences("db", 30)
        .clock_goes_back(20)
        .fires_on("db", Severity::Critical)
        .fires_on("web", Severity::Critical);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 30m in 1h about host=web: a new disk
           30m  silence 2: ana asks for quiet for 30m about host=db: a new disk
           10m  prometheus reports critical: disk of db
           10m  held for 50m, silence 2 asks for it
           10m  prometheus reports critical: disk of web
           10m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_silence_that_has_ended_stays_so_and_whoever_extends_it_gets_a_new_one() {
    let mut night = Night::new();
    let calm = Some(SignedDuration::from_mins(3));
    let wanted = |night: &Night| Wanted { until_resolved: calm, ..night.wanted(&["host=a"], 5) };
    let asked = wanted(&night);
    assert_eq!(night.asks(None, &asked), Silenced::Kept(SilenceId(1)));
    let mut night = night.wait(5).clock_goes_back(10);
    let asked = wanted(&night);
    assert_eq!(night.asks(Some(1), &asked), Silenced::Kept(SilenceId(2)));
    assert_log(
        night.wait(10),
        "
            0m  silence 1: ana asks for quiet for 5m, or until nothing of it has fired for 3m about host=a: a new disk
            3m  silence 1 is over, nothing of it has fired for 3m; it held 0 alerts
           -5m  silence 2: ana asks for quiet for 5m, or until nothing of it has fired for 3m about host=a: a new disk
           -2m  silence 2 is over, nothing of it has fired for 3m; it held 0 alerts
        ",
    );
}
