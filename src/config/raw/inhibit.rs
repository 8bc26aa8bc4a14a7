//! `[[inhibit]]`: which alerts explain others.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, OneOrMany, Quantity};

/// While an alert that is a source fires, alerts that are targets and have some labels alike page nobody.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Inhibit")]
pub(crate) struct InhibitTable {
    /// What the record calls it; its number in the file unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Given<String>>,
    /// Conditions on labels, such as `alertname=ClusterDown`: the alerts that explain others.
    #[schemars(required)]
    pub(crate) source: Option<Given<OneOrMany>>,
    /// Conditions on labels, such as `severity=warning`: the alerts that are explained.
    #[schemars(required)]
    pub(crate) target: Option<Given<OneOrMany>>,
    /// The labels that both must have alike, one or a list; a label that both lack counts as alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) equal: Option<Given<OneOrMany>>,
    /// How long after the source is over it is waited whether the target is as well; `1m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) settle: Option<Given<Quantity>>,
}
