//! `[[route]]`: which alerts go where, at which hours, and how grave they are from there on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, OneOrMany, severity_schema};

/// Which alerts go where. All that is asked for must hold; a route that asks for nothing takes everything.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Route")]
pub(crate) struct RouteTable {
    /// What it is called on the record and by `wail why`; its number unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Given<String>>,
    /// Conditions on labels, `service=db` or `env!=dev`; all must hold. Left out, everything matches.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub(crate) matches: Option<Given<OneOrMany>>,
    /// Only alerts of this service, or of one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<Given<OneOrMany>>,
    /// Only alerts from this source, or from one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Given<OneOrMany>>,
    /// Only in these hours of the week, such as `mon-fri 09:00-17:00`; one or a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hours: Option<Given<OneOrMany>>,
    /// The zone of these hours; that of the configuration unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// How grave they are from here on, before anything else is decided; as they were unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "severity_schema")]
    pub(crate) severity: Option<Given<String>>,
    /// The policy that takes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<Given<String>>,
    /// The rota that is called, in place of a policy; unanswered, the fallback is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rota: Option<Given<String>>,
    /// Whether they are only written down; `false` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log: Option<Given<bool>>,
    /// Whether the routes below are asked as well: one of them decides, and what this one names is called
    /// beside it; `false` unless given.
    #[serde(rename = "continue", skip_serializing_if = "Option::is_none")]
    pub(crate) goes_on: Option<Given<bool>>,
}
