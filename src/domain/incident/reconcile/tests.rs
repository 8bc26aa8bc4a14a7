//! What a list ends, what it leaves, and what of it is news.

use proptest::prelude::*;

use super::*;
use crate::domain::name::SourceName;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_793_674_800 + minute * 60).unwrap()
}

fn alert(name: &str, signal: Signal) -> Alert {
    let identity = Fingerprint::of([name]);
    Alert::new(SourceName::from("prometheus"), identity, signal, Severity::Error)
        .started_at(Some(at(0)))
}

fn standing(name: &str) -> Standing {
    Standing {
        place: 1,
        incident: Some(IncidentId(1)),
        is_open: true,
        fingerprint: Fingerprint::of([name]),
        signal: Signal::Firing,
        severity: Severity::Error,
        started_at: Some(at(0)),
        summary: name.to_owned(),
    }
}

fn is_news(alert: &Alert, known: Standing) -> bool {
    !reconcile(&[known], std::slice::from_ref(alert), true).news.is_empty()
}

#[test]
fn what_a_whole_list_does_not_name_is_over() {
    let known = [standing("disk"), standing("memory")];
    let listed = [alert("disk", Signal::Firing), alert("network", Signal::Firing)];
    let Reconciled { news, over } = reconcile(&known, &listed, true);
    assert_eq!(over, [&known[1]]);
    assert_eq!(news.len(), 2);
    assert_eq!((news[0].known, news[1].known), (Some(&known[0]), None));
}

#[test]
fn an_empty_list_ends_everything_and_one_that_is_not_whole_nothing() {
    let known = [standing("disk"), standing("memory")];
    assert_eq!(reconcile(&known, &[], true).over.len(), 2);
    assert!(reconcile(&known, &[], false).over.is_empty());
}

#[test]
fn what_is_ours_is_no_matter_of_the_source() {
    let own = Standing { fingerprint: Fingerprint::kept("\\silent".to_owned()), ..standing("x") };
    assert!(reconcile(&[own], &[], true).over.is_empty());
    // Whatever a sender calls a problem, it is never one of ours.
    for theirs in ["\\silent", "\\:", "\\", ":"] {
        assert!(!Fingerprint::of([theirs]).is_our_own(), "{theirs}");
    }
}

#[test]
fn what_somebody_has_ended_here_stays_ended_until_it_begins_anew_or_is_graver() {
    let ended = Standing { is_open: false, ..standing("disk") };
    let told = alert("disk", Signal::Firing);
    assert!(!is_news(&told, ended.clone()));
    assert!(!is_news(&told.clone().started_at(None), ended.clone()));
    assert!(is_news(&told.clone().started_at(Some(at(5))), ended.clone()));
    let graver = Alert { severity: Severity::Critical, ..told.clone() };
    assert!(is_news(&graver, ended.clone()));
    // And when the source lists it no longer, that is known, so that its next time is news.
    assert_eq!(reconcile(std::slice::from_ref(&ended), &[], true).over, [&ended]);
    // What never had an incident may have one when the rules change.
    assert!(is_news(&told, Standing { incident: None, ..ended }));
}

#[test]
fn that_somebody_has_it_there_is_heard_once() {
    let told = alert("disk", Signal::Acknowledged);
    assert!(is_news(&told, standing("disk")));
    assert!(!is_news(&told, Standing { signal: Signal::Acknowledged, ..standing("disk") }));
}

#[test]
fn a_problem_that_was_reopened_is_compared_with_its_newest_incident() {
    let newest = Standing { incident: Some(IncidentId(2)), place: 2, ..standing("disk") };
    let old = Standing { is_open: false, ..standing("disk") };
    let known = [newest, old];
    let listed = [alert("disk", Signal::Firing)];
    assert_eq!(reconcile(&known, &listed, true).news[0].known, Some(&known[0]));
    assert_eq!(reconcile(&known, &[], true).over.len(), 2);
}

proptest! {
    #[test]
    fn whatever_stands_and_is_listed_nothing_listed_ends_and_nothing_unlisted_stays(
        known in prop::collection::vec(0_u8..12, 0..12),
        listed in prop::collection::vec((0_u8..12, 0_u8..3), 0..12),
    ) {
        let known: Vec<Standing> = known.iter().map(|id| standing(&id.to_string())).collect();
        let signals = [Signal::Firing, Signal::Acknowledged, Signal::Resolved];
        let told: Vec<Alert> = listed
            .iter()
            .map(|(id, signal)| alert(&id.to_string(), signals[usize::from(*signal)]))
            .collect();
        let Reconciled { over, .. } = reconcile(&known, &told, true);
        for standing in &known {
            let is_named = told.iter().any(|alert| alert.fingerprint == standing.fingerprint);
            prop_assert_eq!(over.contains(&standing), !is_named);
        }
    }
}
