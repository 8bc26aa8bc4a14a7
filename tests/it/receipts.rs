//! What is known of a ring afterwards, and who takes the place of a loudspeaker: a whole daemon.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::pulse::{Pulse, samples, sounding};
use crate::world::{PATIENCE, SOUND, World, cannot, until};

#[tokio::test]
async fn a_ring_has_a_receipt_on_the_timeline_and_in_show() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let daemon = world.serve();
    daemon.fires("rings");
    until("it rings", PATIENCE, || world.count("delivered") == 1);
    pulse.listen(pulse.recorded(), Duration::from_secs(1)).await;
    world.wail(["ack", "--all"]);
    until("there is a receipt", PATIENCE, || world.count("sounded") == 1);
    let shown = world.json(["show", "1", "--json"]);
    let receipt = &shown["pages"][0]["receipt"];
    assert_eq!(receipt["sound"], "siren", "{receipt}");
    assert_eq!(receipt["device"], "alarm", "{receipt}");
    assert_eq!((&receipt["volume"], &receipt["muted"]), (&100.into(), &false.into()), "{receipt}");
    assert!((0.5..10.0).contains(&receipt["seconds"].as_f64().unwrap()), "{receipt}");
    assert!(receipt["fallback"].is_null(), "{receipt}");
    let text = world.wail(["show", "1"]);
    assert!(text.text().contains("s on alarm at 100 %, not muted\n"), "{}", text.text());
}

#[tokio::test]
async fn what_rings_when_the_daemon_stops_has_its_receipt_and_rings_again_with_the_next() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let mut daemon = world.serve();
    daemon.fires("rings");
    until("it rings", PATIENCE, || world.count("delivered") == 1);
    pulse.listen(pulse.recorded(), Duration::from_secs(1)).await;
    assert_eq!(world.count("sounded"), 0);
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}");
    let events = world.events();
    let at = |event: &str| events.iter().position(|entry| entry["event"] == event);
    assert!(at("sounded").unwrap() < at("daemon-stopped").unwrap(), "{events:?}");
    let receipt = &world.json(["show", "1", "--json"])["pages"][0]["receipt"];
    assert_eq!((&receipt["sound"], &receipt["device"]), (&"siren".into(), &"alarm".into()));
    assert!((0.5..10.0).contains(&receipt["seconds"].as_f64().unwrap()), "{receipt}");

    let daemon = world.serve();
    until("it rings again", PATIENCE, || world.count("delivered") == 2);
    pulse.listen(pulse.recorded(), Duration::from_secs(1)).await;
    world.wail(["ack", "--all"]);
    until("there is another receipt", PATIENCE, || world.count("sounded") == 2);
    until("it is silent", PATIENCE, || daemon.children().is_empty());
}

#[tokio::test]
async fn an_alarm_that_was_lost_is_delivered_again_when_it_is_heard_again() {
    let Some(mut pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let daemon = world.serve();
    daemon.fires("rings");
    until("it rings", PATIENCE, || world.count("delivered") == 1);
    pulse.crash();
    until("it is lost", PATIENCE, || world.count("channel-failed") >= 1);
    assert_eq!(world.open()[0]["pages"][0]["state"], "failed");
    pulse.restart().await;
    until("it is heard again", PATIENCE, || world.count("delivered") >= 2);
    let again = world.events();
    let again = again.iter().rfind(|entry| entry["event"] == "delivered").unwrap();
    assert!(again["text"].as_str().unwrap().contains("sounding again on "), "{again}");
    assert_eq!(world.open()[0]["pages"][0]["state"], "delivered");
    let start = pulse.recorded() + samples(Duration::from_millis(300));
    assert!(sounding(&pulse.listen(start, Duration::from_secs(1)).await).is_some());
    world.wail(["ack", "--all"]);
    until("it is silent", PATIENCE, || daemon.children().is_empty());
}

/// A line of shell that starts `wail watch` in a terminal, which is written down in `typescript`.
const IN_A_TERMINAL: &str = "export WAIL=\"$0\"; exec 3>&2; mkfifo keys; exec 4<>keys; \
                             exec script --quiet --flush --command \
                             'exec \"$WAIL\" watch 2>&3' typescript <&4";

#[test]
fn somebody_whose_list_has_only_sound_is_reached_by_the_bell_of_a_machine_without_sound() {
    if Command::new("script").arg("--version").output().is_err() {
        return cannot("script is not installed");
    }
    let world = World::new(SOUND);
    let mut watch = world.start_by(IN_A_TERMINAL);
    watch.listens();
    watch.fires("nobody hears this");
    until("the bell stands in", PATIENCE, || world.count("stood-in") >= 1);
    let strokes = || fs::read(world.folder().join("typescript")).unwrap();
    let count = || String::from_utf8_lossy(&strokes()).matches('\x07').count();
    until("it rings on", PATIENCE, || count() >= 3);
    assert!(strokes().windows(5).any(|bytes| bytes == b"\x1b[?5h"), "the screen flashes");
    world.wail(["ack", "--all"]);
    until("it is quiet", PATIENCE, || {
        let before = count();
        std::thread::park_timeout(Duration::from_millis(2500));
        count() == before
    });
}
