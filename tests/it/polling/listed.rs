//! Lists of what is open: reconciled at the start and from then on, in pages, and not believed when
//! they are not whole.

use std::net::TcpListener;
use std::sync::mpsc::channel;

use serde_json::{Value, json};

use super::there::{Answer, There};
use super::{is_open, open, prometheus, readiness};
use crate::sender::get;
use crate::world::{NOBODY, PATIENCE, PROGRAM, World, until};

/// A source of that kind that is asked there every second.
fn polled(name: &str, kind: &str, there: &There, more: &str) -> String {
    let url = format!("http://{}", there.address);
    format!("[sources.{name}]\nkind = \"{kind}\"\npoll = \"1s\"\nurl = \"{url}\"\n{more}\n")
}

const TOKEN: &str = "token = \"env:WAIL_TEST_KEY\"";

#[test]
fn what_is_open_there_is_open_here_for_as_long_as_it_is() {
    let there = There::saying(prometheus(&["disk", "memory"]));
    let world = World::new(&format!("{NOBODY}{}", polled("prom", "prometheus", &there, "")));
    let mut daemon = world.serve();
    is_open(&world, &["disk", "memory"]);
    until("it is ready", PATIENCE, || readiness(&daemon) == (200, "ready".to_owned()));
    there.says(prometheus(&["memory"]));
    is_open(&world, &["memory"]);
    assert_eq!(world.count("vanished"), 1);
    // What ended while no daemon ran is over with the first answer of the next one.
    daemon.kill();
    there.says(prometheus(&["network"]));
    let daemon = world.serve();
    is_open(&world, &["network"]);
    // What is said again byte for byte is kept once.
    let kept = || world.json(["inbox", "--json"]).as_array().unwrap().len();
    let before = kept();
    there.is_asked(3);
    daemon.decides();
    assert_eq!(kept(), before);
    let doctor = world.wail(["doctor", "--silent"]);
    assert!(doctor.text().contains("ok    poll       prom, last word "), "{}", doctor.text());
    let refused = daemon.post("prom", prometheus(&[]).to_string());
    assert_eq!(refused.status, 403, "{}", refused.text);
    // Nobody can post such a list, by whatever verb.
    let mut line = crate::sender::Line::open(daemon.address).unwrap();
    let forged = line.ask(b"LIST /in/generic HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n[]");
    assert_eq!(forged.unwrap().status, 405);
}

#[test]
fn until_it_is_known_what_is_open_there_the_station_is_not_ready() {
    let slow = There::answering(|_| Answer::Silence);
    let other = There::saying(prometheus(&["disk"]));
    let world = World::new(&format!(
        "{NOBODY}{}{}",
        polled("slow", "prometheus", &slow, ""),
        polled("other", "prometheus", &other, "")
    ));
    let daemon = world.serve();
    // One that is slow delays no other.
    is_open(&world, &["disk"]);
    let not_yet = || readiness(&daemon) == (503, "reconciling slow…".to_owned());
    until("it says what it waits for", PATIENCE, not_yet);
    let watch = "exec \"$0\" watch > screen";
    drop(daemon);
    let mut watching = world.serve_by(watch);
    let screen = || std::fs::read_to_string(world.folder().join("screen")).unwrap_or_default();
    until("the screen says so", PATIENCE, || screen().contains("reconciling slow…"));
    slow.says(prometheus(&[]));
    until("it is ready", PATIENCE * 2, || readiness(&watching).0 == 200);
    until("so is the screen", PATIENCE, || {
        screen().lines().last().is_some_and(|line| line.contains("  ·  1 held"))
    });
    assert!(watching.stop().0.success());
}

#[test]
fn what_is_over_by_the_time_of_a_restart_rings_no_more_and_others_do() {
    let there = There::saying(prometheus(&["disk"]));
    let source = polled("prom", "prometheus", &there, "");
    let world = World::new(&format!("[old_news]\nenabled = false\n{PROGRAM}{source}"));
    let mut daemon = world.serve();
    until("it is paged", PATIENCE, || world.count("delivered") == 1);
    daemon.kill();
    // It is over, and whoever knows takes their time to say so.
    let (speak, may_speak) = channel::<()>();
    there.answers(move |_| {
        // Whoever might say go is gone, which is the sign.
        let _ = may_speak.recv();
        Answer::Json(prometheus(&[]))
    });
    let daemon = world.serve();
    daemon.fires("another");
    until("another one rings", PATIENCE, || world.count("delivered") == 2);
    drop(speak);
    is_open(&world, &["another"]);
    assert_eq!(world.count("delivered"), 2, "what is over did not ring again");
}

#[test]
fn a_source_without_word_is_an_incident_of_its_own_and_ends_nothing() {
    let there = There::saying(prometheus(&["disk"]));
    let more = "stale_after = 2";
    let world = World::new(&format!("{NOBODY}{}", polled("prom", "prometheus", &there, more)));
    let daemon = world.serve();
    is_open(&world, &["disk"]);
    let failures = || {
        let metrics = get(daemon.address, "/metrics").unwrap().text;
        assert!(metrics.contains("\nwail_poll_word_age_seconds{source=\"prom\"} "), "{metrics}");
        let (_, after) = metrics.split_once("\nwail_poll_failures{source=\"prom\"} ").unwrap();
        after.lines().next().unwrap().parse::<u32>().unwrap()
    };
    let answers = [
        Answer::Of(500, String::new(), "no".to_owned()),
        Answer::Cut("{\"status\":\"succ".to_owned()),
        Answer::Of(200, String::new(), "<html>".to_owned()),
        Answer::Json(json!({"status": "error", "error": "no rules"})),
    ];
    for (answer, why) in answers.into_iter().zip([
        "it answered 500 Internal Server Error",
        "the answer breaks off",
        "what it answers is not JSON",
        "no rules",
    ]) {
        there.answers(move |_| answer.clone());
        until("it is told", PATIENCE, || open(&world).len() == 2);
        let told = open(&world).pop().unwrap();
        assert!(told.starts_with("no word from prom for ") && told.ends_with(why), "{told}");
        let doctor = world.wail(["doctor", "--silent"]);
        assert!(doctor.text().contains("no word from prom in "), "{}", doctor.text());
        assert!(failures() >= 2);
        there.says(prometheus(&["disk"]));
        is_open(&world, &["disk"]);
    }
    assert_eq!(world.count("vanished"), 0);
    assert_eq!(failures(), 0);
}

#[test]
fn a_port_where_nobody_listens_is_told_in_words() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let source = format!(
        "[sources.prometheus]\npoll = \"1s\"\nurl = \"http://{nobody}\"\nstale_after = 1\n"
    );
    let world = World::new(&format!("{NOBODY}{source}"));
    let daemon = world.serve();
    until("it is told", PATIENCE, || !open(&world).is_empty());
    let told = open(&world).remove(0);
    assert!(told.contains("no word from prometheus for ") && told.contains("refused"), "{told}");
    until("it is ready all the same", PATIENCE, || readiness(&daemon).0 == 200);
    // Whoever takes it out of the configuration need not end that by hand.
    world.configure(NOBODY);
    is_open(&world, &[]);
}

/// Every problem is an incident of its own, whatever service it is of.
const APART: &str = "\n[cascade]\nwindow = \"0s\"\n";

fn incidents(from: usize, to: usize, taken: Option<usize>) -> Value {
    let incident = |at: usize| {
        let status = if taken == Some(at) { "acknowledged" } else { "triggered" };
        json!({"id": format!("P{at}"), "incident_number": at, "title": format!("number {at}"),
            "status": status, "urgency": "high", "created_at": "2026-11-03T02:50:00Z",
            "service": {"summary": "shop"}, "html_url": "https://x.pagerduty.com/incidents/P"})
    };
    let incidents: Vec<Value> = (from..to).map(incident).collect();
    json!({"incidents": incidents, "limit": 100, "offset": from, "more": false, "total": null})
}

#[test]
fn pagerduty_is_asked_page_by_page_and_a_list_that_moves_ends_nothing() {
    let number = |world: &World| world.open().len();
    let there = There::answering(|question| {
        let from = question.number("offset");
        Answer::Json(incidents(from, (from + 100).min(230), Some(7)))
    });
    let source = polled("pd", "pagerduty-webhooks", &there, TOKEN);
    let world = World::new(&format!("{NOBODY}{source}{APART}"));
    let _daemon = world.serve();
    // Number 7 was somebody's before it was known here.
    until("all pages are read", PATIENCE, || number(&world) == 229);
    let asked = there.seen();
    let offsets: Vec<usize> = asked.iter().take(3).map(|it| it.number("offset")).collect();
    assert_eq!(offsets, [0, 99, 198]);
    assert_eq!(asked[0].headers["authorization"], "Token token=correct-horse");
    assert!(asked[0].path.contains("statuses%5B%5D=triggered"), "{}", asked[0].path);
    // Everything moves up by one after the first page, again and again.
    there.answers(|question| {
        let from = question.number("offset");
        let by = usize::from(from > 0);
        Answer::Json(incidents(from + by, (from + by + 100).min(230), None))
    });
    until("it is told", PATIENCE, || {
        world.events().iter().any(|it| it["text"].to_string().contains("the list has changed"))
    });
    assert_eq!(world.count("vanished"), 0);
    there.answers(|_| Answer::Json(incidents(0, 2, Some(0))));
    until("the rest is over", PATIENCE, || number(&world) == 2);
    until("somebody has one", PATIENCE, || {
        world.open().iter().any(|open| open["acknowledged_by"] == "pd")
    });
}

#[test]
fn opsgenie_grafana_nagios_and_icinga_are_asked_as_they_want_to_be() {
    let opsgenie = There::saying(json!({"data": [{"id": "a-1", "tinyId": "1", "alias": "x",
        "message": "opsgenie", "status": "open", "acknowledged": false, "priority": "P1",
        "createdAt": "2026-11-03T02:50:00Z"}], "took": 0.1, "requestId": "r"}));
    let grafana = There::saying(json!([{"labels": {"alertname": "grafana"}, "annotations": {},
        "startsAt": "2026-11-03T02:50:00Z", "fingerprint": "f", "status": {"state": "active"}}]));
    let nagios = There::answering(|question| {
        let data = if question.path.contains("query=hostlist") {
            json!({"hostlist": {"nagios": {"status": "down", "plugin_output": ""}}})
        } else {
            json!({"servicelist": {"web": {"http": {"status": "critical", "plugin_output": "503"}}}})
        };
        Answer::Json(json!({"result": {"type_code": 0, "query_time": 2, "last_data_update": 1},
            "data": data}))
    });
    let icinga = There::answering(|question| {
        let (kind, attrs) = if question.path == "/v1/objects/hosts" {
            ("Host", json!({"name": "icinga", "state": 1.0, "state_type": 1.0}))
        } else {
            ("Service", json!({"name": "http", "host_name": "db", "state": 2.0, "state_type": 1.0}))
        };
        Answer::Json(json!({"results": [{"type": kind, "attrs": attrs}]}))
    });
    let user = format!("{TOKEN}\nuser = \"wail\"");
    let world = World::new(&format!(
        "{NOBODY}{}{}{}{}{APART}",
        polled("og", "opsgenie-webhook", &opsgenie, TOKEN),
        polled("gr", "grafana", &grafana, TOKEN),
        polled("na", "nagios", &nagios, &user),
        polled("ic", "icinga", &icinga, &user),
    ));
    let _daemon = world.serve();
    is_open(
        &world,
        &[
            "grafana",
            "http on db: critical",
            "http on web: 503",
            "icinga: down",
            "nagios: down",
            "opsgenie",
        ],
    );
    let first = |there: &There| there.seen().remove(0);
    assert_eq!(first(&opsgenie).headers["authorization"], "GenieKey correct-horse");
    assert_eq!(first(&grafana).headers["authorization"], "Bearer correct-horse");
    assert!(first(&grafana).path.starts_with("/api/alertmanager/grafana/api/v2/alerts?"));
    assert!(first(&nagios).headers["authorization"].starts_with("Basic "));
    let asked = first(&icinga);
    assert_eq!((asked.method.as_str(), &*asked.headers["x-http-method-override"]), ("POST", "GET"));
    assert!(asked.body.contains("host.state!=0"), "{}", asked.body);
}

#[test]
fn a_token_goes_to_no_other_host_and_is_told_to_nobody() {
    let elsewhere = There::saying(prometheus(&["forged"]));
    let to = format!("location: http://{}/api/v1/alerts\r\n", elsewhere.address);
    let there = There::answering(move |_| Answer::Of(302, to.clone(), String::new()));
    let more = format!("{TOKEN}\nstale_after = 1");
    let world = World::new(&format!("{NOBODY}{}", polled("prom", "prometheus", &there, &more)));
    let mut daemon = world.serve_by("exec \"$0\" serve -v");
    until("it is told", PATIENCE, || !open(&world).is_empty());
    assert!(open(&world)[0].ends_with("which leads to another host"), "{:?}", open(&world));
    assert!(elsewhere.seen().is_empty());
    // To another place of the same host it goes.
    there.answers(|question| match question.path.as_str() {
        "/moved" => Answer::Json(prometheus(&["disk"])),
        _ => Answer::Of(307, "location: /moved\r\n".to_owned(), String::new()),
    });
    is_open(&world, &["disk"]);
    assert_eq!(there.seen().last().unwrap().headers["authorization"], "Bearer correct-horse");
    let told =
        format!("{}{}", world.wail(["doctor", "--silent"]).text(), world.wail(["log"]).text());
    assert!(daemon.stop().0.success());
    assert!(!format!("{told}{}", daemon.said()).contains("correct-horse"));
}

#[test]
fn an_answer_without_end_is_not_read() {
    let there = There::answering(|_| Answer::Of(200, String::new(), "x".repeat(5_000_000)));
    let more = "stale_after = 1";
    let world = World::new(&format!("{NOBODY}{}", polled("prom", "prometheus", &there, more)));
    let daemon = world.serve();
    until("it is told", PATIENCE, || !open(&world).is_empty());
    assert!(open(&world)[0].ends_with("the answer has more than 4 MB"), "{:?}", open(&world));
    assert!(world.json(["inbox", "--json"]).as_array().unwrap().is_empty());
    assert!(daemon.most_memory() < 100_000_000, "{}", daemon.most_memory());
}

#[test]
fn a_changed_configuration_asks_others_from_then_on() {
    let (one, other) = (There::saying(prometheus(&["one"])), There::saying(prometheus(&["other"])));
    let world = World::new(&format!("{NOBODY}{}", polled("prom", "prometheus", &one, "")));
    let daemon = world.serve();
    is_open(&world, &["one"]);
    world.configure(&format!("{NOBODY}{}", polled("prom", "prometheus", &other, "")));
    is_open(&world, &["other"]);
    other.is_asked(2);
    let before = one.seen().len();
    other.is_asked(2);
    assert_eq!(one.seen().len(), before);
    assert_eq!(readiness(&daemon).0, 200);
}
