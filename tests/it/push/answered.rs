//! The button in a message: what is shown where it leads, and what a press of it does.

use serde_json::json;
use wail::domain::incident::IncidentId;
use wail::domain::name::PersonId;
use wail::domain::page::PageId;
use wail::inbox::token::{AckKey, Permit};
use wail::store::Store;

use super::receiver::{Receiver, TAKEN};
use super::{by_ntfy, sentences, until_events, world_with_links};
use crate::sender::{Reply, exchange, get};
use crate::world::{Daemon, KEY, World};

/// Presses the button, as ntfy's app does.
fn press(daemon: &Daemon, path: &str) -> Reply {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: wail\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    exchange(daemon.address, request.as_bytes()).unwrap()
}

fn status_of(world: &World, id: i64) -> String {
    let shown = world.json(["list", "--all", "--json"]);
    let found = shown.as_array().unwrap().iter().find(|it| it["id"] == id).cloned();
    found.unwrap()["status"].as_str().unwrap().to_owned()
}

/// A page goes out by ntfy; returned are the daemon and the path of the link in it.
fn paged(world: &World, receiver: &Receiver) -> (Daemon, String) {
    let daemon = world.serve();
    daemon.fires("<b>disk</b> \\\"full\\\"");
    let request = receiver.until(1).remove(0);
    let url = request.json()["actions"][0]["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(&format!("http://{}", daemon.address)).unwrap().to_owned();
    assert!(path.starts_with("/ack/"), "{path}");
    (daemon, path)
}

#[test]
fn the_button_of_a_message_acknowledges_as_whom_it_was_sent_to() {
    let receiver = Receiver::answering(&[TAKEN]);
    let world = world_with_links(&by_ntfy(receiver.address));
    let (daemon, path) = paged(&world, &receiver);
    let request = &receiver.seen()[0];
    assert_eq!(request.method, "POST");
    assert_eq!(request.headers["authorization"], format!("Bearer {KEY}"));
    let url = format!("http://{}{path}", daemon.address);
    let expected = json!({
        "topic": "oncall-ana",
        "title": "error, incident 1: <b>disk</b> \"full\"",
        "message": "first page, for ana\nfrom generic",
        "priority": 4,
        "tags": ["warning"],
        "click": url,
        "actions": [
            { "action": "http", "label": "I have it", "url": url, "method": "POST", "clear": true },
        ],
    });
    assert_eq!(request.json(), expected);
    until_events(&world, "delivered", 1);
    let proof = "phone reaches out to ana: ntfy answered 200, id hwQ2YpKdmg";
    assert_eq!(sentences(&world, "delivered"), [proof]);

    // Whoever only looks, be it a program that makes previews, acknowledges nothing.
    let looked = get(daemon.address, &path).unwrap();
    assert_eq!(looked.status, 200);
    assert!(looked.text.contains("&lt;b&gt;disk&lt;/b&gt; &quot;full&quot;"), "{}", looked.text);
    assert!(looked.text.contains("<form method=\"post\">"), "{}", looked.text);
    assert!(!looked.text.contains("<b>") && !looked.text.contains("<script"), "{}", looked.text);
    assert_eq!(status_of(&world, 1), "triggered");

    let pressed = press(&daemon, &path);
    assert_eq!(pressed.status, 200);
    assert!(pressed.text.contains("ana has it. It is quiet for "), "{}", pressed.text);
    assert_eq!(status_of(&world, 1), "acknowledged");
    until_events(&world, "acknowledged", 1);
    assert!(sentences(&world, "acknowledged")[0].starts_with("ana acknowledges"));

    // Once more says the same and changes nothing.
    assert_eq!(press(&daemon, &path).status, 200);
    assert_eq!(world.count("acknowledged"), 1);
    assert!(!daemon.said().contains(&path[5..]), "a link is a secret:\n{}", daemon.said());
}

#[test]
fn a_press_that_comes_too_late_says_who_has_it_or_ended_it() {
    let receiver = Receiver::answering(&[TAKEN]);
    let world = world_with_links(&by_ntfy(receiver.address));
    let (daemon, path) = paged(&world, &receiver);
    assert_eq!(world.wail(["ack", "1", "--as", "bo"]).code, Some(0));
    let late = press(&daemon, &path);
    assert_eq!(late.status, 409);
    assert!(late.text.contains("bo has it already."), "{}", late.text);
    assert_eq!(world.wail(["resolve", "1", "--as", "bo"]).code, Some(0));
    let late = press(&daemon, &path);
    assert_eq!(late.status, 409);
    assert!(late.text.contains("It is over: resolved by bo."), "{}", late.text);
}

#[test]
fn a_link_that_is_forged_or_expired_is_refused_and_counted() {
    let receiver = Receiver::answering(&[TAKEN]);
    let world = world_with_links(&by_ntfy(receiver.address));
    let (daemon, path) = paged(&world, &receiver);
    let forged = format!("{}0{}", &path[..10], &path[11..]);
    let forged = if forged == path { format!("{}1{}", &path[..10], &path[11..]) } else { forged };
    for path in [forged.as_str(), "/ack/00", "/ack/%2e%2e"] {
        let refused = press(&daemon, path);
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.text.contains("This link is not one of ours"), "{}", refused.text);
    }
    let metrics = get(daemon.address, "/metrics").unwrap().text;
    assert!(metrics.contains("wail_requests_total{result=\"wrong_key\"} 3"), "{metrics}");

    let mut store = Store::open(world.store()).unwrap();
    let secret = store.write(|tx| tx.secret("ack", &[])).unwrap();
    assert_eq!(secret.len(), 32);
    let permit = |second: i64, incident| Permit {
        incident: IncidentId(incident),
        page: PageId(1),
        person: PersonId::from("ana"),
        expires_at: jiff::Timestamp::from_second(second).unwrap(),
    };
    let key = AckKey::new(&secret);
    let expired = press(&daemon, &format!("/ack/{}", key.sign(&permit(1_700_000_000, 1))));
    assert_eq!(expired.status, 410);
    assert!(expired.text.contains("This link has expired"), "{}", expired.text);
    let missing = press(&daemon, &format!("/ack/{}", key.sign(&permit(9_000_000_000, 77))));
    assert_eq!(missing.status, 404);
    assert_eq!(status_of(&world, 1), "triggered");
}

#[test]
fn a_link_works_over_a_restart_and_without_a_public_address_there_is_none() {
    let receiver = Receiver::answering(&[TAKEN]);
    let world = world_with_links(&by_ntfy(receiver.address));
    let (mut daemon, path) = paged(&world, &receiver);
    until_events(&world, "delivered", 1);
    daemon.kill();
    let daemon = world.serve();
    assert_eq!(press(&daemon, &path).status, 200);
    assert_eq!(status_of(&world, 1), "acknowledged");

    let world = World::new(&by_ntfy(receiver.address));
    let daemon = world.serve();
    let before = receiver.seen().len();
    daemon.fires("another");
    let request = receiver.until(before + 1).pop().unwrap();
    assert!(request.json().get("actions").is_none(), "{}", request.body);
    assert_eq!(press(&daemon, "/ack/00").status, 403);
}
