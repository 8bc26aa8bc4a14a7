//! `[relief]`: who is woken too often is called second for a while.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Given;

/// After so many wake-ups before that hour, the next tier takes the first page until that one.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Relief")]
pub(crate) struct ReliefTable {
    /// After how many wake-ups in one night; 2 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wakes: Option<Given<i64>>,
    /// Before which hour of the sleeper's own clock; `06:00` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Given<String>>,
    /// Until which hour of it; `12:00` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Given<String>>,
}
