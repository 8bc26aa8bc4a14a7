//! A message that its service repeats by itself is called off once somebody has the incident.

use std::net::SocketAddr;

use super::receiver::{Receiver, Reply, Request};
use super::{LONG, until_events};
use crate::world::{KEY, World, until};

const TAKEN: Reply =
    Reply::Of(200, "", "{\"status\":1,\"request\":\"r\",\"receipt\":\"rUhLqmHn\"}");
const DONE: Reply = Reply::Of(200, "", "{\"status\":1,\"request\":\"s\"}");
const BROKEN: Reply = Reply::Of(500, "", "");

fn by_pushover(server: SocketAddr) -> String {
    format!(
        "[people.ana]\nchannels = [{{ use = \"push\", to = \"pushover\", name = \"phone\", \
         server = \"http://{server}\", token = \"env:WAIL_TEST_KEY\", user = \"env:WAIL_TEST_KEY\" }}]\n"
    )
}

fn fires(world: &World) {
    let paged = world.wail(["page", "--as", "ana", "the shop is down"]);
    assert_eq!(paged.code, Some(0), "{}", paged.text());
}

fn keeps_receipt(world: &World) -> bool {
    let store = rusqlite::Connection::open(world.store()).unwrap();
    let kept = store.query_row("select count(*) from emergency", [], |row| row.get::<_, i64>(0));
    kept.is_ok_and(|kept| kept == 1)
}

fn called_off(receiver: &Receiver) -> Vec<Request> {
    let mut seen = receiver.seen();
    seen.retain(|request| request.path == "/1/receipts/rUhLqmHn/cancel.json");
    seen
}

#[test]
fn an_acknowledgement_calls_off_what_pushover_repeats_also_if_that_fails_at_first() {
    let receiver = Receiver::answering(&[TAKEN, BROKEN, DONE]);
    let world = World::new(&by_pushover(receiver.address));
    let _daemon = world.serve();
    fires(&world);
    until_events(&world, "delivered", 1);
    assert!(called_off(&receiver).is_empty(), "it is repeated until somebody has it");
    assert_eq!(world.wail(["ack", "1"]).code, Some(0));
    until("it is called off", LONG, || called_off(&receiver).len() == 2);
    let told = called_off(&receiver).remove(1);
    assert_eq!((told.method.as_str(), told.body), ("POST", format!("token={KEY}")));
}

#[test]
fn what_is_repeated_is_called_off_by_the_next_daemon_too() {
    let receiver = Receiver::answering(&[TAKEN, DONE]);
    let world = World::new(&by_pushover(receiver.address));
    let mut daemon = world.serve();
    fires(&world);
    until_events(&world, "delivered", 1);
    until("the receipt is kept", LONG, || keeps_receipt(&world));
    daemon.kill();
    assert_eq!(world.wail(["ack", "1"]).code, Some(0));
    let _daemon = world.serve();
    until("it is called off", LONG, || called_off(&receiver).len() == 1);
}
