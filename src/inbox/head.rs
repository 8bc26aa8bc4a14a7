//! What is kept of a request beside its body: its address without any key, and the headers that its
//! kind of sender says something in.

use axum::http::{HeaderMap, Method};

use super::{Gate, key};
use crate::sources::{Head, Proof, Source};

/// How long a header may be that is kept, in bytes.
const LONGEST: usize = 4096;

/// Whether the address alone may be all that there is to say.
pub(super) fn says_something(path: &str, query: Option<&str>, proof: Proof) -> bool {
    !path.is_empty() || !key::without_key(query.unwrap_or_default(), proof).is_empty()
}

/// The head of a request as it is kept, or nothing when it says no more than that something was
/// posted. `reader` says which headers are read; `path` is what stands after `/in/NAME`.
pub(super) fn kept(
    gate: &Gate,
    reader: &Source,
    method: &Method,
    path: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Option<String> {
    let path = key::without_segment(path, gate.key.as_deref());
    let query = key::without_key(query.unwrap_or_default(), gate.kind.proof);
    let headers = reader.headers.iter().filter_map(|name| {
        let value = headers.get(*name)?.to_str().ok()?;
        (value.len() <= LONGEST).then_some((*name, value))
    });
    let head = Head {
        method: Some(method.as_str()).filter(|method| *method != "POST"),
        path: &path,
        query: &query,
        content_type: None,
        headers: headers.collect(),
    };
    head.written()
}
