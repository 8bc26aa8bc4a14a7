//! What the record says of an incident without anybody's opinion: its moments, what went well, what did not.

use jiff::{SignedDuration, Timestamp};

use super::{Told, WriteUp};
use crate::domain::incident::before::RECURRING;
use crate::domain::wait::{count, spell};

/// Within how long an answer is a quick one.
const QUICK: SignedDuration = SignedDuration::from_mins(5);

/// The hours in which people sleep, by the clock of the write-up: until then, and from then on.
const NIGHT: (i8, i8) = (7, 22);

/// The moments of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// When it began, as far as is known.
    pub began: Timestamp,
    /// When it was detected.
    pub detected: Timestamp,
    /// When somebody was paged first.
    pub paged: Option<Timestamp>,
    /// When a channel proved first that a page went out.
    pub heard: Option<Timestamp>,
    /// When somebody had it first.
    pub acknowledged: Option<Timestamp>,
    /// When somebody said that the worst was over.
    pub mitigated: Option<Timestamp>,
    /// When it was over.
    pub resolved: Option<Timestamp>,
}

impl Told {
    /// Its moments, from its timeline.
    #[must_use]
    pub fn moments(&self) -> Moments {
        let first = |words: &[&str]| {
            self.happened.iter().find(|it| words.contains(&it.event.as_str())).map(|it| it.at)
        };
        Moments {
            began: self.began_at,
            detected: self.opened_at,
            paged: first(&["paged"]).or_else(|| self.pages.first().map(|page| page.0)),
            heard: first(&["delivered", "sounded"]),
            acknowledged: first(&["acknowledged", "taken-over"]),
            mitigated: first(&["mitigated"]),
            resolved: self.resolved_at,
        }
    }

    fn number_of(&self, words: &[&str]) -> usize {
        self.happened.iter().filter(|it| words.contains(&it.event.as_str())).count()
    }

    /// How long it lasted, until now while it does.
    pub(super) fn lasted(&self, now: Timestamp) -> SignedDuration {
        self.resolved_at.unwrap_or(now).duration_since(self.began_at)
    }

    /// What the record says went well.
    pub(super) fn went_well(&self) -> Vec<String> {
        let Moments { detected, paged, acknowledged, .. } = self.moments();
        let mut well = Vec::new();
        if let (Some(paged), Some(acknowledged)) = (paged, acknowledged) {
            let wait = acknowledged.duration_since(paged);
            let by = self.happened.iter().find(|it| it.event == "acknowledged");
            let by = by.and_then(|it| it.who.as_deref()).unwrap_or("somebody");
            if !wait.is_negative() && wait <= QUICK {
                well.push(format!("{by} had it {} after the first page", spell(wait)));
            }
        }
        let unnoticed = detected.duration_since(self.began_at);
        if unnoticed <= QUICK {
            well.push(format!("it was detected {} after it began", spell(unnoticed)));
        }
        let missed = self.number_of(&["check-in-missed"]);
        if acknowledged.is_some() && missed == 0 {
            well.push("no check-in was missed".to_owned());
        }
        let notes = self.number_of(&["noted", "fix-noted"]);
        if notes > 0 {
            well.push(format!("{} written while it went on", was(notes, "note")));
        }
        if self.before.as_ref().is_some_and(|before| before.fix.is_some()) {
            well.push("what had mended it before was noted, and shown with the page".to_owned());
        }
        well
    }

    /// What the record says was hard.
    pub(super) fn was_hard(&self, of: &WriteUp) -> Vec<String> {
        let Moments { detected, paged, acknowledged, .. } = self.moments();
        let mut hard = Vec::new();
        let mut say = |number: usize, words: String| {
            if number > 0 {
                hard.push(words);
            }
        };
        let unnoticed = detected.duration_since(self.began_at);
        say(
            usize::from(unnoticed > QUICK),
            format!("it had gone on for {} when it was detected", spell(unnoticed)),
        );
        let wait = paged.zip(acknowledged).map(|(paged, at)| at.duration_since(paged));
        let slow = wait.filter(|wait| *wait > QUICK);
        say(
            usize::from(slow.is_some()),
            format!("nobody had it for {} after the first page", spell(slow.unwrap_or_default())),
        );
        let awake = |at: Timestamp| {
            let hour = at.to_zoned(of.zone.clone()).hour();
            (NIGHT.0..NIGHT.1).contains(&hour)
        };
        let night = self.pages.iter().filter(|page| !awake(page.0)).count();
        say(night, format!("{} sent between 22:00 and 07:00", was(night, "page")));
        let counted: [(&[&str], &str); 6] = [
            (&["check-in-missed"], "a check-in was missed"),
            (&["nobody-on-call", "tier-empty"], "nobody was on call for a step"),
            (&["exhausted"], "everybody was called and nobody acknowledged"),
            (&["unreachable"], "somebody could not be reached"),
            (&["channel-failed", "given-up"], "a channel failed"),
            (&["severity-raised"], "the severity rose"),
        ];
        for (words, said) in counted {
            match self.number_of(words) {
                number @ 0..=1 => say(number, said.to_owned()),
                number => say(number, format!("{number} times {said}")),
            }
        }
        say(
            usize::from(self.times >= RECURRING),
            format!("the same problem came {} times in 30 days", self.times),
        );
        hard
    }
}

/// `1 note was`, `2 notes were`
fn was(number: usize, what: &str) -> String {
    format!("{} {}", count(number, what), if number == 1 { "was" } else { "were" })
}
