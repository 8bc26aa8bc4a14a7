//! A wall clock that is set while the machine runs: how far it moved against the clock that nobody sets.

use jiff::SignedDuration;

use crate::domain::wait::spell;

/// How far it has to move until that is told: entries are timed to the millisecond, clocks are nudged by less.
const TOLD: SignedDuration = SignedDuration::from_secs(2);

/// How far the wall clock was ahead of the clock that a machine has had since it was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead<'a> {
    /// What tells this run of the machine from any other.
    pub boot: &'a str,
    /// How far, in milliseconds.
    pub milliseconds: i64,
}

/// How far the wall clock was put forward between two entries, or back if that is negative; none if it was
/// not, or if nobody can tell because another machine wrote, or the same after a restart.
#[must_use]
pub fn moved(before: Ahead<'_>, after: Ahead<'_>) -> Option<SignedDuration> {
    let by = SignedDuration::from_millis(after.milliseconds.saturating_sub(before.milliseconds));
    (before.boot == after.boot && by.abs() >= TOLD).then_some(by)
}

/// That the clock was set, in words.
#[must_use]
pub fn told(by: SignedDuration) -> String {
    let (way, by) = if by.is_negative() { ("back", -by) } else { ("forward", by) };
    format!("the clock was put {way} by {} here", spell(by))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_is_told_and_one_that_is_nudged_is_not() {
        let ahead = |boot, seconds: i64| Ahead { boot, milliseconds: seconds * 1000 };
        for (before, after, said) in [
            (ahead("a", 50), ahead("a", 230), Some("the clock was put forward by 3m here")),
            (ahead("a", 3_650), ahead("a", 50), Some("the clock was put back by 1h here")),
            (ahead("a", 50), ahead("a", 51), None),
            (ahead("a", 50), ahead("a", 50), None),
            (ahead("a", 50), ahead("b", 230), None),
        ] {
            let found = moved(before, after).map(told);
            assert_eq!(found.as_deref(), said, "{before:?} {after:?}");
        }
        let end = Ahead { boot: "a", milliseconds: i64::MIN };
        assert!(moved(end, ahead("a", 1)).is_some(), "whatever somebody wrote there");
    }
}
