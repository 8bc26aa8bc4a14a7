//! Messages that do not go out at first: tried again until they do, somebody answers, or it is too late.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::receiver::{Receiver, Reply, TAKEN};
use super::{LONG, by_ntfy, sentences, until_events};
use crate::world::{PATIENCE, World, may_be_long, pause, until};

const BROKEN: Reply = Reply::Of(500, "", "{\"error\":\"internal\"}");

/// Reaches ana by ntfy at that address, and then by a program that does nothing, successfully.
fn and_by_program(server: SocketAddr) -> String {
    by_ntfy(server).replace("}]\n", "}, { use = \"command\", run = [\"true\"] }]\n")
}

#[test]
fn a_message_is_tried_until_it_goes_out_over_a_kill_in_between() {
    let receiver = Receiver::answering(&[BROKEN, BROKEN, TAKEN]);
    let world = World::new(&and_by_program(receiver.address));
    let mut daemon = world.serve();
    daemon.fires("the shop is down");
    receiver.until(2);
    daemon.kill();
    let _daemon = world.serve();
    receiver.until(3);
    let proof = "phone reaches out to ana: ntfy answered 200, id hwQ2YpKdmg, at attempt ";
    until("it goes out", PATIENCE, || {
        sentences(&world, "delivered").iter().any(|text| text.starts_with(proof))
    });
    // The record tells of the first failure, and of the end of it.
    let failed =
        "phone cannot reach ana: ntfy answered 500: {\"error\":\"internal\"}; it is tried again";
    assert_eq!(sentences(&world, "channel-failed"), [failed]);
    let paged = ["page ana by phone, first page", "page ana by command, another channel failed"];
    assert_eq!(sentences(&world, "paged"), paged, "trying again is no new page");
    assert_eq!(receiver.seen().len(), 3);
    let page = &world.json(["show", "1", "--json"])["pages"][0];
    assert_eq!(page["state"], "delivered", "{page}");
}

#[test]
fn the_next_channel_is_tried_at_once_and_an_answer_ends_the_trying() {
    let receiver = Receiver::answering(&[BROKEN]);
    let world = World::new(&and_by_program(receiver.address));
    let daemon = world.serve();
    let start = Instant::now();
    daemon.fires("the shop is down");
    until_events(&world, "delivered", 1);
    assert!(start.elapsed() < PATIENCE, "the command does not wait for its minute");
    assert_eq!(world.wail(["ack", "1"]).code, Some(0));
    let tried = receiver.seen().len();
    pause(Duration::from_secs(12));
    assert!(receiver.seen().len() <= tried + 1, "it goes on after the answer");
    assert_eq!(world.count("given-up"), 0);
}

#[test]
fn a_service_that_asks_for_patience_is_left_alone_for_so_long() {
    let busy = Reply::Of(429, "Retry-After: 8\r\n", "slow down");
    let receiver = Receiver::answering(&[busy, TAKEN]);
    let world = World::new(&by_ntfy(receiver.address));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    let seen = receiver.until(2);
    let waited = seen[1].at.duration_since(seen[0].at);
    assert!(waited >= Duration::from_millis(7900), "{waited:?}");
}

#[test]
fn a_service_that_refuses_a_message_is_asked_once_more_and_no_more() {
    let refused = Reply::Of(401, "", "{\"error\":\"unauthorized correct-horse\"}");
    let receiver = Receiver::answering(&[refused]);
    let world = World::new(&by_ntfy(receiver.address));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    until_events(&world, "given-up", 1);
    assert_eq!(receiver.seen().len(), 2);
    let given_up = "phone is given up for ana after 2 attempts: \
        ntfy answered 401: {\"error\":\"unauthorized ***\"}";
    assert_eq!(sentences(&world, "given-up"), [given_up], "and the key is told to nobody");
}

#[test]
fn a_refusal_after_an_outage_is_no_end_yet() {
    let refused = Reply::Of(401, "", "{\"error\":\"starting\"}");
    let receiver = Receiver::answering(&[BROKEN, refused, TAKEN]);
    let world = World::new(&by_ntfy(receiver.address));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    until_events(&world, "delivered", 1);
    let proof = "phone reaches out to ana: ntfy answered 200, id hwQ2YpKdmg, at attempt 3";
    assert_eq!(sentences(&world, "delivered"), [proof]);
    assert_eq!(world.count("given-up"), 0);
}

#[test]
fn an_attempt_that_is_being_made_is_not_made_twice_by_a_daemon_that_starts_beside_or_a_new_configuration()
 {
    if !may_be_long() {
        return;
    }
    let receiver = Receiver::answering(&[BROKEN, Reply::Silence, TAKEN]);
    let world = World::new(&by_ntfy(receiver.address));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    receiver.until(2);
    let beside = World::new("").with_store(world.store(), &by_ntfy(receiver.address));
    assert_ne!(beside.wail(["serve"]).code, Some(0), "only one decides");
    world.configure(&by_ntfy(receiver.address).replace("oncall-ana", "oncall"));
    until_events(&world, "config-reloaded", 1);
    let seen = receiver.until(3);
    let waited = seen[2].at.duration_since(seen[1].at);
    assert!(waited >= Duration::from_secs(20), "its silence is waited for: {waited:?}");
    assert_eq!(world.count("daemon-started"), 1);
}

#[test]
fn half_a_key_is_told_to_nobody_either() {
    // The key is `correct-horse`, and an answer is cut in the midst of it.
    const LONG_ANSWER: &str = concat!(
        "................................................................................",
        ".......................................................................correct-horse"
    );
    let receiver = Receiver::answering(&[Reply::Of(401, "", LONG_ANSWER)]);
    let world = World::new(&by_ntfy(receiver.address));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    until_events(&world, "channel-failed", 1);
    let told = &sentences(&world, "channel-failed")[0];
    assert!(told.contains("....***") && !told.contains("corr"), "{told}");
}

#[test]
fn a_service_that_never_answers_holds_up_nobody() {
    let receiver = Receiver::answering(&[Reply::Silence]);
    let world = World::new(&by_ntfy(receiver.address));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    receiver.until(1);
    let start = Instant::now();
    assert_eq!(world.wail(["page", "--as", "ana", "another"]).code, Some(0));
    assert!(start.elapsed() < PATIENCE / 2, "{:?}", start.elapsed());
    receiver.until(2);
    until("the silence is a failure", LONG, || world.count("channel-failed") >= 1);
    let failed = sentences(&world, "channel-failed").remove(0);
    let expected = "phone cannot reach ana: ntfy at 127.0.0.1 did not answer within 20 seconds; \
        it is tried again";
    assert_eq!(failed, expected);
}

#[test]
fn nobody_there_is_told_without_the_address() {
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let world = World::new(&by_ntfy(nowhere));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    until_events(&world, "channel-failed", 1);
    let failed = sentences(&world, "channel-failed").remove(0);
    assert!(failed.starts_with("phone cannot reach ana: ntfy at 127.0.0.1 cannot be reached ("));
    assert!(!failed.contains("http://"), "{failed}");
}

#[test]
fn a_push_that_keeps_failing_is_told_once_by_an_alarm_and_by_doctor() {
    if !may_be_long() {
        return;
    }
    let receiver = Receiver::answering(&[BROKEN]);
    let world = World::new(&by_ntfy(receiver.address));
    let daemon = world.serve();
    daemon.fires("the shop is down");
    until("it is told", LONG * 2, || world.count("push-fails") > 0);
    let told = "push to ana by phone keeps failing: ntfy answered 500: {\"error\":\"internal\"}";
    assert_eq!(sentences(&world, "push-fails"), [told]);
    // The alarm cannot be heard here either, which is said as often as it is tried.
    let cannot = "no alarm can be sounded either";
    until("the alarm sounds", PATIENCE, || daemon.said().contains(cannot));
    pause(Duration::from_secs(5));
    let sounded = daemon.said().matches(cannot).count();
    let doctor = world.wail(["doctor", "--silent"]);
    assert!(doctor.text().contains("push to ana by phone keeps failing"), "{}", doctor.text());
    pause(Duration::from_secs(30));
    assert_eq!(world.count("push-fails"), 1);
    assert_eq!(daemon.said().matches(cannot).count(), sounded);
}
