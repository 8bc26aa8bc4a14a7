//! The moments by which an incident is told, and the lengths between them.

use jiff::{SignedDuration, Timestamp};

use super::written::MITIGATED;

/// When what happened to an incident, as far as it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    /// It began, as its source says, or else as it was reported.
    pub began: Option<Timestamp>,
    /// It was reported.
    pub detected: Option<Timestamp>,
    /// Somebody was called for the first time.
    pub paged: Option<Timestamp>,
    /// A channel proved for the first time that the call went out.
    pub heard: Option<Timestamp>,
    /// Somebody had it for the first time.
    pub acknowledged: Option<Timestamp>,
    /// It did no harm any more, as people say; their last word counts.
    pub mitigated: Option<Timestamp>,
    /// It was over.
    pub resolved: Option<Timestamp>,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its word.
    pub word: &'static str,
    /// When it was, if it has been.
    pub at: Option<Timestamp>,
    /// How long after the one before it that has been; negative if it was before that.
    pub after: Option<SignedDuration>,
    /// How long after it began.
    pub since_began: Option<SignedDuration>,
}

impl Moments {
    /// Finds them among what was written down, each by its word and the moment it is about, in the order in
    /// which it was written; `began` is what its source says.
    pub fn of<'a>(
        began: Option<Timestamp>,
        events: impl IntoIterator<Item = (&'a str, Timestamp)>,
    ) -> Self {
        let mut moments = Self::default();
        let mut first = None;
        for (word, at) in events {
            first.get_or_insert(at);
            match word {
                "opened" => _ = moments.detected.get_or_insert(at),
                "paged" => _ = moments.paged.get_or_insert(at),
                "delivered" | "stood-in" => _ = moments.heard.get_or_insert(at),
                "acknowledged" => _ = moments.acknowledged.get_or_insert(at),
                MITIGATED => moments.mitigated = Some(at),
                "resolved" => moments.resolved = Some(at),
                _ => {}
            }
        }
        moments.detected = moments.detected.or(first);
        // A sender whose clock is ahead says that it began after it was reported.
        moments.began = began.into_iter().chain(moments.detected).min();
        moments
    }

    /// All seven, in their order, with the lengths between them.
    #[must_use]
    pub fn list(&self) -> [Moment; 7] {
        let Self { began, detected, paged, heard, acknowledged, mitigated, resolved } = *self;
        let mut before = None;
        [
            ("began", began),
            ("detected", detected),
            ("paged", paged),
            ("heard", heard),
            ("acknowledged", acknowledged),
            (MITIGATED, mitigated),
            ("resolved", resolved),
        ]
        .map(|(word, at)| {
            let since = |from: Option<Timestamp>| Some(at?.duration_since(from?));
            let (after, since_began) = (since(before), since(began).filter(|_| word != "began"));
            before = at.or(before);
            Moment { word, at, after, since_began }
        })
    }
}

#[cfg(test)]
mod tests;
