//! Whether an exception changes anything: the rota with it against the rota without it.

use std::collections::BTreeSet;

use super::super::calendar::DAY;
use super::super::exceptions::{InForce, MOST_LEAVE, MOST_OVERRIDES, Timeline};
use super::super::rotation::PersonNo;
use super::super::shift::EmptyReason;
use super::super::sweep::{Head, Stretch};
use super::Rota;

/// How far the two are compared at first; twice as far each time, since most differ soon.
const FIRST_LOOK: i64 = 10 * DAY;

/// A rota beside itself without some of its exceptions.
pub(super) struct Trial<'r> {
    rota: &'r Rota,
    without: Rota,
    /// The overrides that were found to change nothing, by number.
    idle_overrides: BTreeSet<usize>,
    /// The same of leave.
    idle_leave: BTreeSet<usize>,
}

impl<'r> Trial<'r> {
    pub(super) fn new(rota: &'r Rota) -> Self {
        let (idle_overrides, idle_leave) = (BTreeSet::new(), BTreeSet::new());
        Self { rota, without: rota.clone(), idle_overrides, idle_leave }
    }

    /// Whether anybody else has a pager, or nobody on purpose, because of the override with that
    /// number. One that has no effect is left out from then on: of two that do the same, the later
    /// one counts, and all that are without effect can be taken out together.
    pub(super) fn override_matters(&mut self, number: usize) -> bool {
        self.idle_overrides.insert(number);
        let Some(written) = self.rota.written.overrides.get(number) else { return false };
        let matters = self.differs(written.from, written.to);
        if matters {
            self.idle_overrides.remove(&number);
        }
        matters
    }

    /// The same of the leave with that number.
    pub(super) fn leave_matters(&mut self, number: usize) -> bool {
        self.idle_leave.insert(number);
        let Some(written) = self.rota.written.leave.get(number) else { return false };
        let matters = self.differs(written.from, written.to);
        if matters {
            self.idle_leave.remove(&number);
        }
        matters
    }

    /// Whether any tier has another head in `[from, to)` without what is left out.
    fn differs(&mut self, from: i64, to: i64) -> bool {
        self.leave_out(from, to);
        let (mut from, mut look) = (from, FIRST_LOOK);
        while from < to {
            let until = to.min(from + look);
            let tiers = 0..self.rota.tiers.len();
            let heads = |rota: &Rota, tier| heads(&rota.stretches(tier, from, until));
            if tiers.into_iter().any(|tier| heads(self.rota, tier) != heads(&self.without, tier)) {
                return true;
            }
            (from, look) = (until, look * 2);
        }
        false
    }

    /// Leaves the idle ones out of what is in force in `[from, to)`, the only time that is asked for.
    fn leave_out(&mut self, from: i64, to: i64) {
        let written = &self.rota.written;
        let overrides = kept(&written.overrides, &self.idle_overrides, from, to);
        for (number, tier) in self.without.tiers.iter_mut().enumerate() {
            let concern = overrides.iter().filter(|each| each.what.concerns(number)).copied();
            let concern: Vec<_> = concern.collect();
            // Fewer than the rota was built with are never too many.
            tier.overrides = Timeline::new(&concern, MOST_OVERRIDES).unwrap_or_default();
        }
        let leave = kept(&written.leave, &self.idle_leave, from, to);
        self.without.leave = Timeline::new(&leave, MOST_LEAVE).unwrap_or_default();
    }
}

/// Those that touch `[from, to)` and are not idle.
fn kept<T: Copy>(
    written: &[InForce<T>],
    idle: &BTreeSet<usize>,
    from: i64,
    to: i64,
) -> Vec<InForce<T>> {
    let near = written.iter().enumerate().filter(|(_, each)| each.from < to && from < each.to);
    near.filter(|(number, _)| !idle.contains(number)).map(|(_, each)| *each).collect()
}

/// Who has a pager from an instant on. What decides it is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    since: i64,
    by: Option<PersonNo>,
    on_purpose: bool,
}

fn heads(stretches: &[Stretch]) -> Vec<Held> {
    let held = |Stretch { start, head }: &Stretch| Held {
        since: *start,
        by: head.holder(),
        on_purpose: *head == Head::Empty(EmptyReason::OnPurpose),
    };
    stretches.iter().map(held).collect()
}
