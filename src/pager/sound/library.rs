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
    /// One turn of it, as Ogg Vorbis.
    file: &'static [u8],
}

impl BuiltIn {
    /// One turn of it, decoded as it is asked for: mono, [`tones::RATE`] samples a second. Nothing if it
    /// cannot be decoded.
    #[must_use]
    pub fn samples(&self) -> Option<impl Iterator<Item = f32> + use<>> {
        let file = self.file;
        let samples = decoder::samples(Cursor::new(file), file.len() as u64, "ogg")?;
        Some(samples.take(length(file)?))
    }

    /// The whole of one turn. If it cannot be decoded it is the siren: something must sound.
    #[must_use]
    pub fn wave(&self) -> Vec<f32> {
        self.samples().map_or_else(tones::siren, Iterator::collect)
    }
}

/// Every built-in sound, in the order of their names.
pub static SOUNDS: &[BuiltIn] = &[
    BuiltIn {
        name: "another-one",
        about: "two quick knocks on wood: another page has joined",
        file: include_bytes!("../../../sounds/another-one.ogg"),
    },
    BuiltIn {
        name: "bell",
        about: "a bell struck in pairs, as on a ship",
        file: include_bytes!("../../../sounds/bell.ogg"),
    },
    BuiltIn {
        name: "blind",
        about: "a low horn that sags: the pager cannot see",
        file: include_bytes!("../../../sounds/blind.ogg"),
    },
    BuiltIn {
        name: "hand-over",
        about: "one voice ends where another begins: the pager changes hands",
        file: include_bytes!("../../../sounds/hand-over.ogg"),
    },
    BuiltIn {
        name: "hi-lo",
        about: "two horns in turn, a fourth apart",
        file: include_bytes!("../../../sounds/hi-lo.ogg"),
    },
    BuiltIn {
        name: "higher-severity",
        about: "three horn tones that climb: it has become worse",
        file: include_bytes!("../../../sounds/higher-severity.ogg"),
    },
    BuiltIn {
        name: "klaxon",
        about: "a motor that rattles a diaphragm, twice",
        file: include_bytes!("../../../sounds/klaxon.ogg"),
    },
    BuiltIn {
        name: "lets-have-a-look",
        about: "a child sings \"something's broken, let's have a look\"",
        file: include_bytes!("../../../sounds/lets-have-a-look.ogg"),
    },
    BuiltIn {
        name: "marimba",
        about: "a marimba up and down a chord, for what can wait",
        file: include_bytes!("../../../sounds/marimba.ogg"),
    },
    BuiltIn {
        name: "new-problem",
        about: "two knocks and a glass a fifth higher: there is more than you have",
        file: include_bytes!("../../../sounds/new-problem.ogg"),
    },
    BuiltIn {
        name: "proof",
        about: "one short soft stroke, to hear that sound works",
        file: include_bytes!("../../../sounds/proof.ogg"),
    },
    BuiltIn {
        name: "resolved",
        about: "three notes that fall home: it is over",
        file: include_bytes!("../../../sounds/resolved.ogg"),
    },
    BuiltIn {
        name: "siren",
        about: "a wail that rises slowly and falls fast, for what must wake",
        file: include_bytes!("../../../sounds/siren.ogg"),
    },
    BuiltIn {
        name: "something-broken",
        about: "a child sings \"something's broken\", twice",
        file: include_bytes!("../../../sounds/something-broken.ogg"),
    },
    BuiltIn {
        name: "two-note",
        about: "two soft notes of a glass, for what is good to know",
        file: include_bytes!("../../../sounds/two-note.ogg"),
    },
    BuiltIn {
        name: "yelp",
        about: "a siren in a hurry, three times a second",
        file: include_bytes!("../../../sounds/yelp.ogg"),
    },
    BuiltIn {
        name: "your-fault",
        about: "a child sings \"something's broken, it's your fault\"",
        file: include_bytes!("../../../sounds/your-fault.ogg"),
    },
];

/// The built-in sound of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static BuiltIn> {
    SOUNDS.iter().find(|sound| sound.name == name)
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
