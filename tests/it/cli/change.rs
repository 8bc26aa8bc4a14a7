//! `wail take`, `give`, `swap`, `leave`, `away` and `wail rota add|remove|reorder|undo`: shown, asked
//! for, written into the file, put on the record.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{Ran, TestHome, until};

/// Bo has the pager, and a program reaches everybody.
const TEAM: &str = r#"# ours
me = "ana"
zone = "UTC"
fallback = "ana"

[people.ana]
channels = [{ use = "command", run = ["/bin/true"] }]
[people.bo]
channels = [{ use = "command", run = ["/bin/true"] }]
[people.cy]
channels = ["desktop"]
[people.dee]
channels = ["desktop"]

[rota.team]
[[rota.team.layer]]
people = ["bo"]   # always
every = "week"
start = 2020-01-06

[policy.default]
steps = [{ who = "team" }]

[store]
path = "wail.db"

[listen]
address = "127.0.0.1:PORT"
"#;

/// How it ends, apart from the port.
const TEAM_ENDS: &str = "\"\n";

fn text(home: &TestHome) -> String {
    fs::read_to_string(home.config_file()).unwrap()
}

/// A home in which these take turns by the day.
fn by_day(people: &str) -> TestHome {
    TestHome::with(&TEAM.replace("[\"bo\"]   # always", people).replace("\"week\"", "\"day\""))
}

fn shifts(home: &TestHome) -> Value {
    home.json(&["rota", "show", "--from", "2020-01-01", "--to", "2036-01-01"])["shifts"].clone()
}

#[track_caller]
fn is_written(run: &Ran) {
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("written to "), "{run:?}");
}

#[test]
fn a_take_is_shown_written_and_on_the_record() {
    let home = TestHome::with(TEAM);
    let run = home.wail(&["take", "2h", "--why", "bo is ill", "--yes"]);
    is_written(&run);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[0].starts_with("ana takes the pager of team from "), "{run:?}");
    assert!(lines[1].starts_with("  bo -> ana  "), "{run:?}");
    assert_eq!(lines.len(), 2);
    let new = text(&home);
    assert!(new.contains("people = [\"bo\"]   # always\n"), "{new}");
    assert!(new.contains("who = \"ana\"\nwhy = \"bo is ill\"\n\n[policy.default]"), "{new}");
    let log = home.json(&["log"]);
    assert_eq!((&log[0]["event"], &log[0]["who"]), (&json!("rota-changed"), &json!("ana")));
    let next = &home.json(&["who", "--next", "2"])[0]["next"];
    assert_eq!((&next[0]["person"], &next[1]["person"]), (&json!("ana"), &json!("bo")));
}

#[test]
fn nobody_is_asked_where_nobody_is_and_nothing_is_written_then() {
    let home = TestHome::with(TEAM);
    let before = text(&home);
    let run = home.wail(&["take", "2h"]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("  bo -> ana  "), "{run:?}");
    assert_eq!(
        run.stderr,
        "error: nobody is there to be asked, so nothing was written\n\
         hint: say `--yes` to write it, `--dry-run` only to see it\n"
    );
    let run = home.wail(&["take", "2h", "--dry-run"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "nothing was written\n"));
    assert_eq!(text(&home), before);
    let told = home.json(&["take", "2h", "--dry-run"]);
    assert_eq!(told["written"], false);
    let change = &told["changes"][0];
    assert_eq!((&change["was"], &change["is"]), (&json!("bo"), &json!("ana")));
    assert_eq!((&change["rota"], &change["tier"]), (&json!("team"), &json!("primary")));
}

#[test]
fn give_covers_whoever_has_the_pager() {
    let home = TestHome::with(TEAM);
    is_written(&home.wail(&["give", "cy", "until", "2035-01-01 09:00", "--yes"]));
    assert!(text(&home).contains("Z ana: cy stands in for bo in team from "), "{}", text(&home));
    assert!(text(&home).contains("who = \"cy\"\nfor = \"bo\"\n"), "{}", text(&home));
    let run = home.wail(&["give", "cy", "2h", "--yes"]);
    assert_eq!((run.code, run.stderr.starts_with("error: cy has the pager already")), (1, true));
    let run = home.wail(&["give", "zoe", "2h", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(
        run.stderr,
        "error: there is no person `zoe`\nhint: the configuration knows ana, bo, cy, dee\n"
    );
}

#[test]
fn leave_is_for_every_rota_and_never_begins_in_the_past() {
    let home = by_day(r#"["ana", "bo"]"#);
    is_written(&home.wail(&["leave", "bo", "--from", "2035-07-01", "--to", "2035-07-09", "--yes"]));
    let new = text(&home);
    assert!(
        new.ends_with("[[off]]\nwho = \"bo\"\nfirst = 2035-07-01\nlast = 2035-07-09\n"),
        "{new}"
    );
    is_written(&home.wail(&["leave", "bo", "--from", "2035-08-01", "--rota", "team", "--yes"]));
    assert!(text(&home).contains("[[rota.team.off]]\nwho = \"bo\"\nfirst = 2035-08-01\n"));
    let run = home.wail(&["leave", "bo", "--from", "2020-07-01", "--to", "2034-07-09", "--yes"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.stderr
            .starts_with("error: this would change who was on call before now\n  bo -> ana  ")
    );
    let run = home.wail(&["leave", "bo", "--from", "2035-07-01", "--to", "2035-07-09 12:00"]);
    assert_eq!(run.code, 2, "{run:?}");
    is_written(&home.wail(&["leave", "bo", "--from", "now", "--to", "2035-06-01", "--yes"]));
    assert!(text(&home).contains("to = \"2035-06-02 00:00\"\n"), "{}", text(&home));
}

#[test]
fn a_swap_moves_two_shifts_and_no_other() {
    let home = by_day(r#"["ana", "bo", "cy"]"#);
    let before = shifts(&home);
    let told = home.json(&["swap", "bo", "--yes"]);
    let changes = told["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2, "{told}");
    let mut pairs: Vec<_> = changes.iter().map(|it| (&it["was"], &it["is"])).collect();
    pairs.sort_by_key(|(was, _)| was.to_string());
    assert_eq!(pairs, [(&json!("ana"), &json!("bo")), (&json!("bo"), &json!("ana"))]);
    is_written(&home.wail(&["rota", "undo", "--yes"]));
    assert_eq!(shifts(&home), before);
}

#[test]
fn whoever_joins_or_leaves_moves_nobodys_past() {
    let home = by_day(r#"["ana", "bo"]"#);
    let now = home.json(&["who"])[0]["at"].as_str().unwrap().to_owned();
    let past = |home: &TestHome| {
        home.json(&["rota", "show", "--from", "2020-01-06", "--to", &now])["shifts"].clone()
    };
    let before = past(&home);
    let due = home.json(&["who"])[0]["next"][0].clone();
    is_written(&home.wail(&["rota", "add", "dee", "--yes"]));
    assert_eq!(past(&home), before);
    let next = &home.json(&["who", "--next", "3"])[0]["next"];
    assert_eq!((&next[0]["person"], &next[0]["start"]), (&due["person"], &due["start"]));
    assert_eq!(next[2]["person"], "dee");
    is_written(&home.wail(&["rota", "reorder", "dee", "bo", "ana", "--yes"]));
    is_written(&home.wail(&["rota", "remove", "dee", "--after-round", "--yes"]));
    assert_eq!(past(&home), before);
    assert_eq!(text(&home).matches("[[rota.team.layer.change]]").count(), 3);
    let run = home.wail(&["rota", "remove", "zoe"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert_eq!(run.stderr, "error: zoe takes no turns there\nhint: this rota names ana, bo, dee\n");
}

#[test]
fn undo_takes_back_one_change_after_the_other() {
    let home = by_day(r#"["ana", "bo"]"#);
    let before = text(&home);
    is_written(&home.wail(&["rota", "add", "dee", "--yes"]));
    let once = text(&home);
    // What was typed within one second has one time, and the later one stands later.
    is_written(&home.wail(&["leave", "bo", "--from", "2035-07-01", "--yes"]));
    let run = home.wail(&["rota", "undo", "--yes"]);
    is_written(&run);
    assert!(run.stdout.starts_with("taken back: bo is off in every rota on 2035-07-01"), "{run:?}");
    assert_eq!(text(&home), once);
    is_written(&home.wail(&["rota", "undo", "--yes"]));
    assert_eq!(text(&home), before);
    let run = home.wail(&["rota", "undo", "--yes"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with("error: no change is left that could be taken back\n"));
}

#[test]
fn what_has_begun_is_not_undone_but_ends() {
    let begun = "\n# wail: 2026-01-01T00:00:00Z ana: ana takes\n[[rota.team.override]]\n\
                 from = \"2026-01-01 00:00\"\nto = \"2035-01-01 00:00\"\nwho = \"ana\"\n\n[policy";
    let home = TestHome::with(&TEAM.replace("\n[policy", begun));
    let run = home.wail(&["rota", "undo", "--yes"]);
    is_written(&run);
    assert!(run.stdout.starts_with("ends now: ana takes (by ana)\n  ana -> bo  "), "{run:?}");
    let new = text(&home);
    assert!(new.contains("from = \"2026-01-01 00:00\"\nto = \"20"), "{new}");
    assert!(!new.contains("2035"), "{new}");
    assert_eq!(home.json(&["who"])[0]["next"][0]["person"], "bo");
}

#[test]
fn away_needs_somebody_who_can_be_reached() {
    let home = TestHome::with(TEAM);
    let run = home.wail(&["away", "20m", "--as", "bo", "--cover", "ana", "--yes"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    assert!(run.stderr.contains("so you keep the pager"), "{run:?}");
    let run = home.wail(&["away", "20m", "--as", "bo", "--cover", "bo", "--yes"]);
    assert!(run.stderr.starts_with("error: bo cannot stand in for bo\n"), "{run:?}");
    let run = home.wail(&["away", "20m", "--yes"]);
    assert!(run.stderr.starts_with("error: ana is not on call in rota team now\n"), "{run:?}");
    let daemon = home.daemon();
    until("somebody decides", || {
        home.wail(&["away", "20m", "--as", "bo", "--cover", "ana", "--dry-run"]).code == 0
    });
    let run = home.wail(&["away", "20m", "--as", "bo", "--cover", "cy", "--yes"]);
    assert_eq!(run.code, 1, "nothing of cy's works here: {run:?}");
    is_written(&home.wail(&["away", "20m", "--as", "bo", "--cover", "ana", "--yes"]));
    let next = &home.json(&["who", "--next", "2"])[0]["next"];
    assert_eq!((&next[0]["person"], &next[1]["person"]), (&json!("ana"), &json!("bo")));
    until("the daemon takes it", || home.wail(&["log"]).stdout.contains("is in force"));
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn away_leaves_whoever_is_off_alone() {
    let off = "[[off]]\nwho = \"ana\"\nfirst = 2026-01-01\nlast = 2099-12-31\n";
    let layer = "[[rota.team.layer]]\npeople = [\"ana\"]\nevery = \"week\"\nstart = 2020-01-06\n";
    let with_ana = TEAM.replace("[[rota.team.layer]]", &format!("{layer}[[rota.team.layer]]"));
    for (config, code) in [(with_ana.clone(), 0), (format!("{with_ana}\n{off}"), 1)] {
        let home = TestHome::with(&config);
        let daemon = home.daemon();
        let away = ["away", "20m", "--as", "bo", "--dry-run"];
        let named = [&away[..], &["--cover", "ana"]].concat();
        until("ana can be reached", || home.wail(&named).code == 0);
        let run = home.wail(&away);
        assert_eq!(run.code, code, "{run:?}");
        assert_eq!(daemon.stop(), 0);
    }
}

#[test]
fn a_rota_of_its_own_file_is_changed_there_behind_its_link() {
    let main = "me = \"ana\"\nfallback = \"ana\"\nzone = \"UTC\"\n[rota.team]\nfile = \"team.toml\"\n\
                [policy.default]\nsteps = [{ who = \"team\" }]\n[store]\npath = \"wail.db\"\n";
    let home = TestHome::with(main);
    let [real, link] = ["real.toml", "team.toml"].map(|name| home.path().join(name));
    let rota =
        "# theirs\r\n[[layer]]\r\npeople = [\"bo\"]\r\nevery = \"week\"\r\nstart = 2020-01-06";
    fs::write(&real, rota).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    is_written(&home.wail(&["take", "2h", "--yes"]));
    let new = fs::read_to_string(&real).unwrap();
    assert!(new.starts_with(rota) && new.contains("\r\n[[override]]\r\nfrom = "), "{new}");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(text(&home), main);
}

#[test]
fn what_would_be_wrong_or_cannot_be_added_is_refused() {
    let inline = "layer = [{ people = [\"bo\"], every = \"week\", start = 2020-01-06 }]";
    let layer =
        "[[rota.team.layer]]\npeople = [\"bo\"]   # always\nevery = \"week\"\nstart = 2020-01-06";
    let home = TestHome::with(&TEAM.replace(layer, inline));
    let before = text(&home);
    let run = home.wail(&["rota", "add", "ana", "--yes"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("`rota.team.layer` is written within one line or list"), "{run:?}");
    assert!(run.stderr.contains("each under `[[rota.team.layer]]`"), "{run:?}");
    let run = home.wail(&["rota", "add", "", "--yes"]);
    assert_ne!(run.code, 0);
    assert_eq!(text(&home), before);
    is_written(&home.wail(&["take", "2h", "--yes"]));
}

#[test]
fn whoever_joins_is_known() {
    let home = TestHome::with(TEAM);
    let before = text(&home);
    home.wail(&["rota", "add", "dea", "--yes"]).is(
        2,
        "",
        "error: there is no person `dea`\nhint: did you mean `dee`?\n\
         hint: somebody new has a table first: `[people.dea]`\n",
    );
    assert_eq!(text(&home), before);
}

#[test]
fn what_an_edit_makes_look_like_a_slip_is_told() {
    let home = TestHome::with(&TEAM.replace("[\"bo\"]   # always", "[\"marie\", \"maria\"]"));
    assert_eq!(home.wail(&["config", "check"]).stderr, "");
    let run = home.wail(&["leave", "marie", "--from", "2035-07-01", "--dry-run"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("warning:\n"), "{run:?}");
    assert!(
        run.stderr.contains("`maria` is named only here\n  hint: did you mean `marie`?"),
        "{run:?}"
    );
}

#[test]
fn the_hint_for_a_rota_within_a_line_names_its_layers() {
    let rota = "rota.team.layer = [{ people = [\"bo\"], every = \"week\", start = 2020-01-06 }]\n";
    let (top, rest) = TEAM.split_once("[rota.team]").unwrap();
    let (_, rest) = rest.split_once("[policy").unwrap();
    let home = TestHome::with(&format!("{rota}{top}[policy{rest}"));
    let run = home.wail(&["take", "2h", "--yes"]);
    assert_eq!(run.code, 3, "{run:?}");
    let hint = "hint: write its layers as blocks, each under `[[rota.team.layer]]`\n";
    assert!(run.stderr.ends_with(hint), "{run:?}");
}

#[test]
fn without_a_store_the_change_stands_and_a_warning_says_so() {
    let home = TestHome::with(TEAM);
    let folder = home.path().join("a-folder");
    fs::create_dir(&folder).unwrap();
    let run = home.wail(&["--store", folder.to_str().unwrap(), "take", "2h", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("warning: the change is in force, but could not be put on the"));
    assert!(text(&home).contains("who = \"ana\""));
}

#[test]
fn an_interrupted_edit_leaves_the_old_file_or_the_new() {
    let home = TestHome::with(TEAM);
    let overrides = |text: &str| text.matches("[[rota.team.override]]").count();
    for delay in 0..30 {
        let before = text(&home);
        let mut command = home.command(&["take", "2h", "--yes", "--quiet"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::park_timeout(Duration::from_millis(delay * 2));
        child.kill().unwrap();
        child.wait().unwrap();
        let after = text(&home);
        let is_new = overrides(&after) == overrides(&before) + 1;
        assert!(after == before || is_new && after.ends_with(TEAM_ENDS), "{after}");
    }
    assert_eq!(home.wail(&["config", "check"]).code, 0);
}

/// Whom the store says somebody accepted, in the order of time.
fn accepted(home: &TestHome) -> Vec<String> {
    let store = rusqlite::Connection::open(home.store_file()).unwrap();
    let mut people = store
        .prepare("select distinct person from duty where rota = 'team' order by start_at")
        .unwrap();
    let people = people.query_map([], |row| row.get(0)).unwrap();
    people.collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_is_changed_while_no_daemon_runs_is_accepted_with_it() {
    let home = TestHome::with(TEAM);
    let daemon = home.daemon();
    until("it is written down who has the pager", || !accepted(&home).is_empty());
    assert_eq!(daemon.stop(), 0);
    assert_eq!(accepted(&home), ["bo"]);
    is_written(&home.wail(&["take", "2h", "--yes"]));
    assert_eq!(accepted(&home), ["bo", "ana"]);
}

#[test]
fn an_edit_by_hand_that_moves_the_present_is_not_accepted_along_with_it() {
    let home = TestHome::with(TEAM);
    let daemon = home.daemon();
    until("it is written down who has the pager", || !accepted(&home).is_empty());
    assert_eq!(daemon.stop(), 0);
    home.edit_config("[\"bo\"]   # always", "[\"cy\"]");
    let run = home.wail(&["take", "2h", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("\n  bo -> ana  "), "bo has the pager still: {run:?}");
    assert!(!run.stdout.contains("cy -> ana"), "{run:?}");
    assert!(run.stderr.starts_with("warning: an edit of the rota was not accepted yet"), "{run:?}");
    assert_eq!(accepted(&home), ["bo"], "cy has not been accepted");
}
