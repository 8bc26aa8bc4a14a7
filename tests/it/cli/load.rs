//! `wail report load`: a fortnight of two people, as text, CSV, JSON and a picture.

use jiff::Timestamp;
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::{IncidentId, Reason};
use wail::domain::name::SourceName;
use wail::domain::record::timeline::{Entry, Event};
use wail::domain::station::Stations;
use wail::engine::Engine;
use wail::store::{Store, StoreError};

use crate::common::TestHome;
use crate::night::rules;

/// Ana by day and night for a week, then bo; both live in UTC and sleep as usual.
const TEAM: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
[rota.shop]
holidays = [2026-03-04]
[[rota.shop.layer]]
people = ["ana", "bo"]
every = "week"
start = 2026-03-02
handoff = "09:00"
[policy.default]
steps = [{ who = "shop", wait = "5m" }, { who = "eve" }]
[store]
path = "wail.db"
"#;

/// What a table line says: when, which problem, and what happened.
type Line = (&'static str, &'static str, Act);

/// What happened.
#[derive(Clone, Copy)]
enum Act {
    Fires,
    Pages(&'static str),
    Rings(&'static str),
    Acks(&'static str),
    Notes(&'static str),
    Clears,
}

/// | problem | pages | acknowledged | over |
/// |---|---|---|---|
/// | disk 1 | Tue 3rd 02:00 ana | 02:04 (4 min) | 02:30 |
/// | disk 2 | Wed 4th 03:00 ana | 03:10 (10 min) | 03:50 |
/// | cart 3 | Wed 4th 14:00 ana | 14:02 (2 min) | 15:00, noted 14:40 |
/// | disk 4 | Thu 12th 01:00 bo | 01:06 (6 min) | 01:12 |
const FORTNIGHT: &[Line] = &[
    ("2026-03-03T02:00:00Z", "disk", Act::Fires),
    ("2026-03-03T02:00:00Z", "disk", Act::Pages("ana")),
    ("2026-03-03T02:00:01Z", "disk", Act::Rings("ana")),
    ("2026-03-03T02:04:00Z", "disk", Act::Acks("ana")),
    ("2026-03-03T02:30:00Z", "disk", Act::Clears),
    ("2026-03-04T03:00:00Z", "disk", Act::Fires),
    ("2026-03-04T03:00:00Z", "disk", Act::Pages("ana")),
    ("2026-03-04T03:00:01Z", "disk", Act::Rings("ana")),
    ("2026-03-04T03:10:00Z", "disk", Act::Acks("ana")),
    ("2026-03-04T03:50:00Z", "disk", Act::Clears),
    ("2026-03-04T14:00:00Z", "cart", Act::Fires),
    ("2026-03-04T14:00:00Z", "cart", Act::Pages("ana")),
    ("2026-03-04T14:02:00Z", "cart", Act::Acks("ana")),
    ("2026-03-04T14:40:00Z", "cart", Act::Notes("ana")),
    ("2026-03-04T15:00:00Z", "cart", Act::Clears),
    ("2026-03-12T01:00:00Z", "disk", Act::Fires),
    ("2026-03-12T01:00:00Z", "disk", Act::Pages("bo")),
    ("2026-03-12T01:00:01Z", "disk", Act::Rings("bo")),
    ("2026-03-12T01:06:00Z", "disk", Act::Acks("bo")),
    ("2026-03-12T01:12:00Z", "disk", Act::Clears),
];

/// Keeps what those lines say: problems by the engine, people's part as entries.
fn keep(home: &TestHome, lines: &[Line]) {
    let rules = rules(TEAM);
    let stations = Stations::default();
    let mut store = Store::open(&home.store_file()).unwrap();
    let mut last = std::collections::BTreeMap::new();
    for (when, name, act) in lines {
        let now: Timestamp = when.parse().unwrap();
        let kept: Result<(), StoreError> = store.write(|tx| {
            let cx = Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] };
            let signal = match act {
                Act::Fires => Signal::Firing,
                Act::Clears => Signal::Resolved,
                act => {
                    let incident: Option<IncidentId> = last.get(name).copied();
                    return tx.append(&Entry { at: now, incident, event: event(*act) });
                }
            };
            let source = SourceName::from("prometheus");
            let mut alert =
                Alert::new(source, Fingerprint::of([*name]), signal, Severity::Critical);
            alert.summary = format!("{name} is full");
            alert.labels.insert("service".to_owned(), (*name).to_owned());
            let heard = Engine::new(tx, cx, now).hear(&alert)?;
            last.insert(*name, heard.incident.unwrap());
            Ok(())
        });
        kept.unwrap();
    }
}

fn event(act: Act) -> Event {
    let sound = "sound".into();
    match act {
        Act::Pages(person) => Event::Paged {
            person: person.into(),
            channel: sound,
            reason: Reason::FirstPage,
            because: None,
            still: None,
        },
        Act::Rings(person) => Event::Delivered(person.into(), sound, "48000 samples".to_owned()),
        Act::Acks(person) => {
            Event::Acknowledged(person.into(), jiff::SignedDuration::from_mins(30))
        }
        Act::Notes(person) => Event::Noted(person.into(), "made room".to_owned()),
        Act::Fires | Act::Clears => unreachable!(),
    }
}

/// The two weeks in which ana and bo had the pager, one each.
const WEEKS: [&str; 6] =
    ["report", "load", "--since", "2026-03-02 09:00", "--until", "2026-03-16 09:00"];

fn fortnight() -> TestHome {
    let home = TestHome::with(TEAM);
    keep(&home, FORTNIGHT);
    home
}

/// That this is told word for word, times and all.
#[track_caller]
fn assert_told(home: &TestHome, arguments: &[&str], expected: &str) {
    let run = home.wail(arguments);
    assert_eq!((run.code, &*run.stdout, &*run.stderr), (0, expected, ""));
}

#[test]
fn the_load_is_told_by_person_and_by_alert() {
    // Each had the pager for 7 of 14 days. Ana acknowledged after 4, 10 and 2 min: 4 in the middle; it
    // was quiet after 30 and 50 min: 40. Disk took the nights of the 2nd, the 3rd and the 11th, 92 min.
    let expected = "\
2026-03-02 09:00:00 to 2026-03-16 09:00:00, UTC

PERSON      PAGES  RINGS  INCIDENTS  TO ACK  BUSIEST   ON CALL
ana         3      2      3          4m      1 in 12h  7d, 50.0 %
bo          1      1      1          6m      1 in 12h  7d, 50.0 %
the middle  2      1.5    2          5m      1 in 12h  7d, 50.0 %

PERSON      WOKEN  NIGHTS  IN A ROW  TO QUIET  WEEKENDS  HOLIDAYS
ana         2      2       2         40m       1         1
bo          1      1       1         12m       1         0
the middle  1.5    1.5     1.5       26m       1         0.5

COST                                   AWAKE   INCIDENTS  SOURCE      ALERT
three nights of sleep, never acted on  1h 32m  3          prometheus  disk is full
1 page, no sleep                       -       1          prometheus  cart is full

ana was woken in 2 nights, 2 of them in a row
ana was on call 50.0 % of the time, the SRE book's limit is 25 %
bo was on call 50.0 % of the time, the SRE book's limit is 25 %
";
    assert_told(&fortnight(), &WEEKS, expected);
}

#[test]
fn the_load_of_one_person_names_each_time_that_they_were_woken() {
    let home = fortnight();
    let run = home.wail(&[&WEEKS[..], &["--person", "bo"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let woken = "\
WOKEN  AT                   TO QUIET  INCIDENT
bo     2026-03-12 01:00:00  12m       4
";
    assert!(run.stdout.contains(woken), "{}", run.stdout);
    assert!(!run.stdout.contains("ana") && !run.stdout.contains("cart"), "{}", run.stdout);
    home.wail(&[&WEEKS[..], &["--person", "zoe"]].concat()).is(
        2,
        "",
        "error: there is no person `zoe`\nhint: there are ana, bo, eve\n",
    );
    home.wail(&[&WEEKS[..], &["--person", "anna"]].concat()).is(
        2,
        "",
        "error: there is no person `anna`\nhint: did you mean `ana`?\n",
    );
}

#[test]
fn the_load_is_comma_separated_values() {
    let expected = "\
kind,name,from,to,pages,rings,incidents,acks,to_ack_median_seconds,on_call_seconds,on_call_percent,\
shifts,shifts_over_limit,busiest_shift,wakes,nights,nights_in_a_row,to_quiet_median_seconds,\
awake_seconds,weekends,holidays,source,acted_on
person,ana,2026-03-02T09:00:00Z,2026-03-16T09:00:00Z,3,2,3,3,240,604800,50,14,0,1,2,2,2,2400,4800,1,1,,
person,bo,2026-03-02T09:00:00Z,2026-03-16T09:00:00Z,1,1,1,1,360,604800,50,14,0,1,1,1,1,720,720,1,0,,
alert,disk is full,2026-03-02T09:00:00Z,2026-03-16T09:00:00Z,3,,3,,,,,,,,,3,,,5520,,,prometheus,false
alert,cart is full,2026-03-02T09:00:00Z,2026-03-16T09:00:00Z,1,,1,,,,,,,,,0,,,0,,,prometheus,true
";
    assert_told(&fortnight(), &[&WEEKS[..], &["--csv"]].concat(), expected);
}

#[test]
fn the_load_is_json_with_the_entries_of_the_record() {
    let load = fortnight().json(&WEEKS);
    assert_eq!(load["people"][0]["person"], "ana");
    assert_eq!(load["people"][0]["on_call_percent"], 50.0);
    assert_eq!(load["people"][0]["wakes"][1]["at"], "2026-03-04T03:00:00Z");
    assert_eq!(load["people"][0]["wakes"][1]["to_quiet_seconds"], 3000);
    assert_eq!(load["people"][0]["nights"][0], "2026-03-02");
    assert_eq!(load["alerts"][0]["text"], "three nights of sleep, never acted on");
    assert_eq!(load["limits"]["on_call_percent"], 25);
    assert_eq!(load["typical"]["wakes"], 1.5);
}

#[test]
fn the_load_is_a_picture() {
    let home = fortnight();
    let file = home.path().join("load.svg");
    let name = file.to_str().unwrap();
    let run = home.wail(&[&WEEKS[..], &["--svg", name]].concat());
    assert_eq!((run.code, &*run.stdout), (0, ""));
    let picture = std::fs::read_to_string(&file).unwrap();
    assert!(picture.starts_with("<svg") && picture.ends_with("</svg>\n"), "{picture}");
    assert!(
        picture.contains(
            "<desc>ana: 3 pages, woken in 2 nights, 50.0 % of the time on call; bo: 1 page, woken in 1 \
             night, 50.0 % of the time on call</desc>"
        ),
        "{picture}"
    );
    let run = home.wail(&[&WEEKS[..], &["--svg", "-"]].concat());
    assert_eq!(run.stdout, picture);
}

#[test]
fn the_document_shows_what_is_told() {
    let home = fortnight();
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reports.md");
    let document = std::fs::read_to_string(document).unwrap();
    let numbers = ["report", "--since", "2026-03-02", "--until", "2026-03-16"];
    for arguments in [&WEEKS[..], &numbers] {
        let run = home.wail(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(document.contains(&run.stdout), "docs/reports.md should say:\n{}", run.stdout);
    }
}

#[test]
fn a_number_is_explained_by_the_entries_that_it_counts() {
    let home = fortnight();
    let run = home.wail(&[
        "report",
        "--since",
        "2026-03-02",
        "--until",
        "2026-03-16",
        "--explain",
        "mtta",
    ]);
    assert_eq!((run.code, &*run.stderr), (0, ""));
    let lines: Vec<&str> = run.stdout.lines().collect();
    // Two entries for each of four incidents, below the head.
    assert_eq!(lines.len(), 9, "{}", run.stdout);
    assert!(
        lines[1].contains("2026-03-03 02:00:00") && lines[1].contains("page ana"),
        "{}",
        lines[1]
    );
    assert!(lines[2].contains("4m") && lines[2].contains("ana acknowledges"), "{}", lines[2]);
    let json = home.json(&[
        "report",
        "--since",
        "2026-03-02",
        "--until",
        "2026-03-16",
        "--explain",
        "never-acted-on",
    ]);
    let incidents: Vec<i64> =
        json.as_array().unwrap().iter().map(|it| it["incident"].as_i64().unwrap()).collect();
    assert_eq!(incidents, [1, 2, 4]);
    let run = home.wail(&["report", "--explain", "luck"]);
    assert_eq!(run.code, 2);
}

#[test]
fn the_numbers_are_told_month_by_month_and_as_json() {
    let home = fortnight();
    let months = ["report", "--month", "--since", "2026-02-01", "--until", "2026-04-01"];
    let expected = "\
2026-02-01 00:00:00 to 2026-04-01 00:00:00, UTC

MONTH    INCIDENTS  PAGES  TO ACK  TO RESOLVE  UNANSWERED  NEVER ACTED ON
2026-02  0          0      -       -           0           0
2026-03  4          4      5m 30s  38m         0           3
";
    assert_told(&home, &months, expected);
    let run = home.wail(&["report", "--month", "--since", "2026-02-15", "--until", "2026-04-01"]);
    let names: Vec<&str> =
        run.stdout.lines().skip(3).map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(names, ["from 2026-02-15", "2026-03"]);
    let json = home.json(&["report", "--since", "2026-03-02", "--until", "2026-03-16"]);
    assert_eq!(json["whole"]["to_ack"]["mean_seconds"], 330);
    assert_eq!(json["whole"]["to_resolve"]["median_seconds"], 2400);
    assert_eq!(json["pages_by_hour"][14], 1);
    assert_eq!(json["rotas"][0]["name"], "shop");
    let none = home.wail(&["report", "--since", "2025-03-02", "--until", "2025-03-16"]);
    assert_eq!((none.code, &*none.stderr), (0, "no incident began in that time\n"));
}

#[test]
fn a_week_is_told_as_a_text_and_as_a_page() {
    let home = fortnight();
    // Ana had 3 incidents that week, and none the week before: 4, 10 and 2 min, and 30, 50 and 60 min.
    // Of 168 h she had the pager for 159: from Monday at nine on, 94.6 %; the rota begins then.
    let expected = "\
Monday, 2 March 2026 to Sunday, 8 March 2026

- 3 incidents, 3 more than the week before; 3 paged somebody, all were answered
- half of them were acknowledged within 4m
- half of them were resolved within 50m
- 2 of 3 were never acted on
- ana was woken in 2 nights; quiet again after 40m, in the middle

on call:
- ana: 94.6 % of the time, 3 pages, 3 incidents, acknowledged after 4m

what it cost:
- disk is full (prometheus): two nights of sleep, never acted on
- cart is full (prometheus): 1 page, no sleep
";
    assert_told(&home, &["report", "weekly", "--of", "2026-03-04"], expected);
    let page = home.wail(&["report", "weekly", "--of", "2026-03-04", "--format", "html"]).stdout;
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"), "{page}");
    assert_eq!((page.matches("<svg").count(), page.matches("<script").count()), (2, 0), "{page}");
    assert!(page.contains("<li>2 of 3 were never acted on</li>"), "{page}");
    let wrong = home.wail(&["report", "weekly", "--of", "9000-01-01"]);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
}

#[test]
fn what_was_noted_after_a_week_counts_for_what_was_over_in_it() {
    let home = TestHome::with(TEAM);
    let sunday: &[Line] = &[
        ("2026-03-08T23:00:00Z", "cart", Act::Fires),
        ("2026-03-08T23:00:00Z", "cart", Act::Pages("ana")),
        ("2026-03-08T23:04:00Z", "cart", Act::Acks("ana")),
        ("2026-03-08T23:20:00Z", "cart", Act::Clears),
    ];
    keep(&home, sunday);
    let week = ["report", "weekly", "--of", "2026-03-04"];
    let text = home.wail(&week).stdout;
    assert!(text.contains("- 1 of 1 was never acted on\n"), "{text}");
    assert!(text.contains("- ana was woken in 1 night; quiet again after 20m\n"), "{text}");
    let mut store = Store::open(&home.store_file()).unwrap();
    let noted: Result<(), StoreError> = store.write(|tx| {
        let (at, event) = ("2026-03-09T08:00:00Z".parse().unwrap(), event(Act::Notes("ana")));
        tx.append(&Entry { at, incident: Some(IncidentId(1)), event })
    });
    noted.unwrap();
    let text = home.wail(&week).stdout;
    assert!(!text.contains("never acted on"), "{text}");
    // For the week after, it is nothing.
    let after = home.wail(&["report", "--since", "2026-03-09", "--until", "2026-03-16"]);
    assert_eq!(after.stderr, "no incident began in that time\n");
}

#[test]
fn a_summary_is_no_formula_in_a_spreadsheet() {
    let home = TestHome::with(TEAM);
    let name = "=HYPERLINK(\"http://example.org\")";
    keep(
        &home,
        &[
            ("2026-03-03T02:00:00Z", name, Act::Fires),
            ("2026-03-03T02:00:00Z", name, Act::Pages("ana")),
            ("2026-03-03T02:30:00Z", name, Act::Clears),
        ],
    );
    let text = home.wail(&[&WEEKS[..], &["--csv"]].concat()).stdout;
    assert!(
        text.contains("\nalert,\"'=HYPERLINK(\"\"http://example.org\"\") is full\","),
        "{text}"
    );
}
