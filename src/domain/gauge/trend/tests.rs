//! Lines through points, however they are spoilt.

use proptest::prelude::*;

use super::*;

fn points(values: impl IntoIterator<Item = f64>) -> Vec<Point> {
    let values = values.into_iter().enumerate();
    values.map(|(place, value)| Point { at: real(place), value, group: 0 }).collect()
}

#[test]
fn points_of_a_line_are_that_line() {
    let found = slope(&points((0..20).map(|day| 3.0 + 2.0 * f64::from(day)))).unwrap();
    assert!((found.middle - 2.0).abs() < 1e-12 && found.is_rising() && !found.is_falling());
    assert!((found.high - found.low).abs() < 1e-12);
}

#[test]
fn a_quarter_of_the_points_may_be_anything() {
    let spoilt = |day: i32| if day % 4 == 1 { 1e9 } else { 5.0 * f64::from(day) };
    let found = slope(&points((0..40).map(spoilt))).unwrap();
    assert!((4.0..6.0).contains(&found.middle), "{found:?}");
}

#[test]
fn only_points_of_one_group_are_compared() {
    let value = |day: i32| f64::from(day) + if day < 10 { 100.0 } else { 0.0 };
    let mut points = points((0..20).map(value));
    assert!(slope(&points).unwrap().middle < 0.0);
    points.iter_mut().skip(10).for_each(|point| point.group = 1);
    assert!((slope(&points).unwrap().middle - 1.0).abs() < 1e-12);
}

#[test]
fn one_point_or_one_instant_has_no_slope() {
    assert_eq!(slope(&[]), None);
    assert_eq!(slope(&points([1.0])), None);
    let same = Point { at: 1.0, value: 2.0, group: 0 };
    assert_eq!(slope(&[same, Point { value: 3.0, ..same }]), None);
}

#[test]
fn quantiles_are_values_that_there_are() {
    let values = || [4.0, 1.0, 3.0, 2.0].into_iter();
    assert!((median(values()) - 2.5).abs() < 1e-12);
    assert!((quantile(values(), 0.0) - 1.0).abs() < 1e-12);
    assert!((quantile(values(), 1.0) - 4.0).abs() < 1e-12);
    assert!(median(std::iter::empty()).abs() < 1e-12);
}

proptest! {
    #[test]
    fn the_range_has_the_middle_in_it(values in prop::collection::vec(-1e6..1e6f64, 2..40)) {
        let found = slope(&points(values)).unwrap();
        prop_assert!(found.low <= found.middle && found.middle <= found.high, "{found:?}");
    }

    #[test]
    fn a_line_added_to_the_points_is_added_to_the_slope(
        values in prop::collection::vec(-1e3..1e3f64, 2..30), by in -1e3..1e3f64,
    ) {
        let before = slope(&points(values.clone())).unwrap();
        let values = values.into_iter().enumerate();
        let after = slope(&points(values.map(|(day, value)| value + by * real(day)))).unwrap();
        prop_assert!((after.middle - before.middle - by).abs() < 1e-6);
        prop_assert!((after.low - before.low - by).abs() < 1e-6);
    }
}
