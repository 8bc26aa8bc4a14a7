//! Maintenance is when its clock says, and about what it names.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

fn maintenance(when: When) -> Maintenance {
    Maintenance {
        name: MaintenanceName::from("disks"),
        why: "new disks".to_owned(),
        public: None,
        about: About::default(),
        when,
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        announce: SignedDuration::from_mins(15),
    }
}

fn cron(text: &str) -> Rule {
    Rule::Cron(Cron::parse(text).unwrap())
}

fn sundays() -> Rule {
    let start = "2026-01-04T02:30".parse().unwrap();
    Rule::Recurrence(Recurrence::parse("FREQ=WEEKLY;BYDAY=SU", start).unwrap())
}

fn shown(span: Option<Span>) -> Option<(String, String)> {
    span.map(|span| (span.from.to_string(), span.to.to_string()))
}

#[test]
fn an_instant_lies_in_it_from_its_first_moment_until_before_its_end() {
    let once = Span { from: at("2026-03-08T01:00:00Z"), to: at("2026-03-08T03:00:00Z") };
    let weekly = maintenance(When::Again(cron("0 2 * * sun"), hours(2)));
    for maintenance in [maintenance(When::Once(once)), weekly] {
        for (now, is_in) in [
            ("2026-03-08T00:59:59Z", false),
            ("2026-03-08T01:00:00Z", true),
            ("2026-03-08T02:59:59Z", true),
            ("2026-03-08T03:00:00Z", false),
        ] {
            assert_eq!(maintenance.under_way(at(now)), is_in.then_some(once), "{now}");
        }
        assert_eq!(maintenance.beginning_at(once.from), Some(once));
        assert_eq!(maintenance.beginning_at(once.to), None);
        // Saturday: it is told of at a quarter to.
        assert_eq!(
            maintenance.due_after(at("2026-03-07T23:00:00Z")),
            Some(at("2026-03-08T00:45:00Z"))
        );
        assert_eq!(maintenance.due_after(at("2026-03-08T00:45:00Z")), Some(once.from));
        assert_eq!(maintenance.due_after(once.from), Some(once.to));
    }
}

#[test]
fn it_begins_by_the_clock_and_lasts_as_long_as_it_says_where_that_changes() {
    let sundays = maintenance(When::Again(sundays(), hours(2)));
    let next = |after: &str| shown(sundays.next_after(at(after)));
    let pair = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
    // In spring half past two is left out: half past three is as far into the night.
    assert_eq!(next("2026-03-28T12:00:00Z"), pair("2026-03-29T01:30:00Z", "2026-03-29T03:30:00Z"));
    // In autumn it is shown twice, and the first time counts.
    assert_eq!(next("2026-10-24T12:00:00Z"), pair("2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"));
    assert_eq!(
        sundays.under_way(at("2026-10-25T01:30:00Z")),
        sundays.beginning_at(at("2026-10-25T00:30:00Z"))
    );
    assert_eq!(sundays.under_way(at("2026-10-25T02:30:00Z")), None, "not once more");
}

#[test]
fn what_comes_is_what_lasts_and_then_what_begins() {
    let weekly = maintenance(When::Again(sundays(), hours(2)));
    let begins = |now: &str| {
        let spans = weekly.upcoming(at(now)).take(3);
        spans.map(|span| span.from.strftime("%m-%d").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(begins("2026-01-11T02:00:00Z"), ["01-11", "01-18", "01-25"]);
    assert_eq!(begins("2026-01-11T04:00:00Z"), ["01-18", "01-25", "02-01"]);
    let over = Span { from: at("2020-01-01T00:00:00Z"), to: at("2020-01-01T01:00:00Z") };
    assert_eq!(maintenance(When::Once(over)).upcoming(at("2026-01-01T00:00:00Z")).count(), 0);
}

#[test]
fn the_shortest_period_is_the_nearest_two_beginnings() {
    let from = "2026-01-04T02:30".parse().unwrap();
    assert_eq!(sundays().shortest_period(from), Some(hours(7 * 24)));
    assert_eq!(cron("0 3 * * *").shortest_period(from), Some(hours(24)));
    assert_eq!(cron("0 0 1,31 * *").shortest_period(from), Some(hours(24)));
    assert_eq!(cron("*/5 * * * *").shortest_period(from), Some(SignedDuration::from_mins(5)));
    assert_eq!(cron("0 0 29 2 *").shortest_period(from), Some(hours(4 * 366 * 24 - 3 * 24)));
    assert_eq!(sundays().leaves_room_for(hours(23), from), Ok(()));
    assert_eq!(sundays().leaves_room_for(hours(7 * 24), from), Err(hours(7 * 24)));
    assert_eq!(cron("0 3 * * *").leaves_room_for(hours(24), from), Err(hours(24)));
    assert_eq!(cron("0 3,5 * * *").leaves_room_for(hours(2), from), Err(hours(2)));
    assert_eq!(cron("0 3,5 * * *").leaves_room_for(hours(1), from), Ok(()));
    let once = Recurrence::parse("FREQ=DAILY;COUNT=1", from).unwrap();
    assert_eq!(Rule::Recurrence(once).shortest_period(from), None);
}

#[test]
fn it_covers_what_is_named_and_what_meets_its_conditions() {
    let labels = |label: &str, value: &str| Labels::from([(label.to_owned(), value.to_owned())]);
    let about = About {
        matchers: vec![Matcher::parse("host=db").unwrap()],
        monitors: BTreeSet::from([MonitorName::from("shop")]),
    };
    assert!(about.covers("prometheus", &labels("host", "db")));
    assert!(about.covers(SOURCE, &labels("monitor", "shop")));
    assert!(!about.covers("prometheus", &labels("monitor", "shop")), "somebody else's monitor");
    assert!(!about.covers(SOURCE, &labels("monitor", "web")));
    assert_eq!(about.phrase(), "host=db, monitor shop");
    assert!(!About::default().covers("prometheus", &labels("host", "db")));
}
