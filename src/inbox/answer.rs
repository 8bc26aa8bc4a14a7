//! `/ack/TOKEN`: a page with one button for whoever was paged away from their desk. Looking at it
//! acknowledges nothing, so a program that previews links does no harm.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use tokio::sync::oneshot;

use super::Counters;
use super::http::Listener;
use super::token::{Invalid, Permit};
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::text::plain;
use crate::domain::wait::spell;

/// Somebody looks at a link, or presses its button.
#[derive(Clone, Debug)]
pub struct Press {
    /// What the link allows.
    pub permit: Permit,
    /// Whether the button was pressed.
    pub is_pressed: bool,
}

/// How it stands with the incident of a link, after the button if that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has it.
    Open(Subject),
    /// Whoever the link is for has it, for so long.
    Theirs(Subject, SignedDuration),
    /// Somebody else has it.
    Others(Subject, String),
    /// It is over; who or what ended it.
    Over(Subject, String),
    /// There is no such incident any more.
    Missing,
}

/// What the incident is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// How grave it is.
    pub severity: Severity,
    /// Its summary.
    pub summary: String,
}

/// `GET /ack/TOKEN`
pub(super) async fn look(
    State(shared): State<Arc<Listener>>,
    Path(token): Path<String>,
) -> Response {
    answer(&shared, &token, false).await
}

/// `POST /ack/TOKEN`
pub(super) async fn press(
    State(shared): State<Arc<Listener>>,
    Path(token): Path<String>,
) -> Response {
    answer(&shared, &token, true).await
}

async fn answer(shared: &Listener, token: &str, is_pressed: bool) -> Response {
    let opened = match shared.ack_key.get() {
        Some(key) => key.open(token, (shared.now)()),
        None => Err(Invalid::Forged),
    };
    let permit = match opened {
        Ok(permit) => permit,
        Err(Invalid::Forged) => {
            Counters::count(&shared.counters.wrong_keys);
            let text = "This link is not one of ours, or a part of it is missing.";
            return page(StatusCode::FORBIDDEN, &Shown::text("No such link", text));
        }
        Err(Invalid::Expired(Permit { incident, .. })) => {
            Counters::count(&shared.counters.refused);
            let text =
                format!("It was for incident {incident}. Acknowledge with: wail ack {incident}");
            return page(StatusCode::GONE, &Shown::text("This link has expired", &text));
        }
    };
    let (incident, person) = (permit.incident, permit.person.clone());
    let (answer, answered) = oneshot::channel();
    (shared.press)(Press { permit, is_pressed }, answer);
    let Ok(standing) = answered.await else {
        let text = "The pager cannot write this down now. Please try again in a moment.";
        let shown = Shown { button: Some("Try again"), ..Shown::text("Not acknowledged", text) };
        return page(StatusCode::SERVICE_UNAVAILABLE, &shown);
    };
    stands(incident, person.as_str(), &standing)
}

fn stands(incident: IncidentId, person: &str, standing: &Standing) -> Response {
    let about = |subject: &Subject| {
        format!("{}, incident {incident}: {}", subject.severity, plain(&subject.summary))
    };
    let (status, shown) = match standing {
        Standing::Open(subject) => {
            let text = format!("{person}, do you have it?");
            let button = Some("I have it");
            (StatusCode::OK, Shown { title: about(subject), text, button })
        }
        Standing::Theirs(subject, left) => {
            let text = format!("{person} has it. It is quiet for {}.", spell(*left));
            (StatusCode::OK, Shown { title: about(subject), text, button: None })
        }
        Standing::Others(subject, by) => {
            let text = format!("{by} has it already.");
            (StatusCode::CONFLICT, Shown { title: about(subject), text, button: None })
        }
        Standing::Over(subject, by) => {
            let text = format!("It is over: resolved by {by}.");
            (StatusCode::CONFLICT, Shown { title: about(subject), text, button: None })
        }
        Standing::Missing => {
            let title = format!("There is no incident {incident}");
            (StatusCode::NOT_FOUND, Shown::text(&title, "It is not in the store any more."))
        }
    };
    page(status, &shown)
}

/// What a page shows.
struct Shown {
    title: String,
    text: String,
    button: Option<&'static str>,
}

impl Shown {
    fn text(title: &str, text: &str) -> Self {
        Self { title: title.to_owned(), text: text.to_owned(), button: None }
    }
}

const STYLE: &str = "body{font:1.2rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;\
    padding:0 1rem;color:#111;background:#fff}h1{font-size:1.4rem;overflow-wrap:anywhere}\
    button{font:inherit;font-weight:bold;padding:1rem 2rem;width:100%;border:0;border-radius:.5rem;\
    color:#fff;background:#b00020}\
    @media(prefers-color-scheme:dark){body{color:#eee;background:#111}}";

/// A page without a script, which nothing but itself can be sent to.
fn page(status: StatusCode, shown: &Shown) -> Response {
    let (title, text) = (escaped(&shown.title), escaped(&shown.text));
    let button = shown.button.map(|word| {
        format!("<form method=\"post\"><button type=\"submit\">{word}</button></form>\n")
    });
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>wail</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n<p>{text}</p>\n{}</html>\n",
        button.unwrap_or_default()
    );
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; \
        frame-ancestors 'none'; base-uri 'none'";
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        // The address is the permission: it goes nowhere else.
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, policy),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    (status, headers, html).into_response()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
