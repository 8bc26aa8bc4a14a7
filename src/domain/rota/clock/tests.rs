//! The rota clock in the zones that break clocks.

use jiff::civil::DateTime;
use proptest::prelude::*;

use super::super::calendar::civil_second;
use super::*;

const ZONES: [&str; 10] = [
    "UTC",
    "America/New_York",
    "Europe/Dublin",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Africa/Casablanca",
    "America/St_Johns",
    "Asia/Pyongyang",
];

fn clock(zone: &str) -> Clock {
    Clock::new(&TimeZone::get(zone).unwrap())
}

fn civil(text: &str) -> i64 {
    civil_second(text.parse::<DateTime>().unwrap())
}

fn instant(text: &str) -> i64 {
    second(text.parse().unwrap())
}

#[test]
fn a_civil_time_is_reached_when_the_wall_clock_first_shows_it_or_later() {
    for (zone, local, expected) in [
        ("America/New_York", "2026-03-08 01:59", "2026-03-08T06:59Z"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08T07:00Z"),
        ("America/New_York", "2026-03-08 03:00", "2026-03-08T07:00Z"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01T05:30Z"),
        ("America/New_York", "2026-11-01 02:00", "2026-11-01T07:00Z"),
        ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30T10:00Z"),
        ("Pacific/Apia", "2011-12-31 00:00", "2011-12-30T10:00Z"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:30Z"),
        ("America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04T03:00Z"),
        ("Antarctica/Troll", "2026-03-29 02:00", "2026-03-29T01:00Z"),
        ("Europe/Dublin", "2026-10-25 01:15", "2026-10-25T00:15Z"),
    ] {
        assert_eq!(clock(zone).reach(civil(local)), instant(expected), "{zone} {local}");
    }
}

#[test]
fn in_autumn_the_clock_stands_still_until_the_wall_clock_has_caught_up() {
    let new_york = clock("America/New_York");
    for (at, expected) in [
        ("2026-11-01T05:59:59Z", "2026-11-01 01:59:59"),
        ("2026-11-01T06:00:00Z", "2026-11-01 01:59:59"),
        ("2026-11-01T06:59:59Z", "2026-11-01 01:59:59"),
        ("2026-11-01T07:00:00Z", "2026-11-01 02:00:00"),
    ] {
        assert_eq!(new_york.reading(instant(at)), civil(expected), "{at}");
    }
}

#[test]
fn a_clock_goes_by_its_last_rule_until_the_calendar_ends() {
    let berlin = clock("Europe/Berlin");
    for year in ["2199", "2200", "2201", "2599", "2600", "2999", "9999"] {
        for (utc, local) in [("01-01T00:00Z", "01-01 01:00"), ("07-01T10:00Z", "07-01 12:00")] {
            let (utc, local) = (format!("{year}-{utc}"), format!("{year}-{local}"));
            assert_eq!(berlin.reading(instant(&utc)), civil(&local), "{utc}");
            assert_eq!(berlin.reach(civil(&local)), instant(&utc), "{local}");
        }
    }
    // 8026 is fifteen cycles after 2026.
    assert_eq!(berlin.oddity(civil("8026-03-29 02:30")), Some(Oddity::Skipped));
    assert_eq!(berlin.oddity(civil("8026-10-25 02:30")), Some(Oddity::Repeated));
    assert_eq!(berlin.oddity(civil("8026-10-25 03:30")), None);
    assert_eq!(
        berlin.reach(civil("1492-08-03 12:00")) / 86_400,
        instant("1492-08-03T12:00Z") / 86_400
    );
    assert_eq!(berlin.reading(i64::MAX), i64::MAX);
    assert!(berlin.reach(i64::MIN) < berlin.reach(i64::MAX));
}

#[test]
fn an_instant_lies_in_the_second_that_began_before_it() {
    assert_eq!(instant("1969-12-31T23:59:58.5Z"), -2);
    assert_eq!(instant("1970-01-01T00:00:01.999Z"), 1);
    assert_eq!(timestamp(i64::MAX), Timestamp::MAX);
    assert_eq!(timestamp(i64::MIN), Timestamp::MIN);
}

#[test]
fn wall_pieces_cut_where_the_offset_changes() {
    let pieces: Vec<_> = clock("America/New_York")
        .wall_pieces(instant("2026-11-01T04:00Z"), instant("2026-11-01T08:00Z"))
        .collect();
    let (midnight, three) = (civil("2026-11-01 00:00"), civil("2026-11-01 03:00"));
    assert_eq!(pieces, [(midnight, midnight + 7200), (midnight + 3600, three)]);
    assert_eq!(clock("UTC").wall_pieces(5, 9).collect::<Vec<_>>(), [(5, 9)]);
    assert_eq!(clock("UTC").wall_pieces(9, 9).count(), 0);
    let (from, to) = (instant("2199-07-01T00:00Z"), instant("2201-07-01T00:00Z"));
    let berlin: Vec<_> = clock("Europe/Berlin").wall_pieces(from, to).collect();
    assert_eq!(berlin.len(), 6, "four changes in two years, and 2200: {berlin:?}");
    assert_eq!(berlin.iter().map(|(from, to)| to - from).sum::<i64>(), to - from);
    let far: Vec<_> = clock("Europe/Berlin").wall_pieces(from + CYCLE, to + CYCLE).collect();
    assert_eq!((far[0].0, far[4].1), (berlin[0].0 + CYCLE, berlin[5].1 + CYCLE), "{far:?}");
    assert_eq!(far.iter().map(|(from, to)| to - from).sum::<i64>(), to - from);
}

/// A zone, and an instant within a few hours of one of its changes, or anywhere: in years that are
/// known, and in those that only follow a rule.
fn moments() -> impl Strategy<Value = (&'static str, i64)> {
    let zones = prop::sample::select(ZONES.to_vec());
    let cycles = prop_oneof![Just(None), (0..=16_i64).prop_map(Some)];
    let change = any::<prop::sample::Index>();
    (zones, change, cycles, -30_000..30_000_i64, 0..4_000_000_000_i64).prop_map(
        |(zone, change, cycles, near, anywhere)| {
            let clock = clock(zone);
            let (table, later) = match cycles {
                None => (&clock.near, 0),
                Some(cycles) => (clock.table(RULES_FROM).0, cycles * CYCLE),
            };
            match table.stretches.get(1..) {
                Some(changes) if !changes.is_empty() => {
                    (zone, change.get(changes).starts_at + later + near)
                }
                Some(_) | None => (zone, anywhere + later),
            }
        },
    )
}

proptest! {
    #[test]
    fn the_clock_never_runs_backwards((zone, at) in moments(), later in 0..200_000_i64) {
        let clock = clock(zone);
        prop_assert!(clock.reading(at) <= clock.reading(at + later));
        prop_assert!(clock.reach(at) <= clock.reach(at + later));
    }

    #[test]
    fn a_time_is_reached_once_the_clock_reads_it((zone, at) in moments(), ahead in -9_000..9_000_i64) {
        let clock = clock(zone);
        let civil = clock.reading(at) + ahead;
        prop_assert_eq!(clock.reading(at) >= civil, at >= clock.reach(civil));
    }

    #[test]
    fn the_clock_reads_the_highest_time_the_wall_clock_has_shown((zone, at) in moments()) {
        let wall = |at: i64| at + i64::from(TimeZone::get(zone).unwrap().to_offset(timestamp(at)).seconds());
        // No clock has ever been put back by more than a day.
        let highest = (at - 90_000..=at).step_by(60).map(wall).chain([wall(at)]).max().unwrap();
        let reading = clock(zone).reading(at);
        prop_assert!(reading >= highest && reading - highest < 60, "{reading} is not {highest}");
    }
}
