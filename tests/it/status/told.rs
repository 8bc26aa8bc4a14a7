//! What the record comes to for the public: the figures of the nines, and nothing that is not named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use wail::config::{Environment, Settings, parse};
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::label::Labels;
use wail::domain::name::{MonitorName, SourceName};
use wail::domain::nines::Span;
use wail::domain::nines::budget::Target;
use wail::domain::station::Stations;
use wail::domain::status::{Condition, Page};
use wail::domain::watch::State;
use wail::domain::watch::monitor::Watch;
use wail::engine::Engine;
use wail::engine::nines::{self, Targets};
use wail::engine::status::{Question, page};
use wail::store::{MonitorRow, Store, StoreError};

const CONFIG: &str = r#"
zone = "Europe/Berlin"
fallback = "ana"

[people.ana]
channels = [{ use = "command", run = ["true"] }]

[policy.default]
steps = [{ who = "ana" }]

[audience.public]

[audience.team]

[sources.generic]

[monitors.db]
kind = "tcp"
address = "127.0.0.1:5432"
labels = { service = "shop" }

[monitors.web]
kind = "tcp"
address = "127.0.0.1:80"

[monitors.deep]
kind = "tcp"
address = "127.0.0.1:443"
every = "6h"
labels = { service = "shop" }

[[maintenance]]
name = "disks"
why = "the contract with Initech ends"
public = "We move to larger disks."
match = "service=mail"
from = "2026-03-10 22:00"
to = "2026-03-11 00:00"

[[maintenance]]
name = "nightly"
why = "vacuum"
monitors = ["web"]
cron = "0 3 * * *"
for = "10m"

[[maintenance]]
name = "elsewhere"
why = "nobody outside knows of it"
match = "service=billing"
cron = "0 4 * * *"
for = "10m"

[status]
directory = "/srv/www/status"
services = [{ name = "Shop", match = "service=shop", monitors = "web" }, { name = "mail" }]
"#;

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Noon in UTC, and an hour later in Berlin.
pub(super) const NOW: &str = "2026-03-08T12:00:00Z";

/// A store in which things happened, by a configuration with a page.
pub(super) struct Told {
    pub(super) store: Store,
    settings: Settings,
}

impl Told {
    pub(super) fn new() -> Self {
        let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
        let settings = parse(CONFIG, Path::new("config.toml"), &environment);
        let settings = settings.unwrap_or_else(|faults| panic!("{faults}"));
        Self { store: Store::in_memory().unwrap(), settings }
    }

    /// Keeps that a monitor was in these states, and was watched until now.
    fn keep(&mut self, name: &str, service: Option<&str>, states: &[(&str, State)]) {
        self.keep_until(NOW, name, service, states);
    }

    pub(super) fn keep_until(
        &mut self,
        seen_at: &str,
        name: &str,
        service: Option<&str>,
        states: &[(&str, State)],
    ) {
        let labels: Labels =
            service.map(|service| ("service".to_owned(), service.to_owned())).into_iter().collect();
        let (since, state) = states.last().unwrap();
        let watch = Watch { state: *state, seen_at: at(seen_at), ..Watch::begins(at(since)) };
        let kept: Result<(), StoreError> = self.store.write(|tx| {
            for (since, state) in states {
                tx.put_monitor_state(&name.into(), at(since), *state, "refused by db-7")?;
            }
            tx.put_monitor(&name.into(), &MonitorRow { watch, labels }, false)
        });
        kept.unwrap();
    }

    pub(super) fn hears(
        &mut self,
        now: &str,
        key: &str,
        severity: Severity,
        service: &str,
        is_over: bool,
    ) {
        let signal = if is_over { Signal::Resolved } else { Signal::Firing };
        let source = SourceName::from("generic");
        let alert = Alert::new(source, Fingerprint::of([key]), signal, severity)
            .summary("db-7 of tenant zebra")
            .labels(Labels::from([("service".to_owned(), service.to_owned())]));
        self.decide(now, |engine| engine.hear(&alert));
    }

    pub(super) fn decide<T>(
        &mut self,
        now: &str,
        work: impl FnOnce(&Engine<'_>) -> Result<T, StoreError>,
    ) -> T {
        let stations = Stations::default();
        let rules = &self.settings.rules;
        let done = self.store.write(|tx| {
            let cx = Context { rules, stations: &stations, pending: &[], reliefs: &[] };
            work(&Engine::new(tx, cx, at(now)))
        });
        done.unwrap()
    }

    pub(super) fn page(&mut self) -> Page {
        self.page_at(NOW)
    }

    pub(super) fn page_at(&mut self, now: &str) -> Page {
        let monitors = self.settings.monitors.iter();
        let monitors: BTreeMap<MonitorName, SignedDuration> =
            monitors.map(|(name, it)| (name.clone(), it.limits.patience)).collect();
        let question = Question {
            plan: &self.settings.status.as_ref().unwrap().plan,
            monitors: &monitors,
            maintenance: &self.settings.rules.maintenance,
            now: at(now),
        };
        self.store.read(|tx| page(tx, &question)).unwrap()
    }
}

#[test]
fn what_is_counted_is_what_the_nines_count() {
    let mut told = Told::new();
    told.keep(
        "db",
        Some("shop"),
        &[
            ("2025-11-01T00:00:00Z", State::Up),
            ("2026-02-10T02:00:00Z", State::Down),
            ("2026-02-10T03:00:00.250Z", State::Up),
            ("2026-03-07T22:50:00Z", State::Down),
            ("2026-03-07T23:10:00Z", State::Up),
        ],
    );
    told.keep(
        "web",
        None,
        &[("2026-01-15T00:00:00Z", State::Unknown), ("2026-01-16T00:00:00Z", State::Up)],
    );
    // A monitor of nobody that is named.
    told.keep("billing", Some("billing"), &[("2025-11-01T00:00:00Z", State::Down)]);
    let page = told.page();
    assert_eq!(page.window.from, at("2025-12-08T23:00:00Z"));
    let shop = &page.services[0];
    let days: Vec<String> = shop
        .days
        .iter()
        .filter(|day| day.condition() == Condition::Down)
        .map(|day| format!("{} {}", day.date, day.tally.unwrap().down.as_secs_f64()))
        .collect();
    // The last one went over midnight in Berlin.
    assert_eq!(days, ["2026-02-10 3600.25", "2026-03-07 600", "2026-03-08 600"]);
    let sum = shop.days.iter().map(|day| day.tally.unwrap().down).sum::<SignedDuration>();
    assert_eq!(sum, SignedDuration::from_millis(3_600_250 + 1_200_000));

    let mut of_monitors = nines::Question {
        window: Span { from: page.window.from, to: at(NOW) },
        zone: TimeZone::UTC,
        monitors: BTreeSet::new(),
        present: None,
        matchers: vec![wail::domain::label::Matcher::parse("service=shop").unwrap()],
        maintenance: Vec::new(),
        targets: Targets { of: BTreeMap::new(), otherwise: Target::DEFAULT },
        worst: 0,
    };
    let nines = told.store.read(|tx| nines::nines(tx, &of_monitors)).unwrap();
    // The other monitor is of the shop by the page alone; both together are what the nines say of each.
    let db = nines.services[0].tally;
    of_monitors.matchers = vec![wail::domain::label::Matcher::parse("monitor=web").unwrap()];
    let web = told.store.read(|tx| nines::nines(tx, &of_monitors)).unwrap().monitors[0].tally;
    let tally = shop.tally.unwrap();
    assert_eq!(tally.down, db.down);
    assert_eq!(tally.unknown, SignedDuration::from_hours(24));
    assert_eq!(
        web.unknown - tally.unknown,
        at("2026-01-15T00:00:00Z").duration_since(page.window.from)
    );
    assert_eq!(page.services[1].tally, None);
}

#[test]
fn incidents_are_told_by_their_services_and_in_words_that_give_nothing_away() {
    let mut told = Told::new();
    told.keep("db", Some("shop"), &[("2025-11-01T00:00:00Z", State::Up)]);
    told.hears("2026-03-06T10:00:00Z", "old", Severity::Error, "mail", false);
    told.hears("2026-03-06T10:30:00Z", "old", Severity::Error, "mail", true);
    told.hears("2026-03-07T10:00:00Z", "minor", Severity::Warning, "shop", false);
    told.hears("2026-03-07T11:00:00Z", "other", Severity::Critical, "billing", false);
    told.hears("2026-03-08T11:00:00Z", "new", Severity::Critical, "shop", false);
    told.hears("2026-03-08T11:20:00Z", "mail", Severity::Critical, "mail", false);
    let page = told.page();
    let shown: Vec<String> = page
        .incidents
        .iter()
        .map(|it| {
            let said = it.said.iter().map(|said| format!("{}: {}", said.state, said.text));
            format!("{} {} | {}", it.id, it.headline(), said.collect::<Vec<_>>().join(" | "))
        })
        .collect();
    let expected = [
        "5 mail is disrupted | Noticed: We noticed that something is wrong with mail.",
        "4 Shop is disrupted | Noticed: We noticed that something is wrong with Shop.",
        "1 mail was disrupted | Over: It is over. | Noticed: We noticed that something is wrong with \
         mail.",
    ];
    assert_eq!(shown, expected);
    // Monitors see that the shop serves; nothing looks at the mail.
    let conditions: Vec<Condition> = page.services.iter().map(|it| it.condition).collect();
    assert_eq!(conditions, [Condition::Degraded, Condition::Down]);
    assert_eq!(page.sentence(), "mail is down");
    let disrupted = page.services[1].days.iter().map(|day| day.disrupted.as_mins());
    assert_eq!(disrupted.rev().take(4).collect::<Vec<_>>(), [40, 0, 30, 0]);
    let all = format!("{page:?}");
    for inside in ["db-7", "zebra", "billing", "Initech", "vacuum"] {
        assert!(!all.contains(inside), "{inside} is in {all}");
    }
}

#[test]
fn maintenance_of_what_is_named_is_told_with_its_next_times_and_its_public_words() {
    let mut told = Told::new();
    told.keep("web", None, &[("2025-11-01T00:00:00Z", State::Up)]);
    let page = told.page();
    let shown: Vec<String> = page
        .planned
        .iter()
        .map(|it| format!("{} {} {:?}", it.span.from, it.services.join("+"), it.text.as_deref()))
        .collect();
    let expected = [
        "2026-03-09T02:00:00Z Shop None",
        "2026-03-10T02:00:00Z Shop None",
        "2026-03-10T21:00:00Z mail Some(\"We move to larger disks.\")",
        "2026-03-11T02:00:00Z Shop None",
    ];
    assert_eq!(shown, expected);
}
