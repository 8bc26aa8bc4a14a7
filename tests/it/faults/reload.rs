//! A configuration that changes under a running daemon, for the worse and for the better.

use std::fs;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rustix::process::Signal;

use crate::sender::{Line, post, webhook};
use crate::world::{Daemon, PATIENCE, PROGRAM, World, firing, pause, say, until};

/// Posts until it is told to stop, counts, and insists that every single alert is taken.
fn send(address: SocketAddr, stop: &AtomicBool, sent: &AtomicUsize) {
    let mut line = Line::open(address).unwrap();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let body = firing(&format!("alert {number}"));
        let reply = line.ask(&webhook("/in/generic", "", body.as_bytes())).unwrap();
        assert_eq!(reply.status, 202, "{}", reply.text);
        sent.store(number + 1, Ordering::Relaxed);
        // As fast as an alarm comes, not as fast as it can.
        pause(Duration::from_millis(2));
    }
}

/// Whether the source `new`, which only the mended configuration has, is there.
fn knows_new(daemon: &Daemon) -> bool {
    post(daemon.address, "new", firing("new").as_bytes()).unwrap().status == 202
}

#[test]
fn a_broken_configuration_is_refused_while_alerts_arrive_and_the_old_one_stays() {
    let world = World::new(PROGRAM);
    let mut daemon = world.serve();
    let good = fs::read_to_string(world.config()).unwrap();
    let misspelt = format!("{good}[sources.new]\nkind = \"generik\"\n");
    let line = good.lines().count() + 2;
    let truncated = format!("{good}[sources.new");
    let unknown = good.replace("fallback = ", "fallbak = ");
    let (stop, sent) = (AtomicBool::new(false), AtomicUsize::new(0));
    let address = daemon.address;
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| send(address, &stop, &sent));
        let more_are_sent = || {
            let before = sent.load(Ordering::Relaxed);
            until("more alerts arrive", PATIENCE, || sent.load(Ordering::Relaxed) > before + 20);
        };
        let refused = |daemon: &mut Daemon, text: &str, place: &str| {
            more_are_sent();
            let before = daemon.said().len();
            world.overwrite(text);
            daemon.signal(Signal::HUP);
            until("the fault is said", PATIENCE, || daemon.said()[before..].contains(place));
            let said = daemon.said()[before..].to_owned();
            assert!(said.contains("the last good one stays"), "{said}");
        };
        refused(&mut daemon, &misspelt, &format!("config.toml:{line}:8"));
        refused(&mut daemon, &truncated, &format!("config.toml:{}:", line - 1));
        refused(&mut daemon, &unknown, "config.toml:3:1");
        assert_eq!(post(address, "new", b"{}").unwrap().status, 404);
        assert!(!knows_new(&daemon));

        world.overwrite(&format!("{good}[sources.new]\nkind = \"generic\"\n"));
        daemon.signal(Signal::HUP);
        until("the mended one is in force", PATIENCE, || knows_new(&daemon));
        more_are_sent();
        stop.store(true, Ordering::Relaxed);
        sending.join().unwrap();
    });
    let sent = sent.into_inner();
    daemon.decides();
    say(&format!("{sent} alerts while the configuration broke three times and was mended"));
    let open = world.open();
    // So many at once may be a storm, which is one more.
    let open = open.iter().filter(|open| open["source"] != "wail");
    assert_eq!(open.count(), sent + 1, "no alert is lost");
    assert!(world.count("config-refused") >= 3);
    assert!(world.count("config-reloaded") >= 1);
    let events = world.events();
    let refused = events.iter().find(|entry| entry["event"] == "config-refused").unwrap();
    assert!(refused["text"].as_str().unwrap().contains("has 1 fault"), "{refused}");
}

#[test]
fn a_changed_file_is_noticed_without_a_signal_and_so_is_a_broken_one() {
    let world = World::new(PROGRAM);
    let mut daemon = world.serve();
    let good = fs::read_to_string(world.config()).unwrap();
    world.overwrite("fallback = \"");
    daemon.says("the last good one stays");
    assert!(daemon.said().contains("config.toml:1:"), "{}", daemon.said());
    daemon.fires("as before");
    // Also as a file that is written in place.
    fs::write(world.config(), format!("{good}[sources.new]\nkind = \"generic\"\n")).unwrap();
    until("the mended one is in force", PATIENCE, || knows_new(&daemon));
    daemon.says("the changed configuration is in force");
}

#[test]
fn a_configuration_that_cannot_be_read_any_more_leaves_the_old_one_in_force() {
    let world = World::new(PROGRAM);
    let mut daemon = world.serve();
    let good = fs::read(world.config()).unwrap();
    fs::remove_file(world.config()).unwrap();
    daemon.signal(Signal::HUP);
    daemon.says("it cannot be read");
    daemon.fires("as before");
    fs::create_dir(world.config()).unwrap();
    daemon.signal(Signal::HUP);
    daemon.says("it is a directory");
    fs::remove_dir(world.config()).unwrap();
    fs::write(world.config(), b"fallback = \"\xff\"\n").unwrap();
    daemon.signal(Signal::HUP);
    daemon.says("line 1 is not UTF-8");
    daemon.fires("as before, too");
    fs::write(world.config(), good).unwrap();
    daemon.signal(Signal::HUP);
    daemon.says("the changed configuration is in force");
    daemon.decides();
    assert_eq!(world.open().len(), 2);
}
