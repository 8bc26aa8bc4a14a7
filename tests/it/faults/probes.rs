//! What a station finds out about its channels before the first page, and says.

use std::fs;
use std::time::{Duration, Instant};

use crate::pulse::Pulse;
use crate::world::{PATIENCE, PROGRAM, SOUND, World, say, until};

/// Ana by three channels that need a machine, and bo after her by a program.
const HEADLESS: &str = "\
[people.ana]
channels = [\"sound\", \"desktop\", \"bell\"]
[people.bo]
channels = [{ use = \"command\", run = [\"true\"] }]
";

/// What `wail doctor` says of stations and of who can be reached.
fn doctor(world: &World) -> String {
    // Its exit code is about the port, which the configuration leaves open here.
    world.wail(["doctor", "--silent"]).text().to_owned()
}

#[test]
fn a_headless_daemon_knows_before_the_first_page_that_it_rings_by_nothing() {
    let world = World::new(HEADLESS);
    let config = fs::read_to_string(world.config()).unwrap();
    let steps = "steps = [{ who = \"ana\", wait = \"5m\" }, { who = \"bo\" }]";
    world.overwrite(&config.replace("steps = [{ who = \"ana\", wait = \"5m\" }]", steps));
    let daemon = world.serve_by("exec setsid \"$0\" serve");
    until("three probes have failed", PATIENCE, || world.count("cannot-ring") == 3);
    let found = doctor(&world);
    assert!(found.contains("rings for ana by 0 channels; not by "), "{found}");
    assert!(found.contains("sound: this machine has no sound device"), "{found}");
    assert!(found.contains("ana (the fallback) cannot be reached now by sound, desktop, bell"));
    let begun = Instant::now();
    daemon.fires("the shop is down");
    until("bo is called", PATIENCE, || world.count("delivered") == 1);
    say(&format!("past three dead channels after {} ms", begun.elapsed().as_millis()));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    let events = world.events();
    let texts: Vec<&str> = events.iter().filter_map(|entry| entry["text"].as_str()).collect();
    for kind in ["sound", "desktop", "bell"] {
        let reason = format!("{kind} cannot reach ana: ");
        let told = texts.iter().filter(|text| text.starts_with(&reason)).count();
        assert_eq!(told, 1, "{texts:#?}");
    }
    assert_eq!(world.count("unreachable"), 1, "{texts:#?}");
}

#[test]
fn a_machine_on_which_nobody_is_reached_by_a_channel_that_needs_one_probes_nothing() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    daemon.fires("the shop is down");
    until("the page goes out", PATIENCE, || world.count("delivered") == 1);
    assert_eq!(world.count("cannot-ring"), 0);
    assert!(doctor(&world).contains("rings for ana by 0 channels\n"));
}

#[tokio::test]
async fn a_loudspeaker_is_found_without_a_sound_and_is_rung_by() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let begun = pulse.recorded();
    let daemon = world.serve();
    daemon.has_probed();
    let heard = pulse.listen(begun, Duration::from_millis(500)).await;
    assert!(crate::pulse::sounding(&heard).is_none(), "a probe is heard by nobody");
    assert_eq!(world.count("cannot-ring"), 0);
    assert!(doctor(&world).contains("rings for ana by sound\n"));
    daemon.fires("the shop is down");
    until("it rings", PATIENCE, || world.count("delivered") == 1);
    assert_eq!(world.wail(["ack", "--all"]).code, Some(0));
    until("it is silent", PATIENCE, || daemon.children().is_empty());
}
