//! The life of a gauge, a reading a day: told in time, raised, ended, and told of when it is silent.

use jiff::{SignedDuration, Timestamp};
use wail::domain::gauge::{Level, Standing};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::{IncidentId, Input};
use wail::domain::name::GaugeName;
use wail::domain::rules::Rules;
use wail::domain::station::Stations;
use wail::engine::{Engine, Gauged};
use wail::store::{Store, StoreError, TimelineQuery};

use crate::night::{TEAM, rules};

/// The words of what is told of gauges; who is called is another story.
const TOLD: [&str; 7] =
    ["opened", "joined", "severity-raised", "headroom", "cleared", "resolved", "logged"];

struct Life {
    store: Store,
    rules: Rules,
    now: Timestamp,
    gauge: GaugeName,
}

impl Life {
    /// A gauge of that configuration, at nine in the morning.
    fn of(more: &str) -> Self {
        Self {
            store: Store::in_memory().unwrap(),
            rules: rules(&format!("{TEAM}{more}")),
            now: "2026-01-05T09:00:00Z".parse().unwrap(),
            gauge: GaugeName::from("events.id"),
        }
    }

    fn decide<T>(&mut self, work: impl FnOnce(&Engine<'_>) -> Result<T, StoreError>) -> T {
        let Self { store, rules, now, .. } = self;
        let stations = Stations::default();
        let cx = Context { rules, stations: &stations, pending: &[], reliefs: &[] };
        store.write(|tx| work(&Engine::new(tx, cx, *now))).unwrap()
    }

    fn read_at(&mut self, value: f64, max: Option<f64>, at: Timestamp) -> Gauged {
        let gauge = self.gauge.clone();
        self.decide(|engine| engine.gauge(&gauge, value, max, at))
    }

    /// One reading a day for so many days, and whatever is due between them.
    fn days(&mut self, days: std::ops::Range<u32>, max: f64, value: impl Fn(f64) -> f64) {
        for day in days {
            let gauged = self.read_at(value(f64::from(day)), Some(max), self.now);
            assert!(matches!(gauged, Gauged::Kept(_)));
            self.wait(24);
        }
    }

    fn wait(&mut self, hours: i64) {
        self.now += SignedDuration::from_hours(hours);
        self.decide(|engine| engine.tick(100));
    }

    fn standing(&mut self) -> Standing {
        let name = self.gauge.to_string();
        self.store.read(|tx| tx.gauge(&name)).unwrap().unwrap()
    }

    /// What was told: the date, the incident, the word and the sentence.
    fn told(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        let all = |tx: &wail::store::Tx<'_>| {
            tx.timeline(TimelineQuery::After(0), |entry| {
                if TOLD.contains(&entry.event.as_str()) {
                    let incident = entry.incident.map_or(0, |id| id.0);
                    let date = entry.at.strftime("%m-%d");
                    told.push(format!("{date} {incident} {}: {}", entry.event, entry.text));
                }
            })
        };
        self.store.read(all).unwrap();
        told
    }
}

#[test]
fn integers_that_run_out_are_told_in_time_raised_and_over_once_there_is_room() {
    let mut life = Life::of("[gauges.\"events.id\"]\n");
    life.days(0..120, 1200.0, |day| 10.0 * day);
    life.days(120..122, 2.0e9, |day| 10.0 * day);
    assert_eq!(
        life.told(),
        [
            "02-05 1 opened: gauge reports warning: events.id: 310 of 1200, 89 days left (85 to 93), growth is steady",
            "04-22 1 headroom: events.id: 1070 of 1200, 13 days left (12 to 14), growth is steady",
            "04-22 1 severity-raised: the severity rises to error",
            "05-04 1 headroom: events.id: 1190 of 1200, 24 hours left (23 to 25), growth is steady",
            "05-04 1 severity-raised: the severity rises to critical",
            "05-05 1 cleared: over: events.id: 1200 of 2_000_000_000, more than 3.3 years left",
            "05-05 1 resolved: resolved, gauge reports that it is over",
        ]
    );
    assert_eq!(life.standing().level, Level::Fine);
}

#[test]
fn whoever_ends_it_by_hand_is_told_again_only_when_it_gets_graver() {
    let mut life = Life::of("");
    life.days(0..40, 1200.0, |day| 10.0 * day);
    life.decide(|engine| engine.apply(IncidentId(1), Input::Resolve { by: "ana".into() }));
    life.days(40..106, 1200.0, |day| 10.0 * day);
    assert_eq!(life.told().len(), 2, "{:?}", life.told());
    life.days(106..108, 1200.0, |day| 10.0 * day);
    let told = life.told();
    assert!(told[2].contains("2 opened: gauge reports error: events.id: 10"), "{told:?}");
    assert_eq!(told.len(), 3, "{told:?}");
}

#[test]
fn an_edge_is_told_once_however_it_scatters() {
    let mut life = Life::of("");
    // It stays at about ninety days, now a little more and now a little less.
    life.days(0..40, 1e9, |day| 10.0 * day);
    for day in 40..100_u32 {
        let value = 10.0 * f64::from(day);
        let left = 895.0 + 40.0 * f64::from((day * 7) % 5 / 2);
        life.days(day..day + 1, value + left, |_| value);
    }
    let told = life.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(life.standing().level, Level::Note);
}

#[test]
fn silence_about_headroom_is_not_headroom() {
    let mut life = Life::of("[gauges.\"events.id\"]\nmax = 1200\nstale_after = \"2d\"\n");
    life.days(0..108, 1200.0, |day| 10.0 * day);
    life.wait(12);
    assert!(!life.standing().is_stale);
    life.wait(24);
    life.wait(24);
    let silent = life.told();
    assert!(
        silent.last().unwrap().ends_with(
            "1 joined: another alert joins: events.id: no reading for 2d 12h, its headroom is not known"
        ),
        "{silent:?}"
    );
    life.days(111..112, 1200.0, |day| 10.0 * day);
    let heard = life.told();
    let again = "1 cleared: over: events.id: there is a reading again";
    assert!(heard.last().unwrap().ends_with(again), "{heard:?}");
    assert!(!life.standing().is_stale);
}

#[test]
fn a_gauge_that_never_says_anything_is_told_too_and_forgotten_with_the_configuration() {
    let mut life = Life::of("[gauges.\"events.id\"]\nrun = [\"/bin/count\"]\n");
    life.decide(|engine| engine.settle_gauges());
    let gauge = life.gauge.clone();
    life.decide(|engine| engine.no_reading(&gauge, "exit code 3"));
    life.wait(23);
    assert_eq!(life.told().len(), 0);
    life.wait(1);
    let expected = "01-06 1 opened: gauge reports warning: events.id: never a reading, no reading \
                    for 1d, its headroom is not known: exit code 3";
    assert_eq!(life.told(), [expected]);
    life.rules.gauges.clear();
    life.decide(|engine| engine.settle_gauges());
    assert_eq!(life.told().len(), 3, "{:?}", life.told());
    life.wait(500);
    assert_eq!(life.told().len(), 3, "nobody waits for it any more");
}

#[test]
fn what_was_read_long_ago_is_kept_and_told_nobody() {
    let mut life = Life::of("");
    let begin = life.now - SignedDuration::from_hours(24 * 107);
    for day in 0..107 {
        let at = begin + SignedDuration::from_hours(24 * i64::from(day));
        if day < 100 {
            life.read_at(10.0 * f64::from(day), Some(1200.0), at);
        }
    }
    assert_eq!(life.told(), [""; 0], "the newest is eight days old");
    life.read_at(1070.0, None, life.now);
    assert_eq!(life.told().len(), 1);
    // One more of the past changes nothing of what is told now.
    life.read_at(5.0, None, begin);
    assert_eq!(life.standing().newest.unwrap().value.to_bits(), 1070.0_f64.to_bits());
}

#[test]
fn what_is_no_reading_is_not_kept() {
    let mut life = Life::of("");
    let now = life.now;
    assert_eq!(life.read_at(5.0, None, now), Gauged::NoMax);
    for (value, max) in
        [(f64::NAN, 5.0), (f64::INFINITY, 5.0), (1.0, 0.0), (1.0, -3.0), (1.0, f64::NAN)]
    {
        assert_eq!(life.read_at(value, Some(max), now), Gauged::NoNumber);
    }
    let name = life.gauge.to_string();
    assert_eq!(life.store.read(|tx| tx.gauge(&name)).unwrap(), None);
}

#[test]
fn years_of_readings_stay_and_are_few() {
    use wail::domain::gauge::thin::Grain;
    let mut life = Life::of("");
    let begin = life.now;
    let gauge = life.gauge.clone();
    // Each ten minutes for 100 days.
    for ten in 0..100 * 144_i32 {
        life.now = begin + SignedDuration::from_mins(10 * i64::from(ten));
        let now = life.now;
        let reading =
            wail::domain::gauge::thin::Reading { at: now, value: f64::from(ten), max: 1e9 };
        life.store.write(|tx| tx.keep_reading(gauge.as_str(), reading)).unwrap();
    }
    let kept = Grain::ALL.map(|grain| {
        let work = |tx: &wail::store::Tx<'_>| {
            tx.stretches(gauge.as_str(), grain, Timestamp::UNIX_EPOCH, Timestamp::MAX)
        };
        life.store.read(work).unwrap().len()
    });
    assert!((432..=433).contains(&kept[0]), "three days by the reading: {kept:?}");
    assert!((1440..=1441).contains(&kept[1]), "sixty days by the hour: {kept:?}");
    assert!((100..=101).contains(&kept[2]), "all days: {kept:?}");
}

#[test]
fn a_time_in_which_nobody_could_hear_is_no_silence() {
    let silent = |hours_deaf: i64| {
        let mut life = Life::of("[gauges.\"events.id\"]\nstale_after = \"2d\"\n");
        life.decide(|engine| engine.listens());
        life.read_at(1.0, Some(9.0), life.now);
        life.now += SignedDuration::from_hours(hours_deaf);
        life.decide(|engine| engine.listens());
        life.wait(0);
        let at_once = life.told().len();
        life.decide(|engine| engine.listens());
        life.wait(47);
        let later = life.told().len();
        life.wait(2);
        (at_once, later, life.told().len())
    };
    assert_eq!(silent(72), (0, 0, 1), "it has as long again as it has at all");
    assert_eq!(silent(24), (0, 1, 1), "what was not deafness counts");
}

#[test]
fn readings_of_a_clock_that_was_ahead_keep_back_none_that_are_true() {
    let mut life = Life::of("[gauges.\"events.id\"]\n");
    let true_now = life.now;
    life.now += SignedDuration::from_hours(24 * 365);
    life.read_at(1.0, Some(1200.0), life.now);
    life.now = true_now;
    life.days(0..100, 1200.0, |day| 10.0 * day);
    assert!(life.standing().newest.is_some_and(|newest| newest.value > 900.0));
    assert!(life.told().iter().any(|told| told.contains("opened")), "{:?}", life.told());
}
