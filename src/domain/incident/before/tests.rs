//! What is said of the time before.

use super::*;

#[test]
fn what_is_not_known_of_the_time_before_is_not_said() {
    let bare = Before {
        id: IncidentId(398),
        ago: SignedDuration::from_hours(72),
        lasted: None,
        by: None,
        note: None,
        fix: None,
    };
    assert_eq!(bare.sentence(), "the same problem was incident 398, 3d ago");
    assert_eq!(bare.short(), "as in incident 398, 3d ago");
    let whole = Before {
        lasted: Some(SignedDuration::from_mins(14)),
        by: Some("bo".into()),
        note: Some("waiting for the vendor".to_owned()),
        fix: Some("restarted the replica".to_owned()),
        ..bare
    };
    assert_eq!(
        whole.sentence(),
        "the same problem was incident 398, 3d ago for 14m; bo had it; note: waiting for the \
         vendor; fix: restarted the replica"
    );
    assert_eq!(
        whole.short(),
        "as in incident 398, 3d ago for 14m (bo): restarted the replica",
        "the fix is worth more than the note"
    );
    let long = Before { fix: None, note: Some("no ".repeat(100)), ..whole };
    assert!(long.short().ends_with("no…"), "{}", long.short());
    assert!(long.short().chars().count() < 220);
}

#[test]
fn a_promise_is_asked_for_when_it_begins_to_recur_and_after_twice_as_many() {
    let asked: Vec<u32> = (0..100).filter(|times| asks_for_promise(*times)).collect();
    assert_eq!(asked, [3, 6, 12, 24, 48, 96]);
}
