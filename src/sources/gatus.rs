//! Gatus, alerting provider *custom*, whose body is a template.
//!
//! Group and name of the endpoint are the identity. The state is `[ALERT_TRIGGERED_OR_RESOLVED]`,
//! whose words a person may choose. Gatus pastes its values into the body as they are, and a quotation
//! mark in one would break JSON: a form breaks at nothing, and of two fields of one name the last
//! counts, so that what decides stands last. No time is among the values.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "gatus",
    about: "Gatus, alerting provider custom",
    docs: "github.com/TwiN/gatus, README, Configuring custom alerts",
    setup: "in `alerting`, a `custom` provider with this address as `url`, `method: POST`, \
            `default-alert: {send-on-resolved: true}` and the `body` `url=[ENDPOINT_URL]\
            &description=[ALERT_DESCRIPTION]&errors=[RESULT_ERRORS]&group=[ENDPOINT_GROUP]\
            &name=[ENDPOINT_NAME]&severity=critical&status=[ALERT_TRIGGERED_OR_RESOLVED]` (or the same \
            as JSON)",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::form(include_str!("../../tests/fixtures/gatus/firing.form")),
        resolved: Some(Sample::form(include_str!("../../tests/fixtures/gatus/resolved.form"))),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    // An old version leaves alone what it does not know.
    let told = |names: &[&str]| body.first(names).filter(|text| !is_placeholder(text));
    let name = told(&["name", "endpoint_name", "endpoint"]);
    let group = told(&["group", "endpoint_group"]);
    let url = told(&["url", "endpoint_url"]);
    let subject = name.clone().or_else(|| url.clone()).ok_or(ParseError::Missing("name"))?;
    let identity =
        fields::identity([group.clone(), Some(subject)]).ok_or(ParseError::Missing("name"))?;
    let state = told(&["status", "state"]).unwrap_or_default();
    let signal = fields::signal(&state).unwrap_or(Signal::Firing);
    let description = told(&["description", "alert_description"]);
    let errors = told(&["errors", "result_errors"]).filter(|_| signal == Signal::Firing);
    let conditions = told(&["conditions", "result_conditions"]);
    let what = description.or_else(|| errors.clone()).unwrap_or_else(|| state.to_lowercase());
    let subject = name.clone().or_else(|| url.clone());
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(told(&["severity"])))
        .summary(&fields::headline(subject, Some(what).filter(|what| !what.is_empty())))
        .details(errors.or(conditions).unwrap_or_default())
        .link(url.as_deref().and_then(fields::link))
        .origin(url)
        .service(name)
        .labels(fields::labelled([("group", group)]))
        .into())
}

fn is_placeholder(text: &str) -> bool {
    let name = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    name.is_some_and(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}

#[cfg(test)]
mod tests;
