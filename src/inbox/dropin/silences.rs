//! Silences, as an Alertmanager keeps them: listed, made, changed and ended.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::HeaderMap;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::query::Query;
use super::{Answer, Question, ask, asked, come_in, json, let_in, read_store};
use crate::domain::alert::one_line;
use crate::domain::label::{Labels, Matcher, MatcherParts, all_match};
use crate::domain::quiet::silence::{Silence, SilenceId, Wanted};
use crate::engine::Silenced;
use crate::inbox::http::Listener;
use crate::sources::dropin::ALERTMANAGER;
use crate::sources::{self, DropIn, Proof};

/// How long silences that are over are still listed.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(5 * 24);

/// What the number of a silence looks like there, where numbers are of another kind: its last digits.
pub(super) fn uuid(id: SilenceId) -> String {
    format!("00000000-0000-4000-8000-{:012}", id.0)
}

/// The silence of which that is the number, there or here.
fn number(text: &str) -> Option<SilenceId> {
    let digits = text.rsplit('-').next()?;
    digits.parse().ok().map(SilenceId)
}

/// `GET /api/v2/silences`
pub(super) async fn list(
    State(shared): State<Arc<Listener>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = let_in(&shared, DropIn::Alertmanager, Proof::Key, &uri, headers) {
        return refused.into_response();
    }
    let matchers = match Query::of(uri.query()).matchers() {
        Ok(matchers) => matchers,
        Err(why) => return bad(&why),
    };
    let now = (shared.now)();
    let after = now.saturating_sub(REMEMBERED).unwrap_or(now);
    match read_store(&shared, move |tx| tx.silences(after)).await {
        Ok(silences) => {
            let silences = silences.iter().filter(|silence| all_match(&matchers, &said(silence)));
            json(StatusCode::OK, &silences.map(|silence| shown(silence, now)).collect())
        }
        Err(refused) => refused.into_response(),
    }
}

/// What a silence asks for, as labels that a filter is compared with.
fn said(silence: &Silence) -> Labels {
    let parts = silence.what.matchers.iter().map(Matcher::parts);
    parts.map(|parts| (parts.label, parts.value)).collect()
}

/// `GET /api/v2/silence/ID`
pub(super) async fn one(
    State(shared): State<Arc<Listener>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = let_in(&shared, DropIn::Alertmanager, Proof::Key, &uri, headers) {
        return refused.into_response();
    }
    let Some(id) = number(&id) else { return missing(&id) };
    match read_store(&shared, move |tx| tx.silence(id)).await {
        Ok(Some(silence)) => json(StatusCode::OK, &shown(&silence, (shared.now)())),
        Ok(None) => missing(&uuid(id)),
        Err(refused) => refused.into_response(),
    }
}

fn shown(silence: &Silence, now: Timestamp) -> Value {
    let matchers = silence.what.matchers.iter().map(|matcher| {
        let MatcherParts { label, value, is_pattern, is_equal } = matcher.parts();
        json!({ "name": label, "value": value, "isRegex": is_pattern, "isEqual": is_equal })
    });
    json!({
        "id": uuid(silence.id),
        "matchers": matchers.collect::<Value>(),
        "startsAt": silence.what.starts_at.to_string(),
        "endsAt": silence.what.ends_at.to_string(),
        "updatedAt": silence.changed_at.to_string(),
        "createdBy": silence.what.by,
        "comment": silence.what.comment,
        "status": { "state": silence.state(now).word() },
    })
}

/// `POST /api/v2/silences`
pub(super) async fn put(
    State(shared): State<Arc<Listener>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = asked(ALERTMANAGER, method, &uri, headers);
    let entered = match come_in(&shared, DropIn::Alertmanager, Proof::Key, &asked, body).await {
        Ok(entered) => entered,
        Err(refused) => return refused.into_response(),
    };
    let (of, wanted) = match wanted(&entered.held.bytes, entered.at) {
        Ok(wanted) => wanted,
        Err(why) => return bad(&why),
    };
    match ask(&shared, Question::Silence { of, wanted }).await {
        Ok(Answer::Silenced(Silenced::Kept(id))) => {
            json(StatusCode::OK, &json!({ "silenceID": uuid(id) }))
        }
        Ok(Answer::Silenced(Silenced::Bad(why))) => bad(&why.to_string()),
        Ok(_) => missing(&of.map(uuid).unwrap_or_default()),
        Err(refused) => refused.into_response(),
    }
}

/// What a body asks for, and of which silence.
fn wanted(body: &[u8], now: Timestamp) -> Result<(Option<SilenceId>, Wanted), String> {
    let body = sources::content(body).map_err(|error| error.to_string())?;
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let of = match body["id"].as_str().filter(|id| !id.is_empty()) {
        Some(id) => Some(number(id).ok_or_else(|| format!("there is no silence `{id}`"))?),
        None => None,
    };
    let instant = |name: &str| {
        let given = body[name].as_str();
        given.map(str::parse::<Timestamp>).transpose().map_err(|why| format!("{name}: {why}"))
    };
    let matchers = body["matchers"].as_array().ok_or("`matchers` is missing")?;
    let matchers: Result<Vec<Matcher>, String> = matchers.iter().map(matcher).collect();
    let wanted = Wanted {
        matchers: matchers?,
        starts_at: instant("startsAt")?.unwrap_or(now),
        ends_at: instant("endsAt")?.ok_or("`endsAt` is missing")?,
        by: one_line(&text("createdBy")),
        comment: text("comment"),
        until_resolved: None,
        everything: false,
    };
    Ok((of, wanted))
}

fn matcher(given: &Value) -> Result<Matcher, String> {
    let text = |name: &str| given[name].as_str().map(str::to_owned);
    let parts = MatcherParts {
        label: text("name").ok_or("a matcher has no `name`")?,
        value: text("value").ok_or("a matcher has no `value`")?,
        is_pattern: given["isRegex"].as_bool().unwrap_or(false),
        is_equal: given["isEqual"].as_bool().unwrap_or(true),
    };
    Matcher::made(parts).map_err(|error| error.to_string())
}

/// `DELETE /api/v2/silence/ID`
pub(super) async fn end(
    State(shared): State<Arc<Listener>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = let_in(&shared, DropIn::Alertmanager, Proof::Key, &uri, headers) {
        return refused.into_response();
    }
    let Some(id) = number(&id) else { return missing(&id) };
    match ask(&shared, Question::EndSilence(id)).await {
        Ok(Answer::Done) => StatusCode::OK.into_response(),
        Ok(_) => missing(&uuid(id)),
        Err(refused) => refused.into_response(),
    }
}

fn bad(why: &str) -> Response {
    json(StatusCode::BAD_REQUEST, &Value::from(why))
}

fn missing(id: &str) -> Response {
    json(StatusCode::NOT_FOUND, &Value::from(format!("there is no silence {id}")))
}
