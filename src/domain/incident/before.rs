//! Déjà vu: what is known of the last time the same problem was there.

use jiff::SignedDuration;

use super::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::wait::spell;

/// For how long a problem is remembered where it is counted how often it comes.
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How often a problem comes in that time until it is said to recur.
pub const RECURRING: u32 = 3;

/// Whether somebody is asked for a promise that a problem comes no more, which has come so often in that
/// time: when it begins to recur, and when it has come twice as often as it was asked before.
#[must_use]
pub fn asks_for_promise(times: u32) -> bool {
    times.is_multiple_of(RECURRING) && (times / RECURRING).is_power_of_two()
}

/// How much of a note is said, in characters.
const LONGEST: usize = 160;

/// The last time that the same problem was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// Its incident.
    pub id: IncidentId,
    /// How long ago that began.
    pub ago: SignedDuration,
    /// How long it took, if it is over.
    pub lasted: Option<SignedDuration>,
    /// Who had it last: whoever acknowledged it, or else ended it by hand.
    pub by: Option<PersonId>,
    /// What was noted last.
    pub note: Option<String>,
    /// What was noted as its fix, then or any time before.
    pub fix: Option<String>,
}

impl Before {
    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("the same problem was incident {}", self.facts())
    }

    /// It in few words, for a message: `as in incident 398, 3d ago for 14m (bo): restarted the replica`.
    #[must_use]
    pub fn short(&self) -> String {
        let Self { id, ago, .. } = self;
        let lasted = self.lasted.map(|lasted| format!(" for {}", spell(lasted)));
        let by = self.by.as_ref().map(|by| format!(" ({by})"));
        let said = self.fix.as_deref().or(self.note.as_deref());
        let said = said.map(|said| format!(": {}", cut(said)));
        let parts = [lasted, by, said].into_iter().flatten().collect::<String>();
        format!("as in incident {id}, {} ago{parts}", spell(*ago))
    }

    /// `398, 3d ago for 14m; bo had it; note: waiting for the vendor; fix: restarted the replica`.
    fn facts(&self) -> String {
        let Self { id, ago, lasted, by, note, fix } = self;
        let lasted = lasted.map(|lasted| format!(" for {}", spell(lasted)));
        let by = by.as_ref().map(|by| format!("; {by} had it"));
        let note = note.as_ref().map(|note| format!("; note: {}", cut(note)));
        let fix = fix.as_ref().map(|fix| format!("; fix: {}", cut(fix)));
        let parts = [lasted, by, note, fix].into_iter().flatten().collect::<String>();
        format!("{id}, {} ago{parts}", spell(*ago))
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests;
