//! `[updates]` and `[audience.NAME]`: when the next word is asked for, who reads it, and how it reaches them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ChannelTable, Given, Quantity};

/// When an update that was promised is asked for, and what a draft says.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Updates")]
pub(crate) struct UpdatesTable {
    /// How long before it is promised its writer is reminded; `10m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) remind_before: Option<Given<Quantity>>,
    /// How long after that a soft alarm asks for it; `2m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) alarm_after: Option<Given<Quantity>>,
    /// How far off a draft promises the next one; `1h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) every: Option<Given<Quantity>>,
    /// What `wail update --draft` fills in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) template: Option<Given<String>>,
}

/// Somebody who reads updates, such as `public`, `support` or `team`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Audience")]
pub(crate) struct AudienceTable {
    /// What they read; the update as it was written unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) template: Option<Given<String>>,
    /// The program that publishes it and its arguments: it has the text on its input; without one, it
    /// stands on the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run: Option<Given<Vec<Given<String>>>>,
    /// The channel that it is sent by, a `push` as people have it: `{ use = "push", to = "slack", … }`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<Given<ChannelTable>>,
    /// How long the program may take; `30s` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) limit: Option<Given<Quantity>>,
}
