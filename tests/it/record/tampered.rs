//! A store that somebody reached into: what was changed, taken away or cut is found.

use rusqlite::Connection;

use crate::common::TestHome;
use crate::record::home_with;

/// A record of seven entries.
fn home() -> TestHome {
    let home = home_with(&["disk full", "slow"]);
    home.wail(&["resolve", "1"]);
    home
}

fn tamper(home: &TestHome, statements: &str) {
    Connection::open(home.store_file()).unwrap().execute_batch(statements).unwrap();
}

/// The head as it is printed, to be kept elsewhere.
fn head(home: &TestHome) -> String {
    home.json(&["log", "verify"])["head"].as_str().unwrap().to_owned()
}

#[test]
fn a_record_that_nobody_touched_is_whole() {
    let home = TestHome::new();
    home.wail(&["log", "verify"]).is(
        0,
        "nothing is sealed yet: the next entry begins the chain\n",
        "",
    );
    home.wail(&["page", "disk full"]);
    let head = head(&home);
    assert_eq!(head.len(), 64);
    home.wail(&["log", "verify"]).is(
        0,
        &format!(
            "3 entries are as they were written, 1 to 3\n\
             keep this elsewhere: `wail log verify --head {head}`\n"
        ),
        "",
    );
    home.wail(&["resolve", "1"]);
    let ran = home.wail(&["log", "verify", "--head", &head]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let second = ran.stdout.lines().nth(1).unwrap();
    assert!(second.starts_with("the head you kept is that of entry 3, written "), "{ran:?}");
    let value = home.json(&["log", "verify", "--head", &head[..16]]);
    assert_eq!(
        (&value["whole"], &value["entries"], &value["kept"]),
        (&true.into(), &4.into(), &3.into())
    );
    assert!(value["fault"].is_null());
}

#[test]
fn what_was_changed_taken_away_or_cut_is_named() {
    for (statements, message, before) in [
        (
            "update timeline set text = 'ana reports nothing' where id = 4",
            "entry 4 was changed, or the seal of the one before it was",
            "the 3 entries before that are as they were written",
        ),
        (
            "update timeline set at = at - 600000 where id = 1",
            "entry 1 was changed, or the seal of the one before it was",
            "no entry before that holds",
        ),
        (
            "delete from timeline where id = 2",
            "entry 2 is missing",
            "the entry before that is as it was written",
        ),
        (
            "delete from timeline where id between 2 and 4",
            "entries 2 to 4 are missing",
            "the entry before that is as it was written",
        ),
        (
            "update timeline set id = 100 where id = 3",
            "entry 3 is out of order: it stands at 100",
            "the 2 entries before that are as they were written",
        ),
        (
            "delete from timeline where id > 5",
            "it is truncated: it ends with entry 5, and ended with entry 7",
            "the 5 entries before that are as they were written",
        ),
        (
            "delete from timeline",
            "it is truncated: nothing is left, and it ended with entry 7",
            "no entry before that holds",
        ),
        (
            "insert into timeline (at, event, text) values (0, 'noted', 'bo notes: it was ana')",
            "entry 8 has no seal: wail did not write it so",
            "the 7 entries before that are as they were written",
        ),
        (
            "insert into timeline (id, at, event, text) values (-4, 0, 'noted', 'ana notes: forged')",
            "entry -4 has no seal: wail did not write it so",
            "no entry before that holds",
        ),
        (
            "update timeline set hash = null; delete from chain",
            "entry 1 has no seal: wail did not write it so",
            "no entry before that holds",
        ),
        (
            "delete from chain",
            "what says where it begins and ends is gone or was changed, so nobody knows whether it was cut",
            "the 7 entries before that are as they were written",
        ),
    ] {
        let home = home();
        assert_eq!(home.json(&["log", "verify"])["entries"], 7);
        tamper(&home, statements);
        home.wail(&["log", "verify"]).is(
            1,
            "",
            &format!(
                "error: the record is not as it was written: {message}\n  {before}\n\
                 hint: compare it with a copy of the store: `wail --store COPY log --json`\n"
            ),
        );
        let value = home.json_of_failure(&["log", "verify"]);
        assert_eq!(value["whole"], false);
        assert_eq!(value["fault"]["text"], message, "{value}");
        // Whatever somebody did to the record, an alarm is taken and ends.
        assert_eq!(home.wail(&["page", "down"]).code, 0, "{statements}");
        assert_eq!(home.wail(&["resolve", "2"]).code, 0, "{statements}");
        assert_eq!(home.json_of_failure(&["log", "verify"])["whole"], false, "{statements}");
    }
}

#[test]
fn what_an_earlier_version_wrote_is_sealed_with_the_first_entry_after_it() {
    let home = home();
    // As a version that knew no seals left it.
    tamper(
        &home,
        "update timeline set hash = null, monotonic = null, ahead = null, witness = null;
         delete from chain; delete from witness",
    );
    home.wail(&["log", "verify"]).is(
        0,
        "nothing is sealed yet: the next entry begins the chain\n\
         before that 7 entries were written by an earlier version: the first seal will go over all of it\n",
        "",
    );
    home.wail(&["note", "--apart", "the new version runs"]);
    let head = head(&home);
    home.wail(&["log", "verify"]).is(
        0,
        &format!(
            "entry 8 is as it was written\n\
             before that 7 entries were written by an earlier version: the first seal goes over all of it\n\
             keep this elsewhere: `wail log verify --head {head}`\n"
        ),
        "",
    );
    tamper(&home, "update timeline set text = 'ana reports nothing' where id = 4");
    let value = home.json_of_failure(&["log", "verify"]);
    assert_eq!(
        value["fault"]["text"],
        "what an earlier version wrote before entry 8 was changed, or that entry was"
    );
    assert_eq!((&value["fault"]["what"], &value["fault"]["entry"]), (&"changed".into(), &8.into()));
}

#[test]
fn a_record_that_was_written_anew_lacks_the_head_that_was_kept() {
    let home = home();
    let kept = head(&home);
    tamper(&home, "delete from timeline; delete from chain; delete from witness");
    home.wail(&["page", "all is well"]);
    assert_eq!(home.wail(&["log", "verify"]).code, 0);
    home.wail(&["log", "verify", "--head", &kept]).is(
        1,
        "",
        "error: no entry has that head\n  \
         the record was written anew since, or it is another one\n\
         hint: a copy of the store from when the head was printed shows what was there\n",
    );
    assert_eq!(home.json_of_failure(&["log", "verify", "--head", &kept])["whole"], false);
}

#[test]
fn what_is_no_head_is_refused() {
    let home = home();
    for head in ["", "9f86", "9f86d081884c7d659", "not a head of this log", "9f86d081884c7d6€"] {
        home.wail(&["log", "verify", "--head", head]).is(
            2,
            "",
            "error: that is no head of a record\n\
             hint: `wail log verify` prints it: up to 64 digits of 0-9 and a-f, at least 16\n",
        );
    }
}

#[test]
fn a_clock_that_was_set_is_a_line_of_its_own() {
    use jiff::Timestamp;
    use wail::domain::record::timeline::{Entry, Event};
    use wail::store::{Store, StoreError};
    use wail::system::Clocks;

    let home = home();
    let at: Timestamp = "2026-11-03T03:00:00Z".parse().unwrap();
    for (monotonic, ahead) in [(1_000, 0), (2_000, 180_000), (3_000, 180_500), (4_000, -3_419_500)]
    {
        let clocks = move || Clocks { monotonic, ahead };
        let mut store = Store::open(&home.store_file()).unwrap().by_clocks(clocks);
        let event = Event::Noted("ana".into(), format!("after {monotonic} ms"));
        let incident = Some(wail::domain::incident::IncidentId(2));
        store.write::<_, StoreError>(|tx| tx.append(&Entry { at, incident, event })).unwrap();
    }
    let log = home.wail(&["log", "-n", "4"]);
    log.is(
        0,
        "STAMP      2  ana notes: after 1000 ms\n\
         STAMP      -  the clock was put forward by 3m here\n\
         STAMP      2  ana notes: after 2000 ms\n\
         STAMP      2  ana notes: after 3000 ms\n\
         STAMP      -  the clock was put back by 1h here\n\
         STAMP      2  ana notes: after 4000 ms\n",
        "",
    );
    assert_eq!(home.wail(&["log", "verify"]).code, 0);
    let told = home.wail(&["timeline", "2"]).stdout;
    assert_eq!(told.matches("the clock was put").count(), 3, "{told}");
    let entries = home.json(&["log", "-n", "2"]);
    assert_eq!(entries[0]["monotonic_ms"], 3_000);
}

#[test]
fn a_store_that_was_cut_in_half_is_said_to_be_damaged() {
    let home = home();
    let file = std::fs::File::options().write(true).open(home.store_file()).unwrap();
    let length = file.metadata().unwrap().len();
    file.set_len(length / 2 / 4096 * 4096).unwrap();
    let ran = home.wail(&["log", "verify"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{ran:?}");
    assert!(ran.stderr.contains("is damaged or not a store"), "{ran:?}");
}

#[test]
fn an_entry_in_which_there_is_no_text_any_more_is_named_and_the_others_are_told() {
    for change in [
        "text = x'ff00'",
        "text = cast(x'ff' as text)",
        "at = 9223372036854775807",
        "incident = 'x'",
    ] {
        let home = home();
        tamper(&home, &format!("update timeline set {change} where id = 4"));
        let ran = home.wail(&["log", "verify"]);
        assert_eq!(ran.code, 1, "{change}: {ran:?}");
        assert!(ran.stderr.contains(": entry 4 was changed, or the seal"), "{change}: {ran:?}");
        let log = home.wail(&["log"]);
        assert_eq!((log.code, log.stdout.lines().count()), (0, 7), "{change}: {log:?}");
        assert!(
            log.stdout.contains("this entry was changed and cannot be read: see `wail log verify`")
        );
        for command in ["timeline", "show"] {
            assert_eq!(home.wail(&[command, "1"]).code, 0, "{change}");
        }
    }
}
