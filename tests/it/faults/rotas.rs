//! Rotas as large, as old and as far ahead as anybody may ask for, and edits that break off.

use std::fmt::Write as _;
use std::fs;

use crate::common::TestHome;

const TEAM: &str = r#"
zone = "UTC"
fallback = "ana"
people.ana.channels = ["bell"]
people.bo.channels = ["bell"]
store.path = "wail.db"
policy.default.steps = [{ who = "team" }]

[rota.team]
[[rota.team.layer]]
people = ["ana"]
every = "week"
start = 1970-01-01
"#;

/// The team with so many overrides, one a day from 2026 on, each an hour of bo from noon.
fn with_overrides(number: u32) -> String {
    let mut config = TEAM.to_owned();
    let first = jiff::civil::date(2026, 1, 1);
    for day in 0..number {
        let day = first + jiff::Span::new().days(day);
        write!(
            config,
            "[[rota.team.override]]\nwho = \"bo\"\nfrom = \"{day} 12:00\"\nto = \"{day} 13:00\"\n"
        )
        .unwrap();
    }
    config
}

fn who_at(home: &TestHome, at: &str) -> (String, String) {
    let answer = home.json(&["who", "--at", at]);
    let text = |key: &str| answer[0][key].as_str().unwrap_or("-").to_owned();
    (answer[0]["on_call"][0].as_str().unwrap().to_owned(), text("until"))
}

#[test]
fn ten_thousand_overrides_are_ten_thousand_right_answers() {
    let home = TestHome::with(&with_overrides(10_000));
    let check = home.wail(&["config", "check"]);
    assert_eq!(check.code, 0, "{check:?}");
    // The first, one in the middle, the last: to the second.
    for day in ["2026-01-01", "2039-09-09", "2053-05-18"] {
        let just = |time: &str| who_at(&home, &format!("{day}T{time}Z"));
        assert_eq!(just("11:59:59").0, "ana", "{day}");
        assert_eq!(just("12:00:00"), ("bo".to_owned(), format!("{day}T13:00:00Z")));
        assert_eq!(just("12:59:59").0, "bo", "{day}");
        assert_eq!(just("13:00:00").0, "ana", "{day}");
    }
    assert_eq!(who_at(&home, "2053-05-19T12:30:00Z"), ("ana".to_owned(), "-".to_owned()));
    let lint = home.wail(&["rota", "lint"]);
    assert_eq!(lint.code, 0, "{lint:?}");
}

#[test]
fn one_fault_among_ten_thousand_overrides_is_told_with_its_line() {
    let config = with_overrides(10_000)
        .replace("from = \"2053-05-18 12:00\"", "from = \"2053-05-18 12:61\"");
    let home = TestHome::with(&config);
    let check = home.wail(&["config", "check"]);
    assert_eq!(check.code, 3);
    let line = config.lines().position(|line| line.contains("12:61")).unwrap() + 1;
    assert!(check.stderr.contains(&format!("config.toml:{line}:8")), "{}", check.stderr);
    assert!(check.stderr.starts_with("error: 1 fault in"), "{}", check.stderr);
}

#[test]
fn the_first_and_the_last_year_there_is_have_an_answer() {
    let home = TestHome::with(TEAM);
    assert_eq!(who_at(&home, "9999-12-30T00:00:00Z"), ("ana".to_owned(), "-".to_owned()));
    assert_eq!(who_at(&home, "9999-12-30 21:59").0, "ana");
    // Before a rota begins it has nobody, which is an answer.
    let before = home.wail(&["who", "--at", "1900-01-01T00:00:00Z"]);
    assert_eq!(before.code, 1, "{before:?}");
    assert!(before.stderr.contains("nobody is on call in rota team"), "{before:?}");
    let beyond = home.wail(&["who", "--at", "10000-01-01T00:00:00Z"]);
    assert_eq!(beyond.code, 2, "{beyond:?}");
    let shown = home.json(&["rota", "show", "--from", "9999-12-01", "--to", "9999-12-30"]);
    assert_eq!(shown["shifts"][0]["person"], "ana", "{shown}");
    assert_eq!(shown["gaps"].as_array().unwrap().len(), 0, "{shown}");
}

#[test]
fn an_empty_file_of_a_rota_is_told_with_what_it_lacks() {
    let (head, _) = TEAM.split_once("[rota.team]").unwrap();
    let home = TestHome::with(&format!("{head}[rota.team]\nfile = \"team.toml\"\n"));
    fs::write(home.path().join("team.toml"), "").unwrap();
    let check = home.wail(&["config", "check"]);
    assert_eq!(check.code, 3, "{check:?}");
    assert!(check.stderr.contains("team.toml"), "{}", check.stderr);
    assert!(check.stderr.contains("hint:"), "{}", check.stderr);
}

#[test]
fn the_first_override_too_many_is_told_with_its_line_and_the_number_allowed() {
    let overlapping = |number: usize| {
        let each = "[[rota.team.override]]\nwho = \"bo\"\nfrom = \"2026-01-01 00:00\"\n\
                    to = \"2026-12-31 00:00\"\n";
        format!("{TEAM}{}", each.repeat(number))
    };
    let home = TestHome::with(&overlapping(250));
    assert_eq!(home.wail(&["config", "check"]).code, 0);
    let config = overlapping(300);
    let home = TestHome::with(&config);
    let check = home.wail(&["config", "check"]);
    assert_eq!(check.code, 3, "{check:?}");
    let line = TEAM.lines().count() + 4 * 250 + 1;
    assert!(check.stderr.contains(&format!("config.toml:{line}:1")), "{}", check.stderr);
    assert!(check.stderr.contains("250 overrides are in force"), "{}", check.stderr);
    assert!(check.stderr.contains("hint: "), "{}", check.stderr);
}
