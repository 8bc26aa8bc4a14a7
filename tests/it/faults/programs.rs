//! Programs that are run for a page, and the service manager that is told how the daemon does.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Pid;

use crate::pulse::runs;
use crate::world::{Daemon, PATIENCE, World, firing, say, until};

/// Reaches ana by a line of shell, within that time.
fn by_shell(line: &str, limit: &str) -> String {
    format!(
        "[people.ana]\nchannels = [{{ use = \"command\", run = [\"sh\", \"-c\", '{line}'], \
         limit = \"{limit}\" }}]\n"
    )
}

fn number_in(path: &Path) -> Pid {
    until("the program begins", PATIENCE, || {
        fs::read_to_string(path).is_ok_and(|text| text.ends_with('\n'))
    });
    Pid::from_raw(fs::read_to_string(path).unwrap().trim().parse().unwrap()).unwrap()
}

#[test]
fn a_program_is_run_by_the_deciding_daemon_for_a_person_whose_machine_it_is_not() {
    let channel = by_shell("cat > page.json; env > page.env", "5s");
    let world = World::new(&channel);
    // Here it is bo's machine; ana has no station anywhere.
    let config = fs::read_to_string(world.config()).unwrap();
    let config = config.replace("me = \"ana\"", "me = \"bo\"");
    world.overwrite(&format!("{config}[people.bo]\n"));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    until("the program has ended well", PATIENCE, || world.count("delivered") == 1);
    let page = fs::read_to_string(world.folder().join("page.json")).unwrap();
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    assert_eq!(page["summary"], "the shop is down");
    assert_eq!(page["person"], "ana");
    let environment = fs::read_to_string(world.folder().join("page.env")).unwrap();
    assert!(environment.contains("WAIL_SUMMARY=the shop is down\n"), "{environment}");
}

#[test]
fn a_program_that_never_ends_is_killed_with_everything_it_started_at_its_limit() {
    let world = World::new(&by_shell("sleep 600 & echo $! > child; echo $$ > group; wait", "2s"));
    let daemon = world.serve();
    let start = Instant::now();
    daemon.fires("the shop is down");
    let group = number_in(&world.folder().join("group"));
    let child = number_in(&world.folder().join("child"));
    assert!(runs(group) && runs(child));
    until("it is killed", PATIENCE, || !runs(group) && !runs(child));
    let took = start.elapsed();
    say(&format!("a program with 2 s to run was killed after {} ms", took.as_millis()));
    assert!((2..6).contains(&took.as_secs()), "{took:?}");
    until("that is noted", PATIENCE, || world.count("channel-failed") == 1);
    let events = world.events();
    let failed = events.iter().find(|entry| entry["event"] == "channel-failed").unwrap();
    let text = failed["text"].as_str().unwrap();
    assert!(text.contains("did not end within 2 seconds"), "{text}");
}

#[test]
fn an_answer_kills_the_program_that_still_runs_for_its_page() {
    let world = World::new(&by_shell("sleep 600 & echo $! > child; echo $$ > group; wait", "10m"));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    let group = number_in(&world.folder().join("group"));
    let child = number_in(&world.folder().join("child"));
    let start = Instant::now();
    assert_eq!(world.wail(["ack", "1"]).code, Some(0));
    until("it is killed", PATIENCE, || !runs(group) && !runs(child));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert_eq!(world.open()[0]["status"], "acknowledged");
    drop(daemon);
}

#[test]
fn a_daemon_that_stops_kills_the_programs_that_still_run() {
    let world = World::new(&by_shell("sleep 600 & echo $! > child; echo $$ > group; wait", "10m"));
    let mut daemon = world.serve();
    daemon.fires("the shop is down");
    let group = number_in(&world.folder().join("group"));
    let child = number_in(&world.folder().join("child"));
    let (status, took) = daemon.stop();
    assert!(status.success() && took < Duration::from_secs(3), "{status} after {took:?}");
    until("it is killed", PATIENCE, || !runs(group) && !runs(child));
}

/// A daemon whose service manager is this test.
fn managed(world: &World) -> (Daemon, UnixDatagram) {
    let path = world.folder().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let line = "NOTIFY_SOCKET=\"$PWD/notify\" WATCHDOG_USEC=30000000 exec \"$0\" serve";
    (world.serve_by(line), socket)
}

fn told(socket: &UnixDatagram) -> String {
    let mut bytes = [0; 4096];
    let length = socket.recv(&mut bytes).expect("the service manager is told in time");
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

#[test]
fn the_service_manager_is_told_when_the_daemon_is_ready_alive_and_stopping() {
    let world = World::new(crate::world::PROGRAM);
    let (mut daemon, socket) = managed(&world);
    let mut before = Vec::new();
    while !before.iter().any(|told: &String| told.contains("READY=1")) {
        before.push(told(&socket));
    }
    assert_eq!(crate::sender::get(daemon.address, "/healthz").unwrap().status, 200);
    // Alive within its nap, and again after the next.
    for _ in 0..2 {
        while !told(&socket).contains("WATCHDOG=1") {}
    }
    daemon.stop();
    while !told(&socket).contains("STOPPING=1") {}
}

#[test]
fn a_storm_runs_sixteen_programs_at_once_and_an_answer_to_all_ends_them() {
    const ALERTS: usize = 300;
    let each = "[storm]\nenabled = false\n";
    let world = World::new(&format!("{each}{}", by_shell("sleep 600", "10m")));
    let daemon = world.serve();
    let alerts: Vec<String> =
        (0..ALERTS).map(|number| firing(&format!("alert {number}"))).collect();
    let reply = daemon.post("generic", format!("[{}]", alerts.join(",")));
    assert_eq!(reply.status, 202, "{}", reply.text);
    daemon.decides();
    assert_eq!(world.open().len(), ALERTS);
    until("as many run as may", PATIENCE, || daemon.children().len() == 16);
    let start = Instant::now();
    let answer = world.wail(["ack", "--all", "--quiet"]);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    until("none runs", PATIENCE, || daemon.children().is_empty());
    say(&format!("{ALERTS} pages by program: all ended {} ms after", start.elapsed().as_millis()));
    // Those that waited do not begin now.
    daemon.fires("one more");
    until("it has a program of its own", PATIENCE, || daemon.children().len() == 1);
    assert_eq!(world.count("channel-failed"), 0, "what was hushed has not failed");
}
