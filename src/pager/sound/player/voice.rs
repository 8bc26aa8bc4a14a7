//! What the device pulls its samples from: one tune at a time, exchangeable while it plays.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rodio::Source;

use super::super::tones::RATE;

/// How loud a tune begins: low enough not to be a blow, high enough to wake.
const FIRST_LOUDNESS: f32 = 0.4;

/// How many samples it takes to full loudness: one second.
const RAMP: u32 = RATE;

/// How many samples a device may take into its buffers without a sound: a fifth of a second.
pub(super) const BUFFERED: u64 = RATE as u64 / 5;

/// How often the voice looks for another tune, in samples: every 5 ms.
const LOOK: u64 = 256;

/// Mono samples at [`RATE`], some of which may still be on their way from a decoder.
pub(super) struct Tune {
    /// What there is to play.
    pub(super) samples: Vec<f32>,
    /// Where the rest comes from, until the sender is gone.
    pub(super) rest: Option<Receiver<Vec<f32>>>,
    /// Whether it begins again at its end.
    pub(super) repeat: bool,
    /// Loudness from 0.0 to 1.0.
    pub(super) volume: f32,
    /// Where in it to begin, in samples; then it begins at full loudness.
    pub(super) at: usize,
}

impl Tune {
    /// Whether there is a sample at `position`, after taking in what has been decoded meanwhile.
    fn reaches(&mut self, position: usize) -> bool {
        while position >= self.samples.len() {
            let Some(rest) = &self.rest else { return false };
            match rest.try_recv() {
                Ok(more) => self.samples.extend(more),
                Err(TryRecvError::Empty) => return false,
                Err(TryRecvError::Disconnected) => self.rest = None,
            }
        }
        true
    }
}

/// What the voice tells about itself while the device pulls.
#[derive(Default)]
pub(super) struct Progress {
    openings: AtomicU64,
    pulled: AtomicU64,
    ended: AtomicU64,
    position: AtomicU64,
}

impl Progress {
    /// How many samples the device has pulled.
    pub(super) fn pulled(&self) -> u64 {
        self.pulled.load(Ordering::Relaxed)
    }

    /// How many samples must have sounded: without those that may rest in a buffer, which a device
    /// takes each time it is opened whether it plays or not.
    pub(super) fn played(&self) -> u64 {
        self.pulled().saturating_sub(BUFFERED * self.openings.load(Ordering::Relaxed))
    }

    /// Where in its tune the voice is, less what may rest in a buffer.
    pub(super) fn position(&self) -> u64 {
        self.position.load(Ordering::Relaxed).saturating_sub(BUFFERED)
    }

    /// Counts one more opening of a device.
    pub(super) fn opening(&self) {
        self.openings.fetch_add(1, Ordering::Relaxed);
    }

    /// How many it had pulled when a tune that does not repeat came to its end.
    pub(super) fn ended(&self) -> Option<u64> {
        Some(self.ended.load(Ordering::Relaxed)).filter(|ended| *ended > 0)
    }
}

/// An endless row of samples that plays the tune it was given last.
pub(super) struct Voice {
    tunes: Receiver<Tune>,
    progress: Arc<Progress>,
    tune: Option<Tune>,
    position: usize,
    ramp: u32,
    pulled: u64,
}

impl Voice {
    pub(super) fn new(tunes: Receiver<Tune>, progress: Arc<Progress>) -> Self {
        Self { tunes, progress, tune: None, position: 0, ramp: 0, pulled: 0 }
    }

    fn sample(&mut self) -> f32 {
        let Some(tune) = &mut self.tune else { return 0.0 };
        if !tune.reaches(self.position) {
            // Silence while the decoder is behind; it is not the end.
            if tune.rest.is_some() {
                return 0.0;
            }
            if !tune.repeat || tune.samples.is_empty() {
                self.progress.ended.store(self.pulled, Ordering::Relaxed);
                self.tune = None;
                return 0.0;
            }
            self.position = 0;
        }
        let sample = tune.samples[self.position] * tune.volume * loudness(self.ramp);
        self.position += 1;
        self.ramp = RAMP.min(self.ramp + 1);
        sample
    }
}

/// How loud a tune is after so many samples of it.
#[expect(clippy::cast_precision_loss, reason = "at most one second of samples")]
fn loudness(ramp: u32) -> f32 {
    FIRST_LOUDNESS + (1.0 - FIRST_LOUDNESS) * ramp as f32 / RAMP as f32
}

impl Voice {
    /// The next sample, which is silence when there is nothing to play.
    pub(super) fn pull(&mut self) -> f32 {
        if self.pulled.is_multiple_of(LOOK)
            && let Ok(tune) = self.tunes.try_recv()
        {
            self.position = tune.at;
            self.ramp = if tune.at > 0 { RAMP } else { 0 };
            self.tune = Some(tune);
        }
        self.pulled += 1;
        self.progress.pulled.store(self.pulled, Ordering::Relaxed);
        let position = u64::try_from(self.position).unwrap_or_default();
        self.progress.position.store(position, Ordering::Relaxed);
        self.sample()
    }
}

/// A voice that outlives the stream it sounds through: a stream that broke is replaced by another,
/// which goes on where that one stopped.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Voice>>);

impl Shared {
    pub(super) fn new(voice: Voice) -> Self {
        Self(Arc::new(Mutex::new(voice)))
    }
}

impl Iterator for Shared {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        // Held by nobody else: the stream before this one has been dropped.
        Some(self.0.lock().unwrap_or_else(PoisonError::into_inner).pull())
    }
}

impl Source for Shared {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> NonZero<u16> {
        NonZero::<u16>::MIN
    }

    fn sample_rate(&self) -> NonZero<u32> {
        const { NonZero::new(RATE).expect("the rate is not zero") }
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

#[cfg(test)]
mod tests;
