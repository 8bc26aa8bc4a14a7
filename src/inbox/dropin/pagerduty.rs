//! `PagerDuty`'s Events API, versions 2 and 1: what is triggered, acknowledged and resolved there, and
//! what is changed.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::post;
use serde_json::json;

use super::{Question, ask, asked, come_in, json};
use crate::domain::alert::one_line;
use crate::domain::name::SourceName;
use crate::inbox::body::BodyError;
use crate::inbox::http::Listener;
use crate::inbox::receive::{Asked, Taken, take_and_read};
use crate::inbox::refusal::Refused;
use crate::sources::dropin::{PAGERDUTY_V1, PAGERDUTY_V2};
use crate::sources::{BodyFields, DropIn, Place, Proof};

/// Where the key stands.
const KEY: Proof = Proof::Token(Place::Field("routing_key"));

pub(super) fn routes() -> Router<Arc<Listener>> {
    Router::new()
        .route("/v2/enqueue", post(enqueue))
        .route("/v2/change/enqueue", post(change))
        .route("/generic/2010-04-15/create_event.json", post(create))
}

/// `POST /v2/enqueue`
async fn enqueue(
    State(shared): State<Arc<Listener>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = asked(PAGERDUTY_V2, method, &uri, headers);
    event(&shared, asked, body, "dedup_key", StatusCode::ACCEPTED).await
}

/// `POST /generic/2010-04-15/create_event.json`
async fn create(
    State(shared): State<Arc<Listener>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = asked(PAGERDUTY_V1, method, &uri, headers);
    event(&shared, asked, body, "incident_key", StatusCode::OK).await
}

/// Keeps an event and tells its sender by which key it is known. One that makes no sense is kept as
/// well: its sender drops it, and somebody has to see it.
async fn event(
    shared: &Arc<Listener>,
    asked: Asked,
    body: Body,
    key: &'static str,
    status: StatusCode,
) -> Response {
    let given = |fields: &BodyFields| fields.exact(key).filter(|given| !given.trim().is_empty());
    match take_and_read(shared, DropIn::Pagerduty, asked, body, given).await {
        Ok(Taken { reading: Ok(reading), said }) => {
            let first = reading.alerts().first();
            let known = said.or_else(|| Some(first?.fingerprint.as_str().to_owned()));
            let mut answer = json!({ "status": "success", "message": "Event processed" });
            answer[key] = json!(known);
            json(status, &answer)
        }
        Ok(Taken { reading: Err(error), .. }) => invalid(&error),
        Err(refused) => refusal(&refused),
    }
}

/// `POST /v2/change/enqueue`
async fn change(
    State(shared): State<Arc<Listener>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = asked(PAGERDUTY_V2, method, &uri, headers);
    let entered = match come_in(&shared, DropIn::Pagerduty, KEY, &asked, body).await {
        Ok(entered) => entered,
        Err(refused) => return refusal(&refused),
    };
    let fields = BodyFields::of(&entered.held.bytes, None);
    let Some(summary) = fields.text("payload.summary") else {
        return invalid("`payload.summary` is missing");
    };
    let by = fields.text("payload.source");
    let told = by.map_or_else(|| summary.clone(), |by| format!("{summary} ({by})"));
    let by = SourceName::from(PAGERDUTY_V2);
    match ask(&shared, Question::Change { by, summary: one_line(&told) }).await {
        Ok(_) => {
            let answer = json!({ "status": "success", "message": "Change event processed" });
            json(StatusCode::ACCEPTED, &answer)
        }
        Err(refused) => refusal(&refused),
    }
}

/// What makes no sense.
fn invalid(error: &str) -> Response {
    let answer = json!({
        "status": "invalid event",
        "message": "Event object is invalid",
        "errors": [error],
    });
    json(StatusCode::BAD_REQUEST, &answer)
}

/// A refusal in the words of that API.
fn refusal(refused: &Refused) -> Response {
    let status = match refused {
        Refused::NotRead(BodyError::NoRoom) => "throttle exceeded",
        Refused::Key => "invalid key",
        _ => "invalid event",
    };
    let sentence = refused.sentence();
    let answer = json!({ "status": status, "message": sentence, "errors": [sentence] });
    refused.on(json(refused.status(), &answer))
}
