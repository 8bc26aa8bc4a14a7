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
    let broken = BuiltIn { name: "broken", about: "", file: b"OggS, but no more" };
    assert!(broken.samples().is_none());
    assert_eq!(broken.wave(), tones::siren());
}

#[test]
fn what_is_decoded_as_it_is_asked_for_is_the_whole_of_it() {
    for sound in SOUNDS {
        let length = length(sound.file).unwrap();
        assert_eq!(sound.samples().unwrap().count(), length, "{}", sound.name);
    }
}
