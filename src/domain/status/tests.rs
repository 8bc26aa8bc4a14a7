//! What a service and a whole page come to.

use super::*;

const NONE: Option<Grave> = None;

#[test]
fn monitors_decide_what_is_down_and_incidents_what_is_not_as_it_should_be() {
    use State::{Degraded, Down, Unknown, Unwatched, Up};
    let critical = Some(Grave::Critical);
    for (monitors, incident, expected) in [
        (&[(Up, false), (Up, false)][..], NONE, Condition::Up),
        (&[(Up, false), (Down, false)], NONE, Condition::Down),
        (&[(Up, false), (Degraded, false)], NONE, Condition::Degraded),
        (&[(Up, false), (Unknown, false)], NONE, Condition::Unknown),
        (&[(Unwatched, false)], NONE, Condition::Unknown),
        // What is in maintenance has no say; where nothing else is, it is maintenance.
        (&[(Up, false), (Down, true)], NONE, Condition::Up),
        (&[(Down, true)], critical, Condition::Maintenance),
        // Something is wrong with what looks fine.
        (&[(Up, false)], critical, Condition::Degraded),
        (&[(Unknown, false)], Some(Grave::Lesser), Condition::Degraded),
        (&[(Down, false)], Some(Grave::Lesser), Condition::Down),
        // Nothing looks.
        (&[], NONE, Condition::Up),
        (&[], Some(Grave::Lesser), Condition::Degraded),
        (&[], critical, Condition::Down),
    ] {
        let found = Condition::of(monitors, incident, false);
        assert_eq!(found, expected, "{monitors:?} {incident:?}");
    }
    assert_eq!(Condition::of(&[], critical, true), Condition::Maintenance);
    assert_eq!(Condition::of(&[(Up, false)], NONE, true), Condition::Up);
}

fn service(name: &str, condition: Condition) -> Service {
    Service { name: name.to_owned(), about: None, condition, tally: None, days: Vec::new() }
}

fn page(services: Vec<Service>) -> Page {
    Page {
        title: "Status".to_owned(),
        about: None,
        address: None,
        zone: TimeZone::UTC,
        at: Timestamp::UNIX_EPOCH,
        window: Span { from: Timestamp::UNIX_EPOCH, to: Timestamp::UNIX_EPOCH },
        services,
        incidents: Vec::new(),
        left_out: 0,
        planned: Vec::new(),
        promises: Vec::new(),
    }
}

#[test]
fn a_page_says_what_is_worst_by_name() {
    use Condition::{Degraded, Down, Maintenance, Unknown, Up};
    for (conditions, sentence) in [
        (&[Up, Up, Up][..], "Everything is up"),
        (&[Up, Maintenance, Up], "Mail is in maintenance"),
        (&[Up, Unknown, Unknown], "It is not known how Mail and Git are"),
        (&[Degraded, Unknown, Up], "Shop is degraded"),
        (&[Down, Down, Down], "Shop, Mail and Git are down"),
        (&[Down, Degraded, Down], "Shop and Git are down"),
    ] {
        let named = ["Shop", "Mail", "Git"].into_iter().zip(conditions);
        let page = page(named.map(|(name, condition)| service(name, *condition)).collect());
        assert_eq!(page.sentence(), sentence);
    }
}

#[test]
fn a_look_holds_for_as_long_as_its_monitor_may_rest_and_for_a_minute_at_least() {
    let seconds = SignedDuration::from_secs;
    for (age, patience, expected) in
        [(3, 3, false), (60, 3, false), (61, 3, true), (71, 70, true), (43_210, 43_210, false)]
    {
        assert_eq!(plan::is_stale(seconds(age), seconds(patience)), expected, "{age} {patience}");
    }
    // A look that a clock put back has made one to come is none that is old.
    assert!(!plan::is_stale(seconds(-10), seconds(70)));
}
