//! Telegram: a bot's message, with a button below it.

use serde_json::{Value, json};

use super::keys::{Key, Kind};
use super::message::{BUTTON, Message};
use super::post::HttpRequest;
use super::{Make, Service, Target, nothing_more};
use crate::domain::alert::Severity;

pub(super) const SERVICE: Service = Service {
    name: "telegram",
    about: "a Telegram chat, by a bot",
    setup: "Ask @BotFather for a bot: it shows the token. Write to the bot once, and read \
        `chat.id` from `https://api.telegram.org/botTOKEN/getUpdates`.",
    keys: &[
        Key::needed("token", Kind::Secret, "env:TELEGRAM_TOKEN"),
        Key::needed("chat", Kind::Text, "-1001234567890"),
        Key::optional("server", Kind::Address, "https://api.telegram.org")
            .or("https://api.telegram.org"),
    ],
    longest: 4_000,
    make: Make::Always(make),
    check: nothing_more,
    proof,
    repeats: None,
};

fn make(message: &Message<'_>, target: &Target) -> HttpRequest {
    let (text, is_quiet) = if let Some(words) = message.words() {
        (words, false)
    } else {
        let text = format!("{}\n{}", message.title(300), message.details(3000));
        (text, message.severity() < Severity::Error)
    };
    let mut body = json!({
        "chat_id": target.need("chat"),
        "text": text,
        "disable_notification": is_quiet,
        "link_preview_options": { "is_disabled": true },
    });
    if let Some(url) = message.ack() {
        body["reply_markup"] = json!({ "inline_keyboard": [[{ "text": BUTTON, "url": url }]] });
    }
    let server = target.need("server").trim_end_matches('/');
    let url = format!("{server}/bot{}/sendMessage", target.need("token"));
    HttpRequest::json(&url, &body)
}

fn proof(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    Some(format!("message {}", answer["result"]["message_id"].as_i64()?))
}
