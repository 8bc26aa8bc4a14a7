//! Mailgun, a route that forwards e-mail: for whatever can send nothing else.
//!
//! Who wrote, to whom and the subject are the identity, so that the same complaint is one problem
//! however often it comes. An e-mail never says that something is over, and of its severity nothing.
//! Attachments are not read.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Signature, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "mailgun",
    about: "e-mail that a route of Mailgun forwards",
    docs: "documentation.mailgun.com, Routes, Receiving messages via HTTP through a forward() action",
    setup: "Receiving, Create Route, Forward: this address",
    resolves: Resolves::No,
    proof: Proof::Signature(Signature::Mailgun),
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::form(include_str!("../../tests/fixtures/mailgun/firing.form")),
        resolved: None,
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let mail = Fields::of(&content);
    let from = mail.first(&["from", "From", "sender"]);
    let to = mail.first(&["recipient", "To"]);
    let subject = mail.first(&["subject", "Subject"]);
    let identity = (from.is_some() || subject.is_some())
        .then(|| fields::identity([to.clone(), from.clone(), subject.clone()]))
        .flatten()
        .ok_or(ParseError::Missing("subject"))?;
    let text = mail.first(&["stripped-text", "body-plain"]);
    Ok(request
        .alert(identity, Signal::Firing)
        .summary(&subject.or_else(|| text.clone()).unwrap_or_default())
        .details(text.unwrap_or_default())
        .started_at(mail.instant("timestamp"))
        .labels(fields::labelled([("from", from), ("to", to)]))
        .into())
}
