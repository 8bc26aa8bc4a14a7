//! A page: one attempt to reach one person over one channel, and what became of it.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use super::alert::Severity;
use super::incident::{IncidentId, Reason};
use super::name::{ChannelName, PersonId};

/// The running number of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub i64);

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A page as it is decided. A person's second channel is a page due later; a hush cancels it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What it is about.
    pub incident: IncidentId,
    /// Whom it is meant to reach.
    pub person: PersonId,
    /// Which of that person's channels it takes.
    pub channel: ChannelName,
    /// How grave the incident was when the page was decided; chooses the sound.
    pub severity: Severity,
    /// Why it is sent.
    pub reason: Reason,
    /// Why it is sent to this person, where a rota chose them: `on call for payments: layer base`.
    pub because: Option<String>,
    /// When it is to go out, unless somebody acknowledges first.
    pub due_at: Timestamp,
}

/// What a channel says of a page it was given. Attempted, heard and acknowledged are three facts:
/// the page itself is the attempt, this is the second, and only a person can make the third.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageResult {
    /// The channel proved that it went out: samples were consumed, the program exited with 0.
    Delivered {
        /// What the proof was, in a few words.
        proof: String,
    },
    /// It did not go out now, and is worth another attempt.
    FailedForNow {
        /// What went wrong, in one sentence.
        error: String,
        /// Whether and when to try again.
        again: Again,
    },
    /// It did not go out, or it stopped before anybody acknowledged.
    Failed {
        /// What went wrong, in one sentence.
        error: String,
    },
}

/// Whether and when a message that did not go out is worth another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Soon, and then ever later.
    Later,
    /// Not before so much time has passed: the service asks for it.
    After(Duration),
    /// Once more and no more: the service refused it for what it is.
    Once,
}
/// What a channel has to say of a page that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// What became of it.
    Result(PageResult),
    /// It failed, and the channel goes on trying to make it heard.
    Trying,
    /// Its service repeats it until it is told to stop, by that receipt.
    Repeats(String),
    /// It sounds by what it is preferred to be played by again, with that proof.
    Returned(String),
    /// Something that may keep it from being heard.
    Inaudible(String),
    /// It is heard, and what it is about is not said in words, for that reason.
    Unspoken(String),
    /// Another channel of the same machine took its place, with that proof.
    StoodIn(ChannelName, String),
    /// It rings no longer, and this is how it rang.
    Rang(Sounding),
}

/// The receipt for a ring: what is known of it once it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sounding {
    /// The sound: a built-in name or the path of a file.
    pub sound: String,
    /// The device that took it last.
    pub device: String,
    /// How loud that device was, in percent, where the system tells.
    pub volume: Option<u32>,
    /// Whether it was muted, where the system tells.
    pub muted: Option<bool>,
    /// For how much sound the device took samples, in milliseconds.
    pub milliseconds: u64,
    /// What was played by instead of the first device, and why, if so.
    pub fallback: Option<String>,
}

impl fmt::Display for Sounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sound, device, volume, muted, milliseconds, fallback } = self;
        write!(f, "{sound} sounded for {}s on {device}", tenths(*milliseconds))?;
        if let Some(percent) = volume {
            write!(f, " at {percent} %")?;
        }
        match muted {
            Some(true) => f.write_str(", muted")?,
            Some(false) => f.write_str(", not muted")?,
            None => {}
        }
        fallback.iter().try_for_each(|fallback| write!(f, "; {fallback}"))
    }
}

/// Seconds with one digit, or without where there are many.
fn tenths(milliseconds: u64) -> String {
    match milliseconds {
        0..10_000 => format!("{}.{}", milliseconds / 1000, milliseconds % 1000 / 100),
        _ => (milliseconds / 1000).to_string(),
    }
}

#[cfg(test)]
mod tests;
