//! Hours of the week, in all the ways people write them.

use super::*;

fn read(text: &str) -> Option<Window> {
    window(&Given { value: text.to_owned(), span: 0..0 }).ok()
}

fn at(hour: i8, minute: i8) -> Time {
    jiff::civil::time(hour, minute, 0, 0)
}

fn days(days: &[Weekday]) -> Weekdays {
    days.iter().copied().collect()
}

#[test]
fn hours_are_read_in_all_their_forms() {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Wednesday};
    let daily = |days, from, to| Some(Window::Daily { days, from, to });
    let weekly = |from, to| Some(Window::Weekly { from, to });
    let weekend = days(&[Saturday, Sunday]);
    let cases = [
        ("22:00-06:00", daily(Weekdays::ALL, at(22, 0), at(6, 0))),
        ("sat-sun", daily(weekend, at(0, 0), at(0, 0))),
        (" Saturday – sunday 9:00 - 24:00", daily(weekend, at(9, 0), at(0, 0))),
        ("mon,wed 08:30-12:00", daily(days(&[Monday, Wednesday]), at(8, 30), at(12, 0))),
        (
            "fri-mon 00:00-24:00",
            daily(days(&[Friday, Saturday, Sunday, Monday]), at(0, 0), at(0, 0)),
        ),
        ("fri 18:00 - mon 09:00", weekly((Friday, at(18, 0)), (Monday, at(9, 0)))),
        ("thu 12:00-sun 24:00", weekly((Thursday, at(12, 0)), (Monday, at(0, 0)))),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn what_are_no_hours_is_refused() {
    let texts = [
        "",
        "-",
        "mon-",
        "24:00-06:00",
        "mon 25:00-26:00",
        "9-17",
        "mon fri",
        "22:00",
        "mon 22:00",
        "fri 18:00 - 09:00 mon",
        "mon,, tue",
        "holidays",
        "mon-fri 09:00-17:00 18:00-19:00",
    ];
    for text in texts {
        assert_eq!(read(text), None, "{text}");
    }
}
