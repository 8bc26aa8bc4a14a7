//! The sounds that are built in, by name.

use super::tones;

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
    BuiltIn { name: "bell", about: "two soft strokes, for what can wait", wave: tones::bell },
    BuiltIn {
        name: "hand-over",
        about: "two soft notes, once, for a pager that changes hands",
        wave: tones::hand_over,
    },
    BuiltIn {
        name: "proof",
        about: "one short soft stroke, to hear that sound works",
        wave: tones::proof,
    },
    SIREN,
    BuiltIn {
        name: "something-broken",
        about: "five notes that every child sings, for what is broken",
        wave: tones::something_broken,
    },
];

/// What is played when nothing else can be.
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

#[cfg(test)]
mod tests;
