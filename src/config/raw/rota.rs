//! `[rota.NAME]`, or the whole of a rota's own file: who takes turns, and the exceptions.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Given, Moment, Named, OneOrMany, Quantity};

/// Who is on call when.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rota")]
pub(crate) struct RotaTable {
    /// The file that holds this rota, beside this one; then nothing else is written here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<Given<String>>,
    /// What the team calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Given<String>>,
    /// The zone whose clock hands over; the top zone unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// The tiers in the order in which they are called; in the order of the layers unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) escalate: Option<Given<OneOrMany>>,
    /// The hours in which somebody has to be on call, such as `mon-fri 08:00-18:00`; always unless
    /// given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) coverage: Option<Given<OneOrMany>>,
    /// How long before each shift its holder is reminded, such as `1h`; the holder is then greeted
    /// at its start as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) remind: Option<Given<Quantity>>,
    /// Whether each shift's holder has to accept it: until `wail accept`, whoever had the pager before
    /// is called as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accept: Option<Given<bool>>,
    /// Days that are counted apart in reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) holidays: Option<Given<Vec<Given<Moment>>>>,
    /// The zones that people live in, where `[people.NAME]` does not say so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) people: Named<RotaPersonTable>,
    /// The turns. A later layer outranks an earlier one.
    #[serde(default)]
    pub(crate) layer: Vec<Given<LayerTable>>,
    /// The exceptions. A later one outranks an earlier one.
    #[serde(rename = "override", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) overrides: Vec<Given<OverrideTable>>,
    /// Who is away, and when: the next in line steps in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) off: Vec<Given<OffTable>>,
}

/// The tier of a layer that names none.
const TIER: &str = "primary";

impl RotaTable {
    /// The names of its tiers, in the order in which they are called.
    pub(crate) fn tiers(&self) -> Vec<String> {
        let named = self.escalate.iter().flat_map(Given::each);
        let mut tiers: Vec<String> = named.map(|name| name.value).collect();
        for layer in &self.layer {
            let tier = layer.tier();
            if !tiers.contains(&tier.value) {
                tiers.push(tier.value);
            }
        }
        tiers
    }

    /// Everybody whom a rota names in a layer or an exception, as often as it does.
    pub(crate) fn named(&self) -> impl Iterator<Item = Given<String>> {
        self.turn_takers().chain(self.stand_ins())
    }

    /// Everybody who takes turns.
    pub(crate) fn turn_takers(&self) -> impl Iterator<Item = Given<String>> {
        self.layer.iter().flat_map(|layer| {
            let changes = layer.change.iter().filter_map(|change| change.people.as_ref());
            layer.people.iter().chain(changes).flat_map(Given::each)
        })
    }

    /// Everybody whom an exception names.
    pub(crate) fn stand_ins(&self) -> impl Iterator<Item = Given<String>> {
        let overrides = self.overrides.iter().flat_map(|each| {
            let swapped = each.swap.iter().flat_map(Given::each);
            each.who.clone().into_iter().chain(each.instead_of.clone()).chain(swapped)
        });
        overrides.chain(self.off.iter().filter_map(|off| off.who.clone()))
    }
}

/// What a rota says about a person.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RotaPerson")]
pub(crate) struct RotaPersonTable {
    /// The zone this person lives in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
}

/// People who take turns.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Layer")]
pub(crate) struct LayerTable {
    /// What it is called; its number unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Given<String>>,
    /// The tier it belongs to, `primary` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tier: Option<Given<String>>,
    /// The zone of its times; the rota's unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
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
    /// The weekdays that count as days, for turns of days: `mon-fri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) turns_on: Option<Given<OneOrMany>>,
    /// The hours it is restricted to: `mon-fri 09:00-17:00`, `22:00-06:00`, `fri 18:00 - mon 09:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) only: Option<Given<OneOrMany>>,
    /// When it ends; at that day's handoff, if no time is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Given<Moment>>,
    /// What is different from a day on. What was before stays as it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) change: Vec<Given<ChangeTable>>,
}

impl Given<LayerTable> {
    /// The tier it belongs to.
    pub(crate) fn tier(&self) -> Given<String> {
        let primary = || Given { value: TIER.to_owned(), span: self.span.clone() };
        self.value.tier.clone().unwrap_or_else(primary)
    }
}

/// What is different in a layer from a day on; what is not said stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Change")]
pub(crate) struct ChangeTable {
    /// The day on which its first turn begins.
    #[schemars(required)]
    pub(crate) start: Option<Given<Moment>>,
    /// Who takes turns from then on; the first of them begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) people: Option<Given<OneOrMany>>,
    /// How long a turn is from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) every: Option<Given<String>>,
    /// The time of day of the handoff from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handoff: Option<Given<String>>,
    /// The weekdays that count as days from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) turns_on: Option<Given<OneOrMany>>,
}

/// An exception: one of `who`, `who` with `for`, `swap` and `nobody`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
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

/// Somebody who is away: whole days with `first` and `last`, or `from` and `to` with times.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Off")]
pub(crate) struct OffTable {
    /// Who is away.
    #[schemars(required)]
    pub(crate) who: Option<Given<String>>,
    /// The first day off, from midnight on that person's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<Given<Moment>>,
    /// The last day off, up to and including it; the first unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<Given<Moment>>,
    /// When it begins, where it is not whole days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Given<Moment>>,
    /// When it ends; this moment is no longer part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<Given<Moment>>,
    /// Why, for whoever asks later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<Given<String>>,
}
