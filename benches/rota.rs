//! How long a rota takes to answer: run with `cargo bench`.
//!
//! The bounds are those of a pager that decides while it takes a storm in: who is on call at an
//! instant in under 2 us, however old the rota is; a year of ten layers in under 0.5 ms, or 1 ms
//! where turns are short.

#![expect(clippy::unwrap_used, reason = "what is measured is known to be right")]

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;

use divan::Bencher;
use jiff::civil::{Date, Time, Weekday, date, datetime, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use wail::domain::name::PersonId;
use wail::domain::rota::{
    EraDraft, FIRST_TIER, LayerDraft, LeaveDraft, LeaveStretch, Moment, OverrideDraft,
    OverrideKind, Rota, RotaDraft, TierDraft, TierName, TurnUnit, Weekdays, Window,
};

fn main() {
    divan::main();
}

/// The instants at which a rota that started in 2020 is asked.
const YEARS: [i16; 3] = [2021, 2026, 2090];

#[divan::bench(args = YEARS)]
fn who_at_an_instant_of_ten_layers(bencher: Bencher<'_, '_>, year: i16) {
    let rota = typical();
    let at = new_year(year) + SignedDuration::from_hours(1003);
    bencher.bench_local(|| rota.on_call(FIRST_TIER, black_box(at)));
}

#[divan::bench]
fn who_at_an_instant_with_a_thousand_overrides(bencher: Bencher<'_, '_>) {
    let rota = with_overrides(1000);
    let at = new_year(2027) + SignedDuration::from_hours(1003);
    bencher.bench_local(|| rota.on_call(FIRST_TIER, black_box(at)));
}

#[divan::bench]
fn a_year_of_ten_layers(bencher: Bencher<'_, '_>) {
    year_of(bencher, &typical());
}

#[divan::bench]
fn a_year_of_ten_layers_with_short_turns(bencher: Bencher<'_, '_>) {
    year_of(bencher, &heavy());
}

#[divan::bench]
fn looking_a_year_of_ten_layers_over(bencher: Bencher<'_, '_>) {
    let rota = typical();
    let (from, to) = (new_year(2026), new_year(2027));
    bencher.bench_local(|| rota.lint(black_box(from), black_box(to)));
}

#[divan::bench]
fn looking_a_year_of_a_thousand_overrides_over(bencher: Bencher<'_, '_>) {
    let rota = with_overrides(1000);
    let (from, to) = (new_year(2027), new_year(2028));
    bencher.bench_local(|| rota.lint(black_box(from), black_box(to)));
}

#[divan::bench]
fn building_ten_layers(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(typical_draft).bench_local_values(|draft| Rota::build(draft).unwrap());
}

fn year_of(bencher: Bencher<'_, '_>, rota: &Rota) {
    let (from, to) = (new_year(2026), new_year(2027));
    bencher.bench_local(|| rota.shifts(FIRST_TIER, black_box(from), black_box(to)));
}

fn new_year(year: i16) -> Timestamp {
    date(year, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

const START: Date = date(2020, 1, 6);
const ZONES: [&str; 5] =
    ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"];

fn people(layer: usize, number: usize) -> Vec<PersonId> {
    (0..number).map(|person| PersonId::new(format!("person-{layer}-{person}"))).collect()
}

fn layer(number: usize, unit: TurnUnit, length: u32, windows: Option<Vec<Window>>) -> LayerDraft {
    let handoff = time(9, 0, 0, 0);
    let people = people(number, 5);
    LayerDraft {
        name: None,
        zone: Some(TimeZone::get(ZONES[number % ZONES.len()]).unwrap()),
        eras: vec![EraDraft { start: START, handoff, unit, length, people, turn_days: None }],
        windows,
        until: None,
    }
}

fn nightly(from: Time, to: Time) -> Vec<Window> {
    let days: Weekdays = Weekday::Monday.cycle_forward().take(5).collect();
    vec![Window::Daily { days, from, to }]
}

/// Weeks and days, every other layer within hours of its own.
fn typical_draft() -> RotaDraft {
    let layers = (0..10).map(|number| {
        let windows = nightly(time(20, 0, 0, 0), time(8, 0, 0, 0));
        match number % 2 {
            0 => layer(number, TurnUnit::Week, 1, None),
            _ => layer(number, TurnUnit::Day, 1, Some(windows)),
        }
    });
    of_layers(layers.collect())
}

fn typical() -> Rota {
    Rota::build(typical_draft()).unwrap()
}

/// Days, eight and twelve hours.
fn heavy() -> Rota {
    let layers = (0..10).map(|number| match number % 3 {
        0 => layer(number, TurnUnit::Day, 1, None),
        1 => layer(number, TurnUnit::Hour, 8, None),
        _ => {
            let windows = nightly(time(18, 0, 0, 0), time(9, 0, 0, 0));
            layer(number, TurnUnit::Hour, 12, Some(windows))
        }
    });
    Rota::build(of_layers(layers.collect())).unwrap()
}

fn of_layers(layers: Vec<LayerDraft>) -> RotaDraft {
    let stretch = LeaveStretch::Days { first: date(2026, 7, 13), last: date(2026, 7, 24) };
    let leave = vec![LeaveDraft { person: PersonId::new("person-0-1"), stretch }];
    RotaDraft {
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        tiers: vec![TierDraft { name: TierName::new("primary"), layers }],
        coverage: Vec::new(),
        holidays: BTreeSet::new(),
        zones: BTreeMap::new(),
        overrides: Vec::new(),
        leave,
    }
}

/// One override every eight hours, half of them takes.
fn with_overrides(number: i64) -> Rota {
    let mut draft = typical_draft();
    let first = datetime(2027, 1, 1, 0, 0, 0, 0);
    draft.overrides = (0..number)
        .map(|number| {
            let from = first + SignedDuration::from_hours(8 * number);
            let to = from + SignedDuration::from_hours(12);
            let (by, instead_of) = (PersonId::new("person-0-2"), PersonId::new("person-0-3"));
            let kind = match number % 2 {
                0 => OverrideKind::Take { by },
                _ => OverrideKind::Cover { by, instead_of },
            };
            let (from, to) = (Moment::Civil(from), Moment::Civil(to));
            OverrideDraft { kind, from, to, tier: None, why: None }
        })
        .collect();
    Rota::build(draft).unwrap()
}
