//! Keys: where a sender may put one, and a comparison that takes as long for every wrong one.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use subtle::ConstantTimeEq as _;

/// The field of an address in which a key stands.
const FIELD: &str = "key=";

/// Whether the request carries the key: as bearer token, as the password of basic authentication,
/// or as `?key=` in its address.
pub(super) fn opens(key: &[u8], headers: &HeaderMap, query: Option<&str>) -> bool {
    [bearer(headers), basic_password(headers), query.and_then(query_key)]
        .into_iter()
        .flatten()
        .any(|offered| bool::from(offered.as_slice().ct_eq(key)))
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
    let decoded = base64(authorization(headers, "basic")?)?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    Some(decoded[colon + 1..].to_vec())
}

fn query_key(query: &str) -> Option<Vec<u8>> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(FIELD))?;
    Some(percent_decoded(value))
}

/// The fields of an address without the one that has the key.
pub(super) fn without_field(query: &str) -> String {
    let fields: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with(FIELD)).collect();
    fields.join("&")
}

/// A path without the segment that is the key.
pub(super) fn without_segment(path: &str, key: Option<&[u8]>) -> String {
    let Some(key) = key else { return path.to_owned() };
    let is_key = |segment: &&str| bool::from(percent_decoded(segment).as_slice().ct_eq(key));
    let segments: Vec<&str> = path.split('/').filter(|segment| !is_key(segment)).collect();
    segments.join("/")
}

/// The bytes of standard base64 (RFC 4648, section 4), with or without its padding.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut number) = (0_u32, 0_u32);
    for letter in text.trim_end_matches('=').bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        number = number << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((number >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// The bytes of a value in an address: `%41` and `+` are what forms make of them.
fn percent_decoded(value: &str) -> Vec<u8> {
    let bytes = value.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[at], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    decoded
}

#[cfg(test)]
mod tests;
