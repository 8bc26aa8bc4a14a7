//! `wail rota diff` and `wail rota check`: a rota beside what it was at a revision of git.

use std::fs;
use std::process::Command;

use crate::common::TestHome;

const CONFIG: &str = r#"
zone = "UTC"
fallback = "ana"
people.ana.channels = [{ use = "command", run = ["true"] }]
policy.default.steps = [{ who = "primary", wait = "5m" }]
store.path = "wail.db"

[rota.primary]
file = "team.toml"
"#;

const TEAM: &str = "[[layer]]\npeople = [\"ana\", \"bo\"]\nevery = \"week\"\nstart = 2026-01-05\n";

/// A home whose configuration, with the rota in a file of its own, is committed.
fn committed() -> TestHome {
    let home = TestHome::with(CONFIG);
    fs::write(home.path().join("team.toml"), TEAM).unwrap();
    git(&home, &["init", "--quiet"]);
    commit(&home);
    home
}

fn commit(home: &TestHome) {
    git(home, &["add", "config.toml", "team.toml"]);
    git(home, &["commit", "--quiet", "--message", "as it is"]);
}

fn git(home: &TestHome, arguments: &[&str]) {
    let who = ["-c", "user.name=ana", "-c", "user.email=ana@example.org"];
    let mut git = Command::new("git");
    let done = git.arg("-C").arg(home.path()).args(who).args(arguments).output().unwrap();
    assert!(done.status.success(), "{done:?}");
}

fn write(home: &TestHome, team: &str) {
    fs::write(home.path().join("team.toml"), team).unwrap();
}

#[test]
fn what_is_as_it_was_committed_changes_nobody() {
    let home = committed();
    home.wail(&["rota", "diff"]).is(0, "nobody's next 90 days change\n", "");
    let checked = home.wail(&["rota", "check", "--against", "HEAD"]);
    checked.is(0, "the past stays, and who is on call now\n", "");
}

#[test]
fn an_edit_of_the_past_is_told_and_one_of_the_future_is_only_a_difference() {
    let home = committed();
    write(&home, &TEAM.replace("\"bo\"]", "\"bo\", \"cy\"]"));
    let checked = home.wail(&["rota", "check", "--against", "HEAD"]);
    assert_eq!(checked.code, 1, "{checked:?}");
    let json = home.wail(&["rota", "check", "--against", "HEAD", "--json"]);
    assert!(json.stdout.contains(r#""start":"2026-01-19T09:00:00Z""#), "{json:?}");
    assert!(checked.stdout.starts_with("  primary: "), "{checked:?}");

    // From a day on that is soon: nothing of the past.
    let soon = home.json(&["who", "--next", "1"])[0]["until"].as_str().unwrap()[..10].to_owned();
    let era = format!("[[layer.change]]\nstart = {soon}\npeople = [\"dora\"]\n");
    write(&home, &format!("{TEAM}{era}"));
    assert_eq!(home.wail(&["rota", "check", "--against", "HEAD"]).code, 0);
    let differs = home.wail(&["rota", "diff"]);
    assert_eq!(differs.code, 1, "{differs:?}");
    assert!(differs.stderr.contains("the next 90 days change for 3 people"), "{differs:?}");
    assert!(differs.stdout.contains(&format!(" -> dora from {soon} 09:00")), "{differs:?}");
    let dora = differs.stdout.lines().find(|line| line.starts_with("dora ")).unwrap();
    assert!(dora.contains(" 0h "), "{dora}");
}

#[test]
fn a_rota_that_is_new_is_a_difference_and_one_that_is_gone_has_nobody() {
    let home = committed();
    home.edit_config("[rota.primary]", "[rota.second]");
    home.edit_config("who = \"primary\"", "who = \"second\"");
    let differs = home.wail(&["rota", "diff"]);
    assert_eq!(differs.code, 1, "{differs:?}");
    assert!(differs.stdout.contains("second: nobody -> "), "{differs:?}");
    assert!(differs.stdout.contains("primary: ana -> nobody from "), "{differs:?}");
    let checked = home.wail(&["rota", "check", "--against", "HEAD"]);
    assert_eq!(checked.code, 1, "{checked:?}");
    assert!(checked.stdout.starts_with("  primary: "), "{checked:?}");
    assert!(!checked.stdout.contains("second: "), "{checked:?}");
}

#[test]
fn the_first_tier_is_the_first_whatever_it_is_called() {
    let home = committed();
    let one = |tier: &str, person: &str| {
        format!(
            "[[layer]]\ntier = \"{tier}\"\npeople = [\"{person}\"]\nevery = \"week\"\nstart = 2026-01-05\n"
        )
    };
    let team = [one("primary", "ana"), one("secondary", "cy")].concat();
    write(&home, &format!("escalate = [\"primary\", \"secondary\"]\n{team}"));
    commit(&home);
    write(&home, &format!("escalate = [\"secondary\", \"primary\"]\n{team}"));
    for arguments in [&["rota", "check", "--against", "HEAD"][..], &["rota", "diff"]] {
        let told = home.wail(arguments);
        assert_eq!(told.code, 1, "{told:?}");
        assert!(told.stdout.contains("  primary: ana -> cy from "), "{told:?}");
    }
    // Another name moves nobody.
    let renamed = team.replace("\"primary\"", "\"first\"");
    write(&home, &format!("escalate = [\"first\", \"secondary\"]\n{renamed}"));
    assert_eq!(home.wail(&["rota", "check", "--against", "HEAD"]).code, 0);
    home.wail(&["rota", "diff"]).is(0, "nobody's next 90 days change\n", "");
}

#[test]
fn a_difference_is_told_by_the_clock_of_its_rota() {
    let home = committed();
    home.edit_config("zone = \"UTC\"", "zone = \"Asia/Tokyo\"");
    let team = format!("zone = \"America/New_York\"\n{TEAM}");
    write(&home, &team);
    commit(&home);
    write(
        &home,
        &format!("{team}[[layer.change]]\nstart = {}\npeople = [\"dora\"]\n", soon(&home)),
    );
    let differs = home.wail(&["rota", "diff"]);
    assert!(differs.stdout.contains("\ntimes of America/New_York:\n  primary: "), "{differs:?}");
    let dora = differs.stdout.lines().find(|line| line.starts_with("dora ")).unwrap();
    assert!(dora.ends_with(" 09:00  America/New_York"), "{dora}");
    assert!(differs.stdout.contains(&format!("-> dora from {} 09:00", soon(&home))), "{differs:?}");
    assert!(!differs.stdout.contains("23:00"), "{differs:?}");
}

/// The day of the next handoff.
fn soon(home: &TestHome) -> String {
    home.json(&["who"])[0]["until"].as_str().unwrap()[..10].to_owned()
}

#[test]
fn a_revision_that_is_not_there_is_told() {
    let home = committed();
    let missing = home.wail(&["rota", "diff", "nowhere"]);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(
        missing.stderr.starts_with("error: git has no `config.toml` of `nowhere`\n"),
        "{missing:?}"
    );
    let mut without = home.command(&["rota", "diff"]);
    without.env("PATH", home.path());
    let without = crate::common::ran(&mut without);
    assert_eq!(without.code, 4, "{without:?}");
    assert!(without.stderr.starts_with("error: git cannot be run"), "{without:?}");
}
