//! What becomes of an update that is owed of an incident, where that is merged into another one.

use jiff::Timestamp;

use super::{Owed, Stage, UpdateRule, remind_at};
use crate::domain::incident::IncidentId;

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// It is owed of the other one from now on, in place of what was owed there, if anything was.
    Moves(Owed),
    /// What is owed of the other one anyway comes before it.
    Covered,
}

/// Of two that were promised the earlier one is owed; one that is still to come before one that was missed,
/// because it is what people wait for now.
#[must_use]
pub fn merged(
    owed: Owed,
    other: Option<&Owed>,
    into: IncidentId,
    (now, rule): (Timestamp, UpdateRule),
) -> Merged {
    let order = |owed: &Owed| (owed.is_missed(), owed.next_at);
    if other.is_some_and(|other| order(other) <= order(&owed)) {
        return Merged::Covered;
    }
    let (stage, due_at) = match owed.stage {
        // Whoever was reminded of it was told the number of the incident that is no more.
        Stage::Remind | Stage::Miss => {
            (Stage::Remind, Some(remind_at(owed.made_at, owed.next_at, rule)))
        }
        // What rang for it has ended with the incident.
        Stage::Escalate => (Stage::Miss, Some(now)),
        Stage::Rest => (Stage::Rest, None),
    };
    Merged::Moves(Owed { incident: into, stage, due_at, ..owed })
}

impl Owed {
    /// Whether its time was over when somebody looked at it last.
    fn is_missed(&self) -> bool {
        match self.stage {
            Stage::Remind | Stage::Miss => false,
            Stage::Escalate | Stage::Rest => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    /// Of that incident, promised at the beginning by then, and come so far.
    fn owed(incident: i64, minutes: i64, stage: Stage) -> Owed {
        let times = (at(0), at(minutes));
        let new = Owed::new(IncidentId(incident), "ana".into(), times, UpdateRule::default());
        Owed { stage, ..new }
    }

    fn of(owed: Owed, other: Option<&Owed>) -> Merged {
        merged(owed, other, IncidentId(1), (at(55), UpdateRule::default()))
    }

    #[test]
    fn the_earlier_one_is_owed_and_what_is_to_come_before_what_was_missed() {
        let (first, second) = (owed(1, 60, Stage::Remind), owed(2, 90, Stage::Remind));
        assert_eq!(of(second.clone(), Some(&first)), Merged::Covered);
        let moved = Owed { incident: IncidentId(1), ..second.clone() };
        assert_eq!(of(second.clone(), None), Merged::Moves(moved.clone()));
        let missed = owed(1, 50, Stage::Rest);
        assert_eq!(of(second, Some(&missed)), Merged::Moves(moved));
        assert_eq!(of(owed(2, 50, Stage::Escalate), Some(&first)), Merged::Covered);
        let same = owed(2, 60, Stage::Remind);
        assert_eq!(of(same, Some(&first)), Merged::Covered);
    }

    #[test]
    fn whoever_was_reminded_is_reminded_of_the_other_number_and_what_rang_rings_there() {
        for (stage, then, due_at) in [
            (Stage::Remind, Stage::Remind, Some(at(50))),
            (Stage::Miss, Stage::Remind, Some(at(50))),
            (Stage::Escalate, Stage::Miss, Some(at(55))),
            (Stage::Rest, Stage::Rest, None),
        ] {
            let Merged::Moves(moved) = of(owed(2, 60, stage), None) else { panic!("{stage:?}") };
            assert_eq!((moved.stage, moved.due_at), (then, due_at), "{stage:?}");
            assert_eq!((moved.incident, moved.next_at), (IncidentId(1), at(60)));
        }
    }
}
