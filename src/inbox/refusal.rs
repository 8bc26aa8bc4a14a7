//! Why a request was not taken, and what its sender is told: never a 2xx, and whether to come again.

use axum::http::header::{CONNECTION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::Counters;
use super::body::BodyError;
use super::signature::Unproved;
use crate::store::StoreError;

/// Why a request was not taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Refused {
    /// There is no such source.
    Unknown,
    /// The source is asked, and may not post.
    Polled,
    /// Nothing of the kind is open here; the name of the door.
    Closed(&'static str),
    /// It is asked for what can only be posted.
    Method,
    /// The key is missing or wrong.
    Key,
    /// It is not proved to be its sender's.
    Unproved(Unproved),
    /// The same delivery has been taken.
    TakenBefore,
    /// It is compressed in a way that is not understood.
    Encoded,
    /// The body was not read, or not to its end.
    NotRead(BodyError),
    /// The body could not be made durable.
    NotKept(StoreError),
    /// Nobody keeps anything any more.
    Stopping,
}

impl Refused {
    /// The status that says so.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Unknown | Self::Closed(_) => StatusCode::NOT_FOUND,
            Self::Polled => StatusCode::FORBIDDEN,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Key => StatusCode::UNAUTHORIZED,
            Self::Unproved(Unproved::NoCertificate) | Self::Stopping => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Unproved(Unproved::Missing | Unproved::Wrong | Unproved::Stale) => {
                StatusCode::UNAUTHORIZED
            }
            Self::TakenBefore => StatusCode::CONFLICT,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotRead(error) => match error {
                BodyError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
                BodyError::NoRoom => StatusCode::TOO_MANY_REQUESTS,
                BodyError::BrokeOff | BodyError::Empty | BodyError::NotInflated => {
                    StatusCode::BAD_REQUEST
                }
                BodyError::TooSlow => StatusCode::REQUEST_TIMEOUT,
            },
            Self::NotKept(StoreError::Full { .. }) => StatusCode::INSUFFICIENT_STORAGE,
            Self::NotKept(
                StoreError::Busy { .. }
                | StoreError::CannotOpen { .. }
                | StoreError::Damaged { .. }
                | StoreError::Newer { .. }
                | StoreError::Leased { .. }
                | StoreError::Conflict(_)
                | StoreError::Failed { .. },
            ) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// It in one sentence.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Unknown => "no source of this name is configured".to_owned(),
            Self::Polled => "this source is polled, and takes nothing that is posted".to_owned(),
            Self::Closed(door) => format!("this door is closed; `[dropin.{door}]` opens it"),
            Self::Method => "post it, or say it in the address".to_owned(),
            Self::Key => "the key is missing or wrong".to_owned(),
            Self::Unproved(why) => why.to_string(),
            Self::TakenBefore => "this delivery has been taken before".to_owned(),
            Self::Encoded => {
                "this compression is not understood; send gzip, deflate, zstd or none".to_owned()
            }
            Self::NotRead(error) => error.to_string(),
            Self::NotKept(_) => "not kept: the store cannot be written; come again".to_owned(),
            Self::Stopping => "the pager is stopping; come again".to_owned(),
        }
    }

    /// After how many seconds it is worth trying again.
    fn again(&self) -> Option<&'static str> {
        match self {
            Self::NotRead(BodyError::NoRoom) => Some("1"),
            Self::NotKept(_) | Self::Unproved(Unproved::NoCertificate) => Some("5"),
            _ => None,
        }
    }

    pub(super) fn count(&self, counters: &Counters) {
        Counters::count(match self {
            Self::Key | Self::Unproved(_) => &counters.wrong_keys,
            Self::NotRead(BodyError::NoRoom) => &counters.floods,
            Self::NotKept(_) | Self::Stopping => &counters.failed,
            Self::Unknown
            | Self::Polled
            | Self::Closed(_)
            | Self::Method
            | Self::TakenBefore
            | Self::Encoded
            | Self::NotRead(_) => &counters.refused,
        });
    }

    pub(super) fn into_response(self) -> Response {
        let response = (self.status(), format!("{}\n", self.sentence())).into_response();
        self.on(response)
    }

    /// Says on a response, which says the rest, what every refusal says in its headers.
    pub(super) fn on(&self, mut response: Response) -> Response {
        let mut say = |name: HeaderName, value: &'static str| {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        };
        // Whatever else the connection carries is not worth reading; but a store may come back.
        if !matches!(self, Self::NotKept(_) | Self::Stopping) {
            say(CONNECTION, "close");
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            say(WWW_AUTHENTICATE, "Bearer");
        }
        if let Some(seconds) = self.again() {
            say(RETRY_AFTER, seconds);
        }
        response
    }
}
