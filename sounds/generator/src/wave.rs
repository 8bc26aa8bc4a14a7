//! Samples: their rate, envelopes over them, resampling, and WAV files in and out.

use std::fs;
use std::io;
use std::path::Path;

/// Samples per second of everything that is made: what the player plays, so nothing is resampled.
pub const RATE: f64 = 48_000.0;

/// The sample at that instant, in seconds.
pub fn index(seconds: f64) -> usize {
    (seconds * RATE).round().max(0.0) as usize
}

/// From 0 to 1 without a corner, and no further.
pub fn smooth(part: f64) -> f64 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

/// Decibels as a factor.
pub fn gain(decibels: f64) -> f64 {
    10.0_f64.powf(decibels / 20.0)
}

/// The effective value of the samples.
pub fn effective(samples: &[f64]) -> f64 {
    let power: f64 = samples.iter().map(|sample| sample * sample).sum();
    (power / samples.len().max(1) as f64).sqrt()
}

/// The samples, played at `rate`, as samples at [`RATE`]: a windowed sinc of 32 points a side.
pub fn resampled(samples: &[f64], rate: f64) -> Vec<f64> {
    const SIDE: isize = 32;

    let step = rate / RATE;
    // What lies above half of the lower rate must not be folded down.
    let cutoff = (1.0 / step).min(1.0) * 0.98;
    let length = (samples.len() as f64 / step) as usize;
    (0..length)
        .map(|at| {
            let place = at as f64 * step;
            let centre = place.floor() as isize;
            (centre - SIDE + 1..=centre + SIDE)
                .filter_map(|near| {
                    let sample = samples.get(usize::try_from(near).ok()?)?;
                    let distance = place - near as f64;
                    let window = 0.5 + 0.5 * (std::f64::consts::PI * distance / SIDE as f64).cos();
                    Some(sample * cutoff * sinc(cutoff * distance) * window)
                })
                .sum()
        })
        .collect()
}

fn sinc(place: f64) -> f64 {
    let angle = std::f64::consts::PI * place;
    if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle }
}

/// What a WAV file of one channel and 16 bits holds.
pub struct Wav {
    /// Samples per second.
    pub rate: f64,
    /// From -1.0 to 1.0.
    pub samples: Vec<f64>,
}

/// Reads a WAV file as speech programs write it to a pipe: one channel, 16 bits, the length unknown.
pub fn read_wav(bytes: &[u8]) -> Option<Wav> {
    let rate = u32::from_le_bytes(bytes.get(24..28)?.try_into().ok()?);
    let one_channel_of_16_bits = bytes.get(22..24)? == [1, 0] && bytes.get(34..36)? == [16, 0];
    let data = bytes.windows(4).position(|four| four == b"data")? + 8;
    let sample = |pair: &[u8]| f64::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
    one_channel_of_16_bits.then(|| Wav {
        rate: f64::from(rate),
        samples: bytes[data..].chunks_exact(2).map(sample).collect(),
    })
}

/// Writes the samples as a WAV file of one channel and 16 bits.
pub fn write_wav(path: &Path, samples: &[f64]) -> io::Result<()> {
    let length = 2 * samples.len() as u32;
    let mut bytes = Vec::with_capacity(44 + 2 * samples.len());
    bytes.extend(b"RIFF");
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend((RATE as u32).to_le_bytes());
    bytes.extend((2 * RATE as u32).to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(length.to_le_bytes());
    for sample in samples {
        bytes.extend(((sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16).to_le_bytes());
    }
    fs::write(path, bytes)
}
