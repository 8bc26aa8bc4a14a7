//! Pushover: a message with its own words for how loud it is.

use serde_json::Value;

use super::keys::{Key, Kind};
use super::message::{BUTTON, Message};
use super::post::HttpRequest;
use super::{Make, Service, Target, nothing_more};
use crate::domain::alert::Severity;

pub(super) const SERVICE: Service = Service {
    name: "pushover",
    about: "Pushover, with an application's token and a user's key",
    keys: &[
        Key::needed("token", Kind::Secret, "env:PUSHOVER_TOKEN"),
        Key::needed("user", Kind::Secret, "env:PUSHOVER_USER"),
        Key::optional("server", Kind::Address, "https://api.pushover.net")
            .or("https://api.pushover.net"),
    ],
    make: Make::Always(make),
    check: nothing_more,
    proof,
};

fn make(message: &Message<'_>, target: &Target) -> HttpRequest {
    let priority = match message.severity() {
        Severity::Critical => "2",
        Severity::Error => "1",
        Severity::Warning => "0",
        Severity::Info => "-1",
    };
    let mut fields = vec![
        ("token", target.need("token").to_owned()),
        ("user", target.need("user").to_owned()),
        ("title", message.title(250)),
        ("message", message.details(1000)),
        ("priority", priority.to_owned()),
    ];
    if message.severity() == Severity::Critical {
        // An emergency is repeated by their server until somebody takes it: every minute, for an hour.
        fields.extend([("retry", "60".to_owned()), ("expire", "3600".to_owned())]);
    }
    if let Some(url) = message.ack() {
        fields.extend([("url", url.to_owned()), ("url_title", BUTTON.to_owned())]);
    }
    let url = format!("{}/1/messages.json", target.need("server").trim_end_matches('/'));
    HttpRequest::form(&url, &fields)
}

fn proof(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    Some(format!("request {}", answer["request"].as_str()?))
}
