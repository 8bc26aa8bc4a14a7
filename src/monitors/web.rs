//! What kinds that ask over HTTP share: an address, who asks, and an answer that is read within bounds.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{RequestBuilder, Response, Url};

use super::keys::key;
use super::{Key, KeyKind, Options, Secret, Wrong};
use crate::client;

/// `headers`
pub(super) const HEADERS: Key = key(
    "headers",
    KeyKind::Secrets,
    "Headers of the request; a value may be `env:NAME` or `file:PATH`.",
    "{ accept = \"application/json\" }",
);

/// `user`
pub(super) const USER: Key = key("user", KeyKind::Text, "Whose password is shown.", "\"probe\"");

/// `password`
pub(super) const PASSWORD: Key =
    key("password", KeyKind::Secret, "The password of `user`.", "\"env:SHOP_PASSWORD\"");

/// `token`
pub(super) const TOKEN: Key =
    key("token", KeyKind::Secret, "A bearer token that is shown.", "\"env:SHOP_TOKEN\"");

/// The address of the key `url`.
pub(super) fn address(options: &Options, hint: &str) -> Result<Url, Wrong> {
    let url = Url::parse(options.text("url").unwrap_or_default().trim());
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

/// The address without what may be secret in it.
pub(super) fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    shown.to_string()
}

/// Who asks: the headers of a request, and what is shown of whoever sends it.
#[derive(Debug)]
pub(super) struct Caller {
    headers: HeaderMap,
    user: Option<String>,
    password: Option<Secret>,
    token: Option<Secret>,
}

impl Caller {
    /// What is written of `headers`, `user`, `password` and `token`.
    pub(super) fn read(options: &Options) -> Result<Self, Wrong> {
        let user = options.text("user");
        let (password, token) = (options.secret("password"), options.secret("token"));
        if user.is_none() && password.is_some() {
            return Err(Wrong::new("password", "nobody's password is shown", "add `user`"));
        }
        if user.is_some() && token.is_some() {
            let message = "a user and a token cannot both be shown";
            return Err(Wrong::new("token", message, "take one of them out"));
        }
        Ok(Self { headers: headers(options)?, user, password, token })
    }

    /// The request as this one sends it.
    pub(super) fn sends(&self, request: RequestBuilder) -> RequestBuilder {
        let mut request = request.headers(self.headers.clone());
        if let Some(user) = &self.user {
            request = request.basic_auth(user, self.password.as_ref().map(Secret::expose));
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose());
        }
        request
    }
}

fn headers(options: &Options) -> Result<HeaderMap, Wrong> {
    let mut headers = HeaderMap::new();
    for (name, value) in options.table("headers") {
        let wrong = |what: &str| {
            let message = format!("`{name}` is {what}");
            Wrong::new("headers", message, "write `{ accept = \"text/html\" }`")
        };
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("no header"))?;
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| wrong("a header with a value that cannot be sent"))?;
        // It may be a key.
        value.set_sensitive(true);
        headers.append(header, value);
    }
    Ok(headers)
}

/// How much of an answer is read.
pub(super) const MOST: usize = 1024 * 1024;

/// An answer, as far as it is read.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// Whether there is no more of it.
    pub(super) is_whole: bool,
}

/// Reads the answer, which also lets its connection be used again.
pub(super) async fn read(answer: &mut Response) -> Result<Body, String> {
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
