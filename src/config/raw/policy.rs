//! `[policy.NAME]` and `[severities]`: who is called, how it goes on, and how urgent what is.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{BackOffsTable, Given, OneOrMany, Quantity, one_of};

/// Who is called in which order until somebody acknowledges.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Policy")]
pub(crate) struct PolicyTable {
    /// The steps, in order.
    #[schemars(required)]
    pub(crate) steps: Option<Given<Vec<Given<StepTable>>>>,
    /// How often the steps are repeated when nobody acknowledges; 3 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) repeat: Option<Given<i64>>,
    /// How long an acknowledgement lasts before the alarm returns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) check_in: Option<CheckInTable>,
    /// How calling goes on when all repeats were in vain: ever later, up to a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) back_off: Option<BackOffsTable>,
}

/// One step of a policy.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Step")]
pub(crate) struct StepTable {
    /// Who is called: a rota, a person or `everyone`; one or a list.
    #[schemars(required)]
    pub(crate) who: Option<Given<OneOrMany>>,
    /// How long they have before the next step is due; `5m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) wait: Option<Given<Quantity>>,
}

/// How long an acknowledgement lasts, by severity.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CheckIn")]
pub(crate) struct CheckInTable {
    /// `30m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) critical: Option<Given<Quantity>>,
    /// `1h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) error: Option<Given<Quantity>>,
    /// `4h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) warning: Option<Given<Quantity>>,
    /// `8h` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) info: Option<Given<Quantity>>,
}

/// What each severity does: `page` at any hour, wait for the person's `day`, only `log`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Severities")]
pub(crate) struct SeverityTable {
    /// `page` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "urgency_schema")]
    pub(crate) critical: Option<Given<String>>,
    /// `page` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "urgency_schema")]
    pub(crate) error: Option<Given<String>>,
    /// `day` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "urgency_schema")]
    pub(crate) warning: Option<Given<String>>,
    /// `log` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "urgency_schema")]
    pub(crate) info: Option<Given<String>>,
}

fn urgency_schema(_: &mut SchemaGenerator) -> Schema {
    one_of(["page", "day", "log"].into_iter())
}
