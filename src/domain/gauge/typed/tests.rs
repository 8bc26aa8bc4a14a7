//! What people type, and what they are told of it.

use super::*;

fn read(text: &str) -> Result<(f64, &'static str), String> {
    Amount::read(text).map(|it| (it.value, it.unit)).map_err(|error| error.to_string())
}

#[test]
fn amounts_are_read_as_people_write_them() {
    for (text, value, unit) in [
        ("1931000000", 1_931_000_000.0, ""),
        ("1_931_000_000", 1_931_000_000.0, ""),
        (" 42 ", 42.0, ""),
        ("-3.5", -3.5, ""),
        ("1.5e9", 1.5e9, ""),
        ("2E-3", 2e-3, ""),
        ("85%", 85.0, "%"),
        ("85 %", 85.0, "%"),
        ("12.5GB", 12.5e9, "B"),
        ("12.5 GiB", 13_421_772_800.0, "B"),
        ("512B", 512.0, "B"),
        ("3k", 3000.0, ""),
        ("2.1G", 2.1e9, ""),
        ("1Ki", 1024.0, ""),
        ("7EB", 7.0, "EB"),
    ] {
        if unit == "EB" {
            assert_eq!(read(text), Err("`EB` is no unit of `7EB`".to_owned()));
        } else {
            assert_eq!(read(text), Ok((value, unit)), "{text}");
        }
    }
}

#[test]
fn what_is_no_amount_is_refused_with_the_reason() {
    for (text, told) in [
        ("", "`` is not a number"),
        ("full", "`full` is not a number"),
        ("NaN", "`NaN` is no amount: nothing can be so much"),
        ("-inf", "`-inf` is no amount: nothing can be so much"),
        ("Infinity", "`Infinity` is no amount: nothing can be so much"),
        ("1e999", "`1e999` is no amount: nothing can be so much"),
        ("1,931", "`1,931` has a comma, which means one thing here and another there"),
        ("12 parsecs", "`parsecs` is no unit of `12 parsecs`"),
        ("1.2.3", "`1.2.3` is not a number"),
        ("0x10", "`x10` is no unit of `0x10`"),
    ] {
        assert_eq!(read(text), Err(told.to_owned()), "{text}");
    }
    for text in ["0", "-1", "0GB"] {
        let error = Amount::read_max(text).unwrap_err();
        assert_eq!(error.to_string(), format!("a gauge cannot be full at {text}"));
    }
}

#[test]
fn a_value_and_its_maximum_fit_together() {
    let read = |value, max, full_at| Typed::read(value, max, full_at);
    let typed = |value, max, unit| Ok(Typed { value, max, unit });
    assert_eq!(read("85%", None, None), typed(85.0, Some(100.0), Some("%")));
    assert_eq!(read("85%", None, Some(500e9)), typed(425e9, None, None));
    assert_eq!(read("50%", Some("500GB"), None), typed(250e9, Some(500e9), Some("B")));
    assert_eq!(read("50%", Some("100%"), None), typed(50.0, Some(100.0), Some("%")));
    assert_eq!(read("12.5GB", Some("50GB"), None), typed(12.5e9, Some(50e9), Some("B")));
    assert_eq!(read("12500000000", Some("50GB"), None), typed(12.5e9, Some(50e9), Some("B")));
    assert_eq!(read("5", Some("10"), None), typed(5.0, Some(10.0), None));
    assert_eq!(read("5", None, None), typed(5.0, None, None));
    for (value, max) in [("12.5GB", "50"), ("5", "100%")] {
        let differ = Err(AmountError::Differ(value.to_owned(), max.to_owned()));
        assert_eq!(read(value, Some(max), None), differ);
    }
}

#[test]
fn a_program_prints_one_or_two() {
    let value = |output| Typed::printed(output, None).map(|typed| (typed.value, typed.max));
    assert_eq!(value("\n 12 100\nmore\n"), Ok((12.0, Some(100.0))));
    assert_eq!(value("12\n"), Ok((12.0, None)));
    assert_eq!(value(""), Err(AmountError::Nothing));
    assert_eq!(value("1 2 3"), Err(AmountError::NotOneOrTwo("1 2 3".to_owned())));
    assert!(value(&"x".repeat(10_000)).is_err());
}
