//! Lengths and counts in words.

use super::*;

#[test]
fn a_length_is_spelled_in_its_two_largest_units() {
    for (seconds, text) in [
        (-3, "0s"),
        (0, "0s"),
        (59, "59s"),
        (300, "5m"),
        (90, "1m 30s"),
        (3600, "1h"),
        (9000, "2h 30m"),
        (86_400, "1d"),
        (100_000, "1d 3h"),
    ] {
        assert_eq!(spell(SignedDuration::from_secs(seconds)), text);
    }
}

#[test]
fn counts_agree() {
    assert_eq!(count(0, "incident"), "0 incidents");
    assert_eq!(count(1, "incident"), "1 incident");
    assert_eq!(count(2, "fault"), "2 faults");
}
