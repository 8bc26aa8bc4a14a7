//! Asking a daemon over HTTP, as any sender would; never through a proxy.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::{Client, RequestBuilder};

use crate::client;

/// What was answered.
pub(super) struct Answer {
    /// The status and its words: `202 Accepted`.
    pub(super) status: String,
    /// Whether the status means that all is well.
    pub(super) is_success: bool,
    /// The body.
    pub(super) text: String,
    /// When it was written by the clock there, as it says.
    pub(super) date: Option<String>,
}

/// Why there is no answer.
pub(super) enum Silence {
    /// Nobody listens there.
    Nobody,
    /// Nothing came in time.
    TooLate,
    /// What came is no HTTP.
    Nonsense,
}

impl Silence {
    /// The reason in words.
    pub(super) fn phrase(&self) -> &'static str {
        match self {
            Self::Nobody => "nothing listens there",
            Self::TooLate => "no answer came in time",
            Self::Nonsense => "what it answers is not HTTP",
        }
    }
}

/// Gets what is at that path.
pub(super) async fn get(at: SocketAddr, path: &str, limit: Duration) -> Result<Answer, Silence> {
    ask(client(limit)?.get(format!("http://{at}{path}"))).await
}

/// Gets what is at that address, wherever it is.
pub(super) async fn get_url(url: &str, limit: Duration) -> Result<Answer, Silence> {
    let client =
        client::trusting(|client| client.timeout(limit)).map_err(|error| reason(&error))?;
    ask(client.get(url)).await
}

/// Posts JSON to that path.
pub(super) async fn post(
    at: SocketAddr,
    path: &str,
    json: &'static str,
    limit: Duration,
) -> Result<Answer, Silence> {
    let request = client(limit)?.post(format!("http://{at}{path}"));
    ask(request.header("content-type", "application/json").body(json)).await
}

/// What is sent to a door that asks for a key.
pub(super) struct Letter {
    /// To which path, with its fields.
    pub(super) path: String,
    /// What it is.
    pub(super) content_type: Option<String>,
    /// Other headers.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The bytes.
    pub(super) body: Vec<u8>,
}

impl Letter {
    /// JSON to that path.
    pub(super) fn json(path: String, json: String) -> Self {
        let content_type = Some("application/json".to_owned());
        Self { path, content_type, headers: Vec::new(), body: json.into_bytes() }
    }
}

/// Posts that to a door that asks for this key.
pub(super) async fn deliver(
    at: SocketAddr,
    letter: Letter,
    key: &str,
    limit: Duration,
) -> Result<Answer, Silence> {
    let Letter { path, content_type, headers, body } = letter;
    let mut request = client(limit)?.post(format!("http://{at}{path}")).bearer_auth(key);
    if let Some(kind) = content_type {
        request = request.header("content-type", kind);
    }
    for (name, value) in headers {
        request = request.header(name, value);
    }
    ask(request.body(body)).await
}

/// Where a listener of that address can be asked from this machine.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn client(limit: Duration) -> Result<Client, Silence> {
    client::plain().timeout(limit).build().map_err(|error| reason(&error))
}

async fn ask(request: RequestBuilder) -> Result<Answer, Silence> {
    let answer = request.send().await.map_err(|error| reason(&error))?;
    let status = answer.status();
    let date = answer.headers().get("date").and_then(|date| date.to_str().ok()).map(str::to_owned);
    let text = answer.text().await.map_err(|error| reason(&error))?;
    Ok(Answer { status: status.to_string(), is_success: status.is_success(), text, date })
}

fn reason(error: &reqwest::Error) -> Silence {
    if error.is_timeout() {
        Silence::TooLate
    } else if error.is_connect() {
        Silence::Nobody
    } else {
        Silence::Nonsense
    }
}
