//! `[calendar]`: rotas as calendars that other programs subscribe to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Given;

/// Rotas as calendars, at `/calendar/NAME.ics`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Calendar")]
pub(crate) struct CalendarTable {
    /// What a subscriber must know: `env:NAME` or `file:PATH`.
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<Given<String>>,
}
