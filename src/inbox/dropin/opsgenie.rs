//! Opsgenie's alerts: created, listed, shown, and all that is done to one of them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::HeaderMap;
use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{delete, get, post};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::query::Query;
use super::{Act, Answer, Question, ask, asked, come_in, json, let_in, opsgenie_shown, read_store};
use crate::domain::alert::{Fingerprint, one_line};
use crate::domain::incident::{IncidentId, Input};
use crate::domain::name::PersonId;
use crate::inbox::http::Listener;
use crate::inbox::receive::{Taken, take_and_read};
use crate::inbox::refusal::Refused;
use crate::sources::dropin::OPSGENIE;
use crate::sources::{self, DropIn, Place, Proof};

/// Where the key stands.
pub(super) const KEY: Proof = Proof::Token(Place::Scheme("GenieKey"));

/// What an identity of an alert begins with that was given before its incident had a number.
const EARLY: &str = "00000000-0000-4000-9000-";
/// What an identity of an incident begins with; its number follows.
const KNOWN: &str = "00000000-0000-4000-8000-";

pub(super) fn routes() -> Router<Arc<Listener>> {
    Router::new()
        .route("/v2/alerts", get(opsgenie_shown::list).post(create))
        .route("/v2/alerts/requests/{id}", get(request))
        .route("/v2/alerts/{id}", get(opsgenie_shown::one).delete(close))
        .route("/v2/alerts/{id}/close", post(close))
        .route("/v2/alerts/{id}/acknowledge", post(act))
        .route("/v2/alerts/{id}/unacknowledge", post(act))
        .route("/v2/alerts/{id}/snooze", post(act))
        .route("/v2/alerts/{id}/assign", post(act))
        .route("/v2/alerts/{id}/notes", post(act))
        .route("/v2/alerts/{id}/tags", post(act))
        .route("/v2/alerts/{id}/tags", delete(act))
}

/// Which alert is meant.
#[derive(Clone, Debug)]
pub enum Which {
    /// That of an incident.
    Number(IncidentId),
    /// That which its sender calls so.
    Alias(String),
    /// That which its sender was told to be so, before there was an incident.
    Early(String),
}

impl Which {
    /// The alert that an address means, by the kind of identity that it says to use.
    pub(super) fn of(id: &str, kind: Option<&str>) -> Option<Self> {
        let number = |digits: &str| digits.parse().ok().map(IncidentId).map(Self::Number);
        match kind.unwrap_or("id") {
            "alias" => Some(Self::Alias(id.to_owned())),
            "tiny" => number(id),
            "id" => match (id.strip_prefix(KNOWN), id.strip_prefix(EARLY)) {
                (Some(digits), _) => number(digits),
                (None, Some(hash)) => Some(Self::Early(hash.to_owned())),
                (None, None) => None,
            },
            _ => None,
        }
    }

    /// Whether an identity that was given early is of an alert that is known by that one.
    pub(super) fn is_early(hash: &str, fingerprint: &str) -> bool {
        let short = Fingerprint::kept(fingerprint.to_owned()).shortened();
        short.as_str().rsplit('-').next() == Some(hash)
    }
}

/// The identity of the alert of an incident.
pub(super) fn uuid(id: IncidentId) -> String {
    format!("{KNOWN}{:012}", id.0)
}

/// `POST /v2/alerts`
async fn create(
    State(shared): State<Arc<Listener>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    keep(&shared, method, &uri, headers, body).await
}

/// Keeps what its sender knows by its own name, like everything else that arrives.
async fn keep(
    shared: &Arc<Listener>,
    method: Method,
    uri: &Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = asked(OPSGENIE, method, uri, headers);
    match take_and_read(shared, DropIn::Opsgenie, asked, body, |_| ()).await {
        Ok(Taken { reading: Ok(reading), .. }) => {
            let first = reading.alerts().first();
            let short = first.map(|alert| alert.fingerprint.shortened());
            let hash = short.as_ref().and_then(|short| short.as_str().rsplit('-').next());
            processed(&format!("{EARLY}{}", hash.unwrap_or("000000000000")))
        }
        Ok(Taken { reading: Err(why), .. }) => said(StatusCode::UNPROCESSABLE_ENTITY, &why),
        Err(refused) => refusal(&refused),
    }
}

/// `POST /v2/alerts/ID/close` and `DELETE /v2/alerts/ID`
async fn close(
    state: State<Arc<Listener>>,
    path: Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // The sender's own word that it is over.
    if Query::of(uri.query()).one("identifierType") == Some("alias") {
        return keep(&state.0, method, &uri, headers, body).await;
    }
    act(state, path, method, uri, headers, body).await
}

/// Everything else that is done to an alert.
async fn act(
    State(shared): State<Arc<Listener>>,
    Path(id): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let is_removed = method == Method::DELETE;
    let asked = asked(OPSGENIE, method, &uri, headers);
    let entered = match come_in(&shared, DropIn::Opsgenie, KEY, &asked, body).await {
        Ok(entered) => entered,
        Err(refused) => return refusal(&refused),
    };
    let query = Query::of(uri.query());
    let Some(which) = Which::of(&id, query.one("identifierType")) else { return missing() };
    let body = match sources::content(&entered.held.bytes) {
        Ok(body) => body,
        Err(_) if entered.held.bytes.is_empty() => json!({}),
        Err(error) => return said(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
    };
    let action = uri.path().rsplit('/').next().unwrap_or_default();
    let action = if action == id || is_removed && action != "tags" { "close" } else { action };
    let wanted = Wanted { action, is_removed, body: &body, query: &query, now: entered.at };
    let (input, note) = match wanted.inputs() {
        Ok(inputs) => inputs,
        Err(why) => return said(StatusCode::UNPROCESSABLE_ENTITY, &why),
    };
    match ask(&shared, Question::Act(Box::new(Act { which, input, note }))).await {
        Ok(Answer::Acted(id)) => processed(&uuid(id)),
        Ok(Answer::Nobody(person)) => {
            let why = format!("there is nobody called `{person}`");
            said(StatusCode::UNPROCESSABLE_ENTITY, &why)
        }
        Ok(_) => missing(),
        Err(refused) => refusal(&refused),
    }
}

/// What is to be done to an alert, as it is said there.
struct Wanted<'a> {
    action: &'a str,
    is_removed: bool,
    body: &'a Value,
    query: &'a Query,
    now: Timestamp,
}

impl Wanted<'_> {
    /// What that is here, and what is written down beside it.
    fn inputs(&self) -> Result<(Input, Option<Input>), String> {
        let by = self.text("user").or_else(|| self.text("source")).unwrap_or(OPSGENIE.to_owned());
        let by = PersonId::new(one_line(&by));
        let note = |text: String| Input::Note { by: by.clone(), text };
        let beside = self.text("note").map(&note);
        let input = match self.action {
            "close" => Input::Resolve { by },
            "acknowledge" => Input::Acknowledge { by, check_in: None },
            "unacknowledge" => Input::Unacknowledge { by },
            "snooze" => {
                let until = self.text("endTime").ok_or("`endTime` is missing")?;
                let until: Timestamp = until.parse().map_err(|why| format!("endTime: {why}"))?;
                if until <= self.now {
                    return Err("`endTime` is over".to_owned());
                }
                Input::Snooze { by, until }
            }
            "assign" => {
                let owner = &self.body["owner"];
                let name = ["username", "id"].iter().find_map(|key| owner[*key].as_str());
                let to = name.or(owner.as_str()).ok_or("`owner` is missing")?;
                Input::Assign { by, to: PersonId::from(to) }
            }
            "notes" => {
                let text = self.text("note").ok_or("`note` is missing")?;
                return Ok((note(text), None));
            }
            // What an incident is about does not change; that somebody says more of it is on record.
            "tags" => {
                let verb = if self.is_removed { "no longer tagged" } else { "tagged" };
                let tags = self.tags().ok_or("`tags` is missing")?;
                note(format!("{verb}: {tags}"))
            }
            other => return Err(format!("`{other}` cannot be done to an alert")),
        };
        Ok((input, beside))
    }

    fn text(&self, name: &str) -> Option<String> {
        let said = self.body[name].as_str().or_else(|| self.query.one(name));
        said.map(str::trim).filter(|said| !said.is_empty()).map(str::to_owned)
    }

    fn tags(&self) -> Option<String> {
        let listed = self.body["tags"]
            .as_array()
            .map(|tags| tags.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "));
        listed.filter(|tags| !tags.is_empty()).or_else(|| self.text("tags"))
    }
}

/// `GET /v2/alerts/requests/ID`: what was asked for is done before it is answered.
async fn request(
    State(shared): State<Arc<Listener>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = let_in(&shared, DropIn::Opsgenie, KEY, &uri, headers) {
        return refusal(&refused);
    }
    let Some(which) = Which::of(&id, None) else { return missing() };
    match read_store(&shared, move |tx| opsgenie_shown::find(tx, &which)).await {
        Ok(found) => {
            let data = json!({
                "success": true,
                "isSuccess": true,
                "status": "Processed",
                "processedAt": (shared.now)().to_string(),
                "alertId": found.map_or_else(|| id.clone(), uuid),
            });
            json(StatusCode::OK, &json!({ "data": data, "took": 0, "requestId": id }))
        }
        Err(refused) => refusal(&refused),
    }
}

fn processed(id: &str) -> Response {
    let answer = json!({ "result": "Request will be processed", "took": 0, "requestId": id });
    json(StatusCode::ACCEPTED, &answer)
}

pub(super) fn missing() -> Response {
    said(
        StatusCode::NOT_FOUND,
        "there is no such alert; `identifierType` is `id`, `alias` or `tiny`",
    )
}

/// Something that is wrong, in the words of that API.
pub(super) fn said(status: StatusCode, why: &str) -> Response {
    json(status, &json!({ "message": why, "took": 0, "requestId": "" }))
}

pub(super) fn refusal(refused: &Refused) -> Response {
    refused.on(said(refused.status(), &refused.sentence()))
}
