//! Hand-overs by the real program: each is told once, over restarts, edits and several stations, as
//! quietly as can be; and the end of a moment away is heard.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustix::process::{Signal, kill_process};
use serde_json::Value;
use wail::daemon::clock;

use crate::common::{TestHome, until};
use crate::pulse::{Pulse, loudness, sounding};
use crate::world::{PATIENCE, PROGRAM, World, pause};

/// Ana has the pager but while an override says otherwise; a program tells them, and writes down
/// what it was told.
const CONFIG: &str = r#"
me = "ana"
zone = "UTC"
fallback = "ana"
people.ana.channels = [{ use = "command", run = ["/bin/sh", "-c", "cat >> 'HOME/pages'"] }]
people.bo.channels = [{ use = "command", run = ["/bin/sh", "-c", "cat >> 'HOME/pages'"] }]
policy.default.steps = [{ who = "payments", wait = "5m" }]
sources.generic = {}
store.path = "wail.db"
listen.address = "127.0.0.1:PORT"

[rota.payments]
remind = "1h"
[[rota.payments.layer]]
name = "base"
people = ["ana"]
every = "week"
start = 2020-01-06
"#;

/// An instant so many seconds from now, on the second.
fn in_seconds(seconds: i64) -> Timestamp {
    Timestamp::from_second((clock::now() + SignedDuration::from_secs(seconds)).as_second()).unwrap()
}

/// An override in which bo has the pager.
fn bo_takes(from: Timestamp, to: Timestamp) -> String {
    format!("[[rota.payments.override]]\nwho = \"bo\"\nfrom = \"{from}\"\nto = \"{to}\"\n")
}

/// Who was told what by program, in the order of the alphabet: `greeting bo`.
fn told(home: &TestHome) -> Vec<String> {
    let word = |page: &Value, name: &str| page[name].as_str().unwrap().to_owned();
    let pages = home.pages().into_iter();
    let mut told: Vec<String> =
        pages.map(|page| format!("{} {}", word(&page, "reason"), word(&page, "person"))).collect();
    told.sort();
    told
}

fn texts(entries: &Value, event: &str) -> Vec<String> {
    let entries = entries.as_array().unwrap().iter().filter(|entry| entry["event"] == event);
    entries.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}

fn until_now_is(at: Timestamp) {
    until("time goes by", || clock::now() >= at);
}

#[test]
fn each_hand_over_is_told_once_over_a_crash_an_edit_and_a_night_without_a_daemon() {
    let (from, to) = (in_seconds(6), in_seconds(14));
    let config = format!("{CONFIG}{}", bo_takes(from, to));
    let home = TestHome::with(&config);
    let daemon = home.daemon();
    until("bo is reminded", || told(&home) == ["reminder bo"]);
    let reminder = &home.pages()[0];
    assert!(clock::now() < from, "the machine is too busy for this test");
    assert!(
        reminder["summary"].as_str().unwrap().starts_with("you are on call for payments from ")
    );
    until("the reminder is on the record", || texts(&home.json(&["log"]), "told").len() == 1);
    daemon.crash();

    let daemon = home.daemon();
    let begun = ["greeting bo", "reminder ana", "reminder bo"];
    until("bo is greeted, and ana reminded", || told(&home) == begun);
    let later =
        bo_takes(to + SignedDuration::from_hours(900), to + SignedDuration::from_hours(901));
    home.write_config(&format!("{config}{later}"));
    until("the edit is in force", || daemon.log().contains("is in force"));
    assert_eq!(daemon.stop(), 0);
    assert_eq!(told(&home), begun);

    until_now_is(to);
    let all = ["greeting ana", "greeting bo", "reminder ana", "reminder bo"];
    let daemon = home.daemon();
    until("ana is greeted", || told(&home) == all);
    until("that is on the record", || texts(&home.json(&["log"]), "told").len() == 4);
    assert_eq!(daemon.stop(), 0);
    let daemon = home.daemon();
    until("it decides", || daemon.log().matches("a daemon starts deciding").count() == 4);
    assert_eq!(daemon.stop(), 0);
    assert_eq!(told(&home), all);
    let handed_over = texts(&home.json(&["log"]), "handed-over");
    assert_eq!(handed_over.len(), 2, "{handed_over:?}");
    assert!(handed_over[0].starts_with("bo is on call for payments until "), "{handed_over:?}");
    assert!(handed_over[0].ends_with(", override: bo takes"), "{handed_over:?}");
    assert!(handed_over[1].starts_with("ana is on call for payments until "), "{handed_over:?}");
    assert!(handed_over[1].ends_with(", layer base"), "{handed_over:?}");
    let log = fs::read_to_string(home.path().join("daemon.log")).unwrap();
    assert_eq!(log.matches("bo is on call for payments until").count(), 1, "the line: {log}");
}

#[test]
fn after_a_sleep_over_two_hand_overs_there_is_one_the_present_one() {
    let [from, middle, to] = [in_seconds(6), in_seconds(7), in_seconds(8)];
    let cy = bo_takes(middle, to).replace("\"bo\"", "\"cy\"");
    let home = TestHome::with(&format!("{CONFIG}{}{cy}", bo_takes(from, middle)));
    let daemon = home.daemon();
    until("bo is reminded", || texts(&home.json(&["log"]), "told").len() == 1);
    kill_process(daemon.pid(), Signal::STOP).unwrap();
    assert!(clock::now() < from, "the machine is too busy for this test");
    until_now_is(to);
    kill_process(daemon.pid(), Signal::CONT).unwrap();
    until("ana is greeted", || texts(&home.json(&["log"]), "told").len() == 2);
    assert_eq!(daemon.stop(), 0);
    assert_eq!(told(&home), ["greeting ana", "reminder bo"]);
    let handed_over = texts(&home.json(&["log"]), "handed-over");
    assert_eq!(handed_over.len(), 1, "{handed_over:?}");
}

#[test]
fn without_remind_a_hand_over_is_on_the_record_and_nobody_is_told() {
    let from = in_seconds(4);
    let config = CONFIG.replace("remind = \"1h\"\n", "");
    let to = from + SignedDuration::from_hours(1);
    let home = TestHome::with(&format!("{config}{}", bo_takes(from, to)));
    let daemon = home.daemon();
    until("bo is on call", || texts(&home.json(&["log"]), "handed-over").len() == 1);
    assert_eq!(told(&home), [""; 0]);
    assert_eq!(daemon.stop(), 0);
    let entries = home.json(&["log"]);
    assert_eq!(texts(&entries, "told").len() + texts(&entries, "not-told").len(), 0);
}

#[test]
fn nobody_on_call_is_on_the_record_as_well() {
    let (from, to) = (in_seconds(4), in_seconds(3600));
    let nobody =
        format!("[[rota.payments.override]]\nnobody = true\nfrom = \"{from}\"\nto = \"{to}\"\n");
    let home = TestHome::with(&format!("{CONFIG}{nobody}"));
    let daemon = home.daemon();
    until("nobody is on call", || texts(&home.json(&["log"]), "handed-over").len() == 1);
    let entries = home.json(&["log"]);
    let text = &texts(&entries, "handed-over")[0];
    assert!(text.starts_with("nobody is on call for payments until "), "{text}");
    assert!(text.ends_with(", nobody, on purpose"), "{text}");
    assert_eq!(daemon.stop(), 0);
}

/// A rota in which ana's turn begins at that instant, by these channels.
fn anas_turn(channels: &str, from: Timestamp) -> String {
    let to = from + SignedDuration::from_hours(1);
    format!(
        "[people.ana]\nchannels = {channels}\n\
         [rota.payments]\nremind = \"1h\"\n\
         [[rota.payments.layer]]\npeople = [\"bo\"]\nevery = \"week\"\nstart = 2020-01-06\n\
         [[rota.payments.override]]\nwho = \"ana\"\nfrom = \"{from}\"\nto = \"{to}\"\n"
    )
}

/// Puts a program called `notify-send` into a world, and what starts a station that finds it.
fn screen(world: &World, script: &str, command: &str) -> String {
    let folder = world.folder().join("bin");
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("notify-send");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let folder = folder.display();
    format!("DISPLAY=:0 PATH=\"{folder}:$PATH\" exec \"$0\" {command}")
}

#[test]
fn of_two_stations_one_tells_it_quietly() {
    let world = World::new(&anas_turn("[\"sound\", \"desktop\"]", in_seconds(1800)));
    let shown = world.folder().join("shown");
    let script = format!("printf '%s|' \"$@\" >> '{0}'; echo >> '{0}'", shown.display());
    let watch = screen(&world, &script, "watch");
    let mut first = world.start_by(&watch);
    first.listens();
    let mut second = world.start_by(&watch);
    second.says("decides; this station rings");
    crate::world::until("it is told", PATIENCE, || world.count("told") == 1);
    // Time for the other one to repeat it, if it did.
    pause(Duration::from_secs(3));
    let shown = fs::read_to_string(shown).unwrap();
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert!(shown.starts_with("--urgency=low|--app-name=wail|--|you are on call for "), "{shown}");
    first.kill();
    second.says("deciding from now on");
    pause(Duration::from_secs(1));
    assert_eq!(world.count("told"), 1, "whoever decides next does not repeat it");
}

#[test]
fn the_station_where_the_person_sits_tells_it_although_another_decides() {
    let world = World::new(PROGRAM);
    let config = |rest: &str| {
        world.configure(rest);
        let text = fs::read_to_string(world.config()).unwrap();
        let [new, bos] = ["bo.new", "bo.toml"].map(|name| world.folder().join(name));
        fs::write(&new, text.replace("me = \"ana\"", "me = \"bo\"")).unwrap();
        fs::rename(new, bos).unwrap();
    };
    let turn = anas_turn("[\"desktop\"]", in_seconds(1800));
    let turn = turn.replace("people = [\"bo\"]", "people = [\"cy\"]");
    let turn = turn.replace("\"ana\"", "\"bo\"").replace("people.ana", "people.bo");
    let (quiet, _) = turn.split_once("[[rota.payments.override]]").unwrap();
    config(quiet);
    let mut first = world.serve();
    let shown = world.folder().join("shown");
    let script = format!("echo \"$@\" >> '{}'", shown.display());
    let watch = screen(&world, &script, "watch");
    let mut bos = world.start_by(&format!("WAIL_CONFIG=bo.toml {watch}"));
    bos.says("decides; this station rings");
    config(&turn);
    crate::world::until("it is told", PATIENCE, || world.count("told") == 1);
    assert_eq!(fs::read_to_string(shown).unwrap().lines().count(), 1);
    let events = world.events();
    let told = events.iter().find(|entry| entry["event"] == "told").unwrap();
    let text = told["text"].as_str().unwrap();
    assert!(text.starts_with("desktop tells bo: you are on call for payments from "), "{text}");
    assert!(first.stop().0.success());
}

#[test]
fn where_the_quietest_channel_fails_the_next_one_tells_it() {
    let program = "{ use = \"command\", run = [\"sh\", \"-c\", \"cat > heard\"] }";
    let world = World::new(&anas_turn(&format!("[{program}, \"desktop\"]"), in_seconds(1800)));
    let mut daemon = world.start_by(&screen(&world, "echo no bus >&2; exit 3", "serve"));
    daemon.listens();
    crate::world::until("it is told", PATIENCE, || world.count("told") == 1);
    let events: Vec<String> = world
        .events()
        .iter()
        .map(|entry| entry["text"].as_str().unwrap().to_owned())
        .filter(|text| text.contains("ana"))
        .collect();
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(events[0].starts_with("desktop cannot reach ana: `notify-send` failed"), "{events:?}");
    assert!(events[1].starts_with("command tells ana: you are on call for payments from "));
    let heard = fs::read_to_string(world.folder().join("heard")).unwrap();
    let heard: Value = serde_json::from_str(&heard).unwrap();
    assert_eq!((&heard["reason"], &heard["severity"]), (&"reminder".into(), &"info".into()));
}

#[test]
fn what_nobody_can_be_told_in_time_is_dropped_with_its_reason() {
    let world = World::new(&anas_turn("[\"desktop\"]", in_seconds(4)));
    let _daemon = world.serve();
    crate::world::until("it is dropped", PATIENCE, || world.count("not-told") == 1);
    let events = world.events();
    let dropped = events.iter().find(|entry| entry["event"] == "not-told").unwrap();
    assert_eq!((&dropped["who"], &dropped["reason"]), (&"ana".into(), &"reminder".into()));
    let text = dropped["text"].as_str().unwrap();
    assert!(text.ends_with(" (no channel worked in time)"), "{text}");
}

#[tokio::test]
async fn the_end_of_a_moment_away_is_heard_softly_and_once() {
    let Some(pulse) = Pulse::start().await else { return };
    let (from, to) = (in_seconds(-60), in_seconds(6));
    let away = format!(
        "[people.ana]\nchannels = [\"sound\", {{ use = \"command\", run = [\"true\"] }}]\n\
         [rota.payments]\n\
         [[rota.payments.layer]]\npeople = [\"ana\"]\nevery = \"week\"\nstart = 2020-01-06\n\
         [[rota.payments.override]]\nwho = \"bo\"\nfor = \"ana\"\nfrom = \"{from}\"\nto = \"{to}\"\n\
         why = \"ana is away for a moment\"\n"
    );
    let world = World::on(&pulse, &away);
    let _daemon = world.serve();
    let start = pulse.recorded();
    crate::world::until("ana is back", PATIENCE, || world.count("told") == 1);
    let heard = pulse.listen(start, Duration::from_secs(3)).await;
    let (first, last) = sounding(&heard).expect("something is heard");
    let seconds = (last - first) / crate::pulse::RATE as usize;
    assert!(seconds < 2, "one tone and no alarm");
    let loudest = loudness(&heard).into_iter().fold(0.0, f32::max);
    assert!((0.005..0.2).contains(&loudest), "softly: {loudest}");
    let events = world.events();
    let told = events.iter().find(|entry| entry["event"] == "told").unwrap();
    assert_eq!((&told["who"], &told["reason"]), (&"ana".into(), &"back".into()));
    let text = told["text"].as_str().unwrap();
    assert_eq!(text, "sound tells ana: you are back on call for payments");
}
