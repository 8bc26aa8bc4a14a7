//! The days of the week, as people write them.

use jiff::civil::Weekday;

const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Monday, "Monday"),
    (Weekday::Tuesday, "Tuesday"),
    (Weekday::Wednesday, "Wednesday"),
    (Weekday::Thursday, "Thursday"),
    (Weekday::Friday, "Friday"),
    (Weekday::Saturday, "Saturday"),
    (Weekday::Sunday, "Sunday"),
];

/// Its name.
#[must_use]
pub fn name(weekday: Weekday) -> &'static str {
    WEEK.iter().find(|(day, _)| *day == weekday).map_or("", |(_, name)| name)
}

/// A weekday by its name or the first three letters of it, in any case.
#[must_use]
pub fn named(text: &str) -> Option<Weekday> {
    let is_it = |name: &str| {
        let begin = name.get(..3).unwrap_or(name);
        text.eq_ignore_ascii_case(name) || text.eq_ignore_ascii_case(begin)
    };
    WEEK.iter().find(|(_, name)| is_it(name)).map(|(day, _)| *day)
}
