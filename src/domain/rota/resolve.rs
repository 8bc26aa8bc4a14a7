//! Resolution: from every layer's turn at an instant to the people on call, the pager's holder first.

use super::exceptions::{Action, Override};
use super::layer::{Layer, Turn};
use super::rotation::PersonNo;
use super::shift::{EmptyReason, ShiftCause};
use super::{Rota, Tier};

/// Somebody on call, and what decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OnCall {
    pub(super) person: PersonNo,
    pub(super) decided: Decided,
}

/// What put somebody on call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decided {
    /// It is their turn in the layer with this number.
    Turn { layer: usize },
    /// They are next in line in that layer: the owner of the turn is off, or busy in another tier.
    NextInLine { layer: usize, instead_of: PersonNo },
    /// The override with this number gives them the pager.
    Take { by: PersonNo, number: usize },
    /// The override with this number has them stand in.
    Cover { by: PersonNo, instead_of: PersonNo, number: usize },
    /// The override with this number has these two trade places.
    Swap { one: PersonNo, other: PersonNo, number: usize },
}

impl Rota {
    /// What decided, for people to read.
    pub(super) fn cause(&self, decided: Decided) -> ShiftCause {
        let name = |person: PersonNo| self.people[person.0].clone();
        let layer_name = |layer: usize| self.layers[layer].name.clone();
        match decided {
            Decided::Turn { layer } => ShiftCause::Layer { name: layer_name(layer) },
            Decided::NextInLine { layer, instead_of } => {
                let instead_of = name(instead_of);
                ShiftCause::NextInLine { layer: layer_name(layer), instead_of }
            }
            Decided::Take { by, number } => {
                ShiftCause::Take { by: name(by), why: self.whys[number].clone() }
            }
            Decided::Cover { by, instead_of, number } => ShiftCause::Cover {
                by: name(by),
                instead_of: name(instead_of),
                why: self.whys[number].clone(),
            },
            Decided::Swap { one, other, number } => ShiftCause::Swap {
                one: name(one),
                other: name(other),
                why: self.whys[number].clone(),
            },
        }
    }
}

/// Works tiers out, one instant after the other, reusing its two lists.
pub(super) struct Resolver<'r> {
    rota: &'r Rota,
    /// Who heads an earlier tier.
    busy: Vec<PersonNo>,
    on_call: Vec<OnCall>,
}

impl<'r> Resolver<'r> {
    pub(super) fn new(rota: &'r Rota) -> Self {
        Self { rota, busy: Vec::new(), on_call: Vec::with_capacity(rota.layers.len()) }
    }

    /// Who is on call in a tier, highest precedence first. `turns` has each layer's turn at that
    /// instant, at least for the layers of this tier and of the earlier ones.
    pub(super) fn on_call(&mut self, tier: usize, turns: &[Option<Turn>], at: i64) -> &[OnCall] {
        self.find_busy(tier, turns, at);
        self.resolve(tier, turns, at);
        &self.on_call
    }

    /// Who holds a tier's pager: the first of [`Resolver::on_call`], without the others.
    pub(super) fn head(&mut self, tier: usize, turns: &[Option<Turn>], at: i64) -> Option<OnCall> {
        self.find_busy(tier, turns, at);
        self.head_of(tier, turns, at)
    }

    fn find_busy(&mut self, tier: usize, turns: &[Option<Turn>], at: i64) {
        self.busy.clear();
        for earlier in 0..tier {
            let head = self.head_of(earlier, turns, at);
            self.busy.extend(head.map(|head| head.person));
        }
    }

    fn head_of(&mut self, tier: usize, turns: &[Option<Turn>], at: i64) -> Option<OnCall> {
        let Tier { layers, overrides } = &self.rota.tiers[tier];
        if !overrides.at(at).is_empty() {
            self.resolve(tier, turns, at);
            return self.on_call.first().copied();
        }
        // Most of the time nothing is overridden, and the topmost layer with somebody decides.
        let off = self.rota.leave.at(at);
        let mut layers = layers.clone().rev();
        layers
            .find_map(|layer| turns[layer].and_then(|turn| self.first_free(layer, turn, &[], off)))
    }

    /// Why a tier that has nobody has nobody.
    pub(super) fn why_empty(&self, tier: usize, turns: &[Option<Turn>], at: i64) -> EmptyReason {
        let tier = &self.rota.tiers[tier];
        let layers = &self.rota.layers[tier.layers.clone()];
        let begun = |layer: &Layer| layer.has_begun(layer.clock.reading(at));
        let ended = |layer: &Layer| layer.has_ended(layer.clock.reading(at));
        if tier.overrides.at(at).iter().any(|active| active.action == Action::Nobody) {
            EmptyReason::OnPurpose
        } else if turns[tier.layers.clone()].iter().any(Option::is_some) {
            EmptyReason::EverybodyOff
        } else if layers.iter().any(|layer| begun(layer) && !ended(layer)) {
            EmptyReason::OutsideHours
        } else if layers.iter().any(|layer| !begun(layer)) {
            EmptyReason::BeforeStart
        } else if layers.is_empty() {
            EmptyReason::NoLayers
        } else {
            EmptyReason::AfterEnd
        }
    }

    /// Puts a tier's people into `on_call`.
    fn resolve(&mut self, tier: usize, turns: &[Option<Turn>], at: i64) {
        self.on_call.clear();
        let tier = &self.rota.tiers[tier];
        let active = tier.overrides.at(at);
        let off = self.rota.leave.at(at);
        for layer in tier.layers.clone().rev() {
            let found = turns[layer].and_then(|turn| self.first_free(layer, turn, active, off));
            self.on_call.extend(found);
        }
        for each in active {
            self.apply(*each);
        }
        self.drop_busy_and_repeated();
    }

    /// Who of a layer's people has the turn: the first in line who is neither busy nor off.
    fn first_free(
        &self,
        number: usize,
        turn: Turn,
        active: &[Override],
        off: &[PersonNo],
    ) -> Option<OnCall> {
        let layer = &self.rota.layers[number];
        let free = |person: &PersonNo| {
            let stand_in = active.iter().fold(*person, |who, each| each.action.stand_in(who));
            // Somebody standing in makes leave harmless.
            !self.busy.contains(&stand_in) && (stand_in != *person || !off.contains(person))
        };
        let owner = layer.in_line(turn).next()?;
        let person = layer.in_line(turn).find(free)?;
        let decided = if person == owner {
            Decided::Turn { layer: number }
        } else {
            Decided::NextInLine { layer: number, instead_of: owner }
        };
        Some(OnCall { person, decided })
    }

    /// Lets an override have its word.
    fn apply(&mut self, Override { number, action, .. }: Override) {
        match action {
            Action::Take { by } => {
                let decided = Decided::Take { by, number };
                // Where the person was before is a repeat now, and is dropped as one.
                self.on_call.insert(0, OnCall { person: by, decided });
            }
            Action::Cover { by, instead_of } => {
                self.replace(action, Decided::Cover { by, instead_of, number });
            }
            Action::Swap { one, other } => {
                self.replace(action, Decided::Swap { one, other, number });
            }
            Action::Nobody => self.on_call.clear(),
        }
    }

    fn replace(&mut self, action: Action, decided: Decided) {
        for on_call in &mut self.on_call {
            let person = action.stand_in(on_call.person);
            if person != on_call.person {
                *on_call = OnCall { person, decided };
            }
        }
    }

    fn drop_busy_and_repeated(&mut self) {
        let mut kept = 0;
        for index in 0..self.on_call.len() {
            let candidate = self.on_call[index];
            let repeats = self.on_call[..kept].iter().any(|each| each.person == candidate.person);
            if !repeats && !self.busy.contains(&candidate.person) {
                self.on_call[kept] = candidate;
                kept += 1;
            }
        }
        self.on_call.truncate(kept);
    }
}

#[cfg(test)]
mod tests;
