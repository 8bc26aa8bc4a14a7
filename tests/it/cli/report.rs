//! `wail report nines`: what was observed, counted, as text, CSV and JSON.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::label::Labels;
use wail::domain::name::SourceName;
use wail::domain::station::Stations;
use wail::domain::watch::State;
use wail::domain::watch::monitor::Watch;
use wail::engine::Engine;
use wail::store::{MonitorRow, Store, StoreError};

use crate::common::{TestHome, until};
use crate::night::{TEAM, rules};

/// What every report says last.
const HOW: &str =
    "percentages are cut, never rounded up; time of which nobody knows counts neither way\n";

/// The month that is looked at: February 2024 had 29 days, 2 505 600 s.
const FEBRUARY: [&str; 6] = ["report", "nines", "--since", "2024-02-01", "--until", "2024-03-01"];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Keeps that a monitor was in these states, and was watched until then.
fn keep(home: &TestHome, name: &str, service: &str, states: &[(&str, State, &str)], seen: &str) {
    let labels = Labels::from([("service".to_owned(), service.to_owned())]);
    let (since, state, why) = states.last().unwrap();
    let (state, since) = (*state, at(since));
    let why = (*why).to_owned();
    let watch = Watch { state, since, why, seen_at: at(seen), ..Watch::begins(since) };
    let mut store = Store::open(&home.store_file()).unwrap();
    let kept = store.write(|tx| {
        for (since, state, why) in states {
            tx.put_monitor_state(&name.into(), at(since), *state, why)?;
        }
        tx.put_monitor(&name.into(), &MonitorRow { watch, labels }, false)
    });
    let kept: Result<(), StoreError> = kept;
    kept.unwrap();
}

/// Lets an incident about a monitor be opened and resolved.
fn incident(home: &TestHome, monitor: &str, from: &str, to: &str) {
    let rules = rules(TEAM);
    let stations = Stations::default();
    let mut store = Store::open(&home.store_file()).unwrap();
    for (signal, now) in [(Signal::Firing, from), (Signal::Resolved, to)] {
        let source = SourceName::from("monitor");
        let mut alert = Alert::new(source, Fingerprint::of([monitor]), signal, Severity::Critical);
        alert.labels = BTreeMap::from([("monitor".to_owned(), monitor.to_owned())]);
        let heard = store.write(|tx| {
            let cx = Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] };
            Engine::new(tx, cx, at(now)).hear(&alert)
        });
        assert!(heard.unwrap().incident.is_some());
    }
}

/// Two monitors of one service and one of another, through the first months of 2024.
fn observed() -> TestHome {
    let home = TestHome::new();
    keep(
        &home,
        "db",
        "shop",
        &[
            ("2023-06-01T00:00:00Z", State::Up, ""),
            // One hour, of which a quarter is together with the other.
            ("2024-02-10T02:00:00Z", State::Down, "connection refused"),
            ("2024-02-10T03:00:00Z", State::Up, ""),
            ("2024-02-20T12:00:00Z", State::Down, "timeout"),
            ("2024-02-20T12:00:00.250Z", State::Up, ""),
        ],
        "2024-06-01T00:00:00Z",
    );
    keep(
        &home,
        "web",
        "shop",
        &[
            ("2023-06-01T00:00:00Z", State::Up, ""),
            ("2024-02-10T02:45:00Z", State::Down, "502 Bad Gateway"),
            ("2024-02-10T03:15:00Z", State::Degraded, "slow"),
        ],
        "2024-06-01T00:00:00Z",
    );
    keep(&home, "mail", "mail", &[("2024-02-15T00:00:00Z", State::Up, "")], "2024-02-25T00:00:00Z");
    incident(&home, "db", "2024-02-10T02:03:00Z", "2024-02-10T03:02:00Z");
    home
}

#[test]
fn nines_are_counted_from_what_was_observed() {
    let home = observed();
    // The month allows 0.1 % of 2 505 600 s, 2 505.6 s, and the quarter of 91 days 7 862.4 s. The shop
    // was down from 02:00 to 03:15 and for a quarter of a second, 4 500.25 s; db for 3 600.25 s, web for
    // 1 800 s. Mail was watched for ten days of the 29: they allow 864 s, and in the quarter March
    // allows 2 678.4 s more. All 2 505.6 s were used up at 02:00 + 41 min 45.6 s.
    let expected = "\
2024-02-01 00:00:00 to 2024-03-01 00:00:00, UTC; target 99.9 %

SERVICE  AVAILABLE  DOWN       UNKNOWN      LEFT IN FEB  LEFT IN Q1
mail     100 %      0s         19d, 65.5 %  14m 24s      59m 2s
shop     99.82 %    1h 15m 1s  0s           -33m 15s     56m 2s

MONITOR  AVAILABLE  DOWN   UNKNOWN      LEFT IN FEB  LEFT IN Q1
db       99.85 %    1h 1s  0s           -18m 15s     1h 11m 2s
mail     100 %      0s     19d, 65.5 %  14m 24s      59m 2s
web      99.928 %   30m    0s           11m 45s      1h 41m 2s

SPENT  IN         TARGET  ALLOWED  USED       SINCE
shop   the month  99.9 %  41m 45s  1h 15m 1s  2024-02-10 02:41:45
db     the month  99.9 %  41m 45s  1h 1s      2024-02-10 02:41:45

WORST  BEGAN                DOWN  INCIDENT  WHY
db     2024-02-10 02:00:00  1h    1         connection refused
web    2024-02-10 02:45:00  30m   -         502 Bad Gateway
db     2024-02-20 12:00:00  1s    -         timeout
";
    let run = home.wail(&FEBRUARY);
    assert_eq!((run.code, &*run.stdout, &*run.stderr), (0, expected, HOW));
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/nines.md");
    let document = std::fs::read_to_string(document).unwrap();
    assert!(
        document.contains(&format!("\n```\n{expected}```\n")),
        "docs/nines.md shows it as well"
    );
}

#[test]
fn nothing_that_a_target_said_is_obeyed_by_a_terminal() {
    let home = TestHome::new();
    let states = [
        ("2024-02-10T02:00:00Z", State::Up, ""),
        ("2024-02-10T03:00:00Z", State::Down, "refused by \u{1b}[31mdb1"),
    ];
    keep(&home, "d\u{1b}b", "s\u{9b}h", &states, "2024-02-10T04:00:00Z");
    for more in [&[][..], &["--csv"], &["--json"]] {
        let run = home.wail(&[&FEBRUARY[..], more].concat());
        assert_eq!(run.code, 0);
        assert!(!run.stdout.contains(['\u{1b}', '\u{9b}']), "{}", run.stdout);
    }
}

#[test]
fn a_target_of_the_configuration_holds_for_its_monitor_and_its_service() {
    let home = observed();
    let monitor = "[monitors.db]\nkind = \"http\"\nurl = \"http://127.0.0.1:1/\"\ntarget = 99.5\n";
    let web = monitor.replace(".db]", ".web]").replace("99.5", "99.95");
    home.edit_config("[store]", &format!("{monitor}{web}[store]"));
    let answer = home.json(&FEBRUARY);
    let targets = |of: &str| -> Vec<(String, f64)> {
        let lines = answer[of].as_array().unwrap().iter();
        lines
            .map(|line| {
                let percent = line["target_percent"].as_f64().unwrap();
                (line["name"].as_str().unwrap().to_owned(), percent)
            })
            .collect()
    };
    let named = |name: &str, percent: f64| (name.to_owned(), percent);
    assert_eq!(targets("services"), [named("mail", 99.9), named("shop", 99.95)]);
    let monitors = [named("db", 99.5), named("mail", 99.9), named("web", 99.95)];
    assert_eq!(targets("monitors"), monitors);
    // 0.5 % of 2 505 600 s are 12 528 s.
    assert_eq!(answer["monitors"][0]["month"]["left_seconds"], 8_927.75);
    let text = home.wail(&FEBRUARY).stdout;
    assert!(text.contains("; targets from 99.5 % to 99.95 %\n"), "{text}");
    let typed = home.json(&[&FEBRUARY[..], &["--target", "99"]].concat());
    assert_eq!(typed["services"][1]["target_percent"], 99.0, "what is typed holds for all");
}

#[test]
fn what_a_daemon_sees_is_counted_with_the_incident_it_opens() {
    let home = TestHome::new();
    home.edit_config(
        "[store]",
        "[monitors.shop]\nkind = \"http\"\nurl = \"http://127.0.0.1:1/\"\nevery = \"1s\"\n\
         down_after = 1\nlabels = { service = \"shop\" }\n[store]",
    );
    let daemon = home.daemon();
    let mut last = Value::Null;
    until("downtime is counted", || {
        last = home.json(&["report", "nines"]);
        last["services"][0]["window"]["down_seconds"].as_f64().is_some_and(|down| down > 0.0)
            && last["worst"][0]["incident"] == 1
    });
    assert_eq!(last["services"][0]["window"]["available_seconds"], 0, "{last}");
    assert_eq!(last["worst"][0]["monitor"], "shop");
    assert_ne!(last["worst"][0]["why"], "");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn one_monitor_can_be_asked_for_and_a_service_by_its_label() {
    let home = observed();
    let asked = |more: &[&str]| home.json(&[&FEBRUARY, more].concat());
    let names = |answer: &Value, of: &str| -> Vec<String> {
        let lines = answer[of].as_array().unwrap();
        lines.iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect()
    };
    let one = asked(&["--monitor", "web"]);
    assert_eq!(names(&one, "monitors"), ["web"]);
    assert_eq!(names(&one, "services"), Vec::<String>::new(), "one monitor is no service");
    assert_eq!(names(&asked(&["--label", "monitor=~w.*"]), "monitors"), ["web"]);
    let shop = asked(&["--label", "service=shop"]);
    assert_eq!(names(&shop, "monitors"), ["db", "web"]);
    assert_eq!(names(&shop, "services"), ["shop"]);
    home.wail(&["report", "nines", "--monitor", "nobody"]).is(
        2,
        "",
        "error: there is no monitor `nobody`\n\
         hint: `wail report nines` lists all that have ever looked\n",
    );
    home.wail(&["report", "nines", "--label", "service=\u{1b}x"]).is(
        1,
        "",
        "error: no monitor on record is like that\n\
         hint: `wail report nines` lists all that have ever looked\n",
    );
}

#[test]
fn json_has_every_millisecond_and_the_bounds_of_what_nobody_knows() {
    let home = observed();
    let answer = home.json(&[&FEBRUARY[..], &["--target", "99.8"]].concat());
    assert_eq!(answer["zone"], "UTC");
    assert_eq!(answer["from"], "2024-02-01T00:00:00Z");
    let shop = &answer["services"][1];
    assert_eq!(shop["monitors"], serde_json::json!(["db", "web"]));
    let window = &shop["window"];
    assert_eq!(window["down_seconds"], 4_500.25);
    assert_eq!(window["available_seconds"], 2_505_600.0 - 4_500.25);
    assert_eq!(window["unknown_seconds"], 0);
    assert_eq!(window["maintenance_seconds"], 0);
    // 2 501 099.75 / 2 505 600 = 0.998 203 923 212 005…, cut.
    assert_eq!(window["availability_percent"], 99.820_392_321);
    assert_eq!(shop["target_percent"], 99.8);
    let month = &shop["month"];
    assert_eq!((&month["from"], &month["to"]), (&answer["from"], &answer["to"]));
    assert_eq!(month["allowed_seconds"], 5_011.2);
    assert_eq!(month["left_seconds"], 510.95);
    assert_eq!(month["spent_at"], Value::Null);
    assert_eq!(shop["month_before"]["availability_percent"], 100.0);

    let mail = &answer["services"][0];
    assert_eq!(mail["window"]["availability_percent"], 100.0);
    // Ten days of 29: 0.344 827 586 206….
    assert_eq!(mail["window"]["at_least_percent"], 34.482_758_62);
    assert_eq!(mail["window"]["at_most_percent"], 100.0);
    assert_eq!(mail["month_before"]["availability_percent"], Value::Null, "it was not there");

    let worst = answer["worst"].as_array().unwrap();
    assert_eq!(worst.len(), 3);
    assert_eq!(worst[0]["monitor"], "db");
    assert_eq!(worst[0]["began_at"], "2024-02-10T02:00:00Z");
    assert_eq!(worst[0]["ended_at"], "2024-02-10T03:00:00Z");
    assert_eq!((&worst[0]["down_seconds"], &worst[0]["incident"]), (&3_600.into(), &1.into()));
    assert_eq!((&worst[1]["monitor"], &worst[1]["incident"]), (&"web".into(), &Value::Null));
    assert_eq!((&worst[2]["why"], &worst[2]["down_seconds"]), (&"timeout".into(), &0.25.into()));
}

#[test]
fn planned_time_is_taken_out() {
    let home = observed();
    let planned = ["--maintenance", "2024-02-10 02:30..2024-02-10 04:00", "--monitor", "db"];
    let answer = home.json(&[&FEBRUARY[..], &planned].concat());
    let window = &answer["monitors"][0]["window"];
    assert_eq!(window["maintenance_seconds"], 5_400);
    assert_eq!(window["down_seconds"], 1_800.25);
    assert_eq!(window["available_seconds"], 2_505_600.0 - 5_400.0 - 1_800.25);
    assert_eq!(answer["worst"][0]["down_seconds"], 1_800);
    let text = home.wail(&[&FEBRUARY[..], &planned].concat()).stdout;
    assert!(text.contains("PLANNED"), "{text}");
}

#[test]
fn csv_has_a_line_for_each_service_and_monitor() {
    let home = observed();
    let run = home.wail(&[&FEBRUARY[..], &["--csv", "--label", "service=shop"]].concat());
    assert_eq!((run.code, &*run.stderr), (0, ""));
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 4, "{}", run.stdout);
    let width = lines[0].split(',').count();
    assert!(lines.iter().all(|line| line.split(',').count() == width));
    assert_eq!(
        lines[1],
        "service,shop,2024-02-01T00:00:00Z,2024-03-01T00:00:00Z,99.9,99.820392321,99.820392321,\
         99.820392321,2501099.75,4500.25,0,0,2024-02-01T00:00:00Z,2505.6,4500.25,-1994.65,\
         2024-02-10T02:41:45.6Z,2024-01-01T00:00:00Z,7862.4,4500.25,3362.15,"
    );
    assert!(lines[2].starts_with("monitor,db,") && lines[3].starts_with("monitor,web,"));
    home.wail(&["report", "nines", "--csv", "--json"]).is(
        2,
        "",
        "error: it is either `--csv` or `--json`\nhint: leave one of them out\n",
    );
}

#[test]
fn a_budget_that_is_used_up_fast_is_told() {
    let home = observed();
    // On the day before noon of the tenth db was down for an hour: 3 600 s where 86.4 s are allowed.
    let arguments = [
        "report",
        "nines",
        "--since",
        "2024-02-01",
        "--until",
        "2024-02-10 12:00",
        "--monitor",
        "db",
    ];
    let text = home.wail(&arguments).stdout;
    assert!(
        text.contains("\nBURNS  LAST DAY  LAST WEEK\ndb     42 times  6.0 times\n"),
        "3600 / 86.4 = 41.7, 3600 / 604.8 = 5.95: {text}"
    );
    let line = &home.json(&arguments)["monitors"][0];
    assert!((line["burn_day"].as_f64().unwrap() - 3_600.0 / 86.4).abs() < 1e-9);
}

#[test]
fn without_a_time_it_is_this_month_so_far_and_the_one_before() {
    let home = TestHome::new();
    let text = home.wail(&["report", "nines"]);
    assert_eq!((text.code, &*text.stderr), (0, "no monitor has ever looked\n"));
    assert_eq!(home.json(&["report", "nines"])["monitors"], Value::Array(Vec::new()));
    let long_ago = Timestamp::from_second(1_700_000_000).unwrap().to_string();
    let ahead = Timestamp::from_second(4_000_000_000).unwrap() + SignedDuration::from_hours(1);
    keep(&home, "web", "shop", &[(&long_ago, State::Up, "")], &ahead.to_string());
    let text = home.wail(&["report", "nines"]).stdout;
    let head = text.lines().nth(2).unwrap();
    let columns: Vec<&str> = head.split("  ").filter(|it| !it.is_empty()).map(str::trim).collect();
    assert_eq!((columns.len(), columns[3], columns[4]), (7, "DOWN", "UNKNOWN"), "{head}");
    let row = text.lines().nth(3).unwrap();
    assert!(row.starts_with("shop     100 %"), "{row}");
    assert_eq!(row.matches("100 %").count(), 2, "this month and the one before: {row}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let home = TestHome::new();
    for (arguments, message) in [
        (&["--since", "soon"][..], "`soon` is no time"),
        (&["--since", "2999-01-01"], "that time has not been yet"),
        (&["--maintenance", "today"], "`today` is not from a time to a time"),
        (&["--target", "100"], "it is a percentage above 0 and below 100, such as `99.95`"),
        (&["--label", "shop"], "`shop` is not a matcher"),
    ] {
        let run = home.wail(&[&["report", "nines"], arguments].concat());
        assert_eq!((run.code, &*run.stdout), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains(message), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn maintenance_that_was_in_force_counts_neither_way_whatever_the_file_says_now() {
    let home = observed();
    let planned = "[[maintenance]]\nname = \"disks\"\nwhy = \"new disks\"\nmatch = \"monitor=db\"\n\
                   from = \"2024-02-10 02:00\"\nto = \"2024-02-10 02:30\"\n";
    let rules = rules(&format!("{TEAM}\n{planned}"));
    let stations = Stations::default();
    let mut store = Store::open(&home.store_file()).unwrap();
    for now in ["2024-02-10T02:00:00.004Z", "2024-02-10T02:30:00.003Z"] {
        let ticked = store.write(|tx| {
            Engine::new(
                tx,
                Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] },
                at(now),
            )
            .tick(500)
        });
        ticked.unwrap();
    }
    let nines = home.json(&FEBRUARY);
    let of = |name: &str, key: &str| {
        let monitors = nines["monitors"].as_array().unwrap().iter();
        let found = monitors.clone().find(|monitor| monitor["name"] == name).unwrap();
        found["window"][key].as_f64().unwrap()
    };
    assert_eq!((of("db", "down_seconds"), of("db", "maintenance_seconds")), (1800.25, 1800.0));
    assert_eq!((of("web", "down_seconds"), of("web", "maintenance_seconds")), (1800.0, 0.0));
}
