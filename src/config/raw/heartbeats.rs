//! `[heartbeats.NAME]`: jobs that are to give signs of life.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, OneOrMany, Quantity, severity_schema};

/// A job that is to give signs of life: by `wail beat NAME`, by a ping, or as an alert that always fires.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Heartbeat")]
pub(crate) struct HeartbeatTable {
    /// How long after its last sign of life the next is due; this or `cron` must be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) every: Option<Given<Quantity>>,
    /// When it is due, as a crontab says it: `30 2 * * *`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cron: Option<Given<String>>,
    /// The zone of `cron`; the one at the top unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// How long after it was due it is late; `5m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) grace: Option<Given<Quantity>>,
    /// How long a run may take; unless given, it must be over when the next one is late.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) longest: Option<Given<Quantity>>,
    /// Whether a run may begin while another is under way; `false` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) overlap: Option<Given<bool>>,
    /// How grave it is if it is late, takes long, fails or overlaps; `error` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "severity_schema")]
    pub(crate) severity: Option<Given<String>>,
    /// The labels of what is wrong with it, besides `heartbeat`, its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) labels: Option<Given<BTreeMap<Given<String>, Given<String>>>>,
    /// Where it is written what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) runbook: Option<Given<String>>,
    /// What to beware of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) caution: Option<Given<String>>,
    /// Conditions on the labels of alerts that are its signs of life and call nobody.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub(crate) matches: Option<Given<OneOrMany>>,
    /// The source of those alerts; any unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Given<String>>,
}
