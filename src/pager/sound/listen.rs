//! The proof, heard: it is played, and what comes back through a microphone or the output's own monitor
//! is searched for its pitch.

use std::f32::consts::TAU;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::{ChildStdout, Command};
use tokio::time::timeout;

use super::super::{Output, RingError, Sound, Variable};
use super::tones::RATE;
use super::{PROOF, Receipt, library, play_once, sink_of};
use crate::domain::text::plain;

/// How long the recorder may take to its first sample.
const PATIENCE: Duration = Duration::from_secs(2);

/// How much is recorded before the proof, to know how loud it is there without, in samples.
const BEFORE: usize = RATE as usize * 2 / 5;

/// How much is recorded after it: what rests in buffers, in samples.
const AFTER: usize = RATE as usize / 2;

/// How much is searched at once, in samples: 50 ms.
const WINDOW: usize = RATE as usize / 20;

/// The faintest that counts as heard.
const FAINTEST: f32 = 0.001;

/// How much louder than before the pitch must be.
const LOUDER: f32 = 4.0;

/// What is known once the proof was heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// What was played.
    pub receipt: Receipt,
    /// Through which source it was heard.
    pub source: String,
    /// The pitch that was searched for, in Hz.
    pub pitch: u16,
}

/// Plays the proof and listens through that source: `monitor`, `microphone` or the name of one.
///
/// # Errors
///
/// Says in one sentence why it was not played, or not heard.
pub async fn proof(
    executable: &Path,
    source: &str,
    output: &Output,
    variable: &Variable,
) -> Result<Heard, RingError> {
    let source = match source {
        "monitor" => &*monitor(executable, output, variable).await,
        "microphone" => "@DEFAULT_SOURCE@",
        named => named,
    };
    let mut recorder = Recorder::start(source)?;
    let before = recorder.record(BEFORE).await?;
    let stroke = Sound::new(PROOF, 1.0);
    let playing = play_once(executable, &stroke, output, variable);
    let (receipt, mut after) = recorder.record_while(playing).await;
    let receipt = receipt?;
    after.extend(recorder.record(AFTER).await?);
    let pitch = pitch_of_proof();
    let (quiet, loud) = (loudest(&before, pitch), loudest(&after, pitch));
    if loud < FAINTEST.max(quiet * LOUDER) {
        return Err(RingError::Failed(format!(
            "{} took the sound, and nothing of it was heard through `{}` (at {pitch} Hz {loud:.4} of \
             full loudness, {quiet:.4} before)",
            receipt.device,
            plain(source)
        )));
    }
    Ok(Heard { receipt, source: source.to_owned(), pitch })
}

/// The monitor of the output that is played on now; where nobody tells which that is, of the default one.
async fn monitor(executable: &Path, output: &Output, variable: &Variable) -> String {
    match sink_of(executable, output, variable).await {
        Some(sink) => format!("{sink}.monitor"),
        None => "@DEFAULT_MONITOR@".to_owned(),
    }
}

/// A program that records.
struct Recorder {
    output: ChildStdout,
    source: String,
    _killed_when_dropped: tokio::process::Child,
}

impl Recorder {
    fn start(source: &str) -> Result<Self, RingError> {
        let not_started = |error: std::io::Error| {
            RingError::Failed(format!(
                "nothing can be recorded: `parec` could not be started ({error}); it comes with the \
                 package pulseaudio-utils"
            ))
        };
        let mut child = Command::new("parec")
            .args(["--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=20"])
            .args(["--device", source])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(not_started)?;
        let output = child.stdout.take().ok_or_else(|| nothing(source))?;
        Ok(Self { output, source: source.to_owned(), _killed_when_dropped: child })
    }

    /// Records so many samples.
    async fn record(&mut self, samples: usize) -> Result<Vec<f32>, RingError> {
        let mut bytes = vec![0; samples * 2];
        match timeout(PATIENCE, self.output.read_exact(&mut bytes)).await {
            Ok(Ok(_)) => Ok(floats(&bytes)),
            Ok(Err(_)) | Err(_) => Err(nothing(&self.source)),
        }
    }

    /// Records for as long as the other work takes.
    async fn record_while<T>(&mut self, work: impl Future<Output = T>) -> (T, Vec<f32>) {
        let mut bytes = Vec::new();
        let mut work = std::pin::pin!(work);
        let done = loop {
            tokio::select! {
                done = &mut work => break done,
                Ok(1..) = self.output.read_buf(&mut bytes) => {}
            }
        };
        if bytes.len() % 2 == 1 {
            // Half a sample would make noise of all that follow.
            let mut rest = [0];
            if self.output.read_exact(&mut rest).await.is_ok() {
                bytes.extend(rest);
            }
        }
        (done, floats(&bytes))
    }
}

fn nothing(source: &str) -> RingError {
    RingError::Failed(format!("nothing could be recorded from `{}`", plain(source)))
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let sample = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
    bytes.chunks_exact(2).map(sample).collect()
}

/// The pitch that is strongest in the proof, in steps of 10 Hz.
fn pitch_of_proof() -> u16 {
    let samples = library::find(PROOF).map(|sound| sound.wave()).unwrap_or_default();
    let beginning = &samples[..samples.len().min(WINDOW * 4)];
    let pitches = (10..300).map(|ten: u16| ten * 10);
    pitches
        .max_by(|a, b| strength(beginning, *a).total_cmp(&strength(beginning, *b)))
        .unwrap_or_default()
}

/// How loud the pitch is in the window in which it is loudest.
fn loudest(samples: &[f32], pitch: u16) -> f32 {
    samples.chunks_exact(WINDOW).map(|window| strength(window, pitch)).fold(0.0, f32::max)
}

/// How loud one pitch is, 1.0 being a sine at full loudness, by the Goertzel algorithm.
#[expect(clippy::cast_precision_loss, reason = "a window of samples")]
fn strength(samples: &[f32], pitch: u16) -> f32 {
    let factor = 2.0 * (TAU * f32::from(pitch) / RATE as f32).cos();
    let (mut before, mut last) = (0.0_f32, 0.0_f32);
    for sample in samples {
        (before, last) = (last, sample + factor * last - before);
    }
    let power = last * last + before * before - factor * last * before;
    2.0 * power.max(0.0).sqrt() / samples.len().max(1) as f32
}

#[cfg(test)]
mod tests;
