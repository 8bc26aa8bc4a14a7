//! Where the periods of a spoken syllable are, and which part of it is the vowel that can be held.

use crate::wave::{RATE, effective, index};

/// One place in a syllable around which a grain is cut out.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Its sample.
    pub at: f64,
    /// How far the next one is, in samples: the voice's period, or a fixed one where there is none.
    pub period: f64,
    /// Whether the voice sounds here.
    pub voiced: bool,
}

/// A syllable, ready to be sung.
pub struct Syllable {
    /// The samples as spoken.
    pub samples: Vec<f64>,
    /// The places of its grains, in order.
    pub marks: Vec<Mark>,
    /// The first sample of the vowel that can be held.
    pub vowel: f64,
    /// The first sample after it.
    pub coda: f64,
    /// The first sample of what has no voice at the end; the end if all of it has.
    pub hiss: f64,
}

/// How far two looks at the pitch are apart, in seconds.
const HOP: f64 = 0.004;

/// How far grains are apart where there is no voice, in seconds.
const BREATH: f64 = 0.003;

/// The lowest and the highest pitch that is looked for, in hertz.
const LOWEST: f64 = 150.0;
const HIGHEST: f64 = 520.0;

impl Syllable {
    /// Finds the periods and the vowel of what was spoken.
    pub fn of(samples: Vec<f64>) -> Result<Self, String> {
        let periods = smoothed(&periods(&samples));
        let marks = marks(&samples, &periods);
        let (vowel, coda) = vowel(&samples, &periods).ok_or("there is no vowel in it")?;
        let voiced = marks.iter().rfind(|mark| mark.voiced).ok_or("there is no voice in it")?;
        let hiss = (voiced.at + voiced.period).clamp(coda, samples.len() as f64);
        Ok(Self { samples, marks, vowel, coda, hiss })
    }
}

/// The period at every look, in samples, or nothing where there is no voice.
fn periods(samples: &[f64]) -> Vec<Option<f64>> {
    let loudest = windows(samples).map(effective).fold(0.0, f64::max);
    windows(samples)
        .map(|window| if effective(window) < 0.05 * loudest { None } else { period(window) })
        .collect()
}

/// What is looked at for a pitch, hop by hop.
fn windows(samples: &[f64]) -> impl Iterator<Item = &[f64]> {
    let hop = index(HOP);
    let half = index(0.011);
    (0..samples.len() / hop).map(move |number| {
        let centre = number * hop;
        &samples[centre.saturating_sub(half)..(centre + half).min(samples.len())]
    })
}

/// The period after which the window repeats itself best: the first peak of its autocorrelation,
/// normalised, that is nearly as high as the highest.
fn period(window: &[f64]) -> Option<f64> {
    let from = (RATE / HIGHEST) as usize;
    let to = ((RATE / LOWEST) as usize).min(window.len() * 2 / 3);
    let likeness: Vec<f64> = (from..to).map(|lag| alike(window, lag)).collect();
    let best = likeness.iter().copied().fold(0.0, f64::max);
    if best < 0.72 {
        return None;
    }
    let peak = (1..likeness.len().saturating_sub(1)).find(|&at| {
        likeness[at] > 0.92 * best
            && likeness[at] >= likeness[at - 1]
            && likeness[at] >= likeness[at + 1]
    })?;
    let (before, here, after) = (likeness[peak - 1], likeness[peak], likeness[peak + 1]);
    let bend = before - 2.0 * here + after;
    let shift = if bend.abs() < 1e-12 { 0.0 } else { 0.5 * (before - after) / bend };
    Some((from + peak) as f64 + shift)
}

/// How alike the window is to itself `lag` later, from -1 to 1.
fn alike(window: &[f64], lag: usize) -> f64 {
    let (early, late) = (&window[..window.len() - lag], &window[lag..]);
    let product: f64 = early.iter().zip(late).map(|(one, other)| one * other).sum();
    let power: f64 = early.iter().chain(late).map(|sample| sample * sample).sum();
    2.0 * product / power.max(1e-12)
}

/// Without looks that stand alone: the median of five, and no voice shorter than three looks.
fn smoothed(periods: &[Option<f64>]) -> Vec<Option<f64>> {
    (0..periods.len())
        .map(|at| {
            let near = &periods[at.saturating_sub(2)..(at + 3).min(periods.len())];
            let mut found: Vec<f64> = near.iter().flatten().copied().collect();
            found.sort_by(f64::total_cmp);
            (found.len() >= 3).then(|| found[found.len() / 2])
        })
        .collect()
}

/// A mark for every period, each where the wave is most like it was around the mark before.
fn marks(samples: &[f64], periods: &[Option<f64>]) -> Vec<Mark> {
    let hop = index(HOP) as f64;
    let breath = BREATH * RATE;
    let at = |place: f64| periods.get((place / hop).round() as usize).copied().flatten();
    let mut marks: Vec<Mark> = Vec::new();
    let mut place = 0.0;
    while place < samples.len() as f64 {
        let Some(period) = at(place) else {
            marks.push(Mark { at: place, period: breath, voiced: false });
            place += breath;
            continue;
        };
        let place_of_mark = match marks.last() {
            Some(last) if last.voiced => likest(samples, last.at, place, period),
            _ => steepest(samples, place, period),
        };
        marks.push(Mark { at: place_of_mark, period, voiced: true });
        place = place_of_mark + period;
    }
    marks
}

/// Where near `place` the wave is most like it is around `before`.
fn likest(samples: &[f64], before: f64, place: f64, period: f64) -> f64 {
    let reach = (0.12 * period) as isize;
    let half = period as isize;
    let value = |at: isize| usize::try_from(at).ok().and_then(|at| samples.get(at)).unwrap_or(&0.0);
    let score = |shift: isize| -> f64 {
        let (here, there) = (place.round() as isize + shift, before.round() as isize);
        (-half..half).map(|near| value(here + near) * value(there + near)).sum()
    };
    let best = (-reach..=reach).max_by(|one, other| score(*one).total_cmp(&score(*other)));
    place.round() + best.unwrap_or(0) as f64
}

/// The loudest sample of the period that begins at `place`: where the throat closes.
fn steepest(samples: &[f64], place: f64, period: f64) -> f64 {
    let from = (place as usize).min(samples.len() - 1);
    let to = (from + period as usize).min(samples.len());
    let loudest =
        (from..to).max_by(|one, other| samples[*one].abs().total_cmp(&samples[*other].abs()));
    loudest.unwrap_or(from) as f64
}

/// Where the vowel begins and ends: around the loudest voice, as far as it is nearly as loud.
fn vowel(samples: &[f64], periods: &[Option<f64>]) -> Option<(f64, f64)> {
    let hop = index(HOP);
    let loud: Vec<f64> = windows(samples)
        .zip(periods)
        .map(|(window, period)| if period.is_some() { effective(window) } else { 0.0 })
        .collect();
    let loudest = (0..loud.len()).max_by(|one, other| loud[*one].total_cmp(&loud[*other]))?;
    let enough = 0.62 * loud[loudest];
    let first = (0..=loudest).rev().take_while(|at| loud[*at] >= enough).last()?;
    let last = (loudest..loud.len()).take_while(|at| loud[*at] >= enough).last()?;
    (last > first + 4).then(|| ((first * hop) as f64, (last * hop) as f64))
}
