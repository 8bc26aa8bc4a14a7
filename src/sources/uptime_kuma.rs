//! Uptime Kuma, notification type *Webhook*, in every way it can be told to send.
//!
//! A button and a certificate that runs out both come as nothing but `msg`: only its words tell them
//! apart. `heartbeat.status` is 0 down, 1 up, 2 pending, 3 maintenance.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "uptime-kuma",
    about: "Uptime Kuma, notification type Webhook",
    docs: "github.com/louislam/uptime-kuma, wiki, Notification Methods",
    setup: "Settings, Notifications, type Webhook: this address as Post URL, any body",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/uptime-kuma/firing.json"),
        include_str!("../../tests/fixtures/uptime-kuma/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let message = body.text("msg");
    if !body.has("heartbeat") && !body.has("monitor") {
        let message = message.ok_or(ParseError::Missing("heartbeat"))?;
        return Ok(told(request, &message));
    }
    let signal = match body.word("heartbeat.status").as_str() {
        "1" => Signal::Resolved,
        status @ ("2" | "3") => {
            let about = if status == "2" { "a monitor is pending" } else { "maintenance" };
            return Ok(Reading::Ignored(about.to_owned()));
        }
        _ => Signal::Firing,
    };
    let monitor = body.at("monitor");
    let identity = fields::identity([body.first(&["monitor.id", "heartbeat.monitorID"])])
        .or_else(|| fields::identity([monitor.text("name"), monitor.text("url")]))
        .ok_or(ParseError::Missing("monitor.id"))?;
    // Of a monitor that knows no address, the address is only the beginning of one.
    let link = monitor.link("url");
    let at = body.instant_in_utc("heartbeat.time");
    Ok(request
        .alert(identity, signal)
        .summary(&message.or_else(|| monitor.text("name")).unwrap_or_default())
        .details(body.text("heartbeat.msg").unwrap_or_default())
        .origin(link.clone().or_else(|| monitor.text("hostname")))
        .service(monitor.text("name"))
        .link(link)
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .into())
}

/// What comes without a monitor: the test, and a certificate or a domain that runs out.
fn told(request: &Request<'_>, message: &str) -> Reading {
    // It is the notification's name and that word; a site may be called so as well.
    if message.to_lowercase().ends_with("testing") {
        return Reading::Test("Uptime Kuma's test button".to_owned());
    }
    // The days left change from one to the next and are no part of the identity; a digit in a name is.
    let words = message.split_whitespace();
    let words = words.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    let identity = fields::identity([Some(words.collect::<Vec<_>>().join(" "))]);
    match identity {
        Some(identity) => request.alert(identity, Signal::Firing).summary(message).into(),
        None => Reading::Ignored("an empty message".to_owned()),
    }
}
