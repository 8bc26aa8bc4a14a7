//! Loudness, seam and pitches of the siren that needs no decoder.

use super::*;

/// How strongly `pitch` sounds in the samples, by the Goertzel algorithm.
fn strength(samples: &[f32], pitch: f32) -> f32 {
    let factor = 2.0 * (TAU * pitch / 48_000.0).cos();
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

/// 50 ms of the wave, from so many tenths of a second on.
fn at(wave: &[f32], tenths: usize) -> &[f32] {
    &wave[tenths * 4_800..tenths * 4_800 + 2_400]
}

#[test]
fn the_siren_neither_clips_nor_is_faint() {
    let loudest = siren().iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    assert!((0.8..=PEAK).contains(&loudest), "{loudest}");
    assert!(siren().iter().all(|sample| sample.is_finite()));
}

#[test]
fn the_siren_does_not_click_where_it_begins_again() {
    let wave = siren();
    let seam = (wave[0] - wave[wave.len() - 1]).abs();
    let steepest = wave.windows(2).fold(0.0_f32, |most, pair| most.max((pair[1] - pair[0]).abs()));
    assert!(seam <= steepest, "{seam} against {steepest}");
    assert!(wave[0].abs() < 0.01, "it begins at {}", wave[0]);
}

#[test]
fn the_siren_rises_slowly_and_falls_fast() {
    let wave = siren();
    let pitches: Vec<f32> = (40_u16..120).map(|ten| f32::from(ten) * 10.0).collect();
    let heard = [0, 10, 20, 29, 35].map(|tenths| strongest(at(&wave, tenths), &pitches));
    assert!(heard[..4].is_sorted(), "{heard:?}");
    assert!((430.0..500.0).contains(&heard[0]), "{heard:?}");
    assert!((1000.0..1150.0).contains(&heard[3]), "{heard:?}");
    assert!(heard[4] < heard[3], "{heard:?}");
}
