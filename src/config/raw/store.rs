//! `[store]`: where everything is kept, and for how long.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Quantity};

/// Where everything is kept.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Store")]
pub(crate) struct StoreTable {
    /// The database file; `wail/wail.db` in the platform's data directory unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<Given<String>>,
    /// How long and how much of the bodies that were read is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) keep_bodies: Option<KeepBodiesTable>,
}

/// How long and how much of the bodies that were read is kept.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KeepBodies")]
pub(crate) struct KeepBodiesTable {
    /// `7d` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) age: Option<Given<Quantity>>,
    /// `64MB` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::size")]
    pub(crate) size: Option<Given<Quantity>>,
}
