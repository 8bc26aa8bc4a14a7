//! `wail update --promise`: what is said and what is promised with it are kept together, or neither is.

use serde_json::json;

use super::act::home_with;
use crate::common::TestHome;

/// `disk full` is open, and everybody and the support read updates.
fn home() -> TestHome {
    let home = home_with(&["disk full"]);
    home.edit_config("[store]", "[audience.public]\n[audience.support]\n[store]");
    home
}

#[test]
fn a_promise_is_made_with_the_update_to_whoever_reads_it() {
    let home = home();
    let ran = home.wail(&[
        "update",
        "1",
        "all is well",
        "--last",
        "--yes",
        "--promise",
        "add the index",
        "--by",
        "2031-01-02 12:00",
        "--owner",
        "bo",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with("updated 1: disk full; no next one is promised; published to"));
    assert!(lines[1].starts_with("promise 1: bo owes to public, support by "), "{ran:?}");
    assert!(
        ran.stderr.contains("promised: add the index, by ")
            && ran.stderr.contains(", bo does it, for everybody to read until it is closed\n"),
        "it is shown before it is said: {ran:?}"
    );
    let promise = &home.json(&["promises"])[0];
    assert_eq!(
        (&promise["owner"], &promise["made_by"], &promise["incident"], &promise["public"]),
        (&json!("bo"), &json!("ana"), &json!(1), &json!(true))
    );
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.contains("ana updates: all is well\n"), "{log}");
    let told = home.wail(&["timeline", "1"]).stdout;
    assert!(told.contains("add the index"), "{told}");
}

#[test]
fn only_what_everybody_reads_is_promised_to_everybody_and_the_writer_does_it() {
    let home = home();
    let said = ["update", "1", "we look", "--to", "support", "--yes"];
    let promise = ["--promise", "tell why", "--promise", "tell when", "--by", "2031-01-02 12:00"];
    let updates = home.json(&[&said[..], &promise[..]].concat());
    let promises = updates[0]["promises"].as_array().unwrap();
    let texts: Vec<_> = promises.iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["tell why", "tell when"]);
    assert!(promises.iter().all(|it| it["public"] == false && it["owner"] == "ana"), "{updates}");
    assert_eq!(promises[0]["promised_to"], "support");
}

#[test]
fn where_either_cannot_be_kept_neither_is() {
    let home = home();
    home.wail(&["page", "db down"]);
    let said = ["update", "1", "x", "--to", "none"];
    for (arguments, why) in [
        (&["--promise", "y", "--by", "20 min ago"][..], "has passed"),
        (&["--promise", "y", "--by", "soon enough"], "is no time"),
        (&["--promise", "y", "--by", "2031-01-02", "--owner", "zed"], "there is no person `zed`"),
        (&["--promise", " ", "--by", "2031-01-02"], "the promise says nothing"),
        (&["--promise", "y"], "--by"),
        (&["--by", "2031-01-02"], "--promise"),
    ] {
        let ran = home.wail(&[&said[..], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(why), "{arguments:?}: {ran:?}");
    }
    let both = ["update", "1,2", "x", "--to", "none", "--promise", "y", "--by", "2031-01-02"];
    let ran = home.wail(&both);
    assert!(ran.code == 2 && ran.stderr.contains("a promise comes from one incident"), "{ran:?}");
    // Somebody else has just written: the second says nothing, and promises nothing.
    home.wail(&["update", "1", "we look", "--to", "none", "--as", "bo"]);
    let ran = home.wail(&[&said[..], &["--promise", "y", "--by", "2031-01-02"][..]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(home.json(&["promises"]), json!([]));
    let updates = home.json(&["updates"]);
    assert_eq!(updates[0]["updates"].as_array().unwrap().len(), 1, "{updates}");
}

#[test]
fn what_would_be_promised_is_shown_and_not_made() {
    let home = home();
    let ran = home.wail(&[
        "update",
        "1",
        "we look",
        "--dry-run",
        "--promise",
        "tell why",
        "--by",
        "2031-01-02 12:00",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("\npromised: tell why, by "), "{ran:?}");
    assert_eq!(home.json(&["promises"]), json!([]));
}
