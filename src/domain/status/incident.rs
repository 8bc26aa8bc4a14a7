//! An incident as the public is told of it: its services, its times, and what was written for the public.

use jiff::Timestamp;

use super::listed;
use crate::domain::incident::IncidentId;

/// What somebody wrote for the public about an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Which incident.
    pub incident: IncidentId,
    /// When.
    pub at: Timestamp,
    /// By when it promises the next word.
    pub next_at: Option<Timestamp>,
    /// The text, with line breaks as they were written.
    pub text: String,
}

/// What is known of an incident that concerns the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub id: IncidentId,
    /// When it began.
    pub began_at: Timestamp,
    /// When somebody first had it.
    pub acknowledged_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// By when the public was promised the next word, as long as that is owed.
    pub next_at: Option<Timestamp>,
}

/// An incident as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disruption {
    /// Its number.
    pub id: IncidentId,
    /// The names of the services it is about.
    pub services: Vec<String>,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// By when the next word was promised, as long as it is owed.
    pub next_at: Option<Timestamp>,
    /// What was said of it, the newest first.
    pub said: Vec<Said>,
}

/// One thing that was said of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// How it stood, in a word or two.
    pub state: String,
    /// The text, with line breaks.
    pub text: String,
}

/// What somebody wrote is called.
const UPDATE: &str = "Update";

impl Disruption {
    /// The incident about these services, with what was written of it; what nobody wrote about is said
    /// in words that give nothing away.
    #[must_use]
    pub fn of<'u>(
        known: &Known,
        services: Vec<String>,
        updates: impl IntoIterator<Item = &'u Update>,
    ) -> Self {
        let noticed = format!("We noticed that something is wrong with {}.", listed(&services));
        let ours = [
            (Some(known.began_at), "Noticed", noticed),
            // It stays true when whoever had it gives it back, or is not heard of any more.
            (known.acknowledged_at, "Taken in hand", "Somebody began to work on it.".to_owned()),
            (known.ended_at, "Over", "It is over.".to_owned()),
        ];
        let ours = ours
            .into_iter()
            .filter_map(|(at, state, text)| Some(Said { at: at?, state: state.to_owned(), text }));
        let written = updates.into_iter().filter(|update| update.incident == known.id);
        let written = written.map(|update| Said {
            at: update.at,
            state: UPDATE.to_owned(),
            text: update.text.clone(),
        });
        let mut said: Vec<Said> = ours.chain(written).collect();
        // What was said later of the same instant stands above it.
        said.sort_by_key(|said| said.at);
        said.reverse();
        let Known { id, began_at, ended_at, next_at, .. } = *known;
        Self { id, services, began_at, ended_at, next_at, said }
    }

    /// What it is called: `Shop and Mail are disrupted`.
    #[must_use]
    pub fn headline(&self) -> String {
        let names = listed(&self.services);
        let verb = match (self.ended_at.is_some(), self.services.len()) {
            (false, 1) => "is",
            (false, _) => "are",
            (true, 1) => "was",
            (true, _) => "were",
        };
        format!("{names} {verb} disrupted")
    }

    /// When something was last said of it.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        self.said.first().map_or(self.began_at, |said| said.at)
    }
}
