//! Gotify: a server of one's own, and an application's token.

use serde_json::{Value, json};

use super::keys::{Key, Kind};
use super::message::Message;
use super::post::HttpRequest;
use super::{Make, Service, Target, nothing_more};
use crate::domain::alert::Severity;

pub(super) const SERVICE: Service = Service {
    name: "gotify",
    about: "a Gotify server",
    setup: "On the server create an application: its token is the one that is needed. The app on \
        the phone signs in to the server.",
    keys: &[
        Key::needed("server", Kind::Address, "https://gotify.example.org"),
        Key::needed("token", Kind::Secret, "env:GOTIFY_TOKEN"),
    ],
    longest: 60_000,
    make: Make::Always(make),
    check: nothing_more,
    proof,
    repeats: None,
};

fn make(message: &Message<'_>, target: &Target) -> HttpRequest {
    let priority = match message.severity() {
        Severity::Critical => 10,
        Severity::Error => 8,
        Severity::Warning => 5,
        Severity::Info => 2,
    };
    let mut body = json!({ "message": message.details(3000), "priority": priority });
    if message.update.is_none() {
        body["title"] = json!(message.title(200));
    }
    if let Some(url) = message.ack() {
        body["extras"] = json!({ "client::notification": { "click": { "url": url } } });
    }
    let url = format!("{}/message", target.need("server").trim_end_matches('/'));
    let token = ("x-gotify-key", target.need("token").to_owned());
    HttpRequest::json(&url, &body).with_headers([token])
}

fn proof(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    Some(format!("id {}", answer["id"].as_i64()?))
}
