//! How much of the record can be let go: the longest beginning of it that cuts nothing off in the middle.

use jiff::Timestamp;

use crate::domain::incident::IncidentId;
use crate::domain::promise::PromiseId;

/// Why entries stay though they are old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// This incident is open.
    Open(IncidentId),
    /// An update of it is owed.
    UpdateOwed(IncidentId),
    /// What was promised of it is not closed.
    IncidentPromised(IncidentId, PromiseId),
    /// An alert of it still stands where it is reported: without the incident it would call again.
    StillReported(IncidentId),
    /// There are younger entries of it.
    Younger(IncidentId),
    /// The promise is not closed.
    Promised(PromiseId),
    /// The entry is dated later than others that were written after it, as by a clock that was ahead: nobody
    /// knows how old those in between are.
    Ahead {
        /// The entry.
        entry: i64,
        /// When it was written, as it says.
        at: Timestamp,
        /// How many entries after it are old enough by their own date.
        behind: i64,
    },
    /// The younger entry corrects the older one.
    Corrected {
        /// The older one.
        entry: i64,
        /// The younger one.
        by: i64,
    },
}

/// Entries that stay or go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first of them.
    pub first: i64,
    /// The last one; none as long as there may come more that needs them.
    pub last: Option<i64>,
    /// Why they stay, if they do.
    pub why: Stays,
}

/// How much is let go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The last entry that goes; 0 if none does.
    pub last: i64,
    /// What keeps more from going that is old enough, the oldest first.
    pub held_by: Vec<Stays>,
}

/// The longest beginning of the record that ends with entry `old` or before, and cuts none of these in two.
#[must_use]
pub fn cut(mut spans: Vec<Span>, old: i64) -> Cut {
    spans.retain(|span| span.first <= old);
    spans.sort_unstable_by_key(|span| span.first);
    let (mut last, mut reach) = (0, 0);
    for span in &spans {
        if span.first > reach {
            // Nothing reaches over the place before this one.
            last = span.first - 1;
        }
        reach = reach.max(span.last.unwrap_or(i64::MAX));
    }
    if reach <= old {
        return Cut { last: old.max(0), held_by: Vec::new() };
    }
    let holds = |span: &&Span| span.first > last && span.last.is_none_or(|end| end > old);
    Cut { last, held_by: spans.iter().filter(holds).map(|span| span.why).collect() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span((first, length): (i64, Option<i64>)) -> Span {
        let why = Stays::Open(IncidentId(first));
        Span { first, last: length.map(|length| first + length), why }
    }

    fn is_cut_by(spans: &[Span], at: i64) -> bool {
        spans.iter().any(|span| span.first <= at && span.last.is_none_or(|last| last > at))
    }

    #[test]
    fn what_is_open_ends_what_goes_and_is_named_and_not_what_it_drags_along() {
        // 1 to 3 is over; 5 to 9 is over and has 7 in it, which is open; 20 is younger than what is old.
        let spans = [(1, Some(2)), (5, Some(4)), (7, None), (20, None)].map(span);
        let found = cut(spans.to_vec(), 15);
        assert_eq!(found, Cut { last: 4, held_by: vec![Stays::Open(IncidentId(7))] });
        assert_eq!(cut(spans.to_vec(), 6).last, 4, "the middle of an incident is no end");
        assert_eq!(cut(spans.to_vec(), 3), Cut { last: 3, held_by: Vec::new() });
        assert_eq!(cut(Vec::new(), 0), Cut::default());
    }

    proptest! {
        #[test]
        fn it_is_the_longest_beginning_that_cuts_nothing_in_two(
            spans in proptest::collection::vec((1..40_i64, proptest::option::weighted(0.9, 0..12_i64)), 0..12),
            old in 0..50_i64,
        ) {
            let spans: Vec<Span> = spans.into_iter().map(span).collect();
            let longest = (0..=old).rev().find(|at| !is_cut_by(&spans, *at)).unwrap();
            let found = cut(spans, old);
            prop_assert_eq!(found.last, longest);
            prop_assert_eq!(found.held_by.is_empty(), longest == old);
        }
    }
}
