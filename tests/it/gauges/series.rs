//! Series as gauges show them, made with a seed: what was read until now, and when the same series, gone on
//! with, reaches its maximum.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use jiff::{SignedDuration, Timestamp};
use wail::domain::gauge::forecast::{Forecast, forecast};
use wail::domain::gauge::thin::{Grain, Reading, Stretch, together};

/// How far into the future a series is gone on with, in days.
const FURTHEST: f64 = 400.0;

/// A series: what it is like, and how it is read.
#[derive(Clone, Copy)]
pub(crate) struct Series {
    pub(crate) name: &'static str,
    /// How it grows, with the day and a number by chance (of a normal distribution) for each reading.
    pub(crate) value: fn(f64, f64) -> f64,
    /// Its maximum.
    pub(crate) max: f64,
    /// How many days it was read.
    pub(crate) days: f64,
    /// How many hours are between two readings.
    pub(crate) hours: f64,
    /// Whether there is a reading on that day.
    pub(crate) is_read: fn(f64) -> bool,
}

/// What was read, and what becomes of it.
pub(crate) struct Recorded {
    pub(crate) history: Vec<Stretch>,
    /// In how many days from the newest reading on it is full; never within years if none.
    pub(crate) full_in: Option<f64>,
}

/// A small generator of numbers by chance (`SplitMix64`), the same everywhere.
struct Chance(u64);

impl Chance {
    /// From 0 up to 1.
    fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        f64::from(u32::try_from(bits >> 32).unwrap()) / (f64::from(u32::MAX) + 1.0)
    }

    /// About 0, with a standard deviation of 1 (Box and Muller).
    fn normal(&mut self) -> f64 {
        let (one, other) = (1.0 - self.even(), self.even());
        (-2.0 * one.ln()).sqrt() * (TAU * other).cos()
    }
}

impl Series {
    /// Reads it, by that seed.
    pub(crate) fn recorded(&self, seed: u64) -> Recorded {
        let begin = Timestamp::from_second(1_767_571_200).unwrap();
        let mut chance = Chance(seed);
        let (mut readings, mut full_in) = (Vec::new(), None);
        let mut step = 0_u32;
        loop {
            let day = f64::from(step) * self.hours / 24.0;
            if day > self.days + FURTHEST {
                break;
            }
            let value = (self.value)(day, chance.normal());
            if day <= self.days {
                let at = begin + SignedDuration::from_secs_f64((day * 86_400.0).round());
                if (self.is_read)(day) {
                    readings.push(Reading { at, value, max: self.max });
                }
            } else if value >= self.max {
                let newest = readings.last().unwrap().at;
                let past = newest.duration_since(begin).as_secs_f64() / 86_400.0;
                full_in = Some(day - past);
                break;
            }
            step += 1;
        }
        Recorded { history: thinned(&readings), full_in }
    }

    /// What is foretold of it.
    pub(crate) fn forecast(&self, seed: u64) -> (Forecast, Option<f64>) {
        let recorded = self.recorded(seed);
        (forecast(&recorded.history, self.max), recorded.full_in)
    }
}

/// The readings as the store keeps them and forecasts look at them.
pub(crate) fn thinned(readings: &[Reading]) -> Vec<Stretch> {
    let now = readings.last().unwrap().at;
    let [minutes, hours, days] = Grain::ALL.map(|grain| {
        let mut stretches: BTreeMap<Timestamp, Stretch> = BTreeMap::new();
        for reading in readings.iter().filter(|it| it.at > now - grain.looked_at()) {
            let known = stretches.get(&grain.start(reading.at));
            let with = known.map_or(Stretch::of(*reading), |known| known.with(*reading));
            stretches.insert(grain.start(reading.at), with);
        }
        stretches.into_values().collect::<Vec<_>>()
    });
    together(&minutes, &hours, &days)
}

/// Whether a day is one of the two at the end of the week; the first day is a Monday.
fn is_weekend(day: f64) -> bool {
    day % 7.0 >= 5.0
}

fn always(_: f64) -> bool {
    true
}

/// The series of the table, in its order.
pub(crate) const SERIES: [Series; 23] = [
    Series {
        name: "a sequence that counts up evenly, read daily",
        value: |day, _| 1000.0 + 10.0 * day,
        max: 2_500.0,
        days: 100.0,
        hours: 24.0,
        is_read: always,
    },
    Series {
        name: "the same, read each minute for two days",
        value: |day, _| 2_000.0 + 50.0 * day,
        max: 2_500.0,
        days: 2.0,
        hours: 1.0 / 60.0,
        is_read: always,
    },
    Series {
        name: "a disk that fills evenly, with noise, read hourly",
        value: |day, chance| 40.0 + 0.5 * day + 2.0 * chance,
        max: 100.0,
        days: 60.0,
        hours: 1.0,
        is_read: always,
    },
    Series {
        name: "the same, read daily, with much noise",
        value: |day, chance| 40.0 + 0.5 * day + 4.0 * chance,
        max: 100.0,
        days: 60.0,
        hours: 24.0,
        is_read: always,
    },
    Series {
        name: "integers that run out, growth rising evenly",
        value: |day, _| 100.0 + day + 0.02 * day * day,
        max: 1_000.0,
        days: 150.0,
        hours: 6.0,
        is_read: always,
    },
    Series {
        name: "the same with noise",
        value: |day, chance| 100.0 + day + 0.02 * day * day + 5.0 * chance,
        max: 1_000.0,
        days: 150.0,
        hours: 6.0,
        is_read: always,
    },
    Series {
        name: "usage that doubles in 60 days",
        value: |day, _| 100.0 * (day / 60.0).exp2(),
        max: 1_000.0,
        days: 150.0,
        hours: 24.0,
        is_read: always,
    },
    Series {
        name: "growth that triples from one day to the next, 20 days ago",
        value: |day, _| 100.0 + day + 2.0 * (day - 100.0).max(0.0),
        max: 400.0,
        days: 120.0,
        hours: 6.0,
        is_read: always,
    },
    Series {
        name: "growth that becomes slower",
        value: |day, _| 100.0 * day.sqrt(),
        max: 1_600.0,
        days: 200.0,
        hours: 24.0,
        is_read: always,
    },
    Series {
        name: "a log that is rotated each week (never)",
        value: |day, chance| 20.0 + 8.0 * (day % 7.0) + 0.5 * chance,
        max: 100.0,
        days: 60.0,
        hours: 1.0,
        is_read: always,
    },
    Series {
        name: "a log that is rotated each 10 days and grows from tooth to tooth",
        value: |day, chance| 10.0 + 0.4 * day + 3.0 * (day % 10.0) + 0.5 * chance,
        max: 100.0,
        days: 80.0,
        hours: 1.0,
        is_read: always,
    },
    Series {
        name: "a log that is rotated each night (never)",
        value: |day, _| 20.0 + 60.0 * (day % 1.0),
        max: 100.0,
        days: 30.0,
        hours: 0.5,
        is_read: always,
    },
    Series {
        name: "a week with its weekend, growing",
        value: |day, chance| 30.0 + 0.25 * day + if is_weekend(day) { 0.0 } else { 20.0 } + chance,
        max: 100.0,
        days: 90.0,
        hours: 2.0,
        is_read: always,
    },
    Series {
        name: "days and nights and weeks, growing",
        value: |day, chance| {
            30.0 + 0.3 * day + 8.0 * (TAU * day).sin() + 5.0 * (TAU * day / 7.0).sin() + chance
        },
        max: 100.0,
        days: 70.0,
        hours: 1.0,
        is_read: always,
    },
    Series {
        name: "nothing but noise (never)",
        value: |_, chance| 60.0 + 5.0 * chance,
        max: 100.0,
        days: 60.0,
        hours: 1.0,
        is_read: always,
    },
    Series {
        name: "days and nights and no growth, three days of it (never)",
        value: |day, chance| 60.0 + 20.0 * (TAU * day).sin() + chance,
        max: 100.0,
        days: 3.2,
        hours: 0.25,
        is_read: always,
    },
    Series {
        name: "something that is given back (never)",
        value: |day, chance| 90.0 - 0.3 * day + chance,
        max: 100.0,
        days: 40.0,
        hours: 6.0,
        is_read: always,
    },
    Series {
        name: "a disk that was cleaned 6 days ago",
        value: |day, chance| 30.0 + day - if day > 54.0 { 40.0 } else { 0.0 } + 0.5 * chance,
        max: 100.0,
        days: 60.0,
        hours: 3.0,
        is_read: always,
    },
    Series {
        name: "a monitor that was down for 20 days of 60",
        value: |day, chance| 40.0 + 0.5 * day + chance,
        max: 100.0,
        days: 60.0,
        hours: 3.0,
        is_read: |day| !(25.0..45.0).contains(&day),
    },
    Series {
        name: "a log that runs wild since 8 hours",
        value: |day, chance| {
            40.0 + 0.2 * day + 0.2 * chance + 24.0 * 1.5 * (day - 20.0 + 8.0 / 24.0).max(0.0)
        },
        max: 100.0,
        days: 20.0,
        hours: 0.25,
        is_read: always,
    },
    Series {
        name: "a log whose weekly rotation has failed",
        value: |day, chance| {
            20.0 + 5.0 * if day > 77.0 { day - 70.0 } else { day % 7.0 } + 0.5 * chance
        },
        max: 200.0,
        days: 82.0,
        hours: 1.0,
        is_read: always,
    },
    Series {
        name: "a load of data once a month",
        value: |day, _| 20.0 + 5.0 * (day / 30.0).floor(),
        max: 100.0,
        days: 300.0,
        hours: 6.0,
        is_read: always,
    },
    Series {
        name: "one reading far too high, yesterday",
        value: |day, chance| {
            40.0 + 0.3 * day + 0.3 * chance + if (day - 59.0).abs() < 1e-9 { 55.0 } else { 0.0 }
        },
        max: 100.0,
        days: 60.0,
        hours: 24.0,
        is_read: always,
    },
];
