//! `[cascade]`: which problems share an incident and its alarm.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, OneOrMany, Quantity};

/// Problems that begin together and have something in common are one incident with one alarm.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Cascade")]
pub(crate) struct CascadeTable {
    /// How long after an incident was opened something may join it; `2m` unless given, `0s` for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) window: Option<Given<Quantity>>,
    /// The labels of which one must be the same, one or a list; `service` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) share: Option<Given<OneOrMany>>,
}
