//! What a daemon that died has left open about its loops.

use jiff::Timestamp;

use super::*;
use crate::domain::incident::IncidentId;
use crate::domain::incident::escalation::Context;
use crate::domain::name::PolicyName;
use crate::domain::routing::Route;
use crate::domain::rules::Rules;
use crate::domain::station::Stations;
use crate::store::{Store, StoreError};

/// Takes these to the board. Returns whether the first incident is open.
fn heeds(store: &mut Store, heart: &Heart, notes: &[Event]) -> bool {
    let route = Route::to("1".into(), PolicyName::from("default"));
    let rules = Rules { routes: vec![route].into(), ..Rules::none() };
    let stations = Stations::default();
    let cx = Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] };
    let now = Timestamp::from_second(1_793_674_800).unwrap();
    let heeded = store.write(|tx| {
        heed(tx, &Engine::new(tx, cx, now), notes, heart)?;
        Ok::<_, StoreError>(tx.incident(IncidentId(1))?.is_some_and(|incident| incident.is_open()))
    });
    heeded.unwrap()
}

fn is_stuck(name: &str) -> Event {
    Event::Daemon(DaemonEvent::LoopStuck(name.to_owned(), jiff::SignedDuration::from_secs(30)))
}

#[test]
fn the_next_daemon_ends_what_the_one_before_it_has_left() {
    let (mut store, heart) = (Store::in_memory().unwrap(), Heart::new());
    assert!(heeds(&mut store, &heart, &[is_stuck("listener")]));
    assert!(heeds(&mut store, &heart, &[is_stuck("station")]), "that is another one");
    assert!(!heeds(&mut store, &Heart::new(), &[Event::Daemon(DaemonEvent::Started)]));
    let open = store.read(|tx| tx.firing()).unwrap();
    assert_eq!(open, [], "nothing of it is left");
}
