//! Mattermost: an incoming webhook, in its own dialect of Markdown.

use serde_json::json;

use super::keys::{Key, Kind};
use super::message::{BUTTON, Message};
use super::post::HttpRequest;
use super::{Make, Service, Target, nothing_more};

pub(super) const SERVICE: Service = Service {
    name: "mattermost",
    about: "a Mattermost channel, by an incoming webhook",
    setup: "Integrations, Incoming Webhooks, Add: the address that it shows is a secret.",
    keys: &[
        Key::needed("url", Kind::SecretAddress, "env:MATTERMOST_WEBHOOK"),
        Key::optional("room", Kind::Text, "town-square"),
    ],
    longest: 16_000,
    make: Make::Always(make),
    check: nothing_more,
    proof: |_| None,
    repeats: None,
};

fn make(message: &Message<'_>, target: &Target) -> HttpRequest {
    let (title, details) = (escaped(&message.title(300)), escaped(&message.details(2000)));
    let mut text = match message.update {
        Some(_) => details,
        None => format!("**{title}**\n{details}"),
    };
    if let Some(url) = message.ack() {
        text = format!("{text}\n[{BUTTON}]({url})");
    }
    let mut body = json!({ "text": text, "username": "wail" });
    if let Some(room) = target.get("room") {
        body["channel"] = json!(room);
    }
    HttpRequest::json(target.need("url"), &body)
}

/// Nothing in a summary is Markdown, nor calls everybody with `@channel`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
        if character == '@' {
            escaped.push('\u{200b}');
        }
    }
    escaped
}
