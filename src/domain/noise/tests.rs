//! What counts as noise.

use super::*;
use crate::domain::alert::{Fingerprint, Severity};
use crate::domain::incident::IncidentId;

fn now() -> Timestamp {
    "2026-11-03T03:00:00Z".parse().unwrap()
}

fn began(minutes_ago: i64) -> Alert {
    let source = SourceName::from("prometheus");
    Alert::new(source, Fingerprint::of(["disk"]), Signal::Firing, Severity::Critical)
        .started_at(Some(now() - SignedDuration::from_mins(minutes_ago)))
}

fn age(alert: &Alert, known: Option<&Known>) -> Option<i64> {
    OldNewsRule::default().age(alert, known, now()).map(|age| age.as_mins())
}

#[test]
fn news_is_old_after_an_hour() {
    assert_eq!(age(&began(60), None), None);
    assert_eq!(age(&began(61), None), Some(61));
    assert_eq!(age(&began(-61), None), None);
    assert_eq!(age(&began(0).started_at(None), None), None);
}

#[test]
fn what_was_heard_before_is_no_news_that_is_old() {
    let mut known = Known {
        incident: Some(IncidentId(1)),
        open: None,
        signal: Signal::Firing,
        started_at: began(600).started_at,
        said_at: now(),
    };
    assert_eq!(age(&began(600), Some(&known)), None);
    known.started_at = None;
    assert_eq!(age(&began(600), Some(&known)), None);
    known.started_at = began(700).started_at;
    assert_eq!(age(&began(600), Some(&known)), Some(600));
}

#[test]
fn practice_is_never_old_and_a_source_may_have_a_gate_of_its_own() {
    let drill = Alert { source: SourceName::from(drill::SOURCE), ..began(600) };
    assert_eq!(age(&drill, None), None);
    let source = SourceName::from("prometheus");
    let sources = BTreeMap::from([(source, SignedDuration::from_hours(9))]);
    let rule = OldNewsRule { sources, ..OldNewsRule::default() };
    assert_eq!(rule.age(&began(500), None, now()), None);
    let never = OldNewsRule { after: None, ..OldNewsRule::default() };
    assert_eq!(never.age(&began(500), None, now()), None);
}

#[test]
fn a_storm_says_how_many_there_are_and_which_is_the_gravest() {
    let storm = Storm {
        incident: IncidentId(1),
        policy: "default".into(),
        began_at: now(),
        number: 312,
        severity: Severity::Critical,
        summary: "disk full".to_owned(),
        pages_at: None,
    };
    let words = |seconds| storm.words(now() + SignedDuration::from_secs(seconds));
    assert_eq!(words(50), "storm: 312 new incidents in 50s, gravest critical: disk full");
    assert_eq!(words(-50), "storm: 312 new incidents in 1s, gravest critical: disk full");
}

#[test]
fn what_a_storm_held_pages_a_minute_apart_and_all_of_it_within_a_day() {
    assert_eq!(spacing(0), SignedDuration::from_mins(1));
    assert_eq!(spacing(300), SignedDuration::from_mins(1));
    assert_eq!(spacing(86_400), SignedDuration::from_secs(1));
    assert!(spacing(u32::MAX) * i32::MAX <= SignedDuration::from_hours(24));
}

#[test]
fn what_holds_noise_is_kept_and_read_again() {
    for noise in [Noise::OldNews, Noise::Flapping, Noise::Storm(IncidentId(412))] {
        assert_eq!(Noise::from_kept(&noise.kept()), Some(noise));
    }
    for other in ["", "storm", "storm x", "old-news 3", "loud"] {
        assert_eq!(Noise::from_kept(other), None, "{other}");
    }
}

#[test]
fn what_is_raised_by_hand_practice_and_our_own_are_not_among_many() {
    assert!(is_among_many(&began(0)));
    assert!(!is_among_many(&began(0).raised_by("ana".into())));
    assert!(!is_among_many(&Alert { source: SourceName::from(drill::SOURCE), ..began(0) }));
    let own = Fingerprint::kept("\\silent".to_owned());
    assert!(!is_among_many(&Alert { fingerprint: own, ..began(0) }));
}
