//! `wail rota ics` and `wail rota import`: a rota for other programs, and leave from them.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use serde_json::json;

use crate::common::TestHome;

/// Two people, a week each.
const TEAM: &str = r#"# The team.
me = "ana"
zone = "Europe/Berlin"
fallback = "ana"

[rota.platform]

[[rota.platform.layer]]
name = "base"
people = ["ana", "bo"]
every = "week"
start = 2026-01-05

[policy.default]
steps = [{ who = "platform" }]

[store]
path = "wail.db"
"#;

/// The same with the rota in a file of its own.
const OWN_FILE: &str = r#"
me = "ana"
zone = "Europe/Berlin"
fallback = "ana"

[rota.platform]
file = "platform.toml"

[policy.default]
steps = [{ who = "platform" }]

[store]
path = "wail.db"
"#;

const LEAVE: &str = "BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20991224\r
DTEND;VALUE=DATE:20991227\r
SUMMARY:Bo: \"family\"\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;TZID=Eastern Standard Time:20991230T090000\r
DURATION:PT2H\r
ATTENDEE:mailto:ANA@example.org\r
END:VEVENT\r
END:VCALENDAR\r
";

fn home_with(config: &str, leave: &str) -> TestHome {
    let home = TestHome::with(config).in_zone("Europe/Berlin");
    fs::write(home.path().join("leave.ics"), leave).unwrap();
    home
}

fn config_of(home: &TestHome) -> String {
    fs::read_to_string(home.config_file()).unwrap()
}

#[test]
fn a_rota_is_printed_as_a_calendar_that_stays_the_same() {
    let home = TestHome::with(TEAM).in_zone("Europe/Berlin");
    let ics = ["rota", "ics", "--from", "2026-12-07 09:00", "--to", "2026-12-21 09:00"];
    let run = home.wail(&ics);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, home.wail(&ics).stdout);
    let uids: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(
        uids,
        [
            "UID:platform/primary/20261207T080000Z/ana@wail",
            "UID:platform/primary/20261214T080000Z/bo@wail",
        ]
    );
    assert_eq!(run.stdout.matches('\n').count(), run.stdout.matches("\r\n").count());
    let run = home.wail(&[&ics[..], &["--person", "BO"]].concat());
    assert_eq!(run.stdout.matches("BEGIN:VEVENT").count(), 1, "{}", run.stdout);
}

#[test]
fn what_was_printed_before_and_is_no_longer_so_is_cancelled() {
    let home = TestHome::with(TEAM).in_zone("Europe/Berlin");
    let ics = ["rota", "ics", "--from", "2099-12-07", "--to", "2099-12-28"];
    let old = home.wail(&ics).stdout;
    assert_eq!(old.matches("STATUS:CONFIRMED").count(), 4, "{old}");
    fs::write(home.path().join("old.ics"), old).unwrap();
    home.edit_config("[\"ana\", \"bo\"]", "[\"ana\"]");
    let run = home.wail(&[&ics[..], &["--replaces", "old.ics"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("STATUS:CANCELLED"), "{}", run.stdout);
}

#[test]
fn what_makes_no_calendar_is_told() {
    let home = TestHome::with(TEAM).in_zone("Europe/Berlin");
    home.wail(&["rota", "ics", "--person", "zoe"]).is(
        2,
        "",
        "error: `zoe` is not in this rota\nhint: its people are ana, bo\n",
    );
    let run = home.wail(&["rota", "ics", "--json"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    let run = home.wail(&["rota", "import", "none.ics"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("none.ics cannot be read"), "{}", run.stderr);
}

#[test]
fn leave_is_printed_as_blocks() {
    let home = home_with(TEAM, LEAVE);
    home.wail(&["rota", "import", "leave.ics"]).is(
        0,
        "[[rota.platform.off]]
who = \"bo\"
first = 2099-12-24
last = 2099-12-26
why = 'Bo: \"family\"'

[[rota.platform.off]]
who = \"ana\"
from = \"2099-12-30 HH:MM\"
to = \"2099-12-30 HH:MM\"
",
        "",
    );
    assert_eq!(config_of(&home), TEAM, "nothing is written unasked");
    assert_eq!(
        home.json(&["rota", "import", "leave.ics"])[1],
        json!({
            "person": "ana",
            "start": "2099-12-30T14:00:00Z",
            "end": "2099-12-30T16:00:00Z",
            "because": "",
        })
    );
}

#[test]
fn leave_is_appended_once_and_the_rest_stays() {
    let home = home_with(TEAM, LEAVE);
    let real = home.path().join("real.toml");
    fs::rename(home.config_file(), &real).unwrap();
    symlink(&real, home.config_file()).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let run = home.wail(&["rota", "import", "leave.ics", "--write"]);
    assert_eq!((run.code, config_of(&home).as_str()), (2, TEAM), "nobody said yes: {run:?}");
    let said = "2 absences of ana, bo out of leave.ics into platform";
    assert!(run.stdout.starts_with(&format!("{said}\n")), "it is shown: {run:?}");
    let run = home.wail(&["rota", "import", "leave.ics", "--write", "--yes", "--as", "bo"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("written to "), "{run:?}");
    let written = config_of(&home);
    let rota = "start = 2026-01-05\n";
    let (before, after) = TEAM.split_once(rota).unwrap();
    assert!(written.starts_with(&format!("{before}{rota}\n# wail: ")), "{written}");
    assert!(written.ends_with(after), "{written}");
    assert!(
        written.contains(&format!("bo: {said}\n[[rota.platform.off]]\nwho = \"bo\"\n")),
        "{written}"
    );
    let log = home.json(&["log"]);
    assert_eq!((&log[0]["event"], &log[0]["who"]), (&json!("rota-changed"), &json!("bo")));
    assert!(home.config_file().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    let shifts = home.json(&["rota", "show", "--from", "2099-12-24", "--to", "2099-12-27"]);
    assert_eq!(shifts["shifts"].as_array().unwrap().len(), 1, "{shifts}");
    assert_eq!(shifts["shifts"][0]["person"], "ana");
    let again = home.wail(&["rota", "import", "leave.ics", "--write"]);
    again.is(0, "", "all 2 absences of it are in the rota already\n");
    home.wail(&["rota", "import", "leave.ics"]).is(
        0,
        "",
        "all 2 absences of it are in the rota already\n",
    );
    assert_eq!(config_of(&home), written);
    let run = home.wail(&["rota", "undo", "--yes"]);
    assert_eq!((run.code, config_of(&home).as_str()), (0, TEAM), "{run:?}");
    let left = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!left.into_iter().any(|name| name.to_string_lossy().ends_with(".new")));
}

#[test]
fn leave_goes_into_the_rotas_own_file() {
    let home = home_with(OWN_FILE, LEAVE);
    let file = home.path().join("platform.toml");
    let rota = "[[layer]]\npeople = [\"ana\", \"bo\"]\nevery = \"week\"\nstart = 2026-01-05";
    fs::write(&file, rota).unwrap();
    let run = home.wail(&["rota", "import", "leave.ics", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with(&format!("{rota}\n\n# wail: ")), "{written}");
    assert!(written.contains("\n[[off]]\nwho = \"bo\"\n"), "{written}");
    assert_eq!(home.wail(&["config", "check"]).code, 0);
}

#[test]
fn nothing_is_written_where_it_would_be_wrong() {
    let inline = TEAM.replace("[rota.platform]\n", "[rota.platform]\noff = []\n");
    let home = home_with(&inline, LEAVE);
    let run = home.wail(&["rota", "import", "leave.ics", "--write"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.starts_with("error: nothing can be added to "), "{}", run.stderr);
    assert_eq!(config_of(&home), inline);
}

#[test]
fn leave_that_has_begun_moves_nobodys_past() {
    let begun = LEAVE.replace("20991224", "20200101");
    let home = home_with(&TEAM.replace("[\"ana\", \"bo\"]", "[\"bo\", \"ana\"]"), &begun);
    let past = ["rota", "show", "--from", "2026-01-05 09:00", "--to", "2026-02-02 09:00"];
    let before = home.json(&past)["shifts"].clone();
    let import = ["rota", "import", "leave.ics", "--yes"];
    let run = home.wail(&import);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("what has begun already counts from now on\n"), "{run:?}");
    assert_eq!(home.json(&past)["shifts"], before);
    let written = config_of(&home);
    assert!(written.contains("to = \"2099-12-27 00:00\"\n"), "{written}");
    home.wail(&import).is(0, "", "all 2 absences of it are in the rota already\n");
    assert_eq!(config_of(&home), written);
}

#[test]
fn every_error_of_a_calendar_is_told_with_its_line() {
    let home = home_with(TEAM, &LEAVE.replace("Bo:", "Zoe:").replace("ANA", "yann"));
    let run = home.wail(&["rota", "import", "leave.ics", "--write"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.starts_with("error: 2 errors in the calendar\n"), "{}", run.stderr);
    for told in ["leave.ics:7: `Zoe: \"family\"` names nobody", "leave.ics:13: `mailto:yann@"] {
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    assert_eq!(config_of(&home), TEAM);
    let run = home.wail(&["rota", "import", "leave.ics", "--person", "bo"]);
    assert_eq!(run.stdout.matches("who = \"bo\"").count(), 2, "{run:?}");
}
