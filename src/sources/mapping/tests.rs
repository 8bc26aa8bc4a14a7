//! Maps: what they find, what they leave, and what a hostile body makes of them.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::alert::Severity;
use crate::domain::name::SourceName;
use crate::sources::{Grades, Head, find};

fn map(parts: &[(Part, &str)]) -> Map {
    let parts = parts.iter().map(|(part, text)| (*part, Entry::read(text).unwrap()));
    Map { parts: parts.collect(), ..Map::default() }
}

fn asked<T>(map: &Map, body: &[u8], query: &str, ask: impl Fn(&Request<'_>) -> T) -> T {
    let source = SourceName::from("sensors");
    let grades = Grades::new(Severity::Warning);
    let received_at = Timestamp::from_second(1_793_674_800).unwrap();
    let head = Head { query, path: "/x", ..Head::default() };
    ask(&Request { source: &source, grades: &grades, map: Some(map), received_at, head, body })
}

fn read(map: &Map, body: &Value) -> Result<Reading, ParseError> {
    asked(map, body.to_string().as_bytes(), "", |it| find("map").unwrap().read(it))
}

fn alerts(map: &Map, body: &Value) -> Vec<Alert> {
    read(map, body).unwrap().alerts().to_vec()
}

fn remarks(map: &Map, body: &Value) -> Vec<String> {
    asked(map, body.to_string().as_bytes(), "", |it| map.remarks(it))
}

#[test]
fn every_part_is_found_by_path_or_made_by_template() {
    let body = json!({
        "sensor": {"id": 7, "name": "cold store"}, "state": "bad", "prio": "high", "more": {"a": 1},
        "page": "https://x.example/7", "since": 1_772_935_860, "where": "Malmö", "Problem name": "z",
    });
    let mut by_path = map(&[
        (Part::Key, "sensor.id"),
        (Part::Status, "state"),
        (Part::Severity, "prio"),
        (Part::Summary, "sensor.name"),
        (Part::Details, "more"),
        (Part::Link, "page"),
        (Part::Source, "where"),
        (Part::Service, "Problem name"),
        (Part::At, "since"),
    ]);
    by_path.labels.insert("id".to_owned(), Entry::read("sensor.id").unwrap());
    let mut by_template = map(&[
        (Part::Key, "{{ sensor.id }}"),
        (Part::Status, "{{ state }}"),
        (Part::Severity, "{% if prio == 'high' %}error{% endif %}"),
        (Part::Summary, "{{ sensor.name }}"),
        (Part::Details, "{% raw %}{\"a\":{% endraw %}{{ more.a }}}"),
        (Part::Link, " {{ page }} "),
        (Part::Source, "{{ where }}"),
        (Part::Service, "{{ item['Problem name'] }}"),
        (Part::At, "{{ since }}"),
    ]);
    by_template.labels.insert("id".to_owned(), Entry::read("{{ sensor.id }}").unwrap());
    for map in [by_path, by_template] {
        let [alert] = <[Alert; 1]>::try_from(alerts(&map, &body)).unwrap();
        assert_eq!(alert.fingerprint, Fingerprint::of(["7"]));
        assert_eq!((alert.signal, alert.severity), (Signal::Firing, Severity::Error));
        assert_eq!((&*alert.summary, &*alert.details), ("cold store", "{\"a\":1}"));
        assert_eq!(alert.link.as_deref(), Some("https://x.example/7"));
        assert_eq!(alert.origin.as_deref(), Some("Malmö"));
        assert_eq!(alert.service.as_deref(), Some("z"));
        assert_eq!(alert.labels["id"], "7");
        assert_eq!(alert.started_at.unwrap().to_string(), "2026-03-08T02:11:00Z");
        assert!(remarks(&map, &body).is_empty(), "{:?}", remarks(&map, &body));
    }
}

#[test]
fn each_member_of_a_list_is_an_alert_and_the_rest_of_the_body_is_at_hand() {
    let body = json!({"site": "Malmö", "sensors": [
        {"id": 1, "state": "bad"}, {"id": 2, "state": "fine", "site": "Lund"}, {"id": 3},
    ]});
    let map = Map {
        each: Some("sensors".to_owned()),
        ..map(&[
            (Part::Key, "id"),
            (Part::Status, "state"),
            (Part::Summary, "{{ id }} in {{ site or body.site }}"),
            (Part::Source, "body.site"),
            (Part::When, "{{ id != 3 }}"),
        ])
    };
    let map = Map { words: vec![(Signal::Resolved, BTreeSet::from(["fine".to_owned()]))], ..map };
    let found: Vec<_> = alerts(&map, &body)
        .into_iter()
        .map(|alert| (alert.summary, alert.signal, alert.origin.unwrap()))
        .collect();
    let malmo = || "Malmö".to_owned();
    let expected = [
        ("1 in Malmö".to_owned(), Signal::Firing, malmo()),
        ("2 in Lund".to_owned(), Signal::Resolved, malmo()),
    ];
    assert_eq!(found, expected);
    let none = json!({"sensors": []});
    assert_eq!(read(&map, &none), Ok(Reading::Ignored("an empty list".to_owned())));
    let other = json!({"sensors": [{"id": 3}]});
    assert_eq!(read(&map, &other), Ok(Reading::Ignored("what `when` leaves out".to_owned())));
    let missing = json!({"sensor": []});
    assert_eq!(read(&map, &missing), Err(ParseError::NoList("sensors".to_owned())));
    let many = json!({"sensors": vec![json!({"id": 1}); MOST + 1]});
    assert_eq!(read(&map, &many), Err(ParseError::TooMany(MOST)));
}

#[test]
fn texts_in_a_list_are_alerts_too() {
    let map = Map {
        each: Some(String::new()),
        ..map(&[(Part::Summary, "item"), (Part::Details, "{{ item | upper }}")])
    };
    let found = alerts(&map, &json!(["disk full", "queue stuck"]));
    let found: Vec<_> = found.iter().map(|it| (&*it.summary, &*it.details)).collect();
    assert_eq!(found, [("disk full", "DISK FULL"), ("queue stuck", "QUEUE STUCK")]);
}

#[test]
fn words_of_a_status_mean_what_is_said_else_what_senders_commonly_mean() {
    let usual = map(&[(Part::Key, "id"), (Part::Status, "s")]);
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
    let own = Map {
        words: vec![
            (Signal::Firing, words(&["open"])),
            (Signal::Resolved, words(&["shut"])),
            (Signal::Acknowledged, words(&["seen"])),
        ],
        ..usual.clone()
    };
    for (word, by_usual, by_own) in [
        ("Resolved", Signal::Resolved, Signal::Firing),
        ("OK", Signal::Resolved, Signal::Firing),
        (" SHUT ", Signal::Firing, Signal::Resolved),
        ("seen", Signal::Firing, Signal::Acknowledged),
        ("ack", Signal::Acknowledged, Signal::Firing),
        ("whatever", Signal::Firing, Signal::Firing),
        ("open", Signal::Firing, Signal::Firing),
    ] {
        let body = json!({"id": 1, "s": word});
        assert_eq!(alerts(&usual, &body)[0].signal, by_usual, "{word}");
        assert_eq!(alerts(&own, &body)[0].signal, by_own, "{word}");
    }
    assert_eq!(alerts(&usual, &json!({"id": 1}))[0].signal, Signal::Firing, "no word at all");
}

#[test]
fn what_is_missing_is_empty_and_told_to_whoever_tries() {
    let map = map(&[
        (Part::Summary, "title"),
        (Part::Severity, "critical"),
        (Part::Details, "{{ a.b.c }}"),
        (Part::Link, "{{ title | round }}"),
    ]);
    let body = json!({"title": "disk full"});
    let [alert] = <[Alert; 1]>::try_from(alerts(&map, &body)).unwrap();
    assert_eq!((alert.severity, &*alert.details, alert.link), (Severity::Warning, "", None));
    let told = remarks(&map, &body);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(
        told[0],
        "`severity`: nothing stands at `critical`; what is always the same is written \
         `{{ \"critical\" }}`"
    );
    assert!(told[1].starts_with("`link` cannot be filled in: "), "{told:?}");
    let literal = self::map(&[(Part::Summary, "title"), (Part::Severity, "{{ \"critical\" }}")]);
    assert_eq!(alerts(&literal, &body)[0].severity, Severity::Critical);
    assert_eq!(read(&map, &json!({"a": 1})), Err(ParseError::Unmapped));
}

#[test]
fn without_a_key_the_source_and_the_summary_tell_problems_apart() {
    let map = map(&[(Part::Summary, "title"), (Part::Source, "host")]);
    let one = alerts(&map, &json!({"title": "disk full", "host": "a"}));
    let other = alerts(&map, &json!({"title": "disk full", "host": "b"}));
    assert_ne!(one[0].fingerprint, other[0].fingerprint);
}

#[test]
fn an_address_and_a_form_are_bodies_as_well() {
    let map =
        map(&[(Part::Summary, "msg"), (Part::Source, "query.host"), (Part::Details, "{{ path }}")]);
    for (body, query) in [("msg=full&x=1", "host=db"), ("", "host=db&msg=full")] {
        let reading = asked(&map, body.as_bytes(), query, |it| find("map").unwrap().read(it));
        let alert = reading.unwrap().alerts()[0].clone();
        assert_eq!((&*alert.summary, alert.origin.as_deref()), ("full", Some("db")));
        assert_eq!(alert.details, "/x");
    }
}

#[test]
fn without_a_map_it_says_what_to_configure() {
    let kind = find("map").unwrap();
    let source = SourceName::from("sensors");
    let grades = Grades::new(Severity::Error);
    let request = kind.samples.firing.request(&source, &grades, Timestamp::UNIX_EPOCH);
    let why = kind.read(&request).unwrap_err().to_string();
    assert_eq!(why, "a source of kind `map` is read by `[sources.NAME.map]`, and there is none");
}

#[test]
fn a_body_that_makes_templates_long_costs_no_alert() {
    let map = map(&[
        (Part::Summary, "title"),
        (Part::Details, "{% for a in l %}{% for b in l %}{{ a }}{% endfor %}{% endfor %}"),
        (Part::When, "{% for a in l %}{% for b in l %}{% endfor %}{% endfor %}"),
        (Part::Source, "{{ title * n }}"),
    ]);
    let body = json!({"title": "disk full", "l": vec![1; 20_000], "n": 1_000_000_000_000_u64});
    let [alert] = <[Alert; 1]>::try_from(alerts(&map, &body)).unwrap();
    assert_eq!((&*alert.summary, &*alert.details, alert.origin), ("disk full", "", None));
    assert_eq!(remarks(&map, &body).len(), 3);
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200), path in "[a-z.{}%\" ]{0,12}") {
        let Ok(entry) = Entry::read(&path) else { return Ok(()) };
        let map = Map {
            parts: BTreeMap::from([(Part::Summary, entry), (Part::Key, Entry::read("a").unwrap())]),
            ..Map::default()
        };
        for body in [&body[..], &[b"{\"a\":\"", &body[..], b"\"}"].concat()] {
            drop(asked(&map, body, "a=1", |it| (map.remarks(it), find("map").unwrap().read(it))));
        }
    }
}
