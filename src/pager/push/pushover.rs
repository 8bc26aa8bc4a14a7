//! Pushover: a message with its own words for how loud it is.

use serde_json::Value;

use super::keys::{Key, Kind};
use super::message::{BUTTON, Message};
use super::post::HttpRequest;
use super::{Make, Repeats, Service, Target, nothing_more};
use crate::domain::alert::Severity;

pub(super) const SERVICE: Service = Service {
    name: "pushover",
    about: "Pushover, with an application's token and a user's key",
    setup: "Create an application on pushover.net: its token, and your user key from the first \
        page there. A critical page is repeated by Pushover until it is acknowledged.",
    keys: &[
        Key::needed("token", Kind::Secret, "env:PUSHOVER_TOKEN"),
        Key::needed("user", Kind::Secret, "env:PUSHOVER_USER"),
        Key::optional("server", Kind::Address, "https://api.pushover.net")
            .or("https://api.pushover.net"),
    ],
    longest: 1_024,
    make: Make::Always(make),
    check: nothing_more,
    proof,
    repeats: Some(Repeats { receipt, call_off }),
};

fn make(message: &Message<'_>, target: &Target) -> HttpRequest {
    let priority = match message.severity() {
        Severity::Critical => "2",
        Severity::Error => "1",
        Severity::Warning => "0",
        Severity::Info => "-1",
    };
    let mut fields =
        vec![("token", target.need("token").to_owned()), ("user", target.need("user").to_owned())];
    if message.update.is_none() {
        fields.push(("title", message.title(250)));
    }
    fields.extend([("message", message.details(1000)), ("priority", priority.to_owned())]);
    if message.severity() == Severity::Critical {
        // An emergency is repeated by their server until somebody takes it there or it is called off:
        // every minute, for an hour.
        fields.extend([("retry", "60".to_owned()), ("expire", "3600".to_owned())]);
    }
    if let Some(url) = message.ack() {
        fields.extend([("url", url.to_owned()), ("url_title", BUTTON.to_owned())]);
    }
    HttpRequest::form(&address(target, "messages.json"), &fields)
}

fn address(target: &Target, path: &str) -> String {
    format!("{}/1/{path}", target.need("server").trim_end_matches('/'))
}

/// By what an emergency is called off; it becomes part of an address.
fn receipt(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    let receipt = answer["receipt"].as_str()?;
    let is_one = (1..=64).contains(&receipt.len())
        && receipt.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_one.then(|| receipt.to_owned())
}

fn call_off(target: &Target, receipt: &str) -> HttpRequest {
    let fields = [("token", target.need("token").to_owned())];
    HttpRequest::form(&address(target, &format!("receipts/{receipt}/cancel.json")), &fields)
}

fn proof(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    Some(format!("request {}", answer["request"].as_str()?))
}
