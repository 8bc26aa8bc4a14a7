//! `wail rota undo`: what was changed last is taken back byte for byte, or ends where it has begun.

use std::fs;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use crate::common::{Ran, TestHome};

/// Bo has the pager, and ana wherever bo has not.
const TEAM: &str = r#"me = "ana"
zone = "UTC"
fallback = "ana"

[policy.default]
steps = [{ who = "team" }]

[store]
path = "wail.db"

[rota.team]
[[rota.team.layer]]
people = ["ana", "cy"]
every = "120 months"
start = 2020-01-06
[[rota.team.layer]]
people = ["bo"]
every = "week"
start = 2020-01-06
"#;

fn text(home: &TestHome) -> String {
    fs::read_to_string(home.config_file()).unwrap()
}

#[track_caller]
fn is_written(run: &Ran) {
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("written to "), "{run:?}");
}

/// A moment so many hours from now, as a file has it.
fn hours(hours: i64) -> String {
    at(hours).strftime("%Y-%m-%d %H:%M").to_string()
}

#[expect(clippy::disallowed_methods, reason = "the program has its own clock, and files say when")]
fn at(hours: i64) -> DateTime {
    (Timestamp::now() + hours.hours()).to_zoned(TimeZone::UTC).datetime()
}

const NOTE: &str = "\n# wail: 2026-01-01T00:00:00Z ana: typed\n";

fn cover(from: i64, to: i64) -> String {
    format!(
        "{NOTE}[[rota.team.override]]\nfrom = \"{}\"\nto = \"{}\"\nwho = \"ana\"\nfor = \"bo\"\n",
        hours(from),
        hours(to)
    )
}

/// Who had or will have the pager over so many hours from now.
fn held(home: &TestHome, from: i64, to: i64) -> Value {
    let shown = home.json(&["rota", "show", "--from", &hours(from), "--to", &hours(to)]);
    let shifts = shown["shifts"].as_array().unwrap();
    shifts.iter().map(|shift| shift["person"].clone()).collect()
}

#[test]
fn blocks_that_follow_at_once_and_a_missing_end_of_line_stay() {
    let indented = "[[rota.team.override]]\nfrom = \"2026-01-05 09:00\"\nto   = \"2026-01-06 09:00\"\n\
                    who  = \"cy\"\n  [[rota.team.off]]\n  who = \"bo\"\n  first = 2035-12-24";
    let home = TestHome::with(&format!("{TEAM}{indented}"));
    let before = text(&home);
    is_written(&home.wail(&["take", "2h", "--yes"]));
    is_written(&home.wail(&["leave", "cy", "--from", "2035-07-01", "--yes"]));
    is_written(&home.wail(&["rota", "undo", "--yes"]));
    is_written(&home.wail(&["rota", "undo", "--yes"]));
    assert_eq!(text(&home), before);
}

#[test]
fn a_remark_within_what_was_written_stays_and_hinders_nothing() {
    let home = TestHome::with(TEAM);
    is_written(&home.wail(&["take", "2h", "--yes"]));
    home.edit_config("who = \"ana\"\n", "# why not\nwho = \"ana\"\n");
    is_written(&home.wail(&["rota", "undo", "--yes"]));
    assert_eq!(text(&home), format!("{TEAM}# why not\n"));
}

#[test]
fn of_a_swap_each_half_is_taken_back_for_itself() {
    let (over, runs, ahead) = (cover(-48, -24), cover(-2, 24), cover(240, 264));
    let home = TestHome::with(&format!("{TEAM}{over}{runs}{ahead}"));
    let run = home.wail(&["rota", "undo", "--yes"]);
    is_written(&run);
    assert!(run.stdout.starts_with("ends now: typed (by ana)\n  ana -> bo  "), "{run:?}");
    assert_eq!(run.stdout.lines().count(), 3, "{run:?}");
    let new = text(&home);
    assert!(new.starts_with(&format!("{TEAM}{over}")), "what is over stays as it is\n{new}");
    assert_eq!(new.matches("[[rota.team.override]]").count(), 2, "what was to come is gone\n{new}");
    assert_eq!(held(&home, -1, 12), json!(["ana", "bo"]));
    assert_eq!(held(&home, -40, -30), json!(["ana"]));
    let run = home.wail(&["rota", "undo", "--yes"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.starts_with("error: typed (by ana) is over already\n"), "{run:?}");
    assert_eq!(text(&home), new, "nothing is made longer");
}

#[test]
fn whoever_is_off_for_days_comes_back_early() {
    let (first, last) = (at(-48).date(), at(72).date());
    let off = format!("{NOTE}[[off]]\nwho = \"bo\"\nfirst = {first}\nlast = {last}\n");
    let home = TestHome::with(&format!("{TEAM}{off}"));
    assert_eq!(held(&home, -40, 40), json!(["ana"]));
    is_written(&home.wail(&["rota", "undo", "--yes"]));
    let new = text(&home);
    assert!(new.contains(&format!("from = \"{first} 00:00\"\nto = \"20")), "{new}");
    assert_eq!(held(&home, -40, 40), json!(["ana", "bo"]));
    let run = home.wail(&["rota", "undo", "--yes"]);
    assert!(run.stderr.starts_with("error: no change is left"), "{run:?}");
}

#[test]
fn a_line_up_that_has_begun_stays_and_it_is_said_what_to_do() {
    let change = format!(
        "{NOTE}[[rota.team.layer.change]]\nstart = {}\npeople = [\"cy\"]\n",
        at(-48).date()
    );
    let home = TestHome::with(&format!("{TEAM}{change}"));
    let run = home.wail(&["rota", "undo", "--yes"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.starts_with("error: typed (by ana) has begun already\n"), "{run:?}");
    assert!(run.stderr.contains("from the next handoff on"), "{run:?}");
    assert_eq!(text(&home), format!("{TEAM}{change}"));
}
