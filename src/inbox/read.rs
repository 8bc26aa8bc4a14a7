//! What was kept becomes alerts; what cannot be read becomes an alert about that.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::SignedDuration;

use super::rehearsal::Rehearsed;
use super::{Door, Gate};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::incident::triage::WhyNot;
use crate::domain::label::Labels;
use crate::domain::name::SourceName;
use crate::domain::wait::spell;
use crate::engine::Engine;
use crate::sources::{Head, LIST, PART, Reading, Request, rehearsal};
use crate::store::{Envelope, StoreError};

/// How much of what a parser says of a body is kept.
const ERROR_LENGTH: usize = 300;

/// What is in an envelope, or why it cannot be read, in one sentence.
pub fn read(door: &Door, envelope: &Envelope) -> Result<Reading, String> {
    let head = envelope.head.as_deref().map(Head::read).unwrap_or_default();
    if let Some(rehearsed) = Rehearsed::of(&envelope.source, head.path) {
        let gate = gate(door, &rehearsed.name)?;
        let head = Head { path: rehearsed.path, ..head };
        let reading = parse(gate, &request(gate, &rehearsed.name, head, envelope))?;
        return Ok(rehearsal(reading, &rehearsed.name));
    }
    let gate = gate(door, &envelope.source)?;
    parse(gate, &request(gate, &envelope.source, head, envelope))
}

fn gate<'a>(door: &'a Door, source: &SourceName) -> Result<&'a Gate, String> {
    let gate = door.gates.get(source);
    gate.ok_or_else(|| format!("the configuration has no source `{source}` any more"))
}

fn parse(gate: &Gate, request: &Request<'_>) -> Result<Reading, String> {
    // A fault in one parser must not take the pager down with it: the body is kept either way.
    let parsed = catch_unwind(AssertUnwindSafe(|| gate.kind.read(request)));
    match parsed {
        Ok(Ok(Reading::Alerts(alerts))) => {
            let expiring = alerts.into_iter().map(|alert| alert.expires_after(gate.auto_resolve));
            Ok(Reading::Alerts(expiring.collect()))
        }
        Ok(Ok(reading)) => Ok(reading),
        Ok(Err(error)) => Err(error.to_string().chars().take(ERROR_LENGTH).collect()),
        Err(_) => Err(format!("the reader of `{}` failed; this is a bug in wail", gate.kind.name)),
    }
}

/// A list of what is open at its source that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// All of it.
    Whole,
    /// There is more than it says.
    Part,
}

/// Which list that is, if it is one.
#[must_use]
pub fn listing(envelope: &Envelope) -> Option<Listing> {
    match Head::read(envelope.head.as_deref()?).method {
        Some(LIST) => Some(Listing::Whole),
        Some(PART) => Some(Listing::Part),
        _ => None,
    }
}

/// What somebody who tries a source on an envelope should know of the source's map.
#[must_use]
pub fn remarks(door: &Door, envelope: &Envelope) -> Vec<String> {
    let Ok(gate) = gate(door, &envelope.source) else { return Vec::new() };
    let head = envelope.head.as_deref().map(Head::read).unwrap_or_default();
    let request = request(gate, &envelope.source, head, envelope);
    gate.map.as_ref().map(|map| map.remarks(&request)).unwrap_or_default()
}

fn request<'a>(
    gate: &'a Gate,
    source: &'a SourceName,
    head: Head<'a>,
    envelope: &'a Envelope,
) -> Request<'a> {
    Request {
        source,
        grades: &gate.grades,
        map: gate.map.as_ref(),
        received_at: envelope.received_at,
        head: Head { content_type: envelope.content_type.as_deref(), ..head },
        body: &envelope.body,
    }
}

/// Takes what was read to the board. Whether it said anything new.
pub fn hear(
    engine: &Engine<'_>,
    envelope: &Envelope,
    reading: &Reading,
) -> Result<bool, StoreError> {
    let source = &envelope.source;
    if let (Some(listing), Reading::Alerts(alerts)) = (listing(envelope), reading) {
        return engine.hear_list(source, alerts, listing == Listing::Whole);
    }
    let (about, why) = match reading {
        Reading::Alerts(alerts) => {
            let mut is_news = false;
            for alert in alerts {
                is_news |= engine.hear(alert)?.is_news;
            }
            return Ok(is_news);
        }
        Reading::Handshake { about, .. } => (about, WhyNot::Handshake),
        Reading::Test(about) => (about, WhyNot::Test),
        Reading::Ignored(about) => (about, WhyNot::NoChange),
    };
    Ok(engine.take_note(&no_problem(source, about, why), why)?.is_news)
}

/// What a sender says that is about no problem. Each thing it says is one, however often it says it.
fn no_problem(source: &SourceName, about: &str, why: WhyNot) -> Alert {
    let identity = Fingerprint::of([why.word(), about]);
    let identity = Fingerprint::kept(format!("\\{}", identity.as_str()));
    Alert::new(source.clone(), identity, Signal::Resolved, Severity::Info).summary(about)
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

/// The problem that a source which is asked does not answer.
#[must_use]
pub fn silent(source: &SourceName, why: &str, length: SignedDuration) -> Alert {
    let labels = Labels::from([("source".to_owned(), source.to_string())]);
    Alert::new(source.clone(), silence(), Signal::Firing, Severity::Error)
        .summary(&format!("no word from {source} for {}: {why}", spell(length)))
        .details("what is open there is not known; what was open stays open here")
        .labels(labels)
}

/// The end of that problem.
#[must_use]
pub fn heard_again(source: &SourceName) -> Alert {
    Alert::new(source.clone(), silence(), Signal::Resolved, Severity::Error)
        .summary(&format!("there is word from {source} again"))
}

/// The same, because the source is not asked any more.
#[must_use]
pub fn not_asked(source: &SourceName) -> Alert {
    Alert::new(source.clone(), silence(), Signal::Resolved, Severity::Error)
        .summary(&format!("{source} is not polled any more"))
}

/// The identity of that problem.
pub const SILENT: &str = "\\silent";

fn silence() -> Fingerprint {
    Fingerprint::kept(SILENT.to_owned())
}

/// The identity of that problem. No sender can claim it: in theirs a backslash is followed by `:` or
/// by another one.
pub const UNREADABLE: &str = "\\unreadable";

fn fingerprint() -> Fingerprint {
    Fingerprint::kept(UNREADABLE.to_owned())
}
