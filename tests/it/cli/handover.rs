//! `wail handover` and `wail accept`: what the next one has to know, and that they have it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wail::daemon::clock;

use crate::common::TestHome;

/// Ana has the pager, and in an hour bo has it for two.
fn team() -> (TestHome, Timestamp) {
    let second = |hours| {
        let at = clock::now() + SignedDuration::from_hours(hours);
        Timestamp::from_second(at.as_second()).unwrap()
    };
    let (from, to) = (second(1), second(3));
    let config = format!(
        r#"me = "ana"
zone = "UTC"
fallback = "ana"
people.ana.channels = [{{ use = "command", run = ["/bin/true"] }}]
people.bo.channels = [{{ use = "command", run = ["/bin/true"] }}]
people.cy.channels = [{{ use = "command", run = ["/bin/true"] }}]
policy.default.steps = [{{ who = "team" }}]
store.path = "wail.db"
listen.address = "127.0.0.1:PORT"

[rota.team]
[[rota.team.layer]]
people = ["ana"]
every = "week"
start = 2020-01-06
[[rota.team.override]]
who = "bo"
from = "{from}"
to = "{to}"
"#
    );
    (TestHome::with(&config), from)
}

fn events(home: &TestHome) -> Vec<String> {
    let entries = home.json(&["log"]);
    let entries = entries.as_array().unwrap().iter();
    entries.map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_brief_says_what_the_next_one_has_to_know() {
    let (home, from) = team();
    home.wail(&["page", "the disk is full", "--severity", "critical"]);
    home.wail(&["page", "the queue grows", "--severity", "error"]);
    home.wail(&["ack", "2"]);
    let brief = home.json(&["handover", "--dry-run"]);
    let open = brief[0]["open"].as_array().unwrap();
    let open: Vec<&Value> = open.iter().map(|incident| &incident["summary"]).collect();
    assert_eq!(open, [&json!("the disk is full"), &json!("the queue grows")]);
    assert_eq!(brief[0]["open"][1]["status"], "acknowledged");
    assert_eq!(brief[0]["taker"], "bo");
    assert_eq!(brief[0]["begins_at"], from.to_string());
    let run = home.wail(&["handover", "--dry-run"]);
    assert_eq!(run.code, 0, "{run:?}");
    let (head, rest) = run.stdout.split_once('\n').unwrap();
    assert!(head.starts_with("team: ana hands over to bo, "), "{head}");
    let lines: Vec<&str> = rest.lines().collect();
    assert_eq!(lines[0], "open:");
    assert!(lines[1].contains("  1  critical  the disk is full  ("), "{rest}");
    assert_eq!(lines[2], "acknowledged:");
    assert!(lines[3].contains("  2  error     the queue grows  (ana has it, "), "{rest}");
    assert_eq!(
        lines[4..],
        [
            "no silence ends in the next shift",
            "nothing came three times",
            "no drill was missed",
            "nothing is owed",
            "2 incidents opened in the shift before"
        ]
    );
    assert_eq!(run.stderr, "nothing was handed over: without `--dry-run` it is\n");
    assert!(!events(&home).contains(&"handover-begun".to_owned()));
}

#[test]
fn what_comes_again_and_again_and_what_nobody_heard_is_in_the_brief() {
    let (home, _) = team();
    for id in ["1", "2", "3"] {
        home.wail(&["page", "the cache is cold", "--severity", "error"]);
        home.wail(&["resolve", id]);
    }
    let brief = home.json(&["handover", "--dry-run"]);
    assert_eq!(
        brief[0]["recurring"],
        json!([{ "summary": "the cache is cold", "times": 3, "latest": 3 }])
    );
    assert_eq!(brief[0]["opened"], 3);
    let run = home.wail(&["handover", "--dry-run"]);
    let expected = "again and again:\n  3 times in 7d, last 3: the cache is cold\n";
    assert!(run.stdout.contains(expected), "{run:?}");
}

#[test]
fn whoever_is_next_accepts_once_and_it_is_on_the_record() {
    let (home, _) = team();
    let run = home.wail(&["handover", "-m", "db3 is being grown"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        run.stderr,
        "bo is told, and accepts it with `wail accept`; until then both of you are called\n"
    );
    // Once more is the same hand-over.
    home.wail(&["handover"]);
    home.wail(&["--as", "cy", "accept"]).is(
        1,
        "",
        "error: nothing was handed over to cy\n\
         hint: team waits for bo, who accepts it with `wail accept`\n",
    );
    let run = home.wail(&["--as", "bo", "accept"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.starts_with("you have team from "), "{run:?}");
    assert!(run.stdout.contains("; ana is not called for it after that\n"), "{run:?}");
    home.wail(&["--as", "bo", "accept"]).is(
        1,
        "",
        "error: nothing was handed over to bo\nhint: `wail who` shows who is on call\n",
    );
    assert_eq!(events(&home), ["handover-begun", "handover-accepted"]);
    let text = home.json(&["log"])[0]["text"].as_str().unwrap().to_owned();
    assert!(text.ends_with("; nothing is open, \"db3 is being grown\""), "{text}");
}

#[test]
fn only_somebody_with_a_pager_hands_one_over() {
    let (home, _) = team();
    home.wail(&["--as", "cy", "handover"]).is(
        1,
        "",
        "error: cy has no pager to hand over\nhint: `wail who` shows who has one\n",
    );
    home.wail(&["handover", "pay"]).is(
        2,
        "",
        "error: there is no rota or tier `pay`\nhint: there is team\n",
    );
    home.wail(&["--as", "zoe", "handover"]).is(
        2,
        "",
        "error: there is no person `zoe`\nhint: the configuration knows ana, bo, cy\n",
    );
}

#[test]
fn nobody_takes_over_where_the_rota_knows_of_nobody() {
    let (home, _) = team();
    let text = home.config();
    let alone = &text[..text.find("[[rota.team.override]]").unwrap()];
    home.write_config(alone);
    home.wail(&["handover"]).is(
        1,
        "",
        "error: nobody takes team over from ana that the rota knows of\n\
         hint: `wail give PERSON WHEN` gives it to somebody for a while\n",
    );
}

#[test]
fn who_says_that_somebody_is_called_as_well() {
    let (home, from) = team();
    home.wail(&["handover"]);
    assert_eq!(home.json(&["who"])[0]["also_called"], json!(null));
    // The shift begins now, as far as the file says.
    let now = Timestamp::from_second(clock::now().as_second() - 60).unwrap();
    home.edit_config(&from.to_string(), &now.to_string());
    home.wail(&["config", "accept", "--yes"]);
    home.wail(&["handover"]);
    let who = home.json(&["who"]);
    assert_eq!(
        (&who[0]["on_call"], &who[0]["also_called"]),
        (&json!(["bo", "ana"]), &json!("ana"))
    );
    let run = home.wail(&["who"]);
    let expected = "ana is called for team as well: bo has not accepted it (`wail accept`)\n";
    assert!(run.stdout.ends_with(expected), "{run:?}");
}

#[test]
fn a_hand_over_makes_promises_of_whoever_takes_over_and_tells_what_is_owed() {
    let (home, _) = team();
    home.wail(&["promise", "grow the disk", "--owner", "cy", "--by", "in 2h"]);
    home.wail(&["handover", "--promise", "watch the vacuum", "--by", "in 5h"]);
    let owed = home.json(&["promises"]);
    let owed: Vec<_> =
        owed.as_array().unwrap().iter().map(|it| (&it["owner"], &it["text"])).collect();
    let expected =
        [(json!("cy"), json!("grow the disk")), (json!("bo"), json!("watch the vacuum"))];
    assert_eq!(owed, [(&expected[0].0, &expected[0].1), (&expected[1].0, &expected[1].1)]);
    let run = home.wail(&["handover", "--dry-run"]);
    assert!(run.stdout.contains("\nowed:\n  promise 1 of cy, "), "{run:?}");
    assert!(run.stdout.contains(": watch the vacuum\n"), "{run:?}");
    let run = home.wail(&["handover", "--promise", "x", "--by", "yesterday"]);
    assert!(run.code == 2 && run.stderr.starts_with("error: that time has passed: "), "{run:?}");
    let run = home.wail(&["handover", "--owe", "answer the vendor", "--by", "in 6h"]);
    assert!(run.stdout.contains("\npromise 3: ana owes by "), "{run:?}");
    assert!(run.stdout.ends_with(": answer the vendor\n"), "{run:?}");
    home.wail(&["handover", "--by", "in 6h"]).is(
        2,
        "",
        "error: nothing says what is done by then\n\
         hint: `--promise TEXT` is what whoever takes over owes, `--owe TEXT` what you do\n",
    );
}
