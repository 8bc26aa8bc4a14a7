//! What an update leaves owed, who has seen what, and what is left of a text.

use super::*;

const RULE: UpdateRule = UpdateRule {
    remind_before: SignedDuration::from_mins(10),
    alarm_after: SignedDuration::from_mins(2),
    every: SignedDuration::from_hours(1),
};

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

/// Promised at the beginning, by the minute 60.
fn owed() -> Owed {
    Owed::new(IncidentId(1), "ana".into(), (at(0), at(60)), RULE)
}

fn after(next: Next, minutes: i64) -> Option<Owed> {
    let promised = match next {
        Next::By(next_at) => Some((at(minutes), next_at)),
        Next::None | Next::Unsaid => None,
    };
    let promised = promised.map(|times| Owed::new(IncidentId(1), "bo".into(), times, RULE));
    owed_after(Some(owed()), promised, next, (at(minutes), RULE))
}

#[test]
fn a_writer_is_reminded_before_and_of_what_is_soon_halfway() {
    assert_eq!(owed().due_at, Some(at(50)));
    let soon = Owed::new(IncidentId(1), "ana".into(), (at(0), at(10)), RULE);
    assert_eq!(soon.due_at, Some(at(5)));
    assert_eq!(owed().missed_at(RULE), at(62));
}

#[test]
fn an_update_between_leaves_what_was_promised_as_it_was() {
    assert_eq!(after(Next::Unsaid, 20), Some(owed()));
    assert_eq!(after(Next::Unsaid, 50), None, "it is the one that was promised");
    assert_eq!(after(Next::Unsaid, 70), None);
}

#[test]
fn another_promise_takes_the_place_of_the_first_and_none_takes_it_back() {
    let next = after(Next::By(at(90)), 20).unwrap();
    assert_eq!((next.by.as_str(), next.next_at, next.stage), ("bo", at(90), Stage::Remind));
    assert_eq!(after(Next::None, 20), None);
}

#[test]
fn what_somebody_else_wrote_a_moment_ago_or_after_one_has_looked_is_not_known() {
    let last = Update {
        id: UpdateId(7),
        incident: IncidentId(1),
        by: "bo".into(),
        at: at(10),
        text: String::new(),
        next_at: None,
        publications: Vec::new(),
    };
    let is_overtaken = |by: &str, seen, minutes| {
        is_overtaken_by(&last, &by.into(), Option::map(seen, UpdateId), at(minutes))
    };
    assert!(is_overtaken("ana", None, 11));
    assert!(!is_overtaken("ana", None, 12));
    assert!(!is_overtaken("bo", None, 11), "one's own is known");
    assert!(is_overtaken("ana", Some(6), 60));
    assert!(!is_overtaken("ana", Some(7), 10));
}

#[test]
fn a_text_keeps_its_lines_and_nothing_that_would_be_obeyed() {
    assert_eq!(tidy("\n a\u{1b}[31m\tb \r\n\n c\u{202e}\0\n\n"), "a[31m b\n\n c");
    assert_eq!(tidy(" \u{7} \n"), "");
}

#[test]
fn every_stage_is_known_by_its_word() {
    for stage in Stage::ALL {
        assert_eq!(Stage::from_word(stage.word()), Some(stage));
    }
    assert_eq!(Stage::from_word("else"), None);
}
