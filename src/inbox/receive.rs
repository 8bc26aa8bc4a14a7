//! `/in/NAME`: the key, then room for the body, then the body and its signature, the store, and the
//! answer.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, post};
use jiff::Timestamp;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::body::{self, BodyError, Bounds, HeldBody};
use super::encoding::Encoding;
use super::http::Listener;
use super::key::{self, Shown};
use super::refusal::Refused;
use super::rehearsal::Rehearsed;
use super::signature::{self, Signed, Unproved};
use super::{Arrival, Door, Gate, head, read, sns};
use crate::domain::drill;
use crate::domain::name::SourceName;
use crate::domain::record::timeline::DaemonEvent;
use crate::sources::{BodyFields, DropIn, Proof, Reading, Signature, Source};
use crate::store::{Envelope, EnvelopeId};

/// Senders post, put, or say all they have to say in the address.
pub(super) fn inlet() -> MethodRouter<Arc<Listener>> {
    post(receive).put(receive).get(receive)
}

async fn receive(
    State(shared): State<Arc<Listener>>,
    method: Method,
    Path(address): Path<Vec<(String, String)>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // What follows `/in/`: the source, and a path after it where the sender adds one.
    let mut address = address.into_iter().map(|(_, segment)| segment);
    let source = SourceName::new(address.next().unwrap_or_default());
    let path = address.next().map(|rest| format!("/{rest}")).unwrap_or_default();
    match take(&shared, Asked { method, source, path, query, headers }, body).await {
        Ok(id) => {
            let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
            (StatusCode::ACCEPTED, kind, format!("{{\"received\":{}}}\n", id.0)).into_response()
        }
        Err(refused) => refused.into_response(),
    }
}

/// A request before its body.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) source: SourceName,
    /// What stands in the address after that of the source; with its `/`.
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) headers: HeaderMap,
}

/// Takes a request in: when this returns its number, it is durable.
pub(super) async fn take(
    shared: &Arc<Listener>,
    asked: Asked,
    body: Body,
) -> Result<EnvelopeId, Refused> {
    let taken = take_in(shared, asked, body, |_| ()).await;
    if let Err(refused) = &taken {
        refused.count(&shared.counters);
    }
    taken
}

/// What was kept, with what it comes to.
pub(super) struct Taken<T> {
    /// What is in it, or why nothing can be made of it.
    pub(super) reading: Result<Reading, String>,
    /// What its fields were asked for.
    pub(super) said: T,
}

/// Takes a request in at a door whose sender is told what it comes to: when this returns, it is
/// durable, whether it can be read or not.
pub(super) async fn take_and_read<T>(
    shared: &Arc<Listener>,
    which: DropIn,
    asked: Asked,
    body: Body,
    look: impl Fn(&BodyFields) -> T,
) -> Result<Taken<T>, Refused> {
    let mut taken = None;
    let door = Arc::clone(&shared.door.borrow());
    let kept = if door.dropins.keys.contains_key(&which) {
        let look = |envelope: &Envelope| {
            let fields = BodyFields::of(&envelope.body, envelope.content_type.as_deref());
            taken = Some(Taken { reading: read::read(&door, envelope), said: look(&fields) });
        };
        take_in(shared, asked, body, look).await
    } else {
        Err(Refused::Closed(which.name()))
    };
    if let Err(refused) = &kept {
        refused.count(&shared.counters);
    }
    kept?;
    taken.ok_or(Refused::Stopping)
}

async fn take_in(
    shared: &Arc<Listener>,
    asked: Asked,
    body: Body,
    look: impl FnOnce(&Envelope),
) -> Result<EnvelopeId, Refused> {
    let door = Arc::clone(&shared.door.borrow());
    let gate = door.gates.get(&asked.source).ok_or(Refused::Unknown)?;
    if gate.is_polled {
        return Err(Refused::Polled);
    }
    let entered = enter(shared, &door, &gate.lock(), &asked, body).await?;
    let reader = reader(&door, &asked, gate)?;
    let is_sns = gate.kind.proof == Proof::Signature(Signature::Sns);
    let confirmation = if is_sns { sns::confirmation(&entered.held.bytes) } else { None };
    let Asked { method, source, path, query, headers } = &asked;
    let content_type = content_type(headers);
    let envelope = Envelope {
        source: source.clone(),
        received_at: entered.at,
        content_type: content_type.filter(|kind| *kind != "application/json").map(str::to_owned),
        head: head::kept(gate, reader, method, path, query.as_deref(), headers),
        body: entered.held.bytes,
    };
    look(&envelope);
    let delivery = entered.delivery;
    let claim =
        delivery.as_ref().map(|id| shared.taken.claim(source, id).ok_or(Refused::TakenBefore));
    let claim = claim.transpose()?;
    let kept = keep(shared, Arrival { envelope, share: entered.held.share }).await;
    if let (Some(claim), Ok(_)) = (claim, &kept) {
        claim.keep();
    }
    if let Some(address) = confirmation.filter(|_| kept.is_ok()) {
        tokio::spawn(confirm(Arc::clone(shared), source.clone(), address));
    }
    kept
}

/// Takes a sender's offer to send: it sends nothing before somebody has visited that address.
async fn confirm(shared: Arc<Listener>, source: SourceName, address: String) {
    let is_confirmed = (shared.fetch)(address.clone()).await.is_some();
    (shared.note)(if is_confirmed {
        DaemonEvent::Subscribed(source)
    } else {
        DaemonEvent::NotSubscribed(source, address)
    });
}

/// Whose headers are kept: of practice with a source those of that source.
fn reader(door: &Door, asked: &Asked, gate: &Gate) -> Result<&'static Source, Refused> {
    match Rehearsed::of(&asked.source, &asked.path) {
        None => Ok(gate.kind),
        Some(it) => door.gates.get(&it.name).map(|gate| gate.kind).ok_or(Refused::Unknown),
    }
}

/// What a request has to show.
pub(super) struct Lock<'a> {
    pub(super) proof: Proof,
    pub(super) key: Option<&'a [u8]>,
    pub(super) secret: Option<&'a [u8]>,
}

impl Gate {
    fn lock(&self) -> Lock<'_> {
        Lock { proof: self.kind.proof, key: self.key.as_deref(), secret: self.secret.as_deref() }
    }
}

/// A request that has come in with all of its body.
pub(super) struct Entered {
    pub(super) held: HeldBody,
    /// When its body was here.
    pub(super) at: Timestamp,
    /// The identity of the delivery where it has one.
    delivery: Option<String>,
}

/// Lets a request in: its key first, then its body, then what proves that.
pub(super) async fn enter(
    shared: &Listener,
    door: &Door,
    lock: &Lock<'_>,
    asked: &Asked,
    body: Body,
) -> Result<Entered, Refused> {
    let owed = admit(lock, asked)?;
    let encoding = Encoding::of(asked.headers.get(CONTENT_ENCODING)).ok_or(Refused::Encoded)?;
    let held = read_body(shared, door, lock, asked, body).await?;
    let held = encoding.inflate(held, door.body_limit)?;
    let content_type = content_type(&asked.headers);
    let at = (shared.now)();
    let signed = Signed { headers: &asked.headers, content_type, body: &held.bytes, now: at };
    let delivery = prove(shared, lock, owed, &signed).await?;
    Ok(Entered { held, at, delivery })
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok())
}

/// Whether the request may come in, as far as its head tells. Returns the key that it has not shown
/// yet, which its kind of sender puts into the body.
pub(super) fn admit<'a>(lock: &Lock<'a>, asked: &Asked) -> Result<Option<&'a [u8]>, Refused> {
    let Asked { headers, path, query, .. } = asked;
    if lock.key.is_none() && lock.secret.is_none() && is_from_a_page(headers) {
        return Err(Refused::Key);
    }
    let shown = Shown { headers, path, query: query.as_deref() };
    let owed = lock.key.filter(|key| !key::opens(key, lock.proof, &shown));
    if owed.is_some() && !key::is_in_body(lock.proof) {
        return Err(Refused::Key);
    }
    Ok(owed)
}

/// Whether a page of another place asks, from within somebody's browser: that reaches this machine from
/// inside, whoever wrote the page. Browsers say so, and nobody else does.
fn is_from_a_page(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "none" && site != "same-origin")
}

async fn read_body(
    shared: &Listener,
    door: &Door,
    lock: &Lock<'_>,
    asked: &Asked,
    body: Body,
) -> Result<HeldBody, Refused> {
    let limit = door.body_limit;
    let declared = declared_length(&asked.headers);
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(Refused::NotRead(BodyError::TooLarge(limit)));
    }
    let may_be_empty = head::says_something(&asked.path, asked.query.as_deref(), lock.proof);
    if asked.method == Method::GET && !may_be_empty {
        return Err(Refused::Method);
    }
    let declared = declared.and_then(|length| usize::try_from(length).ok());
    let bounds = Bounds { declared, limit, budget: &shared.budget, may_be_empty };
    body::read(body, bounds).await.map_err(Refused::NotRead)
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether what came is its sender's, as far as only the body can tell. Returns the identity of the
/// delivery where it has one.
async fn prove(
    shared: &Listener,
    lock: &Lock<'_>,
    owed: Option<&[u8]>,
    signed: &Signed<'_>,
) -> Result<Option<String>, Refused> {
    let proof = lock.proof;
    if owed.is_some_and(|key| !key::opens_in_body(key, proof, signed.body, signed.content_type)) {
        return Err(Refused::Key);
    }
    let (Some(secret), Some(scheme)) = (lock.secret, proof.signature()) else { return Ok(None) };
    let proved = match signature::certificate_of(scheme, signed) {
        None => signature::check(scheme, secret, signed),
        Some(url) => match (shared.fetch)(url).await {
            Some(certificate) => signature::check_certified(&certificate, signed),
            None => Err(Unproved::NoCertificate),
        },
    };
    proved.map_err(Refused::Unproved)
}

async fn keep(shared: &Listener, arrival: Arrival) -> Result<EnvelopeId, Refused> {
    let is_drill = drill::is_drill(&arrival.envelope.source);
    let (answer, answered) = oneshot::channel();
    (shared.keep)(arrival, answer).map_err(|flood| Refused::NotRead(flood.into()))?;
    match answered.await {
        Ok(Ok(id)) => {
            // Practice is in no statistic but its own.
            if !is_drill {
                super::Counters::count(&shared.counters.kept);
            }
            Ok(id)
        }
        Ok(Err(error)) => Err(Refused::NotKept(error)),
        Err(_) => Err(Refused::Stopping),
    }
}
