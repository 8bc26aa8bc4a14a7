//! A fortnight of two people in two zones, told by the engine and counted by hand: what `wail report load`
//! and `wail report` say is held against the arithmetic that is written beside it.

use serde_json::{Value, json};
use wail::domain::alert::{Severity, Signal};
use wail::domain::incident::Input;
use wail::store::Store;

use crate::common::TestHome;
use crate::night::{Night, alert};

/// Ana in Berlin sleeps from eleven to seven and has the first week, bo in New York sleeps as usual, from
/// 22:30 to 07:00, and has the second; the pager changes hands on Mondays at nine in Berlin.
const TEAM: &str = r#"
zone = "Europe/Berlin"
fallback = "eve"
[people.ana]
channels = ["sound"]
sleep = "23:00-07:00"
[people.bo]
channels = ["sound"]
zone = "America/New_York"
[people.eve]
channels = ["sound"]
[rota.shop]
holidays = [2026-04-03, 2026-04-06]
[[rota.shop.layer]]
people = ["ana", "bo"]
every = "week"
start = 2026-03-23
handoff = "09:00"
[policy.default]
steps = [{ who = "shop", wait = "5m" }, { who = "bo", wait = "5m" }, { who = "eve" }]
check_in = { critical = "8h" }
[store]
path = "wail.db"
"#;

impl Night {
    /// Lets time pass until then.
    fn until(self, instant: &str) -> Self {
        let then: jiff::Timestamp = instant.parse().unwrap();
        let minutes = then.duration_since(self.now).as_mins();
        self.wait(minutes)
    }

    /// A problem of the service of that name begins or goes on, or is over.
    fn service_is(mut self, service: &str, signal: Signal) -> Self {
        let began = *self.episodes.entry(service.to_owned()).or_insert(self.now);
        if signal == Signal::Resolved {
            self.episodes.remove(service);
        }
        let mut alert = alert(service, signal, Severity::Critical).started_at(Some(began));
        alert.labels.insert("service".to_owned(), service.to_owned());
        self.hears(&alert)
    }

    fn service_breaks(self, service: &str) -> Self {
        self.service_is(service, Signal::Firing)
    }

    fn service_mends(self, service: &str) -> Self {
        self.service_is(service, Signal::Resolved)
    }

    fn notes_that(mut self, person: &str, text: &str) -> Self {
        self.does_quietly(Input::Note { by: person.into(), text: text.to_owned() });
        self.turn();
        self
    }
}

/// Berlin is UTC+1 until Sunday, 29 March, 01:00 UTC, and UTC+2 from then on; New York is UTC-4.
///
/// | id | service | began (UTC) | pages | answered | over | there |
/// |---|---|---|---|---|---|---|
/// | 1 | disk | 24th 02:00 | ana 02:00 | ana 02:04 | 02:30 | 03:00 |
/// | 2 | queue | 25th 20:00 | ana 20:00, 26th 02:03 | snoozed 20:03, ana 02:05 | 02:20 | 21:00, 03:03 |
/// | 3 | batch | 27th 12:05 | none: it is silenced | | 12:30 | |
/// | 4 | disk | 29th 00:30 | ana 00:30 | ana 00:31 | 00:40 | 01:30 |
/// | 5 | cart | 29th 01:15 | ana 01:15, bo 01:20 | bo 01:21 | 01:45 | 03:15; 21:20 |
/// | 6 | mail | 1st 14:00 | bo 14:00 | | 14:01 | 10:00 |
/// | 7 | mail | 1st 14:02 | bo 14:02 | | 14:03 | |
/// | 8 | mail | 1st 14:04 | bo 14:04 | | 14:05 | |
/// | 9 | mail, it flaps | 1st 14:06 | bo 14:06 | bo 14:08 | 14:25, calm since 14:10 | |
/// | 10 | api | 2nd 06:00 | bo 06:00 | bo 06:04, noted 06:20 | by hand 06:40 | 02:00 |
/// | 11 | disk, said twice more | 3rd 06:30 | bo 06:30 | bo 06:32 | 06:42 | 02:30 |
/// | 12 | disk | 6th 06:58 | bo 06:58 | bo 07:02 | 07:12 | 02:58 |
pub(crate) fn fortnight() -> TestHome {
    let home = TestHome::with(TEAM).in_zone("Europe/Berlin");
    let mut night = Night::of(TEAM).at("2026-03-23T08:00:00Z");
    night.store = Store::open(&home.store_file()).unwrap();
    let night = night.until("2026-03-24T02:00:00Z").service_breaks("disk").about(1);
    let night = night.wait(4).acks("ana").wait(26).service_mends("disk");
    let night = night.until("2026-03-25T20:00:00Z").service_breaks("queue").about(2);
    let night =
        night.wait(3).snoozes("ana", 360).wait(362).acks("ana").wait(15).service_mends("queue");
    let night = night.until("2026-03-27T12:00:00Z").silences_label("service=batch", 60);
    let night = night.wait(5).service_breaks("batch").wait(25).service_mends("batch");
    let night = night.until("2026-03-29T00:30:00Z").service_breaks("disk").about(4);
    let night = night.wait(1).acks("ana").wait(9).service_mends("disk");
    let night = night.until("2026-03-29T01:15:00Z").service_breaks("cart").about(5);
    let night = night.wait(6).acks("bo").wait(24).service_mends("cart");
    let mut night = night.until("2026-04-01T14:00:00Z");
    for _ in 0..3 {
        night = night.service_breaks("mail").wait(1).service_mends("mail").wait(1);
    }
    let night =
        night.service_breaks("mail").about(9).wait(2).acks("bo").wait(2).service_mends("mail");
    let night = night.until("2026-04-02T06:00:00Z").service_breaks("api").about(10);
    let night = night.wait(4).acks("bo").wait(16).notes_that("bo", "started anew");
    let night = night.wait(20).resolves("bo");
    let night = night.until("2026-04-03T06:30:00Z").service_breaks("disk").about(11);
    let night =
        night.wait(2).acks("bo").wait(1).service_breaks("disk").wait(2).service_breaks("disk");
    let night = night.wait(7).service_mends("disk");
    let night = night.until("2026-04-06T06:58:00Z").service_breaks("disk").about(12);
    drop(night.wait(4).acks("bo").wait(10).service_mends("disk"));
    home
}

const WHEN: [&str; 4] = ["--since", "2026-03-23 09:00", "--until", "2026-04-06 09:00"];

fn asked(home: &TestHome, words: &[&str]) -> Value {
    home.json(&[words, &WHEN].concat())
}

/// The values of these names.
fn of(value: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| (*name, value[name].clone())).collect()
}

#[test]
fn a_fortnight_costs_people_what_a_spreadsheet_says() {
    let load = asked(&fortnight(), &["report", "load"]);
    let [ana, bo] = [&load["people"][0], &load["people"][1]];
    let names = [
        "person",
        "pages",
        "rings",
        "incidents",
        "acks",
        "to_ack_median_seconds",
        "on_call_seconds",
        "on_call_percent",
        "shifts",
        "busiest_shift",
        "shifts_over_limit",
        "nights",
        "nights_in_a_row",
        "to_quiet_median_seconds",
        "weekends",
        "holidays",
    ];
    // Pages: 1 + 2 + 1 + 1, each proved, for 1, 2, 4 and 5. She answered after 4 min, 3 min (by a snooze),
    // 2 min when that was over, and 1 min: MEDIAN(1; 2; 3; 4) = 2.5 min. A week less the hour that was left
    // out is 167 h of 335 h, 49.85 %, in 13 shifts of 12 h and one of 11 h. From 20:00 on the 28th to 08:00
    // on the 29th it was 4 and 5. Woken on the evenings' nights of the 23rd, 25th and 28th; at 01:15 on the
    // 29th 44 minutes had passed since she answered, though her clock had moved by an hour and 44 minutes.
    // Quiet after 30 min; 02:03 to 02:20, 17 min; 00:30 to 01:21, when bo had the other, 51 min.
    let expected = json!({
        "person": "ana", "pages": 5, "rings": 5, "incidents": 4, "acks": 4,
        "to_ack_median_seconds": 150, "on_call_seconds": 167 * 3600, "on_call_percent": 49.8,
        "shifts": 14, "busiest_shift": 2, "shifts_over_limit": 0,
        "nights": ["2026-03-23", "2026-03-25", "2026-03-28"], "nights_in_a_row": 1,
        "to_quiet_median_seconds": 30 * 60, "weekends": 1, "holidays": 0,
    });
    assert_eq!(of(ana, &names), expected);
    let woken: Vec<&Value> =
        ana["wakes"].as_array().unwrap().iter().map(|wake| &wake["to_quiet_seconds"]).collect();
    assert_eq!(json!(woken), json!([30 * 60, 17 * 60, 51 * 60]));
    // Pages: 5 once, 6 to 9, 10, 11 and 12. Acks after 1, 2, 4, 2 and, when the fortnight was over, 4 min:
    // MEDIAN(1; 2; 2; 4; 4) = 2 min. 168 h of 335 h are 50.15 %. On the 1st from 07:00 to 19:00 it was 6, 7,
    // 8 and 9. At 21:20 on the 28th he was up; woken on the 1st, 2nd and 5th. Quiet after 40, 12 and 14 min.
    // Good Friday; and Easter Monday until 03:00 his time.
    let expected = json!({
        "person": "bo", "pages": 8, "rings": 8, "incidents": 8, "acks": 5,
        "to_ack_median_seconds": 120, "on_call_seconds": 168 * 3600, "on_call_percent": 50.1,
        "shifts": 14, "busiest_shift": 4, "shifts_over_limit": 1,
        "nights": ["2026-04-01", "2026-04-02", "2026-04-05"], "nights_in_a_row": 2,
        "to_quiet_median_seconds": 14 * 60, "weekends": 1, "holidays": 2,
    });
    assert_eq!(of(bo, &names), expected);
    assert_eq!(load["people"].as_array().unwrap().len(), 2, "eve was neither called nor on call");
    // (5 + 8) / 2, (3 + 3) / 2, (2.5 + 2) / 2 min, (30 + 14) / 2 min; (2 + 4) / 2, (1 + 2) / 2, 1, (0 + 2) / 2.
    let middle = [
        "pages",
        "wakes",
        "to_ack_median_seconds",
        "to_quiet_median_seconds",
        "busiest_shift",
        "nights_in_a_row",
        "weekends",
        "holidays",
    ];
    let expected = json!({
        "pages": 6.5, "wakes": 3.0, "to_ack_median_seconds": 135, "to_quiet_median_seconds": 22 * 60,
        "busiest_shift": 3.0, "nights_in_a_row": 1.5, "weekends": 1.0, "holidays": 1.0,
    });
    assert_eq!(of(&load["typical"], &middle), expected);
}

#[test]
fn every_alert_of_a_fortnight_costs_what_a_spreadsheet_says() {
    let load = asked(&fortnight(), &["report", "load"]);
    let alerts: Vec<Value> = load["alerts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let minutes = it["awake_seconds"].as_i64().unwrap() / 60;
            json!([it["summary"], it["incidents"], it["pages"], minutes, it["text"]])
        })
        .collect();
    // Disk: 30 + 51 + 12 + 14 min. Queue: 17 min. What bo did about 10 is a note and its end.
    let expected = json!([
        ["disk", [1, 4, 11, 12], 4, 107, "four nights of sleep, never acted on"],
        ["queue", [2], 2, 17, "one night of sleep, never acted on"],
        ["api", [10], 1, 40, "one night of sleep"],
        ["mail", [6, 7, 8, 9], 4, 0, "4 pages, no sleep, never acted on"],
        ["cart", [5], 2, 0, "2 pages, no sleep, never acted on"],
    ]);
    // A flapping one says so in its summary.
    let said = json!(alerts).to_string().replace("flaps, 7 changes in 1h: mail", "mail");
    assert_eq!(said, expected.to_string());
}

#[test]
fn a_fortnight_has_the_mean_times_that_a_spreadsheet_says() {
    let numbers = asked(&fortnight(), &["report"]);
    let whole = &numbers["whole"];
    assert_eq!(whole["incidents"].as_array().unwrap().len(), 12);
    // Of 3 nobody heard.
    assert_eq!(whole["paged"], json!([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
    assert_eq!(whole["pages"], 1 + 2 + 1 + 2 + 4 + 1 + 1 + 1);
    // 4, 3, 1, 6, 2, 4, 2, 4: 26 / 8 = 3.25 min; in order 1 2 2 3 4 4 4 6, (3 + 4) / 2; the eighth of 8.
    let expected = json!({
        "number": 8, "mean_seconds": 195, "median_seconds": 210, "p90_seconds": 360,
    });
    assert_eq!(whole["to_ack"], expected);
    // 30, 380, 25, 10, 30, 1, 1, 1, 19, 40, 12, 14: 563 / 12 min = 2815 s; in order 1 1 1 10 12 14 19 25
    // 30 30 40 380, (14 + 19) / 2 = 16.5 min; the eleventh of 12.
    let expected = json!({
        "number": 12, "mean_seconds": 2815, "median_seconds": 990, "p90_seconds": 2400,
    });
    assert_eq!(whole["to_resolve"], expected);
    assert_eq!(whole["unanswered"], json!([6, 7, 8]));
    assert_eq!(whole["never_acted_on"], json!([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]));
    assert_eq!(whole["flapping"], json!([9]));
    assert_eq!(whole["duplicates"], 2);
    // In Berlin: at 16:00 four of mail; at 03:00 1, 2 and twice 5; at 08:00 10, 11 and 12.
    let mut hours = [0; 24];
    for (hour, pages) in [(1, 1), (3, 4), (8, 3), (16, 4), (21, 1)] {
        hours[hour] = pages;
    }
    assert_eq!(numbers["pages_by_hour"], json!(hours));
    assert_eq!(numbers["pages_by_weekday"], json!([1, 1, 5, 2, 1, 0, 3]));
    let named = |of: &str| -> Vec<String> {
        let parts = numbers[of].as_array().unwrap().iter();
        let lines = parts.map(|part| {
            let number = part["incidents"].as_array().unwrap().len();
            format!("{} {number}", part["name"].as_str().unwrap())
        });
        lines.collect()
    };
    assert_eq!(named("months"), ["2026-03 5", "2026-04 7"]);
    assert_eq!(named("services"), ["disk 4", "mail 4", "api 1", "batch 1", "cart 1", "queue 1"]);
    assert_eq!(
        (named("sources"), named("rotas")),
        (vec!["prometheus 12".into()], vec!["shop 12".into()])
    );
}

#[test]
fn noise_is_listed_by_alert() {
    // Of 12 incidents somebody acted on 10 only; disk was said again twice on the 3rd.
    let expected = "\
2026-03-23 09:00:00 to 2026-04-06 09:00:00, Europe/Berlin

NEVER ACTED ON  PAGES  FLAPPED  SAID AGAIN  SOURCE      ALERT
4 of 4          4      0        2           prometheus  disk
4 of 4          4      1        0           prometheus  mail
1 of 1          2      0        0           prometheus  cart
1 of 1          2      0        0           prometheus  queue
1 of 1          0      0        0           prometheus  batch
";
    let run = fortnight().wail(&[&["report", "noise"][..], &WHEN].concat());
    assert_eq!((run.code, &*run.stdout), (0, expected), "{}", run.stderr);
}

#[test]
fn each_number_is_explained_by_as_many_entries_as_it_counts() {
    let home = fortnight();
    for (more, incidents) in [(&[][..], 12), (&["--service", "disk"][..], 4)] {
        let numbers = asked(&home, &[&["report"][..], more].concat());
        let whole = &numbers["whole"];
        let number = |value: &Value| value.as_array().unwrap().len();
        assert_eq!(number(&whole["incidents"]), incidents);
        let size = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        for (name, counted) in [
            ("incidents", number(&whole["incidents"])),
            ("paged", number(&whole["paged"])),
            ("pages", size(&whole["pages"])),
            // From an entry to an entry.
            ("mtta", 2 * size(&whole["to_ack"]["number"])),
            ("mttr", 2 * size(&whole["to_resolve"]["number"])),
            ("unanswered", number(&whole["unanswered"])),
            ("never-acted-on", number(&whole["never_acted_on"])),
            ("flapping", number(&whole["flapping"])),
        ] {
            let entries = asked(&home, &[&["report", "--explain", name][..], more].concat());
            assert_eq!(number(&entries), counted, "{name} {more:?}: {entries}");
        }
        let entries = asked(&home, &[&["report", "--explain", "duplicates"][..], more].concat());
        let again: u64 =
            entries.as_array().unwrap().iter().map(|it| it["duplicates"].as_u64().unwrap()).sum();
        assert_eq!(whole["duplicates"], again);
    }
    let wrong = home.wail(&[&["report"][..], &WHEN, &["--service", "dsk"]].concat());
    wrong.is(
        1,
        "",
        "error: no incident of that time is of service `dsk`\n\
         hint: they are of disk, mail, api, batch, cart, queue\n",
    );
}

#[test]
fn what_ends_after_a_time_counts_for_the_time_in_which_it_began_and_once() {
    let home = fortnight();
    let after = ["--since", "2026-04-06 09:00", "--until", "2026-04-07"];
    let load = home.json(&[&["report", "load"][..], &after].concat());
    let counted = |person: &Value| json!([person["pages"], person["acks"], person["wakes"]]);
    let people: Vec<Value> = load["people"].as_array().unwrap().iter().map(counted).collect();
    // Ana has the pager by then, and bo's last page belongs to the hours before.
    assert_eq!(people, [json!([0, 0, []])]);
    let numbers = home.json(&[&["report"][..], &after].concat());
    assert_eq!(
        (&numbers["whole"]["incidents"], &numbers["whole"]["pages"]),
        (&json!([]), &json!(0))
    );
}

#[test]
fn what_goes_to_and_fro_says_something_new_each_time() {
    let home = TestHome::with(TEAM).in_zone("Europe/Berlin");
    let mut night = Night::of(TEAM).at("2026-03-24T08:00:00Z");
    night.store = Store::open(&home.store_file()).unwrap();
    for _ in 0..8 {
        night = night.service_breaks("mail").wait(1).service_mends("mail").wait(1);
    }
    // And once more, said twice.
    drop(night.service_breaks("mail").wait(1).service_breaks("mail").wait(1));
    let report = ["report", "--since", "2026-03-24", "--until", "2026-03-25"];
    let whole = &home.json(&report)["whole"];
    assert_eq!((&whole["reports"], &whole["duplicates"]), (&json!(18), &json!(1)), "{whole}");
    assert_eq!(whole["flapping"].as_array().unwrap().len(), 1);
}
