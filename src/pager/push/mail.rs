//! E-mail: over SMTP, encrypted unless the server is this machine; the server's answer is the proof.

use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Mail, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::response::Response;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use tokio::time::timeout;

use super::keys::{Key, Kind, Wrong, is_loopback};
use super::message::{BUTTON, Message, cut};
use super::{Make, NotSent, Request, Service, Target};
use crate::domain::alert::Severity;
use crate::domain::page::Again;
use crate::domain::text::plain;
use crate::pager::Whole;

pub(super) const SERVICE: Service = Service {
    name: "mail",
    about: "an e-mail, by an SMTP server",
    setup: "An account on a mail server that may send to the address. A letter is read late: let \
        another channel come first.",
    keys: &[
        Key::needed("address", Kind::Mailbox, "ana@example.org"),
        Key::needed("from", Kind::Mailbox, "wail <pager@example.org>"),
        Key::needed("server", Kind::Server, "mail.example.org:587"),
        Key::optional("tls", Kind::Word(&["starttls", "tls", "none"]), "starttls").or("starttls"),
        Key::optional("user", Kind::Text, "pager@example.org"),
        Key::optional("password", Kind::Secret, "env:MAIL_PASSWORD"),
    ],
    longest: usize::MAX,
    make: Make::Mostly(make),
    check,
    proof: |_| None,
    repeats: None,
};

/// How long a connection may take, and the whole conversation.
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(20);

/// A letter and the way it takes.
pub(super) struct Letter {
    host: String,
    port: u16,
    tls: String,
    login: Option<Login>,
    mail: Mail,
}

/// Who we are to the server.
struct Login {
    user: String,
    password: String,
}

/// A server as it is written: `mail.example.org`, `mail.example.org:587`, `[::1]:2525`.
pub(super) struct HostAndPort<'a> {
    host: &'a str,
    port: Option<u16>,
}

pub(super) fn host_and_port(text: &str) -> Option<HostAndPort<'_>> {
    let text = text.trim();
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok()?)),
        _ => (text, None),
    };
    let is_bare = !host.contains('/') && !host.contains(char::is_whitespace);
    let is_one = host.starts_with('[') || !host.contains(':');
    (!host.is_empty() && is_bare && is_one).then_some(HostAndPort { host, port })
}

pub(super) fn is_mailbox(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

fn check(target: &Target) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut fault = |key, message: &str, hint: &str| {
        wrong.push(Wrong { key, message: message.to_owned(), hint: hint.to_owned() });
    };
    match (target.get("user"), target.get("password")) {
        (Some(_), None) => fault(
            "user",
            "a user needs a password",
            "add `password = \"env:MAIL_PASSWORD\"`, or take `user` out",
        ),
        (None, Some(_)) => fault(
            "password",
            "nobody knows whose password this is",
            "add `user = \"pager@example.org\"`, or take `password` out",
        ),
        _ => {}
    }
    let is_far = host_and_port(target.need("server")).is_some_and(|it| !is_loopback(it.host));
    if target.need("tls") == "none" && is_far && target.get("password").is_some() {
        fault(
            "tls",
            "everybody on the way could read the password",
            "take `tls` out for STARTTLS, or write `tls = \"tls\"`",
        );
    }
    wrong
}

fn make(message: &Message<'_>, target: &Target) -> Result<Request, String> {
    let mailbox = |key: &str| {
        let text = target.need(key);
        text.parse::<Mailbox>().map_err(|error| format!("`{text}` is not an address: {error}"))
    };
    let (from, to) = (mailbox("from")?, mailbox("address")?);
    let call = message.call;
    let mut text = message.details(3000);
    if let Some(url) = message.ack() {
        text = format!("{text}\n\n{BUTTON}: {url}");
    }
    if call.incident.0 != 0 && message.update.is_none() {
        let incident = call.incident;
        text = format!("{text}\n\nwail show {incident}\nwail ack {incident}\n");
    }
    // The same page has the same identity however often it is sent, and a mailbox shows it once. What
    // is no page has no number of its own, and lettre makes one up.
    let is_page = call.page.0 != 0;
    let domain = from.email.domain();
    let id = match message.update {
        Some(update) => Some(format!("<wail.update.{}.{}@{domain}>", update.id, update.audience)),
        None => is_page.then(|| format!("<wail.{}.{}@{domain}>", call.incident, call.page)),
    };
    let letter = Mail::builder().from(from).to(to).subject(message.title(200)).message_id(id);
    let written = match message.whole {
        Some(Whole { text, html, .. }) => {
            letter.multipart(MultiPart::alternative_plain_html(text.clone(), html.clone()))
        }
        None => letter.header(ContentType::TEXT_PLAIN).body(text),
    };
    let mut mail = written.map_err(|error| format!("no letter can be written: {error}"))?;
    let priority = match message.severity() {
        Severity::Critical => "1 (Highest)",
        Severity::Error => "2 (High)",
        Severity::Warning => "3 (Normal)",
        Severity::Info => "4 (Low)",
    };
    for (name, value) in [("X-Priority", priority), ("Auto-Submitted", "auto-generated")] {
        if let Ok(name) = HeaderName::new_from_ascii(name.to_owned()) {
            mail.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
        }
    }
    let tls = target.need("tls");
    let server = target.need("server");
    let at = host_and_port(server).ok_or_else(|| format!("`{server}` is not a mail server"))?;
    let usual = if tls == "tls" { 465 } else { 587 };
    let login = target.get("user").zip(target.get("password"));
    Ok(Request::Mail(Letter {
        host: at.host.trim_matches(['[', ']']).to_owned(),
        port: at.port.unwrap_or(usual),
        tls: tls.to_owned(),
        login: login
            .map(|(user, password)| Login { user: user.to_owned(), password: password.to_owned() }),
        mail,
    }))
}

/// Delivers it to the server, which answers for it from then on.
pub(super) async fn send(letter: Letter) -> Result<String, NotSent> {
    let host = letter.host.clone();
    match timeout(WHOLE, deliver(letter)).await {
        Ok(Ok(response)) => {
            let said = response.message().collect::<Vec<_>>().join(" ");
            Ok(format!("{host} answered {}, {}", response.code(), cut(&plain(&said), 120)))
        }
        Ok(Err(error)) => Err(error),
        Err(_) => Err(NotSent::later(format!(
            "the mail server {host} did not answer within {} seconds",
            WHOLE.as_secs()
        ))),
    }
}

async fn deliver(letter: Letter) -> Result<Response, NotSent> {
    let Letter { host, port, tls, login, mail } = letter;
    let failed = |error: &lettre::transport::smtp::Error| in_words(&host, error);
    let secured = || TlsParameters::new(host.clone()).map_err(|error| failed(&error));
    let tls = match tls.as_str() {
        "none" => Tls::None,
        "tls" => Tls::Wrapper(secured()?),
        _ => Tls::Required(secured()?),
    };
    let mut way = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.clone())
        .port(port)
        .tls(tls)
        .timeout(Some(CONNECT));
    if let Some(Login { user, password }) = login {
        way = way.credentials(Credentials::new(user, password));
    }
    way.build().send(mail).await.map_err(|error| failed(&error))
}

fn in_words(host: &str, error: &lettre::transport::smtp::Error) -> NotSent {
    if error.is_timeout() {
        let limit = CONNECT.as_secs();
        let why = format!("the mail server {host} did not answer within {limit} seconds");
        return NotSent::later(why);
    }
    let again = if error.is_permanent() { Again::Once } else { Again::Later };
    let mut why = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        let said = deeper.to_string();
        if !why.contains(&said) {
            why = format!("{why}: {said}");
        }
        cause = deeper.source();
    }
    NotSent { why: format!("the mail server {host}: {}", cut(&plain(&why), 200)), again }
}

#[cfg(test)]
mod tests;
