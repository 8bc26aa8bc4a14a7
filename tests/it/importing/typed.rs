//! `wail init --from`, as it is typed.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use wail::import::{IMPORTERS, LARGEST};

use super::{exports, files_of};
use crate::common::{Ran, TestHome, ran};

/// A file of that content in the home, and its name there.
fn file(home: &TestHome, name: &str, content: &[u8]) -> String {
    fs::write(home.path().join(name), content).unwrap();
    name.to_owned()
}

/// Runs `wail init` where there is no configuration yet.
fn init(home: &TestHome, arguments: &[&str]) -> Ran {
    let target = home.path().join("new.toml");
    let mut command = home.command(&["init", "--config"]);
    ran(command.arg(&target).args(arguments).env("USER", "ana").env_remove("WAIL_CONFIG"))
}

fn check(home: &TestHome, path: &Path) -> Ran {
    home.wail(&["config", "check", "--config", path.to_str().unwrap()])
}

#[test]
fn every_export_becomes_a_file_that_passes_the_check() {
    for importer in IMPORTERS {
        let home = TestHome::new();
        let files: Vec<String> =
            files_of(importer.name).iter().map(|file| file.display().to_string()).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let run = init(&home, &[&["--from"][..], &files].concat());
        assert_eq!(run.code, 0, "{}: {run:?}", importer.name);
        assert!(run.stderr.contains(" could not be carried over, or not as before:\n"), "{run:?}");
        assert!(run.stderr.contains("next:\n"), "{run:?}");
        let target = home.path().join("new.toml");
        assert!(run.stdout.starts_with(&format!("wrote {}: ", target.display())), "{run:?}");
        let checked = check(&home, &target);
        assert_eq!(checked.code, 0, "{}: {checked:?}", importer.name);
    }
}

#[test]
fn what_is_left_behind_is_told_item_by_item_with_its_place() {
    let home = TestHome::new();
    let export = exports().join("gatus/config.yaml");
    let run = init(&home, &["--json", "--from", export.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(value["made"]["monitor"], 7);
    assert_eq!(value["made"]["heartbeat"], 1);
    let left = value["left"].as_array().unwrap();
    let of_shell: Vec<&Value> = left.iter().filter(|it| it["place"] == "endpoint shell").collect();
    let [shell] = of_shell.as_slice() else { panic!("{left:?}") };
    assert_eq!(shell["file"], export.to_str().unwrap());
    assert_eq!(
        shell["what"],
        "nothing here looks at `ssh://example.org`; a program can: `kind = \"command\"`"
    );
}

#[test]
fn a_dry_run_prints_the_file_and_writes_nothing() {
    let home = TestHome::new();
    let export = exports().join("alertmanager/alertmanager.yml");
    let export = export.to_str().unwrap();
    let dry = init(&home, &["--dry-run", "--from", export]);
    assert_eq!(dry.code, 0, "{dry:?}");
    let json = init(&home, &["--dry-run", "--json", "--from", export]);
    let value: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(value["text"], dry.stdout);
    assert!(!value["left"].as_array().unwrap().is_empty(), "{json:?}");
    assert!(!home.path().join("new.toml").exists());
    assert_eq!(init(&home, &["--from", export]).code, 0);
    assert_eq!(fs::read_to_string(home.path().join("new.toml")).unwrap(), dry.stdout);
    let again = init(&home, &["--from", export]);
    assert_eq!(again.code, 3, "never over another: {again:?}");
}

#[test]
fn alerts_go_where_alertmanager_sent_them() {
    let home = TestHome::new();
    let export = exports().join("alertmanager/alertmanager.yml");
    assert_eq!(init(&home, &["--from", export.to_str().unwrap()]).code, 0);
    let target = home.path().join("new.toml");
    let mut text = fs::read_to_string(&target).unwrap();
    let cases = [
        ("alertname = \"Watchdog\"", "logged = true"),
        ("service = \"db\", env = \"prod\"", "policy = \"team-db\""),
        ("service = \"db\", env = \"dev\"", "policy = \"team-web\""),
        ("service = \"db\", env = \"stage\", severity = \"info\"", "logged = true"),
        (
            "service = \"db\", env = \"prod\", severity = \"critical\", host = \"db-7.example.org\"",
            "policy = \"shop-web\"",
        ),
        (
            "service = \"db\", env = \"prod\", severity = \"critical\", host = \"db-7xexample.org\"",
            "policy = \"team-db\"",
        ),
        ("team = \"ghost\"", "policy = \"ghost\""),
        ("team = \"anything\"", "policy = \"team-web\""),
    ];
    for (number, (labels, then)) in cases.into_iter().enumerate() {
        write!(
            text,
            "\n[[test]]\nname = \"{number}\"\nat = 2026-12-01T12:00:00Z\nlabels = {{ {labels} }}\n\
             severity = \"critical\"\n{then}\n"
        )
        .unwrap();
    }
    fs::write(&target, text).unwrap();
    let checked = check(&home, &target);
    assert_eq!(checked.code, 0, "{checked:?}");
}

#[test]
fn what_cannot_be_read_is_told_with_its_line_and_nothing_is_written() {
    let home = TestHome::new();
    let big = home.path().join("big.json");
    File::create(&big).unwrap().set_len(LARGEST + 1).unwrap();
    for (name, content, says) in [
        ("empty.json", &b""[..], "it is empty"),
        (
            "broken.json",
            b"{\n  \"schedules\": [\n",
            "line 3: this is no JSON: EOF while parsing a list",
        ),
        ("broken.yml", b"route: [a\nreceivers: }\n", "this is no YAML: "),
        ("latin.yml", b"route:\n  receiver: caf\xe9\n", "line 2 is not UTF-8"),
        ("strange.json", b"{\"hello\": 1}", "nothing of what is understood is in it"),
        ("text.txt", b"just words", "nothing of what is understood is in it"),
    ] {
        let name = file(&home, name, content);
        let run = init(&home, &["--from", &name]);
        assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{name}: {run:?}");
        let line = format!("  {name}: ");
        assert!(run.stderr.contains(&line) && run.stderr.contains(says), "{name}: {run:?}");
    }
    let run = init(&home, &["--from", "big.json", "absent.json", "."]);
    for says in [
        "error: nothing comes of these files; nothing is written\n",
        "  big.json: it has more than 64 MiB, and is not read\n",
        "  absent.json: there is no such file\n",
        "  .: it is a directory: name the files in it\n",
    ] {
        assert!(run.stderr.contains(says), "{run:?}");
    }
    assert!(!home.path().join("new.toml").exists());
}

#[test]
fn a_kind_that_is_said_must_be_one_and_fit() {
    let home = TestHome::new();
    let export = exports().join("gatus/config.yaml");
    let export = export.to_str().unwrap();
    let run = init(&home, &["--kind", "gatsu", "--from", export]);
    run.is(2, "", "error: exports of `gatsu` are not understood\nhint: did you mean `gatus`?\n");
    let run = init(&home, &["--kind", "pagerduty", "--from", export]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("this is no export of pagerduty: JSON of its REST API"), "{run:?}");
    let run = init(&home, &["--kind", "gatus", "--from", export]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn ten_megabytes_are_read_in_no_time_that_matters_and_a_newer_version_is_told() {
    let home = TestHome::new();
    let mut monitors = String::new();
    for number in 0..40_000 {
        let between = if number == 0 { "" } else { "," };
        write!(
            monitors,
            "{between}{{\"id\": {number}, \"name\": \"shop {number}\", \"type\": \"http\", \"url\": \
             \"https://shop-{number}.example.org/health?{padding}\", \"interval\": 60, \"active\": false}}",
            padding = "x".repeat(120)
        )
        .unwrap();
    }
    let backup = format!("{{\"version\": \"9.1.0\", \"monitorList\": [{monitors}]}}");
    assert!(backup.len() > 10_000_000, "{}", backup.len());
    let name = file(&home, "backup.json", backup.as_bytes());
    let began = Instant::now();
    let run = init(&home, &["--from", &name]);
    assert_eq!(run.code, 0, "{}", run.stderr.lines().take(5).collect::<String>());
    assert!(began.elapsed() < Duration::from_mins(2), "{:?}", began.elapsed());
    assert!(run.stderr.contains("version: version 9.1.0 is newer than what is known"));
}
