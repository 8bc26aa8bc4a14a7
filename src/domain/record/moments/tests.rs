//! The moments of an incident are found among what was written down.

use super::*;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_793_674_800 + 60 * minute).unwrap()
}

fn minutes(moments: &Moments) -> Vec<(&'static str, Option<i64>, Option<i64>)> {
    let minutes = |length: SignedDuration| length.as_mins();
    let list = moments.list().into_iter();
    list.map(|it| (it.word, it.after.map(minutes), it.since_began.map(minutes))).collect()
}

#[test]
fn the_first_of_each_counts_and_of_what_people_mark_the_last() {
    let events = [
        ("opened", at(2)),
        ("paged", at(2)),
        ("delivered", at(3)),
        ("paged", at(7)),
        ("delivered", at(7)),
        ("acknowledged", at(9)),
        ("mitigated", at(20)),
        ("acknowledged", at(30)),
        ("mitigated", at(25)),
        ("resolved", at(42)),
    ];
    let moments = Moments::of(Some(at(0)), events);
    assert_eq!(
        minutes(&moments),
        [
            ("began", None, None),
            ("detected", Some(2), Some(2)),
            ("paged", Some(0), Some(2)),
            ("heard", Some(1), Some(3)),
            ("acknowledged", Some(6), Some(9)),
            ("mitigated", Some(16), Some(25)),
            ("resolved", Some(17), Some(42)),
        ]
    );
}

#[test]
fn what_has_not_been_has_no_length() {
    let moments = Moments::of(None, [("opened", at(2)), ("resolved", at(12))]);
    assert_eq!((moments.began, moments.paged), (Some(at(2)), None));
    let list = minutes(&moments);
    assert_eq!(list.last(), Some(&("resolved", Some(10), Some(10))));
    assert_eq!(list.get(2), Some(&("paged", None, None)));
    assert_eq!(Moments::of(None, []), Moments::default());
}

#[test]
fn it_cannot_have_begun_after_it_was_reported() {
    assert_eq!(Moments::of(Some(at(9)), [("opened", at(2))]).began, Some(at(2)));
}

#[test]
fn an_incident_that_was_split_off_begins_with_its_first_entry() {
    assert_eq!(Moments::of(None, [("split-off", at(3)), ("paged", at(4))]).detected, Some(at(3)));
}
