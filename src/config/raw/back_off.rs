//! `back_off` of a policy: how calling goes on when all repeats were in vain.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Quantity};

/// How long calling rests between rounds once all repeats were in vain, by severity.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BackOffs")]
pub(crate) struct BackOffsTable {
    /// From `5m` up to `15m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) critical: Option<Given<BackOffTable>>,
    /// From `10m` up to `1h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Given<BackOffTable>>,
    /// From `30m` up to `4h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) warning: Option<Given<BackOffTable>>,
    /// From `1h` up to `8h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) info: Option<Given<BackOffTable>>,
}

/// Rests that grow.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BackOff")]
pub(crate) struct BackOffTable {
    /// The first rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) first: Option<Given<Quantity>>,
    /// How many times as long each rest is as the one before; 2 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) factor: Option<Given<f64>>,
    /// The longest rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) at_most: Option<Given<Quantity>>,
}
