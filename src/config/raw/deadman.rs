//! `[deadman]`: whom wail tells that it is alive.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Quantity};

/// A watcher outside, which calls out when it hears nothing of wail for a while.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Deadman")]
pub(crate) struct DeadmanTable {
    /// The address that is pinged when all is well: `env:NAME` or `file:PATH`.
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Given<String>>,
    /// The address that is told at once when something is wrong: `env:NAME` or `file:PATH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fail_url: Option<Given<String>>,
    /// How often it is pinged, `1m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) every: Option<Given<Quantity>>,
    /// How it is asked: `GET` unless given, `HEAD` or `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) method: Option<Given<String>>,
    /// How old the proof may be that this machine can be heard; as old as the shift unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) audio_within: Option<Given<Quantity>>,
}
