//! Times on the screen: they move by minutes, so that it is drawn anew as seldom as that.

use jiff::{SignedDuration, Timestamp};

/// A length of time in at most two units, in seconds only below a minute: `45s`, `6m`, `2h 5m`, `3d`.
pub(super) fn span(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, minutes) => format!("{minutes}m"),
        (0, hours, 0) => format!("{hours}h"),
        (0, hours, minutes) => format!("{hours}h {minutes}m"),
        (days, 0, _) => format!("{days}d"),
        (days, hours, _) if days < 10 => format!("{days}d {hours}h"),
        (days, ..) => format!("{days}d"),
    }
}

/// How long ago that was.
pub(super) fn ago(since: Timestamp, now: Timestamp) -> String {
    span(now.duration_since(since))
}

/// How long until then; `due` once it is reached.
pub(super) fn left(at: Timestamp, now: Timestamp) -> String {
    let left = at.duration_since(now);
    if left <= SignedDuration::ZERO { "due".to_owned() } else { span(left) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_moves_by_seconds_only_below_a_minute() {
        for (seconds, text) in [
            (-5, "0s"),
            (45, "45s"),
            (60, "1m"),
            (119, "1m"),
            (3600, "1h"),
            (7500, "2h 5m"),
            (86_400, "1d"),
            (180_000, "2d 2h"),
            (2_000_000, "23d"),
        ] {
            assert_eq!(span(SignedDuration::from_secs(seconds)), text);
        }
        let now = Timestamp::from_second(100).unwrap();
        assert_eq!(left(now, now), "due");
        assert_eq!(left(Timestamp::from_second(160).unwrap(), now), "1m");
    }
}
