//! Exceptions: overrides and leave, looked up by instant however many there are.

use std::collections::BTreeSet;

use super::rotation::PersonNo;

/// An override, compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Override {
    /// Its place in the file.
    pub(super) number: usize,
    pub(super) action: Action,
    /// The only tier it concerns, by its place; all of them if none.
    pub(super) only_tier: Option<usize>,
}

impl Override {
    /// Whether it concerns the tier with that place.
    pub(super) fn concerns(&self, tier: usize) -> bool {
        self.only_tier.is_none_or(|only| only == tier)
    }
}

/// What an override does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// `by` holds the pager.
    Take { by: PersonNo },
    /// `by` stands in wherever `instead_of` would be on call.
    Cover { by: PersonNo, instead_of: PersonNo },
    /// These two trade places.
    Swap { one: PersonNo, other: PersonNo },
    /// Nobody, on purpose.
    Nobody,
}

impl Action {
    /// Whoever is on call by it.
    pub(super) fn stand_ins(self) -> impl Iterator<Item = PersonNo> {
        let people = match self {
            Self::Take { by } | Self::Cover { by, .. } => [Some(by), None],
            Self::Swap { one, other } => [Some(one), Some(other)],
            Self::Nobody => [None, None],
        };
        people.into_iter().flatten()
    }

    /// Who is on call where this person would be.
    pub(super) fn stand_in(self, person: PersonNo) -> PersonNo {
        match self {
            Self::Cover { by, instead_of } if instead_of == person => by,
            Self::Swap { one, other } if one == person => other,
            Self::Swap { one, other } if other == person => one,
            Self::Take { .. } | Self::Cover { .. } | Self::Swap { .. } | Self::Nobody => person,
        }
    }
}

/// Something that is in force from one instant up to, but not including, another.
#[derive(Clone, Copy, Debug)]
pub(super) struct InForce<T> {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) what: T,
}

/// How many overrides may be in force at one instant: more than anybody could follow, and few enough
/// to lay them all out, however many there are in turn.
pub(super) const MOST_OVERRIDES: usize = 250;

/// How many times off may run at one instant: a large company's, at Christmas.
pub(super) const MOST_LEAVE: usize = 1000;

/// What is in force when, in the order it was written.
#[derive(Clone, Debug)]
pub(super) struct Timeline<T> {
    /// The instants at which it changes, sorted.
    changes: Box<[i64]>,
    /// What is in force from each of them to the next.
    in_force: Box<[Box<[T]>]>,
}

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self { changes: Box::default(), in_force: Box::default() }
    }
}

impl<T: Copy> Timeline<T> {
    /// Lays stretches out in time; an empty one never comes into force.
    ///
    /// The error is the place in the list of the first one that would come into force while `most`
    /// are.
    pub(super) fn new(stretches: &[InForce<T>], most: usize) -> Result<Self, usize> {
        let mut edges: Vec<(i64, bool, usize)> = Vec::new();
        for (number, stretch) in stretches.iter().enumerate().filter(|(_, s)| s.from < s.to) {
            edges.extend([(stretch.from, true, number), (stretch.to, false, number)]);
        }
        edges.sort_unstable();
        let mut numbers = BTreeSet::new();
        let mut changes = Vec::new();
        let mut in_force = Vec::new();
        for same_instant in edges.chunk_by(|(one, ..), (other, ..)| one == other) {
            for (_, begins, number) in same_instant {
                if !begins {
                    numbers.remove(number);
                } else if numbers.len() < most {
                    numbers.insert(*number);
                } else {
                    return Err(*number);
                }
            }
            changes.extend(same_instant.first().map(|(at, ..)| *at));
            in_force.push(numbers.iter().map(|number| stretches[*number].what).collect());
        }
        Ok(Self { changes: changes.into(), in_force: in_force.into() })
    }

    /// What is in force at an instant.
    pub(super) fn at(&self, at: i64) -> &[T] {
        match self.changes.partition_point(|change| *change <= at) {
            0 => &[],
            passed => &self.in_force[passed - 1],
        }
    }

    /// The instants after `from` and before `to` at which it changes.
    pub(super) fn changes_between(&self, from: i64, to: i64) -> &[i64] {
        let first = self.changes.partition_point(|change| *change <= from);
        let length = self.changes[first..].partition_point(|change| *change < to);
        &self.changes[first..first + length]
    }

    /// The first instant at which anything is in force.
    pub(super) fn begins_at(&self) -> Option<i64> {
        self.changes.first().copied()
    }

    /// The instant from which on nothing is in force.
    pub(super) fn ends_at(&self) -> Option<i64> {
        self.changes.last().copied()
    }
}

#[cfg(test)]
mod tests;
