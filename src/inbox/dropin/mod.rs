//! Doors that answer as other systems do, so that whoever speaks to those need not be changed: what
//! arrives is kept like everything else, and what is asked is done by the engine or read in the store.

mod alertmanager;
mod firing;
mod healthchecks;
pub mod heed;
mod opsgenie;
mod opsgenie_shown;
mod pagerduty;
mod query;
mod silences;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use tokio::sync::oneshot;

use super::http::Listener;
use super::receive::{Asked, Entered, Lock, admit, enter};
use super::refusal::Refused;
use super::{Counters, Door};
use crate::domain::heartbeat::Heartbeat;
use crate::domain::incident::{IncidentId, Input};
use crate::domain::name::{PersonId, SourceName};
use crate::domain::quiet::silence::{SilenceId, Wanted};
use crate::engine::Silenced;
use crate::sources::{DropIn, Proof};
use crate::store::{Result as StoreResult, Store, StoreError, Tx};

pub use opsgenie::Which;

/// What is asked at one of these doors and done by whoever decides.
#[derive(Clone, Debug)]
pub enum Question {
    /// Something was changed somewhere.
    Change {
        /// Who says so.
        by: SourceName,
        /// What, in one line.
        summary: String,
    },
    /// A job gives a sign of life.
    Beat {
        /// By which source.
        by: SourceName,
        /// What it says.
        heartbeat: Heartbeat,
    },
    /// Something is done to an alert that is known there.
    Act(Box<Act>),
    /// Somebody asks for quiet.
    Silence {
        /// The silence that is to be changed; a new one unless given.
        of: Option<SilenceId>,
        /// What is asked for.
        wanted: Wanted,
    },
    /// Somebody ends that silence.
    EndSilence(SilenceId),
}

/// Something that is done to an alert.
#[derive(Clone, Debug)]
pub struct Act {
    /// Which.
    pub which: Which,
    /// What.
    pub input: Input,
    /// What is written down beside it.
    pub note: Option<Input>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done.
    Done,
    /// It came to that.
    Silenced(Silenced),
    /// It is done to that incident, or was not due.
    Acted(IncidentId),
    /// There is nobody of that name.
    Nobody(PersonId),
    /// What it is about is not there.
    Missing,
}

/// The addresses of all these doors, whether they are open or not.
pub(super) fn routes() -> Router<Arc<Listener>> {
    pagerduty::routes()
        .merge(alertmanager::routes())
        .merge(healthchecks::routes())
        .merge(opsgenie::routes())
}

/// A request at the address at which it is known elsewhere.
fn asked(source: &str, method: Method, uri: &Uri, headers: HeaderMap) -> Asked {
    Asked {
        method,
        source: SourceName::from(source),
        path: uri.path().to_owned(),
        query: uri.query().map(str::to_owned),
        headers,
    }
}

/// The key of a door that is open, if it has one.
fn opened(door: &Door, which: DropIn) -> Result<Option<&[u8]>, Refused> {
    let key = door.dropins.keys.get(&which).ok_or(Refused::Closed(which.name()))?;
    Ok(key.as_deref())
}

/// Whether that door is open.
fn is_open(shared: &Listener, which: DropIn) -> Result<(), Refused> {
    let opened = opened(&shared.door.borrow(), which).map(drop);
    if let Err(refused) = &opened {
        refused.count(&shared.counters);
    }
    opened
}

/// Lets a request in that says all it has to say in its address.
fn let_in(
    shared: &Listener,
    which: DropIn,
    proof: Proof,
    uri: &Uri,
    headers: HeaderMap,
) -> Result<(), Refused> {
    let asked = asked(which.name(), Method::GET, uri, headers);
    let door = Arc::clone(&shared.door.borrow());
    let is_in = opened(&door, which)
        .and_then(|key| admit(&Lock { proof, key, secret: None }, &asked).map(drop));
    if let Err(refused) = &is_in {
        refused.count(&shared.counters);
    }
    is_in
}

/// Reads in the store what is asked for. It may take a moment, in which nobody else's request waits.
async fn read_store<T: Send + 'static>(
    shared: &Listener,
    read: impl FnOnce(&Tx<'_>) -> StoreResult<T> + Send + 'static,
) -> Result<T, Refused> {
    let path = shared.door.borrow().dropins.store.clone();
    let reading =
        tokio::task::spawn_blocking(move || Store::open(&path)?.read::<T, StoreError>(read));
    let read = match reading.await {
        Ok(read) => read.map_err(Refused::NotKept),
        Err(_) => Err(Refused::Stopping),
    };
    if let Err(refused) = &read {
        refused.count(&shared.counters);
    }
    read
}

/// Lets a request in that is not kept as it came but done: its key, then its body.
async fn come_in(
    shared: &Listener,
    which: DropIn,
    proof: Proof,
    asked: &Asked,
    body: Body,
) -> Result<Entered, Refused> {
    let door = Arc::clone(&shared.door.borrow());
    let entered = match opened(&door, which) {
        Ok(key) => {
            let lock = Lock { proof, key, secret: None };
            enter(shared, &door, &lock, asked, body).await
        }
        Err(refused) => Err(refused),
    };
    if let Err(refused) = &entered {
        refused.count(&shared.counters);
    }
    entered
}

/// Has something done, and waits until it is saved.
async fn ask(shared: &Listener, question: Question) -> Result<Answer, Refused> {
    let (answer, answered) = oneshot::channel();
    (shared.ask)(question, answer);
    let answered = answered.await.map_err(|_| Refused::Stopping);
    match &answered {
        Ok(_) => Counters::count(&shared.counters.kept),
        Err(refused) => refused.count(&shared.counters),
    }
    answered
}

/// An answer in JSON.
fn json(status: StatusCode, value: &Value) -> Response {
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (status, kind, value.to_string()).into_response()
}
