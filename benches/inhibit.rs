//! How long it takes to find out what explains an alert: run with `cargo bench`.
//!
//! The bound is that of a storm: 200 rules and 10,000 open incidents, under 50 us an alert.

#![expect(clippy::unwrap_used, reason = "what is measured is known to be right")]

use std::hint::black_box;

use divan::Bencher;
use jiff::{SignedDuration, Timestamp};
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::inhibition::rules::{InhibitRule, InhibitRules};
use wail::domain::label::{Labels, Matcher};
use wail::domain::rules::Rules;
use wail::domain::station::Stations;
use wail::engine::Engine;
use wail::store::{Store, StoreError};

fn main() {
    divan::main();
}

const RULES: usize = 200;
const INCIDENTS: usize = 10_000;
/// So many alerts are heard in one transaction, as a daemon in a storm does.
const ALERTS: usize = 100;

#[divan::bench]
fn sides_of_an_alert_by_200_rules(bencher: Bencher<'_, '_>) {
    let rules = rules();
    let labels = labels(7, "warning", "Slow");
    let firing = (0..RULES).map(|index| self::labels(index, "critical", "ClusterDown"));
    let ruling = firing.flat_map(|labels| rules.by_source(&labels)).map(|side| side.rule).collect();
    bencher.bench_local(|| {
        let labels = black_box(&labels);
        (rules.by_source(labels).len(), rules.by_target(labels, &ruling).len())
    });
}

/// A hundred alerts, each of a problem that is new, in one transaction that is taken back.
#[divan::bench(args = [0, RULES])]
fn a_hundred_new_alerts_beside_10_000_incidents(bencher: Bencher<'_, '_>, number: usize) {
    let team = Rules { inhibit: InhibitRules::new(rules().all()[..number].to_vec()), ..usual() };
    let mut store = Store::in_memory().unwrap();
    let now = Timestamp::from_second(1_793_674_800).unwrap();
    let stations = Stations { alive: Vec::new(), daemon: true };
    let cx = Context { rules: &team, stations: &stations, pending: &[], reliefs: &[] };
    store
        .write(|tx| {
            let engine = Engine::new(tx, cx, now);
            for index in 0..INCIDENTS {
                let name = if index % 100 == 0 { "ClusterDown" } else { "Broken" };
                engine.hear(&alert(index, "critical", name))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    bencher.bench_local(|| {
        let taken_back = store.write(|tx| {
            let engine = Engine::new(tx, cx, now + SignedDuration::from_mins(10));
            for index in 0..ALERTS {
                engine.hear(&alert(INCIDENTS + index, "warning", "Slow"))?;
            }
            Err::<(), _>(StoreError::Conflict(0))
        });
        assert_eq!(taken_back, Err(StoreError::Conflict(0)));
    });
}

fn usual() -> Rules {
    use wail::config::{Environment, parse};
    let text = "zone = \"UTC\"\nfallback = \"ana\"\npeople.ana.channels = [\"sound\"]\n\
        [policy.default]\nsteps = [{ who = \"ana\" }]\n";
    let environment = Environment::made_up(&[], None);
    parse(text, std::path::Path::new("config.toml"), &environment).unwrap().rules
}

fn rules() -> InhibitRules {
    let matchers = |texts: &[String]| -> Vec<Matcher> {
        texts.iter().map(|text| Matcher::parse(text).unwrap()).collect()
    };
    let rule = |index: usize| InhibitRule {
        name: index.to_string(),
        source: matchers(&["alertname=ClusterDown".to_owned(), format!("team=~t{index}|all")]),
        target: matchers(&["severity=warning".to_owned(), format!("zone!=z{index}")]),
        equal: vec!["cluster".to_owned()],
        settle: SignedDuration::from_mins(1),
    };
    InhibitRules::new((0..RULES).map(rule).collect())
}

fn labels(index: usize, severity: &str, name: &str) -> Labels {
    let labels = [
        ("alertname", name.to_owned()),
        ("severity", severity.to_owned()),
        ("cluster", format!("c{}", index % 1000)),
        ("team", format!("t{}", index % 300)),
        ("instance", format!("host-{index}")),
    ];
    labels.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

fn alert(index: usize, severity: &str, name: &str) -> Alert {
    let fingerprint = Fingerprint::of([name, &index.to_string()]);
    let grave = Severity::from_word(severity).unwrap();
    Alert::new("prometheus".into(), fingerprint, Signal::Firing, grave)
        .summary(name)
        .labels(labels(index, severity, name))
}
