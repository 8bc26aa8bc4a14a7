//! `[silence]`: how long quiet may last that somebody asks for, and who is told before it ends.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Quantity};

/// What holds for every silence.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Silence")]
pub(crate) struct SilenceTable {
    /// How long one may last, also one of Alertmanager's door; `7d` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) longest: Option<Given<Quantity>>,
    /// How long before its end its author and whoever is on call are told; `15m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) warn_before: Option<Given<Quantity>>,
}
