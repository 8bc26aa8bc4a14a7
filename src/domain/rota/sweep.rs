//! The sweep: who holds a tier's pager over a range, from one pass over every edge in it.

use super::layer::Turn;
use super::resolve::{OnCall, Resolver};
use super::rotation::PersonNo;
use super::shift::EmptyReason;
use super::{Rota, Tier};

/// A stretch with the same person at the head of a tier, or nobody for one kind of reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its first second; it lasts until the next stretch, or the end of the range.
    pub(super) start: i64,
    pub(super) head: Head,
}

/// Who heads a tier, or why nobody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    Held(OnCall),
    Empty(EmptyReason),
}

impl Head {
    /// Whether the pager stays where it is.
    pub(super) fn is_same_holder(self, other: Self) -> bool {
        self.holder() == other.holder()
    }

    pub(super) fn holder(self) -> Option<PersonNo> {
        match self {
            Self::Held(on_call) => Some(on_call.person),
            Self::Empty(_) => None,
        }
    }

    fn continues(self, earlier: Self) -> bool {
        let on_purpose = |head: Self| head == Self::Empty(EmptyReason::OnPurpose);
        self.is_same_holder(earlier) && on_purpose(self) == on_purpose(earlier)
    }
}

/// An instant at which something may change: a layer's turn, or the exceptions in force.
struct Edge {
    at: i64,
    turn: Option<(usize, Option<Turn>)>,
}

impl Rota {
    /// The stretches of `[from, to)`, which is not empty; neighbours differ. A tier that is not there
    /// has none.
    pub(super) fn stretches(&self, tier: usize, from: i64, to: i64) -> Vec<Stretch> {
        let Some(Tier { layers, .. }) = self.tiers.get(tier) else { return Vec::new() };
        let mut turns: Vec<_> = self.layers[..layers.end].iter().map(|l| l.turn_at(from)).collect();
        let mut resolver = Resolver::new(self);
        let mut head_at = |turns: &[Option<Turn>], at: i64| match resolver.head(tier, turns, at) {
            Some(on_call) => Head::Held(on_call),
            None => Head::Empty(resolver.why_empty(tier, turns, at)),
        };
        let mut stretches = vec![Stretch { start: from, head: head_at(&turns, from) }];
        for same_instant in self.edges(tier, from, to).chunk_by(|one, other| one.at == other.at) {
            // A turn that is skipped begins and ends at one instant; the last word is the next turn.
            for (layer, turn) in same_instant.iter().filter_map(|edge| edge.turn) {
                turns[layer] = turn;
            }
            let at = same_instant[0].at;
            let head = head_at(&turns, at);
            if !stretches.last().is_some_and(|last| head.continues(last.head)) {
                stretches.push(Stretch { start: at, head });
            }
        }
        stretches
    }

    /// The edges after `from` and before `to` of everything that this tier depends on, in order.
    fn edges(&self, tier: usize, from: i64, to: i64) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (number, layer) in self.layers[..self.tiers[tier].layers.end].iter().enumerate() {
            let mut reading = layer.clock.reading(from);
            while let Some(next) = layer.next_edge(reading) {
                let at = layer.clock.reach(next);
                if at >= to {
                    break;
                }
                edges.push(Edge { at, turn: Some((number, layer.turn_on(next))) });
                reading = next;
            }
        }
        let overrides = self.tiers[..=tier].iter().map(|tier| &tier.overrides);
        let mut exceptions: Vec<i64> =
            overrides.flat_map(|overrides| overrides.changes_between(from, to)).copied().collect();
        exceptions.extend(self.leave.changes_between(from, to));
        edges.extend(exceptions.into_iter().map(|at| Edge { at, turn: None }));
        // The sort is stable: a layer's edges that fall on one instant stay in their order.
        edges.sort_by_key(|edge| edge.at);
        edges
    }
}

#[cfg(test)]
mod tests;
