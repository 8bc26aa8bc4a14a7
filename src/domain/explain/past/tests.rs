//! The record of an incident, told stage by stage.

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn happened<'a>(second: i64, event: &'a str, reason: Option<&'a str>) -> Happened<'a> {
    Happened { at: at(second), event, reason, text: event }
}

#[test]
fn the_record_is_told_stage_by_stage_with_the_end_of_what_held() {
    let record = [
        happened(0, "opened", None),
        happened(0, "routed", None),
        happened(0, "held", Some("hours")),
        happened(5, "held", Some("silence")),
        happened(9, "noted", None),
        happened(9, "hold-ended", None),
        happened(9, "paged", Some("hold-ended")),
        happened(10, "joined", None),
        happened(11, "acknowledged", None),
    ];
    let told = findings_of(&record);
    let short: Vec<(&str, i64, Option<i64>)> = told
        .iter()
        .map(|told| {
            let until = told.finding.until.map(Timestamp::as_second);
            (told.finding.stage, told.at.as_second(), until)
        })
        .collect();
    assert_eq!(
        short,
        [
            ("dedup", 0, None),
            ("dedup", 10, None),
            ("route", 0, None),
            ("silence", 5, Some(9)),
            ("hours", 0, Some(5)),
            ("policy", 9, None),
            ("answer", 11, None),
        ]
    );
}

#[test]
fn what_holds_still_has_no_end() {
    let told = findings_of(&[happened(0, "opened", None), happened(1, "held", Some("inhibited"))]);
    assert_eq!(told[1].finding.stage, "inhibition");
    assert_eq!((told[1].finding.verdict, told[1].finding.until), (Verdict::Holds, None));
}
