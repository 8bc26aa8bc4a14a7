//! ntfy: the messages of a topic, as its stream has them.
//!
//! A message is about what its title says, or without one its first line; marks that say how it stands
//! are no part of that. It is a problem unless it says that one is over: by a tag (`resolved`,
//! `recovered`, `white_check_mark`, …) or by the first word of its title (`Resolved: …`, `[OK] …`). Whatever
//! else is published stands until `auto_resolve` or somebody ends it.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Severity, Signal, one_line};

pub(super) const SOURCE: Source = Source {
    name: "ntfy",
    about: "a topic of ntfy, which wail subscribes to",
    docs: "docs.ntfy.sh, Subscribe, Subscribe via API",
    setup: "nothing is entered there: `url = \"https://ntfy.sh/TOPIC\"` in the configuration, as \
            polling.md says; this address takes single messages in ntfy's JSON",
    resolves: Resolves::Some,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/ntfy/firing.json"),
        include_str!("../../tests/fixtures/ntfy/resolved.json"),
    ),
};

/// The tags that say that a problem is over.
const OVER: [&str; 6] =
    ["resolved", "recovered", "recovery", "ok", "white_check_mark", "heavy_check_mark"];

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let event = body.word("event");
    if !event.is_empty() && event != "message" {
        return Ok(Reading::Ignored("the stream of ntfy itself".to_owned()));
    }
    let (title, message) = (body.text("title"), body.text("message"));
    let topic = body.text("topic");
    let said = title.as_ref().or(message.as_ref()).ok_or(ParseError::Missing("message"))?;
    let (mark, subject) = marked(said);
    let tags: Vec<String> =
        body.items("tags").filter_map(|tag| tag.text("")).map(|tag| tag.to_lowercase()).collect();
    let is_over = tags.iter().any(|tag| OVER.contains(&tag.as_str()))
        || mark.and_then(fields::signal) == Some(Signal::Resolved);
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let identity = Fingerprint::of([topic.clone().unwrap_or_default(), subject.to_lowercase()]);
    // Without a word it has the priority 3, by the rules of ntfy.
    let priority = body.text("priority").unwrap_or_else(|| "3".to_owned());
    let grade = request.grade_by(Some(priority), |word| match word {
        "5" | "max" | "urgent" => Some(Severity::Critical),
        "4" => Some(Severity::Error),
        "3" | "default" => Some(Severity::Warning),
        "1" | "2" | "min" => Some(Severity::Info),
        _ => None,
    });
    let at = body.instant("time");
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(said)
        .details(message.unwrap_or_default())
        .link(body.link("click"))
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("topic", topic),
            ("tags", Some(tags.join(",")).filter(|tags| !tags.is_empty())),
        ]))
        .into())
}

/// The word before the subject that says how it stands, and the subject: of `[OK] disk` and `OK: disk`
/// it is `disk`.
fn marked(text: &str) -> (Option<&str>, String) {
    let line = text.trim().lines().next().unwrap_or_default();
    let split = match line.strip_prefix('[') {
        Some(rest) => rest.split_once(']'),
        None => line.split_once(':'),
    };
    match split.filter(|(mark, rest)| fields::signal(mark).is_some() && !rest.trim().is_empty()) {
        Some((mark, rest)) => (Some(mark), one_line(rest)),
        None => (None, one_line(line)),
    }
}

#[cfg(test)]
mod tests;
