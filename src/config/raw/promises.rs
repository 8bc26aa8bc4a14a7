//! `[promises]`: when is told of what was promised.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, OneOrMany, Quantity};

/// When is told of what was promised.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Promises")]
pub(crate) struct PromisesTable {
    /// How long before it is due its owner is reminded, once or several times; `["1d", "1h"]` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remind_before: Option<Given<OneOrMany>>,
    /// How late it is when whoever is on call hears of it as well; `1d` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) escalate_after: Option<Given<Quantity>>,
    /// How long whoever is named as the owner of a problem has for it; `7d` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) fix_within: Option<Given<Quantity>>,
}
