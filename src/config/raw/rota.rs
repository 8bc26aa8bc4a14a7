//! `[rota.NAME]`: who takes turns, and the exceptions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Moment, OneOrMany};

/// Who is on call when.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rota", extend("required" = ["layer"]))]
pub(crate) struct RotaTable {
    /// The zone whose clock hands over; the top zone unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// The turns. A later layer outranks an earlier one.
    #[serde(default)]
    pub(crate) layer: Vec<Given<LayerTable>>,
    /// The exceptions. A later one outranks an earlier one.
    #[serde(rename = "override", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) overrides: Vec<Given<OverrideTable>>,
}

/// People who take turns.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Layer")]
pub(crate) struct LayerTable {
    /// Who takes turns, in order.
    #[schemars(required)]
    pub(crate) people: Option<Given<OneOrMany>>,
    /// How long a turn is: `day`, `week`, `12 hours`, `2 weeks`, `month`.
    #[schemars(required)]
    pub(crate) every: Option<Given<String>>,
    /// The day of the first handoff.
    #[schemars(required)]
    pub(crate) start: Option<Given<Moment>>,
    /// The time of day of the handoff, `09:00` unless given; `mon 09:00` also checks the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handoff: Option<Given<String>>,
}

/// An exception: one of `who`, `who` with `for`, `swap` and `nobody`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Override")]
pub(crate) struct OverrideTable {
    /// When it begins: `2026-12-24 18:00`, in the rota's zone.
    #[schemars(required)]
    pub(crate) from: Option<Given<Moment>>,
    /// When it ends; this moment is no longer part of it.
    #[schemars(required)]
    pub(crate) to: Option<Given<Moment>>,
    /// Who is on call instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) who: Option<Given<String>>,
    /// Whose turns `who` takes; left out, all of them.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(crate) instead_of: Option<Given<String>>,
    /// Two people who change places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) swap: Option<Given<OneOrMany>>,
    /// On purpose nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nobody: Option<Given<bool>>,
    /// The tier it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tier: Option<Given<String>>,
    /// Why, for whoever asks later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<Given<String>>,
}
