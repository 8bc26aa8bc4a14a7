//! Slack: an incoming webhook, with a button that leads to the acknowledgement.

use serde_json::json;

use super::keys::{Key, Kind};
use super::message::{BUTTON, Message};
use super::post::HttpRequest;
use super::{Make, Service, Target, nothing_more};

pub(super) const SERVICE: Service = Service {
    name: "slack",
    about: "a Slack channel, by an incoming webhook",
    setup: "Create an app, switch on Incoming Webhooks, add one to a channel: the address that it \
        shows is a secret.",
    keys: &[Key::needed("url", Kind::SecretAddress, "env:SLACK_WEBHOOK")],
    longest: 30_000,
    make: Make::Always(make),
    check: nothing_more,
    proof: |_| None,
    repeats: None,
};

fn make(message: &Message<'_>, target: &Target) -> HttpRequest {
    if let Some(words) = message.words() {
        // Its stars and lines are words, not marks.
        let body = json!({ "text": escaped(&words), "mrkdwn": false });
        return HttpRequest::json(target.need("url"), &body);
    }
    let (title, details) = (escaped(&message.title(300)), escaped(&message.details(2000)));
    let text = format!("*{title}*\n{details}");
    let section = json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } });
    let mut body = json!({ "text": title, "blocks": [section] });
    if let Some(url) = message.ack() {
        let button = json!({
            "type": "button",
            "style": "primary",
            "text": { "type": "plain_text", "text": BUTTON },
            "url": url,
        });
        body["blocks"] = json!([section, { "type": "actions", "elements": [button] }]);
    }
    HttpRequest::json(target.need("url"), &body)
}

/// Without it a summary could call the whole channel with `<!channel>`.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
