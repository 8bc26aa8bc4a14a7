//! Samples are pulled by hand; no device is needed.

use std::sync::mpsc::{Sender, channel};

use super::*;

struct Stage {
    tunes: Sender<Given>,
    progress: Arc<Progress>,
    voice: Shared,
}

fn stage() -> Stage {
    let (tunes, receiver) = channel();
    let progress = Arc::new(Progress::default());
    let voice = Shared::new(Voice::new(receiver, Arc::clone(&progress)));
    Stage { tunes, progress, voice }
}

fn tune(samples: &[f32], repeat: bool) -> Tune {
    let ramp = Ramp { from: 0.4, samples: u64::from(RATE) };
    Tune { samples: samples.to_vec(), rest: None, repeat, volume: 1.0, ramp, gap: 0, at: 0 }
}

fn assert_about(actual: f32, expected: f32) {
    assert!((actual - expected).abs() < 0.001, "{actual} is not about {expected}");
}

#[test]
fn a_tune_begins_at_two_fifths_and_is_full_after_a_second() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(tune(&[1.0], true))).unwrap();
    let heard: Vec<f32> = stage.voice.by_ref().take(48_001).collect();
    assert_about(heard[0], 0.4);
    assert_about(heard[24_000], 0.7);
    assert_about(heard[48_000], 1.0);
    assert!(heard.is_sorted());
}

#[test]
fn the_volume_is_obeyed() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(Tune { volume: 0.5, ..tune(&[1.0], true) })).unwrap();
    assert_about(stage.voice.nth(48_000).unwrap(), 0.5);
}

#[test]
fn a_tune_that_repeats_begins_again_without_a_gap() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(tune(&[0.1, 0.2, 0.3], true))).unwrap();
    let heard: Vec<f32> = stage.voice.by_ref().skip(48_000).take(6).collect();
    for (actual, expected) in heard.iter().zip([0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) {
        assert_about(*actual, expected);
    }
    assert_eq!(stage.progress.ended(), None);
}

#[test]
fn a_tune_that_does_not_repeat_ends_in_silence_and_says_so() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(tune(&[1.0; 100], false))).unwrap();
    let heard: Vec<f32> = stage.voice.by_ref().take(300).collect();
    assert!(heard[99] > 0.0);
    assert!(heard[100..].iter().all(|sample| *sample == 0.0));
    assert_eq!(stage.progress.ended(), Some(101));
    assert_eq!(stage.progress.pulled(), 300);
}

#[test]
fn another_tune_takes_over_within_five_milliseconds() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(tune(&[0.5], true))).unwrap();
    assert!(stage.voice.nth(1000).unwrap() > 0.0);
    stage.tunes.send(Given::Tune(tune(&[-0.5], true))).unwrap();
    assert!(stage.voice.nth(255).unwrap() < 0.0);
}

#[test]
fn a_decoder_that_is_behind_is_waited_for() {
    let mut stage = stage();
    let (decoder, rest) = channel();
    stage.tunes.send(Given::Tune(Tune { rest: Some(rest), ..tune(&[1.0], false) })).unwrap();
    let heard: Vec<f32> = stage.voice.by_ref().take(3).collect();
    assert!(heard[0] > 0.0 && heard[1] == 0.0 && heard[2] == 0.0);
    decoder.send(vec![1.0]).unwrap();
    assert!(stage.voice.next().unwrap() > 0.0);
    assert_eq!(stage.progress.ended(), None);
    drop(decoder);
    assert!(stage.voice.next().unwrap() == 0.0);
    assert_eq!(stage.progress.ended(), Some(5));
}

#[test]
fn a_tune_without_samples_is_silence_not_a_hang() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(tune(&[], true))).unwrap();
    assert!(stage.voice.by_ref().take(600).all(|sample| sample == 0.0));
}

#[test]
fn what_may_rest_in_a_buffer_does_not_count_as_played() {
    let mut stage = stage();
    stage.progress.opening();
    assert!(stage.voice.nth(9_599).is_some());
    assert_eq!(stage.progress.played(), 0);
    assert!(stage.voice.nth(99).is_some());
    assert_eq!(stage.progress.played(), 100);
    stage.progress.opening();
    assert_eq!(stage.progress.played(), 0);
}

#[test]
fn another_stream_goes_on_where_the_one_before_stopped() {
    let stage = stage();
    let mut streams = [stage.voice.clone(), stage.voice];
    stage.tunes.send(Given::Tune(tune(&[0.1, 0.2, 0.3, 0.4], false))).unwrap();
    assert_eq!(streams[0].by_ref().take(2).count(), 2);
    assert_about(streams[1].next().unwrap(), 0.3 * 0.4);
}

#[test]
fn a_tune_goes_on_where_another_player_stopped_at_full_loudness() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(Tune { at: 2, ..tune(&[0.1, 0.2, 0.3, 0.4], true) })).unwrap();
    assert_about(stage.voice.next().unwrap(), 0.3);
    assert_about(stage.voice.next().unwrap(), 0.4);
    assert_about(stage.voice.next().unwrap(), 0.1);
}

#[test]
fn a_tune_that_is_shorter_than_where_another_stopped_begins_again() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(Tune { at: 9, ..tune(&[0.1, 0.2], true) })).unwrap();
    assert_about(stage.voice.next().unwrap(), 0.1);
}

#[test]
fn a_gap_is_silent_and_then_it_begins_again() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(Tune { gap: 3, ..tune(&[0.5, 0.5], true) })).unwrap();
    let heard: Vec<bool> = stage.voice.by_ref().take(12).map(|sample| sample > 0.0).collect();
    let once = [true, true, false, false, false];
    assert_eq!(heard, [&once[..], &once, &once[..2]].concat());
}

#[test]
fn a_ramp_is_as_long_and_as_soft_as_it_was_asked_for() {
    let mut stage = stage();
    let ramp = Ramp { from: 0.3, samples: 20 * u64::from(RATE) };
    stage.tunes.send(Given::Tune(Tune { ramp, ..tune(&[1.0], true) })).unwrap();
    let second = RATE as usize;
    let heard: Vec<f32> = stage.voice.by_ref().take(21 * second).collect();
    assert_about(heard[0], 0.3);
    assert_about(heard[10 * second], 0.65);
    assert_about(heard[20 * second], 1.0);
    assert_about(heard[20 * second + 1000], 1.0);
}

#[test]
fn what_is_heard_in_the_midst_of_a_tune_takes_nothing_from_it() {
    let mut stage = stage();
    stage.tunes.send(Given::Tune(Tune { at: 1, ..tune(&[0.1, 0.2, 0.3, 0.4], true) })).unwrap();
    let before: Vec<f32> = stage.voice.by_ref().take(255).collect();
    assert_about(before[0], 0.2);
    stage.tunes.send(Given::Aside(vec![-0.5; 1000])).unwrap();
    let next = stage.voice.next().unwrap();
    let heard: Vec<f32> = stage.voice.by_ref().take(1000).collect();
    assert_about(next, 0.1);
    assert!(heard.iter().all(|sample| (*sample + 0.5).abs() < 0.001));
    assert_about(stage.voice.next().unwrap(), 0.2);
}
