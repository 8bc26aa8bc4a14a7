//! What everybody is told of a night: what called somebody stays on the status page until it is over,
//! whatever holds it meanwhile and whoever has it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::incident::Status;
use wail::domain::label::{Labels, Matcher};
use wail::domain::quiet::maintenance::About;
use wail::domain::status::Page;
use wail::domain::status::plan::{Plan, Service};
use wail::engine::status::{Question, page};

use super::{Night, TEAM, alert};

/// The database that explains what is slow.
const CLUSTER: &str = r#"
[[inhibit]]
name = "cluster"
source = ["alertname=ClusterDown"]
target = ["alertname=Slow"]
equal = ["cluster"]
"#;

fn of(name: &str, service: &str, signal: Signal, severity: Severity) -> Alert {
    let labels = [("alertname", name), ("cluster", "a"), ("service", service)];
    let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned()));
    alert(name, signal, severity).labels(Labels::from(labels))
}

fn slow(severity: Severity) -> Alert {
    of("Slow", "shop", Signal::Firing, severity)
}

impl Night {
    /// The page of the shop, at which no monitor looks.
    pub(super) fn page(&mut self) -> Page {
        let matchers = vec![Matcher::parse("service=shop").unwrap()];
        let what = About { matchers, monitors: BTreeSet::new() };
        let plan = Plan {
            title: "Status".to_owned(),
            about: None,
            address: None,
            zone: TimeZone::UTC,
            severities: BTreeSet::from([Severity::Critical, Severity::Error]),
            audience: "public".into(),
            services: vec![Service { name: "Shop".to_owned(), about: None, what }],
        };
        let (monitors, now) = (BTreeMap::new(), self.now);
        self.read(|tx| {
            page(tx, &Question { plan: &plan, monitors: &monitors, maintenance: &[], now })
        })
    }

    /// What the page says in its first line, whether an incident is open on it, and for how many minutes
    /// of today there was one.
    fn told_to_all(&mut self) -> (String, usize, i64) {
        let page = self.page();
        let today = page.services[0].days.last().unwrap().disrupted.as_mins();
        (page.sentence(), page.open().count(), today)
    }

    #[track_caller]
    fn is_held(&mut self, id: i64) {
        let status = self.incident(id).unwrap().status;
        assert!(matches!(status, Status::Held { .. }), "{status:?}");
    }
}

#[test]
fn what_called_somebody_is_told_while_a_silence_holds_it() {
    let mut night = Night::new().hears(&slow(Severity::Critical)).acks_for("ana", 30);
    night = night.silences_label("service=shop", 180).wait(40);
    night.is_held(1);
    assert_eq!(night.told_to_all(), ("Shop is down".to_owned(), 1, 40));
    let mut night = night.hears(&of("Slow", "shop", Signal::Resolved, Severity::Critical)).wait(5);
    assert_eq!(night.told_to_all(), ("Everything is up".to_owned(), 0, 40));
}

#[test]
fn what_called_somebody_is_told_while_a_larger_incident_explains_it() {
    let night = Night::of(&format!("{TEAM}{CLUSTER}"));
    let night = night.hears(&slow(Severity::Error)).acks_for("ana", 30).wait(10);
    let mut night = night
        .hears(&of("ClusterDown", "db", Signal::Firing, Severity::Critical))
        .about(2)
        .acks("bo")
        .wait(25);
    night.is_held(1);
    assert_eq!(night.told_to_all(), ("Shop is degraded".to_owned(), 1, 35));
}

#[test]
fn what_flaps_and_is_there_now_is_told() {
    let mut night = Night::new().hears(&slow(Severity::Critical));
    for _ in 0..4 {
        night = night.wait(1).hears(&of("Slow", "shop", Signal::Resolved, Severity::Critical));
        night = night.wait(1).hears(&slow(Severity::Critical));
    }
    night.is_held(4);
    let (sentence, open, _) = night.told_to_all();
    assert_eq!((sentence.as_str(), open), ("Shop is down", 1));
}

#[test]
fn what_never_was_to_call_anybody_is_told_to_nobody() {
    let mut night = Night::new().silences_label("service=shop", 180);
    night = night.hears(&slow(Severity::Critical)).wait(40);
    night.is_held(1);
    assert_eq!(night.told_to_all(), ("Everything is up".to_owned(), 0, 0));
    // It is from when it began, once it does.
    let mut night = night.ends_silence(1).wait(2);
    assert_eq!(night.told_to_all(), ("Shop is down".to_owned(), 1, 42));
}

#[test]
fn nobody_is_said_to_work_on_what_was_given_back_or_forgotten() {
    let mut given_back = Night::new().hears(&slow(Severity::Critical)).wait(1).acks("ana");
    given_back = given_back.wait(5).unacks("ana").wait(1);
    let forgotten = Night::new().hears(&slow(Severity::Critical)).wait(1).acks_for("ana", 30);
    for mut night in [given_back, forgotten.wait(40)] {
        let status = night.incident(1).unwrap().status;
        assert!(matches!(status, Status::Triggered { .. }), "{status:?}");
        let page = night.page();
        let said = page.incidents[0].said.iter();
        let said: Vec<(&str, &str)> = said.map(|it| (&*it.state, &*it.text)).collect();
        let expected = [
            ("Taken in hand", "Somebody began to work on it."),
            ("Noticed", "We noticed that something is wrong with Shop."),
        ];
        assert_eq!(said, expected);
    }
}
