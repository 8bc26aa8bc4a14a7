//! Any HTTP request: address, headers and body are templates in the manner of Jinja.

use std::collections::BTreeSet;

use serde_json::json;

use super::keys::{Key, Kind, Wrong, is_address};
use super::message::Message;
use super::post::HttpRequest;
use super::{Make, Request, Service, Target};
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::page::PageId;
use crate::domain::text::plain;
use crate::pager::{Call, Sound};
use crate::template::{self, Values, filled};

pub(super) const SERVICE: Service = Service {
    name: "http",
    about: "any HTTP request, made from templates",
    setup: "Whatever takes the request: address, headers and body are templates, and any answer of \
        2xx means that it was taken.",
    keys: &[
        Key::needed("url", Kind::AddressTemplate, "https://hooks.example.org/page"),
        Key::optional("method", Kind::Word(&["POST", "PUT", "PATCH", "GET"]), "POST").or("POST"),
        Key::optional("headers", Kind::Headers, "{ authorization = \"Bearer {{ token }}\" }"),
        Key::optional("body", Kind::Template, "{\"text\": {{ title | tojson }}}"),
        Key::optional("token", Kind::Secret, "env:PAGE_TOKEN"),
    ],
    longest: usize::MAX,
    make: Make::Mostly(make),
    check,
    proof: |_| None,
    repeats: None,
};

/// What a template may name.
const NAMES: [&str; 14] = [
    "ack", "channel", "details", "incident", "labels", "page", "person", "reason", "severity",
    "source", "summary", "text", "title", "token",
];

/// What is sent where no body is written.
const BODY: &str = "{\"severity\": {{ severity | tojson }}, \"summary\": {{ summary | tojson }}, \
    \"incident\": {{ incident }}, \"person\": {{ person | tojson }}, \
    \"reason\": {{ reason | tojson }}, \"labels\": {{ labels | tojson }}, \
    \"ack\": {{ ack | tojson }}}";

/// The same of an update for an audience: what it reads, and nothing besides.
const UPDATE: &str = "{\"text\": {{ text | tojson }}}";

/// A summary that breaks whatever does not expect it.
const AWKWARD: &str = "a \"quoted\" C:\\new line\nand\ta tab";

fn make(message: &Message<'_>, target: &Target) -> Result<Request, String> {
    let values = values(message, target.get("token"));
    let fill = |template: &str| filled(template, &values);
    let method = target.need("method");
    let body = match target.get("body") {
        None if method == "GET" => String::new(),
        body => fill(body.unwrap_or(if message.update.is_some() { UPDATE } else { BODY }))?,
    };
    let mut headers = Vec::new();
    if is_json(target) && !body.is_empty() {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    for (name, value) in &target.headers {
        // Whatever a sender has written in a summary, it must be one header and go out.
        headers.push((name.clone(), fill(value)?.replace(char::is_control, " ")));
    }
    Ok(Request::Http(HttpRequest {
        method: method.to_owned(),
        url: fill(target.need("url"))?,
        headers,
        body,
    }))
}

/// Whether nothing is said of the body but that it is one.
fn is_json(target: &Target) -> bool {
    !target.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"))
}

/// Fills everything in as for a page whose summary is awkward, and looks at what comes out.
fn check(target: &Target) -> Vec<Wrong> {
    let call = awkward_call();
    let values = values(&Message::page(&call), target.get("token"));
    let mut wrong = Vec::new();
    let mut fault = |key, message: String, hint: &str| {
        wrong.push(Wrong { key, message, hint: hint.to_owned() });
    };
    match filled(target.need("url"), &values) {
        Ok(url) if is_address(&url) => {}
        Ok(_) => fault(
            "url",
            "what comes out is not an address of the web".to_owned(),
            "it begins with `https://`; write `{{ summary | urlencode }}` for what comes from outside",
        ),
        Err(why) => fault("url", format!("this template cannot be filled in: {why}"), ""),
    }
    for (name, value) in &target.headers {
        if let Err(why) = filled(value, &values) {
            let name = plain(name);
            fault("headers", format!("the header `{name}` cannot be filled in: {why}"), "");
        }
    }
    let Some(body) = target.get("body") else { return wrong };
    match filled(body, &values) {
        Err(why) => fault("body", format!("this template cannot be filled in: {why}"), ""),
        Ok(text)
            if is_json(target) && serde_json::from_str::<serde_json::Value>(&text).is_err() =>
        {
            fault(
                "body",
                "a summary with quotes or lines in it makes this no JSON".to_owned(),
                "write `{{ summary | tojson }}` without quotes around it, or set \
                 `headers = { content-type = \"text/plain\" }`",
            );
        }
        Ok(_) => {}
    }
    wrong
}

/// Whether that is a template which names only what there is.
pub(super) fn compile(template: &str) -> Result<(), String> {
    let named = template::names(template)?;
    let known: BTreeSet<&str> = NAMES.into_iter().collect();
    match named.iter().find(|name| !known.contains(name.as_str())) {
        Some(name) => Err(format!("there is no `{name}`; there are {}", NAMES.join(", "))),
        None => Ok(()),
    }
}

fn values(message: &Message<'_>, token: Option<&str>) -> Values {
    let call = message.call;
    let (title, details) = (message.title(200), message.details(3000));
    let text = message.words().unwrap_or_else(|| format!("{title}\n{details}"));
    Values::of(&json!({
        "ack": call.ack.as_deref().unwrap_or_default(),
        "channel": call.channel.as_str(),
        "details": details,
        "incident": call.incident.0,
        "labels": call.labels,
        "page": call.page.0,
        "person": call.person.as_str(),
        "reason": call.reason,
        "severity": call.severity.word(),
        "source": call.source,
        "summary": call.summary,
        "text": text,
        "title": title,
        "token": token.unwrap_or_default(),
    }))
}

fn awkward_call() -> Call {
    Call {
        page: PageId(1),
        incident: IncidentId(1),
        person: PersonId::from("ana"),
        channel: ChannelName::from("push"),
        severity: Severity::Critical,
        summary: AWKWARD.to_owned(),
        labels: std::iter::once(("service".to_owned(), AWKWARD.to_owned())).collect(),
        source: "generic".to_owned(),
        reason: AWKWARD.to_owned(),
        seen: Some(AWKWARD.to_owned()),
        sound: Sound::new("siren", 1.0),
        command: None,
        push: None,
        ack: Some("https://pager.example.org/ack/0".to_owned()),
    }
}
