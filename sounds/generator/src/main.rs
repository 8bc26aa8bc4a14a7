//! Makes every sound of wail from its score: `sounds/scores/NAME.toml` becomes `sounds/NAME.ogg`, and
//! its picture `docs/sounds/NAME.png`.
//!
//! Started in the root of the repository. Needs espeak-ng, sox and oggenc. The same scores and the
//! same versions of these programs give the same files to the byte.

mod blown;
mod loudness;
mod marks;
mod score;
mod singer;
mod speech;
mod struck;
mod wave;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use score::{Instrument, Part, Score};
use wave::{effective, gain, smooth, write_wav};

fn main() -> ExitCode {
    let only: Vec<String> = std::env::args().skip(1).collect();
    match make_all(&only) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the sounds of those names, or all.
fn make_all(only: &[String]) -> Result<(), String> {
    let scores =
        fs::read_dir("sounds/scores").map_err(|error| format!("sounds/scores: {error}"))?;
    let mut paths: Vec<PathBuf> = scores.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if only.is_empty() || only.contains(&name) {
            make(&name, &path).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

fn make(name: &str, path: &Path) -> Result<(), String> {
    let score = Score::read(path)?;
    let samples = loudness::levelled(&played(&score)?, score.level);
    println!(
        "{name}: {:.2} s, {:.1} LUFS, loudest 400 ms {:.1} LUFS",
        samples.len() as f64 / wave::RATE,
        loudness::integrated(&samples),
        loudness::momentary(&samples),
    );
    let wav = std::env::temp_dir().join(format!("wail-sounds-{}-{name}.wav", std::process::id()));
    write_wav(&wav, &samples).map_err(|error| error.to_string())?;
    let made = encode(&wav, name, &score).and_then(|()| picture(&wav, name));
    fs::remove_file(&wav).map_err(|error| error.to_string())?;
    made
}

/// All parts together; what comes after the first stays below it.
fn played(score: &Score) -> Result<Vec<f64>, String> {
    let mut mixed: Vec<f64> = Vec::new();
    for part in &score.parts {
        let samples = performed(score, part)?;
        if mixed.is_empty() {
            mixed = samples;
            continue;
        }
        let scale = gain(-part.below) * sounding(&mixed) / sounding(&samples);
        mixed.iter_mut().zip(&samples).for_each(|(sample, more)| *sample += scale * more);
    }
    if score.parts.iter().all(|part| !is_blown(part)) {
        quiet_end(&mut mixed);
    }
    Ok(mixed)
}

fn is_blown(part: &Part) -> bool {
    matches!(part.instrument, Instrument::Siren | Instrument::Horn | Instrument::Klaxon)
}

fn performed(score: &Score, part: &Part) -> Result<Vec<f64>, String> {
    match part.instrument {
        Instrument::Child => singer::sing(score, part),
        _ if is_blown(part) => Ok(blown::blow(score, part)),
        _ => Ok(struck::strike(score, part)),
    }
}

/// The effective value of what sounds, without the pauses.
fn sounding(samples: &[f64]) -> f64 {
    let windows = || samples.chunks(wave::index(0.05)).map(effective);
    let loudest = windows().fold(0.0, f64::max);
    let loud: Vec<f64> = windows().filter(|value| *value > 0.1 * loudest).collect();
    (loud.iter().map(|value| value * value).sum::<f64>() / loud.len().max(1) as f64).sqrt()
}

/// The last 20 ms fade, so that the end meets the silence before the beginning.
fn quiet_end(samples: &mut [f64]) {
    let fade = wave::index(0.02);
    for (at, sample) in samples.iter_mut().rev().take(fade).enumerate() {
        *sample *= smooth(at as f64 / fade as f64);
    }
}

fn encode(wav: &Path, name: &str, score: &Score) -> Result<(), String> {
    // The serial number of the stream would be chance otherwise.
    run(Command::new("oggenc")
        .args(["--quiet", "--serial", "1", "--quality", "7", "--title", &score.title])
        .args(["--artist", "wail", "--comment", "LICENSE=CC0-1.0", "--output"])
        .arg(format!("sounds/{name}.ogg"))
        .arg(wav))
}

/// Draws its spectrogram: time to the right, frequency upwards, loud is bright.
fn picture(wav: &Path, name: &str) -> Result<(), String> {
    // Without `-R -D` sox adds noise that is another one every time.
    run(Command::new("sox")
        .args(["-R", "-D"])
        .arg(wav)
        .args(["-n", "rate", "24k", "spectrogram", "-x", "600", "-y", "129", "-z", "80"])
        .args(["-t", name, "-c", "", "-o"])
        .arg(format!("docs/sounds/{name}.png")))
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("{program}: {}", said.trim())) }
}
