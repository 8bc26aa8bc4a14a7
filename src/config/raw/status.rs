//! `[status]`: the page that tells everybody how everything is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, OneOrMany};

/// The page that tells everybody how everything is. Only what is named here is on it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Status")]
pub(crate) struct StatusTable {
    /// The directory it is written into, as `index.html`, `feed.atom` and `status.json`.
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) directory: Option<Given<String>>,
    /// What it is called; `Status` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Given<String>>,
    /// What it is about, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) about: Option<Given<String>>,
    /// Where it is found on the web; the feed names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Given<String>>,
    /// The zone of its times; the one at the top unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// How grave an incident is that is shown; `critical` and `error` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) severities: Option<Given<OneOrMany>>,
    /// The audience whose updates stand on it; `public` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) audience: Option<Given<String>>,
    /// What is on it, in this order.
    #[schemars(required)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) services: Vec<Given<ServiceTable>>,
}

/// Something that is on the status page.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StatusService")]
pub(crate) struct ServiceTable {
    /// What it is called there.
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Given<String>>,
    /// What it is, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) about: Option<Given<String>>,
    /// Conditions on labels of alerts and monitors, all of which must hold for what is about it;
    /// `service=NAME` unless given, or `monitors`.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub(crate) matches: Option<Given<OneOrMany>>,
    /// Monitors of this file that are about it, whatever their labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) monitors: Option<Given<OneOrMany>>,
}
