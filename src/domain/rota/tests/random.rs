//! Random rotas around the oddest clock changes; every edge of theirs lies on a quarter of an hour.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use proptest::prelude::*;

use crate::domain::name::PersonId;

use super::super::{
    EraDraft, LayerDraft, LeaveDraft, LeaveStretch, Moment, OverrideDraft, OverrideKind, RotaDraft,
    TierDraft, TierName, TurnUnit, Window,
};

/// Zones, each with a day on which its clock does something odd.
const PLACES: [(&str, &str); 12] = [
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Pacific/Apia", "2011-12-30"),
    ("America/Sao_Paulo", "2017-10-15"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("Europe/Dublin", "2026-10-25"),
    ("Antarctica/Troll", "2026-03-29"),
    ("Antarctica/Troll", "2026-10-25"),
    // The calendar repeats after 400 years, and so do the odd days.
    ("Australia/Lord_Howe", "2426-04-05"),
    ("Europe/Dublin", "2826-10-25"),
    ("Antarctica/Troll", "8026-03-29"),
    ("Antarctica/Troll", "9226-10-25"),
];

fn times() -> impl Strategy<Value = Time> {
    (0..96_i8).prop_map(|quarter| time(quarter / 4, quarter % 4 * 15, 0, 0))
}

fn people() -> impl Strategy<Value = PersonId> {
    prop::sample::select(vec!["ana", "bo", "cy", "dee", "eve"]).prop_map(PersonId::from)
}

fn weekdays() -> impl Strategy<Value = Vec<Weekday>> {
    prop::collection::vec(0..7_i8, 1..6).prop_map(|days| {
        days.into_iter().map(|day| Weekday::from_monday_zero_offset(day).unwrap()).collect()
    })
}

fn dates(around: Date) -> impl Strategy<Value = Date> {
    (-9..4_i64).prop_map(move |days| around.saturating_add(days.days()))
}

fn moments(around: Date) -> impl Strategy<Value = DateTime> {
    (-3..3_i64, times())
        .prop_map(move |(days, time)| around.saturating_add(days.days()).to_datetime(time))
}

fn eras(around: Date) -> impl Strategy<Value = EraDraft> {
    use TurnUnit::{Day, Hour, Month, Week};
    let unit = prop::sample::select(vec![Hour, Hour, Day, Day, Week, Month]);
    let people = prop::collection::vec(people(), 1..4);
    (dates(around), times(), unit, 1..9_u32, people, prop::option::of(weekdays())).prop_map(
        |(start, handoff, unit, length, people, days)| {
            let turn_days = days.filter(|_| unit == Day).map(|days| days.into_iter().collect());
            EraDraft { start, handoff, unit, length, people, turn_days }
        },
    )
}

fn windows() -> impl Strategy<Value = Window> {
    (weekdays(), times(), times(), any::<bool>()).prop_map(|(days, from, to, weekly)| {
        if weekly {
            Window::Weekly { from: (days[0], from), to: (days[days.len() - 1], to) }
        } else {
            Window::Daily { days: days.into_iter().collect(), from, to }
        }
    })
}

fn layers(around: Date) -> impl Strategy<Value = LayerDraft> {
    let eras = prop::collection::vec(eras(around), 1..3).prop_map(|mut eras| {
        eras.sort_by_key(|era| era.start.to_datetime(era.handoff));
        eras.dedup_by_key(|era| era.start.to_datetime(era.handoff));
        eras
    });
    let windows = prop::option::of(prop::collection::vec(windows(), 1..3));
    let zone = prop::option::weighted(0.2, prop::sample::select(vec!["Asia/Kathmandu", "UTC"]));
    let until = prop::option::weighted(0.2, moments(around));
    (eras, windows, zone, until).prop_map(|(eras, windows, zone, until)| {
        let zone = zone.map(|zone| TimeZone::get(zone).unwrap());
        LayerDraft { name: None, zone, eras, windows, until }
    })
}

fn overrides(around: Date) -> impl Strategy<Value = OverrideDraft> {
    let kinds = (people(), people(), 0..4_u8).prop_map(|(by, other, kind)| match kind {
        0 => OverrideKind::Take { by },
        1 => OverrideKind::Cover { by, instead_of: other },
        2 => OverrideKind::Swap { one: by, other },
        3.. => OverrideKind::Nobody,
    });
    let tier = prop::option::of(prop::sample::select(vec!["primary", "secondary"]));
    (kinds, moments(around), 1..150_i64, tier).prop_map(|(kind, from, quarters, tier)| {
        let to = Moment::Civil(from.saturating_add(Span::new().minutes(quarters * 15)));
        let tier = tier.map(TierName::new);
        OverrideDraft { kind, from: Moment::Civil(from), to, tier, why: None }
    })
}

fn leaves(around: Date) -> impl Strategy<Value = LeaveDraft> {
    (people(), moments(around), 1..150_i64).prop_map(|(person, from, quarters)| {
        let to = Moment::Civil(from.saturating_add(Span::new().minutes(quarters * 15)));
        LeaveDraft { person, stretch: LeaveStretch::Moments { from: Moment::Civil(from), to } }
    })
}

/// A rota, and the midnight in UTC three days before the odd day.
pub(in crate::domain::rota) fn rotas() -> impl Strategy<Value = (RotaDraft, i64)> {
    prop::sample::select(PLACES.to_vec()).prop_flat_map(|(zone, day)| {
        let around: Date = day.parse().unwrap();
        let layers = || prop::collection::vec(layers(around), 0..4);
        let overrides = prop::collection::vec(overrides(around), 0..5);
        let leave = prop::collection::vec(leaves(around), 0..4);
        (layers(), layers(), overrides, leave).prop_map(move |(first, second, overrides, leave)| {
            let tier = |name, layers| TierDraft { name: TierName::new(name), layers };
            let midnight = around.saturating_sub(3.days()).to_zoned(TimeZone::UTC).unwrap();
            let draft = RotaDraft {
                zone: TimeZone::get(zone).unwrap(),
                tiers: vec![tier("primary", first), tier("secondary", second)],
                coverage: Vec::new(),
                holidays: BTreeSet::new(),
                zones: BTreeMap::from([("bo".into(), TimeZone::get("Asia/Kolkata").unwrap())]),
                overrides,
                leave,
            };
            (draft, midnight.timestamp().as_second())
        })
    })
}
