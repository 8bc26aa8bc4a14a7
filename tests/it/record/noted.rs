//! Notes from any shell: of a moment, of a command, from a file, on no incident; and what is corrected.

use std::fs;

use crate::common::TestHome;
use crate::record::home_with;

fn log(home: &TestHome) -> Vec<String> {
    let entries = home.json(&["log"]);
    let all = entries.as_array().unwrap().iter();
    let written = all.filter(|entry| {
        ["noted", "ran", "corrected", "mitigated"].contains(&entry["event"].as_str().unwrap())
    });
    written.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_only_open_incident_is_meant_and_none_if_none_is_open() {
    let home = TestHome::new();
    home.wail(&["note", "the", "office", "is", "dark"]).is(0, "noted, on no incident\n", "");
    home.wail(&["page", "disk full"]);
    home.wail(&["note", "it is db-1"]).is(0, "noted on 1: disk full\n", "");
    home.wail(&["note", "--apart", "3 people are here"]).is(0, "noted, on no incident\n", "");
    home.wail(&["page", "slow"]);
    home.wail(&["note", "which", "one"]).is(
        2,
        "",
        "error: this does not say which incident is meant\n\
         \x20    1  critical  disk full  (triggered, step 2)\n\
         \x20    2  critical  slow  (triggered, step 2)\n\
         hint: begin with its number, `wail note 412 …`, or say `--mine`, `--match`, `--all`, \
         or `--apart` for none\n",
    );
    let entries = home.json(&["log"]);
    let noted = entries.as_array().unwrap().iter().filter(|entry| entry["event"] == "noted");
    let incidents: Vec<_> = noted.map(|entry| entry["incident"].clone()).collect();
    assert_eq!(incidents, [serde_json::Value::Null, 1.into(), serde_json::Value::Null]);
}

#[test]
fn a_command_that_was_run_is_noted_with_its_exit_code() {
    let home = home_with(&["disk full"]);
    home.wail(&["note", "--cmd", "kubectl rollout undo", "--exit", "0"]).is(
        0,
        "noted on 1: disk full\n",
        "",
    );
    home.wail(&["note", "1", "--cmd", "mount -a", "--exit", "32", "the disk is gone"]);
    home.wail(&["note", "1", "--cmd", "reboot"]);
    assert_eq!(
        log(&home),
        [
            "ana ran: kubectl rollout undo (exit 0)",
            "ana ran: mount -a (exit 32): the disk is gone",
            "ana ran: reboot",
        ]
    );
    let refused = home.wail(&["note", "1", "--exit", "1", "no command"]);
    assert_eq!(refused.code, 2, "{refused:?}");
}

#[test]
fn a_note_is_read_from_a_file_or_from_standard_input() {
    let home = home_with(&["disk full"]);
    fs::write(home.path().join("seen.txt"), "line one\nline two\n\n").unwrap();
    home.wail(&["note", "1", "--file", "seen.txt"]).is(0, "noted on 1: disk full\n", "");
    home.wail_reading("from a pipe\n", &["note", "1", "-"]).is(0, "noted on 1: disk full\n", "");
    assert_eq!(log(&home), ["ana notes: line one\nline two", "ana notes: from a pipe"]);
    home.wail(&["note", "1", "--file", "nothing.txt"]).is(
        2,
        "",
        "error: `nothing.txt` cannot be read\n  No such file or directory (os error 2)\nhint: `--file FILE` reads a file, `-` what another command prints\n",
    );
    home.wail_reading("\n", &["note", "1", "-"]).is(2, "", "error: the note says nothing\nhint: write it behind the number: `wail note 412 the replica lags`\n");
}

#[test]
fn a_hundred_kilobytes_are_kept_whole_and_cut_in_lists() {
    let home = home_with(&["disk full"]);
    let long = "0123456789abcde\n".repeat(6_400);
    assert_eq!(home.wail_reading(&long, &["note", "1", "-"]).code, 0);
    let whole = format!("ana notes: {}", long.trim_end());
    assert_eq!(log(&home), [whole]);
    for command in [["log", "1"], ["show", "1"], ["timeline", "1"]] {
        let shown = home.wail(&command).stdout;
        assert!(shown.len() < 3_000, "{command:?}: {} bytes", shown.len());
        assert!(shown.contains("… (100 KB more"), "{command:?}: {shown}");
    }
    for command in [["log", "1", "--full"], ["timeline", "1", "--full"]] {
        let shown = home.wail(&command).stdout;
        assert_eq!(shown.matches("0123456789abcde").count(), 6_400, "{command:?}");
    }
    home.wail_reading(&format!("{long}x"), &["note", "1", "-"]).is(
        2,
        "",
        "error: the note is too long: at most 100 KB are kept\n\
         hint: write down where it is to be found, or its end: \
         `tail -c 100000 FILE | wail note 412 -`\n",
    );
}

#[test]
fn nothing_in_a_note_is_obeyed_by_a_terminal() {
    let home = home_with(&["disk full"]);
    let evil = "\u{1b}[2J\u{9b}31m\u{202e}\rred";
    home.wail(&["note", "1", evil]);
    home.wail(&["note", "1", "--cmd", evil]);
    for command in [
        &["log", "1"][..],
        &["log", "1", "--full"],
        &["show", "1"],
        &["timeline", "1"],
        &["timeline", "1", "--full"],
        &["timeline", "1", "--export", "md"],
        &["timeline", "1", "--export", "csv"],
        &["timeline", "1", "--export", "html"],
        &["timeline", "1", "--export", "json"],
    ] {
        let shown = home.wail(command).stdout;
        assert!(shown.contains("red"), "{command:?}: {shown}");
        for unfit in ['\u{1b}', '\u{9b}', '\u{202e}'] {
            assert!(!shown.contains(unfit), "{command:?}: {unfit:?} in {shown}");
        }
    }
}

#[test]
fn a_moment_is_understood_or_refused_with_what_to_say() {
    let home = home_with(&["disk full"]);
    home.wail(&["note", "1", "--at", "20 min ago", "failed over"]).is(
        0,
        "noted on 1: disk full\n",
        "",
    );
    for (said, message) in [
        ("in 5 min", "`in 5 min` has not been yet"),
        ("soon", "`soon` is no time"),
        ("yesterday", "`yesterday` is a whole day"),
    ] {
        let ran = home.wail(&["note", "1", "--at", said, "x"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{said}");
        assert!(ran.stderr.starts_with(&format!("error: {message}\nhint: ")), "{ran:?}");
    }
    let entry = &home.json(&["log", "1"])[3];
    let instant = |field: &str| entry[field].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(instant("at").duration_since(instant("about")).as_mins(), 20);
    let line = home.wail(&["log", "1"]).stdout;
    assert!(crate::common::timeless(&line).contains("ana notes: failed over (of HH:MM)"), "{line}");
}

#[test]
fn a_correction_stands_beside_what_it_corrects_and_changes_nothing() {
    let home = home_with(&["disk full"]);
    home.wail(&["note", "1", "it is db-1"]);
    let before = home.json(&["log", "1"])[3].clone();
    let id = before["id"].to_string();
    home.wail(&["note", "--corrects", &id, "it was db-2", "--as", "bo"]).is(
        0,
        "noted on 1: disk full\n",
        "",
    );
    assert_eq!(home.json(&["log", "1"])[3], before);
    let log = home.wail(&["log", "1", "-v"]).stdout;
    let shown: Vec<_> = log.lines().skip(3).map(crate::common::timeless).collect();
    assert_eq!(
        shown,
        [
            "#4      STAMP      1  ana notes: it is db-1 (corrected)",
            "#5      STAMP      1  bo corrects entry 4: it was db-2",
        ]
    );
    home.wail(&["note", "--corrects", "99", "no"]).is(
        1,
        "",
        "error: there is no entry 99\nhint: `wail timeline ID` and `wail log -v` show the numbers\n",
    );
    home.wail(&["note", "--corrects", "#4", ""]).is(2, "", "error: the note says nothing\nhint: write it behind the number: `wail note 412 the replica lags`\n");
}

#[test]
fn a_number_before_a_note_that_says_already_what_it_is_about_is_not_taken_for_its_text() {
    let home = home_with(&["disk full"]);
    home.wail(&["note", "1", "it is db-1"]);
    home.wail(&["note", "1", "--corrects", "4", "it was db-2"]).is(
        0,
        "noted on 1: disk full\n",
        "",
    );
    let error = |number: &str, flag: &str| {
        format!(
            "error: {number} is read as an incident, and {flag} says already what the note is about\n\
             hint: leave the number out; a note that begins with one stands in quotes: \
             `\"3 of 5 are back\"`\n"
        )
    };
    home.wail(&["note", "2", "--corrects", "4", "wrong"]).is(2, "", &error("2", "`--corrects`"));
    home.wail(&["note", "--apart", "3", "of", "5"]).is(2, "", &error("3", "`--apart`"));
    let set = "`--mine`, `--match` or `--all`";
    home.wail(&["note", "1", "--all", "wrong"]).is(2, "", &error("1", set));
    home.wail(&["note", "--corrects", "4", "3 of 5 are back"]).is(0, "noted on 1: disk full\n", "");
    // Nothing follows, so it is what is said.
    home.wail(&["note", "--corrects", "4", "11837"]).is(0, "noted on 1: disk full\n", "");
    assert_eq!(
        log(&home),
        [
            "ana notes: it is db-1",
            "ana corrects entry 4: it was db-2",
            "ana corrects entry 4: 3 of 5 are back",
            "ana corrects entry 4: 11837",
        ]
    );
}

#[test]
fn how_it_was_mitigated_may_be_as_long_as_a_note() {
    let home = home_with(&["disk full"]);
    let much = "x".repeat(100 * 1024 + 1);
    let ran = home.wail(&["mark", "mitigated", "1", "-m", &much]);
    assert!(ran.code == 2 && ran.stderr.starts_with("error: the note is too long"), "{ran:?}");
    assert_eq!(home.wail(&["mark", "mitigated", "1", "-m", &much[1..]]).code, 0);
}

#[test]
fn a_note_may_be_tried_out() {
    let home = TestHome::new();
    home.wail(&["note", "--apart", "--dry-run", "dark"]).is(
        0,
        "ana notes: dark\n",
        "nothing is changed; this would go on the record\n",
    );
    assert_eq!(home.json(&["log"]), serde_json::json!([]));
}

#[test]
fn it_is_marked_when_it_did_no_harm_any_more() {
    let home = home_with(&["disk full"]);
    home.wail(&["mark", "mitigated"]).is(0, "1 is marked as mitigated: disk full\n", "");
    home.wail(&["mark", "mitigated", "1", "--at", "10 min ago", "-m", "read only"]);
    home.wail(&["resolve", "1"]);
    let later = home.wail(&["mark", "mitigated", "1", "--at", "5 min ago"]);
    assert_eq!(later.code, 0, "{later:?}");
    assert_eq!(
        log(&home),
        [
            "ana says that it is mitigated",
            "ana says that it is mitigated: read only",
            "ana says that it is mitigated",
        ]
    );
    home.wail(&["mark", "mitigated", "9"]).is(
        1,
        "",
        "error: there is no incident 9\nhint: `wail list` shows what is open\n",
    );
}
