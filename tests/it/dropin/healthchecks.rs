//! The pings of Healthchecks, by `curl` as its documentation shows.

use serde_json::json;
use wail::domain::heartbeat::{Beat, Heartbeat};
use wail::store::{Store, StoreError};

use super::{SOON, are_installed, world};
use crate::world::{Daemon, KEY, World, run, until};

const RUN: &str = "3f2a9c0b-1d4e-4f00-8000-0123456789ab";

/// What `curl` with these words comes to: the answer and its code.
fn curl(world: &World, daemon: &Daemon, path: &str, words: &[&str]) -> String {
    let mut curl = world.program("curl");
    curl.args(["--silent", "--max-time", "10", "--write-out", " %{http_code}"]).args(words);
    curl.arg(format!("http://{}{path}", daemon.address));
    let ran = run(curl);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran.text().to_owned()
}

fn kept(world: &World, name: &str) -> Vec<Heartbeat> {
    let mut store = Store::open(world.store()).unwrap();
    store.read::<_, StoreError>(|tx| tx.heartbeats(name, 1000)).unwrap()
}

#[test]
fn a_job_that_fails_pages_and_its_next_success_ends_it() {
    if !are_installed(&["curl"]) {
        return;
    }
    let world = world("healthchecks");
    let daemon = world.serve();
    let path = |rest: &str| format!("/ping/{KEY}/backup{rest}");
    assert_eq!(curl(&world, &daemon, &path(&format!("/start?rid={RUN}")), &[]), "OK 200");
    assert_eq!(curl(&world, &daemon, &path(""), &["--head"]).rsplit(' ').next(), Some("200"));
    assert!(world.open().is_empty());
    let failed = ["--data-raw", "disk full"];
    assert_eq!(curl(&world, &daemon, &path(&format!("/3?rid={RUN}")), &failed), "OK 200");
    let open = world.open();
    assert_eq!(open[0]["summary"], "heartbeat backup failed with exit code 3");
    assert_eq!(open[0]["labels"], json!({ "heartbeat": "backup", "source": "healthchecks-ping" }));
    assert_eq!(curl(&world, &daemon, &path("/fail"), &[]), "OK 200");
    assert_eq!(curl(&world, &daemon, &path("/log"), &["--data-raw", "still trying"]), "OK 200");
    assert_eq!(world.count("opened"), 1, "one problem, however often it fails");
    assert_eq!(curl(&world, &daemon, &path("/0"), &[]), "OK 200");
    until("it is over", SOON, || world.open().is_empty());
    let beats: Vec<Beat> = kept(&world, "backup").iter().rev().map(|it| it.beat).collect();
    let told = [Beat::Started, Beat::Succeeded, Beat::Exited(3), Beat::Failed, Beat::Logged];
    assert_eq!(beats, [&told[..], &[Beat::Exited(0)]].concat());
    let third = &kept(&world, "backup")[3];
    assert_eq!((third.body.as_str(), third.run.as_deref()), ("disk full", Some(RUN)));
}

#[test]
fn successes_leave_no_trace_on_the_record_and_only_the_newest_are_kept() {
    if !are_installed(&["curl"]) {
        return;
    }
    let world = world("healthchecks");
    let daemon = world.serve();
    // One `curl`, many addresses.
    let path = format!("/ping/{KEY}/cleanup[1-2]?n=[1-105]");
    let answers = curl(&world, &daemon, &path, &[]);
    assert_eq!(answers.matches("OK 200").count(), 210, "{answers}");
    for name in ["cleanup1", "cleanup2"] {
        assert_eq!(kept(&world, name).len(), 100);
    }
    let of_jobs = |entry: &serde_json::Value| entry["event"] != "daemon-started";
    assert!(!world.events().iter().any(of_jobs), "{:?}", world.events());
}

#[test]
fn without_the_key_or_a_name_nothing_is_taken() {
    if !are_installed(&["curl"]) {
        return;
    }
    let world = world("healthchecks");
    let daemon = world.serve();
    let code = |path: &str, words: &[&str]| {
        let answer = curl(&world, &daemon, path, words);
        answer.rsplit(' ').next().unwrap().parse::<u16>().unwrap()
    };
    assert_eq!(code("/ping/backup/fail", &[]), 401);
    assert_eq!(code("/ping/hunter2/backup", &[]), 401);
    assert_eq!(code(&format!("/ping/{KEY}/backup/explode"), &[]), 404);
    assert_eq!(code(&format!("/ping/{KEY}/backup?rid=1"), &[]), 400);
    assert_eq!(code("/ping/backup", &["--user", &format!("job:{KEY}")]), 200);
    assert_eq!(code(&format!("/ping/backup?key={KEY}"), &[]), 200);
    assert_eq!(kept(&world, "backup").len(), 2);
    assert!(world.open().is_empty());
}

#[test]
fn pings_are_the_signs_of_life_of_a_heartbeat_of_that_name() {
    if !are_installed(&["curl"]) {
        return;
    }
    let world = world("healthchecks");
    let beats = "[heartbeats.backup]\nevery = \"1h\"\nseverity = \"critical\"\n";
    let door = "[dropin.healthchecks]\nkey = \"env:WAIL_TEST_KEY\"\n";
    world.configure(&format!("{}{door}{beats}", crate::world::PROGRAM));
    let daemon = world.serve();
    let path = |rest: &str| format!("/ping/{KEY}/backup{rest}");
    let stands = || world.json(["beat", "show", "backup", "--json"]);
    assert_eq!(stands()["state"], "new");
    curl(&world, &daemon, &path("/start"), &[]);
    assert_eq!(stands()["state"], "running");
    curl(&world, &daemon, &path("/3"), &["--data-raw", "disk full"]);
    assert_eq!(stands()["state"], "failed");
    assert!(stands()["took"].is_number(), "{}", stands());
    assert_eq!(world.open()[0]["severity"], "critical");
    // One job, whoever says how it goes.
    assert_eq!(world.wail(["beat", "backup"]).code, Some(0));
    until("it is over", SOON, || world.open().is_empty());
    assert_eq!(stands()["state"], "fine");
}
