//! `[gauges.NAME]`: numbers with a ceiling.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{Given, Quantity};

/// A number with a ceiling: when it will be reached is told in time.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Gauge")]
pub(crate) struct GaugeTable {
    /// What it is full at: a number, or a text such as `500GB`; each reading says it unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "amount")]
    pub(crate) max: Option<Given<Quantity>>,
    /// What is counted, for people; `B` is bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<Given<String>>,
    /// A program that prints the value, or the value and the maximum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run: Option<Given<Vec<Given<String>>>>,
    /// How often it is run; `5m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) every: Option<Given<Quantity>>,
    /// How long it may take; `30s` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) timeout: Option<Given<Quantity>>,
    /// The monitor whose number it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) monitor: Option<Given<String>>,
    /// Which of its numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<Given<String>>,
    /// With less time left than this, a warning; `90d` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) note: Option<Given<Quantity>>,
    /// With less time left than this, an error; `14d` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) page: Option<Given<Quantity>>,
    /// With less time left than this, it is critical; `2d` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) critical: Option<Given<Quantity>>,
    /// After how long without a reading that is told; three times as long as usual, and a day at least,
    /// unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) stale_after: Option<Given<Quantity>>,
    /// The labels of what is told of it, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) labels: Option<Given<BTreeMap<Given<String>, Given<String>>>>,
    /// The service it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<Given<String>>,
    /// Where it is written what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) runbook: Option<Given<String>>,
    /// What to take care of when doing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) caution: Option<Given<String>>,
}

fn amount(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["number", "string"], "examples": [2_147_483_647_u32, "500GB"] })
}
