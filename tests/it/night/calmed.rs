//! Nights in which quiet ends because the problem has, and in which people are told before it ends.

use jiff::SignedDuration;
use wail::domain::alert::{Severity, Signal};
use wail::domain::quiet::silence::{BadSilence, HOLD_DOWN, SilenceId, Wanted};
use wail::engine::Silenced;

use super::silenced::on;
use super::{Night, assert_log};

/// Ana has the pager until four, then bo.
const HANDED_OVER: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
[rota.primary]
[[rota.primary.layer]]
people = ["ana", "bo"]
every = "day"
start = 2026-11-02
handoff = "04:00"
[policy.default]
steps = [{ who = "primary" }]
"#;

impl Night {
    /// Ana asks for quiet about that host until its problem is over, for four hours at most.
    fn silences_until_resolved(mut self, host: &str) -> Self {
        let wanted = self.wanted(&[&format!("host={host}")], 240);
        let wanted = Wanted { until_resolved: Some(HOLD_DOWN), ..wanted };
        assert!(matches!(self.asks(None, &wanted), Silenced::Kept(_)));
        self
    }

    fn clears_on(self, host: &str) -> Self {
        self.hears(&on(host, Signal::Resolved, Severity::Critical))
    }

    /// What waits to be told, and to whom.
    pub(super) fn told_quietly(&mut self) -> Vec<String> {
        let open = self.read(|tx| tx.open_notifications(100));
        open.iter().map(|open| format!("{}: {}", open.what.person, open.what.text)).collect()
    }
}

#[test]
fn a_silence_until_the_problem_is_over_outlasts_a_blip_and_ends_with_the_calm() {
    let night = Night::new()
        .silences_until_resolved("db")
        .fires_on("db", Severity::Critical)
        .wait(5)
        .clears_on("db")
        .wait(5)
        .fires_on("db", Severity::Critical)
        .wait(20)
        .clears_on("db")
        .wait(11)
        .fires_on("db", Severity::Critical);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 4h, or until nothing of it has fired for 10m about host=db: a new disk
            0m  prometheus reports critical: disk of db
            0m  held for 4h, silence 1 asks for it
            5m  over: disk of db
            5m  resolved, prometheus reports that it is over
           10m  prometheus reports critical: disk of db
           10m  the same problem was incident 1, 10m ago for 5m
           10m  held for 3h 50m, silence 1 asks for it
           30m  over: disk of db
           30m  resolved, prometheus reports that it is over
           40m  silence 1 is over, nothing of it has fired for 10m; it held 2 alerts
           41m  prometheus reports critical: disk of db
           41m  the same problem was incident 2, 31m ago for 20m
           41m  recurring: third time in 30 days, nobody owns it
           41m  page ana by sound, first page
        ",
    );
}

#[test]
fn calm_is_of_all_that_it_matches_and_what_somebody_resolves_is_over() {
    let night = Night::new()
        .silences_until_resolved("db")
        .fires_on("db", Severity::Critical)
        .wait(5)
        .resolves("ana")
        .wait(11);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 4h, or until nothing of it has fired for 10m about host=db: a new disk
            0m  prometheus reports critical: disk of db
            0m  held for 4h, silence 1 asks for it
            5m  ana resolves it
           15m  silence 1 is over, nothing of it has fired for 10m; it held 1 alert
        ",
    );
    let mut night = Night::new();
    let both = Wanted { until_resolved: Some(HOLD_DOWN), ..night.wanted(&["host=~db|web"], 60) };
    assert!(matches!(night.asks(None, &both), Silenced::Kept(_)));
    let night = night
        .fires_on("db", Severity::Critical)
        .fires_on("web", Severity::Critical)
        .clears_on("db")
        .wait(61);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 1h, or until nothing of it has fired for 10m about host=~db|web: a new disk
            0m  prometheus reports critical: disk of db
            0m  held for 1h, silence 1 asks for it
            0m  prometheus reports critical: disk of web
            0m  held for 1h, silence 1 asks for it
            0m  over: disk of db
            0m  resolved, prometheus reports that it is over
           60m  silence 1 is over, it held 2 alerts
           60m  the hold ends
           60m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn a_silence_that_nothing_ever_matched_is_named_and_so_is_one_that_never_began() {
    let mut night = Night::new().silences("bd", 10);
    let later = Wanted {
        starts_at: night.now + SignedDuration::from_mins(20),
        ..night.wanted(&["host=db"], 30)
    };
    assert!(matches!(night.asks(None, &later), Silenced::Kept(_)));
    let mut night = night.fires_on("db", Severity::Critical).acks("ana").wait(11);
    assert!(night.decide(|_, engine| engine.end_silence(SilenceId(2))).unwrap());
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 10m about host=bd: a new disk
            0m  silence 2: ana asks for quiet for 10m in 20m about host=db: a new disk
            0m  prometheus reports critical: disk of db
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           10m  silence 1 is over, and no alert ever matched it
           11m  silence 2 is ended before it began
        ",
    );
}

#[test]
fn its_author_and_whoever_is_on_call_are_told_before_it_ends() {
    let mut night = Night::new();
    let wanted = Wanted { by: "bo".to_owned(), ..night.wanted(&["host=db"], 60) };
    assert!(matches!(night.asks(None, &wanted), Silenced::Kept(_)));
    let mut night = night.fires_on("db", Severity::Critical).wait(44);
    assert!(night.told_quietly().is_empty(), "too early");
    let mut night = night.wait(1);
    let text = "silence 1 about host=db (bo: a new disk) ends in 15m, and 1 incident pages then, unless \
                over; to keep it quiet: wail silence extend 1 --for 1h";
    assert_eq!(night.told_quietly(), [format!("ana: {text}"), format!("bo: {text}")]);
    // One that is made longer is told of anew, and one that is short at all is not.
    let longer = Wanted { ends_at: wanted.ends_at + SignedDuration::from_mins(60), ..wanted };
    assert_eq!(night.asks(Some(1), &longer), Silenced::Kept(SilenceId(1)));
    let mut night = night.silences("web", 15).wait(30);
    assert_eq!(night.told_quietly().len(), 2, "{:?}", night.told_quietly());
    let mut night = night.wait(30);
    assert_eq!(night.told_quietly().len(), 4, "{:?}", night.told_quietly());
}

#[test]
fn whoever_comes_on_call_is_told_what_is_quiet() {
    let mut night = Night::of(HANDED_OVER);
    night.decide(|_, engine| engine.hand_over()).unwrap();
    let mut night = night.silences("db", 240).wait(60);
    assert!(night.told_quietly().is_empty(), "{:?}", night.told_quietly());
    night.decide(|_, engine| engine.hand_over()).unwrap();
    let text = "quiet while you are on call: silence 1 about host=db (ana: a new disk) until Tue 07:00 UTC";
    assert_eq!(night.told_quietly(), [format!("bo: {text}")]);
}

#[test]
fn no_silence_lasts_longer_than_the_configuration_allows() {
    let mut night = Night::new();
    let week = SignedDuration::from_hours(7 * 24);
    let wanted = night.wanted(&["host=db"], week.as_mins() + 1);
    assert_eq!(night.asks(None, &wanted), Silenced::Bad(BadSilence::TooLong(week)));
    let wanted = night.wanted(&["host=db"], week.as_mins());
    assert_eq!(night.asks(None, &wanted), Silenced::Kept(SilenceId(1)));
}

/// Alertmanager's documentation of silences: "Incoming alerts are checked whether they match all the
/// equality or regular expression matchers of an active silence. If they do, no notifications will be sent
/// out for that alert."
#[test]
fn as_alertmanager_says_all_matchers_of_an_active_silence_must_match() {
    let mut night = Night::new();
    let from = night.now + SignedDuration::from_mins(10);
    let wanted = Wanted { starts_at: from, ..night.wanted(&["host=~db.*", "env=prod"], 60) };
    assert!(matches!(night.asks(None, &wanted), Silenced::Kept(_)));
    let of = |host: &str, env: &str| {
        let mut alert = on(host, Signal::Firing, Severity::Critical);
        alert.labels.insert("env".to_owned(), env.to_owned());
        alert
    };
    let night = night
        .hears(&of("db-1", "prod"))
        .acks("ana")
        .wait(10)
        .hears(&of("db-2", "prod"))
        .hears(&of("db-3", "dev"))
        .hears(&of("web-1", "prod"));
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 50m in 10m about host=~db.* env=prod: a new disk
            0m  prometheus reports critical: disk of db-1
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           10m  prometheus reports critical: disk of db-2
           10m  held for 50m, silence 1 asks for it
           10m  prometheus reports critical: disk of db-3
           10m  page ana by sound, first page
           10m  prometheus reports critical: disk of web-1
           10m  page ana by sound, first page
        ",
    );
}
