//! Heartbeats: what is late, takes long, fails or overlaps, what ends it, and what is fair after a time in
//! which nobody listened.

use jiff::SignedDuration;
use wail::domain::alert::{Severity, Signal};
use wail::domain::heartbeat::{Beat, Heartbeat};
use wail::domain::label::Labels;
use wail::domain::name::SourceName;

use super::{Night, TEAM, alert, assert_log};

/// A night of that team with these heartbeats. Nobody waits for more than the first page.
fn night(heartbeats: &str) -> Night {
    Night::of(&patient_team(heartbeats)).listens()
}

fn patient_team(rest: &str) -> String {
    let team = TEAM.replace("wait = \"5m\"", "wait = \"100h\"").replace("\"30m\"", "\"100h\"");
    format!("{team}{rest}")
}

impl Night {
    /// The daemon listens and knows what it is to expect.
    pub(crate) fn listens(mut self) -> Self {
        self.decide(|_, engine| engine.listens().and_then(|()| engine.settle_heartbeats()))
            .unwrap();
        self.turn();
        self
    }

    /// Lets so many minutes pass, in which somebody listens.
    fn listens_for(mut self, minutes: i64) -> Self {
        let until = self.now + SignedDuration::from_mins(minutes);
        while self.now < until {
            let left = until.duration_since(self.now);
            self.now += left.min(SignedDuration::from_secs(20));
            self.decide(|_, engine| engine.listens()).unwrap();
            self.turn();
        }
        self
    }

    /// `backup` says something.
    fn beats(self, beat: Beat) -> Self {
        self.beats_as(beat, None, false)
    }

    fn beats_as(mut self, beat: Beat, run: Option<&str>, is_local: bool) -> Self {
        let heartbeat = Heartbeat {
            name: "backup".to_owned(),
            beat,
            run: run.map(str::to_owned),
            at: self.now,
            body: String::new(),
            took: None,
            is_local,
        };
        let by = SourceName::from("healthchecks-ping");
        self.decide(|_, engine| engine.beat(&by, &heartbeat)).unwrap();
        self.turn();
        self
    }

    fn acks_incident(mut self, id: i64) -> Self {
        self.about = wail::domain::incident::IncidentId(id);
        self.acks("ana")
    }
}

const HOURLY: &str = "[heartbeats.backup]\nevery = \"1h\"\ngrace = \"10m\"\n";

#[test]
fn one_that_never_comes_is_late_from_when_it_was_first_expected() {
    let night = night(HOURLY).wait(120);
    assert_log(
        night,
        "
           70m  wail reports error: heartbeat backup never came: due 2026-11-03 04:00 UTC, and 10m of grace are over
           70m  page ana by sound, first page
        ",
    );
}

#[test]
fn one_that_is_late_is_told_once_and_the_next_says_how_late() {
    let night = night(HOURLY).wait(30).beats(Beat::Succeeded).wait(60).beats(Beat::Started);
    let night = night.wait(1).beats(Beat::Succeeded).wait(200).beats(Beat::Succeeded).wait(1);
    assert_log(
        night,
        "
          161m  wail reports error: heartbeat backup is late: due 2026-11-03 05:31 UTC, and 10m of grace are over
          161m  page ana by sound, first page
          291m  over: heartbeat backup came 2h 20m late
          291m  resolved, wail reports that it is over
        ",
    );
}

#[test]
fn by_the_crontab_the_31st_is_expected_in_months_that_have_one() {
    let monthly = "[heartbeats.backup]\ncron = \"0 2 31 * *\"\ngrace = \"1h\"\n";
    let night = Night::of(&patient_team(monthly)).at("2026-10-31T02:00:00Z").listens();
    let night = night.beats(Beat::Succeeded);
    // All of November is quiet.
    assert_log(
        night.wait(61 * 24 * 60 + 120),
        "
        87900m  wail reports error: heartbeat backup is late: due 2026-12-31 02:00 UTC, and 1h of grace are over
        87900m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_clock_ahead_by_some_seconds_does_not_make_it_late() {
    let nightly = "[heartbeats.backup]\ncron = \"0 4 * * *\"\ngrace = \"10m\"\n";
    let mut night = night(nightly).wait(59);
    night.now += SignedDuration::from_secs(40);
    assert_log(night.beats(Beat::Succeeded).wait(23 * 60), "");
}

#[test]
fn what_runs_is_not_late_but_may_take_long_and_its_end_says_so() {
    let long = format!("{HOURLY}longest = \"3h\"\n");
    let night = night(&long).wait(30).beats(Beat::Started).wait(240).beats(Beat::Succeeded).wait(1);
    assert_log(
        night,
        "
          210m  wail reports error: heartbeat backup runs long: since 2026-11-03 03:30 UTC, longer than 3h
          210m  page ana by sound, first page
          270m  over: heartbeat backup: the run that took long is over
          270m  resolved, wail reports that it is over
        ",
    );
}

#[test]
fn a_run_that_never_ends_is_told_when_the_next_is_late_and_then_that_is_too() {
    let night = night(HOURLY).wait(30).beats_as(Beat::Started, Some("a"), true).wait(200);
    assert_log(
        night,
        "
          100m  wail reports error: heartbeat backup runs long: since 2026-11-03 03:30 UTC, and the next one was due
          100m  page ana by sound, first page
          170m  another alert joins: heartbeat backup is late: due 2026-11-03 05:40 UTC, and 10m of grace are over
        ",
    );
}

#[test]
fn a_failure_says_its_exit_code_and_the_next_success_ends_it() {
    let night = night(HOURLY).wait(1).beats(Beat::Exited(3)).wait(1).beats(Beat::Failed).wait(1);
    let night = night.beats(Beat::Logged).wait(1).beats(Beat::Exited(0)).wait(1);
    assert_log(
        night,
        "
            1m  wail reports error: heartbeat backup failed with exit code 3
            1m  page ana by sound, first page
            4m  over: heartbeat backup succeeded
            4m  resolved, wail reports that it is over
        ",
    );
}

#[test]
fn a_run_that_begins_while_another_is_under_way_overlaps_unless_it_may() {
    let story = |night: Night| {
        let night = night.wait(1).beats_as(Beat::Started, Some("a"), true).wait(1);
        let night = night.beats_as(Beat::Started, Some("b"), true).wait(1);
        night.beats_as(Beat::Succeeded, Some("a"), true).wait(1).beats_as(
            Beat::Succeeded,
            Some("b"),
            true,
        )
    };
    assert_log(story(night(&format!("{HOURLY}overlap = true\n"))), "");
    assert_log(
        story(night(HOURLY)),
        "
            2m  wail reports error: heartbeat backup overlaps: a run began while the one since 2026-11-03 03:01 UTC was not over
            2m  page ana by sound, first page
            3m  over: heartbeat backup has no two runs any more
            3m  resolved, wail reports that it is over
        ",
    );
}

#[test]
fn a_run_that_was_killed_is_let_go_by_the_next_one_that_goes_well() {
    let nightly = "[heartbeats.backup]\ncron = \"30 3 * * *\"\ngrace = \"10m\"\n";
    let night = night(nightly).wait(30).beats_as(Beat::Started, Some("a"), true);
    let night = night.wait(24 * 60).beats_as(Beat::Started, Some("b"), true).wait(20);
    let night = night.beats_as(Beat::Succeeded, Some("b"), true).wait(60);
    assert_log(
        night,
        "
         1470m  wail reports error: heartbeat backup overlaps: a run began while the one since 2026-11-03 03:30 UTC was not over
         1470m  page ana by sound, first page
         1480m  another alert joins: heartbeat backup runs long: since 2026-11-03 03:30 UTC, and the next one was due
         1490m  over: heartbeat backup: the run that took long is over
         1490m  over: heartbeat backup has no two runs any more
         1490m  resolved, wail reports that it is over
        ",
    );
}

#[test]
fn whoever_did_not_listen_waits_for_the_next_one_that_is_soon() {
    let often = "[heartbeats.backup]\nevery = \"5m\"\ngrace = \"1m\"\n";
    // Three hours nobody listens, or the clock is put forward by as much.
    let alive = sleeps(night(often).beats(Beat::Succeeded), 3).wait(4);
    assert_log(
        alive.beats(Beat::Succeeded).wait(1),
        "
          180m  nobody listened for 3h: 1 heartbeat was due meanwhile, and each has another chance
        ",
    );
}

/// The machine sleeps, and the daemon looks round before it decides.
fn sleeps(mut night: Night, hours: i64) -> Night {
    night.now += SignedDuration::from_hours(hours);
    night.listens()
}

#[test]
fn after_a_time_without_anybody_who_listened_one_that_is_rare_is_told_with_a_fair_word() {
    let nightly = "[heartbeats.backup]\ncron = \"0 4 * * *\"\ngrace = \"10m\"\n";
    let night = sleeps(night(nightly).beats(Beat::Succeeded), 3).wait(60);
    assert_log(
        night,
        "
          180m  nobody listened for 3h: 1 heartbeat was due meanwhile, and each has another chance
          190m  wail reports error: heartbeat backup is late, or came while nobody listened: due 2026-11-03 04:00 UTC
          190m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_is_written_into_the_store_needs_nobody_who_listens() {
    let nightly = "[heartbeats.backup]\ncron = \"0 4 * * *\"\ngrace = \"10m\"\n";
    let missing = night(nightly).beats_as(Beat::Succeeded, None, true);
    assert_log(
        sleeps(missing, 3).wait(60),
        "
          180m  nobody listened for 3h: 1 heartbeat was due meanwhile, and each has another chance
          190m  wail reports error: heartbeat backup is late: due 2026-11-03 04:00 UTC, and 10m of grace are over
          190m  page ana by sound, first page
        ",
    );
    let mut there = night(nightly).beats_as(Beat::Succeeded, None, true);
    there.now += SignedDuration::from_mins(61);
    let mut there = there.beats_as(Beat::Succeeded, None, true);
    there.now += SignedDuration::from_hours(2);
    assert_log(there.listens().wait(60), "");
}

#[test]
fn a_clock_that_is_put_back_expects_by_what_it_shows_then() {
    let often = "[heartbeats.backup]\nevery = \"5m\"\ngrace = \"1m\"\n";
    let mut night = night(often).beats(Beat::Succeeded);
    night.now -= SignedDuration::from_hours(24 * 365);
    let night = night.listens().listens_for(10);
    let log = night.log();
    let lines: Vec<&str> = log.trim().lines().map(str::trim).collect();
    assert!(
        lines[0].ends_with(
            "the clock was put back by 365d: 1 heartbeat was ahead of it, and each is expected anew"
        ),
        "{log}"
    );
    assert!(lines[1].contains("heartbeat backup is late: due 2025-11-03 03:05 UTC"), "{log}");
}

#[test]
fn one_that_is_not_expected_any_more_is_not_missed() {
    let team = TEAM.replace("wait = \"5m\"", "wait = \"100h\"");
    let night = night(HOURLY).wait(80).changes_rules(&team).listens().wait(600);
    assert_log(
        night,
        "
           70m  wail reports error: heartbeat backup never came: due 2026-11-03 04:00 UTC, and 10m of grace are over
           70m  page ana by sound, first page
           80m  over: heartbeat backup is not expected any more
           80m  resolved, wail reports that it is over
        ",
    );
}

#[test]
fn another_plan_starts_the_clock_anew() {
    let team = TEAM.replace("wait = \"5m\"", "wait = \"100h\"");
    let often = "[heartbeats.backup]\nevery = \"5m\"\ngrace = \"1m\"\n";
    let night = night(HOURLY).beats(Beat::Succeeded).wait(30);
    let night = night.changes_rules(&format!("{team}{often}")).listens().wait(10);
    assert_log(
        night,
        "
           36m  wail reports error: heartbeat backup is late: due 2026-11-03 03:35 UTC, and 1m of grace are over
           36m  page ana by sound, first page
        ",
    );
}

const WATCHDOG: &str = "[heartbeats.backup]\nevery = \"5m\"\ngrace = \"1m\"\n\
                        match = \"alertname=Watchdog\"\nseverity = \"critical\"\n\
                        labels = { team = \"platform\" }\n";

#[test]
fn an_alert_that_always_fires_calls_nobody_and_its_absence_does() {
    let labels = Labels::from([("alertname".to_owned(), "Watchdog".to_owned())]);
    let watchdog = alert("watchdog", Signal::Firing, Severity::Critical).labels(labels);
    let other = alert("disk", Signal::Firing, Severity::Error);
    let mut night = night(WATCHDOG);
    for _ in 0..4 {
        night = night.hears(&watchdog).wait(4);
    }
    // Its end is nothing to hear of, and a list may name it too.
    let source = SourceName::from("prometheus");
    let over = wail::domain::alert::Alert { signal: Signal::Resolved, ..watchdog.clone() };
    let mut night = night.hears(&over);
    let listed = [watchdog.clone(), other];
    night.decide(|_, engine| engine.hear_list(&source, &listed, true)).unwrap();
    night.turn();
    let night = night.acks_incident(1).wait(30).hears(&watchdog);
    assert_log(
        night,
        "
           16m  prometheus reports error: disk
           16m  page ana by sound, first page
           16m  ana acknowledges, check-in in 4d 4h
           22m  wail reports critical: heartbeat backup is late: due 2026-11-03 03:21 UTC, and 1m of grace are over
           22m  page ana by sound, first page
           46m  over: heartbeat backup came 25m late
           46m  resolved, wail reports that it is over
        ",
    );
}

#[test]
fn an_alert_that_is_made_a_sign_of_life_ends_what_it_opened_before() {
    let labels = Labels::from([("alertname".to_owned(), "Watchdog".to_owned())]);
    let watchdog = alert("watchdog", Signal::Firing, Severity::Critical).labels(labels);
    let team = TEAM.replace("wait = \"5m\"", "wait = \"100h\"");
    let night = Night::new().hears(&watchdog).wait(1);
    let night = night.changes_rules(&format!("{team}{WATCHDOG}")).listens().hears(&watchdog);
    assert_log(
        night.wait(4),
        "
            0m  prometheus reports critical: watchdog
            0m  page ana by sound, first page
            1m  over: watchdog
            1m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn what_may_have_come_and_is_not_read_yet_is_not_missed() {
    let mut night = night(HOURLY);
    // What came in the last twenty minutes waits to be read, in a storm.
    night.now += SignedDuration::from_mins(80);
    let heard_until = night.now - SignedDuration::from_mins(20);
    night
        .decide(|_, engine| {
            engine.has_heard_until(heard_until);
            engine.tick(100)
        })
        .unwrap();
    assert_log(night, "");
}
