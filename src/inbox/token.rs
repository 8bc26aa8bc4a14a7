//! Acknowledgement links: what a link allows, signed so that nobody else can make one.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::page::PageId;

/// For how long a link works.
pub const LASTS: SignedDuration = SignedDuration::from_hours(24);

/// What a signature is for: one that was made for anything else opens nothing here.
const PURPOSE: &[u8] = b"wail: acknowledge, 1\0";

/// The lengths of a number, and of a signature (HMAC with SHA-256), in bytes.
const NUMBER: usize = 8;
const SIGNATURE: usize = 32;

/// What a link allows: to acknowledge this incident as this person, until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// What can be acknowledged.
    pub incident: IncidentId,
    /// The page that brought the link.
    pub page: PageId,
    /// As whom.
    pub person: PersonId,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Why a link allows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// We did not make it.
    Forged,
    /// We did, too long ago.
    Expired(Permit),
}

/// What signs links and tells ours from others.
pub struct AckKey(hmac::Key);

/// As many bytes that nobody can guess as a key has; none if the system has none to give.
#[must_use]
pub fn fresh_secret() -> Option<[u8; 32]> {
    let mut secret = [0; 32];
    SystemRandom::new().fill(&mut secret).ok().map(|()| secret)
}

impl AckKey {
    /// The key made of that secret.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The last part of a link.
    #[must_use]
    pub fn sign(&self, permit: &Permit) -> String {
        let mut signed = PURPOSE.to_vec();
        for number in [permit.incident.0, permit.page.0, permit.expires_at.as_second()] {
            signed.extend_from_slice(&number.to_be_bytes());
        }
        signed.extend_from_slice(permit.person.as_str().as_bytes());
        let signature = hmac::sign(&self.0, &signed);
        hex([&signed[PURPOSE.len()..], signature.as_ref()].concat().as_slice())
    }

    /// What the last part of a link allows now. The comparison takes as long for every wrong one.
    pub fn open(&self, token: &str, now: Timestamp) -> Result<Permit, Invalid> {
        let bytes = unhex(token).ok_or(Invalid::Forged)?;
        let end = bytes.len().checked_sub(SIGNATURE).ok_or(Invalid::Forged)?;
        let (said, signature) = bytes.split_at(end);
        let signed = [PURPOSE, said].concat();
        hmac::verify(&self.0, &signed, signature).map_err(|_| Invalid::Forged)?;
        let permit = read(said).ok_or(Invalid::Forged)?;
        if permit.expires_at <= now { Err(Invalid::Expired(permit)) } else { Ok(permit) }
    }
}

/// What stands in a link that is ours.
fn read(said: &[u8]) -> Option<Permit> {
    let number = |place: usize| {
        let bytes = said.get(place * NUMBER..(place + 1) * NUMBER)?;
        Some(i64::from_be_bytes(bytes.try_into().ok()?))
    };
    Some(Permit {
        incident: IncidentId(number(0)?),
        page: PageId(number(1)?),
        person: PersonId::from(std::str::from_utf8(said.get(3 * NUMBER..)?).ok()?),
        expires_at: Timestamp::from_second(number(2)?).ok()?,
    })
}

/// Letters that no mail program breaks or changes; there is one way to write each byte.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let text = text.as_bytes();
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests;
