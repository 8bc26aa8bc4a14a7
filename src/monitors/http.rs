//! `http`: an address that must answer, as it should, in time.

mod answer;

use std::sync::Arc;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response, Url};

use self::answer::{Conditions, Statuses};
use super::keys::{key, needed};
use super::means::{Version, Wish};
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Secret, Wrong};
use crate::client;

/// `http`
pub(super) static MONITOR: Monitor = Monitor {
    name: "http",
    about: "an address that must answer over HTTP, as it should, in time",
    keys: KEYS,
    is_local: false,
    build,
};

const KEYS: &[Key] = &[
    needed("url", KeyKind::Text, "The address that is asked.", "\"https://shop.example/health\""),
    key("method", KeyKind::Text, "How it is asked; `GET` unless given.", "\"HEAD\""),
    key("headers", KeyKind::Table, "Headers of the request.", "{ accept = \"application/json\" }"),
    key("body", KeyKind::Text, "What is sent with it.", "'{\"ping\": true}'"),
    key("user", KeyKind::Text, "Whose password is shown.", "\"probe\""),
    key("password", KeyKind::Secret, "The password of `user`.", "\"env:SHOP_PASSWORD\""),
    key("token", KeyKind::Secret, "A bearer token that is shown.", "\"env:SHOP_TOKEN\""),
    key(
        "status",
        KeyKind::List,
        "Which statuses are right: `200`, `2xx`, `200-204`; `2xx` unless given.",
        "[\"2xx\", 401]",
    ),
    key(
        "text",
        KeyKind::List,
        "What must stand in the answer; one that begins with `!` must not.",
        "\"ready\"",
    ),
    key(
        "regex",
        KeyKind::List,
        "What must match the answer; one that begins with `!` must not.",
        "\"v[0-9]+\"",
    ),
    key(
        "json",
        KeyKind::List,
        "What must be true of the answer, which is JSON; its parts by name, the whole as `body`.",
        "\"status == 'ok' and db.lag < 5\"",
    ),
    key(
        "number",
        KeyKind::Table,
        "Numbers of the answer for gauges, each by the same kind of expression.",
        "{ queue = \"queue.length\" }",
    ),
    key(
        "redirects",
        KeyKind::Whole(0, 20),
        "How often it may lead elsewhere; 5 times unless given.",
        "0",
    ),
    key(
        "http_version",
        KeyKind::Word(&["1.1", "2"]),
        "Which HTTP is spoken; what both can unless given.",
        "\"2\"",
    ),
    key(
        "connection",
        KeyKind::Word(&["new", "keep"]),
        "Whether every look makes a connection, or keeps it for the next one; `new` unless given.",
        "\"keep\"",
    ),
    key(
        "ca",
        KeyKind::Path,
        "Certificates (PEM) that are trusted besides the system's.",
        "\"internal-ca.pem\"",
    ),
    key("insecure", KeyKind::Truth, "Whether any certificate will do; not unless given.", "true"),
];

/// How much of an answer is read.
const MOST: usize = 1024 * 1024;

#[derive(Debug)]
struct Http {
    url: Url,
    method: Method,
    headers: HeaderMap,
    body: Option<String>,
    user: Option<String>,
    password: Option<Secret>,
    token: Option<Secret>,
    statuses: Statuses,
    conditions: Conditions,
    wish: Wish,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let url = url(&options.text("url").unwrap_or_default())?;
    let method = options.text("method").unwrap_or_else(|| "GET".to_owned()).to_uppercase();
    let method = Method::from_bytes(method.as_bytes())
        .map_err(|_| Wrong::new("method", "this is no method", "write `GET` or `POST`"))?;
    let user = options.text("user");
    let (password, token) = (options.secret("password"), options.secret("token"));
    if user.is_none() && password.is_some() {
        return Err(Wrong::new("password", "nobody's password is shown", "add `user`"));
    }
    if user.is_some() && token.is_some() {
        let message = "a user and a token cannot both be shown";
        return Err(Wrong::new("token", message, "take one of them out"));
    }
    let version = match options.text("http_version").as_deref() {
        Some("1.1") => Version::One,
        Some("2") => Version::Two,
        _ => Version::Best,
    };
    let redirects = options.whole("redirects").unwrap_or(5);
    let wish = Wish {
        redirects: usize::try_from(redirects).unwrap_or_default(),
        keeps: options.text("connection").as_deref() == Some("keep"),
        version,
        authority: options.path("ca"),
        trusts_anybody: options.truth("insecure").unwrap_or_default(),
    };
    Ok(Arc::new(Http {
        url,
        method,
        headers: headers(options)?,
        body: options.text("body"),
        user,
        password,
        token,
        statuses: Statuses::read(&options.list("status"))?,
        conditions: Conditions::read(options)?,
        wish,
    }))
}

fn url(written: &str) -> Result<Url, Wrong> {
    let hint = "write it like `https://shop.example/health`";
    let url = Url::parse(written.trim());
    let url = url.map_err(|_| Wrong::new("url", "this is no address that can be asked", hint))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(Wrong::new("url", "only http:// and https:// can be asked", hint));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let message = "a user and a password do not belong in an address";
        let hint = "write `user = \"…\"` and `password = \"env:…\"`";
        return Err(Wrong::new("url", message, hint));
    }
    Ok(url)
}

fn headers(options: &Options) -> Result<HeaderMap, Wrong> {
    let mut headers = HeaderMap::new();
    for (name, value) in options.table("headers") {
        let wrong = |what: &str| {
            let message = format!("`{name}` is {what}");
            Wrong::new("headers", message, "write `{ accept = \"text/html\" }`")
        };
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("no header"))?;
        let value = HeaderValue::from_str(&value)
            .map_err(|_| wrong("a header with a value that cannot be sent"))?;
        headers.append(header, value);
    }
    Ok(headers)
}

impl Probe for Http {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(self.ask(cx))
    }

    fn target(&self) -> String {
        let mut shown = self.url.clone();
        shown.set_query(None);
        shown.set_fragment(None);
        shown.to_string()
    }
}

impl Http {
    async fn ask(&self, cx: Context<'_>) -> Look {
        let client = match cx.means.client(&self.wish) {
            Ok(client) => client,
            Err(why) => return Look::undetermined(why),
        };
        let mut request = client.request(self.method.clone(), self.url.clone());
        request = request.headers(self.headers.clone());
        if let Some(user) = &self.user {
            request = request.basic_auth(user, self.password.as_ref().map(Secret::expose));
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose());
        }
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        match request.send().await {
            Ok(answer) => self.judge(answer).await,
            Err(error) => Look::failed(client::cause(error)),
        }
    }

    /// What an answer comes to.
    async fn judge(&self, mut answer: Response) -> Look {
        let status = answer.status();
        if !self.statuses.have(status.as_u16()) {
            return Look::failed(format!("{status}, and not {}", self.statuses));
        }
        let body = match read(&mut answer).await {
            Ok(body) => body,
            Err(why) => return Look::failed(format!("{status}, and {why}")),
        };
        self.conditions.judge(&status.to_string(), &body)
    }
}

/// An answer, as far as it is read.
struct Body {
    bytes: Vec<u8>,
    /// Whether there is no more of it.
    is_whole: bool,
}

/// Reads the answer, which also lets its connection be used again.
async fn read(answer: &mut Response) -> Result<Body, String> {
    let mut bytes = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(piece)) => {
                bytes.extend_from_slice(&piece);
                if bytes.len() > MOST {
                    bytes.truncate(MOST);
                    return Ok(Body { bytes, is_whole: false });
                }
            }
            Ok(None) => return Ok(Body { bytes, is_whole: true }),
            Err(error) => return Err(format!("the answer breaks off: {}", client::cause(error))),
        }
    }
}

#[cfg(test)]
mod tests;
