//! The pager's own heart: the deadman is pinged only while all is well, and a loop that hangs is told of by
//! whatever does not hang with it.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::pulse::{Pulse, is_installed};
use crate::push::receiver::{Receiver, Reply};
use crate::sender::get;
use crate::world::{Daemon, PATIENCE, PROGRAM, SOUND, World, cannot, may_be_long, until};

/// How long it may take until a loop counts as stuck, and as much again.
const STUCK: Duration = Duration::from_secs(90);

/// What every watcher here answers.
const HEARD: Reply = Reply::Of(200, "", "OK");

/// Reaches ana by a program that writes down what it is run for.
const WRITES: &str = "[people.ana]\nchannels = [{ use = \"command\", name = \"phone\", run = \
                      [\"sh\", \"-c\", \"cat >> pages\"] }]\n";

/// That watcher is pinged each second, and what else is said of it.
fn pinging(world: &World, watcher: &Receiver, rest: &str, more: &str) {
    let address = format!("http://{}", watcher.address);
    fs::write(world.folder().join("deadman"), format!("{address}/ping/f3a9\n")).unwrap();
    fs::write(world.folder().join("deadman.fail"), format!("{address}/ping/f3a9/fail\n")).unwrap();
    world.configure(&format!("{rest}[deadman]\nurl = \"file:deadman\"\nevery = \"1s\"\n{more}"));
}

/// How often the watcher was asked for that path.
fn asked(watcher: &Receiver, path: &str) -> usize {
    watcher.seen().iter().filter(|request| request.path == path).count()
}

/// Waits until it is pinged anew.
fn is_pinged(watcher: &Receiver) {
    let before = asked(watcher, "/ping/f3a9");
    until("it is pinged", PATIENCE * 2, || asked(watcher, "/ping/f3a9") > before);
}

fn texts(world: &World, event: &str) -> Vec<String> {
    let events = world.events();
    let found = events.iter().filter(|entry| entry["event"] == event);
    found.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}

/// Waits for the first entry of that kind, and returns its sentence.
fn first(world: &World, event: &str) -> String {
    until(&format!("`{event}` is on the record"), PATIENCE * 2, || world.count(event) > 0);
    texts(world, event).remove(0)
}

/// What the doctor says of the deadman: its state and its sentence.
fn doctor(world: &World) -> (String, String) {
    let ran = world.wail(["doctor", "--silent", "--json"]);
    let checks: Vec<Value> = serde_json::from_slice(&ran.out).unwrap();
    let of_deadman = checks.iter().find(|check| check["check"] == "deadman").unwrap();
    let word = |name: &str| of_deadman[name].as_str().unwrap().to_owned();
    (word("state"), word("text"))
}

#[test]
fn the_deadman_is_pinged_while_all_is_well_and_not_while_the_store_cannot_be_written() {
    let world = World::new(PROGRAM);
    assert_eq!(doctor(&world).0, "ok", "none is configured: {}", doctor(&world).1);
    let watcher = Receiver::answering(&[HEARD]);
    pinging(&world, &watcher, PROGRAM, "fail_url = \"file:deadman.fail\"\n");
    let daemon = world.serve();
    is_pinged(&watcher);
    is_pinged(&watcher);
    let request = watcher.seen().remove(0);
    assert_eq!((&*request.method, &*request.body), ("GET", ""));
    until("the doctor knows of it", PATIENCE * 2, || doctor(&world).0 == "ok");
    assert!(doctor(&world).1.starts_with("last pinged "), "{}", doctor(&world).1);
    let metrics = get(daemon.address, "/metrics").unwrap().text;
    assert!(metrics.contains("\nwail_deadman_pinged_timestamp_seconds 1"), "{metrics}");
    assert!(metrics.contains("\nwail_loop_stuck{loop=\"deadman\"} 0\n"), "{metrics}");

    let lock = Connection::open(world.store()).unwrap();
    lock.busy_timeout(PATIENCE).unwrap();
    lock.execute_batch("begin exclusive").unwrap();
    until("it is told at once that something is wrong", PATIENCE * 2, || {
        asked(&watcher, "/ping/f3a9/fail") == 1
    });
    let pings = asked(&watcher, "/ping/f3a9");
    let seen = watcher.seen();
    let failed_at = seen.iter().find(|request| request.path.ends_with("/fail")).unwrap().at;
    until("some looks have been taken since", PATIENCE, || {
        failed_at.elapsed() > Duration::from_secs(4)
    });
    assert_eq!(asked(&watcher, "/ping/f3a9"), pings, "nobody says that all is well");
    assert_eq!(asked(&watcher, "/ping/f3a9/fail"), 1, "it is told once");
    lock.execute_batch("rollback").unwrap();
    is_pinged(&watcher);
    let withheld = first(&world, "deadman-withheld");
    assert!(withheld.starts_with("the deadman is not pinged: the store "), "{withheld}");
    assert!(withheld.ends_with(" is locked by another process"), "{withheld}");
    assert_eq!(first(&world, "deadman-pinged"), "the deadman is pinged again");
    let shown = world.wail(["config", "show"]);
    assert!(shown.text().contains("file:deadman") && !shown.text().contains("f3a9"));
}

#[test]
fn the_deadman_is_not_pinged_while_nobody_who_is_called_first_can_be_reached() {
    let world = World::new(SOUND);
    let watcher = Receiver::answering(&[HEARD]);
    pinging(&world, &watcher, SOUND, "method = \"POST\"\n");
    let daemon = world.serve();
    let withheld = first(&world, "deadman-withheld");
    assert!(
        withheld.starts_with(
            "the deadman is not pinged: nobody who is called first can be reached (ana)"
        ),
        "{withheld}"
    );
    let (state, text) = doctor(&world);
    assert_eq!(state, "fail");
    assert!(text.starts_with(&withheld) && text.ends_with("; last pinged never"), "{text}");
    assert_eq!(watcher.seen().len(), 0, "it was never pinged");
    // Another way to reach her is enough; the channel that does not work is no matter any more.
    pinging(&world, &watcher, PROGRAM, "method = \"POST\"\n");
    is_pinged(&watcher);
    assert_eq!(watcher.seen()[0].method, "POST");
    drop(daemon);
}

#[tokio::test]
async fn the_deadman_is_not_pinged_without_a_proof_or_with_one_that_is_too_old() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let watcher = Receiver::answering(&[HEARD]);
    pinging(&world, &watcher, SOUND, "audio_within = \"1h\"\n");
    let mut daemon = world.serve();
    let withheld = first(&world, "deadman-withheld");
    assert_eq!(
        withheld,
        "the deadman is not pinged: it was never proved that this machine can be heard"
    );
    assert_eq!(watcher.seen().len(), 0);
    let proved = world.wail(["sound", "proof"]);
    assert_eq!(proved.code, Some(0), "{}", proved.err);
    is_pinged(&watcher);
    // The proof outlives the daemon, and grows old.
    daemon.stop();
    pinging(&world, &watcher, SOUND, "audio_within = \"2s\"\n");
    let daemon = world.serve();
    until("it is too old", PATIENCE * 2, || world.count("deadman-withheld") == 2);
    assert_eq!(
        texts(&world, "deadman-withheld")[1],
        "the deadman is not pinged: it was not proved for 2s that this machine can be heard"
    );
    drop(daemon);
}

#[test]
fn a_deadman_that_cannot_be_reached_goes_on_the_record_and_its_address_does_not() {
    let world = World::new(PROGRAM);
    let watcher = Receiver::answering(&[Reply::Of(503, "", "later"), HEARD]);
    pinging(&world, &watcher, PROGRAM, "");
    let nobody = crate::common::free_port();
    let path = world.folder().join("deadman");
    let reachable = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("http://127.0.0.1:{nobody}/ping/f3a9")).unwrap();
    let mut daemon = world.serve();
    let unreached = first(&world, "deadman-unreached");
    let expected = "the deadman could not be reached 3 times in a row, and will miss us: ";
    assert!(unreached.starts_with(expected), "{unreached}");
    assert!(!unreached.contains("f3a9") && !unreached.contains(&nobody.to_string()), "{unreached}");
    assert_eq!(doctor(&world).0, "fail");
    assert_eq!(world.open().len(), 0, "the watcher outside calls out, wail does not");
    fs::write(&path, reachable).unwrap();
    daemon.signal(Signal::HUP);
    // The first answer is a refusal, which is tried again.
    is_pinged(&watcher);
    is_pinged(&watcher);
    assert_eq!(first(&world, "deadman-pinged"), "the deadman is pinged again");
    until("the doctor knows of it", PATIENCE * 2, || doctor(&world).0 == "ok");
    daemon.stop();
    assert_eq!(doctor(&world).0, "warn", "no daemon pings: {}", doctor(&world).1);
}

/// The summaries that the program was run for.
fn pages(world: &World) -> String {
    fs::read_to_string(world.folder().join("pages")).unwrap_or_default()
}

#[test]
fn an_event_loop_that_hangs_is_told_of_by_a_second_station_and_opens_incidents() {
    let world = World::new(WRITES);
    let manager = UnixDatagram::bind(world.folder().join("notify")).unwrap();
    manager.set_nonblocking(true).unwrap();
    let mut daemon = world.serve_by("NOTIFY_SOCKET=\"$PWD/notify\" exec \"$0\" serve");
    until("the service manager is told that it is alive", PATIENCE, || fed(&manager) > 0);
    // Whoever reads the configuration waits until somebody writes it: a disk that is far away and gone.
    let text = fs::read_to_string(world.config()).unwrap();
    let fifo = world.folder().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let linked = world.folder().join("linked");
    fs::hard_link(&fifo, &linked).unwrap();
    fs::rename(&linked, world.config()).unwrap();
    until("the alarm goes out", STUCK, || pages(&world).contains("wail is stuck"));
    let said = daemon.says("warning: the loop station is stuck: it has not ticked for 3");
    assert!(said.contains("warning: the loop listener is stuck"), "{said}");
    assert!(pages(&world).contains("wail is stuck and rings nothing: no page went out for 3"));
    let store = world.store().display().to_string();
    let config = world.folder().join("other.toml");
    fs::write(&config, &text).unwrap();
    let list = || -> Vec<Value> {
        let mut command = world.program(env!("CARGO_BIN_EXE_wail"));
        command.env("WAIL_CONFIG", &config).args(["--store", &store, "list", "--json"]);
        serde_json::from_slice(&command.output().unwrap().stdout).unwrap()
    };
    until("the deciding thread opens incidents", PATIENCE, || list().len() >= 3);
    let summaries: Vec<Value> = list().iter().map(|open| open["summary"].clone()).collect();
    for name in ["listener", "station", "watchman"] {
        let summary = Value::from(format!("the loop {name} of wail is stuck"));
        assert!(summaries.contains(&summary), "{summaries:?}");
    }
    assert!(list().iter().all(|open| open["severity"] == "critical" && open["source"] == "wail"));
    fed(&manager);
    let before = signs(&world);
    until("the deciding thread goes on by itself", PATIENCE * 2, || signs(&world) > before);
    assert_eq!(fed(&manager), 0, "the service manager may start it anew");
    // What is read next is there at once; what is being read comes to its end.
    world.overwrite(&text);
    fs::write(&fifo, &text).unwrap();
    until("it goes on", PATIENCE * 2, || list().is_empty());
    until("the service manager is told so", PATIENCE * 2, || fed(&manager) > 0);
    assert_eq!(get(daemon.address, "/healthz").unwrap().status, 200);
    drop(daemon);
}

/// How often the service manager was told since the last time that the daemon is alive.
fn fed(manager: &UnixDatagram) -> usize {
    let mut bytes = [0; 4096];
    let mut number = 0;
    while let Ok(length) = manager.recv(&mut bytes) {
        number += usize::from(String::from_utf8_lossy(&bytes[..length]).contains("WATCHDOG=1"));
    }
    number
}

/// When the daemon last gave a sign of life in the store.
fn signs(world: &World) -> i64 {
    let store = Connection::open(world.store()).unwrap();
    store.busy_timeout(PATIENCE).unwrap();
    store.query_row("select max(seen_at) from station", [], |row| row.get(0)).unwrap()
}

/// Something that makes every write of the deciding thread to the disk hang, until it is dropped.
struct Slow(Child);

impl Slow {
    /// Stands in the way of that daemon's writes, where that is allowed.
    fn disk_of(daemon: &Daemon) -> Option<Self> {
        if !is_installed("strace") {
            cannot("strace is not installed");
            return None;
        }
        let tasks = fs::read_dir(format!("/proc/{}/task", daemon.pid())).unwrap();
        let decider = tasks.map(|task| task.unwrap().path()).find(|task| {
            fs::read_to_string(task.join("comm")).is_ok_and(|name| name.trim() == "decider")
        });
        let thread = decider.unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let writes = "pwrite64,fdatasync,fsync";
        let mut command = Command::new("strace");
        command.args(["-q", "-p", &thread, "-e", &format!("trace={writes}")]);
        command.args(["-e", &format!("inject={writes}:delay_enter=600s")]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let status = format!("/proc/{}/task/{thread}/status", daemon.pid());
        let mut slow = Self(child);
        let mut is_refused = false;
        until("it is in the way", PATIENCE, || {
            is_refused = slow.0.try_wait().unwrap().is_some();
            let status = fs::read_to_string(&status).unwrap();
            is_refused || !status.contains("TracerPid:\t0\n")
        });
        if is_refused {
            cannot("nothing may be put in the way of a thread here");
        }
        (!is_refused).then_some(slow)
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = kill_process(Pid::from_child(&self.0), Signal::TERM);
        drop(self.0.wait());
    }
}

#[test]
fn a_deciding_thread_that_hangs_is_told_of_without_the_store_and_health_names_it() {
    let world = World::new(WRITES);
    let watcher = Receiver::answering(&[HEARD]);
    pinging(&world, &watcher, WRITES, "");
    let mut daemon = world.serve();
    is_pinged(&watcher);
    let Some(slow) = Slow::disk_of(&daemon) else { return };
    until("the alarm goes out", STUCK, || pages(&world).contains("wail is stuck"));
    assert!(pages(&world).contains("wail is stuck and calls nobody: nothing was decided for "));
    daemon.says("warning: the loop decider is stuck: it has not ticked for ");
    let health = get(daemon.address, "/healthz").unwrap();
    assert_eq!(health.status, 503);
    assert!(health.text.contains("the loop decider has not ticked for "), "{}", health.text);
    drop(slow);
    until("it goes on", PATIENCE * 2, || {
        get(daemon.address, "/healthz").is_ok_and(|health| health.status == 200)
    });
    is_pinged(&watcher);
    let stuck = first(&world, "loop-stuck");
    assert!(stuck.starts_with("the loop decider is stuck: it has not ticked for "), "{stuck}");
    assert_eq!(first(&world, "loop-goes-on"), "the loop decider is stuck no longer");
    let withheld = texts(&world, "deadman-withheld");
    let is_named = |text: &String| text.starts_with("the deadman is not pinged: the loop decider");
    assert!(withheld.iter().any(is_named), "{withheld:?}");
    assert_eq!(world.open().len(), 0, "there is nothing to call anybody for any more");
    assert!(daemon.stop().0.success(), "{}", daemon.said());
}

#[test]
fn a_daemon_that_was_stopped_and_goes_on_has_missed_no_tick() {
    if !may_be_long() {
        return;
    }
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    daemon.signal(Signal::STOP);
    crate::world::pause(Duration::from_secs(100));
    daemon.signal(Signal::CONT);
    until("it is noticed", PATIENCE, || world.count("deaf") == 1);
    crate::world::pause(Duration::from_secs(20));
    assert_eq!(world.count("loop-stuck"), 0);
    assert_eq!(get(daemon.address, "/healthz").unwrap().status, 200);
}
