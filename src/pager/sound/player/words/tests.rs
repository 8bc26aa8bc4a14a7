//! When words are said, and that nothing about them silences the tune.

use super::*;

fn sings(pause: &mut Pause, samples: u64) {
    for _ in 0..samples {
        assert_eq!(pause.next(), Part::Tune(1.0));
        pause.heard();
    }
}

fn words() -> Said {
    Said::Samples(vec![0.5, -0.5])
}

/// How many samples of the pause are not the tune at its loudness.
fn others(pause: &mut Pause) -> u64 {
    std::iter::repeat_with(|| pause.next())
        .take(100_000)
        .position(|part| part == Part::Tune(1.0))
        .unwrap() as u64
}

#[test]
fn the_tune_is_heard_first_and_most_of_the_time() {
    let mut pause = Pause::default();
    pause.give(words());
    assert_eq!(pause.begin(), None, "nothing was heard yet");
    sings(&mut pause, LEAST);
    assert_eq!(pause.begin(), Some(&words()));
    assert_eq!((pause.next(), pause.next()), (Part::Word(0.5), Part::Word(-0.5)));
    sings(&mut pause, AGAIN - 1);
    assert_eq!(pause.begin(), None, "the same is said again later");
    sings(&mut pause, 1);
    assert_eq!(pause.begin(), Some(&words()));
}

#[test]
fn other_words_break_off_what_is_said_and_wait_for_the_next_end_of_a_round() {
    let mut pause = Pause::default();
    pause.give(words());
    sings(&mut pause, LEAST);
    assert!(pause.begin().is_some());
    pause.give(Said::Samples(vec![0.1]));
    sings(&mut pause, LEAST);
    assert_eq!(pause.begin(), Some(&Said::Samples(vec![0.1])));
}

#[test]
fn another_process_has_room_until_it_has_said_its_words() {
    let mut pause = Pause::default();
    pause.give(Said::Elsewhere(1000));
    sings(&mut pause, LEAST);
    assert_eq!(pause.begin(), Some(&Said::Elsewhere(1000)));
    assert_eq!(pause.next(), Part::Tune(SOFT), "soft, and never silent");
    pause.give(Said::Elsewhere(1000));
    sings(&mut pause, AGAIN - 1);
    assert_eq!(pause.begin(), None, "it has been said");
    sings(&mut pause, 1);
    assert!(pause.begin().is_some());
}

#[test]
fn another_process_that_never_ends_has_room_for_so_long_and_no_longer() {
    let mut pause = Pause::default();
    pause.give(Said::Elsewhere(1000));
    sings(&mut pause, LEAST);
    assert!(pause.begin().is_some());
    assert_eq!(others(&mut pause), 1000);
    sings(&mut pause, 10);
}

#[test]
fn samples_that_come_where_there_was_room_are_said_at_once() {
    let mut pause = Pause::default();
    pause.give(Said::Elsewhere(1000));
    sings(&mut pause, LEAST);
    assert!(pause.begin().is_some());
    pause.give(words());
    assert_eq!(pause.next(), Part::Word(0.5));
}

#[test]
fn words_are_as_loud_as_sounds_are_and_have_an_end() {
    let fitted = fit(vec![0.1, -0.2]).unwrap();
    assert_eq!(fitted.len(), 2 * BREATH + 2);
    assert!((fitted[BREATH] - 0.45).abs() < 0.001 && (fitted[BREATH + 1] + 0.9).abs() < 0.001);
    assert_eq!(fit(vec![0.01; 100]), None);
    assert_eq!(fit(Vec::new()), None);
}

#[test]
fn what_is_no_sound_is_no_word() {
    let refused = "the words that were spoken could not be decoded";
    for bytes in [&b""[..], b"RIFF", b"RIFF\xff\xff\xff\x7fWAVE", &[0; 5000]] {
        assert_eq!(read(Words::Wave(bytes.to_vec())), Err(refused.to_owned()), "{bytes:?}");
    }
    assert_eq!(read(Words::Nothing), Ok(Said::Nothing));
    assert_eq!(read(Words::Room(1000)), Ok(Said::Elsewhere(u64::from(RATE))));
}
