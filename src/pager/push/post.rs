//! Sending over HTTP: one client for all services, made when the first message goes out.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method, Response, StatusCode, Url};
use serde_json::Value;

use super::message::cut;
use super::{NotSent, Target};
use crate::client;
use crate::domain::page::Again;
use crate::domain::resend::wait_until;
use crate::domain::text::plain;

/// How long a connection may take, and how long everything.
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(20);

/// How much of an answer is read.
const LONGEST_ANSWER: usize = 16 * 1024;

/// How much of what is fetched is read.
const LONGEST_FETCHED: usize = 64 * 1024;

/// A request as it goes out.
pub(super) struct HttpRequest {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl HttpRequest {
    pub(super) fn json(url: &str, body: &Value) -> Self {
        Self::post(url, "application/json", body.to_string())
    }

    pub(super) fn form(url: &str, fields: &[(&str, String)]) -> Self {
        let body = Url::parse_with_params("http://form", fields);
        let body = body.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
        Self::post(url, "application/x-www-form-urlencoded", body)
    }

    fn post(url: &str, kind: &str, body: String) -> Self {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        Self { method: "POST".to_owned(), url: url.trim().to_owned(), headers, body }
    }

    pub(super) fn with_headers<'h>(
        mut self,
        headers: impl IntoIterator<Item = (&'h str, String)>,
    ) -> Self {
        self.headers.extend(headers.into_iter().map(|(name, value)| (name.to_owned(), value)));
        self
    }
}

/// What a service answered that took the message.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) text: String,
}

/// A client for services.
fn made() -> reqwest::Result<Client> {
    client::trusting(|builder| builder.connect_timeout(CONNECT).timeout(WHOLE))
}

/// What stands at an address, if it is to be had and not long. It follows nobody elsewhere.
pub async fn fetch(url: String) -> Option<Vec<u8>> {
    let mut answer = made().ok()?.get(url).send().await.ok()?.error_for_status().ok()?;
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.ok()? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LONGEST_FETCHED {
            return None;
        }
    }
    Some(bytes)
}

/// The client, once there is one.
#[derive(Default)]
pub(super) struct Post {
    client: Mutex<Option<Client>>,
}

impl Post {
    fn client(&self) -> Result<Client, NotSent> {
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*client {
            return Ok(client.clone());
        }
        let made =
            made().map_err(|error| NotSent::later(format!("no message can be sent: {error}")))?;
        Ok(client.insert(made).clone())
    }

    /// Sends it; the answer is the proof, or says whether to come again.
    pub(super) async fn send(
        &self,
        target: &Target,
        request: &HttpRequest,
    ) -> Result<Answer, NotSent> {
        let service = target.service.name;
        let once = |why: String| NotSent { why, again: Again::Once };
        let url = Url::parse(&request.url)
            .map_err(|error| once(format!("{service} cannot be asked at its address: {error}")))?;
        let method = Method::from_bytes(request.method.as_bytes()).unwrap_or(Method::POST);
        let mut building = self.client()?.request(method, url.clone());
        for (name, value) in &request.headers {
            building = building.header(name, value);
        }
        let sent = building.body(request.body.clone()).send().await;
        let answer = sent.map_err(|error| unreachable_because(service, &url, error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        // Before anything is cut off: half a secret is not found any more.
        let text = target.masked(text_of(answer).await);
        if status.is_success() {
            return Ok(Answer { status: status.as_u16(), text });
        }
        let said = cut(plain(text.trim()).trim(), 160);
        let said = if said.is_empty() { String::new() } else { format!(": {said}") };
        let why = format!("{service} answered {}{said}", status.as_u16());
        Err(NotSent { why, again: again(status, &headers, &text) })
    }
}

/// Why nothing was answered. Only the host is named: the rest of an address may be a secret.
fn unreachable_because(service: &str, url: &Url, error: reqwest::Error) -> NotSent {
    let host = url.host_str().unwrap_or_default().to_owned();
    if error.is_builder() {
        let why = format!("{service} cannot be asked: a header or its address is none");
        return NotSent { why, again: Again::Once };
    }
    if error.is_timeout() && !error.is_connect() {
        let limit = WHOLE.as_secs();
        return NotSent::later(format!(
            "{service} at {host} did not answer within {limit} seconds"
        ));
    }
    let is_timeout = error.is_timeout();
    let cause = if is_timeout { "no answer".to_owned() } else { client::cause(error) };
    NotSent::later(format!("{service} at {host} cannot be reached ({})", plain(&cause)))
}

/// As much of the answer as is worth reading; one that breaks off was still an answer.
async fn text_of(mut answer: Response) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(piece)) = answer.chunk().await {
        bytes.extend_from_slice(&piece);
        if bytes.len() >= LONGEST_ANSWER {
            bytes.truncate(LONGEST_ANSWER);
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether what was refused may go through later: the service is at fault, or asks for patience.
fn again(status: StatusCode, headers: &HeaderMap, text: &str) -> Again {
    let is_for_now = status.is_server_error()
        || matches!(status.as_u16(), 408 | 425)
        || status == StatusCode::TOO_MANY_REQUESTS;
    if !is_for_now {
        return Again::Once;
    }
    let header = |name| Some(headers.get(name)?.to_str().ok()?.trim());
    // A number of seconds, or a date: then how long that is after the service's own now.
    let seconds = || header(RETRY_AFTER)?.parse().ok().map(Duration::from_secs);
    let until = || wait_until(header(RETRY_AFTER)?, header(DATE)?);
    // Telegram says it in its body only.
    let said = || serde_json::from_str::<Value>(text).ok()?["parameters"]["retry_after"].as_u64();
    let said = || said().map(Duration::from_secs);
    match seconds().or_else(until).or_else(said) {
        Some(wait) => Again::After(wait),
        None => Again::Later,
    }
}

#[cfg(test)]
mod tests;
