//! The page is written anew by whatever is said to everybody, without a daemon; and what cannot be written is
//! told and does not undo what was said.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Stdio;

use serde_json::Value;

use super::{json, read};
use crate::common::TestHome;

const STATUS: &str = "\n[audience.public]\n[audience.team]\n[status]\ndirectory = \"www\"\n\
                      services = [{ name = \"shop\" }]\n";

/// The shop is broken, and there is a page that nobody has written yet.
fn home() -> TestHome {
    let home = TestHome::new();
    home.write_config(&(home.config() + STATUS));
    home.wail(&["page", "db-7 has zebras", "--label", "service=shop"]);
    home
}

fn page(home: &TestHome) -> Value {
    json(&home.path().join("www"))
}

#[test]
fn an_update_and_a_promise_are_on_the_page_at_once() {
    let home = home();
    let update = ["update", "1", "Orders fail.", "--next", "in 30 min", "--to", "public", "--yes"];
    assert_eq!(home.wail(&update).code, 0);
    let incident = page(&home)["incidents"][0].clone();
    assert_eq!(incident["updates"][0]["text"], "Orders fail.");
    assert!(incident["next_update_at"].is_string(), "{incident}");
    home.wail(&["update", "1", "zebras again", "--to", "team", "--yes"]);
    assert!(!read(&home.path().join("www"), "index.html").contains("zebras"));

    let promise = ["promise", "An index.", "--owner", "bo", "--by", "in 3d", "--incident", "1"];
    home.wail(&promise);
    assert_eq!(page(&home)["promises"], serde_json::json!([]));
    assert_eq!(home.wail(&[&promise[..], &["--public"]].concat()).code, 0);
    let before = page(&home)["promises"].clone();
    assert_eq!((&before[0]["text"], &before[0]["incident"]), (&"An index.".into(), &1.into()));
    home.wail(&["promise", "move", "2", "--by", "in 5d", "-m", "it is harder"]);
    let after = page(&home)["promises"].clone();
    assert_ne!(before[0]["due_at"], after[0]["due_at"]);
    home.wail(&["promise", "close", "2", "-m", "there since today"]);
    assert_eq!(page(&home)["promises"], serde_json::json!([]));
}

#[test]
fn who_writes_of_what_the_page_does_not_name_is_told() {
    let home = home();
    home.wail(&["page", "bills are late", "--label", "service=billing"]);
    let update = ["update", "2", "Bills are late.", "--to", "public", "--yes"];
    let said = home.wail(&update);
    assert_eq!(said.code, 0, "{said:?}");
    let missing =
        "the status page does not show it: 2 is about none of the services in `[status]`\n";
    assert!(said.stderr.ends_with(missing), "{}", said.stderr);
    assert!(!read(&home.path().join("www"), "index.html").contains("Bills"));
}

#[test]
fn what_cannot_be_written_is_on_the_record_once_until_it_can() {
    let home = home();
    // What leads nowhere cannot be made a directory, not even by root.
    let directory = home.path().join("www");
    symlink("/proc/nowhere/www", &directory).unwrap();
    let said = home.wail(&["update", "1", "Orders fail.", "--to", "public", "--yes"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.starts_with("updated 1: "), "{}", said.stdout);
    let expected = "error: it is kept, and the status page cannot be written\n  ";
    assert!(said.stderr.contains(expected), "{}", said.stderr);
    let hint =
        "hint: what was there is untouched; `wail status build --to DIR` writes it elsewhere\n";
    assert!(said.stderr.ends_with(hint), "{}", said.stderr);
    let again = home.wail(&["status", "build"]);
    assert_eq!(again.code, 4, "{again:?}");

    let count = |event: &str| {
        let log = home.wail(&["log", "--json"]).stdout;
        log.lines().filter(|line| line.contains(&format!("\"event\":\"{event}\""))).count()
    };
    assert_eq!((count("status-page-fails"), count("status-page-written")), (1, 0));
    let open = home.wail(&["show", "2"]).stdout;
    assert!(open.contains("the status page cannot be written"), "{open}");
    assert!(open.contains("make room there, or let the daemon's user write there"), "{open}");

    fs::remove_file(&directory).unwrap();
    assert_eq!(home.wail(&["status", "build"]).code, 0);
    assert_eq!((count("status-page-fails"), count("status-page-written")), (1, 1));
    assert_eq!(home.json(&["show", "2"])["status"], "resolved");
    assert_eq!(page(&home)["incidents"][0]["updates"][0]["text"], "Orders fail.");
}

#[test]
fn a_look_at_it_elsewhere_is_nothing_for_the_record() {
    let home = home();
    symlink("/proc/nowhere/www", home.path().join("elsewhere")).unwrap();
    assert_eq!(home.wail(&["status", "build", "--to", "elsewhere"]).code, 4);
    assert!(!home.wail(&["log"]).stdout.contains("status page"));
}

#[test]
fn of_many_that_write_at_once_the_last_knows_everything_and_nobody_reads_a_part() {
    let home = home();
    let directory = home.path().join("www");
    assert_eq!(home.wail(&["status", "build"]).code, 0);
    let mut running = Vec::new();
    for number in 1..=8 {
        let text = format!("word {number}");
        let update = ["update", "1", &text, "--to", "public", "--yes", "--anyway"];
        running.extend([home.command(&update), home.command(&["status", "build"])].map(
            |mut command| command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap(),
        ));
        assert!(read(&directory, "index.html").ends_with("</html>\n"));
        page(&home);
    }
    for mut process in running {
        assert!(process.wait().unwrap().success());
    }
    let updates = page(&home)["incidents"][0]["updates"].clone();
    let words = updates.as_array().unwrap().iter().filter(|it| it["state"] == "Update").count();
    assert_eq!(words, 8, "{updates}");
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 3, "nothing that was begun is left");
}
