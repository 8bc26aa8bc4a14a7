//! Levels and patience.

use jiff::Timestamp;

use super::forecast::Left;
use super::growth::Growth;
use super::thin::Reading;
use super::*;

fn runs_out(days: f64) -> Forecast {
    let (from, to) = (days * 0.9, Some(days * 1.1));
    Forecast::RunsOut(Left { days, from, to, growth: Growth::Even, per_day: 1.0 })
}

fn level(before: Level, forecast: Forecast) -> Level {
    Steps::default().level(before, &forecast, 0.5)
}

#[test]
fn it_gets_graver_with_each_step_and_at_once() {
    for (days, expected) in [
        (200.0, Level::Fine),
        (90.0, Level::Fine),
        (89.9, Level::Note),
        (14.0, Level::Note),
        (13.9, Level::Page),
        (2.0, Level::Page),
        (1.9, Level::Critical),
        (0.0, Level::Critical),
    ] {
        assert_eq!(level(Level::Fine, runs_out(days)), expected, "{days} days");
    }
}

#[test]
fn it_does_not_flap_around_an_edge() {
    for (edge, graver, before) in [
        (90.0, Level::Note, Level::Fine),
        (14.0, Level::Page, Level::Note),
        (2.0, Level::Critical, Level::Page),
    ] {
        for part in [0.9, 1.0, 1.1, 1.24] {
            assert_eq!(level(graver, runs_out(edge * part)), graver, "{edge} times {part}");
        }
        assert_eq!(level(graver, runs_out(edge * 1.26)), before, "{edge}");
    }
    assert_eq!(level(Level::Critical, runs_out(500.0)), Level::Fine, "whatever it was before");
}

#[test]
fn where_nothing_can_be_said_it_stays_as_it_was() {
    for before in Level::ALL {
        assert_eq!(level(before, Forecast::TooLittle { readings: 2, days: 0.1 }), before);
        assert_eq!(level(before, Forecast::Full), Level::Critical);
        let steady = Forecast::Steady { is_falling: false, resets: 0 };
        assert_eq!(level(before, steady), Level::Fine);
        let nearly_full = Steps::default().level(before, &steady, 0.985);
        assert_eq!(nearly_full, before, "it may only have stopped because nothing more fits");
    }
    assert_eq!(level(Level::Fine, Forecast::NotWithin(10.0)), Level::Fine);
    assert_eq!(level(Level::Page, Forecast::NotWithin(10.0)), Level::Page);
    assert_eq!(level(Level::Page, Forecast::NotWithin(20.0)), Level::Note);
    assert_eq!(level(Level::Page, Forecast::NotWithin(200.0)), Level::Fine);
}

#[test]
fn words_of_levels_are_read_back() {
    for level in Level::ALL {
        assert_eq!(Level::from_word(level.word()), Some(level));
    }
    assert_eq!(Level::from_word("warning"), None);
}

fn every(hours: i64, readings: i64) -> Vec<Stretch> {
    let at = |place| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours * place);
    (0..readings)
        .map(|place| Stretch::of(Reading { at: at(place), value: 1.0, max: 2.0 }))
        .collect()
}

#[test]
fn patience_goes_by_how_often_readings_come() {
    let hours = SignedDuration::from_hours;
    assert_eq!(patience(None, &[]), hours(24));
    assert_eq!(patience(None, &every(1, 100)), hours(24), "a day at least");
    assert_eq!(patience(None, &every(24, 100)), hours(72));
    assert_eq!(patience(None, &every(24 * 7, 100)), hours(3 * 7 * 24));
    assert_eq!(patience(Some(hours(2)), &every(24, 100)), hours(2));
    let mut gap = every(24, 10);
    gap.remove(5);
    assert_eq!(patience(None, &gap), hours(72), "one gap is not how often they come");
}
