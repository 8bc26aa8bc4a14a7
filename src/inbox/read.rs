//! What was kept becomes alerts; what cannot be read becomes an alert about that.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Door;
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::label::Labels;
use crate::domain::name::SourceName;
use crate::sources::Request;
use crate::store::Envelope;

/// How much of what a parser says of a body is kept.
const ERROR_LENGTH: usize = 300;

/// The alerts in an envelope, or why it cannot be read, in one sentence.
pub fn read(door: &Door, envelope: &Envelope) -> Result<Vec<Alert>, String> {
    let Some(gate) = door.gates.get(&envelope.source) else {
        return Err(format!("the configuration has no source `{}` any more", envelope.source));
    };
    let request = Request {
        source: &envelope.source,
        severity: gate.severity,
        received_at: envelope.received_at,
        body: &envelope.body,
    };
    // A fault in one parser must not take the pager down with it: the body is kept either way.
    let parsed = catch_unwind(AssertUnwindSafe(|| (gate.kind.parse)(&request)));
    match parsed {
        Ok(Ok(alerts)) => Ok(alerts),
        Ok(Err(error)) => Err(error.to_string().chars().take(ERROR_LENGTH).collect()),
        Err(_) => Err(format!("the reader of `{}` failed; this is a bug in wail", gate.kind.name)),
    }
}

/// The problem that a source sends what cannot be read. One for each source, however much it sends.
#[must_use]
pub fn unreadable(source: &SourceName, error: &str) -> Alert {
    let labels = Labels::from([("source".to_owned(), source.to_string())]);
    Alert::new(source.clone(), fingerprint(), Signal::Firing, Severity::Error)
        .summary(&format!("{source} sends what cannot be read: {error}"))
        .details("`wail inbox` lists the bodies; they are kept until somebody has looked at them")
        .labels(labels)
}

/// The end of that problem: nothing that could not be read is left.
#[must_use]
pub fn readable_again(source: &SourceName) -> Alert {
    Alert::new(source.clone(), fingerprint(), Signal::Resolved, Severity::Error)
        .summary(&format!("nothing of {source} is left unread"))
}

/// The identity of that problem. No sender can claim it: in theirs a backslash is followed by `:` or
/// by another one.
pub const UNREADABLE: &str = "\\unreadable";

fn fingerprint() -> Fingerprint {
    Fingerprint::kept(UNREADABLE.to_owned())
}
