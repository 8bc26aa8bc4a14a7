//! What is written down of the store itself: that it was copied, and that a copy took its place.

use jiff::Timestamp;

use crate::domain::name::PersonId;

/// The word of an entry that says that the store was copied.
pub const BACKED_UP: &str = "backed-up";

/// Something about the store itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeepingEvent {
    /// It was copied.
    BackedUp {
        /// By whom, where that is known.
        by: Option<PersonId>,
        /// To which file.
        to: String,
        /// How many entries the copy has.
        entries: u64,
    },
    /// A copy took its place.
    Restored {
        /// By whom, where that is known.
        by: Option<PersonId>,
        /// From which file.
        from: String,
        /// Of when its last entry is.
        last: Option<Timestamp>,
        /// Where that is which was here before.
        aside: Option<String>,
    },
}

impl KeepingEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::BackedUp { .. } => BACKED_UP,
            Self::Restored { .. } => "restored",
        }
    }

    /// Who did it.
    #[must_use]
    pub fn who(&self) -> Option<&PersonId> {
        match self {
            Self::BackedUp { by, .. } | Self::Restored { by, .. } => by.as_ref(),
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::BackedUp { by, to, entries } => {
                let noun = if *entries == 1 { "entry" } else { "entries" };
                format!("{} copies the store to {to}, with {entries} {noun}", name(by.as_ref()))
            }
            Self::Restored { by, from, last, aside } => {
                let last =
                    last.map(|at| format!(", which ends at {}", utc(at))).unwrap_or_default();
                let aside = aside.as_ref();
                let aside =
                    aside.map(|at| format!("; what was here is in {at}")).unwrap_or_default();
                format!("{} restores the store from {from}{last}{aside}", name(by.as_ref()))
            }
        }
    }
}

fn utc(at: Timestamp) -> impl std::fmt::Display {
    at.strftime("%Y-%m-%d %H:%M UTC")
}

fn name(by: Option<&PersonId>) -> &str {
    by.map_or("somebody", PersonId::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_say_what_went_where() {
        let by = Some(PersonId::from("ana"));
        let to = "/var/backups/wail.db".to_owned();
        let copied = KeepingEvent::BackedUp { by: by.clone(), to: to.clone(), entries: 2 };
        assert_eq!(
            copied.sentence(),
            "ana copies the store to /var/backups/wail.db, with 2 entries"
        );
        let last = Timestamp::from_second(1_793_674_800).ok();
        let aside = Some("/var/lib/wail.db.before".to_owned());
        let restored = KeepingEvent::Restored { by: None, from: to, last, aside };
        assert_eq!(
            restored.sentence(),
            "somebody restores the store from /var/backups/wail.db, which ends at 2026-11-03 03:00 UTC; what \
             was here is in /var/lib/wail.db.before"
        );
        assert_eq!((copied.word(), restored.word()), ("backed-up", "restored"));
        assert_eq!((copied.who(), restored.who()), (by.as_ref(), None));
    }
}
