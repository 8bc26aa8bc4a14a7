//! Keys: where a sender may put one, and a comparison that takes as long for every wrong one.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use data_encoding::{BASE64, BASE64_NOPAD};
use percent_encoding::percent_decode_str;
use subtle::ConstantTimeEq as _;

use crate::sources::{BodyFields, Place, Proof};

/// The field of an address in which a key stands.
const FIELD: &str = "key=";

/// What stands before a body, in which a key may be.
pub(super) struct Shown<'a> {
    pub(super) headers: &'a HeaderMap,
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
}

/// Whether the request carries the key: as bearer token, as the password of basic authentication, as
/// `?key=` in its address, or where this kind of sender puts it.
pub(super) fn opens(key: &[u8], proof: Proof, shown: &Shown<'_>) -> bool {
    let Shown { headers, path, query } = shown;
    let usual =
        [bearer(headers), basic_password(headers), query.and_then(|it| value_of(FIELD, it))];
    let own = match proof {
        Proof::Token(Place::Header(name)) => {
            headers.get(name).map(|value| vec![value.as_bytes().to_vec()])
        }
        Proof::Token(Place::Scheme(scheme)) => {
            authorization(headers, scheme).map(|token| vec![token.as_bytes().to_vec()])
        }
        Proof::Token(Place::Query(name)) => {
            query.and_then(|query| value_of(&format!("{name}="), query)).map(|value| vec![value])
        }
        Proof::Token(Place::Path) => Some(path.split('/').map(percent_decoded).collect()),
        Proof::Token(Place::Field(_)) | Proof::Key | Proof::Signature(_) => None,
    };
    let offered = usual.into_iter().flatten().chain(own.into_iter().flatten());
    is_any(key, offered)
}

/// Whether this kind of sender puts its key into the body, where it has not been looked for yet.
pub(super) fn is_in_body(proof: Proof) -> bool {
    matches!(proof, Proof::Token(Place::Field(_)))
}

/// Whether the body carries the key, where this kind of sender puts it there.
pub(super) fn opens_in_body(
    key: &[u8],
    proof: Proof,
    body: &[u8],
    content_type: Option<&str>,
) -> bool {
    let Proof::Token(Place::Field(name)) = proof else { return false };
    let offered = BodyFields::of(body, content_type).text(name);
    is_any(key, offered.map(String::into_bytes))
}

/// Whether one of them is the key. All are compared, each to its end.
fn is_any(key: &[u8], offered: impl IntoIterator<Item = Vec<u8>>) -> bool {
    offered.into_iter().fold(false, |is_any, one| is_any | bool::from(one.as_slice().ct_eq(key)))
}

fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (offered, rest) = value.split_once(' ')?;
    offered.eq_ignore_ascii_case(scheme).then_some(rest.trim())
}

fn bearer(headers: &HeaderMap) -> Option<Vec<u8>> {
    authorization(headers, "bearer").map(|token| token.as_bytes().to_vec())
}

fn basic_password(headers: &HeaderMap) -> Option<Vec<u8>> {
    let text = authorization(headers, "basic")?.as_bytes();
    let decoded = BASE64.decode(text).or_else(|_| BASE64_NOPAD.decode(text)).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    Some(decoded[colon + 1..].to_vec())
}

/// The value of the first field of an address that begins so.
fn value_of(field: &str, query: &str) -> Option<Vec<u8>> {
    query.split('&').find_map(|pair| pair.strip_prefix(field)).map(percent_decoded)
}

/// The fields of an address without those in which a key may stand.
pub(super) fn without_key(query: &str, proof: Proof) -> String {
    let own = match proof {
        Proof::Token(Place::Query(name)) => format!("{name}="),
        Proof::Token(_) | Proof::Key | Proof::Signature(_) => FIELD.to_owned(),
    };
    let is_key = |pair: &&str| pair.starts_with(FIELD) || pair.starts_with(&own);
    query.split('&').filter(|pair| !is_key(pair)).collect::<Vec<_>>().join("&")
}

/// A path without the segment that is the key.
pub(super) fn without_segment(path: &str, key: Option<&[u8]>) -> String {
    let Some(key) = key else { return path.to_owned() };
    let is_key = |segment: &&str| is_any(key, [percent_decoded(segment)]);
    path.split('/').filter(|segment| !is_key(segment)).collect::<Vec<_>>().join("/")
}

/// The bytes of a value in an address: `%41` and `+` are what forms make of them.
fn percent_decoded(value: &str) -> Vec<u8> {
    percent_decode_str(&value.replace('+', " ")).collect()
}

#[cfg(test)]
mod tests;
