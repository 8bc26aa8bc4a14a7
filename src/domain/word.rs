//! Word from a source that is asked again and again: since when there is none, and when that is said.

use jiff::{SignedDuration, Timestamp};

/// How often a source may fail to answer before it is called stale, unless the configuration says.
pub const STALE_AFTER: u32 = 3;

/// What is known of a source that is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// When it last answered, if it ever did.
    pub at: Option<Timestamp>,
    /// When it first failed to since then, if it does.
    pub failed_at: Option<Timestamp>,
    /// How often in a row it has failed to.
    pub failures: u32,
    /// Why, the last time.
    pub why: Option<String>,
}

impl Word {
    /// Whether it has failed so often that what is known of it is old.
    #[must_use]
    pub fn is_stale(&self, stale_after: u32) -> bool {
        self.failures >= stale_after
    }

    /// For how long there has been no word: since the last one, or since it was first asked in vain.
    #[must_use]
    pub fn silent_for(&self, now: Timestamp) -> SignedDuration {
        let since = self.at.or(self.failed_at).unwrap_or(now);
        now.duration_since(since).max(SignedDuration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_stale_with_the_last_of_so_many_failures_in_a_row() {
        let word = |failures| Word { failures, ..Word::default() };
        assert!(!word(0).is_stale(1) && !word(2).is_stale(3));
        assert!(word(3).is_stale(3) && word(4).is_stale(3) && word(1).is_stale(1));
    }

    #[test]
    fn silence_is_counted_from_the_last_word_or_else_from_the_first_failure() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let word = Word { at: Some(at(100)), failed_at: Some(at(115)), ..Word::default() };
        assert_eq!(word.silent_for(at(160)), SignedDuration::from_secs(60));
        let never = Word { at: None, ..word.clone() };
        assert_eq!(never.silent_for(at(160)), SignedDuration::from_secs(45));
        assert_eq!(Word::default().silent_for(at(160)), SignedDuration::ZERO);
        assert_eq!(word.silent_for(at(50)), SignedDuration::ZERO, "a clock that was set back");
    }
}
