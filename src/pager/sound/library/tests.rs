//! The table of built-in sounds.

use super::*;

#[test]
fn names_are_sorted_unique_and_found() {
    assert!(SOUNDS.windows(2).all(|pair| pair[0].name < pair[1].name));
    for sound in SOUNDS {
        assert_eq!(find(sound.name).map(|found| found.about), Some(sound.about));
    }
    assert!(find("no-such-sound").is_none());
}

#[test]
fn a_recording_that_cannot_be_decoded_is_the_siren() {
    assert_eq!(recorded(b"OggS, but no more"), tones::siren());
}
