//! `StatusCake`: a form, whose `Token` is a hash of the account's name and key.
//!
//! `TestID` is the identity; old versions lack it, and then the address and the name are. `Status`
//! decides: `StatusCode` may still be that of the failure when it is over. There is no time in it.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Signature, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "statuscake",
    about: "StatusCake uptime tests",
    docs: "statuscake.com, knowledge base, How to use the Web Hook URL",
    setup: "Alerting, Contact Groups: this address as Web Hook URL, POST",
    resolves: Resolves::Yes,
    proof: Proof::Signature(Signature::StatusCake),
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::form(include_str!("../../tests/fixtures/statuscake/firing.form")),
        resolved: Some(Sample::form(include_str!("../../tests/fixtures/statuscake/resolved.form"))),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let (name, url) = (body.text("Name"), body.text("URL"));
    let identity = fields::identity([body.text("TestID")])
        .or_else(|| fields::identity([url.clone(), name.clone()]))
        .ok_or(ParseError::Missing("TestID"))?;
    let signal = if body.word("Status") == "up" { Signal::Resolved } else { Signal::Firing };
    let code = body.text("StatusCode").filter(|code| code != "0" && signal == Signal::Firing);
    let subject = name.clone().or_else(|| url.clone()).unwrap_or_else(|| "a test".to_owned());
    let summary = match code {
        Some(code) => format!("{subject} is down with status {code}"),
        None if signal == Signal::Firing => format!("{subject} is down"),
        None => format!("{subject} is up"),
    };
    Ok(request
        .alert(identity, signal)
        .summary(&summary)
        .origin(url.or_else(|| body.text("IP")))
        .service(name)
        .link(body.link("URL"))
        .labels(fields::labelled([("tags", body.listed("Tags")), ("method", body.text("Method"))]))
        .into())
}
