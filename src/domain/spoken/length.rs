//! Lengths of time as people say them: `30 min`, `2h30m`, `an hour`, `half an hour`.

use jiff::SignedDuration;

/// Reads a length; nothing if it is none, or a number without a unit.
pub(super) fn read(words: &[&str]) -> Option<SignedDuration> {
    match words {
        [] => return None,
        ["half", "an", "hour"] => return Some(SignedDuration::from_mins(30)),
        ["a" | "an", unit] => return seconds(unit).map(SignedDuration::from_secs),
        _ => {}
    }
    let text: String = words.iter().filter(|word| **word != "and").copied().collect();
    let mut rest = text.as_str();
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|it: char| !it.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let letters = after.find(|it: char| it.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let length = number.parse::<i64>().ok()?.checked_mul(seconds(unit)?)?;
        total = total.checked_add(length)?;
        rest = after;
    }
    Some(SignedDuration::from_secs(total))
}

/// How many seconds a unit has.
fn seconds(unit: &str) -> Option<i64> {
    Some(match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 7 * 86_400,
        _ => return None,
    })
}
