//! What the daemon and its player say to each other, one line at a time.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

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
    /// Which part of its loudness it begins with, from 0.0 to 1.0.
    pub(super) from: f32,
    /// How long it takes from there to all of it, in milliseconds.
    pub(super) over: u64,
    /// The silence before it begins again, in milliseconds.
    pub(super) gap: u64,
    /// A short sound that is heard once, before this one or in the midst of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) aside: Option<String>,
    /// What is said from now on when the sound comes to its end, before it begins again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) words: Option<Words>,
    /// Whether what plays goes on after that where it was, and everything else here is for another
    /// player.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) goes_on: bool,
    /// Where in the sound to begin, in samples: where another player stopped.
    #[serde(default, skip_serializing_if = "Request::is_the_beginning")]
    pub(super) at: u64,
    /// What it is played by.
    #[serde(default, skip_serializing_if = "Outlet::is_default")]
    pub(super) outlet: Outlet,
    /// Where it is written to before, for a program that plays nothing but files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<PathBuf>,
}

/// What is said between two rounds of a sound. Words that are said end when others are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Words {
    /// Nothing.
    Nothing,
    /// This WAV file.
    Wave(Vec<u8>),
    /// What another process says meanwhile, for at most so many milliseconds: the sound is soft until
    /// others are given.
    Room(u64),
}

/// What a player plays by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outlet {
    /// The machine's default device.
    #[default]
    Default,
    /// The device of that name.
    Device(String),
    /// A program that plays what it reads.
    Program(String),
}

impl Outlet {
    fn is_default(&self) -> bool {
        *self == Self::Default
    }
}

impl fmt::Display for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default device"),
            Self::Device(name) | Self::Program(name) => write!(f, "`{}`", plain(name)),
        }
    }
}

impl Request {
    pub(super) fn new(sound: &Sound, repeat: bool) -> Self {
        // JSON has no word for what is not a number; whoever asks for that wants to be woken.
        let volume = if sound.volume.is_finite() { sound.volume } else { 1.0 };
        let milliseconds = |length: Duration| u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        Self {
            name: sound.name.clone(),
            volume,
            repeat,
            silent: false,
            from: sound.ramp.from,
            over: milliseconds(sound.ramp.over),
            gap: milliseconds(sound.gap),
            aside: None,
            words: None,
            goes_on: false,
            at: 0,
            outlet: Outlet::Default,
            file: None,
        }
    }

    /// A moment of silence, taken by the device like any other sound.
    pub(super) fn silence() -> Self {
        let sound = Sound::new("silence", 0.0);
        Self { silent: true, ..Self::new(&sound, false) }
    }

    /// The same sound, with other words between its rounds.
    pub(super) fn saying(&self, words: Words) -> Self {
        Self { words: Some(words), goes_on: true, ..self.clone() }
    }

    /// The request as one line, with its end.
    pub(super) fn to_line(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self).map(|line| line + "\n")
    }

    pub(super) fn from_line(line: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(line)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    fn is_the_beginning(at: &u64) -> bool {
        *at == 0
    }
}

/// What happened in the player.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The device of that name is open.
    Opened(String),
    /// Something that whoever asked should know, such as a sound played instead of another.
    Noted(String),
    /// The device took more samples.
    Beat(Beat),
    /// A sound that does not repeat was played to its end, after so many samples.
    Done(u64),
    /// Another process may say its words now: the sound is soft.
    Room,
    /// The words cannot be said, and this is why.
    Unspoken(String),
    /// There is no sound, and this is why.
    Failed(String),
}

/// How far a player is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Beat {
    /// So many samples were taken by the device so far.
    pub(super) samples: u64,
    /// Where in the sound that is, in samples.
    pub(super) position: u64,
}

impl Beat {
    fn from_words(words: &str) -> Option<Self> {
        let (samples, position) = words.split_once(' ').unwrap_or((words, "0"));
        Some(Self { samples: samples.parse().ok()?, position: position.parse().ok()? })
    }
}

/// The line of an event that has nothing but its name.
const ROOM: &str = "room";

impl Event {
    pub(super) fn from_line(line: &str) -> Option<Self> {
        if line == ROOM {
            return Some(Self::Room);
        }
        let (word, rest) = line.split_once(' ')?;
        match word {
            "unspoken" => Some(Self::Unspoken(rest.to_owned())),
            "opened" => Some(Self::Opened(rest.to_owned())),
            "noted" => Some(Self::Noted(rest.to_owned())),
            "beat" => Beat::from_words(rest).map(Self::Beat),
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
            Self::Beat(Beat { samples, position }) => write!(f, "beat {samples} {position}"),
            Self::Done(samples) => write!(f, "done {samples}"),
            Self::Room => f.write_str(ROOM),
            Self::Unspoken(sentence) => write!(f, "unspoken {}", plain(sentence)),
            Self::Failed(sentence) => write!(f, "failed {}", plain(sentence)),
        }
    }
}

#[cfg(test)]
mod tests;
