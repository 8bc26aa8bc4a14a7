//! What fires, as an Alertmanager lists it: everything of every source that belongs to an open incident.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::HeaderMap;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::query::Query;
use super::silences::uuid;
use super::{json, let_in, read_store};
use crate::domain::incident::IncidentId;
use crate::domain::label::{Labels, Matcher, MatcherParts, all_match};
use crate::domain::quiet::silences::Silences;
use crate::inbox::http::Listener;
use crate::inbox::refusal::Refused;
use crate::sources::{DropIn, Proof};
use crate::store::{FiringAlert, StoreError};

/// How long after its last report an alert is said to end, should nothing more be heard: it does not
/// here, but there must be an instant.
const LASTS: SignedDuration = SignedDuration::from_mins(5);

/// Which alerts are asked for.
struct Wanted {
    matchers: Vec<Matcher>,
    receiver: Option<Matcher>,
    active: bool,
    silenced: bool,
}

impl Wanted {
    fn of(query: &Query) -> Result<Self, String> {
        let receiver = query.one("receiver").filter(|pattern| !pattern.is_empty());
        let receiver = receiver.map(|pattern| {
            Matcher::made(MatcherParts {
                label: RECEIVER.to_owned(),
                value: pattern.to_owned(),
                is_pattern: true,
                is_equal: true,
            })
        });
        Ok(Self {
            matchers: query.matchers()?,
            receiver: receiver.transpose().map_err(|error| error.to_string())?,
            active: !query.is_off("active"),
            silenced: !query.is_off("silenced"),
        })
    }

    fn takes(&self, firing: &FiringAlert, is_silenced: bool) -> bool {
        let policy = Labels::from([(RECEIVER.to_owned(), firing.policy.to_string())]);
        let state = if is_silenced { self.silenced } else { self.active };
        state
            && self.receiver.as_ref().is_none_or(|receiver| receiver.matches(&policy))
            && all_match(&self.matchers, &firing.alert.labels)
    }
}

/// The label by which receivers are chosen.
const RECEIVER: &str = "receiver";

/// `GET /api/v2/alerts`
pub(super) async fn alerts(
    State(shared): State<Arc<Listener>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match wanted(&shared, &uri, headers).await {
        Ok(found) => {
            let alerts: Vec<Value> = found.into_iter().map(|(_, alert)| alert).collect();
            json(StatusCode::OK, &Value::from(alerts))
        }
        Err(answer) => *answer,
    }
}

/// `GET /api/v2/alerts/groups`: an incident is a group.
pub(super) async fn groups(
    State(shared): State<Arc<Listener>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let found = match wanted(&shared, &uri, headers).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let mut groups: BTreeMap<IncidentId, (String, Vec<Value>)> = BTreeMap::new();
    for (firing, alert) in found {
        let policy = firing.policy.to_string();
        groups.entry(firing.incident).or_insert_with(|| (policy, Vec::new())).1.push(alert);
    }
    let groups = groups.into_iter().map(|(id, (policy, alerts))| {
        json!({
            "labels": { "incident": id.to_string() },
            "receiver": { "name": policy },
            "alerts": alerts,
        })
    });
    json(StatusCode::OK, &groups.collect())
}

async fn wanted(
    shared: &Arc<Listener>,
    uri: &Uri,
    headers: HeaderMap,
) -> Result<Vec<(FiringAlert, Value)>, Box<Response>> {
    let refuse = |refused: Refused| Box::new(refused.into_response());
    let_in(shared, DropIn::Alertmanager, Proof::Key, uri, headers).map_err(refuse)?;
    let wanted = Wanted::of(&Query::of(uri.query()))
        .map_err(|why| Box::new(json(StatusCode::BAD_REQUEST, &Value::from(why))))?;
    let now = (shared.now)();
    let found = read_store(shared, move |tx| {
        let silences = tx.silences_in_force()?;
        let mut found = Vec::new();
        for firing in tx.firing()? {
            let by = silenced_by(&silences, &firing.alert.labels, now);
            if wanted.takes(&firing, !by.is_empty()) {
                let alert = alert(&firing, &by);
                found.push((firing, alert));
            }
        }
        Ok::<_, StoreError>(found)
    });
    found.await.map_err(refuse)
}

fn silenced_by(silences: &Silences, labels: &Labels, now: Timestamp) -> Vec<String> {
    silences.matching(labels, now).map(|silence| uuid(silence.id)).collect()
}

fn alert(firing: &FiringAlert, silenced_by: &[String]) -> Value {
    let alert = &firing.alert;
    let ends_at = alert.last_at.saturating_add(LASTS).unwrap_or(alert.last_at);
    let state = if silenced_by.is_empty() { "active" } else { "suppressed" };
    json!({
        "annotations": { "summary": alert.summary, "description": alert.details },
        "labels": alert.labels,
        "fingerprint": alert.fingerprint,
        "generatorURL": alert.link.as_deref().unwrap_or_default(),
        "startsAt": alert.started_at.unwrap_or(alert.first_at).to_string(),
        "updatedAt": alert.last_at.to_string(),
        "endsAt": ends_at.to_string(),
        "receivers": [{ "name": firing.policy.as_str() }],
        "status": {
            "state": state,
            "silencedBy": silenced_by,
            "inhibitedBy": [],
            "mutedBy": [],
        },
    })
}
