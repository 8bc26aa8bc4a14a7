//! When the next word comes, and what is said where that is not understood.

use super::*;

fn now() -> Timestamp {
    "2026-03-08T13:00:00Z".parse().unwrap()
}

fn at(text: &str) -> Next {
    Next::By(text.parse().unwrap())
}

fn read_beside(text: &str, next: Option<&str>, is_last: bool) -> Result<Next, String> {
    let zone = TimeZone::fixed(jiff::tz::offset(1));
    understood(text, Beside { next, is_last }, now(), &zone).map_err(|error| error.to_string())
}

#[test]
fn it_is_in_the_text_or_beside_it_on_the_clock_of_whoever_writes() {
    let three = at("2026-03-08T14:00:00Z");
    for (text, next, is_last, expected) in [
        ("still read-only; next update 15:00", None, false, three),
        ("still read-only", Some("in 60 min"), false, three),
        ("still read-only; next update 15:00.", Some("at 15:00"), false, three),
        ("next update when we know more", Some("15:00"), false, three),
        ("still read-only", Some("tomorrow 9"), false, at("2026-03-09T08:00:00Z")),
        ("still read-only", None, false, Next::Unsaid),
        ("all is well, no next update", None, true, Next::None),
        ("all is well", Some("none"), false, Next::None),
    ] {
        assert_eq!(read_beside(text, next, is_last), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_not_understood_is_shown_where_it_stands_with_what_to_write() {
    let why = read_beside("we look.\nNext update: when we know more, promised.", None, false);
    assert_eq!(
        why.unwrap_err(),
        "error: `when we know more promised` is no time\n\
         \u{20} Next update: when we know more, promised.\n\
         \u{20}              ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n\
         hint: write `14:00`, `tomorrow 9:00`, `friday`, `in 30 min`, `20 min ago` or `2026-12-24 18:00`\n\
         hint: or say it beside the text: `--next \"in 30 min\"`, `--last` if there is none\n"
    );
    let why = read_beside("no next update", None, false).unwrap_err();
    assert!(why.contains("and not of when\n  no next update\n     ^^^^^^^^^^^\n"), "{why}");
}

#[test]
fn what_has_passed_or_is_only_a_day_or_is_said_twice_is_no_promise() {
    for (text, next, is_last, expected) in [
        ("next update 2026-03-08 13:30", None, false, "`2026-03-08 13:30` has passed"),
        ("x", Some("20 min ago"), false, "`20 min ago` has passed: 13:40, 20m ago"),
        ("x", Some("friday"), false, "`friday` is a day, and an update has a time"),
        ("x", Some("soon"), false, "`soon` is no time"),
        ("next update 15:00", Some("16:00"), false, "and beside it stands 16:00"),
        ("next update 15:00", None, true, "and beside it stands that there is none"),
    ] {
        let why = read_beside(text, next, is_last).unwrap_err();
        assert!(why.contains(expected) && why.contains("\nhint: "), "{text}: {why}");
    }
}
