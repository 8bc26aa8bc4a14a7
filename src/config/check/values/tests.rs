//! Durations, sizes, times and names, one at a time.

use super::*;

fn given(text: &str) -> Given<String> {
    Given::made(text.to_owned())
}

fn quantity(text: &str) -> Given<Quantity> {
    Given::made(Quantity(text.to_owned()))
}

#[test]
fn a_duration_is_numbers_with_units() {
    for (text, seconds) in [
        ("90s", 90),
        ("5m", 300),
        ("2h30m", 9000),
        ("2h 30m", 9000),
        (" 1d ", 86_400),
        ("7d", 604_800),
        ("1w", 604_800),
        ("5 minutes", 300),
        ("1 hour 1 second", 3601),
        ("366d", 31_622_400),
    ] {
        let length = duration("a wait", &quantity(text)).unwrap();
        assert_eq!(length.as_secs(), seconds, "{text}");
    }
}

#[test]
fn what_is_no_duration_is_refused() {
    for text in ["", "m", "5", "5.5m", "-5m", "0m", "367d", "5mm", "5m5", "m5", "1e3s", "nan", "५m"]
    {
        assert!(duration("a wait", &quantity(text)).is_err(), "{text}");
    }
}

#[test]
fn a_size_has_a_unit_of_ten_or_of_two() {
    for (text, bytes) in
        [("64MB", 64_000_000), ("1MiB", 1_048_576), ("10 kB", 10_000), ("1KiB", 1024), ("5B", 5)]
    {
        assert_eq!(size("a size", &quantity(text)).unwrap(), bytes, "{text}");
    }
    for text in ["", "64", "MB", "0MB", "64mb", "1MiB 5", "-1MB", "1.5MB"] {
        assert!(size("a size", &quantity(text)).is_err(), "{text}");
    }
}

#[test]
fn a_day_may_run_past_midnight_and_end_with_it() {
    let of = |text: &str| day(&given(text)).map(|ClockHours { from, to }| (from.hour(), to.hour()));
    assert_eq!(of("08:00-22:00").unwrap(), (8, 22));
    assert_eq!(of("14:00 - 2:00").unwrap(), (14, 2));
    assert_eq!(of("08:00-24:00").unwrap(), (8, 0));
    for text in
        ["", "-", "08:00", "8-22", "08:00-08:00", "24:00-08:00", "08:60-09:00", "+8:00-9:00"]
    {
        assert!(of(text).is_err(), "{text}");
    }
}

#[test]
fn names_are_letters_of_any_script_digits_and_three_signs() {
    for name in ["ana", "Ana.M-2_x", "安娜", "ü", "x"] {
        assert!(is_name(name), "{name}");
    }
    let long = "x".repeat(65);
    for name in ["", " ", "a b", "a/b", "a\u{1b}", "a\n", "a=b", "😀", long.as_str()] {
        assert!(!is_name(name), "{name:?}");
    }
}
