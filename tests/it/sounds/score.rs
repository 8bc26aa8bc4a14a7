//! The scores of `sounds/scores/`, read for what ought to be heard.

use std::collections::BTreeMap;
use std::fs;

use super::root;

/// What one sound ought to be.
pub(super) struct Score {
    /// How long one round is, in seconds.
    pub(super) length: f64,
    /// Whether it must wake, or only tells.
    pub(super) is_alarm: bool,
    /// The notes that can be told from the others: all but those of an accompaniment.
    pub(super) notes: Vec<Note>,
}

/// One note, in seconds and hertz.
#[derive(Clone)]
pub(super) struct Note {
    /// How it is called in the score, with its syllable.
    pub(super) name: String,
    /// When it begins.
    pub(super) from: f64,
    /// When it ends.
    pub(super) to: f64,
    /// The pitch it begins with.
    pub(super) begins: f64,
    /// The pitch it ends with: another in a glide.
    pub(super) ends: f64,
    /// Whether it is struck and rings, rather than sounding as long as it is driven.
    pub(super) is_struck: bool,
}

impl Note {
    /// The pitch that is due at that instant: a glide is even to the ear.
    pub(super) fn pitch(&self, at: f64) -> f64 {
        let part = ((at - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        self.begins * (self.ends / self.begins).powf(part)
    }

    pub(super) fn glides(&self) -> bool {
        (self.begins - self.ends).abs() > 0.01
    }
}

/// Every score, by its name.
pub(super) fn scores() -> BTreeMap<String, Score> {
    let files = fs::read_dir(root().join("sounds/scores")).unwrap();
    files
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let table: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
            (name, score(&table))
        })
        .collect()
}

fn score(table: &toml::Table) -> Score {
    let beat = 60.0 / number(&table["tempo"]);
    let parts = table["part"].as_array().unwrap().iter();
    let (below, audible): (Vec<_>, Vec<_>) = parts.partition(|part| part.get("below").is_some());
    assert!(below.iter().all(|part| number(&part["below"]) >= 12.0), "it drowns the voice");
    Score {
        length: beat * number(&table["beats"]),
        is_alarm: table["level"].as_str() == Some("alarm"),
        notes: audible.into_iter().flat_map(|part| notes(part, beat)).collect(),
    }
}

fn notes(part: &toml::Value, beat: f64) -> Vec<Note> {
    let instrument = part["instrument"].as_str().unwrap();
    let is_struck = ["bell", "marimba", "glass", "toy-piano"].contains(&instrument);
    let notes = part["notes"].as_array().unwrap().iter();
    notes.map(|note| Note { is_struck, ..self::note(note, beat) }).collect()
}

fn note(note: &toml::Value, beat: f64) -> Note {
    let (from, beats) = (number(&note["at"]), number(&note["beats"]));
    let begins = &note["note"];
    let ends = note.get("to").unwrap_or(begins);
    let written = |pitch: &toml::Value| match pitch.as_str() {
        Some(name) => name.to_owned(),
        None => format!("{pitch}"),
    };
    let mut name = written(begins);
    if note.get("to").is_some() {
        name = format!("{name} to {}", written(ends));
    }
    if let Some(syllable) = note.get("sings").and_then(toml::Value::as_str) {
        name = format!("{name} \"{syllable}\"");
    }
    Note {
        name,
        from: beat * from,
        to: beat * (from + beats),
        begins: pitch(begins),
        ends: pitch(ends),
        is_struck: false,
    }
}

fn number(value: &toml::Value) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "beats and tempos")]
    let whole = value.as_integer().map(|number| number as f64);
    whole.or(value.as_float()).unwrap()
}

/// The pitch of a note by its name, in equal temperament with A4 at 440 Hz, or the number itself.
fn pitch(value: &toml::Value) -> f64 {
    const NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    let Some(name) = value.as_str() else { return number(value) };
    let (letter, octave) = name.split_at(name.len() - 1);
    let step = NAMES.iter().position(|known| *known == letter).expect(name);
    let octave: f64 = octave.parse().unwrap();
    let step = f64::from(u8::try_from(step).unwrap());
    440.0 * 2.0_f64.powf((step - 9.0) / 12.0 + octave - 4.0)
}
