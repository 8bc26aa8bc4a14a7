//! Bodies that are broken, mean or merely odd: kept as they came, and somebody is told.

use serde_json::{Value, json};

use crate::sender::{Line, webhook};
use crate::world::{Daemon, PATIENCE, PROGRAM, World, firing, run, until};

/// Sends a body that cannot be read; it must be taken, kept and told of, and the daemon must live.
fn is_kept_and_told(world: &World, daemon: &Daemon, source: &str, body: &[u8]) -> String {
    let reply = daemon.post(source, body);
    assert_eq!(reply.status, 202, "{}", reply.text);
    let number: i64 =
        serde_json::from_str::<Value>(reply.text.lines().last().unwrap()).unwrap()["received"]
            .as_i64()
            .unwrap();
    daemon.decides();
    let shown = world.wail(["inbox", "show", &number.to_string()]);
    assert_eq!(shown.code, Some(0), "{}", shown.err);
    assert!(shown.out == body, "it is kept byte for byte");
    let kept = world.json(["inbox", "list", "--json"]);
    let entry = kept.as_array().unwrap().iter().find(|entry| entry["id"] == number).unwrap();
    let error = entry["error"].as_str().unwrap_or_else(|| panic!("it could be read: {entry}"));
    let open = world.open();
    let told = open.iter().find(|open| {
        let summary = open["summary"].as_str().unwrap();
        summary.starts_with(&format!("{source} sends what cannot be read"))
    });
    assert!(told.is_some_and(|told| told["status"] == "triggered"), "{open:?}");
    error.to_owned()
}

#[test]
fn deeply_nested_bodies_are_kept_and_told_of() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let before = daemon.memory();
    for body in ["[".repeat(1_000_000), "{\"a\":".repeat(100_000)] {
        let error = is_kept_and_told(&world, &daemon, "generic", body.as_bytes());
        assert!(error.contains("recursion limit"), "{error}");
    }
    let growth = daemon.most_memory().saturating_sub(before);
    assert!(growth < 32 * 1024 * 1024, "{growth} bytes more memory");
    daemon.fires("others are not harmed");
}

#[test]
fn bodies_that_are_not_what_they_should_be_are_kept_and_told_of() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let cases: [(&str, &[u8], &str); 16] = [
        ("generic", b"the disk is full", "line 1"),
        ("generic", b"severity=error&text=disk+full", "summary"),
        ("generic", b"{\"summary\": \"disk fu", "line 1"),
        ("generic", b"{\"summary\": \"disk full\"} and more", "line 1"),
        ("generic", b"{\"summary\": NaN}", "line 1"),
        ("generic", b"null", "body"),
        ("generic", b"7", "body"),
        ("generic", b"\"disk full\"", "body"),
        ("generic", b"[{\"summary\": \"a\"}, 7]", "body"),
        ("generic", b"{}", "summary"),
        ("generic", b"{\"summary\": [\"disk\"]}", "summary"),
        ("generic", b"{\"summary\": \"  \"}", "summary"),
        ("generic", b"<alert>disk full</alert>", "line 1"),
        ("alertmanager", b"[]", "alerts"),
        ("alertmanager", b"{\"alerts\": {\"labels\": {}}}", "alerts"),
        ("alertmanager", b"{\"alerts\": [7]}", "alerts"),
    ];
    for (source, body, names) in cases {
        let error = is_kept_and_told(&world, &daemon, source, body);
        let body = String::from_utf8_lossy(body);
        assert!(error.contains(names), "{body}: {error}");
    }
    assert_eq!(world.open().len(), 2, "one incident for each source, however much it sends");
    // Somebody has looked at all of it: both are over.
    assert_eq!(world.wail(["inbox", "drop"]).code, Some(0));
    assert!(world.open().is_empty());
}

#[test]
fn odd_bodies_that_can_be_read_are_read() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let cases: [(&[u8], &str); 4] = [
        (b"\xef\xbb\xbf{\"summary\": \"with a byte order mark\"}", "with a byte order mark"),
        (b"\r\n\t {\"summary\": \"after a line break\"}\r\n", "after a line break"),
        (b"{\"summary\": \"first\", \"summary\": \"said twice\"}", "said twice"),
        (b"{\"summary\": 42, \"labels\": [1], \"link\": {}, \"at\": \"soon\"}", "42"),
    ];
    for (body, summary) in cases {
        assert_eq!(daemon.post("generic", body).status, 202);
        daemon.decides();
        let open = world.open();
        assert!(open.iter().any(|open| open["summary"] == summary), "{summary}: {open:?}");
    }
}

/// An alert whose name has these bytes in it, as they are.
fn with(bytes: &[u8]) -> Vec<u8> {
    [b"{\"key\": \"".as_slice(), bytes, b"\", \"summary\": \"odd ", bytes, b"\"}"].concat()
}

#[test]
fn an_odd_byte_is_no_reason_not_to_page_and_never_makes_two_alerts_one() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    // Each differs from the others only in what is odd about it.
    let odd: [&[u8]; 7] = [
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xc3\x28",
        b"\\u0000",
        b"\\ud800",
        b"\\u001b[2J\\u0007",
        "\u{202e}".as_bytes(),
    ];
    let mut kept = Vec::new();
    for bytes in odd {
        let body = with(bytes);
        let reply = daemon.post("generic", &body);
        assert_eq!(reply.status, 202, "{}", reply.text);
        daemon.decides();
        let newest = world.json(["inbox", "list", "--json"])[0]["id"].as_i64().unwrap();
        let shown = world.wail(["inbox", "show", &newest.to_string()]);
        assert!(shown.out == body, "{:?} is kept byte for byte", String::from_utf8_lossy(&body));
        kept.push(body);
    }
    let paged = || world.count("paged");
    let open = world.open();
    let unreadable = open
        .iter()
        .filter(|open| open["summary"].as_str().unwrap().contains("cannot be read"))
        .count();
    let inbox = world.json(["inbox", "list", "--json"]);
    let errors = inbox.as_array().unwrap().iter().filter(|entry| !entry["error"].is_null()).count();
    let read = open.len() - unreadable;
    assert_eq!(
        read + errors,
        odd.len(),
        "every one is an incident or told of: {open:#?} {inbox:#?}"
    );
    assert_eq!(paged(), open.len(), "each incident has paged");
    // The same once more is no news.
    for body in &kept {
        assert_eq!(daemon.post("generic", body).status, 202);
    }
    daemon.decides();
    assert_eq!(world.open().len(), open.len());
}

#[test]
fn nothing_from_outside_reaches_a_terminal_unescaped() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}evil\r\nfake line\0\u{8}";
    let body = json!({
        "key": evil, "summary": evil, "details": evil, "labels": {evil: evil, "host": evil},
        "link": format!("https://example.org/{evil}"), "source": evil,
    });
    assert_eq!(daemon.post("generic", body.to_string()).status, 202);
    assert_eq!(daemon.post("generic", format!("{evil} no JSON")).status, 202);
    daemon.decides();
    assert_eq!(world.wail(["note", "1", evil.trim_end_matches(['\0', '\u{8}'])]).code, Some(0));
    until("the pages are out", PATIENCE, || world.count("delivered") == 2);
    let shows: [&[&str]; 6] =
        [&["list"], &["list", "--all"], &["show", "1"], &["log"], &["log", "1"], &["inbox"]];
    for words in shows {
        let mut command = world.program(env!("CARGO_BIN_EXE_wail"));
        command.args(words).args(["--color", "never"]);
        let ran = run(command);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let unfit = |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
        assert!(!ran.text().contains(unfit), "{words:?} prints {:?}", ran.text());
        assert!(!ran.text().contains("\nfake line"), "{words:?} prints {}", ran.text());
    }
    let said = daemon.said();
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

/// The bytes as `gzip` packs them.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut child = std::process::Command::new("gzip")
        .args(["-9", "-c"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap().stdout
}

#[test]
fn compressed_bodies_are_read_and_bombs_are_refused_without_taking_memory() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let before = daemon.memory();
    let bomb = gzip(&vec![b' '; 20_000_000]);
    for (encoding, body, status) in [
        ("gzip", gzip(firing("packed").as_bytes()), 202),
        ("gzip", gzip(b""), 400),
        ("gzip", b"{}".to_vec(), 400),
        ("gzip", bomb, 413),
        ("gzip, gzip", gzip(b"{}"), 415),
        ("br", vec![0x1f; 1_000_000], 415),
    ] {
        let headers = format!("Content-Encoding: {encoding}\r\n");
        let mut line = Line::open(daemon.address).unwrap();
        let reply = line.ask(&webhook("/in/generic", &headers, &body)).unwrap();
        assert_eq!(reply.status, status, "{encoding}: {}", reply.text);
        assert!(status == 202 || line.is_closed(), "{encoding}");
    }
    let growth = daemon.most_memory().saturating_sub(before);
    assert!(growth < 8 * 1024 * 1024, "{growth} bytes more memory");
    let plain = webhook("/in/generic", "Content-Encoding: identity\r\n", firing("ok").as_bytes());
    assert_eq!(crate::sender::exchange(daemon.address, &plain).unwrap().status, 202);
    daemon.decides();
    assert_eq!(world.open().len(), 2, "the packed one and the plain one");
}
