//! When is told of a promise.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const MADE: &str = "2026-11-02T09:00:00Z";
const DUE: &str = "2026-11-06T18:00:00Z";

fn promise() -> Promise {
    Promise {
        id: PromiseId(3),
        what: Wanted {
            text: "add the missing index".to_owned(),
            owner: "bob".into(),
            by: "ana".into(),
            due_at: at(DUE),
            incident: None,
            to: None,
            public: false,
            fixes: false,
        },
        made_at: at(MADE),
        told_at: at(MADE),
        closed: None,
    }
}

#[test]
fn each_thing_is_told_once_and_in_its_time() {
    let (rules, mut promise) = (PromiseRules::default(), promise());
    let mut told = Vec::new();
    while let Some(next) = promise.next(&rules).filter(|next| *next < at("2026-11-25T00:00:00Z")) {
        told.push((next.to_string(), promise.due(&rules, next).unwrap()));
        assert_eq!(promise.due(&rules, next - SignedDuration::from_millis(1)), None);
        promise.told_at = next;
        assert_eq!(promise.due(&rules, next), None);
    }
    let expected = [
        ("2026-11-05T18:00:00Z", Step::Remind),
        ("2026-11-06T17:00:00Z", Step::Remind),
        ("2026-11-06T18:00:00Z", Step::Late),
        ("2026-11-07T18:00:00Z", Step::Escalate),
        ("2026-11-14T18:00:00Z", Step::Again),
        ("2026-11-21T18:00:00Z", Step::Again),
    ];
    assert_eq!(told, expected.map(|(at, step)| (at.to_owned(), step)));
}

#[test]
fn what_is_promised_for_soon_needs_no_reminder_of_a_day() {
    let rules = PromiseRules::default();
    let promise = Promise { told_at: at("2026-11-06T10:00:00Z"), ..promise() };
    assert_eq!(promise.next(&rules), Some(at("2026-11-06T17:00:00Z")));
}

#[test]
fn what_was_missed_is_one_step_and_not_a_burst() {
    let (rules, promise) = (PromiseRules::default(), promise());
    for (now, step) in [
        ("2026-11-06T17:59:00Z", Step::Remind),
        ("2026-11-07T17:00:00Z", Step::Late),
        ("2026-11-10T09:00:00Z", Step::Escalate),
    ] {
        assert_eq!(promise.due(&rules, at(now)), Some(step), "{now}");
    }
}

#[test]
fn a_day_is_its_end_of_work_where_its_owner_lives() {
    let day: Date = "2026-11-06".parse().unwrap();
    for (zone, expected) in [
        ("Europe/Berlin", "2026-11-06T17:00:00Z"),
        ("America/New_York", "2026-11-06T23:00:00Z"),
        ("UTC", DUE),
    ] {
        assert_eq!(end_of_work(day, &TimeZone::get(zone).unwrap()), at(expected), "{zone}");
    }
}

#[test]
fn where_a_promise_stands() {
    let closed = |kept| {
        let (by, word) = ("bob".into(), "it is there".to_owned());
        Promise { closed: Some(Closed { at: at(DUE), by, kept, word }), ..promise() }
    };
    assert_eq!(promise().standing(at(MADE)), Standing::Open);
    assert_eq!(promise().standing(at(DUE)), Standing::Late);
    assert_eq!(closed(true).standing(at(DUE)), Standing::Kept);
    assert_eq!(closed(false).standing(at(DUE)), Standing::Dropped);
    assert_eq!(
        BadPromise::Over(Box::new(closed(false))).to_string(),
        "promise 3 is already dropped"
    );
}
