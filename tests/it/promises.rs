//! The promises that can be shown without a sound and without the network, one test each.

use std::path::Path;

use jiff::Timestamp;
use wail::config::{Environment, parse};
use wail::domain::alert::{Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::{Incident, IncidentId, Status};
use wail::domain::name::SourceName;
use wail::domain::page::PageResult;
use wail::domain::station::{Station, Stations};
use wail::engine::{self, Engine};
use wail::store::{
    Chosen, Envelope, PageState, Recorded, SentPage, Store, StoreError, TimelineQuery, Tx,
};

use crate::night::{Night, TEAM, alert, rules};
use crate::running::{Daemon, wait_until};

/// Nobody is on call for the first step all night.
const NOBODY_ON_CALL: &str = r#"
fallback = "eve"
people.ana.channels = ["sound"]
people.eve.channels = ["sound"]
[[rota.week.layer]]
people = ["ana"]
every = "week"
start = 2026-01-05
[[rota.week.override]]
from = "2026-11-02 00:00"
to = "2026-11-04 00:00"
nobody = true
[policy.default]
steps = [{ who = "week", wait = "5m" }, { who = "ana" }]
"#;

/// A team that makes no noise where the tests run.
const SILENT: &str = r#"
fallback = "ana"
people.ana.channels = [{ use = "command", name = "phone", run = ["/bin/true"] }]
policy.default.steps = [{ who = "ana" }]
[sources.script]
kind = "generic"
"#;

fn recorded(tx: &Tx<'_>) -> Result<Vec<Recorded>, StoreError> {
    let mut entries = Vec::new();
    tx.timeline(TimelineQuery::After(0), |entry| entries.push(entry))?;
    Ok(entries)
}

fn open(tx: &Tx<'_>) -> Result<Vec<Incident>, StoreError> {
    let mut found = Vec::new();
    tx.list(&Chosen::default(), |listed| found.push(listed.incident))?;
    Ok(found)
}

fn has(entries: &[Recorded], about: IncidentId, event: &str) -> bool {
    entries.iter().any(|entry| entry.incident == Some(about) && entry.event == event)
}

#[test]
fn promise_2_nothing_vanishes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    let bodies: [(&str, &[u8]); 7] = [
        ("script", br#"{"summary":"one","severity":"critical"}"#),
        ("script", br#"{"summary":"one","severity":"critical"}"#),
        ("script", br#"{"summary":"two","severity":"info"}"#),
        ("script", br#"{"summary":"three","status":"resolved"}"#),
        ("script", b"[]"),
        ("script", b"\xff\x00 nonsense"),
        ("forgotten", br#"{"summary":"four"}"#),
    ];
    let received_at = "2026-11-03T03:00:00Z".parse().unwrap();
    for (source, body) in bodies {
        let (source, body) = (SourceName::from(source), body.to_vec());
        let envelope = Envelope { source, received_at, content_type: None, head: None, body };
        store.write(|tx| tx.receive(&envelope)).unwrap();
    }
    let _daemon = Daemon::start(directory.path(), &path, SILENT);
    wait_until("everything is read", || {
        store.read(|tx| Ok::<_, StoreError>(tx.count_unread()? == 0)).unwrap()
    });

    let texts: Vec<String> =
        store.read(recorded).unwrap().into_iter().map(|entry| entry.text).collect();
    let told = |part: &str| texts.iter().filter(|text| text.contains(part)).count();
    assert_eq!(told("script reports critical: one"), 1, "{texts:#?}");
    assert_eq!(told("script reports info: two (only logged"), 1, "{texts:#?}");
    assert_eq!(told("three (it is over, and nothing was open)"), 1, "{texts:#?}");
    assert_eq!(told("script sends what cannot be read"), 1, "{texts:#?}");
    assert_eq!(told("forgotten sends what cannot be read"), 1, "{texts:#?}");
    let alerts = store.read(|tx| tx.alerts(IncidentId(1))).unwrap();
    assert_eq!(alerts[0].reports, 2, "the repeat is counted");
    let kept = store.read(|tx| tx.inbox(99)).unwrap();
    let unreadable: Vec<i64> =
        kept.iter().filter(|row| row.error.is_some()).map(|row| row.id.0).collect();
    assert_eq!(unreadable, [7, 6, 5]);
    let summaries: Vec<String> =
        store.read(open).unwrap().into_iter().map(|incident| incident.summary).collect();
    assert_eq!(summaries.len(), 3, "{summaries:#?}");
}

#[test]
fn promise_3_never_quiet_without_a_reason() {
    let nights = [
        Night::new().fires(),
        Night::new().fires().acks("ana"),
        Night::new().fires().snoozes("ana", 45),
        Night::new().reports("disk", Severity::Warning),
        Night::new().hears_late(180),
        Night::of(NOBODY_ON_CALL).fires(),
        Night::new().has_no_station("ana").has_no_station("bo").has_no_station("eve").fires(),
        Night::new().loses_channel("ana", "sound").loses_channel("bo", "sound").fires(),
    ];
    for (number, mut night) in nights.into_iter().enumerate() {
        for minute in 0..400 {
            let incident = night.incident(1).unwrap();
            let entries = night.read(recorded);
            let why = format!("night {number}, minute {minute}: {incident:?}");
            assert!(incident.deadline().is_some_and(|deadline| deadline > night.now), "{why}");
            let has = |event| has(&entries, incident.id, event);
            let is_told = match &incident.status {
                Status::Held { .. } => has("held"),
                Status::Acknowledged { .. } => has("acknowledged") || has("snoozed"),
                Status::Triggered { .. } => has("unreachable") || rings(&night.pages(1)),
                Status::Resolved { .. } => false,
            };
            assert!(is_told, "{why}");
            night = night.wait(1);
        }
    }
}

fn rings(pages: &[SentPage]) -> bool {
    pages.iter().any(|page| page.state == PageState::Delivered)
}

#[test]
fn promise_4_saved_before_sounded() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    let mut beside = Store::open(&path).unwrap();
    let rules = rules(TEAM);
    let now: Timestamp = "2026-11-03T03:00:00Z".parse().unwrap();
    let station =
        Station { name: "ana/1".into(), channels: vec!["sound".to_owned()], ..Station::default() };
    let stations = Stations { alive: vec![station.clone()], daemon: true };
    let cx = Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] };
    let by = engine::Station { station: &station, decides: true };
    let mut pages_beside = || beside.read(|tx| tx.pages(IncidentId(1))).unwrap();

    // What is decided and not committed is nowhere, and what a failed transaction took is not
    // handed out.
    let disk = alert("disk", Signal::Firing, Severity::Critical);
    let failed = store.write(|tx| {
        let engine = Engine::new(tx, cx, now).at(by);
        engine.hear(&disk)?;
        assert_eq!(pages_beside(), []);
        Err::<Vec<engine::Claimed>, _>(StoreError::Conflict(1))
    });
    assert!(failed.is_err());
    assert_eq!(pages_beside(), []);

    // What is handed out to ring is there for everybody to see.
    let taken = store.write(|tx| {
        let engine = Engine::new(tx, cx, now).at(by);
        engine.hear(&disk)?;
        assert_eq!(pages_beside(), []);
        Ok::<_, StoreError>(engine.claimed())
    });
    let taken = taken.unwrap();
    assert_eq!(taken.len(), 1);
    let saved = pages_beside();
    assert_eq!((saved.len(), saved[0].id, saved[0].state), (1, taken[0].id, PageState::Out));

    // Whoever took it dies before it is known whether it rang: it is there to ring once more.
    assert_eq!(store.write(|tx| tx.requeue("ana/1", usize::MAX)), Ok(1));
    let again = store.write(|tx| {
        let engine = Engine::new(tx, cx, now).at(by);
        engine.claim(10)?;
        Ok::<_, StoreError>(engine.claimed())
    });
    assert_eq!(again.unwrap()[0].id, taken[0].id);

    // The result is saved after it.
    let result = PageResult::Delivered { proof: "48000 samples".to_owned() };
    store.write(|tx| Engine::new(tx, cx, now).finish(taken[0].id, result)).unwrap();
    assert_eq!(pages_beside()[0].state, PageState::Delivered);
}

#[test]
fn promise_5_same_input_same_instant_same_outcome() {
    let night = || {
        let night = Night::of(NOBODY_ON_CALL).fires().wait(3).reports("load", Severity::Error);
        let night = night.acks("ana").wait(200).loses_channel("ana", "sound").sleeps_for(9);
        let mut night = night.everybody_restarts().ends("load").wait(60);
        let entries = night.read(recorded);
        (entries, night.pages(1), night.pages(2), night.incident(1), night.incident(2))
    };
    let first = night();
    assert!(first.0.len() > 20, "{:#?}", first.0);
    assert_eq!(first, night());
}

#[test]
fn promise_6_a_dead_channel_is_an_event() {
    let team = TEAM.replace(
        "people.ana.channels = [\"sound\"]",
        "people.ana.channels = [{ use = \"sound\", wait = \"3m\" }, \"desktop\"]",
    );
    let mut night = Night::of(&team).loses_channel("ana", "sound").fires();
    let entries = night.read(recorded);
    let failed = entries.iter().find(|entry| entry.event == "channel-failed").unwrap();
    assert_eq!(failed.text, "sound cannot reach ana: no device");
    let next = entries.iter().find(|entry| entry.text.starts_with("page ana by desktop")).unwrap();
    assert_eq!((next.at, next.reason.as_deref()), (night.now, Some("channel-failed")), "at once");
    let states: Vec<PageState> = night.pages(1).iter().map(|page| page.state).collect();
    assert_eq!(states, [PageState::Failed, PageState::Delivered]);
}

#[test]
fn promise_8_late_is_one_step_not_a_burst() {
    let mut night = Night::new();
    for number in 0..20 {
        night = night.reports(&format!("problem {number}"), Severity::Critical);
    }
    let paged = |night: &mut Night| {
        let pages = (1..=20).map(|id| night.pages(id).len());
        pages.collect::<Vec<_>>()
    };
    assert_eq!(paged(&mut night), [1; 20]);
    let mut night = night.sleeps_for(9);
    assert_eq!(paged(&mut night), [2; 20], "one step each, of a dozen that had fallen due");
    let now = night.now;
    for incident in night.read(open) {
        assert!(incident.deadline().unwrap() > now, "{incident:?}");
    }
    let mut night = night.wait(9);
    assert_eq!(paged(&mut night), [2; 20], "the next wait is counted from now");
    let mut night = night.wait(1);
    assert_eq!(paged(&mut night), [3; 20]);
}

#[test]
fn promise_9_nobody_on_call_is_louder_not_quieter() {
    let mut night = Night::of(NOBODY_ON_CALL).fires();
    let pages = night.pages(1);
    assert_eq!(pages.len(), 1);
    assert_eq!((pages[0].person.as_str(), pages[0].due_at), ("eve", night.now), "at once");
    let entries = night.read(recorded);
    assert!(has(&entries, IncidentId(1), "nobody-on-call"), "{entries:#?}");

    let without = NOBODY_ON_CALL.replace("fallback = \"eve\"\n", "");
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    let refused = parse(&without, Path::new("config.toml"), &environment).unwrap_err();
    assert!(refused.to_string().contains("fallback"), "{refused}");
}

#[test]
fn promise_10_only_an_ack_stops_the_alarm() {
    let mut night = Night::new().fires();
    let changes: [fn(Night) -> Night; 8] = [
        |night| night.fires(),
        |night| night.reports("disk", Severity::Info),
        |night| night.wait(500),
        |night| night.sleeps_for(9),
        |night| night.everybody_restarts(),
        |night| night.escalates("bo"),
        |night| night.changes_rules(NOBODY_ON_CALL),
        |night| night.changes_rules(TEAM).loses_channel("bo", "sound").wait(60),
    ];
    for change in changes {
        night = change(night);
        let pages = night.pages(1);
        assert!(rings(&pages), "{pages:#?}");
        assert!(pages.iter().all(|page| page.state != PageState::Hushed), "{pages:#?}");
    }
    let mut night = night.acks("bo");
    let pages = night.pages(1);
    assert!(!rings(&pages) && pages.iter().any(|page| page.state == PageState::Hushed));

    // Attempted, heard and acknowledged stand on the record as three entries.
    let entries = night.read(recorded);
    for event in ["paged", "delivered", "acknowledged"] {
        assert!(has(&entries, IncidentId(1), event), "{event}");
    }
}
