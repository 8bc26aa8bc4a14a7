//! The HTTP listener: our own accept loop, so that slow, silent and oversized clients cost little.

use std::future::{Future, pending};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONNECTION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::timeout;

use super::answer::{self, Press, Standing};
use super::budget::Budget;
use super::dropin::{self, Answer, Question};
use super::replay::Taken;
use super::token::AckKey;
use super::wire::Wire;
use super::{Counters, Door, Keep, calendar, receive};
use crate::domain::record::timeline::DaemonEvent;

/// How long a client has for its request line and headers, and a connection may stand idle.
const HEADER_LIMIT: Duration = Duration::from_secs(5);

/// How long an answer may wait without anything of it being taken.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// How many bytes a request line and its headers may have; what is read of a connection at once.
const HEAD_BYTES: usize = 16 * 1024;

/// The longest time between two rounds of the accept loop.
pub const TICK: Duration = Duration::from_secs(10);

/// How long answers that are under way have when the listener stops.
const STOP_LIMIT: Duration = Duration::from_millis(500);

/// How long accepting rests when the system has no room for another connection.
const ACCEPT_REST: Duration = Duration::from_millis(50);

/// How many connections may wait to be accepted. Of more, the system drops some, and their senders
/// come again a second later.
const BACKLOG: u32 = 4096;

/// What is being fetched from elsewhere: a certificate, if it can be had.
pub type Fetching = Pin<Box<dyn Future<Output = Option<Vec<u8>>> + Send>>;

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
    /// Who does, and answers, what is asked at the doors that stand in for other systems.
    pub ask: Box<dyn Fn(Question, oneshot::Sender<Answer>) + Send + Sync>,
    /// What is counted.
    pub counters: Arc<Counters>,
    /// Which deliveries have been taken.
    pub taken: Taken,
    /// Puts something on the record that concerns the door itself.
    pub note: Box<dyn Fn(DaemonEvent) + Send + Sync>,
    /// Gets what stands at an address of Amazon's, if it can be had.
    pub fetch: Box<dyn Fn(String) -> Fetching + Send + Sync>,
    /// When this daemon began.
    pub began: Timestamp,
    /// The instant, asked once for every request.
    pub now: fn() -> Timestamp,
    /// Whether the daemon is ready, and why not.
    pub ready: Box<dyn Fn() -> Result<(), String> + Send + Sync>,
    /// Whether every loop of the daemon goes on, and which does not.
    pub alive: Box<dyn Fn() -> Result<(), String> + Send + Sync>,
    /// What is told with every round of the accept loop.
    pub tick: Box<dyn Fn() + Send + Sync>,
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
    let router = routes(Arc::clone(&shared));
    let places = Arc::new(Semaphore::new(connections));
    let graceful = GracefulShutdown::new();
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_LIMIT).max_buf_size(HEAD_BYTES);
    loop {
        (shared.tick)();
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = timeout(TICK, pending::<()>()) => continue,
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
        .route("/in/{source}", receive::inlet())
        .route("/in/{source}/{*rest}", receive::inlet())
        .route("/calendar/{file}", get(calendar::of_everybody))
        .route("/calendar/{rota}/{file}", get(calendar::of_one))
        .route("/ack/{token}", get(answer::look).post(answer::press))
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .merge(dropin::routes())
        .fallback(|| async {
            (StatusCode::NOT_FOUND, "there is nothing here; webhooks go to /in/SOURCE\n")
        })
        .with_state(shared)
}

async fn healthy(State(shared): State<Arc<Listener>>) -> Response {
    match (shared.alive)() {
        Ok(()) => "ok\n".into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
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

/// A refusal closes the connection: whatever else it carries is not worth reading.
pub(super) fn refuse(status: StatusCode, why: &str) -> Response {
    let mut response = (status, format!("{why}\n")).into_response();
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
