//! Speeding up, slowing down, and neither.

use super::*;

fn found(value: impl Fn(f64) -> f64) -> Growth {
    let day = |day: i32| f64::from(day) - 80.0;
    let points: Vec<Point> = (0..=80)
        .map(|number| Point { at: day(number), value: value(f64::from(number)), group: 0 })
        .collect();
    let recent = slope(&points[points.len() - 14..]).unwrap();
    growth(&points, recent, slope(&points), 1.0, false)
}

#[test]
fn growth_that_rises_is_speeding_up() {
    let Growth::SpeedingUp { by, .. } = found(|day| day * day) else { panic!("it is even") };
    assert!((by.middle - 2.0).abs() < 0.1, "{by:?}");
    let Growth::SpeedingUp { rate, .. } = found(|day| (day / 20.0).exp()) else {
        panic!("it is even")
    };
    assert!((rate - 0.05).abs() < 0.01, "{rate}");
}

#[test]
fn a_line_is_even_and_so_is_one_with_noise() {
    assert_eq!(found(|day| 3.0 * day), Growth::Even);
    assert_eq!(found(|day| 3.0 * day + (day * 37.0) % 11.0), Growth::Even);
}

#[test]
fn growth_that_became_faster_once_is_faster_and_does_not_go_on_so() {
    let Growth::Faster { times: Some(times) } = found(|day| day + 4.0 * (day - 60.0).max(0.0))
    else {
        panic!("it is even")
    };
    assert!(times > 3.0, "{times}");
}

#[test]
fn growth_that_falls_off_is_slowing_down() {
    assert!(matches!(found(|day| 100.0 * day.sqrt()), Growth::SlowingDown { .. }));
}
