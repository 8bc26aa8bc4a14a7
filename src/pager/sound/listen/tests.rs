//! The search for a pitch.

use super::*;

#[expect(clippy::cast_precision_loss, reason = "seconds of samples")]
fn sine(pitch: f32, loudness: f32) -> Vec<f32> {
    (0..WINDOW).map(|at| loudness * (TAU * pitch * at as f32 / RATE as f32).sin()).collect()
}

#[test]
fn a_sine_is_as_loud_as_it_is_and_another_pitch_is_not_heard() {
    assert!((strength(&sine(520.0, 0.5), 520) - 0.5).abs() < 0.01);
    assert!(strength(&sine(1040.0, 0.5), 520) < 0.01);
    assert!(strength(&vec![0.0; WINDOW], 520) < 0.0001);
    assert!(strength(&[], 520) < 0.0001);
}

#[test]
fn the_proof_has_a_pitch() {
    let pitch = pitch_of_proof();
    let samples = library::find(PROOF).unwrap().wave();
    assert!(loudest(&samples, pitch) > 10.0 * FAINTEST);
}
