//! Foretold and true: the table of `docs/gauges.md` is made here, and what it promises is held to.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use wail::domain::gauge::forecast::{Forecast, Left};
use wail::domain::gauge::words;

use super::series::{SERIES, Series};

/// How many seeds each series is made with.
const SEEDS: u64 = 40;

/// What all forecasts of one series came to.
#[derive(Default)]
struct Measured {
    /// How often the day on which it was full lay in the range.
    within: u32,
    /// How often it was said that it runs out.
    said: u32,
    /// How often it was said that it does not, though it did, and the other way round.
    wrong: u32,
    /// How far off the middle was in all, as part of the truth.
    off: f64,
}

impl Measured {
    fn of(series: &Series) -> Self {
        let mut measured = Self::default();
        for seed in 0..SEEDS {
            match series.forecast(seed) {
                (Forecast::RunsOut(left), Some(truth)) => {
                    measured.said += 1;
                    measured.off += ((left.days - truth) / truth).abs();
                    let is_within =
                        left.from <= truth && left.to.is_none_or(|latest| truth <= latest);
                    measured.within += u32::from(is_within);
                }
                (Forecast::RunsOut(_) | Forecast::Full, None) | (_, Some(_)) => measured.wrong += 1,
                (_, None) => {}
            }
        }
        measured
    }

    /// How far off the middle is on average, in hundredths of the truth.
    fn percent_off(&self) -> f64 {
        100.0 * self.off / f64::from(self.said.max(1))
    }
}

/// One row of the table.
fn row(series: &Series) -> String {
    let (forecast, truth) = series.forecast(1);
    let days = |days: f64| {
        if days < 3.0 { format!("{:.0} hours", days * 24.0) } else { format!("{days:.0} days") }
    };
    let truth = truth.map_or_else(|| "never".to_owned(), days);
    let measured = Measured::of(series);
    let (within, off) = match measured.said {
        0 => ("–".to_owned(), "–".to_owned()),
        said => {
            let within = 100 * measured.within / said;
            (format!("{within}%"), format!("{:.0}%", measured.percent_off()))
        }
    };
    let said = words::said(&forecast);
    format!("| {} | {truth} | {said} | {off} | {within} |", series.name)
}

#[test]
fn the_table_of_the_document_is_what_is_foretold() {
    let mut table = String::new();
    for series in &SERIES {
        writeln!(table, "{}", row(series)).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/gauges.md");
    let document = fs::read_to_string(path).unwrap();
    assert!(document.contains(&table), "docs/gauges.md should say:\n{table}");
}

#[test]
fn the_true_day_lies_in_the_range_nine_times_of_ten() {
    let (mut within, mut said) = (0, 0);
    for series in &SERIES {
        let measured = Measured::of(series);
        let name = series.name;
        if measured.said > 0 {
            assert!(measured.within * 10 >= measured.said * 9, "{name}: {}", measured.within);
            assert!(measured.percent_off() <= 12.0, "{name}: {}", measured.percent_off());
        }
        let wrong = measured.wrong;
        assert!(wrong * 20 <= u32::try_from(SEEDS).unwrap(), "{name}: {wrong} times wrong");
        (within, said) = (within + measured.within, said + measured.said);
    }
    assert!(within * 100 >= said * 97, "{within} of {said}");
}

#[test]
fn what_never_runs_out_is_never_said_to() {
    for series in SERIES.iter().filter(|series| series.name.ends_with("(never)")) {
        for seed in 0..SEEDS {
            let (forecast, truth) = series.forecast(seed);
            assert_eq!(truth, None, "{}", series.name);
            assert!(matches!(forecast, Forecast::Steady { .. }), "{}: {forecast:?}", series.name);
        }
    }
}

#[test]
fn growth_is_said_to_speed_up_where_it_does_and_nowhere_else() {
    use wail::domain::gauge::growth::Growth;
    let speeds_up = |series: &Series| {
        ["integers", "the same with noise", "usage", "growth that triples", "a log that runs wild"]
            .into_iter()
            .any(|name| series.name.starts_with(name))
    };
    for series in &SERIES {
        let mut said = 0;
        let mut faster = 0;
        for seed in 0..SEEDS {
            if let (Forecast::RunsOut(Left { growth, .. }), _) = series.forecast(seed) {
                said += 1;
                let is_faster = matches!(growth, Growth::SpeedingUp { .. } | Growth::Faster { .. });
                faster += u32::from(is_faster);
            }
        }
        let (least, most) = if speeds_up(series) { (said, said) } else { (0, said / 20) };
        assert!((least..=most).contains(&faster), "{}: {faster} of {said}", series.name);
    }
}
