//! `wail relief`: who is relieved, as `wail relief`, `wail who` and `wail why` show it, and how it ends.

use jiff::{SignedDuration, Timestamp};
use wail::domain::relief::Relief;
use wail::store::{Store, StoreError};

use crate::common::TestHome;

/// Ana first and bo second, for ever.
const TEAM: &str = r#"
me = "ana"
zone = "UTC"
fallback = "bo"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
[rota.shop]
escalate = ["primary", "secondary"]
[[rota.shop.layer]]
people = ["ana"]
every = "week"
start = 2020-01-06
[[rota.shop.layer]]
tier = "secondary"
people = ["bo"]
every = "week"
start = 2020-01-06
[policy.default]
steps = [{ who = "shop", wait = "5m" }, { who = "shop.secondary" }]
[relief]
[store]
path = "wail.db"
"#;

/// A home in which ana is relieved for another two hours.
fn relieved() -> TestHome {
    let home = TestHome::with(TEAM);
    let now: Timestamp = home.json(&["who"])[0]["at"].as_str().unwrap().parse().unwrap();
    let relief = Relief {
        rota: "shop".into(),
        tier: wail::domain::rota::TierName::new("primary"),
        person: "ana".into(),
        by: "bo".into(),
        begins_at: now,
        ends_at: now + SignedDuration::from_hours(2),
    };
    let mut store = Store::open(&home.store_file()).unwrap();
    let kept: Result<(), StoreError> = store.write(|tx| tx.put_relief(&relief));
    kept.unwrap();
    home
}

#[test]
fn who_and_why_say_that_somebody_is_relieved() {
    let home = relieved();
    let who = home.wail(&["who"]);
    let said = "shop: ana is relieved until ";
    assert!(who.stdout.contains(said), "{}", who.stdout);
    assert!(who.stdout.contains(": bo takes the first page"), "{}", who.stdout);
    let json = home.json(&["who"]);
    assert_eq!((&json[0]["relieved"]["by"], &json[1]["relieved"]), (&"bo".into(), &().into()));
    let why = home.wail(&["why", "--labels", "service=db"]);
    assert!(why.stdout.contains("ana is relieved of shop until"), "{}", why.stdout);
    assert_eq!(home.json(&["relief"])[0]["person"], "ana");
}

#[test]
fn the_list_names_who_takes_the_first_page_and_who_would_be_called() {
    let home = relieved();
    home.wail(&["page", "disk full"]);
    let list = home.wail(&["list"]);
    let line = list.stdout.lines().nth(1).unwrap();
    assert!(line.starts_with("shop: ana is relieved until "), "{}", list.stdout);
    assert!(line.ends_with(": bo takes the first page"), "{}", list.stdout);
    // Bo was called first, and could not be; the second step is ana's as long as they change places.
    assert_eq!(home.json(&["list"])[0]["on_call"], serde_json::json!(["ana"]));
    home.wail(&["relief", "decline"]);
    assert!(!home.wail(&["list"]).stdout.contains("relieved"));
    assert_eq!(home.json(&["list"])[0]["on_call"], serde_json::json!(["bo"]));
}

#[test]
fn a_relief_is_declined_and_ended() {
    let home = relieved();
    let nobody = "error: bo is not relieved now\nhint: `wail who` shows who is called first\n";
    home.wail(&["relief", "end", "bo"]).is(1, "", nobody);
    home.wail(&["relief", "decline"]).is(0, "ana takes the first page of shop again\n", "");
    home.wail(&["relief"]).is(0, "", "nobody is relieved\n");
    let log = home.wail(&["log"]).stdout;
    assert!(
        log.contains("ana declines the relief, and takes the first page of shop again"),
        "{log}"
    );
    let nobody = "error: nobody is relieved now\nhint: `wail who` shows who is called first\n";
    home.wail(&["relief", "end"]).is(1, "", nobody);
}

#[test]
fn what_is_over_or_without_rules_is_not_listed_and_cannot_be_ended() {
    let home = relieved();
    let nobody = "error: nobody is relieved now\nhint: `wail who` shows who is called first\n";
    let mut store = Store::open(&home.store_file()).unwrap();
    let moved: Result<(), StoreError> = store.write(|tx| {
        let relief = tx.reliefs()?.remove(0);
        tx.end_relief(&relief, relief.begins_at)?;
        let hours = SignedDuration::from_hours(4);
        let (begins_at, ends_at) = (relief.begins_at - hours, relief.ends_at - hours);
        tx.put_relief(&Relief { begins_at, ends_at, ..relief })
    });
    moved.unwrap();
    home.wail(&["relief"]).is(0, "", "nobody is relieved\n");
    assert_eq!(home.json(&["relief"]), serde_json::json!([]));
    home.wail(&["relief", "end"]).is(1, "", nobody);

    let home = relieved();
    assert_eq!(home.json(&["relief"])[0]["person"], "ana");
    home.write_config(&TEAM.replace("[relief]\n", ""));
    let none = "nobody is relieved\nhint: `[relief]` in the configuration relieves whoever is woken twice\n";
    home.wail(&["relief"]).is(0, "", none);
}

#[test]
fn whoever_takes_the_pager_and_is_relieved_is_told_that_they_are_not_called_first() {
    let home = relieved();
    let take = home.wail(&["take", "4h", "--yes"]);
    let (said, hint) = take.stderr.split_once('\n').unwrap();
    assert!(said.starts_with("warning: shop: ana is relieved until "), "{take:?}");
    assert!(said.ends_with(": bo takes the first page"), "{take:?}");
    let decline =
        "hint: the relief goes on; after `wail relief decline` ana takes the first page\n";
    assert!(hint.starts_with(decline), "{take:?}");
    let json = home.json(&["take", "3h", "--yes"]);
    assert_eq!(
        (&json["relieved"][0]["person"], &json["relieved"][0]["by"]),
        (&"ana".into(), &"bo".into())
    );
    home.wail(&["relief", "decline"]);
    let take = home.wail(&["take", "2h", "--yes"]);
    assert!(take.code == 0 && !take.stderr.contains("relie"), "{take:?}");
    assert_eq!(home.json(&["take", "1h", "--yes"])["relieved"], serde_json::json!([]));
}

#[test]
fn whoever_takes_back_what_they_gave_is_told_that_the_relief_holds_again() {
    let home = relieved();
    let now: Timestamp = home.json(&["who"])[0]["at"].as_str().unwrap().parse().unwrap();
    let now = Timestamp::from_second(now.as_second()).unwrap();
    let (from, to) = (now - SignedDuration::from_hours(1), now + SignedDuration::from_hours(3));
    let given = format!(
        "[[rota.shop.override]]\nwho = \"cy\"\nfrom = \"{from}\"\nto = \"{to}\"\n[policy.default]"
    );
    home.edit_config("[policy.default]", &given);
    home.edit_config("people.bo", "people.cy.channels = [\"sound\"]\npeople.bo");
    home.wail(&["relief"]).is(0, "", "nobody is relieved\n");
    let take = home.wail(&["take", "6h", "--dry-run"]);
    assert!(take.stderr.starts_with("warning: shop: ana is relieved until "), "{take:?}");
    // Somebody else ends it for her.
    let give = home.wail(&["give", "ana", "2h", "--dry-run", "--as", "cy"]);
    let ends = "hint: the relief goes on; after `wail relief end ana` ana takes the first page\n";
    assert!(give.stderr.contains(ends), "{give:?}");
}
