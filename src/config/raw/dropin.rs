//! `[dropin.NAME]`: doors that answer as other systems do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Given;
use crate::sources::DropIn;

/// Doors that answer as other systems do; each is open if it has a table.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DropIns")]
pub(crate) struct DropInsTable {
    /// Alertmanager's API v2, for Prometheus, `amtool` and Grafana.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alertmanager: Option<Given<DropInTable>>,
    /// The pings of Healthchecks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) healthchecks: Option<Given<DropInTable>>,
    /// Opsgenie's alerts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) opsgenie: Option<Given<DropInTable>>,
    /// PagerDuty's Events API v2 and v1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pagerduty: Option<Given<DropInTable>>,
}

impl DropInsTable {
    /// The doors that are open.
    pub(crate) fn open(&self) -> impl Iterator<Item = (DropIn, &Given<DropInTable>)> {
        let table = |door| match door {
            DropIn::Alertmanager => &self.alertmanager,
            DropIn::Healthchecks => &self.healthchecks,
            DropIn::Opsgenie => &self.opsgenie,
            DropIn::Pagerduty => &self.pagerduty,
        };
        DropIn::ALL.into_iter().filter_map(move |door| Some((door, table(door).as_ref()?)))
    }
}

/// One such door.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DropIn")]
pub(crate) struct DropInTable {
    /// What a sender must know: `env:NAME` or `file:PATH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(env|file):."))]
    pub(crate) key: Option<Given<String>>,
}
