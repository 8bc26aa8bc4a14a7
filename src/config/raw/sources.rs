//! `[sources.NAME]`: who may send alerts.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{Given, one_of, severity_schema};
use crate::sources::SOURCES;

/// A sender of alerts; it posts to `/in/NAME`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Source")]
pub(crate) struct SourceTable {
    /// What it sends; the name of this table unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "kind_schema")]
    pub(crate) kind: Option<Given<String>>,
    /// What it must know: `env:NAME` or `file:PATH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(env|file):."))]
    pub(crate) key: Option<Given<String>>,
    /// The severity of an alert that has none; `error` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "severity_schema")]
    pub(crate) severity: Option<Given<String>>,
}

fn kind_schema(_: &mut SchemaGenerator) -> Schema {
    one_of(SOURCES.iter().map(|source| source.name))
}
