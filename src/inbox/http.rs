//! The HTTP listener: our own accept loop, so that slow, silent and oversized clients cost little.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::timeout;

use super::answer::{self, Press, Standing};
use super::body::{self, BodyError, Bounds};
use super::budget::Budget;
use super::token::AckKey;
use super::wire::Wire;
use super::{Arrival, Counters, Door, Gate, Keep, calendar, head, key};
use crate::domain::drill;
use crate::domain::name::SourceName;
use crate::store::{Envelope, StoreError};

/// How long a client has for its request line and headers, and a connection may stand idle.
const HEADER_LIMIT: Duration = Duration::from_secs(5);

/// How long an answer may wait without anything of it being taken.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// How many bytes a request line and its headers may have; what is read of a connection at once.
const HEAD_BYTES: usize = 16 * 1024;

/// How long answers that are under way have when the listener stops.
const STOP_LIMIT: Duration = Duration::from_millis(500);

/// How long accepting rests when the system has no room for another connection.
const ACCEPT_REST: Duration = Duration::from_millis(50);

/// How many connections may wait to be accepted. Of more, the system drops some, and their senders
/// come again a second later.
const BACKLOG: u32 = 4096;

/// What the routes share.
pub struct Listener {
    /// The sources and limits in force.
    pub door: watch::Receiver<Arc<Door>>,
    /// How much may be here at once.
    pub budget: Arc<Budget>,
    /// Who keeps what arrives.
    pub keep: Keep,
    /// What tells our acknowledgement links from others; nothing while there are none.
    pub ack_key: Arc<OnceLock<AckKey>>,
    /// Who is told when somebody looks at such a link or presses its button.
    pub press: Box<dyn Fn(Press, oneshot::Sender<Standing>) + Send + Sync>,
    /// What is counted.
    pub counters: Arc<Counters>,
    /// The instant, asked once for every request.
    pub now: fn() -> Timestamp,
    /// Whether the daemon is ready, and why not.
    pub ready: Box<dyn Fn() -> Result<(), String> + Send + Sync>,
    /// The metrics, as Prometheus reads them.
    pub metrics: Box<dyn Fn() -> oneshot::Receiver<String> + Send + Sync>,
}

/// Serves until `stop` changes; then lets what is under way finish, for a moment.
pub async fn serve(
    listener: TcpListener,
    shared: Arc<Listener>,
    connections: usize,
    mut stop: watch::Receiver<bool>,
) {
    let router = routes(shared);
    let places = Arc::new(Semaphore::new(connections));
    let graceful = GracefulShutdown::new();
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_LIMIT).max_buf_size(HEAD_BYTES);
    loop {
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stop.changed() => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let wire = TokioIo::new(Wire::new(stream, ANSWER_LIMIT));
        let connection = graceful.watch(builder.serve_connection(wire, service));
        tokio::spawn(async move {
            // A client that breaks off has nobody to tell; what it sent before is kept or not by
            // the answer it got.
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    // Whoever is still slow then is cut off.
    let _ = timeout(STOP_LIMIT, graceful.shutdown()).await;
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, tokio::sync::OwnedSemaphorePermit) {
    loop {
        let Ok(place) = Arc::clone(places).acquire_owned().await else { return pending().await };
        match listener.accept().await {
            Ok((stream, _)) => {
                // Without it small answers wait for the client's acknowledgement; an answer that
                // waits is still an answer.
                drop(stream.set_nodelay(true));
                return (stream, place);
            }
            Err(_) => {
                let _ = timeout(ACCEPT_REST, pending::<()>()).await;
            }
        }
    }
}

/// Binds the address.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Connections of a former daemon that are not quite gone do not keep the address.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn routes(shared: Arc<Listener>) -> Router {
    Router::new()
        .route("/in/{source}", inlet())
        .route("/in/{source}/{*rest}", inlet())
        .route("/calendar/{file}", get(calendar::of_everybody))
        .route("/calendar/{rota}/{file}", get(calendar::of_one))
        .route("/ack/{token}", get(answer::look).post(answer::press))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(|| async {
            (StatusCode::NOT_FOUND, "there is nothing here; webhooks go to /in/SOURCE\n")
        })
        .with_state(shared)
}

async fn ready(State(shared): State<Arc<Listener>>) -> Response {
    match (shared.ready)() {
        Ok(()) => "ready\n".into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}

async fn metrics(State(shared): State<Arc<Listener>>) -> Response {
    match (shared.metrics)().await {
        Ok(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Senders post, put, or say all they have to say in the address.
fn inlet() -> MethodRouter<Arc<Listener>> {
    post(receive).put(receive).get(receive)
}

/// `/in/NAME`: the key, then room for the body, then the body, the store, and the answer.
async fn receive(
    State(shared): State<Arc<Listener>>,
    method: Method,
    Path(address): Path<Vec<(String, String)>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let counters = &shared.counters;
    let door = Arc::clone(&shared.door.borrow());
    // What follows `/in/`: the source, and a path after it where the sender adds one.
    let mut address = address.into_iter().map(|(_, segment)| segment);
    let source = SourceName::new(address.next().unwrap_or_default());
    let path = address.next().map(|rest| format!("/{rest}")).unwrap_or_default();
    let gate = match admit(&door, &source, &headers, query.as_deref()) {
        Ok(gate) => gate,
        Err(refusal) => {
            let is_key = refusal.status() == StatusCode::UNAUTHORIZED;
            Counters::count(if is_key { &counters.wrong_keys } else { &counters.refused });
            return *refusal;
        }
    };
    let head = head::kept(gate, &method, &path, query.as_deref(), &headers);
    let declared = declared_length(&headers).and_then(|length| usize::try_from(length).ok());
    let may_be_empty = head::says_something(&path, query.as_deref());
    if method == Method::GET && !may_be_empty {
        Counters::count(&counters.refused);
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "post it, or say it in the address");
    }
    let bounds = Bounds { declared, limit: door.body_limit, budget: &shared.budget, may_be_empty };
    let held = match body::read(body, bounds).await {
        Ok(held) => held,
        Err(error) => {
            let is_flood = error == BodyError::NoRoom;
            Counters::count(if is_flood { &counters.floods } else { &counters.refused });
            return not_read(error);
        }
    };
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let envelope = Envelope {
        source,
        received_at: (shared.now)(),
        content_type: content_type.filter(|kind| *kind != "application/json").map(str::to_owned),
        head,
        body: held.bytes,
    };
    keep(&shared, Arrival { envelope, share: held.share }).await
}

async fn keep(shared: &Listener, arrival: Arrival) -> Response {
    let counters = &shared.counters;
    let is_drill = drill::is_drill(&arrival.envelope.source);
    let (answer, answered) = oneshot::channel();
    if (shared.keep)(arrival, answer).is_err() {
        Counters::count(&counters.floods);
        return not_read(BodyError::NoRoom);
    }
    match answered.await {
        Ok(Ok(id)) => {
            // Practice is in no statistic but its own.
            if !is_drill {
                Counters::count(&counters.kept);
            }
            (
                StatusCode::ACCEPTED,
                [(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
                format!("{{\"received\":{}}}\n", id.0),
            )
                .into_response()
        }
        Ok(Err(error)) => {
            Counters::count(&counters.failed);
            not_kept(&error)
        }
        Err(_) => {
            Counters::count(&counters.failed);
            (StatusCode::SERVICE_UNAVAILABLE, "the pager is stopping; come again\n").into_response()
        }
    }
}

/// The answer to a sender whose body could not be made durable: never a 2xx.
fn not_kept(error: &StoreError) -> Response {
    let status = match error {
        StoreError::Full { .. } => StatusCode::INSUFFICIENT_STORAGE,
        StoreError::Busy { .. }
        | StoreError::CannotOpen { .. }
        | StoreError::Damaged { .. }
        | StoreError::Newer { .. }
        | StoreError::Leased { .. }
        | StoreError::Conflict(_)
        | StoreError::Failed { .. } => StatusCode::SERVICE_UNAVAILABLE,
    };
    let retry = [(RETRY_AFTER, HeaderValue::from_static("5"))];
    (status, retry, "not kept: the store cannot be written; come again\n").into_response()
}

/// Whether the request may come in, before its body is looked at.
fn admit<'a>(
    door: &'a Door,
    source: &SourceName,
    headers: &HeaderMap,
    query: Option<&str>,
) -> Result<&'a Gate, Box<Response>> {
    let Some(gate) = door.gates.get(source) else {
        return Err(Box::new(refuse(
            StatusCode::NOT_FOUND,
            "no source of this name is configured",
        )));
    };
    if gate.key.as_ref().is_some_and(|key| !key::opens(key, headers, query)) {
        let mut refusal = refuse(StatusCode::UNAUTHORIZED, "the key is missing or wrong");
        refusal.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return Err(Box::new(refusal));
    }
    let encoding = headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes);
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity")) {
        let why = "compressed bodies are not taken; send it as it is";
        return Err(Box::new(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, why)));
    }
    if declared_length(headers).is_some_and(|length| length > door.body_limit as u64) {
        return Err(Box::new(not_read(BodyError::TooLarge(door.body_limit))));
    }
    Ok(gate)
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The answer to a sender whose body was not read, or not to its end.
fn not_read(error: BodyError) -> Response {
    let status = match error {
        BodyError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        BodyError::NoRoom => StatusCode::TOO_MANY_REQUESTS,
        BodyError::BrokeOff | BodyError::Empty => StatusCode::BAD_REQUEST,
        BodyError::TooSlow => StatusCode::REQUEST_TIMEOUT,
    };
    let mut refusal = refuse(status, &error.to_string());
    if error == BodyError::NoRoom {
        refusal.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    refusal
}

/// A refusal closes the connection: whatever else it carries is not worth reading.
pub(super) fn refuse(status: StatusCode, why: &str) -> Response {
    let mut response = (status, format!("{why}\n")).into_response();
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
