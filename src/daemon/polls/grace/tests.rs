//! For what is waited, and for how long.

use std::path::Path;

use super::*;
use crate::config::{Environment, parse};
use crate::domain::record::timeline::DaemonEvent;

const POLLED: &str = r#"
zone = "UTC"
fallback = "ana"
people.ana.channels = ["sound"]
policy.default.steps = [{ who = "ana" }]
[sources.office]
kind = "prometheus"
poll = "15s"
url = "http://127.0.0.1:9090"
[sources.generic]
"#;

fn at(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
}

fn grace(asks_anew: bool, notes: &[Event]) -> Grace {
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    let settings = parse(POLLED, Path::new("config.toml"), &environment).unwrap();
    let mut grace = Grace::default();
    grace.consider(asks_anew, notes, &settings, at(100));
    grace
}

#[test]
fn at_the_start_what_was_kept_is_read_and_who_is_asked_has_answered() {
    let mut grace = grace(true, &[]);
    assert_eq!(grace.ends_at(at(100)), Some(at(160)));
    grace.has_read();
    assert_eq!(grace.ends_at(at(101)), Some(at(160)));
    assert!(!grace.has_heard(&"generic".into()), "nobody asks it");
    assert!(grace.has_heard(&"office".into()));
    assert_eq!(grace.ends_at(at(101)), None);
}

#[test]
fn whoever_gives_no_answer_holds_up_nothing_for_more_than_a_minute() {
    let grace = grace(true, &[]);
    assert_eq!(grace.ends_at(at(159)), Some(at(160)));
    assert_eq!(grace.ends_at(at(160)), None);
    assert_eq!(grace.ends_at(at(-3500)), None, "the clock was put back");
}

#[test]
fn so_it_is_after_a_time_of_deafness_and_not_otherwise() {
    let deaf = Event::Deaf(SignedDuration::from_hours(8));
    assert!(grace(false, &[deaf]).ends_at(at(100)).is_some());
    let other = Event::Daemon(DaemonEvent::ConfigReloaded);
    assert_eq!(grace(false, &[other]).ends_at(at(100)), None);
}
