//! `[[test]]`: an alert at an instant, and what is expected to come of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Moment, OneOrMany, severity_schema};

/// An alert at an instant, and what is expected to come of it: `wail config check` tries it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Test")]
pub(crate) struct TestTable {
    /// What it is called when it fails.
    #[schemars(required)]
    pub(crate) name: Option<Given<String>>,
    /// The labels of the alert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) labels: Option<Given<BTreeMap<Given<String>, Given<String>>>>,
    /// How grave its sender says it is; what the label `severity` says, or the source, unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "severity_schema")]
    pub(crate) severity: Option<Given<String>>,
    /// The source it comes from; `page`, raised by hand, unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Given<String>>,
    /// The service its sender says it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<Given<String>>,
    /// When it is reported: with an offset, with a zone as in `2026-10-25T01:30[Europe/London]`, or a time
    /// of the configuration's zone.
    #[schemars(required)]
    pub(crate) at: Option<Given<Moment>>,
    /// Who is called and when: `alice at +0`, `bob at +5m by sound`; these up to the last, and nobody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expect: Option<Given<OneOrMany>>,
    /// What whoever is called first hears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sound: Option<Given<String>>,
    /// The policy that calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<Given<String>>,
    /// The route that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) route: Option<Given<String>>,
    /// What holds it at first, such as `hours`; or `nothing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) held: Option<Given<String>>,
    /// Whether it is only written down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logged: Option<Given<bool>>,
}
