//! How loud something is, by ITU-R BS.1770-4, and made as loud as it should be.

use crate::score::Level;
use crate::wave::{gain, index};

/// How loud an alarm is from its beginning to its end (integrated), in LUFS.
const ALARM: f64 = -12.0;

/// How loud the loudest 400 ms of a soft sound are (momentary), in LUFS.
const SOFT: f64 = -20.0;

/// The highest sample before it is encoded, in decibels below full scale: encoding adds to it.
const CEILING: f64 = -2.5;

/// A filter of second order.
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
}

/// What a head does to sound, and how little the lowest tones are heard, at 48,000 samples a second.
const HEAD: Biquad = Biquad {
    b: [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85],
    a: [-1.690_659_293_182_41, 0.732_480_774_215_85],
};
const EAR: Biquad =
    Biquad { b: [1.0, -2.0, 1.0], a: [-1.990_047_454_833_98, 0.990_072_250_366_21] };

impl Biquad {
    fn filtered(&self, samples: &[f64]) -> Vec<f64> {
        let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
        samples
            .iter()
            .map(|x| {
                let y = self.b[0] * x + self.b[1] * x1 + self.b[2] * x2
                    - self.a[0] * y1
                    - self.a[1] * y2;
                (x2, x1, y2, y1) = (x1, *x, y1, y);
                y
            })
            .collect()
    }
}

/// Scales the samples to the level; peaks that would be too high are bent down.
pub fn levelled(samples: &[f64], level: Level) -> Vec<f64> {
    let mut levelled = samples.to_vec();
    // Bending peaks down makes it softer, so it is looked at again.
    for _ in 0..6 {
        let (is, should) = match level {
            Level::Alarm => (integrated(&levelled), ALARM),
            Level::Soft => (momentary(&levelled), SOFT),
        };
        levelled.iter_mut().for_each(|sample| *sample *= gain(should - is));
        levelled = limited(&levelled);
    }
    levelled
}

/// The powers of all blocks of 400 ms, every 100 ms, as the ear weighs them.
fn blocks(samples: &[f64]) -> Vec<f64> {
    let mut heard = HEAD.filtered(samples);
    heard = EAR.filtered(&heard);
    // What is shorter than a block is followed by silence.
    heard.resize(heard.len().max(index(0.4)), 0.0);
    let power = |block: &[f64]| block.iter().map(|it| it * it).sum::<f64>() / block.len() as f64;
    heard.windows(index(0.4)).step_by(index(0.1)).map(power).collect()
}

fn lufs(power: f64) -> f64 {
    -0.691 + 10.0 * power.max(1e-12).log10()
}

/// The loudest 400 ms, in LUFS.
pub fn momentary(samples: &[f64]) -> f64 {
    lufs(blocks(samples).into_iter().fold(0.0, f64::max))
}

/// The loudness of the whole, without its pauses, in LUFS.
pub fn integrated(samples: &[f64]) -> f64 {
    let mean = |powers: &[f64]| powers.iter().sum::<f64>() / powers.len().max(1) as f64;
    let mut powers = blocks(samples);
    powers.retain(|power| lufs(*power) > -70.0);
    let gate = lufs(mean(&powers)) - 10.0;
    powers.retain(|power| lufs(*power) > gate);
    lufs(mean(&powers))
}

/// With every peak below the ceiling, and the loudness around it bent smoothly.
fn limited(samples: &[f64]) -> Vec<f64> {
    let ceiling = gain(CEILING);
    let reach = index(0.004);
    let wanted: Vec<f64> =
        samples.iter().map(|sample| (ceiling / sample.abs().max(1e-9)).min(1.0)).collect();
    if wanted.iter().all(|gain| *gain >= 1.0) {
        return samples.to_vec();
    }
    // The lowest within reach, then smoothed by a window no wider: never above what is wanted.
    let near =
        |at: usize, reach: usize| at.saturating_sub(reach)..(at + reach + 1).min(wanted.len());
    let lowest: Vec<f64> = (0..wanted.len())
        .map(|at| wanted[near(at, reach)].iter().copied().fold(1.0, f64::min))
        .collect();
    samples
        .iter()
        .enumerate()
        .map(|(at, sample)| {
            let around = &lowest[near(at, reach)];
            sample * around.iter().sum::<f64>() / around.len() as f64
        })
        .collect()
}
