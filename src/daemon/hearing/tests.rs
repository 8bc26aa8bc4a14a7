//! What is kept of what was read, and what is dropped.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::*;
use crate::daemon::turn::HEARD_ALONE;
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::incident::escalation::Context;
use crate::domain::name::{PolicyName, SourceName};
use crate::domain::routing::Route;
use crate::domain::rules::Rules;
use crate::domain::station::Stations;
use crate::inbox::{DropIns, Gate};
use crate::sources;
use crate::store::{Store, StoreError, Unreadable};

const NEWS: &[u8] = br#"{"summary":"disk","key":"d"}"#;
const OVER: &[u8] = br#"{"summary":"disk","key":"d","status":"resolved"}"#;
const RUBBISH: &[u8] = b"]";

fn now() -> Timestamp {
    Timestamp::from_second(1_793_674_800).unwrap()
}

/// Keeps these bodies, then decides until nothing is left. Says how many turns that took.
fn read_all(store: &mut Store, bodies: &[&[u8]]) -> usize {
    let route = Route::to("1".into(), PolicyName::from("default"));
    let rules = Rules { routes: vec![route].into(), ..Rules::none() };
    let source = SourceName::from("script");
    let kind = sources::find("generic").unwrap();
    let gate = Gate {
        kind,
        grades: sources::Grades::new(Severity::Error),
        map: None,
        key: None,
        secret: None,
        auto_resolve: None,
        is_polled: false,
    };
    let door = Door {
        gates: BTreeMap::from([(source.clone(), gate)]),
        body_limit: 1000,
        dropins: DropIns::default(),
        calendars: None,
    };
    let stations = Stations::default();
    let decided = store.write(|tx| {
        for body in bodies {
            let (source, body) = (source.clone(), body.to_vec());
            tx.receive(&Envelope {
                source,
                received_at: now(),
                content_type: None,
                head: None,
                body,
            })?;
        }
        let engine = Engine::new(
            tx,
            Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] },
            now(),
        );
        let hearing = Hearing { tx, engine: &engine, door: &door };
        let mut turns = 1;
        while hearing.decide(&Fresh::default(), HEARD_ALONE)?.has_more {
            turns += 1;
        }
        Ok::<_, StoreError>(turns)
    });
    decided.unwrap()
}

/// The numbers of what is kept, the oldest first, and whether the count of its bytes is right.
fn kept(store: &mut Store) -> Vec<i64> {
    store
        .read(|tx| {
            assert_eq!(tx.count_unread()?, 0);
            let mut rows = tx.inbox(2000)?;
            rows.reverse();
            let readable: i64 =
                rows.iter().filter(|row| row.error.is_none()).map(|row| row.bytes).sum();
            assert_eq!(tx.kept_bytes()?, readable);
            Ok::<_, StoreError>(rows.iter().map(|row| row.id.0).collect())
        })
        .unwrap()
}

#[test]
fn a_body_is_kept_if_it_said_something_new_or_could_not_be_read() {
    let mut store = Store::in_memory().unwrap();
    read_all(&mut store, &[NEWS, NEWS, RUBBISH, OVER, OVER, OVER, NEWS]);
    // The fifth said that what was over is over, for the first time; the sixth only repeated it.
    assert_eq!(kept(&mut store), [1, 3, 4, 5, 7]);
    let alerts = store.read(|tx| tx.alerts(IncidentId(1))).unwrap();
    assert_eq!(alerts[0].reports, 5);
}

#[test]
fn a_source_that_sends_much_that_cannot_be_read_has_one_incident_until_it_is_settled() {
    let mut store = Store::in_memory().unwrap();
    read_all(&mut store, &[RUBBISH, RUBBISH, NEWS, RUBBISH]);
    assert_eq!(kept(&mut store), [1, 2, 3, 4]);
    let unreadable = store.read(|tx| tx.alerts(IncidentId(1))).unwrap();
    assert_eq!(unreadable[0].fingerprint, read::UNREADABLE);
    assert_eq!(unreadable[0].reports, 3);
    assert_eq!(store.read(|tx| tx.sources_of(read::UNREADABLE)).unwrap().len(), 1);
    for Unreadable { id, .. } in store.read(|tx| tx.unreadable()).unwrap() {
        store.write(|tx| tx.settle(id)).unwrap();
        kept(&mut store);
    }
    read_all(&mut store, &[NEWS]);
    assert_eq!(kept(&mut store), [1, 2, 3, 4]);
}

#[test]
fn a_storm_is_decided_in_bounded_turns_and_nothing_is_left_over() {
    let mut store = Store::in_memory().unwrap();
    let bodies: Vec<Vec<u8>> =
        (0..1000).map(|number| format!("{{\"summary\":\"p{number}\"}}").into_bytes()).collect();
    let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
    let turns = read_all(&mut store, &bodies);
    assert_eq!(turns, 1000_usize.div_ceil(HEARD_ALONE));
    assert_eq!(kept(&mut store).len(), 1000);
    let open = store.read(|tx| tx.count_open()).unwrap();
    // And the storm that they are.
    assert_eq!(open.iter().map(|count| count.number).sum::<i64>(), 1001);
}

#[test]
fn a_body_of_many_alerts_ends_the_turn() {
    let mut store = Store::in_memory().unwrap();
    let many: Vec<String> =
        (0..HEARD_ALONE).map(|number| format!("{{\"summary\":\"p{number}\"}}")).collect();
    let many = format!("[{}]", many.join(",")).into_bytes();
    assert_eq!(read_all(&mut store, &[&many, NEWS]), 2);
    assert_eq!(kept(&mut store), [1, 2]);
}
