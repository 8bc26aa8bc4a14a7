//! ntfy: published as JSON; its button acknowledges with one touch.

use serde_json::{Value, json};

use super::keys::{Key, Kind};
use super::message::{BUTTON, Message};
use super::post::HttpRequest;
use super::{Make, Service, Target, nothing_more};
use crate::domain::alert::Severity;

pub(super) const SERVICE: Service = Service {
    name: "ntfy",
    about: "ntfy.sh or an ntfy server of one's own",
    setup: "Subscribe to the topic in the app. Whoever knows the name of a topic of ntfy.sh can \
        read it: invent one that nobody guesses, or reserve it and give a token.",
    keys: &[
        Key::needed("topic", Kind::Topic, "oncall-ana-8f3k"),
        Key::optional("server", Kind::Address, "https://ntfy.sh").or("https://ntfy.sh"),
        Key::optional("token", Kind::Secret, "env:NTFY_TOKEN"),
    ],
    longest: 4_000,
    make: Make::Always(make),
    check: nothing_more,
    proof,
    repeats: None,
};

/// How loud, from 1 to 5, and the picture beside it.
fn urgency(severity: Severity) -> (u8, &'static str) {
    match severity {
        Severity::Critical => (5, "rotating_light"),
        Severity::Error => (4, "warning"),
        Severity::Warning => (3, "warning"),
        Severity::Info => (2, "information_source"),
    }
}

fn make(message: &Message<'_>, target: &Target) -> HttpRequest {
    let (priority, tag) = urgency(message.severity());
    let mut body = json!({
        "topic": target.need("topic"),
        "message": message.details(3000),
        "priority": priority,
    });
    if message.update.is_none() {
        body["title"] = json!(message.title(200));
        body["tags"] = json!([tag]);
    }
    if let Some(url) = message.ack() {
        body["click"] = json!(url);
        body["actions"] = json!([
            { "action": "http", "label": BUTTON, "url": url, "method": "POST", "clear": true },
        ]);
    }
    let token = target.get("token").map(|token| ("authorization", format!("Bearer {token}")));
    let request = HttpRequest::json(target.need("server"), &body);
    request.with_headers(token)
}

fn proof(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    Some(format!("id {}", answer["id"].as_str()?))
}
