//! A score: who plays which note when, as a musician would write it down.

use std::path::Path;

use serde::Deserialize;

/// One sound, from its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// What it is for, in one line.
    pub title: String,
    /// Beats a minute.
    pub tempo: f64,
    /// How long one round is, in beats.
    pub beats: f64,
    /// How loud the whole is.
    pub level: Level,
    /// Who plays.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
}

/// How loud a sound is.
#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It must wake.
    Alarm,
    /// It tells.
    Soft,
}

/// One instrument and what it plays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What it is played on.
    pub instrument: Instrument,
    /// How far it stays below the first part, in decibels.
    #[serde(default)]
    pub below: f64,
    /// The notes, in their order.
    pub notes: Vec<Note>,
}

/// What notes are played on.
#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Instrument {
    /// A child that sings.
    Child,
    /// An electronic siren.
    Siren,
    /// Two horns in turn.
    Horn,
    /// A motor that rattles a diaphragm.
    Klaxon,
    /// A bell of bronze.
    Bell,
    /// Bars of wood over tubes.
    Marimba,
    /// Rods of steel in a toy piano.
    ToyPiano,
    /// A glass, touched softly.
    Glass,
}

/// One note.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// On which beat it begins, from 0.
    pub at: f64,
    /// For how many beats.
    pub beats: f64,
    /// Its pitch.
    pub note: Pitch,
    /// The pitch that it glides to.
    pub to: Option<Pitch>,
    /// The syllable, in letters. One that begins with `-` goes on with the syllable before.
    pub sings: Option<String>,
    /// The syllable, in the phonemes of the speech program.
    pub says: Option<String>,
    /// How much softer than the part it is, in decibels.
    #[serde(default)]
    pub softer: f64,
}

/// A pitch in hertz, written as a note (`A4`) or as a number.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub struct Pitch(pub f64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Note(String),
    Hertz(f64),
}

impl TryFrom<Written> for Pitch {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Hertz(hertz) => Ok(Self(hertz)),
            Written::Note(name) => pitch_of(&name).map(Self).ok_or(format!("no note `{name}`")),
        }
    }
}

/// The pitch of a note such as `A4` or `F#5`: equal temperament, A4 is 440 Hz.
fn pitch_of(name: &str) -> Option<f64> {
    let (letter, rest) = name.split_at_checked(1)?;
    let (step, octave) = match rest.strip_prefix('#') {
        Some(octave) => (1.0, octave),
        None => (0.0, rest),
    };
    let place = "C D EF G A B".find(letter).filter(|_| letter != " ")?;
    let octave: f64 = octave.parse().ok()?;
    Some(440.0 * 2.0_f64.powf((place as f64 + step - 9.0) / 12.0 + octave - 4.0))
}

impl Score {
    /// Reads the score in that file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        toml::from_str(&text).map_err(|error| error.to_string())
    }

    /// So many beats, in seconds.
    pub fn seconds(&self, beats: f64) -> f64 {
        beats * 60.0 / self.tempo
    }
}
