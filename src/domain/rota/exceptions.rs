//! Exceptions: overrides and leave, looked up by instant however many there are.

use std::collections::BTreeSet;

use super::rotation::PersonNo;

/// An override, compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Override {
    /// Its place in the file.
    pub(super) number: usize,
    pub(super) action: Action,
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

/// How many places a timeline may take; what is written by people takes a few thousand.
const MOST_IN_FORCE: usize = 1_000_000;

/// What is in force when, in the order it was written.
#[derive(Clone, Debug)]
pub(super) struct Timeline<T> {
    /// The instants at which it changes, sorted.
    changes: Box<[i64]>,
    /// What is in force from each of them to the next.
    in_force: Box<[Box<[T]>]>,
}

impl<T: Copy> Timeline<T> {
    /// Lays stretches out in time; an empty one never comes into force. `None` if so many of them
    /// overlap that laying them out would take more than [`MOST_IN_FORCE`] places.
    pub(super) fn new(stretches: &[InForce<T>]) -> Option<Self> {
        let mut edges: Vec<(i64, bool, usize)> = Vec::new();
        for (number, stretch) in stretches.iter().enumerate().filter(|(_, s)| s.from < s.to) {
            edges.extend([(stretch.from, true, number), (stretch.to, false, number)]);
        }
        edges.sort_unstable();
        let mut numbers = BTreeSet::new();
        let mut changes = Vec::new();
        let mut in_force = Vec::new();
        let mut places = 0;
        for same_instant in edges.chunk_by(|(one, ..), (other, ..)| one == other) {
            for (_, begins, number) in same_instant {
                if *begins {
                    numbers.insert(*number)
                } else {
                    numbers.remove(number)
                };
            }
            places += numbers.len();
            if places > MOST_IN_FORCE {
                return None;
            }
            changes.extend(same_instant.first().map(|(at, ..)| *at));
            in_force.push(numbers.iter().map(|number| stretches[*number].what).collect());
        }
        Some(Self { changes: changes.into(), in_force: in_force.into() })
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
