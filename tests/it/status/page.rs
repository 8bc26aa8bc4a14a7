//! What is written, word for word; and that nothing that stands in it can be more than words.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use wail::domain::incident::IncidentId;
use wail::domain::nines::{Span, Tally};
use wail::domain::promise::PromiseId;
use wail::domain::status::days::{Day, days};
use wail::domain::status::incident::{Disruption, Known, Update};
use wail::domain::status::{Condition, Page, Planned, Promised, Service};
use wail::domain::text::is_unfit;
use wail::publish::status::{FEED, JSON, Written, written};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// So many hours and minutes.
fn length(hours: i64, minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(hours * 60 + minutes)
}

/// A day that was fine but for what is said of it.
fn day(date: jiff::civil::Date, down: SignedDuration, disrupted: SignedDuration) -> Day {
    let available = length(24, 0) - down;
    let tally = Tally { available, down, ..Tally::default() };
    let (none, length) = (SignedDuration::ZERO, length(24, 0));
    Day { date, tally: Some(tally), disrupted, critical: none, unheard: none, length }
}

/// The last days of a service that was down on one of them, and has an incident today.
fn shop_days(number: i32, zone: &TimeZone) -> Vec<Day> {
    let none = SignedDuration::ZERO;
    let dates = days(number, at("2026-11-29T02:30:00Z"), zone);
    let mut days: Vec<Day> = dates.iter().map(|(date, _)| day(*date, none, none)).collect();
    let last = days.len() - 1;
    days[last - 4].tally = Some(Tally {
        available: length(23, 0),
        down: SignedDuration::from_secs(750),
        maintenance: length(0, 30),
        unknown: SignedDuration::from_secs(1050),
    });
    days[last].disrupted = length(0, 42);
    days
}

/// One that is late, and one that comes from an incident.
fn promises() -> Vec<Promised> {
    vec![
        Promised {
            id: PromiseId(3),
            text: "A word on what happened.".to_owned(),
            services: Vec::new(),
            incident: None,
            made_at: at("2026-11-26T10:00:00Z"),
            due_at: at("2026-11-28T17:00:00Z"),
        },
        Promised {
            id: PromiseId(4),
            text: "An index that makes this fast again.".to_owned(),
            services: vec!["Shop".to_owned()],
            incident: Some(IncidentId(398)),
            made_at: at("2026-11-26T10:00:00Z"),
            due_at: at("2026-12-04T17:00:00Z"),
        },
    ]
}

/// A page with something in every part of it.
pub(super) fn page(number: i32) -> Page {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let shop = shop_days(number, &zone);
    let sum = |part: fn(&Tally) -> SignedDuration| {
        shop.iter().map(|day| part(&day.tally.unwrap())).sum::<SignedDuration>()
    };
    let tally = Tally {
        available: sum(|it| it.available),
        down: sum(|it| it.down),
        unknown: sum(|it| it.unknown),
        maintenance: sum(|it| it.maintenance),
    };
    let unseen = |mut day: Day| {
        (day.tally, day.disrupted) = (None, SignedDuration::ZERO);
        day
    };
    let mail = shop.iter().cloned().map(unseen).collect();
    let id = IncidentId(412);
    let next_at = Some(at("2026-11-29T03:00:00Z"));
    let update = |minute: &str, text: &str| Update {
        incident: id,
        at: at(&format!("2026-11-29T{minute}:00Z")),
        next_at,
        text: text.to_owned(),
    };
    let updates = [
        update("01:58", "Orders fail.\n\nWe go back to the last version;\nnext word at 04:00."),
        update("02:20", "Every second order goes through."),
    ];
    let open = Known {
        id,
        began_at: at("2026-11-29T01:48:00Z"),
        acknowledged_at: Some(at("2026-11-29T01:51:30Z")),
        ended_at: None,
        next_at,
    };
    let past = Known {
        id: IncidentId(398),
        began_at: at("2026-11-25T09:00:00Z"),
        acknowledged_at: None,
        ended_at: Some(at("2026-11-25T09:12:30Z")),
        next_at: None,
    };
    let shop = Service {
        name: "Shop".to_owned(),
        about: Some("Orders and payments.".to_owned()),
        condition: Condition::Degraded,
        tally: Some(tally),
        days: shop,
    };
    let mail = Service {
        name: "Mail".to_owned(),
        about: None,
        condition: Condition::Up,
        tally: None,
        days: mail,
    };
    let both = vec!["Shop".to_owned(), "Mail".to_owned()];
    let span = |from: &str, to: &str| Span { from: at(from), to: at(to) };
    Page {
        title: "Example & Sons".to_owned(),
        about: Some("How our services are.".to_owned()),
        address: Some("https://status.example.org/".to_owned()),
        zone,
        at: at("2026-11-29T02:30:00Z"),
        window: span("2026-08-31T22:00:00Z", "2026-11-29T02:30:00Z"),
        services: vec![shop, mail],
        incidents: vec![
            Disruption::of(&open, vec!["Shop".to_owned()], &updates),
            Disruption::of(&past, both.clone(), &updates),
        ],
        left_out: 1,
        planned: vec![
            Planned {
                span: span("2026-11-29T02:00:00Z", "2026-11-29T03:00:00Z"),
                services: vec!["Mail".to_owned()],
                text: None,
            },
            Planned {
                span: span("2026-12-06T22:00:00Z", "2026-12-07T00:00:00Z"),
                services: both,
                text: Some("We move to larger disks.".to_owned()),
            },
        ],
        promises: promises(),
    }
}

#[test]
fn the_page_its_feed_and_its_json_are_these() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/status/expected");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("status");
    fs::create_dir_all(&scratch).unwrap();
    let mut wrong = Vec::new();
    for Written { name, text } in written(&page(7)) {
        if fs::read_to_string(fixtures.join(name)).unwrap_or_default() != text {
            fs::write(scratch.join(name), text).unwrap();
            wrong.push(name);
        }
    }
    let hint = format!("look at them, then: cp {}/* tests/it/status/expected/", scratch.display());
    assert!(wrong.is_empty(), "{wrong:?} are otherwise; {hint}");
}

#[test]
fn a_page_of_ten_services_is_small_enough_for_a_slow_line() {
    let mut page = page(90);
    let (shop, disrupted) = (page.services[0].clone(), page.incidents[0].clone());
    page.services = (0..10)
        .map(|number| {
            let mut service = Service { name: format!("Service {number}"), ..shop.clone() };
            // One day in five was bad, each in its own way.
            for (place, day) in service.days.iter_mut().enumerate().filter(|(it, _)| it % 5 == 0) {
                let seconds = i64::try_from(3_661 + place * 61 + number).unwrap();
                day.tally = shop.days[85].tally;
                day.disrupted = SignedDuration::from_secs(seconds);
            }
            service
        })
        .collect();
    page.incidents = vec![disrupted; 10];
    let size = written(&page)[2].text.len();
    assert!(size < 150_000, "{size} bytes");
}

const NASTY: &str = "</style><script>alert(1)</script> \"' onload=x & ]]> \u{1b}[31mred\u{7}\0\u{9b}2J \
                     \u{202a}\u{202e}gnp.exe\u{2066}\u{2069}";

/// A page in which every text that people write is hostile.
fn hostile() -> Page {
    let mut page = page(7);
    let nasty = || NASTY.to_owned();
    page.title = nasty();
    page.about = Some(nasty());
    page.address = Some("https://status.example.org/?a=1&b=\"'<>/".to_owned());
    for service in &mut page.services {
        (service.name, service.about) = (nasty(), Some(nasty()));
    }
    for incident in &mut page.incidents {
        incident.services = vec![nasty(), nasty()];
        for said in &mut incident.said {
            (said.state, said.text) = (nasty(), nasty());
        }
    }
    for planned in &mut page.planned {
        (planned.services, planned.text) = (vec![nasty()], Some(nasty()));
    }
    for promised in &mut page.promises {
        (promised.text, promised.services) = (nasty(), vec![nasty()]);
    }
    page
}

#[test]
fn what_people_write_stays_words_in_all_three() {
    let tame = written(&page(7));
    let hostile = written(&hostile());
    // Of paragraphs there are as many as the texts have; no other tag may come from them.
    let tags = |text: &str| {
        let pattern = regex::Regex::new(r"</?([a-z]+)[\s/>]").unwrap();
        let found = pattern.captures_iter(text).map(|tag| tag[1].to_owned());
        found.filter(|tag| !["p", "br"].contains(&tag.as_str())).collect::<Vec<_>>()
    };
    for (tame, hostile) in tame.iter().zip(&hostile) {
        let text = &hostile.text;
        let unfit = text.chars().find(|it| is_unfit(*it) && *it != '\n');
        assert_eq!(unfit, None, "{text}");
        if hostile.name == JSON {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(value["incidents"][0]["updates"][0]["text"], NASTY);
            continue;
        }
        assert!(!text.contains("<script"), "{text}");
        assert!(text.contains("&lt;script&gt;") || text.contains("&amp;lt;script"), "{text}");
        assert_eq!(tags(text), tags(&tame.text), "{}", hostile.name);
    }
}

/// What a reader of XML that is not ours finds in the feed.
const READ_FEED: &str = r"
import sys, json, xml.etree.ElementTree as tree
atom = '{http://www.w3.org/2005/Atom}'
feed = tree.fromstring(sys.stdin.buffer.read())
text = lambda of, name: of.find(atom + name).text
entries = feed.findall(atom + 'entry')
print(json.dumps({
    'title': text(feed, 'title'), 'updated': text(feed, 'updated'), 'id': text(feed, 'id'),
    'links': [it.get('href') for it in feed.findall(atom + 'link')],
    'entries': [{name: text(it, name) for name in ['id', 'title', 'updated', 'content']}
                for it in entries],
}))
";

fn read_feed(page: &Page) -> Value {
    let files = written(page);
    let feed = files.iter().find(|file| file.name == FEED).unwrap();
    let mut python = Command::new("python3")
        .args(["-c", READ_FEED])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut python.stdin.take().unwrap(), feed.text.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", feed.text);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_feed_is_read_by_others_as_it_was_meant() {
    let feed = read_feed(&page(7));
    assert_eq!(feed["title"], "Example & Sons");
    assert_eq!(feed["updated"], "2026-11-29T02:20:00Z");
    let entries = feed["entries"].as_array().unwrap();
    let titles: Vec<&str> = entries.iter().map(|it| it["title"].as_str().unwrap()).collect();
    let expected = [
        "Shop: Update",
        "Shop: Update",
        "Shop: Taken in hand",
        "Shop: Noticed",
        "Promised",
        "Shop: Promised",
        "Shop and Mail: Over",
        "Shop and Mail: Noticed",
    ];
    assert_eq!(titles, expected);
    let mut ids: Vec<&str> = entries.iter().map(|it| it["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), expected.len(), "{ids:?}");
    let content = entries[1]["content"].as_str().unwrap();
    assert!(content.contains("<p>Orders fail.</p>"), "{content}");
    // What was hostile is words, also once it was read.
    let feed = read_feed(&hostile());
    let content = feed["entries"][0]["content"].as_str().unwrap();
    assert!(content.contains("&lt;script&gt;") && !content.contains("<script"), "{content}");
}
