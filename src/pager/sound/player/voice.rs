//! What the device pulls its samples from: one tune at a time, exchangeable while it plays.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rodio::Source;

use super::super::tones::RATE;
use super::words::{Part, Pause, Said};

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
    /// How it begins.
    pub(super) ramp: Ramp,
    /// How many samples of silence there are before it begins again.
    pub(super) gap: usize,
    /// Where in it to begin, in samples; then it begins at full loudness.
    pub(super) at: usize,
}

/// How a tune begins: with a part of its loudness, and louder with each sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ramp {
    /// Which part, from 0.0 to 1.0.
    pub(super) from: f32,
    /// How many samples it takes to all of it.
    pub(super) samples: u64,
}

impl Ramp {
    /// How loud a tune is after so many samples of it.
    #[expect(clippy::cast_precision_loss, reason = "nobody hears the lost digits")]
    fn loudness(self, at: u64) -> f32 {
        if at >= self.samples {
            return 1.0;
        }
        self.from + (1.0 - self.from) * (at as f32 / self.samples as f32)
    }
}

/// What a voice is given.
pub(super) enum Given {
    /// From now on this is played.
    Tune(Tune),
    /// This is heard once, and then what plays goes on where it was.
    Aside(Vec<f32>),
    /// This is said from now on whenever a tune that repeats comes to its end.
    Words(Said),
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
    held_back: AtomicU64,
    ended: AtomicU64,
    position: AtomicU64,
    rooms: AtomicU64,
}

impl Progress {
    /// How many samples the device has pulled.
    pub(super) fn pulled(&self) -> u64 {
        self.pulled.load(Ordering::Relaxed).saturating_sub(self.held_back.load(Ordering::Relaxed))
    }

    /// So many of the samples that were pulled last are only kept for later.
    pub(super) fn hold_back(&self, samples: u64) {
        self.held_back.store(samples, Ordering::Relaxed);
    }

    /// How many samples must have sounded: without those that may rest in a buffer, which a device
    /// takes each time it is opened whether it plays or not.
    pub(super) fn played(&self) -> u64 {
        self.pulled().saturating_sub(BUFFERED * self.openings.load(Ordering::Relaxed))
    }

    /// Where in its tune the voice is, less what may rest in a buffer.
    pub(super) fn position(&self) -> u64 {
        let ahead = BUFFERED + self.held_back.load(Ordering::Relaxed);
        self.position.load(Ordering::Relaxed).saturating_sub(ahead)
    }

    /// How often another process was given room to say its words.
    pub(super) fn rooms(&self) -> u64 {
        self.rooms.load(Ordering::Relaxed)
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
    given: Receiver<Given>,
    progress: Arc<Progress>,
    tune: Option<Tune>,
    position: usize,
    /// How many samples of the tune have been heard, for its ramp.
    heard: u64,
    /// How much of the silence before the tune begins again is left, in samples.
    rest: usize,
    /// What is heard in its midst, and how far that is.
    aside: Vec<f32>,
    aside_at: usize,
    /// What is said between two rounds.
    pause: Pause,
    pulled: u64,
}

impl Voice {
    pub(super) fn new(given: Receiver<Given>, progress: Arc<Progress>) -> Self {
        Self {
            given,
            progress,
            tune: None,
            position: 0,
            heard: 0,
            rest: 0,
            aside: Vec::new(),
            aside_at: 0,
            pause: Pause::default(),
            pulled: 0,
        }
    }

    fn sample(&mut self) -> f32 {
        let Some(tune) = &mut self.tune else { return 0.0 };
        if let Some(sample) = self.aside.get(self.aside_at) {
            self.aside_at += 1;
            return sample * tune.volume;
        }
        let loudness = tune.volume * tune.ramp.loudness(self.heard);
        let loudness = match self.pause.next() {
            Part::Word(sample) => return sample * loudness,
            Part::Tune(part) => loudness * part,
        };
        if self.rest > 0 {
            self.rest -= 1;
            return 0.0;
        }
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
            match self.pause.begin() {
                Some(Said::Samples(_)) => return 0.0,
                Some(Said::Elsewhere(_)) => {
                    self.progress.rooms.fetch_add(1, Ordering::Relaxed);
                }
                Some(Said::Nothing) | None => {}
            }
            if tune.gap > 0 {
                self.rest = tune.gap - 1;
                return 0.0;
            }
        }
        let sample = tune.samples[self.position] * loudness;
        self.position += 1;
        self.heard += 1;
        self.pause.heard();
        sample
    }

    /// Takes what it was given since; says whether that is to be heard at once.
    pub(super) fn heeds(&mut self) -> bool {
        let Ok(given) = self.given.try_recv() else { return false };
        match given {
            Given::Tune(tune) => {
                self.position = tune.at;
                self.heard = if tune.at > 0 { tune.ramp.samples } else { 0 };
                self.rest = 0;
                self.pause.end();
                self.tune = Some(tune);
            }
            Given::Aside(samples) => (self.aside, self.aside_at) = (samples, 0),
            Given::Words(words) => {
                self.pause.give(words);
                return false;
            }
        }
        true
    }

    /// The next sample, which is silence when there is nothing to play.
    pub(super) fn pull(&mut self) -> f32 {
        if self.pulled.is_multiple_of(LOOK) {
            self.heeds();
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
