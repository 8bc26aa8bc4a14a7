//! Times on a machine whose zone is not that of the configuration: what is typed and read is in the zone of the
//! machine, and where another clock counts, it is named beside it.

use crate::common::{Ran, TestHome};

/// Two who take turns by the week in UTC, and one of them lives elsewhere; the machine is in Tokyo, nine hours
/// ahead all year.
const TEAM: &str = r#"
zone = "UTC"
me = "ana"
fallback = "ana"

[people.ana]
channels = ["desktop"]
[people.bo]
channels = ["desktop"]
zone = "America/New_York"

[rota.primary]
[[rota.primary.layer]]
people = ["ana", "bo"]
every = "week"
start = 2026-01-05
handoff = "08:00"

[policy.default]
steps = [{ who = "primary" }]

[store]
path = "wail.db"

[listen]
address = "127.0.0.1:PORT"
"#;

fn home() -> TestHome {
    TestHome::with(TEAM).in_zone("Asia/Tokyo")
}

#[track_caller]
fn says(run: &Ran, what: &str) {
    assert!(run.stdout.contains(what), "{what}: {run:?}");
}

#[test]
fn who_is_on_call_is_told_by_the_clock_here_with_that_of_the_rota_beside_it() {
    let home = home();
    let run = home.wail(&["who", "--at", "2026-01-12 16:59", "--at", "2026-01-12 17:00"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[1].starts_with("primary  ana (07:59 there) "), "{run:?}");
    assert!(
        lines[1].contains("2026-01-12 17:00, ") && lines[1].contains(" (08:00 UTC)"),
        "{run:?}"
    );
    assert!(lines[2].contains(" bo (03:00 there) "), "{run:?}");
    assert!(
        lines[2].contains("2026-01-19 17:00, ") && lines[2].contains(" (08:00 UTC)"),
        "{run:?}"
    );
    let at = home.json(&["who", "--at", "2026-01-12 17:00"])[0]["at"].clone();
    assert_eq!(at, "2026-01-12T08:00:00Z");
    let next = home.wail(&["who", "--at", "2026-01-12 17:00", "--next", "1"]);
    says(&next, "  2026-01-19 17:00 (08:00 UTC)  2026-01-26 17:00 (08:00 UTC)  ");
    let same = TestHome::with(TEAM).wail(&["who", "--at", "2026-01-12 08:00"]);
    assert!(!same.stdout.contains("UTC"), "{same:?}");
}

#[test]
fn a_time_that_is_typed_is_one_of_the_clock_here() {
    let home = home();
    let made = home.wail(&["promise", "an index", "--owner", "ana", "--by", "2099-12-24 10:00"]);
    says(&made, "promise 1: ana owes by 2099-12-24 10:00, in ");
    assert_eq!(home.json(&["promises"])[0]["due_at"], "2099-12-24T01:00:00Z");
    // Whoever types it may live elsewhere.
    let bo = ["promise", "a test", "--owner", "ana", "--by", "2099-12-24 10:00", "--as", "bo"];
    says(&home.wail(&bo), "by 2099-12-24 10:00, in ");

    let silence =
        ["silence", "add", "--match", "host=db", "--until", "tomorrow 10:00", "-m", "a disk"];
    says(&home.wail(&silence), "10:00, in ");
    let ends_at = home.json(&["silence", "list"])[0]["ends_at"].clone();
    assert!(ends_at.as_str().unwrap().ends_with("T01:00:00Z"), "{ends_at}");

    let why = home.wail(&["why", "--labels", "a=1", "--at", "2099-12-24 10:00"]);
    says(&why, "  at 2099-12-24 10:00:00 +09:00\n");
    says(&why, "\n  10:00  +0  ");

    let take = home.wail(&["take", "until", "2099-12-24 10:00", "--dry-run"]);
    says(&take, " to Thu 2099-12-24 10:00 JST (");
    says(&take, " to Thu 2099-12-24 01:00 UTC)");
}

#[test]
fn what_is_kept_as_a_sentence_names_its_zone() {
    let home = home();
    home.wail(&["page", "disk full"]);
    home.wail(&["ack", "1", "--check-in", "1h"]);
    home.wail(&["ack", "1", "--check-in", "2h"]);
    let log = home.wail(&["log", "1"]);
    let renewed = regex::Regex::new(r"check-in renewed to \d\d:\d\d UTC\n").unwrap();
    assert!(renewed.is_match(&log.stdout), "{log:?}");
    home.wail(&["ack", "1", "--take", "--check-in", "1h", "--as", "bo"]);
    home.wail(&["ack", "1", "--check-in", "2h", "--as", "bo"]);
    let log = home.wail(&["log", "1"]);
    let renewed = regex::Regex::new(r"check-in renewed to \d\d:\d\d E[SD]T\n").unwrap();
    assert!(renewed.is_match(&log.stdout), "{log:?}");
}

#[test]
fn a_calendar_and_a_report_say_by_whose_clock_they_are() {
    let home = home();
    let shown = home.wail(&["rota", "show", "--from", "2026-01-12", "--to", "2026-01-19"]);
    says(&shown, "primary, primary: UTC (here it is 9h later)\n");
    says(&shown, "08:00 bo");
    let days = home.json(&["rota", "show", "--from", "2026-01-12", "--to", "2026-01-13"]);
    assert_eq!(days["shifts"][0]["start"], "2026-01-12T00:00:00Z", "a day of the rota: {days}");
    let hours = home.json(&["rota", "show", "--from", "2026-01-12 18:00", "--to", "2026-01-13"]);
    assert_eq!(hours["shifts"][0]["start"], "2026-01-12T09:00:00Z", "a time of here: {hours}");
    let same = TestHome::with(TEAM).wail(&["rota", "show"]);
    says(&same, "primary, primary: UTC\n");

    let report =
        home.wail(&["report", "load", "--since", "2026-01-12", "--until", "2026-01-13 09:00"]);
    says(&report, "2026-01-12 00:00:00 to 2026-01-13 00:00:00, UTC\n");
}

#[test]
fn what_is_listed_is_told_by_the_clock_here() {
    let home = home();
    home.wail(&["page", "disk full"]);
    let opened = home.json(&["list"])[0]["opened_at"].as_str().unwrap().to_owned();
    let opened: jiff::Timestamp = opened.parse().unwrap();
    let here = opened.to_zoned(jiff::tz::TimeZone::get("Asia/Tokyo").unwrap());
    says(&home.wail(&["log", "1"]), &here.strftime("%Y-%m-%d %H:%M:%S").to_string());
    says(&home.wail(&["show", "1"]), &here.strftime("%H:%M").to_string());
}
