//! The times of which the record knows nothing: nobody listened.

use jiff::Timestamp;

/// The word of an entry that says that nothing could be heard or decided.
pub const DEAF: &str = "deaf";

/// The word of an entry that says that a daemon had ended without having been stopped.
pub const LOST: &str = "daemon-lost";

/// The word of an entry that says that a daemon begins to decide.
pub const STARTED: &str = "daemon-started";

/// The word of an entry that says that it stops.
pub const STOPPED: &str = "daemon-stopped";

/// Why nobody listened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The machine slept or stood still.
    Deaf,
    /// It was stopped.
    Stopped,
    /// The daemon ended without having been stopped.
    Lost,
}

impl Why {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Deaf => DEAF,
            Self::Stopped => "stopped",
            Self::Lost => "lost",
        }
    }

    /// What that means.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Deaf => "this machine slept or stood still, nothing was heard or decided",
            Self::Stopped => "no daemon ran, nothing was heard or decided",
            Self::Lost => "the daemon had broken off, nothing was heard or decided",
        }
    }
}

/// A time of which the record knows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// From when.
    pub from: Timestamp,
    /// Until when; none if it goes on.
    pub to: Option<Timestamp>,
    /// Why.
    pub why: Why,
}

/// An entry as far as it matters here: its word, when it was written, and since when what it tells went on.
pub type Told<'a> = (&'a str, Timestamp, Option<Timestamp>);

/// The gaps in a time, from what was written down in it, in that order.
pub fn gaps<'a>(entries: impl IntoIterator<Item = Told<'a>>) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for (word, at, since) in entries {
        match (word, since) {
            (DEAF, Some(from)) => gaps.push(Gap { from, to: Some(at), why: Why::Deaf }),
            (LOST, Some(from)) => gaps.push(Gap { from, to: Some(at), why: Why::Lost }),
            (STOPPED, _) => gaps.push(Gap { from: at, to: None, why: Why::Stopped }),
            (STARTED, _) => {
                let open = gaps.iter_mut().filter(|gap| gap.to.is_none());
                open.for_each(|gap| gap.to = Some(at));
            }
            _ => {}
        }
    }
    // A machine that slept while no daemon ran is told once.
    let stopped: Vec<Gap> = gaps.iter().filter(|gap| gap.why == Why::Stopped).copied().collect();
    let covers = |outer: &Gap, gap: &Gap| {
        outer.from <= gap.from && outer.to.is_none_or(|to| gap.to.is_some_and(|it| it <= to))
    };
    gaps.retain(|gap| gap.why != Why::Deaf || !stopped.iter().any(|it| covers(it, gap)));
    gaps.sort_by_key(|gap| gap.from);
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_793_674_800 + 60 * minute).unwrap()
    }

    fn gap(from: i64, to: Option<i64>, why: Why) -> Gap {
        Gap { from: at(from), to: to.map(at), why }
    }

    #[test]
    fn sleep_and_a_stopped_daemon_are_gaps() {
        let entries = [
            ("opened", at(0), None),
            ("deaf", at(30), Some(at(10))),
            ("daemon-stopped", at(40), None),
            ("daemon-started", at(45), None),
            ("deaf", at(46), Some(at(41))),
            ("daemon-stopped", at(60), None),
        ];
        let expected = [
            gap(10, Some(30), Why::Deaf),
            gap(40, Some(45), Why::Stopped),
            gap(41, Some(46), Why::Deaf),
            gap(60, None, Why::Stopped),
        ];
        assert_eq!(gaps(entries), expected, "the last sleep went on after the start");
        let covered = [
            ("daemon-stopped", at(40), None),
            ("daemon-started", at(50), None),
            ("deaf", at(50), Some(at(40))),
        ];
        assert_eq!(gaps(covered), [gap(40, Some(50), Why::Stopped)], "told once");
    }

    #[test]
    fn a_daemon_that_broke_off_is_a_gap_from_when_it_was_last_heard_of() {
        let entries = [
            ("daemon-started", at(0), None),
            ("opened", at(5), None),
            ("daemon-started", at(30), None),
            (LOST, at(30), Some(at(10))),
            ("daemon-stopped", at(40), None),
        ];
        assert_eq!(gaps(entries), [gap(10, Some(30), Why::Lost), gap(40, None, Why::Stopped)]);
        assert_eq!(Why::Lost.word(), "lost");
    }

    #[test]
    fn a_deafness_of_which_nothing_says_since_when_is_no_gap() {
        assert_eq!(gaps([("deaf", at(30), None), ("daemon-started", at(31), None)]), []);
    }
}
