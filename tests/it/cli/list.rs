//! `wail list`: what is open, as text and as JSON.

use jiff::SignedDuration;
use wail::domain::incident::{IncidentId, Status};
use wail::store::Store;

use super::DISK_FULL;
use crate::common::{TestHome, timeless};

/// The table without what the clock says, whose columns are two spaces apart.
fn squeezed(table: &str) -> String {
    regex::Regex::new(" {2,}").unwrap().replace_all(&timeless(table), "  ").into_owned()
}

#[test]
fn an_empty_board_says_so() {
    let home = TestHome::new();
    home.wail(&["list"]).is(0, "nothing is open\n", "");
    home.wail(&["list", "--json"]).is(0, "[]\n", "");
}

#[test]
fn what_is_open_is_listed_the_gravest_first_and_what_is_resolved_on_request() {
    let home = TestHome::new();
    home.wail(&["page", "slow", "--severity", "error", "--label", "service=web"]);
    home.wail(&["page", "disk full", "--label", "service=db"]);
    home.wail(&["page", "gone again"]);
    home.wail(&["ack", "1"]);
    home.wail(&["resolve", "3"]);
    home.wail(&["page", "also", "--label", "service=mail"]);
    home.wail(&["ack", "4"]);
    let run = home.wail(&["list"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        squeezed(&run.stdout),
        "3 incidents open: 1 triggered, 2 acknowledged\n\
         ID  SEVERITY  STATUS  AGE  SUMMARY\n\
         2  critical  reaches nobody, step 2  Ns  disk full\n\
         \n\
         ID  SEVERITY  STATUS  AGE  SUMMARY\n\
         1  error  ana has it, LEFT left  Ns  slow\n\
         4  critical  ana has it, LEFT left  Ns  also\n",
        "what somebody has stands by itself, the oldest first"
    );
    let all = squeezed(&home.wail(&["list", "--all"]).stdout);
    assert!(all.contains("\n3  critical  resolved by ana  Ns  gone again\n"), "{all}");
}

#[test]
fn acknowledgements_are_listed_oldest_first_with_the_time_that_is_left() {
    let home = TestHome::new();
    for summary in ["one", "two", "three"] {
        home.wail(&["page", summary]);
    }
    for (id, check_in) in [("3", "2d"), ("1", "20m"), ("2", "5h")] {
        home.wail(&["ack", id, "--check-in", check_in]);
    }
    // Whoever renews it has had it for as long as before.
    home.wail(&["ack", "3", "--check-in", "3d"]);
    let listed = home.wail(&["list"]).stdout;
    let rows = listed.lines().filter_map(|row| {
        let (before, after) = row.split_once("ana has it, ")?;
        Some((before.split_whitespace().next()?, after.split_once(" left")?.0))
    });
    let (ids, left): (Vec<_>, Vec<_>) = rows.unzip();
    assert_eq!(ids, ["3", "1", "2"], "{listed}");
    for (left, (whole, begun)) in
        left.iter().zip([("3d", "2d 23h"), ("20m", "19m"), ("5h", "4h 59m")])
    {
        assert!(*left == whole || left.starts_with(begun), "{left} is not {whole}: {listed}");
    }
}

#[test]
fn old_news_that_pages_before_the_check_in_is_told_beside_it() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    home.wail(&["ack", "1"]);
    let mut store = Store::open(&home.store_file()).unwrap();
    let changed = store.write(|tx| {
        let mut incident = tx.incident(IncidentId(1))?.unwrap();
        let Status::Acknowledged { at, old_news_at, .. } = &mut incident.status else { panic!() };
        *old_news_at = Some(*at + SignedDuration::from_mins(15));
        tx.update_incident(&incident)
    });
    changed.unwrap();
    let listed = squeezed(&home.wail(&["list"]).stdout);
    let told = regex::Regex::new("ana has it, LEFT left, 1[45]m( Ns)? if old news stays").unwrap();
    assert!(told.is_match(&listed), "{listed}");
    assert!(home.json(&["list"])[0]["old_news_at"].is_string());
}

#[test]
fn a_matcher_and_a_limit_choose() {
    let home = TestHome::new();
    for (summary, service) in [("one", "db"), ("two", "web"), ("three", "db")] {
        home.wail(&["page", summary, "--label", &format!("service={service}")]);
    }
    let numbers = |arguments: &[&str]| -> Vec<i64> {
        let all = home.json(arguments);
        all.as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(numbers(&["list", "--match", "service=db"]), [1, 3]);
    assert_eq!(numbers(&["list", "--match", "service!=db"]), [2]);
    assert_eq!(numbers(&["list", "--match", "service=db", "--limit", "1"]), [1]);
    let run = home.wail(&["list", "--limit", "2"]);
    assert_eq!(run.stderr, "and 1 more; `wail list --limit 0` shows all\n");
    assert_eq!(run.stdout.lines().count(), 2 + 2, "{run:?}");
}

#[test]
fn json_has_every_field_that_scripts_rely_on() {
    let home = TestHome::new();
    // What is sent began long ago.
    home.edit_config("[store]", "[old_news]\nenabled = false\n\n[store]");
    let daemon = home.daemon();
    let firing = wail::sources::find("alertmanager").unwrap().samples.firing.body;
    assert_eq!(home.post("/in/alertmanager", &[], firing.as_bytes()).0, 202);
    let incident = home.until_incident(1, "triggered");
    assert_eq!(incident["severity"], "critical");
    assert_eq!(incident["summary"], "the primary database does not answer");
    assert_eq!(incident["source"], "alertmanager");
    assert_eq!(incident["labels"]["service"], "db");
    assert_eq!(incident["on_call"], serde_json::json!(["ana"]));
    for field in ["acknowledged_by", "acknowledged_at", "check_in_at", "resolved_at", "resolved_by"]
    {
        assert!(incident[field].is_null() && incident.get(field).is_some(), "{field}");
    }
    let alert = &incident["alerts"][0];
    assert_eq!(alert["fingerprint"], "5d1f0a2b9c3e4f60");
    assert_eq!(alert["signal"], "firing");
    assert_eq!(alert["severity"], "critical");
    assert_eq!(alert["summary"], "the primary database does not answer");
    assert_eq!(alert["labels"]["instance"], "db-1.example.org:9187");
    assert!(alert["link"].as_str().unwrap().starts_with("http://prometheus.example.org:9090/"));
    assert_eq!(alert["started_at"], "2026-03-08T02:11:00.123Z");
    let page = &incident["pages"][0];
    assert_eq!((&page["person"], &page["channel"]), (&"ana".into(), &"command".into()));
    home.wail(&["ack", "1"]);
    let incident = home.until_incident(1, "acknowledged");
    assert_eq!(incident["acknowledged_by"], "ana");
    for field in ["opened_at", "acknowledged_at", "check_in_at"] {
        let instant = incident[field].as_str().unwrap();
        assert!(instant.ends_with('Z') && instant.parse::<jiff::Timestamp>().is_ok(), "{field}");
    }
    home.wail(&["resolve", "1"]);
    let incident = home.until_incident(1, "resolved");
    assert_eq!(
        (&incident["resolved_by"], &incident["acknowledged_by"]),
        (&"ana".into(), &"ana".into())
    );
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn repeats_of_an_open_alert_are_counted_and_open_nothing() {
    let home = TestHome::new();
    let daemon = home.daemon();
    for _ in 0..3 {
        assert_eq!(home.post("/in/generic", &[], DISK_FULL).0, 202);
    }
    home.until_incident(1, "triggered");
    crate::common::until("all three are counted", || {
        home.json(&["list"])[0]["alerts"][0]["reports"] == 3
    });
    assert_eq!(home.json(&["list", "--all"]).as_array().unwrap().len(), 1);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_is_over_stands_below_what_is_open() {
    let home = TestHome::new();
    for summary in ["the first", "the second", "the third"] {
        home.wail(&["page", summary]);
    }
    home.wail(&["resolve", "1"]);
    home.wail(&["ack", "2"]);
    let list = home.wail(&["list", "--all"]).stdout;
    let ids: Vec<&str> = list
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().next().filter(|id| *id != "ID"))
        .collect();
    assert_eq!(ids, ["3", "2", "1"], "{list}");
}

#[test]
fn a_store_that_is_named_and_not_there_is_no_empty_one_and_is_not_made() {
    let home = TestHome::new();
    assert_eq!(home.wail(&["page", "disk full"]).code, 0);
    let absent = home.path().join("nowhere/x.db");
    let named = absent.to_str().unwrap();
    for words in [
        &["list"][..],
        &["show", "1"],
        &["log"],
        &["ack"],
        &["ack", "1"],
        &["silence", "list"],
        &["promises"],
        &["report"],
        &["inbox"],
        &["why", "1"],
        &["timeline", "1"],
        &["updates"],
        &["gauge", "list"],
        &["beat", "list"],
        &["inbox", "show", "1"],
        &["update", "half of it is back"],
        &["handover"],
        &["config", "accept"],
        &["who"],
        &["why", "--labels", "service=db"],
        &["take", "2h", "--yes"],
    ] {
        let words = [&["--store", named], words].concat();
        home.wail(&words).is(
            4,
            "",
            &format!(
                "error: there is no store at {named}\n\
                 hint: `wail --store {named} serve` makes one there\n"
            ),
        );
        assert!(!absent.parent().unwrap().exists(), "{words:?}");
    }
    let slip = home.path().join("wial.db");
    let said = crate::common::ran(home.command(&["list"]).env("WAIL_STORE", &slip));
    assert_eq!((said.code, said.stdout.as_str()), (4, ""));
    assert_eq!(
        said.stderr,
        format!(
            "error: there is no store at {}\n  `WAIL_STORE` names it\nhint: did you mean `{}`?\n",
            slip.display(),
            home.store_file().display()
        )
    );
    assert!(!slip.exists());
}

#[test]
fn where_nothing_has_happened_yet_nothing_is_open_and_nothing_is_made() {
    let home = TestHome::new();
    home.wail(&["list"]).is(0, "nothing is open\n", "");
    home.wail(&["ack"]).is(
        1,
        "",
        "error: nothing is open\nhint: `wail list --all` shows what is over as well\n",
    );
    assert!(!home.store_file().exists());
}

#[test]
fn of_a_few_those_are_listed_that_nobody_has_and_of_what_is_over_the_newest() {
    let home = TestHome::new();
    for summary in ["the first", "the second", "the third"] {
        home.wail(&["page", summary]);
    }
    home.wail(&["page", "a small one", "--severity", "error"]);
    home.wail(&["ack", "1,2,3"]);
    let numbers = |words: &[&str]| -> Vec<i64> {
        let listed = home.json(words);
        listed.as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(numbers(&["list", "--limit", "2"]), [4, 1]);
    assert_eq!(numbers(&["list"]), [1, 2, 3, 4], "all of them: the gravest first");
    home.wail(&["resolve", "1"]);
    home.wail(&["resolve", "3"]);
    assert_eq!(numbers(&["list", "--all", "--limit", "3"]), [4, 2, 3]);
}
