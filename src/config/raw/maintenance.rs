//! `[[maintenance]]`: quiet that is planned, once or again and again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Moment, OneOrMany, Quantity};

/// Quiet that is planned: what it is about is held while it lasts, and counts neither way in how available
/// anything was. Once it has `from` and `to`; again and again it has `rrule` with `start`, or `cron`, and
/// `for`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Maintenance")]
pub(crate) struct MaintenanceTable {
    /// What it is called.
    #[schemars(required)]
    pub(crate) name: Option<Given<String>>,
    /// Why it is.
    #[schemars(required)]
    pub(crate) why: Option<Given<String>>,
    /// Conditions on labels of alerts, `service=db` or `env!=dev`; all must hold. This or `monitors`, or both.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub(crate) matches: Option<Given<OneOrMany>>,
    /// Monitors of this file, whatever their labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) monitors: Option<Given<OneOrMany>>,
    /// When it begins, of one that is once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Given<Moment>>,
    /// When it ends, of one that is once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<Given<Moment>>,
    /// When it begins again, as calendars say it: `FREQ=MONTHLY;BYDAY=1SU`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rrule: Option<Given<String>>,
    /// The first day and time of day that `rrule` may begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<Given<Moment>>,
    /// When it begins again, as a crontab says it: `0 3 * * sun`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cron: Option<Given<String>>,
    /// How long each time of `rrule` or `cron` lasts.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) length: Option<Given<Quantity>>,
    /// The zone of its times; the one at the top unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// What the status page says of it; only that it is, and when, unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public: Option<Given<String>>,
    /// How long before it begins whoever is on call is told; `15m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) announce: Option<Given<Quantity>>,
}
