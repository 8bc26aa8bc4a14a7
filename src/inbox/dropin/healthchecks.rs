//! The pings of Healthchecks: a job says that it begins, that it is done, or how it ended.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::HeaderMap;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::query::Query;
use super::{Question, ask, asked, come_in, opened};
use crate::domain::heartbeat::{Beat, Heartbeat, tail};
use crate::domain::name::SourceName;
use crate::inbox::http::Listener;
use crate::sources::dropin::HEALTHCHECKS;
use crate::sources::{DropIn, Place, Proof};

/// The key may be a segment of the address.
const KEY: Proof = Proof::Token(Place::Path);

/// How long the name of a job may be, in bytes.
const LONGEST: usize = 200;

pub(super) fn routes() -> Router<Arc<Listener>> {
    Router::new().route("/ping/{*rest}", get(ping).head(ping).post(ping))
}

/// `/ping/NAME`, `/ping/NAME/start`, `/ping/KEY/NAME/3`
async fn ping(
    State(shared): State<Arc<Listener>>,
    Path(address): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = asked(HEALTHCHECKS, method, &uri, headers);
    let entered = match come_in(&shared, DropIn::Healthchecks, KEY, &asked, body).await {
        Ok(entered) => entered,
        Err(refused) => return refused.into_response(),
    };
    let key =
        opened(&shared.door.borrow(), DropIn::Healthchecks).ok().flatten().map(<[u8]>::to_vec);
    let Some((name, beat)) = said(&address, key.as_deref()) else {
        return (StatusCode::NOT_FOUND, "not found").into_response();
    };
    let run = Query::of(uri.query()).one("rid").map(str::to_owned);
    if run.as_deref().is_some_and(|run| !is_uuid(run)) {
        return (StatusCode::BAD_REQUEST, "invalid uuid format").into_response();
    }
    let body = tail(&entered.held.bytes);
    let heartbeat =
        Heartbeat { name, beat, run, at: entered.at, body, took: None, is_local: false };
    let by = SourceName::from(HEALTHCHECKS);
    match ask(&shared, Question::Beat { by, heartbeat }).await {
        Ok(_) => (StatusCode::OK, "OK").into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// Which job an address is about, and what it says of it.
fn said(address: &str, key: Option<&[u8]>) -> Option<(String, Beat)> {
    let segments: Vec<&str> = address.split('/').collect();
    let segments = match segments.as_slice() {
        [first, rest @ ..] if !rest.is_empty() && Some(first.as_bytes()) == key => rest,
        all => all,
    };
    let (name, beat) = match segments {
        [name] => (name, Beat::Succeeded),
        [name, "start"] => (name, Beat::Started),
        [name, "fail"] => (name, Beat::Failed),
        [name, "log"] => (name, Beat::Logged),
        [name, code] => (name, Beat::Exited(code.parse().ok()?)),
        _ => return None,
    };
    let is_name = !name.is_empty() && name.len() <= LONGEST && !name.chars().any(char::is_control);
    is_name.then(|| ((*name).to_owned(), beat))
}

/// Whether that is the identity of a run: 36 characters, of which four are dashes.
fn is_uuid(text: &str) -> bool {
    let is_right = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}

#[cfg(test)]
mod tests;
