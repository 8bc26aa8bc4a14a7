//! Monitors are kept as they were, and their states in order.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::domain::watch::monitor::Limits;
use crate::domain::watch::{Finding, Observation};
use crate::store::{Store, StoreError};

const LIMITS: Limits =
    Limits { down_after: 2, up_after: 1, slow_over: None, patience: SignedDuration::from_mins(3) };

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
}

fn looked(watch: &Watch, finding: Finding, minute: i64) -> Watch {
    let said = "connection refused".to_owned();
    let (at, took) = (at(minute), SignedDuration::from_millis(3));
    watch.observe(&Observation { at, took, finding, said, numbers: Vec::new() }, &LIMITS).watch
}

fn row(watch: &Watch) -> MonitorRow {
    let labels = Labels::from([("service".to_owned(), "shop".to_owned())]);
    MonitorRow { watch: watch.clone(), labels }
}

#[test]
fn a_monitor_comes_back_as_it_was_kept() {
    let watch = looked(&Watch::begins(at(0)), Finding::Fine, 1);
    let watch = looked(&looked(&watch, Finding::Degraded, 2), Finding::Failed, 3);
    let mut store = Store::in_memory().unwrap();
    let kept = store.write(|tx| {
        tx.put_monitor(&"shop".into(), &row(&watch), false)?;
        tx.monitors()
    });
    let kept: Result<_> = kept;
    assert_eq!(kept.unwrap(), BTreeMap::from([("shop".into(), row(&watch))]));
}

#[test]
fn what_is_watched_is_seen_for_as_long_as_whoever_looks_lives() {
    let watch = looked(&Watch::begins(at(0)), Finding::Fine, 1);
    let mut store = Store::in_memory().unwrap();
    let seen = store.write(|tx| {
        tx.put_monitor(&"shop".into(), &row(&watch), true)?;
        tx.put_monitor(&"once".into(), &row(&watch), false)?;
        tx.see(at(10))?;
        let seen = |name: &str| Ok::<_, StoreError>(tx.monitors()?[name].watch.seen_at);
        let alive = (seen("shop")?, seen("once")?);
        tx.look_no_more()?;
        tx.see(at(20))?;
        Ok::<_, StoreError>((alive, (seen("shop")?, seen("once")?)))
    });
    assert_eq!(seen.unwrap(), ((at(10), at(1)), (at(10), at(1))));
}

#[test]
fn states_come_in_the_order_in_which_they_began() {
    let mut store = Store::in_memory().unwrap();
    let states = store.write(|tx| {
        let name = "shop".into();
        tx.put_monitor_state(&name, at(0), State::Up, "")?;
        tx.put_monitor_state(&name, at(5), State::Down, "connection refused")?;
        tx.put_monitor_state(&name, at(5), State::Unknown, "cut off")?;
        tx.put_monitor_state(&name, at(9), State::Up, "")?;
        tx.put_monitor_state(&"other".into(), at(1), State::Up, "")?;
        tx.monitor_states(&name, at(9))
    });
    let states: Result<Vec<MonitorState>> = states;
    let states: Vec<_> = states.unwrap().into_iter().map(|it| (it.since, it.state)).collect();
    assert_eq!(states, [(at(0), State::Up), (at(5), State::Down), (at(5), State::Unknown)]);
}
