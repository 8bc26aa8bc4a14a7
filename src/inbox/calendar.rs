//! `GET /calendar/NAME.ics`: a rota as a calendar, for whoever subscribes to it with the key.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};

use super::http::{Listener, refuse};
use super::{Calendars, Counters, Door, key};
use crate::domain::name::{PersonId, RotaName};
use crate::ical::{Edges, Feed, Published};
use crate::sources::Proof;
use crate::store::{Store, StoreError};

/// How far back and how far ahead a calendar reaches. It moves with the day and not with the hour, so
/// that it stays the same for as long as nothing in it does.
const BEHIND: SignedDuration = SignedDuration::from_hours(35 * 24);
const AHEAD: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What is asked for.
struct Asked {
    rota: String,
    person: Option<String>,
}

/// `GET /calendar/ROTA.ics`: everybody's shifts.
pub(super) async fn of_everybody(
    State(shared): State<Arc<Listener>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = |rota: &str| Asked { rota: rota.to_owned(), person: None };
    let asked = file.strip_suffix(".ics").map(asked);
    answer(&shared, asked, query.as_deref(), &headers).await
}

/// `GET /calendar/ROTA/PERSON.ics`: one person's shifts.
pub(super) async fn of_one(
    State(shared): State<Arc<Listener>>,
    Path((rota, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = |person: &str| Asked { rota, person: Some(person.to_owned()) };
    let asked = file.strip_suffix(".ics").map(asked);
    answer(&shared, asked, query.as_deref(), &headers).await
}

async fn answer(
    shared: &Listener,
    asked: Option<Asked>,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Response {
    let door = Arc::clone(&shared.door.borrow());
    if let Err(refusal) = admit(&door, headers, query) {
        let is_key = refusal.status() == StatusCode::UNAUTHORIZED;
        let Counters { wrong_keys, refused, .. } = &*shared.counters;
        Counters::count(if is_key { wrong_keys } else { refused });
        return *refusal;
    }
    let now = (shared.now)();
    // A year of a rota takes a moment, in which nobody else's request is to wait.
    let rendering = tokio::task::spawn_blocking(move || {
        let (Some(calendars), Some(asked)) = (&door.calendars, asked) else { return Ok(None) };
        render(calendars, &asked, now)
    });
    match rendering.await {
        Ok(Ok(Some(text))) => given(text, headers),
        Ok(Err(error)) => refuse(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()),
        Ok(Ok(None)) => {
            Counters::count(&shared.counters.refused);
            refuse(StatusCode::NOT_FOUND, "there is no such calendar; it is /calendar/ROTA.ics")
        }
        Err(_) => refuse(StatusCode::INTERNAL_SERVER_ERROR, "this calendar cannot be made"),
    }
}

/// Whether the request may come in, whatever it asks for.
fn admit(door: &Door, headers: &HeaderMap, query: Option<&str>) -> Result<(), Box<Response>> {
    let Some(calendars) = &door.calendars else {
        let why = "no calendars are given out here; `[calendar] key` is not configured";
        return Err(Box::new(refuse(StatusCode::NOT_FOUND, why)));
    };
    let shown = key::Shown { headers, path: "", query };
    if key::opens(&calendars.key, Proof::Key, &shown) {
        return Ok(());
    }
    let mut refusal = refuse(StatusCode::UNAUTHORIZED, "the key is missing or wrong");
    // Programs that know passwords ask for one then.
    let challenge = HeaderValue::from_static("Basic realm=\"wail\"");
    refusal.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    Err(Box::new(refusal))
}

fn render(
    calendars: &Calendars,
    asked: &Asked,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let name = RotaName::from(asked.rota.as_str());
    let Some(rota) = calendars.rotas.get(&name) else { return Ok(None) };
    let withdrawn = Store::open(&calendars.store)?.read(|tx| tx.withdrawn(&name, now))?;
    let person = asked.person.as_deref().map(PersonId::from);
    let is_known = |person: &PersonId| {
        let mut withdrawn = withdrawn.values().flatten();
        rota.people().contains(person) || withdrawn.any(|held| held.person.as_ref() == Some(person))
    };
    if !person.as_ref().is_none_or(is_known) {
        return Ok(None);
    }
    let published: Vec<Published> = withdrawn
        .iter()
        .flat_map(|((_, tier), held)| held.iter().map(move |held| (tier, held)))
        .map(|(tier, held)| Published::of(&name, rota, tier, held))
        .collect();
    let day = now.as_second().div_euclid(24 * 60 * 60) * 24 * 60 * 60;
    let today = Timestamp::from_second(day).unwrap_or(now);
    let feed = Feed {
        name: &name,
        rota,
        person: person.as_ref(),
        from: today.saturating_sub(BEHIND).unwrap_or(Timestamp::MIN),
        to: today.saturating_add(AHEAD).unwrap_or(Timestamp::MAX),
        edges: Edges::Whole,
        revised_at: calendars.revised_at,
        published: &published,
        now,
    };
    Ok(Some(feed.render()))
}

/// The calendar, unless the subscriber has this one already.
fn given(text: String, headers: &HeaderMap) -> Response {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim() == "*" || known.trim().trim_start_matches("W/") == tag);
    let kept = [(CACHE_CONTROL, "private, max-age=0, must-revalidate".to_owned()), (ETAG, tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
}
