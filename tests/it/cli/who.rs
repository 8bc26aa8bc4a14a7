//! `wail who`: who is on call, at any time.

use serde_json::json;

use crate::common::TestHome;

/// Two who take turns by the week on Monday, except on the last day of the year.
const TURNS: &str = r#"
zone = "Europe/Berlin"
fallback = "ana"

[rota.primary]
[[rota.primary.layer]]
people = ["ana", "bo"]
every = "week"
start = 2026-01-05
handoff = "09:00"

[[rota.primary.override]]
from = "2026-12-31 00:00"
to = "2027-01-01 00:00"
nobody = true

[policy.default]
steps = [{ who = "primary" }]

[store]
path = "wail.db"
"#;

#[test]
fn json_says_who_until_when_and_why() {
    let home = TestHome::with(TURNS);
    let run = home.json(&["who", "--at", "2026-01-07T12:00:00Z", "--at", "2026-01-13 08:00"]);
    assert_eq!(
        run,
        json!([
            {
                "at": "2026-01-07T12:00:00Z",
                "rota": "primary",
                "tier": "primary",
                "on_call": ["ana"],
                "since": "2026-01-05T08:00:00Z",
                "until": "2026-01-12T08:00:00Z",
                "local_time": "2026-01-07T13:00:00+01:00",
                "because": "layer 1",
                "relieved": null,
                "also_called": null,
                "next": [{
                    "person": "bo",
                    "start": "2026-01-12T08:00:00Z",
                    "end": "2026-01-19T08:00:00Z",
                    "because": "layer 1",
                }],
            },
            {
                "at": "2026-01-13T07:00:00Z",
                "rota": "primary",
                "tier": "primary",
                "on_call": ["bo"],
                "since": "2026-01-12T08:00:00Z",
                "until": "2026-01-19T08:00:00Z",
                "local_time": "2026-01-13T08:00:00+01:00",
                "because": "layer 1",
                "relieved": null,
                "also_called": null,
                "next": [{
                    "person": "ana",
                    "start": "2026-01-19T08:00:00Z",
                    "end": "2026-01-26T08:00:00Z",
                    "because": "layer 1",
                }],
            },
        ])
    );
}

#[test]
fn instants_come_from_stdin_as_well() {
    let home = TestHome::with(TURNS);
    let input = "2026-01-07T12:00:00Z\n\n2026-01-13 08:00\n";
    let run = home.wail_reading(input, &["who", "--at", "-", "--json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let answers: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let people: Vec<_> = answers.as_array().unwrap().iter().map(|it| &it["on_call"][0]).collect();
    assert_eq!(people, ["ana", "bo"]);
    assert_eq!(home.wail_reading("noon\n", &["who", "--at", "-"]).code, 2);
}

#[test]
fn text_says_the_same_in_columns() {
    let run = TestHome::new().wail(&["who"]);
    run.is(
        0,
        "ROTA     ON CALL  SINCE             UNTIL           THEN  BECAUSE\n\
         primary  ana      2026-01-05 HH:MM  further notice  -     layer 1\n",
        "",
    );
}

#[test]
fn nobody_on_call_is_the_answer_no_and_says_who_is_called_instead() {
    let home = TestHome::with(TURNS);
    let run = home.wail(&["who", "--at", "2026-12-31 12:00"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("primary  nobody"), "{run:?}");
    assert_eq!(
        run.stderr,
        "error: nobody is on call in rota primary\n\
         hint: ana is called instead, as `fallback` says\n"
    );
    let run = home.wail(&["who", "--at", "2026-12-31 12:00", "--json"]);
    assert_eq!(run.code, 1);
    let answers: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answers[0]["on_call"], json!([]));
    assert_eq!(answers[0]["until"], "2026-12-31T23:00:00Z");
}

#[test]
fn what_is_no_time_and_no_rota_is_told() {
    let home = TestHome::with(TURNS);
    home.wail(&["who", "--at", "noon"]).is(
        2,
        "",
        "error: `noon` is no time\n\
         hint: write `monday HH:MM`, `tomorrow HH:MM` or `2026-12-24 HH:MM`\n",
    );
    let skipped = home.wail(&["who", "--at", "2026-03-29 02:30"]);
    assert_eq!((skipped.code, skipped.stdout.as_str()), (2, ""));
    assert_eq!(
        skipped.stderr,
        "error: the clocks are put forward, and never show `2026-03-29 02:30`\n\
         hint: write `2026-03-29 03:30`, which they show instead\n"
    );
    let twice = home.wail(&["who", "--at", "2026-10-25 02:30"]);
    assert_eq!((twice.code, twice.stdout.as_str()), (2, ""));
    assert_eq!(
        twice.stderr,
        "error: the clocks are put back, and show `2026-10-25 02:30` twice\n\
         hint: write `2026-10-25T02:30:00+02:00` for the first time, \
         `2026-10-25T02:30:00+01:00` for the second\n"
    );
    for (offset, instant) in
        [("+02:00", "2026-10-25T00:30:00Z"), ("+01:00", "2026-10-25T01:30:00Z")]
    {
        let at = format!("2026-10-25T02:30:00{offset}");
        assert_eq!(home.json(&["who", "--at", &at])[0]["at"], instant);
    }
    home.wail(&["who", "--rota", "nix"]).is(
        2,
        "",
        "error: there is no rota `nix`\nhint: there is primary\n",
    );
}

#[test]
fn a_time_is_said_in_words_as_well() {
    let home = TestHome::with(TURNS);
    let at = |words: &str| home.json(&["who", "--at", words])[0]["at"].as_str().unwrap().to_owned();
    let midnight = at("tomorrow");
    assert_eq!(at("tomorrow 00:00"), midnight);
    let day = &home.json(&["rota", "show", "--from", "tomorrow"])["shifts"][0]["start"];
    assert_eq!(*day, midnight);
    for words in ["friday", "mon 09:00", "today", "now", "23:59"] {
        assert!(!at(words).is_empty(), "{words}");
    }
}

#[test]
fn nobody_has_a_reason() {
    let text = TURNS
        .replace("nobody = true\n", "nobody = true\nwhy = \"the office moves\"\n")
        .replace("handoff = \"09:00\"\n", "handoff = \"09:00\"\nonly = \"mon-fri\"\n")
        + "[[off]]\nwho = \"ana\"\nfirst = 2026-01-07\n[[off]]\nwho = \"bo\"\nfirst = 2026-01-07\n";
    let home = TestHome::with(&text);
    for (at, because) in [
        ("2020-01-01 00:00", "before the start"),
        ("2026-01-10 12:00", "outside all hours"),
        ("2026-01-07 12:00", "everybody is off"),
        ("2026-12-31 12:00", "nobody, on purpose (the office moves)"),
    ] {
        let run = home.wail(&["who", "--at", at]);
        assert!(run.stdout.trim_end().ends_with(because), "{at}: {run:?}");
        let run = home.wail(&["who", "--at", at, "--json"]);
        let answers: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(answers[0]["because"], because);
    }
}

#[test]
fn until_and_then_are_known_however_far_off() {
    let home = TestHome::with(&TURNS.replace("every = \"week\"", "every = \"24 months\""));
    let run = home.json(&["who", "--at", "2026-02-01T00:00:00Z"]);
    assert_eq!(run[0]["until"], "2026-12-30T23:00:00Z");
    let run = home.json(&["who", "--at", "2027-02-01T00:00:00Z"]);
    assert_eq!(
        (&run[0]["until"], &run[0]["next"][0]["person"]),
        (&json!("2028-01-05T08:00:00Z"), &json!("bo"))
    );
    let run = home.wail(&["who", "--at", "1990-01-01T00:00:00Z"]);
    assert!(run.stdout.contains("2026-01-05 09:00"), "{run:?}");
}

/// Three lines of defence in two zones.
const TIERS: &str = r#"
zone = "Europe/Berlin"
fallback = "ana"

[people.bo]
zone = "Asia/Tokyo"

[rota.team]
escalate = ["primary", "secondary"]
[[rota.team.layer]]
people = ["ana", "bo", "cy"]
every = "week"
start = 2026-01-05
[[rota.team.layer]]
tier = "secondary"
people = ["bo", "cy", "ana"]
every = "week"
start = 2026-01-05

[policy.default]
steps = [{ who = "team" }]

[store]
path = "wail.db"
"#;

#[test]
fn tiers_local_times_and_what_follows_are_shown() {
    let home = TestHome::with(TIERS);
    let at = ["who", "--at", "2020-01-01 00:00", "--at", "2026-01-14 12:00"];
    let run = home.wail(&at);
    assert_eq!(run.code, 1, "nobody is on call before the start");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[1].starts_with("team            nobody            -"), "{run:?}");
    assert!(lines[3].starts_with("team            bo (20:00 there)  2026-01-12 09:00  2026-01-19"));
    assert!(lines[4].starts_with("team.secondary  cy                2026-01-12 09:00  2026-01-19"));
    let run = home.wail(&["who", "--at", "2026-01-14 12:00", "--tier", "secondary", "--next", "2"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(
        lines[3..],
        [
            "ROTA            THEN  FROM              UNTIL             BECAUSE",
            "team.secondary  ana   2026-01-19 09:00  2026-01-26 09:00  layer 1",
            "team.secondary  bo    2026-01-26 09:00  2026-02-02 09:00  layer 1",
        ]
    );
    home.wail(&["who", "--tier", "third"]).is(
        2,
        "",
        "error: there is no tier `third`\nhint: there are primary, secondary\n",
    );
}
