//! A real daemon that is cut off, and monitors that depend on one another: blind is not down.

use serde_json::Value;

use super::{home, open, paged};
use crate::common::target::Target;
use crate::common::{TestHome, until};

fn canary(target: &Target) -> String {
    let url = target.url();
    format!("[[canary]]\nkind = \"http\"\nurl = \"{url}\"\nevery = \"1s\"\n")
}

fn monitor(name: &str, target: &Target, more: &str) -> String {
    let url = target.url();
    format!("[monitors.{name}]\nkind = \"http\"\nurl = \"{url}\"\nevery = \"1s\"\n{more}\n")
}

/// The states that a monitor was in, in order.
fn states(home: &TestHome, name: &str) -> Vec<String> {
    let connection = rusqlite::Connection::open(home.store_file()).unwrap();
    let query = "select state from monitor_change where monitor = ?1 order by since, id";
    let mut statement = connection.prepare(query).unwrap();
    let found = statement.query_map([name], |row| row.get(0)).unwrap();
    found.map(Result::unwrap).collect()
}

/// Waits until the last state of a monitor is that.
fn is(home: &TestHome, name: &str, state: &str) {
    until(&format!("{name} is {state}"), || {
        states(home, name).last().is_some_and(|last| last == state)
    });
}

fn events(home: &TestHome, event: &str) -> Vec<Value> {
    let log = home.json(&["log"]);
    log.as_array().unwrap().iter().filter(|entry| entry["event"] == event).cloned().collect()
}

#[test]
fn a_machine_that_is_cut_off_says_so_once_and_books_no_downtime() {
    let (shop, mail, near) = (Target::new(), Target::new(), Target::new());
    let canaries = [Target::new(), Target::new()];
    let text = [
        canary(&canaries[0]),
        canary(&canaries[1]),
        monitor("shop", &shop, "severity = \"critical\""),
        // As grave: something graver that is hidden would be told again.
        monitor("mail", &mail, "severity = \"critical\""),
        monitor("near", &near, "local = true"),
    ];
    let home = home(&text.concat());
    let daemon = home.daemon();
    for name in ["shop", "mail", "near"] {
        is(&home, name, "up");
    }
    let all = [&shop, &mail, &near, &canaries[0], &canaries[1]];
    for target in all {
        target.closes();
    }
    is(&home, "shop", "unknown");
    is(&home, "mail", "unknown");
    is(&home, "near", "down");
    until("blindness and what is near have paged", || paged(&home).len() == 2);
    let mut told = paged(&home);
    told.sort();
    assert!(told[0].starts_with("I am blind: all 2 canaries fail (http"), "{told:?}");
    assert!(told[1].starts_with("near is down"), "{told:?}");
    for target in all {
        target.answers(200, "fine");
    }
    for name in ["shop", "mail", "near"] {
        is(&home, name, "up");
    }
    until("all is over", || open(&home).is_empty());
    assert_eq!((events(&home, "blind").len(), events(&home, "sees-again").len()), (1, 1));
    assert_eq!(states(&home, "shop"), ["up", "unknown", "up"]);
    assert_eq!(states(&home, "mail"), ["up", "unknown", "up"]);
    assert_eq!(states(&home, "near"), ["up", "down", "up"]);
    assert_eq!(paged(&home).len(), 2);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_was_down_is_unknown_while_blind_and_its_incident_stays_open() {
    let (shop, far) = (Target::new(), Target::new());
    let home = home(&[canary(&far), monitor("shop", &shop, "")].concat());
    let daemon = home.daemon();
    is(&home, "shop", "up");
    shop.closes();
    is(&home, "shop", "down");
    home.until_incident(1, "triggered");
    far.closes();
    is(&home, "shop", "unknown");
    assert_eq!(home.until_incident(1, "triggered")["id"], 1);
    far.answers(200, "fine");
    is(&home, "shop", "down");
    home.until_incident(1, "triggered");
    assert_eq!(states(&home, "shop"), ["up", "down", "unknown", "down"]);
    shop.answers(200, "fine");
    home.until_incident(1, "resolved");
    let pages = paged(&home);
    let of_shop: Vec<&String> = pages.iter().filter(|page| page.starts_with("shop")).collect();
    assert_eq!(of_shop.len(), 1, "{pages:?}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn blindness_outlasts_a_restart_and_ends_with_the_last_canary_that_is_configured() {
    let (shop, far) = (Target::new(), Target::new());
    let home = home(&[canary(&far), monitor("shop", &shop, "")].concat());
    let daemon = home.daemon();
    is(&home, "shop", "up");
    shop.closes();
    far.closes();
    is(&home, "shop", "unknown");
    home.until_incident(1, "triggered");
    daemon.crash();
    let daemon = home.daemon();
    let before = (shop.asked(), far.asked());
    until("both were looked at again", || {
        shop.asked() > before.0 + 2 && far.asked() > before.1 + 2
    });
    assert_eq!(states(&home, "shop"), ["up", "unknown"]);
    assert_eq!(open(&home).len(), 1, "{:?}", open(&home));
    // What was out when it crashed rings again; of the shop nothing ever does.
    assert!(paged(&home).iter().all(|page| page.starts_with("I am blind")), "{:?}", paged(&home));
    home.edit_config(&canary(&far), "");
    home.until_incident(1, "resolved");
    is(&home, "shop", "down");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn the_page_of_what_depends_on_what_is_down_is_held_and_its_record_is_not() {
    let (router, shop) = (Target::new(), Target::new());
    let text = [
        monitor("router", &router, "down_after = 3"),
        monitor("shop", &shop, "down_after = 1\nup_after = 1\ndepends_on = [\"router\"]"),
    ];
    let home = home(&text.concat());
    let daemon = home.daemon();
    is(&home, "router", "up");
    is(&home, "shop", "up");
    router.closes();
    shop.closes();
    is(&home, "shop", "down");
    assert_eq!(states(&home, "router"), ["up", "down"], "it is known before");
    home.until_incident(1, "triggered");
    let held = home.until_incident(2, "held");
    assert_eq!(held["held_by_incident"], 1);
    assert_eq!(held["labels"]["monitor"], "shop");
    let why = events(&home, "held");
    let told = "held while router is down, which shop depends on (incident 1)";
    assert_eq!((why.len(), why[0]["text"].as_str().unwrap()), (1, told));
    let listed = home.wail(&["list"]).stdout;
    assert!(listed.contains("held for incident 1"), "{listed}");
    router.answers(200, "fine");
    shop.answers(200, "fine");
    home.until_incident(1, "resolved");
    home.until_incident(2, "resolved");
    assert_eq!(states(&home, "shop"), ["up", "down", "up"]);
    let pages = paged(&home);
    assert!(pages.len() == 1 && pages[0].starts_with("router is down"), "{pages:?}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_stays_down_when_the_one_it_depends_on_is_back_pages_then() {
    let (router, shop) = (Target::new(), Target::new());
    let text =
        [monitor("router", &router, ""), monitor("shop", &shop, "depends_on = [\"router\"]")];
    let home = home(&text.concat());
    let daemon = home.daemon();
    is(&home, "router", "up");
    is(&home, "shop", "up");
    router.closes();
    shop.closes();
    home.until_incident(2, "held");
    router.answers(200, "fine");
    home.until_incident(1, "resolved");
    home.until_incident(2, "triggered");
    until("shop has paged", || paged(&home).len() == 2);
    assert!(paged(&home)[1].starts_with("shop is down"), "{:?}", paged(&home));
    assert_eq!(events(&home, "released").len(), 1);
    assert_eq!(daemon.stop(), 0);
}
