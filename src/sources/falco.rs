//! Falco (`http_output` with JSON) and Falcosidekick: each hit of a rule.
//!
//! There is no identity of its own: a rule in a container is one problem, or a rule on a host. No hit
//! is ever said to be over. The fields of a hit have dots in their names.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "falco",
    about: "Falco, http_output, or Falcosidekick, output webhook",
    docs: "falco.org, docs, output channels, HTTP/HTTPS",
    setup: "in falco.yaml, `json_output: true` and this address as `url` of `http_output`; in \
            Falcosidekick, as `webhook.address`",
    resolves: Resolves::No,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::one_shot(include_str!("../../tests/fixtures/falco/firing.json")),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let hit = Fields::of(&content);
    let rule = hit.text("rule");
    let output = hit.text("output").unwrap_or_default();
    if rule.as_deref() == Some("Test rule")
        && output.starts_with("This is a test from falcosidekick")
    {
        return Ok(Reading::Test("Falcosidekick's test".to_owned()));
    }
    let rule = rule.ok_or(ParseError::Missing("rule"))?;
    let container = hit.text("output_fields.container.id").filter(|id| id != "host");
    let host = hit.first(&["hostname", "output_fields.evt.hostname"]);
    let place = container.or_else(|| hit.text("output_fields.k8s.pod.name")).or(host.clone());
    let identity = fields::identity([Some(rule.clone()), place]);
    let identity = identity.ok_or(ParseError::Missing("rule"))?;
    let names = ["k8s.pod.name", "container.name", "container.id"];
    let origin = names.iter().find_map(|name| hit.at("output_fields").text(name));
    let alert = |word: &str| (word == "alert").then_some(Severity::Critical);
    let labels = [
        ("namespace", "output_fields.k8s.ns.name"),
        ("image", "output_fields.container.image.repository"),
    ];
    Ok(request
        .alert(identity, Signal::Firing)
        .graded(request.grade_by(hit.text("priority"), alert))
        .summary(&rule)
        .details(output)
        .origin(origin.filter(|origin| origin != "host").or(host))
        .labels(hit.named(&labels))
        .started_at(hit.instant("time").or_else(|| hit.instant("output_fields.evt.time")))
        .into())
}
