//! What looks say of how something is: for as long as nobody has to look again, and each by itself.

use jiff::SignedDuration;
use wail::domain::alert::Severity;
use wail::domain::status::{Condition, Service};
use wail::domain::watch::State;
use wail::store::StoreError;

use super::told::{NOW, Told, at};

/// A long time ago.
const EVER: &str = "2025-11-01T00:00:00Z";

fn shop(told: &mut Told) -> Service {
    told.page().services.remove(0)
}

/// For how much of today nobody knows how it was.
fn unknown_today(service: &Service) -> SignedDuration {
    service.days.last().unwrap().counted().unknown
}

#[test]
fn how_long_a_look_holds_goes_by_how_often_its_monitor_looks() {
    for (name, last_look, unknown) in [
        // Every 30 seconds, with 10 for an answer.
        ("db", "2026-03-08T11:58:50Z", None),
        ("db", "2026-03-08T11:58:49Z", Some(71)),
        ("db", "2026-03-08T10:59:00Z", Some(61 * 60)),
        // Every six hours.
        ("deep", "2026-03-08T07:00:00Z", None),
        ("deep", "2026-03-07T23:59:50Z", None),
        ("deep", "2026-03-07T23:59:49Z", Some(12 * 3600 + 11)),
    ] {
        let mut told = Told::new();
        told.keep_until(last_look, name, Some("shop"), &[(EVER, State::Up)]);
        let shop = shop(&mut told);
        let expected = if unknown.is_some() { Condition::Unknown } else { Condition::Up };
        assert_eq!(shop.condition, expected, "{name} {last_look}");
        // What is to be looked at again soon counts up to the last look.
        let unknown = SignedDuration::from_secs(unknown.unwrap_or(0));
        assert_eq!(unknown_today(&shop), unknown, "{name} {last_look}");
    }
}

#[test]
fn a_monitor_that_looks_seldom_takes_nothing_from_what_the_others_saw_since() {
    let mut told = Told::new();
    let states = [(EVER, State::Up), ("2026-03-08T11:26:00Z", State::Down)];
    told.keep_until(NOW, "web", None, &states);
    told.keep_until("2026-03-08T11:20:00Z", "deep", Some("shop"), &[(EVER, State::Up)]);
    let shop = shop(&mut told);
    assert_eq!(shop.condition, Condition::Down);
    let today = shop.days.last().unwrap();
    assert_eq!((today.condition(), today.tally.unwrap().down.as_mins()), (Condition::Down, 34));
    assert_eq!(today.tally.unwrap().available.as_mins(), 12 * 60 + 26);
    assert_eq!(shop.tally.unwrap().down.as_mins(), 34);
    assert_eq!(unknown_today(&shop), SignedDuration::ZERO);
}

#[test]
fn what_is_late_is_not_known_though_others_have_looked() {
    let mut told = Told::new();
    told.keep_until(NOW, "deep", Some("shop"), &[(EVER, State::Up)]);
    told.keep_until("2026-03-08T11:30:00Z", "db", Some("shop"), &[(EVER, State::Up)]);
    let shop = shop(&mut told);
    assert_eq!(shop.condition, Condition::Unknown);
    assert_eq!(unknown_today(&shop), SignedDuration::from_mins(30));
}

#[test]
fn what_only_monitors_looked_at_that_are_gone_is_up_for_as_long_as_somebody_listens() {
    let mut told = Told::new();
    let yesterday = "2026-03-07T12:00:00Z";
    told.keep_until(yesterday, "old", Some("mail"), &[(EVER, State::Down)]);
    let mut heard_at = |heard_at: &str| {
        let kept: Result<(), StoreError> = told.store.write(|tx| tx.listens(at(heard_at)));
        kept.unwrap();
        told.page().services.remove(1).condition
    };
    assert_eq!(heard_at(yesterday), Condition::Unknown);
    assert_eq!(heard_at("2026-03-08T11:59:55Z"), Condition::Up);
}

#[test]
fn a_critical_incident_is_down_on_its_day_as_it_is_now_where_no_monitor_looks() {
    let mut told = Told::new();
    told.keep_until("2026-03-08T11:00:00Z", "old", Some("mail"), &[(EVER, State::Up)]);
    told.keep_until(NOW, "db", Some("shop"), &[(EVER, State::Up)]);
    for service in ["mail", "shop"] {
        told.hears("2026-03-08T10:30:00Z", service, Severity::Critical, service, false);
    }
    let page = told.page();
    let told = page.services.iter().map(|service| {
        let today = service.days.last().unwrap();
        let minutes = (today.disrupted.as_mins(), today.critical.as_mins());
        (service.condition, today.condition(), minutes)
    });
    // The last monitor of the mail is gone since eleven.
    let (degraded, down) = (Condition::Degraded, Condition::Down);
    assert_eq!(told.collect::<Vec<_>>(), [(degraded, degraded, (90, 0)), (down, down, (90, 60))]);
}
