//! `wail update` and `wail updates`: what was said, to whom by a real program, and when the next word comes.

use std::fs;

use serde_json::json;

use super::act::home_with;
use crate::common::{Ran, TestHome, until};

/// Three audiences: one on the record, one by a program that writes down what it is given, and one by a
/// program that works once a file is there.
const AUDIENCES: &str = r#"
[updates]
template = "{{ impact }} ({{ status }}). {% if cause %}Why: {{ cause }}. {% endif %}{% if next %}Next update {{ next }}{% endif %}"

[audience.public]
[audience.support]
template = "[{{ severity }}] {{ text }}"
run = ["/bin/sh", "-c", "{ echo \"$WAIL_AUDIENCE $WAIL_INCIDENT $WAIL_PERSON $WAIL_NEXT_AT\"; cat; } >> 'HOME/published'"]
[audience.team]
run = ["/bin/sh", "-c", "test -e 'HOME/open' || { echo 'the door is shut' >&2; exit 7; }"]
limit = "5s"
"#;

/// `disk full` is open, and there are audiences.
fn home_with_audiences() -> TestHome {
    let home = home_with(&["disk full"]);
    home.edit_config("[store]", &format!("{AUDIENCES}[store]"));
    home
}

fn published(home: &TestHome) -> String {
    fs::read_to_string(home.path().join("published")).unwrap_or_default()
}

/// The words of an answer without what the clock says.
fn said(ran: &Ran, code: i32) -> String {
    assert_eq!(ran.code, code, "{ran:?}");
    format!("{}{}", ran.stdout, ran.stderr)
}

#[test]
fn an_update_is_kept_with_the_time_it_promises_and_is_a_check_in() {
    let home = home_with(&["disk full"]);
    home.wail(&["ack", "1", "--check-in", "20m"]);
    let ran =
        home.wail(&["update", "1", "still", "read-only;", "next", "update", "in", "50", "min"]);
    ran.is(0, "updated 1: disk full; the next one by HH:MM, in 50m, as ana promised\n", "");
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.contains("ana updates: still read-only; next update in 50 min (the next one by "));
    assert!(log.contains("ana is at it, check-in renewed to "), "{log}");
    let shown = home.json(&["show", "1"]);
    assert_eq!(shown["update_owed"]["by"], "ana");
    assert_eq!(shown["update_owed"]["is_late"], false);
    assert!(home.wail(&["show", "1"]).stdout.contains("\n  update   the next one by "));
}

#[test]
fn the_one_that_is_open_may_be_left_out_and_of_several_somebody_is_asked_which() {
    let home = home_with(&["disk full"]);
    home.wail(&["update", "we look"]).is(
        0,
        "updated 1: disk full; no next one is promised; nobody has it yet: `wail ack 1`\n",
        "",
    );
    home.wail(&["page", "db down"]);
    assert!(
        said(&home.wail(&["update", "we look"]), 2).starts_with("error: which one? 2 incidents")
    );
    let both = home.json(&["update", "1,2", "we look at both", "--next", "in 1h"]);
    assert_eq!(both.as_array().unwrap().len(), 2);
    assert_eq!(both[1]["incident"], 2);
    assert!(said(&home.wail(&["update", "99", "x"]), 1).contains("there is no incident 99"));
}

#[test]
fn a_time_that_is_not_understood_or_has_passed_keeps_nothing() {
    let home = home_with(&["disk full"]);
    let unclear = said(&home.wail(&["update", "1", "read-only; next update soon enough"]), 2);
    assert!(
        unclear.starts_with(
            "error: `soon enough` is no time\n  \
             read-only; next update soon enough\n  \
             \u{20}                      ^^^^^^^^^^^\nhint: write `14:00`"
        ),
        "{unclear}"
    );
    for arguments in [
        ["update", "1", "x", "--next", "20 min ago"],
        ["update", "1", "x; next update 2020-01-01 14:00", "--next", "none"],
    ] {
        let passed = said(&home.wail(&arguments), 2);
        assert!(passed.contains("has passed"), "{passed}");
    }
    assert!(said(&home.wail(&["update", "1", " "]), 2).contains("says nothing"));
    assert!(said(&home.wail(&["update", "1", "x", "--to", "press"]), 2).contains("`press`"));
    home.wail(&["updates"]).is(
        0,
        "nothing was said, and nothing is owed\n",
        "hint: `wail update 412 \"…; next update HH:MM\"` writes one\n",
    );
}

#[test]
fn a_draft_is_made_of_the_record_by_the_template_and_keeps_nothing() {
    let home = home_with(&["disk full"]);
    home.wail(&["note", "1", "impact: uploads fail"]);
    home.wail(&["note", "1", "Cause: no room for \u{1b}[31m logs"]);
    home.wail(&["note", "1", "bo forgot logrotate"]);
    let ran = home.wail(&["update", "1", "--draft", "--next", "tomorrow 9"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let [impact, "We have been alerted.", cause, next] = lines.as_slice() else {
        panic!("{ran:?}")
    };
    assert!(impact.starts_with("Uploads fail, since "), "{impact}");
    assert_eq!(*cause, "Cause: no room for \\x1b[31m logs.");
    assert!(next.starts_with("Next update ") && next.ends_with(" 09:00 UTC."), "{next}");
    assert!(!ran.stdout.contains("logrotate"), "nobody's name, and no blame");
    assert!(ran.stderr.contains("bo forgot logrotate"), "it is told beside it: {}", ran.stderr);
    home.edit_config("[store]", &format!("{AUDIENCES}[store]"));
    let own = home.json(&["update", "--draft", "--last"]);
    assert_eq!(own[0]["text"], "uploads fail (triggered). Why: no room for \\x1b[31m logs.");
    assert_eq!(home.json(&["updates"]), json!([]));
}

#[test]
fn what_comes_from_an_editor_begins_with_the_draft_and_is_kept_without_its_comments() {
    let home = home_with(&["disk full"]);
    let editor = home.path().join("editor");
    fs::write(&editor, "#!/bin/sh\ncp \"$1\" seen\necho 'and we are sorry' >> \"$1\"\n").unwrap();
    let edit = |arguments: &[&str]| {
        let mut command = home.command(arguments);
        let editor = format!("sh {}", editor.display());
        let output = command.env("EDITOR", editor).env("TMPDIR", home.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, error) = edit(&["update", "1", "--edit", "--next", "tomorrow 9"]);
    assert_eq!(code, Some(2), "nobody can be asked: {error}");
    assert!(error.contains("hint: what you wrote is in "), "{error}");
    let (code, error) = edit(&["update", "1", "--edit", "--yes", "--next", "tomorrow 9"]);
    assert_eq!(code, Some(0), "{error}");
    let seen = fs::read_to_string(home.path().join("seen")).unwrap();
    assert!(seen.starts_with("Disk full, since ") && seen.contains("\n# 1 critical: disk full\n"));
    let text = home.json(&["updates", "1"])[0]["updates"][0]["text"].as_str().unwrap().to_owned();
    assert!(
        text.starts_with("Disk full, since ") && text.ends_with("\nand we are sorry"),
        "{text}"
    );
    assert!(!text.contains('#'), "{text}");
}

#[test]
fn publishing_is_shown_and_refused_where_nobody_can_be_asked() {
    let home = home_with_audiences();
    let refused = said(&home.wail(&["update", "1", "we look", "--to", "public,support"]), 2);
    assert!(
        refused.starts_with("to public, on the record\n    we look\nto support, by `/bin/sh`\n    [critical] we look\nno next one is promised\nerror: "),
        "{refused}"
    );
    assert_eq!(home.json(&["updates", "1"])[0]["updates"], json!([]), "nothing is kept");
    home.wail(&["update", "1", "we look", "--to", "none"]);
    assert_eq!(published(&home), "");
}

#[test]
fn what_is_published_goes_through_the_programs_and_stands_on_the_record() {
    let home = home_with_audiences();
    fs::write(home.path().join("open"), "").unwrap();
    let text = "a \u{1b}[2J<b> & \"half\"; next update 2031-01-02 03:04";
    let ran = home.wail(&["update", "1", text, "--yes"]);
    assert!(ran.stdout.contains("; published to public, support, team"), "{ran:?}");
    let tidy = "a [2J<b> & \"half\"; next update 2031-01-02 03:04";
    assert_eq!(
        published(&home),
        format!("support 1 ana 2031-01-02T03:04:00Z\n[critical] {tidy}\n")
    );
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.contains("ana publishes the update to public\n"), "{log}");
    assert!(log.contains("ana publishes the update to support: `/bin/sh` ended with exit code 0"));
    let states = home.json(&["updates"]);
    let states = states[0]["updates"][0]["publications"].as_array().unwrap().clone();
    let states: Vec<&str> = states.iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["published", "published", "published"]);
}

#[test]
fn what_failed_is_said_and_recorded_and_can_be_tried_again() {
    let home = home_with_audiences();
    let failed =
        said(&home.wail(&["update", "1", "we look", "--to", "support,team", "--yes", "-q"]), 1);
    assert!(failed.contains("; published to support;"), "{failed}");
    assert!(
        failed.contains(
            "error: the update is kept, and did not reach 1 audience\n  \
             team: `/bin/sh` ended with exit code 7: the door is shut\n\
             hint: `wail update --again` tries once more\n"
        ),
        "{failed}"
    );
    assert!(home.wail(&["log", "1"]).stdout.contains("ana cannot publish the update to team: "));
    assert!(home.wail(&["updates"]).stdout.contains("to team, failed "));
    let asks = said(&home.wail(&["update", "--again"]), 2);
    assert!(asks.starts_with("to team, by `/bin/sh` (1, written "), "{asks}");
    let still = said(&home.wail(&["update", "--again", "--yes"]), 1);
    assert!(still.contains("the door is shut"), "{still}");
    fs::write(home.path().join("open"), "").unwrap();
    let ran = home.wail(&["update", "1", "--again", "--yes"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "the update of 1 is published to team\n"));
    assert_eq!(published(&home).lines().count(), 2, "what was published is not published twice");
    home.wail(&["update", "--again"]).is(0, "nothing waits to be published\n", "");
}

#[test]
fn an_older_word_that_failed_is_not_published_after_a_newer_one() {
    let home = home_with_audiences();
    home.wail(&["update", "1", "old", "--to", "team", "--yes"]);
    fs::write(home.path().join("open"), "").unwrap();
    home.wail(&["update", "1", "new", "--to", "team", "--yes"]);
    home.wail(&["update", "--again", "--yes"]).is(0, "nothing waits to be published\n", "");
}

#[test]
fn of_two_who_write_at_once_the_second_sees_what_the_first_said() {
    let home = home_with(&["disk full"]);
    home.wail(&["update", "1", "we look", "--as", "bo"]);
    let second = home.wail(&["update", "1", "all is well"]);
    second.is(
        1,
        "",
        "error: bo has updated 1 meanwhile (HH:MM, AGO), and nothing of yours is kept\n    \
         we look\n\
         hint: say yours as well with `--anyway`, if it is still to be said\n",
    );
    assert_eq!(home.wail(&["update", "1", "all is well", "--anyway"]).code, 0);
}

#[test]
fn of_two_at_the_very_same_moment_one_is_kept() {
    let home = home_with(&["disk full"]);
    let say = |person: &str| home.wail(&["update", "1", "we look", "--as", person]).code;
    let codes = std::thread::scope(|scope| {
        let both = ["ana", "bo"].map(|person| scope.spawn(move || say(person)));
        both.map(|one| one.join().unwrap())
    });
    assert_eq!(codes.iter().sum::<i32>(), 1, "{codes:?}");
    let kept = home.json(&["updates", "1"])[0]["updates"].as_array().unwrap().len();
    assert_eq!(kept, 1);
}

#[test]
fn a_configuration_at_fault_keeps_the_update_and_says_that_nobody_has_read_it() {
    let home = home_with(&["disk full"]);
    home.edit_config("[store]", "[audience.public]\ntemplate = \"\"\n[store]");
    let ran = home.wail(&["update", "1", "we look"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let why = "error: the update is kept, and nobody has read it: the configuration is at fault\n";
    assert!(ran.stderr.contains(why), "{ran:?}");
    assert_eq!(home.wail(&["update", "1", "we look", "--to", "none"]).code, 0);
    assert_eq!(home.json(&["updates", "1"])[0]["updates"].as_array().unwrap().len(), 2);
}

#[test]
fn where_nothing_is_open_the_last_word_that_is_owed_is_meant() {
    let home = home_with(&["disk full"]);
    home.wail(&["update", "1", "x; next update in 2h"]);
    home.wail(&["resolve", "1"]);
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.contains("ana promised an update by ") && log.contains("a last one is asked for"));
    let draft = home.wail(&["update", "--draft", "--last"]).stdout;
    assert!(draft.starts_with("It is over: disk full, from "), "{draft}");
    assert!(draft.ends_with("This is the last update.\n"), "{draft}");
    home.wail(&["update", "all is well", "--last"]).is(
        0,
        "updated 1: disk full; no next one is promised\n",
        "",
    );
    let list = home.wail(&["update", "list", "1"]).stdout;
    assert!(list.contains("  ana: all is well\n  nothing more is owed\n"), "{list}");
}

#[test]
fn a_daemon_calls_the_writer_for_an_update_that_is_not_there() {
    let home = home_with(&["disk full"]);
    home.edit_config("[store]", "[updates]\nremind_before = \"2h\"\nalarm_after = \"1s\"\n[store]");
    home.wail(&["ack", "1"]);
    home.wail(&["update", "1", "read-only", "--next", "in 2s"]);
    let _daemon = home.daemon();
    until("ana is called for it", || {
        home.pages()
            .iter()
            .any(|page| page["reason"] == "a reminder: the promised update is not there")
    });
    let log = home.wail(&["log", "1"]).stdout;
    let softly = "page ana by command, a reminder: the promised update is not there";
    assert!(log.contains("ana owes an update since ") && log.contains(softly), "{log}");
}

/// An audience whose template and program say when the next word comes.
const NEXT: &str = r#"
[audience.support]
template = "{{ text }}. {% if next %}Next: {{ next_utc }}{% else %}No further updates.{% endif %}"
run = ["/bin/sh", "-c", "{ echo \"<$WAIL_NEXT_AT>\"; cat; } >> 'HOME/published'"]
"#;

#[test]
fn how_the_next_word_was_understood_is_shown_before_it_is_said() {
    let home = home_with(&["disk full"]);
    home.edit_config("[store]", &format!("{NEXT}[store]"));
    let said = ["update", "1", "we look; next update 2031-01-02 03:04"];
    let shown = home.wail(&[&said[..], &["--dry-run"]].concat());
    assert!(shown.stdout.contains("\nthe next one by 2031-01-02 03:04, in "), "{shown:?}");
    let value = home.json(&[&said[..], &["--dry-run"]].concat());
    assert_eq!(value[0]["next_at"], "2031-01-02T03:04:00Z");
    let asked = home.wail(&said);
    assert_eq!(asked.code, 2, "{asked:?}");
    assert!(asked.stderr.contains("\nthe next one by 2031-01-02 03:04, in "), "{asked:?}");
}

#[test]
fn what_is_owed_after_an_update_that_says_nothing_of_it_is_told_to_whoever_reads_it() {
    let home = home_with(&["disk full"]);
    home.edit_config("[store]", &format!("{NEXT}[store]"));
    home.wail(&["update", "1", "A", "--next", "2031-01-02 03:04", "--yes"]);
    let shown = home.wail(&["update", "1", "B", "--dry-run"]);
    assert!(shown.stdout.contains("to support: B. Next: 2031-01-02 03:04 UTC\n"), "{shown:?}");
    assert!(shown.stdout.contains("\nthe next one by 2031-01-02 03:04, in "), "{shown:?}");
    home.wail(&["update", "1", "B", "--yes"]);
    home.wail(&["update", "1", "C", "--last", "--yes"]);
    assert_eq!(
        published(&home),
        "<2031-01-02T03:04:00Z>\nA. Next: 2031-01-02 03:04 UTC\n\
         <2031-01-02T03:04:00Z>\nB. Next: 2031-01-02 03:04 UTC\n\
         <>\nC. No further updates.\n"
    );
}

#[test]
fn a_draft_that_names_somebody_says_so() {
    let home = home_with(&["disk full"]);
    home.wail(&["note", "1", "cause: Bo deleted the table"]);
    let draft = home.wail(&["update", "1", "--draft"]);
    assert!(draft.stderr.contains("bo stands in it by name: say what was done"), "{draft:?}");
    assert!(!draft.stderr.contains("ana stands in it"), "{draft:?}");
}

#[test]
fn a_draft_takes_no_text_and_says_nothing() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    home.wail(&["update", "1", "customers see this", "--draft"]).is(
        2,
        "",
        "error: `--draft` only prints what could be said, and takes no text\n\
         hint: leave `--draft` out to say it, or add `--edit` to change the draft first\n",
    );
    assert_eq!(home.json(&["updates"]), serde_json::json!([]));
}
