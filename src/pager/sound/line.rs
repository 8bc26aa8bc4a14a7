//! What the daemon and its player say to each other, one line at a time.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::Sound;
use crate::domain::text::plain;

/// What to play: the first line the player reads. Another such line changes the sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Request {
    /// A built-in name or the path of a file.
    pub(super) name: String,
    /// Loudness from 0.0 to 1.0.
    pub(super) volume: f32,
    /// Whether it goes on until the player is stopped.
    pub(super) repeat: bool,
    /// Whether it is only to be found out that the device takes samples, without a sound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) silent: bool,
}

impl Request {
    pub(super) fn new(sound: &Sound, repeat: bool) -> Self {
        // JSON has no word for what is not a number; whoever asks for that wants to be woken.
        let volume = if sound.volume.is_finite() { sound.volume } else { 1.0 };
        Self { name: sound.name.clone(), volume, repeat, silent: false }
    }

    /// A moment of silence, taken by the device like any other sound.
    pub(super) fn silence() -> Self {
        Self { name: "silence".to_owned(), volume: 0.0, repeat: false, silent: true }
    }

    /// The request as one line, with its end.
    pub(super) fn to_line(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self).map(|line| line + "\n")
    }

    pub(super) fn from_line(line: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(line)
    }
}

/// What happened in the player.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The device of that name is open.
    Opened(String),
    /// Something that whoever asked should know, such as a sound played instead of another.
    Noted(String),
    /// So many samples were taken by the device so far.
    Beat(u64),
    /// A sound that does not repeat was played to its end, after so many samples.
    Done(u64),
    /// There is no sound, and this is why.
    Failed(String),
}

impl Event {
    pub(super) fn from_line(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ')?;
        match word {
            "opened" => Some(Self::Opened(rest.to_owned())),
            "noted" => Some(Self::Noted(rest.to_owned())),
            "beat" => rest.parse().ok().map(Self::Beat),
            "done" => rest.parse().ok().map(Self::Done),
            "failed" => Some(Self::Failed(rest.to_owned())),
            _ => None,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opened(device) => write!(f, "opened {}", plain(device)),
            Self::Noted(sentence) => write!(f, "noted {}", plain(sentence)),
            Self::Beat(samples) => write!(f, "beat {samples}"),
            Self::Done(samples) => write!(f, "done {samples}"),
            Self::Failed(sentence) => write!(f, "failed {}", plain(sentence)),
        }
    }
}

#[cfg(test)]
mod tests;
