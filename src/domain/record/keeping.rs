//! What is written down of the store itself: that it was copied, that a copy took its place, and what was let
//! go of it.

use jiff::Timestamp;

use crate::domain::name::PersonId;
use crate::domain::wait::count;

/// The word of an entry that says that the store was copied.
pub const BACKED_UP: &str = "backed-up";

/// The word of an entry that says that the beginning of the record was let go.
pub const LET_GO: &str = "let-go";

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
    /// The beginning of the record is let go, with the incidents in it.
    LetGo(LetGo),
}

/// What is let go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetGo {
    /// By whom, where that is known.
    pub by: Option<PersonId>,
    /// The first entry.
    pub first: i64,
    /// The last one.
    pub last: i64,
    /// What seals it, as the digits of its hash.
    pub head: String,
    /// How many entries there are.
    pub entries: i64,
    /// How many incidents.
    pub incidents: i64,
    /// Everything is older than this.
    pub before: Timestamp,
    /// The file in which there is a copy.
    pub copy: Option<String>,
    /// What was wrong with the record before, in words.
    pub fault: Option<String>,
}

/// What the entry has to say of how much is let go, so that nobody can say otherwise later.
#[must_use]
pub fn anchored(first: i64, last: i64, head: &str) -> String {
    format!(" lets go of entries {first} to {last}, whose head is {head}: ")
}

impl KeepingEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::BackedUp { .. } => BACKED_UP,
            Self::Restored { .. } => "restored",
            Self::LetGo(_) => LET_GO,
        }
    }

    /// Who did it.
    #[must_use]
    pub fn who(&self) -> Option<&PersonId> {
        match self {
            Self::BackedUp { by, .. }
            | Self::Restored { by, .. }
            | Self::LetGo(LetGo { by, .. }) => by.as_ref(),
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
            Self::LetGo(what) => what.sentence(),
        }
    }
}

impl LetGo {
    fn sentence(&self) -> String {
        let Self { first, last, entries, incidents, before, .. } = self;
        let noun = if *entries == 1 { "entry" } else { "entries" };
        let incidents = count(usize::try_from(*incidents).unwrap_or(0), "incident");
        let copy = match &self.copy {
            Some(file) => format!("a copy is in {file}"),
            None => "no copy was made".to_owned(),
        };
        let fault = self.fault.as_ref();
        let fault = fault.map(|fault| format!("; the record was not as it was written: {fault}"));
        format!(
            "{}{}{entries} {noun} and {incidents} from before {}; {copy}{}",
            name(self.by.as_ref()),
            anchored(*first, *last, &self.head),
            utc(*before),
            fault.unwrap_or_default(),
        )
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

    #[test]
    fn what_is_let_go_is_said_so_that_it_can_be_held_to_it() {
        let what = LetGo {
            by: Some(PersonId::from("ana")),
            first: 1,
            last: 4211,
            head: "9f86".to_owned(),
            entries: 4211,
            incidents: 1,
            before: Timestamp::from_second(1_793_674_800).unwrap(),
            copy: None,
            fault: Some("entry 4 was changed".to_owned()),
        };
        let event = KeepingEvent::LetGo(what);
        assert_eq!(
            event.sentence(),
            "ana lets go of entries 1 to 4211, whose head is 9f86: 4211 entries and 1 incident from before \
             2026-11-03 03:00 UTC; no copy was made; the record was not as it was written: entry 4 was changed"
        );
        assert!(event.sentence().contains(&anchored(1, 4211, "9f86")));
        assert_eq!(event.word(), LET_GO);
    }
}
