//! Messages to people who are not at their desk: by real requests to real receivers on this machine.

mod answered;
mod audience;
mod evening;
mod mail;
pub(crate) mod receiver;
mod repeated;
mod services;
mod texts;
mod tried;

use std::net::SocketAddr;
use std::time::Duration;

use crate::common::free_port;
use crate::world::{PATIENCE, World, until};

/// How long something may take that has a service's time limit in it.
pub(super) const LONG: Duration = Duration::from_mins(1);

/// Reaches ana by ntfy at that address, and by nothing else.
fn by_ntfy(server: SocketAddr) -> String {
    format!(
        "[people.ana]\nchannels = [{{ use = \"push\", to = \"ntfy\", name = \"phone\", \
         topic = \"oncall-ana\", server = \"http://{server}\", token = \"env:WAIL_TEST_KEY\" }}]\n"
    )
}

/// A world whose listener is reached from outside, as it says.
fn world_with_links(channels: &str) -> World {
    let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let world = World::new("").at(address, channels);
    let config = std::fs::read_to_string(world.config()).unwrap();
    let listen = format!("address = \"{address}\"");
    let public = format!("{listen}\npublic_url = \"http://{address}/\"");
    world.overwrite(&config.replace(&listen, &public));
    world
}

/// Waits until so many events of that kind are on the record, and makes sure that there are no more.
fn until_events(world: &World, event: &str, number: usize) {
    until(&format!("{number} times `{event}`"), PATIENCE * 2, || world.count(event) >= number);
    assert_eq!(world.count(event), number, "{event}");
}

/// The sentences of the events of that kind.
fn sentences(world: &World, event: &str) -> Vec<String> {
    let events = world.events();
    let found = events.iter().filter(|entry| entry["event"] == event);
    found.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}
