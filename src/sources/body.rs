//! The shapes that bodies come in, read into one: JSON, JSON in a string, forms, forms with JSON in a
//! field, parts, and addresses without a body.

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::percent_decode;
use serde_json::{Map, Value};

use super::ParseError;
use super::weight::Room;

/// The fields in which forms carry JSON.
const CARRIERS: [&str; 4] = ["payload", "data", "json", "body"];

/// How many fields of a form are read.
const FIELDS: usize = 2_000;

/// How many bytes may be no text: of a body, one in so many, and of a small one, that many. Each
/// becomes four letters in every copy of it.
const ODD: (usize, usize) = (8, 8 * 1024);

/// What a request says, in whichever shape it says it. The first byte tells more than the sender's
/// word for it: SNS calls JSON plain text, and curl calls everything a form.
pub(super) fn decode(
    body: &[u8],
    content_type: Option<&str>,
    query: &str,
) -> Result<Value, ParseError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    let odd = odd(body);
    if odd > body.len() / ODD.0 + ODD.1 {
        return Err(ParseError::NotText(odd));
    }
    let mut room = Room::of(body.len().max(query.len()));
    if matches!(body.first(), Some(b'{' | b'[')) {
        let text = mended(body, ESCAPED);
        room.take_alone(&text)?;
        return parsed(&text);
    }
    let room = &mut room;
    match body.first() {
        None if query.is_empty() => Err(ParseError::NoFields),
        None => out_of_field(fields(query.as_bytes(), room)?, room),
        Some(b'"') => out_of_string(json(body, room)?, room),
        Some(_) => {
            if let Some(boundary) = boundary(body, content_type) {
                return out_of_field(parts(body, &boundary, room)?, room);
            }
            if body.contains(&b'=') || body.starts_with(b"%7B") || body.starts_with(b"%5B") {
                return out_of_field(fields(body, room)?, room);
            }
            json(body, room)
        }
    }
}

/// How many bytes are no text.
fn odd(body: &[u8]) -> usize {
    if std::str::from_utf8(body).is_ok() {
        return 0;
    }
    body.utf8_chunks().map(|chunk| chunk.invalid().len()).sum()
}

/// The fields of a form or of an address, as an object. Of a field that is there twice, the last
/// counts, as in JSON. Nothing where there is no room for all of them.
pub(super) fn form(text: &[u8]) -> Value {
    let room = &mut Room::of(text.len());
    fields(text, room).and_then(|fields| out_of_field(fields, room)).unwrap_or_default()
}

fn fields(text: &[u8], room: &mut Room) -> Result<Map<String, Value>, ParseError> {
    let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let pairs = pairs.take(FIELDS).map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (decoded(&pair[..at]), decoded(pair.get(at + 1..).unwrap_or_default()))
    });
    pairs.map(|(name, value)| Ok((name, out_of_string(Value::String(value), room)?))).collect()
}

/// One name or value of a form.
fn decoded(text: &[u8]) -> String {
    let spaced: Vec<u8> =
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes: Vec<u8> = percent_decode(&spaced).collect();
    mended(&bytes, "\\x").into_owned()
}

/// JSON that was written into a string, if it is an object or a list; anything else as it is.
fn out_of_string(value: Value, room: &mut Room) -> Result<Value, ParseError> {
    match &value {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            match json(text.as_bytes(), room) {
                Err(ParseError::NotJson(_)) => Ok(value),
                read => read,
            }
        }
        _ => Ok(value),
    }
}

/// The JSON that a form carries in one of its fields, or the form.
fn out_of_field(mut fields: Map<String, Value>, room: &mut Room) -> Result<Value, ParseError> {
    let is_json = |value: &Value| value.is_object() || value.is_array();
    for carrier in CARRIERS {
        if fields.get(carrier).is_some_and(is_json) {
            return Ok(fields.remove(carrier).unwrap_or_default());
        }
    }
    if fields.len() == 1 {
        // Somebody has sent JSON as the name of a field, which is what curl makes of `--data-urlencode`.
        let whole = fields.iter().next().filter(|(_, value)| value.as_str() == Some(""));
        let whole = whole.map(|(name, _)| out_of_string(Value::String(name.clone()), room));
        if let Some(whole) = whole.transpose()?.filter(is_json) {
            return Ok(whole);
        }
    }
    Ok(Value::Object(fields))
}

/// How long a boundary may be (RFC 2046), with the dashes before it.
const BOUNDARY: usize = 72;

/// What stands between the parts of a body that has parts.
fn boundary(body: &[u8], content_type: Option<&str>) -> Option<Vec<u8>> {
    let stated = content_type.and_then(|kind| {
        let (_, boundary) = kind.split_once("boundary=")?;
        let boundary = boundary.split(';').next()?.trim().trim_matches('"');
        (!boundary.is_empty()).then(|| format!("--{boundary}").into_bytes())
    });
    let first_line = body.split(|byte| *byte == b'\n').next()?.trim_ascii_end();
    let seen = (first_line.len() > 2 && first_line.starts_with(b"--")).then(|| first_line.to_vec());
    let stated = stated.filter(|boundary| body.starts_with(boundary));
    stated.or(seen).filter(|boundary| boundary.len() <= BOUNDARY)
}

/// The parts of a body that have a name and are no files (RFC 7578).
fn parts(body: &[u8], boundary: &[u8], room: &mut Room) -> Result<Map<String, Value>, ParseError> {
    let mut fields = Map::new();
    let mut rest = body;
    while let Some(at) = find(rest, boundary) {
        let part = rest[..at].strip_suffix(b"\n").unwrap_or(&rest[..at]);
        let part = part.strip_suffix(b"\r").unwrap_or(part);
        if let Some((name, value)) = part_of(part).filter(|_| fields.len() < FIELDS) {
            fields.insert(name, out_of_string(Value::String(value), room)?);
        }
        rest = &rest[at + boundary.len()..];
    }
    Ok(fields)
}

/// The name and the text of one part.
fn part_of(part: &[u8]) -> Option<(String, String)> {
    let part = part.trim_ascii_start();
    let (head, value) = [&b"\r\n\r\n"[..], b"\n\n"].into_iter().find_map(|blank| {
        let at = find(part, blank)?;
        Some((&part[..at], &part[at + blank.len()..]))
    })?;
    let head = String::from_utf8_lossy(head);
    if head.contains("filename") {
        return None;
    }
    let (_, name) = head.split_once("name=")?;
    let name = match name.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => name.split([';', '\r', '\n']).next()?,
    };
    Some((name.to_owned(), mended(value, "\\x").into_owned()))
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|byte| *byte == first) {
        if text[from + at..].starts_with(wanted) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// The bytes as JSON. Bytes that are no text become `\xNN`, so that an odd byte never costs an alert
/// and different bytes stay different.
fn json(body: &[u8], room: &mut Room) -> Result<Value, ParseError> {
    let text = mended(body, ESCAPED);
    room.take(&text)?;
    parsed(&text)
}

/// What stands before the digits of a byte that is no text: inside a JSON string a backslash is written
/// as two.
const ESCAPED: &str = "\\\\x";

fn parsed(text: &str) -> Result<Value, ParseError> {
    serde_json::from_str(text)
        .or_else(|error| match without_lone_surrogates(text) {
            Cow::Owned(mended) => serde_json::from_str(&mended).map_err(|_| error),
            Cow::Borrowed(_) => Err(error),
        })
        .map_err(|error| ParseError::NotJson(error.to_string()))
}

/// The bytes as text. What is not UTF-8 becomes its two hexadecimal digits after `mark`: the alert is
/// kept, and two different bodies never read the same.
fn mended<'a>(body: &'a [u8], mark: &str) -> Cow<'a, str> {
    if let Ok(text) = std::str::from_utf8(body) {
        return Cow::Borrowed(text);
    }
    let mut mended = String::with_capacity(body.len() + odd(body) * (mark.len() + 1));
    for chunk in body.utf8_chunks() {
        mended.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(mended, "{mark}{byte:02x}");
        }
    }
    Cow::Owned(mended)
}

/// The text with half surrogate pairs (`\ud800`), which stand for no character, kept as the six
/// characters they were written with.
fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut mended = String::new();
    let (mut kept, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match surrogate(bytes, at) {
            Some(0xd800..=0xdbff) if matches!(surrogate(bytes, at + 6), Some(0xdc00..=0xdfff)) => {
                at += 12;
            }
            Some(_) => {
                mended.push_str(&text[kept..at]);
                mended.push('\\');
                kept = at;
                at += 6;
            }
            None => at += 2,
        }
    }
    if kept == 0 && mended.is_empty() {
        return Cow::Borrowed(text);
    }
    mended.push_str(&text[kept..]);
    Cow::Owned(mended)
}

/// The surrogate that is escaped at that place, if one is.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let number = u16::from_str_radix(std::str::from_utf8(escape).ok()?, 16).ok()?;
    matches!(number, 0xd800..=0xdfff).then_some(number)
}

#[cfg(test)]
mod tests;
