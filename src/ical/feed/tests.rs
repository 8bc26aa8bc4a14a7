//! Rotas as calendars: read again by a parser that somebody else wrote, and the same for the same
//! file.

use std::collections::BTreeSet;

use icalendar::parser::{read_calendar, unfold};
use jiff::civil::{date, time};

use super::*;
use crate::domain::rota::{EraDraft, RotaDraft, TurnUnit};

fn rota(people: &[&str]) -> Rota {
    let era = EraDraft {
        start: date(2026, 1, 5),
        handoff: time(9, 0, 0, 0),
        unit: TurnUnit::Week,
        length: 1,
        people: people.iter().map(|name| PersonId::from(*name)).collect(),
        turn_days: None,
    };
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    Rota::build(RotaDraft::of_one_layer(zone, era)).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

struct Case<'c> {
    rota: &'c Rota,
    person: Option<&'c str>,
    from: &'c str,
    edges: Edges,
    published: &'c [Published],
}

fn render(case: &Case<'_>) -> String {
    let person = case.person.map(PersonId::from);
    Feed {
        name: &RotaName::from("platform"),
        rota: case.rota,
        person: person.as_ref(),
        from: at(case.from),
        to: at("2026-12-28T08:00:00Z"),
        edges: case.edges,
        revised_at: at("2026-11-20T10:00:00Z"),
        published: case.published,
        now: at("2026-11-25T12:00:00Z"),
    }
    .render()
}

fn of(rota: &Rota) -> Case<'_> {
    let from = "2026-12-08T00:00:00Z";
    Case { rota, person: None, from, edges: Edges::Cut, published: &[] }
}

fn lines_of<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let name = format!("{name}:");
    text.split("\r\n").filter_map(|line| line.strip_prefix(&name)).collect()
}

#[test]
fn a_shift_is_an_event() {
    let rota = rota(&["ana", "bo"]);
    let text = render(&Case { from: "2026-12-14T08:00:00Z", ..of(&rota) });
    let begin = text.find("BEGIN:VEVENT").unwrap();
    assert_eq!(
        text[..begin].replace("\r\n", "\n"),
        "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//wail//on call//EN
CALSCALE:GREGORIAN
NAME:on call: platform
X-WR-CALNAME:on call: platform
X-WR-TIMEZONE:Europe/Berlin
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
"
    );
    let end = text[begin..].find("END:VEVENT").unwrap();
    assert_eq!(
        text[begin..begin + end].replace("\r\n", "\n"),
        "BEGIN:VEVENT
UID:platform/primary/20261214T080000Z/bo@wail
DTSTAMP:20261120T100000Z
SEQUENCE:217332000
DTSTART:20261214T080000Z
DTEND:20261221T080000Z
TRANSP:TRANSPARENT
SUMMARY:bo on call: platform
DESCRIPTION:layer 1
STATUS:CONFIRMED
"
    );
    assert_eq!(lines_of(&text, "BEGIN").len(), 3, "{text}");
    assert!(text.ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn the_identity_is_that_of_the_whole_shift_however_it_is_cut() {
    let rota = rota(&["ana", "bo"]);
    let cut = render(&of(&rota));
    let whole = render(&Case { edges: Edges::Whole, ..of(&rota) });
    assert_eq!(lines_of(&cut, "UID"), lines_of(&whole, "UID"));
    assert_eq!(lines_of(&cut, "UID")[0], "platform/primary/20261207T080000Z/ana@wail");
    assert_eq!(lines_of(&cut, "DTSTART")[0], "20261208T000000Z");
    assert_eq!(lines_of(&whole, "DTSTART")[0], "20261207T080000Z");
    assert_eq!(lines_of(&cut, "UID").iter().collect::<BTreeSet<_>>().len(), 3);
}

#[test]
fn one_persons_calendar_has_the_same_events() {
    let rota = rota(&["ana", "bo"]);
    let theirs = render(&Case { person: Some("bo"), ..of(&rota) });
    assert_eq!(lines_of(&theirs, "UID"), ["platform/primary/20261214T080000Z/bo@wail"]);
    assert_eq!(lines_of(&theirs, "NAME"), ["on call: bo\\, platform"]);
}

#[test]
fn what_is_no_longer_so_is_cancelled_and_what_is_over_stays() {
    let (old, new) = (rota(&["ana", "bo"]), rota(&["ana", "carol"]));
    let told = published(&render(&Case { from: "2026-11-16T08:00:00Z", ..of(&old) })).unwrap();
    let text = render(&Case { published: &told, ..of(&new) });
    let gone = text.split("BEGIN:VEVENT").filter(|it| it.contains("STATUS:CANCELLED"));
    let gone: Vec<&str> = gone.collect();
    assert_eq!(gone.len(), 1, "{text}");
    assert!(gone[0].contains("UID:platform/primary/20261214T080000Z/bo@wail\r\n"), "{text}");
    assert_eq!(published(&text).unwrap().len(), 3, "a cancelled one is not told of");
}

#[test]
fn no_name_gets_out_of_its_place() {
    let odd = "a;b,c\\\u{fc}\nBEGIN:VEVENT\r\nX:1";
    let rota = rota(&[odd, "bo"]);
    let text = render(&of(&rota));
    assert_eq!(lines_of(&text, "BEGIN").len(), 4, "{text}");
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).unwrap();
    let person = PersonId::from(odd);
    let theirs = render(&Case { person: Some(odd), ..of(&rota) });
    assert!(theirs.contains(&part(person.as_str())[..20]), "{theirs}");
    assert_eq!(calendar.components.len(), 3);
}

#[test]
fn another_parser_reads_what_is_written() {
    let rota =
        rota(&["ana-with-a-long-name-\u{1f600}-that-goes-on-and-on-and-on-and-on-and-on", "bo"]);
    let text = render(&of(&rota));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).unwrap();
    let ours = rota.shifts(0, at("2026-12-08T00:00:00Z"), at("2026-12-28T08:00:00Z"));
    assert_eq!(calendar.components.len(), ours.len());
    for (event, shift) in calendar.components.iter().zip(&ours) {
        let value = |name: &str| event.find_prop(name).unwrap().val.as_ref().to_owned();
        assert_eq!(event.name, "VEVENT");
        assert_eq!(value("DTSTART"), utc(shift.start));
        assert_eq!(value("DTEND"), utc(shift.end.unwrap()));
        assert_eq!(value("SUMMARY"), format!("{} on call: platform", shift.person));
        assert_eq!(value("TRANSP"), "TRANSPARENT");
    }
}
