//! `[reports.weekly]`: when the week behind the team is told, and whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, OneOrMany};

/// Reports that come by themselves.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Reports")]
pub(crate) struct ReportsTable {
    /// The week behind the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) weekly: Option<Given<WeeklyTable>>,
}

/// When the week is told, and whom.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Weekly")]
pub(crate) struct WeeklyTable {
    /// On which day and at which hour; `monday 09:00` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<Given<String>>,
    /// By the clock of which zone, from Monday to Sunday of it as well; the zone at the top unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// Whom: one person, or a list.
    #[schemars(required)]
    pub(crate) to: Option<Given<OneOrMany>>,
    /// By which channel of theirs; the quietest that works unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<Given<String>>,
}
