//! One syllable as espeak-ng speaks it, made a child's by a shorter throat.

use std::process::Command;

use crate::wave::{effective, index, read_wav, resampled};

/// The voice: a woman's, without the echo and the roughness that others have.
const VOICE: &str = "en-us+Annie";

/// How many words a minute: slow, so that vowels need little stretching.
const SPEED: &str = "125";

/// How high it speaks, from 0 to 99: about where it will sing.
const HEIGHT: &str = "99";

/// How much shorter a child's throat is than that of the voice.
const CHILD: f64 = 1.16;

/// Speaks the phonemes; silence around them is cut off.
pub fn syllable(phonemes: &str) -> Result<Vec<f64>, String> {
    let output = Command::new("espeak-ng")
        .args(["-v", VOICE, "-s", SPEED, "-p", HEIGHT, "-a", "100", "-z", "--stdout"])
        .arg(format!("[[{phonemes}]]"))
        .output()
        .map_err(|error| format!("espeak-ng could not be started ({error})"))?;
    let wav = read_wav(&output.stdout).ok_or("espeak-ng gave no sound")?;
    Ok(trimmed(&resampled(&wav.samples, wav.rate * CHILD)))
}

/// Without the silence before and after, but for a moment in which to fade.
fn trimmed(samples: &[f64]) -> Vec<f64> {
    let window = index(0.004);
    let loudest = samples.chunks(window).map(effective).fold(0.0, f64::max);
    let is_sound = |part: &[f64]| effective(part) > 0.006 * loudest;
    let parts: Vec<&[f64]> = samples.chunks(window).collect();
    let first = parts.iter().position(|part| is_sound(part)).unwrap_or(0);
    let last = parts.iter().rposition(|part| is_sound(part)).unwrap_or(0);
    samples[first.saturating_sub(1) * window..((last + 2) * window).min(samples.len())].to_vec()
}
