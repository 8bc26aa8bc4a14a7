//! `wail config`: whether it is right, what it comes to, where it is.

use std::fs;

use serde_json::{Value, json};

use crate::common::TestHome;

#[test]
fn a_configuration_without_a_fault_passes() {
    let home = TestHome::new();
    let file = home.config_file();
    home.wail(&["config", "check"]).is(0, &format!("{}: no faults\n", file.display()), "");
    assert_eq!(
        home.json(&["config", "check"]),
        json!({ "path": file, "faults": [], "warnings": [], "tests": [], "maintenance": [] })
    );
}

#[test]
fn every_fault_is_told_at_once_with_its_place_and_exit_code_3() {
    let home = TestHome::new();
    home.edit_config("wait = \"5m\"", "wait = \"5\"");
    home.edit_config("who = \"bo\"", "who = \"primry\"");
    let file = home.config_file().display().to_string();
    let step = r#"steps = [{ who = "primary", wait = "5" }, { who = "primry", wait = "10m" }]"#;
    let caret = |what: &str| " ".repeat(step.find(what).unwrap()) + &"^".repeat(what.len());
    home.wail(&["config", "check"]).is(
        3,
        "",
        &format!(
            "error: 2 faults in the configuration\n\
             \n  \
               {file}:19:36\n   \
                19 │ {step}\n      │ {} a wait needs a unit\n  \
               hint: write `5m` for five minutes\n\
             \n  \
               {file}:19:51\n   \
                19 │ {step}\n      │ {} there is no rota or person `primry`\n  \
               hint: did you mean `primary`?\n",
            caret("\"5\""),
            caret("\"primry\""),
        ),
    );
    let run = home.wail(&["config", "check", "--json"]);
    assert_eq!((run.code, run.stderr.as_str()), (3, "error: 2 faults in the configuration\n"));
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        told["faults"][0],
        json!({
            "file": file,
            "line": 19,
            "column": 36,
            "message": "a wait needs a unit",
            "hint": "write `5m` for five minutes",
        })
    );
    assert_eq!(told["faults"][1]["column"], 51);
}

#[test]
fn a_warning_is_told_and_is_no_fault() {
    let home = TestHome::new();
    home.edit_config("zone = \"UTC\"\n", "");
    let file = home.config_file().display().to_string();
    home.wail(&["config", "check"]).is(
        0,
        &format!("{file}: no faults\n"),
        &format!(
            "1 warning:\n\n  {file}:1:1\n    there is no `zone`, so times of day are UTC\n  \
             hint: write `zone = \"Europe/Berlin\"` at the top\n"
        ),
    );
    let told = home.json(&["config", "check"]);
    assert_eq!(told["warnings"][0]["line"], 1);
}

#[test]
fn a_file_that_is_not_there_is_told_with_what_to_do() {
    let home = TestHome::new();
    fs::remove_file(home.config_file()).unwrap();
    let error = format!(
        "error: there is no configuration file\n  looked at {}\n\
         hint: `wail init` writes one that works as it is\n",
        home.config_file().display()
    );
    for command in ["check", "show", "path"] {
        home.wail(&["config", command]).is(3, "", &error);
    }
}

#[test]
fn it_is_shown_with_every_default_and_what_is_shown_is_a_configuration() {
    let home = TestHome::new();
    let shown = home.wail(&["config", "show"]);
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""));
    assert!(shown.stdout.contains("body_limit = \"1MiB\""), "{}", shown.stdout);
    let value = home.json(&["config", "show"]);
    assert_eq!(value["listen"]["address"], home.address().to_string());
    assert_eq!(value["policy"]["default"]["check_in"]["critical"], "30m");
    assert_eq!(value["rota"]["primary"]["layer"][0]["start"], "2026-01-05");
    let again = home.path().join("again.toml");
    fs::write(&again, &shown.stdout).unwrap();
    let again = again.to_str().unwrap();
    let shown_again = home.wail(&["config", "show", "--config", again]);
    assert_eq!(shown_again.stdout, shown.stdout);
}

#[test]
fn a_key_is_never_shown() {
    let home = TestHome::new();
    fs::write(home.path().join("key"), "hunter2\n").unwrap();
    home.edit_config("[sources.generic]", "[sources.generic]\nkey = \"file:key\"");
    for arguments in [&["config", "show"][..], &["config", "show", "--json"]] {
        let run = home.wail(arguments);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.stdout.contains("file:") && !run.stdout.contains("hunter2"), "{}", run.stdout);
    }
}

#[test]
fn the_path_is_the_one_that_is_named_or_found() {
    let home = TestHome::new();
    home.wail(&["config", "path"]).is(0, &format!("{}\n", home.config_file().display()), "");
    let directory = home.path().join(".config/wail");
    fs::create_dir_all(&directory).unwrap();
    let usual = directory.join("config.toml");
    fs::copy(home.config_file(), &usual).unwrap();
    let mut command = home.command(&["config", "path"]);
    command.env_remove("WAIL_CONFIG");
    crate::common::ran(&mut command).is(0, &format!("{}\n", usual.display()), "");
}

#[test]
fn the_schema_names_every_table() {
    let schema = home_schema();
    for table in ["people", "rota", "policy", "route", "sources", "sounds", "store", "listen"] {
        assert!(schema["properties"].get(table).is_some(), "{table}");
    }
    assert_eq!(schema["required"], json!(["fallback", "policy"]));
}

fn home_schema() -> Value {
    let run = TestHome::new().wail(&["config", "schema"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn a_sound_file_that_cannot_be_played_is_a_warning() {
    let home = TestHome::new();
    crate::pulse::wav(home.path(), 440);
    std::fs::write(home.path().join("horn.wav"), "not a sound").unwrap();
    let config = std::fs::read_to_string(home.config_file()).unwrap();
    home.write_config(&format!(
        "{config}\n[sounds]\ncritical = \"440.wav\"\nerror = \"horn.wav\"\nwarning = \"cut.wav\"\n"
    ));
    let whole = std::fs::read(home.path().join("440.wav")).unwrap();
    std::fs::write(home.path().join("cut.wav"), &whole[..44 + 2 * 8 * 48]).unwrap();
    let run = home.wail(&["config", "check"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("2 warnings:\n"), "{run:?}");
    let short = "`cut.wav` is only 8 ms long, the siren is played instead\n  \
                 hint: an alarm is heard from its first seconds on and lasts;";
    assert!(run.stderr.contains(short), "{run:?}");
    assert!(
        run.stderr.contains("`horn.wav` could not be decoded, the siren is played instead"),
        "{run:?}"
    );
}

#[test]
fn a_check_says_when_maintenance_comes_next_and_whether_it_ever_does() {
    let home = TestHome::new();
    let about = "why = \"x\"\nmatch = \"host=db\"\n";
    let planned = format!(
        "[[maintenance]]\nname = \"once\"\n{about}from = \"2190-03-01 02:00\"\nto = \"2190-03-01 04:00\"\n\
         [[maintenance]]\nname = \"yearly\"\n{about}rrule = \"FREQ=YEARLY\"\nstart = \"2190-03-01 02:00\"\n\
         for = \"2h\"\nzone = \"Europe/Berlin\"\n\
         [[maintenance]]\nname = \"over\"\n{about}from = \"2020-03-01 02:00\"\nto = \"2020-03-01 04:00\"\n"
    );
    home.edit_config("[store]\n", &format!("{planned}[store]\n"));
    let run = home.wail(&["config", "check"]);
    let expected = "maintenance once: Mon 2190-03-01 02:00 for 2h (UTC)\n\
                    maintenance yearly: Mon 2190-03-01 02:00 for 2h, Tue 2191-03-01 02:00 for 2h, \
                    Thu 2192-03-01 02:00 for 2h (Europe/Berlin)\n\
                    maintenance over: it is over and never comes again\n";
    assert!(run.stdout.ends_with(&format!(": no faults\n{expected}")), "{run:?}");
    assert_eq!(
        run.stderr,
        "warning: maintenance over is over and never comes again\nhint: take it out of the file\n"
    );
    assert_eq!(run.code, 0);
    let told = home.json(&["config", "check"]);
    assert_eq!(told["maintenance"][0]["next"][0]["from"], "2190-03-01T02:00:00Z");
    assert_eq!(told["maintenance"][2]["next"], serde_json::json!([]));
    let shown = home.wail(&["config", "show"]).stdout;
    assert!(shown.contains("\n# maintenance once: Mon 2190-03-01 02:00 for 2h (UTC)\n"), "{shown}");
    assert!(shown.contains("\nannounce = \"15m\"\n"), "{shown}");
}
