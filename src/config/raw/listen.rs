//! `[listen]`: where alerts are received.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Quantity};

/// Where alerts are received.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Listen")]
pub(crate) struct ListenTable {
    /// `127.0.0.1:9911` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<Given<String>>,
    /// Where this listener is reached from outside, such as `https://pager.example.org`: what is pushed
    /// has a button that leads there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<Given<String>>,
    /// The largest body that is taken; `1MiB` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::size")]
    pub(crate) body_limit: Option<Given<Quantity>>,
}
