//! What to do about each thing that may be wrong with a rota.

use crate::domain::rota::{About, Remark, Rule};

/// What to type or to write about a remark.
pub(super) fn advice(remark: &Remark) -> String {
    let words = match remark.rule {
        Rule::Gap => {
            "add a layer for it, or an `override` with `from`, `to` and `who`; hours that \
             need nobody are left out of `coverage`"
        }
        Rule::EmptyTier => "add `people` to a layer of that tier, or hours to its `only`",
        Rule::NeverOnCall => {
            "`wail rota remove NAME` takes them out; else look at the layers \
             that outrank this one"
        }
        Rule::HandoffWithinHours => "set `handoff` to a time at which the hours of `only` begin",
        Rule::NoEffect => {
            "take it out, or correct its name and time; `wail rota show` shows who \
             has the pager then"
        }
        Rule::StandInIsOff => "name somebody else in it, or correct the time off",
        Rule::OddTime => "write the time with its offset: `\"2026-10-25 02:30+01:00\"`",
        Rule::TwiceInADay => "shift the order of `people` in one of the tiers by one",
        Rule::DoubleBooking => {
            let whom = match &remark.about {
                About::Person(person) => format!("`for = \"{person}\"`"),
                About::Rota
                | About::Tier(_)
                | About::Layer(_)
                | About::Override(_)
                | About::Leave(_) => "`for`".to_owned(),
            };
            return format!(
                "add an `override` with {whom} and somebody else as `who` to one of them"
            );
        }
        Rule::ClockChange => {
            "this happens wherever clocks change; a layer with `zone = \"UTC\"` has none"
        }
        Rule::NightHandover => {
            "move `handoff` into their day, or give them a layer with their `zone` and `only`"
        }
        Rule::NightsInARow => "shorten the turns: `every = \"week\"` or less",
        Rule::UnfairShare => {
            "`wail rota show` counts the hours; name each as often in `people`, or \
             even it out with `wail give`"
        }
        Rule::TooMuch | Rule::TooFewPeople => "let more people share it: `wail rota add NAME`",
        Rule::LongAbsence => {
            "add a `change` to the layer without them, from their first turn off \
             on, and one with them for when they are back"
        }
        Rule::ZoneData => {
            "update the system's zone data, or name another with `WAIL_ZONEINFO`; \
             `wail doctor` says more"
        }
    };
    words.to_owned()
}
