//! Loudness, seams and pitches of the built-in sounds.

use super::super::library::SOUNDS;
use super::*;

/// How strongly `pitch` sounds in the samples, by the Goertzel algorithm.
fn strength(samples: &[f32], pitch: f32) -> f32 {
    let factor = 2.0 * (TAU * pitch / rate()).cos();
    let (mut before, mut last) = (0.0_f32, 0.0_f32);
    for sample in samples {
        (before, last) = (last, sample + factor * last - before);
    }
    last * last + before * before - factor * last * before
}

/// The pitch among `pitches` that sounds strongest.
fn strongest(samples: &[f32], pitches: &[f32]) -> f32 {
    let by_strength =
        |a: &&f32, b: &&f32| strength(samples, **a).total_cmp(&strength(samples, **b));
    *pitches.iter().max_by(by_strength).unwrap()
}

fn at(wave: &[f32], from: f32, seconds: f32) -> &[f32] {
    &wave[samples(from)..samples(from + seconds)]
}

#[test]
fn no_sound_clips_and_none_is_faint() {
    for sound in SOUNDS {
        let loudest = (sound.wave)().iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
        assert!(loudest <= PEAK, "{}: {loudest}", sound.name);
        assert!(loudest >= 0.3, "{}: {loudest}", sound.name);
    }
}

#[test]
fn no_sound_clicks_where_it_begins_again() {
    for sound in SOUNDS {
        let wave = (sound.wave)();
        let seam = (wave[0] - wave[wave.len() - 1]).abs();
        let steepest =
            wave.windows(2).fold(0.0_f32, |most, pair| most.max((pair[1] - pair[0]).abs()));
        assert!(seam <= steepest, "{}: {seam} against {steepest}", sound.name);
        assert!(wave[0].abs() < 0.01, "{}: begins at {}", sound.name, wave[0]);
    }
}

#[test]
fn the_siren_rises_slowly_and_falls_fast() {
    let wave = siren();
    let pitches: Vec<f32> = (40_u16..120).map(|ten| f32::from(ten) * 10.0).collect();
    let heard: Vec<f32> =
        [0.0, 1.0, 2.0, 2.9, 3.5].map(|from| strongest(at(&wave, from, 0.05), &pitches)).to_vec();
    assert!(heard[..4].is_sorted(), "{heard:?}");
    assert!((430.0..500.0).contains(&heard[0]), "{heard:?}");
    assert!((1000.0..1150.0).contains(&heard[3]), "{heard:?}");
    assert!(heard[4] < heard[3], "{heard:?}");
}

#[test]
fn something_broken_sings_sol_mi_la_sol_mi() {
    let wave = something_broken();
    let scale = [261.63, 293.66, E4, 349.23, G4, A4, 493.88];
    let sung = [0.1, 0.6, 1.03, 1.28, 1.7].map(|from| strongest(at(&wave, from, 0.18), &scale));
    assert_eq!(sung.map(f32::to_bits), [G4, E4, A4, G4, E4].map(f32::to_bits), "{sung:?}");
}

#[test]
fn the_bell_strikes_two_notes() {
    let wave = bell();
    let scale = [392.0, 440.0, C5, 587.33, E5, 783.99];
    assert!((strongest(at(&wave, 0.05, 0.4), &scale) - E5).abs() < 1.0);
    assert!((strongest(at(&wave, 0.9, 0.6), &scale) - C5).abs() < 1.0);
}

#[test]
fn every_sound_is_made_of_numbers() {
    for sound in SOUNDS {
        assert!((sound.wave)().iter().all(|sample| sample.is_finite()), "{}", sound.name);
    }
}
