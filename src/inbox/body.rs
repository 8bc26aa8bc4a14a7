//! Reading a body: within its limit, in time, and only as far as there is room for it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt as _;
use tokio::time::timeout;

use super::Flood;
use super::budget::{Budget, SMALL, Share};

/// How long a client has for its body.
const TIME: Duration = Duration::from_secs(10);

/// What a body holds before any of it is here.
const FIRST: usize = 1024;

/// A body that is here, and its share of the budget.
pub(super) struct HeldBody {
    pub(super) bytes: Vec<u8>,
    pub(super) share: Share,
}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It has more bytes than are taken.
    #[error("the body is larger than the {0} bytes that are taken")]
    TooLarge(usize),
    /// Others are there already.
    #[error("too much at once; come again")]
    NoRoom,
    /// Its sender went away.
    #[error("the body broke off")]
    BrokeOff,
    /// Its sender took too long.
    #[error("the body did not come in time")]
    TooSlow,
    /// It has nothing but blanks.
    #[error("the body is empty")]
    Empty,
    /// It is not what its `Content-Encoding` says.
    #[error("the body is not compressed as it says")]
    NotInflated,
}

impl From<Flood> for BodyError {
    fn from(_: Flood) -> Self {
        Self::NoRoom
    }
}

/// What a body may be.
pub(super) struct Bounds<'a> {
    /// Its length, as far as the sender has said it.
    pub(super) declared: Option<usize>,
    /// The largest that is taken.
    pub(super) limit: usize,
    /// Where its share comes from.
    pub(super) budget: &'a Arc<Budget>,
    /// Whether the address says enough without a body.
    pub(super) may_be_empty: bool,
}

/// Reads it whole, or says why not.
pub(super) async fn read(body: Body, bounds: Bounds<'_>) -> Result<HeldBody, BodyError> {
    let may_be_empty = bounds.may_be_empty;
    let held = timeout(TIME, collect(body, bounds)).await.map_err(|_| BodyError::TooSlow)??;
    if !may_be_empty && held.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(BodyError::Empty);
    }
    Ok(held)
}

/// One that is said to be large has its room before its first byte, so that it need not be refused
/// halfway. Every other one has room for what is here of it: a sender who promises and does not
/// send holds next to nothing.
async fn collect(mut body: Body, bounds: Bounds<'_>) -> Result<HeldBody, BodyError> {
    let first = bounds.declared.filter(|declared| *declared > SMALL).unwrap_or(FIRST);
    let mut share = bounds.budget.share(first)?;
    let mut bytes = Vec::with_capacity(first);
    while let Some(frame) = body.frame().await {
        // What is no data comes after the body and says nothing here.
        let Ok(data) = frame.map_err(|_| BodyError::BrokeOff)?.into_data() else { continue };
        let length = bytes.len() + data.len();
        if length > bounds.limit {
            return Err(BodyError::TooLarge(bounds.limit));
        }
        if length > share.bytes() {
            share.resize(length.next_power_of_two())?;
            bytes.reserve_exact(share.bytes() - bytes.len());
        }
        bytes.extend_from_slice(&data);
    }
    bytes.shrink_to_fit();
    share.resize(bytes.len())?;
    Ok(HeldBody { bytes, share })
}

#[cfg(test)]
mod tests;
