//! Lengths of time as people write them: `90s`, `5m`, `2h 30m`.

use jiff::SignedDuration;

/// The length in its two largest units, rounded down; `0s` for none and below.
#[must_use]
pub fn spell(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    match (days, hours, minutes, rest) {
        (0, 0, 0, s) => format!("{s}s"),
        (0, 0, m, 0) => format!("{m}m"),
        (0, 0, m, s) => format!("{m}m {s}s"),
        (0, h, 0, _) => format!("{h}h"),
        (0, h, m, _) => format!("{h}h {m}m"),
        (d, 0, _, _) => format!("{d}d"),
        (d, h, _, _) => format!("{d}d {h}h"),
    }
}

/// `1 incident`, `2 incidents`: counts agree with their nouns everywhere.
#[must_use]
pub fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

#[cfg(test)]
mod tests;
