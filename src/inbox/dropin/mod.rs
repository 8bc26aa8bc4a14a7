//! Doors that answer as other systems do, so that whoever speaks to those need not be changed: what
//! arrives is kept like everything else, and what is asked is done by the engine or read in the store.

pub mod heed;
mod pagerduty;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use tokio::sync::oneshot;

use super::Door;
use super::http::Listener;
use super::receive::{Asked, Entered, Lock, enter};
use super::refusal::Refused;
use crate::domain::name::SourceName;
use crate::sources::{DropIn, Proof};

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
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done.
    Done,
}

/// The addresses of all these doors, whether they are open or not.
pub(super) fn routes() -> Router<Arc<Listener>> {
    pagerduty::routes()
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
    let key = door.dropins.get(&which).ok_or(Refused::Closed(which.name()))?;
    Ok(key.as_deref())
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
    if let Err(refused) = &answered {
        refused.count(&shared.counters);
    }
    answered
}

/// An answer in JSON.
fn json(status: StatusCode, value: &Value) -> Response {
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (status, kind, value.to_string()).into_response()
}
