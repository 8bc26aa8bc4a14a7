//! `wail doctor` on what is around this machine: senders, clocks, sleep; and that there is something to type for
//! whatever is not right.

use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpListener;

use serde_json::Value;

use crate::common::{TestHome, free_port};

/// What the checks of that name say, each with how it stands.
fn told(home: &TestHome, about: &str) -> Vec<(String, String)> {
    let run = home.wail(&["doctor", "--silent", "--json"]);
    let checks: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let of = checks.as_array().unwrap().iter().filter(|check| check["check"] == about);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    of.map(|check| (text(&check["state"]), text(&check["text"]))).collect()
}

#[test]
fn each_source_says_when_it_was_last_heard() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let body = br#"{"key": "disk", "severity": "critical", "summary": "disk full"}"#;
    assert_eq!(home.post("/in/generic", &[], body).0, 202);
    home.until_incident(1, "triggered");
    let words = told(&home, "source");
    assert_eq!(words.len(), 2, "{words:?}");
    assert_eq!(words[0].1, "alertmanager has never sent anything");
    assert!(words[1].0 == "ok" && words[1].1.starts_with("generic, last word "), "{words:?}");
    let shown = home.wail(&["doctor", "--silent"]);
    assert!(shown.stdout.contains("fix: `wail send alertmanager firing` tries it\n"), "{shown:?}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn whether_senders_elsewhere_reach_it_is_tried() {
    let home = TestHome::new();
    assert!(told(&home, "reach").is_empty(), "nobody listens");
    let daemon = home.daemon();
    assert_eq!(
        told(&home, "reach"),
        [("ok".into(), "only programs on this machine can send to it".into())]
    );
    let address = format!("address = \"{}\"", home.address());
    let url = |url: &str| format!("{address}\npublic_url = \"{url}\"");
    home.edit_config(&address, &url(&format!("http://{}", home.address())));
    assert_eq!(
        told(&home, "reach"),
        [("ok".into(), format!("it answers at http://{}", home.address()))]
    );
    let nobody = format!("http://127.0.0.1:{}", free_port());
    home.edit_config(&format!("\"http://{}\"", home.address()), &format!("\"{nobody}\""));
    assert_eq!(
        told(&home, "reach"),
        [("warn".into(), format!("{nobody} does not answer from here"))]
    );
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_clock_that_is_far_from_that_of_another_is_exit_code_4() {
    let home = TestHome::new();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = other.local_addr().unwrap();
    let address = format!("address = \"{}\"", home.address());
    home.edit_config(&address, &format!("{address}\npublic_url = \"http://{place}/wail\""));
    std::thread::spawn(move || {
        for asked in other.incoming() {
            let mut asked = asked.unwrap();
            let _ = asked.read(&mut [0; 1024]).unwrap();
            let answer = "HTTP/1.1 200 OK\r\nDate: Tue, 03 Nov 2020 03:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            asked.write_all(answer.as_bytes()).unwrap();
        }
    });
    let run = home.wail(&["doctor", "--silent"]);
    assert_eq!(run.code, 4, "{run:?}");
    let found = told(&home, "offset");
    let [(state, text)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(state, "fail");
    assert!(text.ends_with(&format!(" ahead of that of {place}")), "{text}");
}

#[test]
fn a_report_asks_nobody_but_this_machine() {
    let home = TestHome::new();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = other.local_addr().unwrap();
    let address = format!("address = \"{}\"", home.address());
    home.edit_config(&address, &format!("{address}\npublic_url = \"http://{place}/wail\""));
    let daemon = home.daemon();
    let run = home.wail(&["doctor", "--report"]);
    assert!(run.code == 0 && run.stdout.contains("\nchecks "), "{run:?}");
    other.set_nonblocking(true).unwrap();
    assert_eq!(other.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "it was asked");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn whatever_is_not_right_has_something_to_type_and_every_check_is_described() {
    let described =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/doctor.md")).unwrap();
    let broken = TestHome::new();
    broken.edit_config("[sources.generic]\n", "[sources.generic]\n[monitors.http]\nurl = \"http://127.0.0.1/\"\n[heartbeats.backup]\nevery = \"1h\"\n");
    broken.wail(&["silence", "add", "--everything", "--for", "1h", "-m", "quiet"]);
    let fine = TestHome::new();
    let daemon = fine.daemon();
    for home in [&broken, &fine] {
        let run = home.wail(&["doctor", "--silent", "--json"]);
        let checks: Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(checks.as_array().unwrap().len() > 12, "{checks}");
        for check in checks.as_array().unwrap() {
            assert!(check["state"] == "ok" || check["fix"].is_string(), "{check}");
            let row = format!("| `{}` | ", check["check"].as_str().unwrap());
            assert!(described.contains(&row), "docs/doctor.md says nothing of {check}");
        }
        assert!(checks.as_array().unwrap().iter().any(|check| check["check"] == "sleep"));
    }
    assert_eq!(daemon.stop(), 0);
}
