//! `[old_news]`, `[storm]` and `[flapping]`: what is not worth waking anybody at once.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{Given, Named, Quantity};

/// What began long before it was heard of: it is told softly, and pages if it stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OldNews")]
pub(crate) struct OldNewsTable {
    /// Whether there is such a thing; `true` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enabled: Option<Given<bool>>,
    /// How long before it is heard of it must have begun; `1h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) after: Option<Given<Quantity>>,
    /// How long it waits: what is still there then pages; `15m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) wait: Option<Given<Quantity>>,
    /// Sources with another `after`.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    #[schemars(schema_with = "by_source")]
    pub(crate) sources: Named<Quantity>,
}

fn by_source(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": Quantity::duration(generator) })
}

/// Too many new incidents for the same people: one alarm for all of them.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Storm")]
pub(crate) struct StormTable {
    /// Whether there is such a thing; `true` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enabled: Option<Given<bool>>,
    /// More than this in a minute is one; 20 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) more_than: Option<Given<i64>>,
}

/// What goes to and fro: it pages once, and is held until it is calm.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Flapping")]
pub(crate) struct FlappingTable {
    /// Whether there is such a thing; `true` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enabled: Option<Given<bool>>,
    /// More changes than this are flapping; 6 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changes: Option<Given<i64>>,
    /// In how long they happen; `1h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) within: Option<Given<Quantity>>,
    /// How long nothing must change until it is over; `15m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) calm: Option<Given<Quantity>>,
}
