//! Two daemons on one store, and a daemon that is stopped while it rings.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rustix::process::Signal;

use crate::pulse::{Pulse, loudness, runs, samples, sounding};
use crate::sender::{Line, get, webhook};
use crate::world::{
    Daemon, PATIENCE, PROGRAM, SOUND, World, firing, may_be_long, pause, say, until,
};

/// An address on which nobody listens now.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn a_second_daemon_ends_at_once_and_names_the_first() {
    let world = World::new(PROGRAM);
    let mut first = world.serve();
    let second = world.wail(["serve"]);
    assert_eq!(second.code, Some(4), "{}", second.err);
    assert!(second.took < Duration::from_secs(3), "{:?}", second.took);
    assert!(second.err.contains("is already decided by"), "{}", second.err);
    assert!(second.err.contains(&format!("/{}\n", first.pid())), "{}", second.err);
    assert!(second.err.contains("hint: `wail watch` joins it"), "{}", second.err);
    first.fires("the first still works");
    first.kill();
    let start = Instant::now();
    let third = world.serve();
    let waited = start.elapsed();
    assert!(waited < Duration::from_secs(3), "{waited:?} after a kill");
    third.fires("the third works");
    third.decides();
    assert_eq!(world.open().len(), 2);
}

#[test]
fn a_station_takes_over_deciding_and_listening_when_the_first_daemon_is_killed() {
    let address = free_address();
    let world = World::new(PROGRAM).at(address, PROGRAM);
    let mut first = world.serve();
    first.fires("before");
    first.decides();
    let mut watch = world.start_by("exec \"$0\" watch");
    watch.says("decides; this station rings");
    assert!(watch.said().contains(&format!("/{} decides", first.pid())), "{}", watch.said());
    first.kill();
    let start = Instant::now();
    watch.says("deciding from now on");
    watch.listens();
    let waited = start.elapsed();
    say(&format!("a killed daemon is replaced after {} ms", waited.as_millis()));
    assert!(waited < Duration::from_secs(5), "{waited:?}");
    assert_eq!(watch.address, address);
    watch.fires("after");
    watch.decides();
    assert_eq!(world.open().len(), 2);
    assert_eq!(world.count("daemon-started"), 2);
}

#[test]
fn a_station_takes_over_although_somebody_else_has_the_address_by_now() {
    let address = free_address();
    let world = World::new(PROGRAM).at(address, PROGRAM);
    let mut first = world.serve();
    let mut watch = world.start_by("exec \"$0\" watch");
    watch.says("decides; this station rings");
    // At its start it looks for the lease at once, later only now and then: time to be quicker.
    pause(Duration::from_millis(200));
    first.kill();
    let taken = TcpListener::bind(address).unwrap();
    watch.says(&format!("cannot listen on {address}"));
    assert_eq!(world.wail(["page", "heard all the same"]).code, Some(0));
    until("the page goes out", Duration::from_secs(10), || world.count("delivered") == 1);
    drop(taken);
    watch.listens();
    let (status, _) = watch.stop();
    assert!(status.success(), "{status}");
}

#[test]
fn a_port_that_is_taken_is_named_with_how_to_find_who_has_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let world = World::new(PROGRAM).at(address, PROGRAM);
    let refused = world.wail(["serve"]);
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    assert!(refused.err.contains(&format!("cannot listen on {address}")), "{}", refused.err);
    let hint = format!("hint: see who has it: `ss -ltnp 'sport = :{}'`", address.port());
    assert!(refused.err.contains(&hint), "{}", refused.err);
    // It leaves nothing behind that keeps the next one from starting.
    drop(taken);
    assert_eq!(world.serve().address, address);
}

/// A daemon that rings for one alert.
async fn ringing(pulse: &Pulse, world: &World) -> Daemon {
    let daemon = world.serve();
    daemon.fires("the shop is down");
    until("the alarm is proved", PATIENCE, || world.count("delivered") > 0);
    let heard = pulse.listen(pulse.recorded(), Duration::from_secs(1)).await;
    assert!(loudness(&heard).iter().all(|loud| *loud > 0.02), "it sounds: {:?}", loudness(&heard));
    daemon
}

#[tokio::test]
async fn a_daemon_stopped_while_it_rings_is_silent_within_a_second_and_rings_again_when_it_returns()
{
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let mut daemon = ringing(&pulse, &world).await;
    let player = daemon.children();
    assert_eq!(player.len(), 1, "one player");
    // Somebody posts until the end: what is acknowledged is there afterwards.
    let address = daemon.address;
    let posting = std::thread::spawn(move || post_until_refused(address));
    // And somebody else is in the middle of a request that never ends.
    let mut half = Line::open(address).unwrap();
    half.0.write_all(b"POST /in/generic HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf").unwrap();
    pause(Duration::from_millis(300));
    let asked = pulse.recorded();
    let (status, took) = daemon.stop();
    let ended = pulse.recorded();
    let acknowledged = posting.join().unwrap();
    assert!(status.success(), "{status}: {}", daemon.said());
    let after = pulse.listen(asked, Duration::from_secs(2)).await;
    let last = sounding(&after).map_or(0, |(_, last)| last).saturating_sub(ended - asked);
    say(&format!(
        "stopped while ringing: ended after {} ms, silent {} ms later, {} posts acknowledged",
        took.as_millis(),
        last / samples(Duration::from_millis(1)),
        acknowledged.len()
    ));
    assert!(took <= Duration::from_secs(1), "{took:?}");
    assert!(last < samples(Duration::from_millis(500)), "it goes on for {last} samples");
    assert!(player.iter().all(|player| !runs(*player)), "the player ends with it");

    let again = pulse.recorded();
    let daemon = world.serve();
    daemon.decides();
    until("the alarm is proved again", PATIENCE, || !daemon.children().is_empty());
    let heard = pulse.listen(again, Duration::from_secs(2)).await;
    assert!(sounding(&heard).is_some(), "what nobody acknowledged rings again");
    let open = world.open();
    for name in &acknowledged {
        assert!(open.iter().any(|open| open["summary"] == **name), "{name} is lost");
    }
    assert_eq!(world.wail(["ack", "--all"]).code, Some(0));
    until("it is silent", PATIENCE, || daemon.children().is_empty());
}

/// Posts on one connection for as long as it lasts, and says what was acknowledged.
fn post_until_refused(address: SocketAddr) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let Ok(mut line) = Line::open(address) else { return acknowledged };
    for number in 0..100_000 {
        let name = format!("late {number}");
        match line.ask(&webhook("/in/generic", "", firing(&name).as_bytes())) {
            Ok(reply) if reply.status == 202 => acknowledged.push(name),
            Ok(_) | Err(_) => break,
        }
    }
    acknowledged
}

#[tokio::test]
async fn what_a_daemon_without_sound_cannot_ring_the_station_beside_it_does() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let silent = "export PULSE_SERVER=unix:/nowhere ALSA_CONFIG_PATH=/dev/null; exec \"$0\" serve";
    let hub = world.serve_by(silent);
    let mut watch = world.start_by("exec \"$0\" watch");
    watch.says("decides; this station rings");
    let begun = pulse.recorded();
    hub.fires("heard next door");
    until("the station rings it", PATIENCE, || world.count("delivered") == 1);
    until("only one has a player", PATIENCE, || hub.children().is_empty());
    assert!(!watch.children().is_empty(), "whose player is it?");
    assert!(sounding(&pulse.listen(begun, Duration::from_secs(4)).await).is_some());
    assert_eq!(world.count("unreachable"), 0);
    let page = &world.open()[0]["pages"][0];
    assert_eq!(page["state"], "delivered", "{page}");
    assert!(page["station"].as_str().unwrap().ends_with(&format!("/{}", watch.pid())), "{page}");
    world.wail(["ack", "--all"]);
    until("it is silent", PATIENCE, || watch.children().is_empty());
}

#[tokio::test]
async fn a_daemon_killed_while_it_rings_rings_again_when_it_returns() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let mut daemon = ringing(&pulse, &world).await;
    let player = daemon.children();
    daemon.kill();
    until("its player is gone", PATIENCE, || player.iter().all(|player| !runs(*player)));
    let daemon = world.serve();
    until("it rings again", PATIENCE, || !daemon.children().is_empty());
    let heard = pulse.listen(pulse.recorded(), Duration::from_secs(2)).await;
    assert!(sounding(&heard).is_some());
}

/// When the first entry of that kind was written.
fn noted_at(world: &World, event: &str) -> Timestamp {
    let events = world.events();
    let entry = events.iter().find(|entry| entry["event"] == event).unwrap();
    entry["at"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_daemon_that_stood_still_says_for_how_long_it_was_deaf() {
    if !may_be_long() {
        return say("not tested: it takes two minutes; set WAIL_LONG to test it");
    }
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    // It listens before it decides, and only what decides notices that it stood still.
    daemon.decides();
    daemon.signal(Signal::STOP);
    pause(Duration::from_secs(35));
    daemon.signal(Signal::CONT);
    until("it is noted", PATIENCE, || world.count("deaf") == 1);
    // What began meanwhile is sent again by its senders, and one of it is over.
    let began = noted_at(&world, "deaf") - SignedDuration::from_secs(20);
    for (name, status) in
        [("one", "firing"), ("two", "firing"), ("three", "firing"), ("three", "resolved")]
    {
        let body = format!(
            "{{\"key\":\"{name}\",\"summary\":\"{name}\",\"status\":\"{status}\",\"at\":\"{began}\"}}"
        );
        assert_eq!(daemon.post("generic", body).status, 202);
    }
    let within = Duration::from_secs(80);
    until("it is told what began", within, || world.count("began-while-deaf") == 1);
    let events = world.events();
    let told = events.iter().find(|entry| entry["event"] == "began-while-deaf").unwrap();
    let told = told["text"].as_str().unwrap();
    assert!(told.ends_with(": 3 problems began meanwhile, 2 still firing"), "{told}");
    let events = world.events();
    let deaf = events.iter().find(|entry| entry["event"] == "deaf").unwrap();
    assert!(deaf["text"].as_str().unwrap().contains("deaf for "), "{deaf}");
    assert_eq!(get(daemon.address, "/healthz").unwrap().status, 200);
}
