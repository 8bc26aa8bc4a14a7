//! Incidents as Opsgenie shows its alerts.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::HeaderMap;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::opsgenie::{KEY, Which, missing, refusal, said, uuid};
use super::query::Query;
use super::{json, let_in, read_store};
use crate::domain::alert::{Fingerprint, Severity};
use crate::domain::incident::{Incident, IncidentId, Promise, Status};
use crate::inbox::http::Listener;
use crate::sources::DropIn;
use crate::sources::dropin::OPSGENIE;
use crate::store::{AlertRow, Chosen, Result, Tx};

/// How many alerts are listed unless it is said, and at most.
const LISTED: usize = 20;
const AT_MOST: usize = 100;

/// The incident that is meant, if there is one.
pub(super) fn find(tx: &Tx<'_>, which: &Which) -> Result<Option<IncidentId>> {
    match which {
        Which::Number(id) => Ok(tx.incident(*id)?.map(|incident| incident.id)),
        Which::Alias(alias) => {
            let identity = Fingerprint::of([alias]);
            Ok(tx.incidents_of(OPSGENIE, identity.as_str())?.first().copied())
        }
        Which::Early(hash) => {
            let firing = tx.firing()?;
            let mut ours = firing.iter().filter(|it| it.alert.source == OPSGENIE);
            let found = ours.find(|it| Which::is_early(hash, &it.alert.fingerprint));
            Ok(found.map(|it| it.incident))
        }
    }
}

/// `GET /v2/alerts/ID`
pub(super) async fn one(
    State(shared): State<Arc<Listener>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = let_in(&shared, DropIn::Opsgenie, KEY, &uri, headers) {
        return refusal(&refused);
    }
    let query = Query::of(uri.query());
    let Some(which) = Which::of(&id, query.one("identifierType")) else { return missing() };
    let found = read_store(&shared, move |tx| {
        let Some(id) = find(tx, &which)? else { return Ok(None) };
        let Some(incident) = tx.incident(id)? else { return Ok(None) };
        Ok(Some(alert(&incident, &tx.alerts(id)?)))
    });
    match found.await {
        Ok(Some(alert)) => shown(&alert),
        Ok(None) => missing(),
        Err(refused) => refusal(&refused),
    }
}

/// `GET /v2/alerts?query=status:open&limit=20&offset=0`
pub(super) async fn list(
    State(shared): State<Arc<Listener>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = let_in(&shared, DropIn::Opsgenie, KEY, &uri, headers) {
        return refusal(&refused);
    }
    let query = Query::of(uri.query());
    let asked = query.one("query").unwrap_or_default().replace(' ', "");
    let wanted = match asked.as_str() {
        "" => None,
        "status:open" | "status=open" => Some(true),
        "status:closed" | "status=closed" => Some(false),
        _ => {
            let why = "only `status: open` and `status: closed` can be asked for";
            return said(StatusCode::UNPROCESSABLE_ENTITY, why);
        }
    };
    let number = |name: &str| query.one(name).and_then(|number| number.parse::<usize>().ok());
    let limit = number("limit").unwrap_or(LISTED).min(AT_MOST);
    let offset = number("offset").unwrap_or_default();
    let found = read_store(&shared, move |tx| {
        let chosen = Chosen { resolved: wanted != Some(true), ..Chosen::default() };
        let mut incidents = Vec::new();
        tx.list(&chosen, |listed| {
            if wanted.is_none_or(|open| open == listed.incident.is_open()) {
                incidents.push(listed.incident);
            }
        })?;
        incidents.sort_unstable_by_key(|incident| std::cmp::Reverse(incident.id));
        let page = incidents.iter().skip(offset).take(limit);
        let alerts = page.map(|incident| Ok(alert(incident, &tx.alerts(incident.id)?)));
        alerts.collect::<Result<Vec<Value>>>()
    });
    match found.await {
        Ok(alerts) => shown(&Value::from(alerts)),
        Err(refused) => refusal(&refused),
    }
}

fn shown(data: &Value) -> Response {
    json(StatusCode::OK, &json!({ "data": data, "took": 0, "requestId": "" }))
}

fn alert(incident: &Incident, alerts: &[AlertRow]) -> Value {
    let first = alerts.first();
    let last_at = alerts.iter().map(|alert| alert.last_at).max().unwrap_or(incident.opened_at);
    let (is_acknowledged, owner, snoozed_until) = match &incident.status {
        Status::Acknowledged { by, check_in_at, promise, .. } => {
            let until = match promise {
                Promise::Snooze => Some(check_in_at.to_string()),
                Promise::CheckIn => None,
            };
            (true, by.as_str(), until)
        }
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => {
            (false, "", None)
        }
    };
    let priority = match incident.severity {
        Severity::Critical => "P1",
        Severity::Error => "P2",
        Severity::Warning => "P3",
        Severity::Info => "P4",
    };
    let mut shown = json!({
        "id": uuid(incident.id),
        "tinyId": incident.id.to_string(),
        "alias": first.map_or("", |alert| alert.fingerprint.as_str()),
        "message": incident.summary,
        "description": first.map_or("", |alert| alert.details.as_str()),
        "status": if incident.is_open() { "open" } else { "closed" },
        "acknowledged": is_acknowledged,
        "isSeen": is_acknowledged,
        "snoozed": snoozed_until.is_some(),
        "count": alerts.iter().map(|alert| alert.reports).sum::<i64>(),
        "createdAt": incident.opened_at.to_string(),
        "updatedAt": last_at.to_string(),
        "lastOccurredAt": last_at.to_string(),
        "source": incident.source.as_str(),
        "owner": owner,
        "priority": priority,
        "tags": [],
        "details": incident.labels,
    });
    if let Some(until) = snoozed_until {
        shown["snoozedUntil"] = Value::from(until);
    }
    shown
}
