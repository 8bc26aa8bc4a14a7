//! What joins an incident and what does not, and where a cascade is likely to have begun.

use super::*;
use crate::domain::alert::Fingerprint;
use crate::domain::incident::escalation::Place;
use crate::domain::incident::inhibition::Inhibition;
use crate::domain::incident::{Promise, Version};
use crate::domain::name::SourceName;
use crate::domain::quiet::silence::SilenceId;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_793_674_800 + seconds).unwrap()
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn alert(own: &[(&str, &str)]) -> Alert {
    let (source, fingerprint) = (SourceName::from("prometheus"), Fingerprint::of(["second"]));
    Alert::new(source, fingerprint, Signal::Firing, Severity::Error).labels(labels(own))
}

fn candidate(own: &[(&str, &str)]) -> Candidate {
    let incident = Incident {
        id: IncidentId(7),
        version: Version(1),
        opened_at: at(0),
        severity: Severity::Critical,
        summary: "first".to_owned(),
        labels: labels(own),
        source: "prometheus".into(),
        group: None,
        policy: "default".into(),
        firing: 1,
        status: Status::triggered(Place::FIRST, at(300)),
    };
    Candidate { incident, began_at: None, dependency: None, is_apart: false }
}

fn joined(alert: &Alert, candidate: Candidate, seconds: i64) -> Option<String> {
    let policy = PolicyName::from("default");
    let rule = CascadeRule::default();
    joins(alert, &policy, &[candidate], &rule, at(seconds)).map(|(_, tie)| tie.phrase())
}

const DB: &[(&str, &str)] = &[("service", "db")];

#[test]
fn what_shares_a_label_within_the_window_joins() {
    let phrase = |seconds| joined(&alert(DB), candidate(DB), seconds);
    assert_eq!(phrase(20).unwrap(), "shares service=db, 20s after the first");
    assert_eq!(phrase(0).unwrap(), "shares service=db, at the same time as the first");
    assert!(phrase(120).is_some());
    assert_eq!(phrase(121), None);
}

#[test]
fn what_only_began_at_the_same_time_does_not_join() {
    for other in [&[("service", "web")][..], &[], &[("host", "a")], &[("service", "")]] {
        assert_eq!(joined(&alert(other), candidate(DB), 1), None, "{other:?}");
    }
    assert_eq!(joined(&alert(&[("service", "")]), candidate(&[("service", "")]), 1), None);
}

#[test]
fn what_began_long_before_or_after_does_not_join_however_soon_it_is_reported() {
    let first = || Candidate { began_at: Some(at(-10)), ..candidate(DB) };
    let began = |seconds| alert(DB).started_at(Some(at(seconds)));
    let phrase = joined(&began(-40), first(), 20).unwrap();
    assert_eq!(phrase, "shares service=db, 30s before the first");
    assert_eq!(joined(&began(-3600), first(), 20), None);
    assert!(joined(&alert(DB), first(), 20).is_some(), "one that does not say counts from now");
}

#[test]
fn another_policy_a_drill_and_what_was_split_stay_apart() {
    let mut other = candidate(DB);
    other.incident.policy = "database".into();
    assert_eq!(joined(&alert(DB), other, 1), None);
    assert_eq!(joined(&alert(DB), Candidate { is_apart: true, ..candidate(DB) }, 1), None);
    let by_hand = alert(DB).raised_by("ana".into());
    assert_eq!(joined(&by_hand, candidate(DB), 1), None);
    let off = CascadeRule { window: SignedDuration::ZERO, ..CascadeRule::default() };
    let policy = PolicyName::from("default");
    assert_eq!(joins(&alert(DB), &policy, &[candidate(DB)], &off, at(0)), None);
}

#[test]
fn what_is_held_for_a_reason_of_its_own_takes_nothing_in() {
    let settle = SignedDuration::ZERO;
    let cases = [
        (Status::triggered(Place::FIRST, at(1)), true),
        (
            Status::Acknowledged {
                by: "ana".into(),
                at: at(0),
                check_in_at: at(9),
                promise: Promise::CheckIn,
                length: SignedDuration::ZERO,
                firing: 1,
                old_news_at: None,
            },
            true,
        ),
        (Status::Held { by: Hold::Hours("ana".into()), until: Some(at(9)) }, true),
        (Status::Held { by: Hold::Silence(SilenceId(1)), until: Some(at(9)) }, false),
        (
            Status::Held {
                by: Hold::Inhibited(Inhibition { cause: IncidentId(1), settle }),
                until: None,
            },
            false,
        ),
        (
            Status::Resolved {
                by: crate::domain::incident::Closer::Person("ana".into()),
                at: at(0),
            },
            false,
        ),
    ];
    for (status, joins) in cases {
        let mut held = candidate(DB);
        held.incident.status = status.clone();
        assert_eq!(joined(&alert(DB), held, 1).is_some(), joins, "{status:?}");
    }
}

#[test]
fn a_dependency_is_a_reason_without_any_label() {
    let dependency = Some(("shop".into(), "router".into()));
    let phrase = joined(&alert(&[]), Candidate { dependency, ..candidate(&[]) }, 5).unwrap();
    assert_eq!(phrase, "shop depends on router, 5s after the first");
}

fn member(began: i64, monitor: &str, depends_on: &[&str]) -> Member {
    Member {
        began_at: at(began),
        monitor: (!monitor.is_empty()).then(|| monitor.into()),
        depends_on: depends_on.iter().map(|name| (*name).into()).collect(),
    }
}

#[test]
fn the_earliest_is_suspected_unless_others_depend_on_another_one() {
    assert_eq!(suspected_origin(&[]), None);
    assert_eq!(suspected_origin(&[member(0, "", &[])]), None);
    assert_eq!(suspected_origin(&[member(9, "", &[]), member(3, "", &[])]), Some(1));
    assert_eq!(suspected_origin(&[member(3, "", &[]), member(3, "", &[])]), Some(0));
    let all = [
        member(0, "shop", &["switch", "router"]),
        member(1, "", &[]),
        member(5, "switch", &["router"]),
        member(8, "router", &[]),
    ];
    assert_eq!(suspected_origin(&all), Some(3));
}

#[test]
fn what_fires_decides_how_grave_what_is_left_is() {
    use Severity::{Critical, Error, Warning};
    assert_eq!(gravest(&[(Critical, false), (Warning, true), (Error, true)]), Some(Error));
    assert_eq!(gravest(&[(Critical, false), (Warning, false)]), Some(Critical));
    assert_eq!(gravest(&[]), None);
}
