//! Compressed bodies: taken as gzip, deflate or zstd, and never larger than any other body.

use std::io::Read;

use axum::http::HeaderValue;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

use super::body::{BodyError, HeldBody};
use super::refusal::Refused;

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    None,
    Gzip,
    Deflate,
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
        let HeldBody { bytes, mut share } = held;
        let compressed = bytes.as_slice();
        let inflated = match self {
            Self::None => return Ok(HeldBody { bytes, share }),
            Self::Gzip => bounded(MultiGzDecoder::new(compressed), limit),
            // What is called so is zlib, and what some senders make of it is not.
            Self::Deflate => bounded(ZlibDecoder::new(compressed), limit).or_else(|error| {
                if error == BodyError::NotInflated {
                    bounded(DeflateDecoder::new(compressed), limit)
                } else {
                    Err(error)
                }
            }),
            Self::Zstd => StreamingDecoder::new(compressed)
                .map_err(|_| BodyError::NotInflated)
                .and_then(|decoder| bounded(decoder, limit)),
        };
        let bytes = inflated.map_err(Refused::NotRead)?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Refused::NotRead(BodyError::Empty));
        }
        share.resize(bytes.len()).map_err(|flood| Refused::NotRead(flood.into()))?;
        Ok(HeldBody { bytes, share })
    }
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
