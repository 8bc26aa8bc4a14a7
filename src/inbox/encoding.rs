//! Compressed bodies: taken as gzip, deflate or zstd, and never larger than any other body.

use std::io::Read;

use axum::http::HeaderValue;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

use super::body::{BodyError, HeldBody};
use super::refusal::Refused;

/// The largest window of zstd that is taken, as of all HTTP (RFC 9659). The decoder has memory for all of
/// it before there is anything in it.
const WINDOW: u64 = 8 * 1024 * 1024;

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// It is not.
    None,
    /// RFC 1952, also in several members.
    Gzip,
    /// RFC 1950, and what some senders call so, RFC 1951.
    Deflate,
    /// RFC 8878.
    Zstd,
}

impl Encoding {
    /// What the header says, if it is understood.
    pub(super) fn of(header: Option<&HeaderValue>) -> Option<Self> {
        let Some(said) = header else { return Some(Self::None) };
        match said.to_str().ok()?.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Some(Self::None),
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The body as it was before, which may have as many bytes as any.
    pub(super) fn inflate(self, held: HeldBody, limit: usize) -> Result<HeldBody, Refused> {
        if self == Self::None {
            return Ok(held);
        }
        let HeldBody { bytes, mut share } = held;
        let bytes = self.unpacked(&bytes, limit).map_err(Refused::NotRead)?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Refused::NotRead(BodyError::Empty));
        }
        share.resize(bytes.len()).map_err(|flood| Refused::NotRead(flood.into()))?;
        Ok(HeldBody { bytes, share })
    }

    /// The bytes that were compressed so.
    ///
    /// # Errors
    ///
    /// Says that they were not, or that they are more than `limit`.
    pub fn unpacked(self, compressed: &[u8], limit: usize) -> Result<Vec<u8>, BodyError> {
        match self {
            Self::None => bounded(compressed, limit),
            Self::Gzip => bounded(MultiGzDecoder::new(compressed), limit),
            // What is called so is zlib, and what some senders make of it is not.
            Self::Deflate => bounded(ZlibDecoder::new(compressed), limit).or_else(|error| {
                if error == BodyError::NotInflated {
                    bounded(DeflateDecoder::new(compressed), limit)
                } else {
                    Err(error)
                }
            }),
            Self::Zstd => StreamingDecoder::new_with_max_window_size(compressed, window(limit))
                .map_err(|_| BodyError::NotInflated)
                .and_then(|decoder| bounded(decoder, limit)),
        }
    }
}

/// A body that is one frame by itself is its own window.
fn window(limit: usize) -> u64 {
    u64::try_from(limit).unwrap_or(u64::MAX).max(WINDOW)
}

/// All of it, unless it is more than `limit` bytes.
fn bounded(decoder: impl Read, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(most).read_to_end(&mut bytes).map_err(|_| BodyError::NotInflated)?;
    if bytes.len() > limit {
        return Err(BodyError::TooLarge(limit));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
