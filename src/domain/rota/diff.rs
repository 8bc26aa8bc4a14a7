//! What becomes different between two versions of a rota: who holds the pager, and when.

use jiff::Timestamp;

use super::Rota;
use super::history::Held;
use crate::domain::name::PersonId;

/// A stretch in which one version of a rota has somebody else than another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first instant of it.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
    /// Who held the pager, if anybody did.
    pub was: Option<PersonId>,
    /// Who holds it instead, if anybody does.
    pub is: Option<PersonId>,
}

/// Where the two versions differ over a range, in order; cut off at its ends, like shifts.
///
/// The tier is the one at that place in both; one that is not there has nobody. Only who holds the
/// pager counts, not why: nobody on purpose and a gap are alike.
#[must_use]
pub fn changes(old: &Rota, new: &Rota, tier: usize, from: Timestamp, to: Timestamp) -> Vec<Change> {
    let [old, new] = [old, new].map(|rota| rota.held(tier, from, to));
    differences(&old, &new, from, to)
}

/// Where two accounts of who holds a pager differ over a range, each in the order of time. Where one
/// says nothing, nobody holds it.
#[must_use]
pub fn differences(was: &[Held], is: &[Held], from: Timestamp, to: Timestamp) -> Vec<Change> {
    let mut instants: Vec<Timestamp> = was
        .iter()
        .chain(is)
        .flat_map(|held| [held.start, held.end])
        .filter(|at| from < *at && *at < to)
        .chain((from < to).then_some([from, to]).into_iter().flatten())
        .collect();
    instants.sort_unstable();
    instants.dedup();
    let mut changes: Vec<Change> = Vec::new();
    for pair in instants.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let (was, is) = (holder(was, start), holder(is, start));
        match changes.last_mut() {
            _ if was == is => {}
            Some(last)
                if last.end == start && (last.was.as_ref(), last.is.as_ref()) == (was, is) =>
            {
                last.end = end;
            }
            _ => changes.push(Change { start, end, was: was.cloned(), is: is.cloned() }),
        }
    }
    changes
}

/// Who holds the pager at an instant.
fn holder(account: &[Held], at: Timestamp) -> Option<&PersonId> {
    let over = account.partition_point(|held| held.end <= at);
    account.get(over).filter(|held| held.start <= at)?.person.as_ref()
}

#[cfg(test)]
mod tests;
