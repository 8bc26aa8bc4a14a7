//! Alertmanager's API, version 2: what is pushed to it, and what it says of itself.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::HeaderMap;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::{asked, firing, is_open, json, let_in, silences};
use crate::domain::name::PolicyName;
use crate::inbox::http::Listener;
use crate::inbox::receive::take;
use crate::sources::dropin::ALERTMANAGER;
use crate::sources::{DropIn, Proof};

/// The Alertmanager whose answers these are like: programs choose by it what they may ask.
const LIKE: &str = "0.28.0";

pub(super) fn routes() -> Router<Arc<Listener>> {
    Router::new()
        .route("/api/v2/alerts", get(firing::alerts).post(push))
        .route("/api/v2/alerts/groups", get(firing::groups))
        .route("/api/v2/silences", get(silences::list).post(silences::put))
        .route("/api/v2/silence/{id}", get(silences::one).delete(silences::end))
        .route("/api/v2/status", get(status))
        .route("/api/v2/receivers", get(receivers))
        .route("/-/healthy", get(healthy))
        .route("/-/ready", get(ready))
}

/// `POST /api/v2/alerts`
async fn push(
    State(shared): State<Arc<Listener>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Err(refused) = is_open(&shared, DropIn::Alertmanager) {
        return refused.into_response();
    }
    match take(&shared, asked(ALERTMANAGER, method, &uri, headers), body).await {
        Ok(_) => StatusCode::OK.into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// `GET /api/v2/status`
async fn status(State(shared): State<Arc<Listener>>, uri: Uri, headers: HeaderMap) -> Response {
    if let Err(refused) = let_in(&shared, DropIn::Alertmanager, Proof::Key, &uri, headers) {
        return refused.into_response();
    }
    let version = env!("CARGO_PKG_VERSION");
    let status = json!({
        "cluster": { "status": "disabled", "name": "", "peers": [] },
        "config": { "original": config(&shared.door.borrow().dropins.policies) },
        "uptime": shared.began.to_string(),
        "versionInfo": {
            "branch": "", "buildDate": "", "buildUser": "", "goVersion": "",
            "revision": format!("wail {version}"), "version": LIKE,
        },
    });
    json(StatusCode::OK, &status)
}

/// The policies as an Alertmanager's configuration would name them: nothing is sent by it, and what is
/// sent in truth is in that of `wail`.
fn config(policies: &[PolicyName]) -> String {
    let quoted = |policy: &PolicyName| Value::from(policy.as_str()).to_string();
    let first = policies.first().map(&quoted).unwrap_or_default();
    let receivers: Vec<String> =
        policies.iter().map(|policy| format!("  - name: {}", quoted(policy))).collect();
    format!("route:\n  receiver: {first}\nreceivers:\n{}\n", receivers.join("\n"))
}

/// `GET /api/v2/receivers`
async fn receivers(State(shared): State<Arc<Listener>>, uri: Uri, headers: HeaderMap) -> Response {
    if let Err(refused) = let_in(&shared, DropIn::Alertmanager, Proof::Key, &uri, headers) {
        return refused.into_response();
    }
    let policies = shared.door.borrow().dropins.policies.clone();
    let receivers: Vec<Value> =
        policies.iter().map(|policy| json!({ "name": policy.as_str() })).collect();
    json(StatusCode::OK, &Value::from(receivers))
}

/// `GET /-/healthy`
async fn healthy(State(shared): State<Arc<Listener>>) -> Response {
    match is_open(&shared, DropIn::Alertmanager) {
        Ok(()) => "OK\n".into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// `GET /-/ready`
async fn ready(State(shared): State<Arc<Listener>>) -> Response {
    if let Err(refused) = is_open(&shared, DropIn::Alertmanager) {
        return refused.into_response();
    }
    match (shared.ready)() {
        Ok(()) => "OK\n".into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}
