//! Two stations on one store: what one saves the other hears of at once, not at its next look.

use std::fs;
use std::time::{Duration, Instant};

use crate::pulse::Pulse;
use crate::world::{Daemon, PATIENCE, SOUND, World, say, until};

/// How long it may take until another station does what was saved. It looks by itself after two
/// seconds, and after one while it rings.
const AT_ONCE: Duration = Duration::from_millis(500);

/// How often each thing is tried: the machine may be busy, so the middle one counts.
const ROUNDS: usize = 7;

/// A daemon that decides and rings for bo, and a station beside it that rings for ana.
fn hub_and_station(world: &World) -> (Daemon, Daemon) {
    let config = fs::read_to_string(world.config()).unwrap();
    fs::write(world.folder().join("station.toml"), &config).unwrap();
    world.overwrite(&format!("{}[people.bo]\n", config.replace("me = \"ana\"", "me = \"bo\"")));
    let hub = world.serve();
    (hub, station(world))
}

fn station(world: &World) -> Daemon {
    let mut station = world.start_by("WAIL_CONFIG=station.toml exec \"$0\" watch");
    station.says("decides; this station rings");
    station
}

/// Waits until the station rings or does not, and says how long that took.
fn until_rings(station: &Daemon, rings: bool) -> Duration {
    let start = Instant::now();
    until("the station rings or falls silent", PATIENCE, || station.children().is_empty() != rings);
    start.elapsed()
}

/// Pages and acknowledges again and again; asserts how soon the station rings and is silent.
fn rings_and_falls_silent_at_once(world: &World, hub: &Daemon, station: &Daemon, name: &str) {
    let (mut pages, mut acks) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        hub.fires(&format!("{name} {round}"));
        pages.push(until_rings(station, true));
        let acknowledged = world.wail(["ack", "--all"]);
        assert_eq!(acknowledged.code, Some(0), "{}", acknowledged.err);
        acks.push(until_rings(station, false));
    }
    for (what, mut took) in [("rings", pages), ("is silent", acks)] {
        took.sort_unstable();
        let middle = took[ROUNDS / 2];
        say(&format!("{name}: the other station {what} after {} ms", middle.as_millis()));
        assert!(middle < AT_ONCE, "{name}, {what}: {took:?}");
    }
}

fn sockets(world: &World) -> usize {
    fs::read_dir(world.store().with_extension("nudge")).unwrap().count()
}

#[tokio::test]
async fn another_station_rings_and_falls_silent_at_once_also_beside_one_that_was_killed() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let (hub, ringer) = hub_and_station(&world);
    until("the station is known", PATIENCE, || is_known(&world, &ringer));
    ringer.has_probed();
    rings_and_falls_silent_at_once(&world, &hub, &ringer, "two");
    let mut third = station(&world);
    until("the third is known", PATIENCE, || is_known(&world, &third));
    assert_eq!(sockets(&world), 3);
    third.kill();
    rings_and_falls_silent_at_once(&world, &hub, &ringer, "beside a killed one");
    assert_eq!(sockets(&world), 2, "what it left is gone");
    assert_eq!(world.count("unreachable"), 0);
}

fn is_known(world: &World, station: &Daemon) -> bool {
    // Its exit code is about the port, which the configuration leaves open here.
    let checks = world.wail(["doctor", "--silent"]);
    checks.text().contains(&format!("/{} rings for ana", station.pid()))
}

#[tokio::test]
async fn what_a_station_that_stops_was_ringing_rings_next_door_at_once() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let (hub, mut first) = hub_and_station(&world);
    until("the station is known", PATIENCE, || is_known(&world, &first));
    first.has_probed();
    hub.fires("the shop is down");
    until_rings(&first, true);
    let second = station(&world);
    until("the second is known", PATIENCE, || is_known(&world, &second));
    second.has_probed();
    let (status, _) = first.stop();
    assert!(status.success(), "{status}");
    let took = until_rings(&second, true);
    say(&format!("rings next door {} ms after the first stopped", took.as_millis()));
    assert!(took < Duration::from_secs(2), "{took:?}");
}
