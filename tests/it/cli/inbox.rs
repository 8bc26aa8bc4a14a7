//! `wail inbox`: what could not be read is kept, shown and read again.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::{TestHome, ran, timeless};

/// A body that the kind it is sent to cannot read, with bytes that are no text.
const BODY: &[u8] = b"{\"summary\": \"disk full\", \"odd\": \"\xff\xfe\"}\n";

#[test]
fn what_cannot_be_read_is_kept_byte_for_byte_and_read_once_the_kind_is_right() {
    let home = TestHome::new();
    home.edit_config("[sources.generic]", "[sources.script]\nkind = \"alertmanager\"");
    let daemon = home.daemon();
    assert_eq!(home.post("/in/script", &[], BODY).0, 202);
    let incident = home.until_incident(1, "triggered");
    assert_eq!(incident["summary"], "script sends what cannot be read: `alerts` is missing");
    assert_eq!(incident["source"], "script");

    let listed = timeless(&home.wail(&["inbox"]).stdout);
    assert_eq!(
        listed,
        format!(
            "ENTRY  ARRIVED     SOURCE  BYTES  STATE\n\
             1      HH:MM, AGO  script  {}     cannot be read: `alerts` is missing\n",
            BODY.len()
        )
    );
    let listed = home.json(&["inbox", "list"]);
    assert_eq!(listed[0]["id"], 1);
    assert_eq!(listed[0]["error"], "`alerts` is missing");
    assert_eq!(listed[0]["unread"], false);

    let shown = home.command(&["inbox", "show", "1"]).output().unwrap();
    assert_eq!(shown.stdout, BODY);
    assert_eq!(shown.stderr, b"it cannot be read: `alerts` is missing\n");

    let shown = home.json(&["inbox", "show", "1"]);
    assert_eq!((&shown["id"], &shown["source"]), (&1.into(), &"script".into()), "{shown}");
    assert_eq!(shown["error"], "`alerts` is missing");
    assert_eq!((&shown["unread"], &shown["bytes"]), (&false.into(), &BODY.len().into()));
    assert_eq!((&shown["method"], &shown["path"]), (&"POST".into(), &"".into()));
    assert_eq!(shown["encoding"], "base64", "it is no text: {shown}");
    let body = shown["body"].as_str().unwrap();
    assert_eq!(data_encoding::BASE64.decode(body.as_bytes()).unwrap(), BODY);

    home.wail(&["inbox", "read"]).is(
        1,
        "0 entries read\n",
        "error: 1 still cannot be read\n  1  `alerts` is missing\n\
         hint: `wail inbox show ENTRY` prints one; `wail inbox drop ENTRY` drops it\n",
    );
    home.edit_config("kind = \"alertmanager\"", "kind = \"generic\"");
    home.wail(&["inbox", "read"]).is(0, "1 entry read\n", "");
    home.until_incident(1, "resolved");
    let opened = home.until_incident(2, "triggered");
    assert_eq!((&opened["summary"], &opened["source"]), (&"disk full".into(), &"script".into()));
    assert_eq!(home.json(&["inbox"])[0]["error"], serde_json::Value::Null);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_somebody_has_looked_at_can_be_dropped_which_ends_the_incident_about_it() {
    let home = TestHome::new();
    let daemon = home.daemon();
    assert_eq!(home.post("/in/generic", &[], b"not JSON").0, 202);
    home.until_incident(1, "triggered");
    home.wail(&["inbox", "drop", "7"]).is(
        1,
        "",
        "error: nothing of that is kept as unreadable\nhint: `wail inbox` lists what is kept\n",
    );
    home.wail(&["inbox", "drop", "1"]).is(0, "1 dropped\n", "");
    home.until_incident(1, "resolved");
    home.wail(&["inbox"]).is(0, "the inbox keeps nothing\n", "");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn an_empty_inbox_says_so() {
    let home = TestHome::new();
    home.wail(&["inbox"]).is(0, "the inbox keeps nothing\n", "");
    home.wail(&["inbox", "read"]).is(0, "0 entries read\n", "");
    home.wail(&["inbox", "show", "3"]).is(
        1,
        "",
        "error: the inbox keeps no entry 3\nhint: `wail inbox` lists what it keeps\n",
    );
}

#[test]
fn on_a_terminal_a_body_is_shown_without_what_a_terminal_obeys() {
    let home = TestHome::new();
    let daemon = home.daemon();
    assert_eq!(home.post("/in/generic", &[], b"not JSON \x1b]0;x\x07\xc2\x9b2J\nbut text").0, 202);
    home.until_incident(1, "triggered");
    // `script` runs it on a terminal of its own.
    let command = home.command(&[]);
    let wail = format!("'{}' inbox show 1", env!("CARGO_BIN_EXE_wail"));
    let mut script = std::process::Command::new("script");
    script.args(["--quiet", "--return", "--command", &wail, "/dev/null"]);
    script.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let seen = ran(script.stdin(std::process::Stdio::null()));
    assert!(seen.stdout.contains("not JSON \\x1b]0;x\\x07\\x9b2J\r\nbut text\r\n"), "{seen:?}");
    assert!(!seen.stdout.contains('\x1b'), "{seen:?}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_body_that_is_text_stands_in_json_as_it_is_and_a_key_does_not() {
    let home = TestHome::new();
    fs::write(home.path().join("key"), "not-for-everybody").unwrap();
    fs::set_permissions(home.path().join("key"), PermissionsExt::from_mode(0o600)).unwrap();
    home.edit_config("[sources.generic]", "[sources.generic]\nkey = \"file:key\"");
    let daemon = home.daemon();
    let key = ("Authorization", "Bearer not-for-everybody");
    let body = r#"{"summary": "disk \u001b full"}"#;
    let posted = home.post("/in/generic?key=not-for-everybody&host=db1", &[key], body.as_bytes());
    assert_eq!(posted.0, 202);
    home.until_incident(1, "triggered");
    let said = home.wail(&["--json", "inbox", "show", "1"]);
    assert!(!said.stdout.contains("not-for-everybody"), "{said:?}");
    let shown = home.json(&["inbox", "show", "1"]);
    assert_eq!((&shown["encoding"], &shown["body"]), (&"text".into(), &body.into()), "{shown}");
    assert_eq!((&shown["error"], &shown["query"]), (&serde_json::Value::Null, &"host=db1".into()));
    assert_eq!(daemon.stop(), 0);
}
