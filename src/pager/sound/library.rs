//! The sounds that are built in, by name: recordings of ours, made from the scores in `sounds/`.

use std::io::Cursor;

use super::{decoder, tones};

/// A sound that needs no file.
#[derive(Debug)]
pub struct BuiltIn {
    /// The word in the configuration.
    pub name: &'static str,
    /// What it is like, in one line.
    pub about: &'static str,
    /// Makes one turn of it: mono, [`tones::RATE`] samples a second.
    pub wave: fn() -> Vec<f32>,
}

/// Every built-in sound, in the order of their names.
pub static SOUNDS: &[BuiltIn] = &[
    BuiltIn {
        name: "another-one",
        about: "two quick knocks on wood: another page has joined",
        wave: || recorded(include_bytes!("../../../sounds/another-one.ogg")),
    },
    BuiltIn {
        name: "bell",
        about: "a bell struck in pairs, as on a ship",
        wave: || recorded(include_bytes!("../../../sounds/bell.ogg")),
    },
    BuiltIn {
        name: "blind",
        about: "a low horn that sags: the pager cannot see",
        wave: || recorded(include_bytes!("../../../sounds/blind.ogg")),
    },
    BuiltIn {
        name: "hand-over",
        about: "one voice ends where another begins: the pager changes hands",
        wave: || recorded(include_bytes!("../../../sounds/hand-over.ogg")),
    },
    BuiltIn {
        name: "hi-lo",
        about: "two horns in turn, a fourth apart",
        wave: || recorded(include_bytes!("../../../sounds/hi-lo.ogg")),
    },
    BuiltIn {
        name: "higher-severity",
        about: "three horn tones that climb: it has become worse",
        wave: || recorded(include_bytes!("../../../sounds/higher-severity.ogg")),
    },
    BuiltIn {
        name: "klaxon",
        about: "a motor that rattles a diaphragm, twice",
        wave: || recorded(include_bytes!("../../../sounds/klaxon.ogg")),
    },
    BuiltIn {
        name: "lets-have-a-look",
        about: "a child sings \"something's broken, let's have a look\"",
        wave: || recorded(include_bytes!("../../../sounds/lets-have-a-look.ogg")),
    },
    BuiltIn {
        name: "marimba",
        about: "a marimba up and down a chord, for what can wait",
        wave: || recorded(include_bytes!("../../../sounds/marimba.ogg")),
    },
    BuiltIn {
        name: "proof",
        about: "one short soft stroke, to hear that sound works",
        wave: || recorded(include_bytes!("../../../sounds/proof.ogg")),
    },
    BuiltIn {
        name: "resolved",
        about: "three notes that fall home: it is over",
        wave: || recorded(include_bytes!("../../../sounds/resolved.ogg")),
    },
    BuiltIn {
        name: "siren",
        about: "a wail that rises slowly and falls fast, for what must wake",
        wave: || recorded(include_bytes!("../../../sounds/siren.ogg")),
    },
    BuiltIn {
        name: "something-broken",
        about: "a child sings \"something's broken\", twice",
        wave: || recorded(include_bytes!("../../../sounds/something-broken.ogg")),
    },
    BuiltIn {
        name: "two-note",
        about: "two soft notes of a glass, for what is good to know",
        wave: || recorded(include_bytes!("../../../sounds/two-note.ogg")),
    },
    BuiltIn {
        name: "yelp",
        about: "a siren in a hurry, three times a second",
        wave: || recorded(include_bytes!("../../../sounds/yelp.ogg")),
    },
    BuiltIn {
        name: "your-fault",
        about: "a child sings \"something's broken, it's your fault\"",
        wave: || recorded(include_bytes!("../../../sounds/your-fault.ogg")),
    },
];

/// What is played when nothing else can be: computed, so that no decoder can fail.
pub const SIREN: BuiltIn = BuiltIn {
    name: "siren",
    about: "a wail that rises slowly and falls fast, for what must wake",
    wave: tones::siren,
};

/// The built-in sound of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static BuiltIn> {
    SOUNDS.iter().find(|sound| sound.name == name)
}

/// One turn of a recording of ours. One that cannot be decoded is the siren: something must sound.
fn recorded(file: &'static [u8]) -> Vec<f32> {
    let samples = decoder::samples(Cursor::new(file), file.len() as u64, "ogg").zip(length(file));
    samples.map_or_else(tones::siren, |(samples, length)| samples.take(length).collect())
}

/// How many samples an Ogg file has, by its last page: in a file of one page the decoder cannot tell
/// the sound from what the encoder added.
fn length(file: &[u8]) -> Option<usize> {
    let last_page = file.windows(4).rposition(|four| four == b"OggS")?;
    let length = file.get(last_page + 6..last_page + 14)?;
    usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()
}

#[cfg(test)]
mod tests;
