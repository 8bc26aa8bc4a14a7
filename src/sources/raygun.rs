//! Raygun crash reporting: errors that happen, and what people do with them.
//!
//! An error has no id; the address of its page is the identity. Only a change of status ends one, and
//! an error that is ignored there is over too. When it first occurred is the beginning of a new error
//! alone: what occurs again began again.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "raygun",
    about: "Raygun crash reporting",
    docs: "raygun.com, documentation, Integrations, Webhooks",
    setup: "Integrations, Webhook: this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/raygun/firing.json"),
        include_str!("../../tests/fixtures/raygun/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let error = body.at("error");
    let application = body.text("application.name");
    let identity = fields::identity([error.text("url")])
        .or_else(|| fields::identity([application.clone(), error.text("message")]))
        .ok_or(ParseError::Missing("error.url"))?;
    let signal = match (body.word("event").as_str(), body.word("eventType").as_str()) {
        ("error_notification", _) => Signal::Firing,
        ("error_activity", "statuschanged") => match error.word("status").as_str() {
            "resolved" | "ignored" | "permanentlyignored" => Signal::Resolved,
            _ => Signal::Firing,
        },
        ("error_activity", _) => {
            return Ok(Reading::Ignored("what somebody does with an error".to_owned()));
        }
        ("", _) => return Err(ParseError::Missing("event")),
        _ => return Ok(Reading::Ignored("a kind of event that is no error".to_owned())),
    };
    let started_at = match body.word("eventType").as_str() {
        "newerroroccurred" => error.instant("firstOccurredOn"),
        "errorreoccurred" => error.instant("lastOccurredOn"),
        _ => None,
    };
    let what = error.text("message").or_else(|| Some("an error without a message".to_owned()));
    Ok(request
        .alert(identity, signal)
        .summary(&fields::headline(application.clone(), what))
        .origin(error.text("instance.machineName"))
        .service(application)
        .link(error.link("url").or_else(|| body.link("application.url")))
        .started_at(started_at)
        .labels(fields::labelled([("tags", error.listed("instance.tags"))]))
        .into())
}

#[cfg(test)]
mod tests;
