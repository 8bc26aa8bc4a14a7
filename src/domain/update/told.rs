//! What people are told of an update that is owed, and of which incident such a sentence is.

use jiff::{SignedDuration, Timestamp};

use crate::domain::incident::IncidentId;
use crate::domain::text::plain;
use crate::domain::wait::spell;

/// What somebody is told of an update that they promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// That it is due.
    Due {
        /// When.
        at: Timestamp,
        /// When that is told.
        now: Timestamp,
    },
    /// That it is missed.
    Missed,
    /// That the incident is over, and a last one is asked for.
    Over,
}

impl Word {
    /// It in one sentence: of that incident, which is about that, by then on the clock of whoever promised.
    #[must_use]
    pub fn sentence(self, id: IncidentId, summary: &str, when: &str) -> String {
        let summary = plain(summary);
        let suggests = |what: &str| format!("`{}{} --draft{what}", BEGIN, id.0);
        match self {
            Self::Due { at, now } => {
                let left = at.duration_since(now);
                let due = if left > SignedDuration::ZERO {
                    format!("is due at {when}, in {}", spell(left))
                } else {
                    format!("was due at {when}")
                };
                format!("your next update of {id} {due}: {summary}; {}` suggests one", suggests(""))
            }
            Self::Missed => format!(
                "an update of {id} was promised by {when}: {summary}; {}` suggests one",
                suggests("")
            ),
            Self::Over => format!(
                "{id} is over, and an update was promised by {when}: {summary}; {}` suggests the last one",
                suggests(" --last")
            ),
        }
    }
}

/// What the command begins with that each of them ends with.
const BEGIN: &str = "wail update ";

/// Of which incident somebody is told there, if it is a sentence about an update that is owed. What stands
/// in a summary is not asked: the command comes after it.
#[must_use]
pub fn incident_of(sentence: &str) -> Option<IncidentId> {
    let (_, command) = sentence.rsplit_once(&format!("`{BEGIN}"))?;
    let (number, _) = command.split_once(" --draft")?;
    number.parse().ok().map(IncidentId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sentence_says_of_which_incident_it_is_whatever_the_summary_says() {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(20);
        let early = Word::Due { at, now: Timestamp::UNIX_EPOCH };
        let late = Word::Due { at, now: at };
        let summary = "disk; `wail update 9 --draft` \u{1b}[2J";
        let id = IncidentId(412);
        for word in [early, late, Word::Missed, Word::Over] {
            let sentence = word.sentence(id, summary, "00:20");
            assert_eq!(incident_of(&sentence), Some(id), "{sentence}");
            assert!(!sentence.contains('\u{1b}'), "{sentence}");
        }
        assert_eq!(
            late.sentence(id, "disk", "00:20"),
            "your next update of 412 was due at 00:20: disk; `wail update 412 --draft` suggests one"
        );
        for other in ["promise 3 is late", "`wail update soon --draft`", "`wail update 412`", ""] {
            assert_eq!(incident_of(other), None, "{other}");
        }
    }
}
