//! Percentages are never better than what they tell of.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

fn share(part: i64, whole: i64) -> Share {
    Share::of(SignedDuration::from_millis(part), SignedDuration::from_millis(whole)).unwrap()
}

#[test]
fn as_many_decimals_are_told_as_two_digits_of_what_is_missing_take() {
    for (part, whole, text) in [
        (1, 1, "100"),
        (0, 7, "0.00"),
        (1, 2, "50.00"),
        (999, 1_000, "99.90"),
        (2, 3, "66.66"),
        (999_995, 1_000_000, "99.9995"),
        (9_999_951, 10_000_000, "99.99951"),
        (99_999_876_543, 100_000_000_000, "99.99987"),
        // One millisecond of a year.
        (31_535_999_999, 31_536_000_000, "99.9999999968"),
        // One of ten thousand years.
        (315_359_999_999_999, 315_360_000_000_000, "99.99999999999968"),
    ] {
        assert_eq!(share(part, whole).at_least(), text, "{part} of {whole}");
    }
    assert_eq!(Share::of(SignedDuration::ZERO, SignedDuration::ZERO), None);
}

#[test]
fn for_machines_it_is_cut_after_nine_decimals() {
    for (part, whole, percent) in [
        (1, 1, 100.0),
        (2, 3, 66.666_666_666),
        (999_995, 1_000_000, 99.999_5),
        (315_359_999_999_999, 315_360_000_000_000, 99.999_999_999),
    ] {
        assert!((share(part, whole).percent() - percent).abs() < 1e-12, "{part} of {whole}");
    }
    assert_eq!(share(2, 3).percent().to_string(), "66.666666666");
}

#[test]
fn beside_the_figure_a_share_is_told_with_one_decimal() {
    for (part, text) in
        [(0, "0"), (1, "0.1"), (1_200, "1.2"), (1_250, "1.3"), (99_999, "99.9"), (100_000, "100")]
    {
        assert_eq!(share(part, 100_000).about(), text);
    }
}

proptest! {
    #[test]
    fn no_figure_is_better_than_the_truth((whole, part) in (1_i64..400_000_000_000).prop_flat_map(|whole| (Just(whole), 0..=whole))) {
        let text = share(part, whole).at_least();
        let decimals = text.split_once('.').map_or("", |(_, decimals)| decimals);
        let told: i128 = text.replace('.', "").parse().unwrap();
        let unit = 10_i128.pow(u32::try_from(decimals.len()).unwrap());
        let exact = i128::from(part) * 100 * unit;
        // told / unit is at most the truth, and less than one unit below it.
        prop_assert!(told * i128::from(whole) <= exact, "{text} of {part}/{whole}");
        prop_assert!((told + 1) * i128::from(whole) > exact, "{text} of {part}/{whole}");
        prop_assert_eq!(text == "100", part == whole);
        prop_assert_eq!(share(part, whole).percent() >= 100.0, part == whole);
    }
}
