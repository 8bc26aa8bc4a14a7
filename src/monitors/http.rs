//! `http`: an address that must answer, as it should, in time.

mod answer;

use std::sync::Arc;

use reqwest::tls::TlsInfo;
use reqwest::{Method, Response, Url};

use self::answer::{Conditions, Statuses};
use super::certificate::{self, Certificate};
use super::keys::{key, needed};
use super::means::{Version, Wish};
use super::net;
use super::web::{self, Body, Caller, MOST, read};
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong};
use crate::domain::watch::Finding;

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
    web::HEADERS,
    key("body", KeyKind::Text, "What is sent with it.", "'{\"ping\": true}'"),
    web::USER,
    web::PASSWORD,
    web::TOKEN,
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
    key(
        "certificate_days",
        KeyKind::Whole(0, 3650),
        "How many days the certificate must last; with fewer it is degraded. 14 unless given, none where `insecure` is `true`.",
        "30",
    ),
];

#[derive(Debug)]
struct Http {
    url: Url,
    method: Method,
    caller: Caller,
    body: Option<String>,
    statuses: Statuses,
    conditions: Conditions,
    wish: Wish,
    /// How many days its certificate must last.
    days: i64,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let url = web::address(options, "write it like `https://shop.example/health`")?;
    let method = options.text("method").unwrap_or_else(|| "GET".to_owned()).to_uppercase();
    let method = Method::from_bytes(method.as_bytes())
        .map_err(|_| Wrong::new("method", "this is no method", "write `GET` or `POST`"))?;
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
        ..Wish::default()
    };
    let usual = if wish.trusts_anybody { i64::MIN } else { certificate::DAYS };
    let days = options.whole("certificate_days");
    if days.is_some() && url.scheme() != "https" {
        let message = "without https:// there is no certificate";
        return Err(Wrong::new("certificate_days", message, "take it out"));
    }
    Ok(Arc::new(Http {
        url,
        method,
        caller: Caller::read(options)?,
        body: options.text("body"),
        statuses: Statuses::read(&options.list("status"))?,
        conditions: Conditions::read(options)?,
        wish,
        days: days.unwrap_or(usual),
    }))
}

impl Probe for Http {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(self.ask(cx))
    }

    fn target(&self) -> String {
        web::shown(&self.url)
    }
}

impl Http {
    async fn ask(&self, cx: Context<'_>) -> Look {
        let client = match cx.means.client(&self.wish.within(cx.timeout)) {
            Ok(client) => client,
            Err(why) => return Look::undetermined(why),
        };
        let request = client.request(self.method.clone(), self.url.clone());
        let mut request = self.caller.sends(request);
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        match request.send().await {
            Ok(answer) => {
                let certificate = shown(&answer);
                self.judge_certificate(self.judge(answer).await, certificate.as_ref(), cx)
            }
            Err(error) if error.is_connect() && error.is_timeout() => {
                Look::failed("no connection is made in time")
            }
            Err(error) => match net::what_we_cannot(&error) {
                Some(why) => Look::undetermined(why),
                None => Look::failed(certificate::cause(error, cx.now)),
            },
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

    /// What an answer comes to whose server showed that certificate.
    fn judge_certificate(&self, look: Look, shown: Option<&Certificate>, cx: Context<'_>) -> Look {
        let Some(shown) = shown else { return look };
        let look = match shown.soon("its certificate", self.days, cx.now) {
            Some(soon) if look.finding == Finding::Fine => {
                let said = format!("{}, and {soon}", look.said);
                let finding =
                    if shown.ends_at < cx.now { Finding::Failed } else { Finding::Degraded };
                Look { finding, said, ..look }
            }
            _ => look,
        };
        look.number("certificate_days", shown.days_as_number(cx.now), "d")
    }
}

/// The certificate that the server showed, if it did.
fn shown(answer: &Response) -> Option<Certificate> {
    let info = answer.extensions().get::<TlsInfo>()?;
    Certificate::read(info.peer_certificate()?)
}

#[cfg(test)]
mod tests;
