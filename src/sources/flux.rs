//! Flux, notification-controller, providers `generic` and `generic-hmac`.
//!
//! There are events and no alerts: one of severity `error` is a problem of its object, whose kind,
//! namespace and name are the identity. Of the others only those that say that the object is as it
//! ought to be end one; they come where the Flux alert has `eventSeverity: info`.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Signature, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "flux",
    about: "Flux, notification provider generic or generic-hmac",
    docs: "fluxcd.io, notification-controller, providers, generic webhook",
    setup: "a Provider of type `generic-hmac` with this address, and an Alert with \
            `eventSeverity: info`",
    resolves: Resolves::Some,
    proof: Proof::Signature(Signature::Flux),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/flux/firing.json"),
        include_str!("../../tests/fixtures/flux/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let event = Fields::of(&content);
    let object = event.at("involvedObject");
    let (kind, name) = (object.text("kind"), object.text("name"));
    let identity = fields::identity([kind.clone(), object.text("namespace"), name.clone()])
        .ok_or(ParseError::Missing("involvedObject"))?;
    let reason = event.text("reason").unwrap_or_default();
    let signal = match (event.word("severity").as_str(), reason.as_str()) {
        ("info", "ReconciliationSucceeded" | "InstallSucceeded" | "UpgradeSucceeded") => {
            Signal::Resolved
        }
        ("info" | "trace", _) => {
            return Ok(Reading::Ignored("an event that is no error".to_owned()));
        }
        _ => Signal::Firing,
    };
    let word = event.text("severity").filter(|_| signal == Signal::Firing);
    let about = [kind, name.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let message = event.text("message").unwrap_or_default();
    let at = event.instant("timestamp");
    let labels = [
        ("kind", "involvedObject.kind"),
        ("namespace", "involvedObject.namespace"),
        ("reason", "reason"),
        ("controller", "reportingController"),
    ];
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(word))
        .summary(&format!("{about}: {message}"))
        .details(message)
        .service(name)
        .labels(event.named(&labels))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .into())
}
