//! `wail inbox show`: one body, as it arrived; with `--json` beside what is known of it.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::cli::{Session, json::instant};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::sources::Head;
use crate::store::{Envelope, EnvelopeId, StoreError};

pub(super) fn run(session: &Session, id: EnvelopeId) -> Result<(), Error> {
    let (kept, EnvelopeId(read)) =
        session.kept()?.read(|tx| Ok::<_, StoreError>((tx.envelope(id)?, tx.read_up_to()?)))?;
    let (envelope, error) = kept.ok_or_else(|| {
        Error::new(Kind::No, format!("the inbox keeps no entry {}", id.0))
            .hint("`wail inbox` lists what it keeps")
    })?;
    if session.out.json {
        return session.out.json(&value(id, &envelope, error.as_deref(), id.0 > read));
    }
    if let Some(error) = error {
        session.out.talk(format_args!("it cannot be read: {}", plain(&error)));
    }
    session.out.foreign(&envelope.body)
}

/// A body that is no text stands in base64: JSON has no other way to say it byte for byte.
fn value(id: EnvelopeId, envelope: &Envelope, error: Option<&str>, unread: bool) -> Value {
    // No key is in it: what proves a sender is left out before anything is kept.
    let head = envelope.head.as_deref().map(Head::read).unwrap_or_default();
    let (encoding, body) = match std::str::from_utf8(&envelope.body) {
        Ok(text) => ("text", text.to_owned()),
        Err(_) => ("base64", BASE64.encode(&envelope.body)),
    };
    json!({
        "id": id.0,
        "source": envelope.source.as_str(),
        "received_at": instant(envelope.received_at),
        "bytes": envelope.body.len(),
        "error": error,
        "unread": unread,
        "method": head.method.unwrap_or("POST"),
        "path": head.path,
        "query": head.query,
        "content_type": envelope.content_type,
        "headers": head.headers.iter().copied().collect::<BTreeMap<_, _>>(),
        "encoding": encoding,
        "body": body,
    })
}
