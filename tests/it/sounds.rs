//! The sounds of the product: in tune, equally loud, whole, and what their documents say.

mod ear;
mod score;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use wail::pager::sound::library::SOUNDS;
use wail::pager::sound::tones::RATE;

use self::ear::{Loudness, between, cents, click, errors, hiss, loudness, place};
use self::score::{Note, Score, scores};

/// How far a note may be from its pitch, in cents.
const IN_TUNE: f64 = 10.0;

/// How loud alarms are, integrated, and soft sounds at their loudest 400 ms, in LUFS; and how far
/// one may be from that.
const ALARM: f64 = -12.0;
const SOFT: f64 = -20.0;
const EQUAL: f64 = 1.0;

/// The highest peak, in dBTP.
const PEAK: f64 = -1.0;

/// The most that all of them may weigh, in bytes.
const LARGEST: u64 = 1_500_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A sound as the product decodes it, and what it ought to be.
struct Heard {
    name: String,
    samples: Vec<f32>,
    score: Score,
}

/// Every sound of the library that has a score.
fn all() -> Vec<Heard> {
    let mut scores = scores();
    let heard = SOUNDS.iter().filter_map(|sound| {
        let score = scores.remove(sound.name)?;
        Some(Heard { name: sound.name.to_owned(), samples: sound.wave(), score })
    });
    heard.collect()
}

/// What was measured of one note.
struct Tuned {
    note: Note,
    /// How far off the middle of all places is, in cents.
    median: f64,
    /// How far off its beginning and its end are.
    begins: f64,
    ends: f64,
}

/// Every note as it is heard, or why it is not.
fn tuning(samples: &[f32], score: &Score) -> Vec<Result<Tuned, String>> {
    let notes = &score.notes;
    notes
        .iter()
        .enumerate()
        .map(|(number, note)| {
            let errors = errors(samples, note, notes.get(number + 1));
            let enough = if note.is_struck { 1 } else { 5 };
            if errors.len() < enough {
                return Err(format!("{} at {:.2} s is not heard", note.name, note.from));
            }
            let few = (errors.len() / 8).max(1);
            Ok(Tuned {
                note: note.clone(),
                median: median(&errors),
                begins: median(&errors[..few]),
                ends: median(&errors[errors.len() - few..]),
            })
        })
        .collect()
}

/// What is out of tune, or cannot be heard.
fn out_of_tune(samples: &[f32], score: &Score) -> Vec<String> {
    let is_off = |tuned: &Tuned| {
        let ends = if tuned.note.glides() { [tuned.begins, tuned.ends] } else { [0.0; 2] };
        [tuned.median, ends[0], ends[1]].iter().any(|off| off.abs() > IN_TUNE)
    };
    tuning(samples, score)
        .into_iter()
        .filter_map(|tuned| match tuned {
            Ok(tuned) if is_off(&tuned) => Some(format!(
                "{} at {:.2} s is {:+.1} cents off, {:+.1} at its beginning, {:+.1} at its end",
                tuned.note.name, tuned.note.from, tuned.median, tuned.begins, tuned.ends
            )),
            Ok(_) => None,
            Err(reason) => Some(reason),
        })
        .collect()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

/// What `wrong` says of every sound, with its name.
fn each(wrong: impl Fn(&Heard) -> Vec<String>) -> Vec<String> {
    let told = |heard: &Heard| {
        let name = heard.name.clone();
        wrong(heard).into_iter().map(move |it| format!("{name}: {it}")).collect::<Vec<_>>()
    };
    all().iter().flat_map(told).collect()
}

/// The names of the files in a folder that end so.
fn names(folder: &str, ending: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter_map(|name| name.strip_suffix(ending).map(str::to_owned)).collect()
}

#[test]
fn every_sound_has_a_score_a_recording_and_a_picture() {
    let library: BTreeSet<String> = SOUNDS.iter().map(|sound| sound.name.to_owned()).collect();
    assert!(library.len() > 12, "{library:?}");
    assert_eq!(names("sounds/scores", ".toml"), library);
    assert_eq!(names("sounds", ".ogg"), library);
    assert_eq!(names("docs/sounds", ".png"), library);
}

#[test]
fn every_note_is_in_tune() {
    assert_none("out of tune", &each(|heard| out_of_tune(&heard.samples, &heard.score)));
}

/// Words that begin with a hiss, which are sung somewhere.
const HISSING: [&str; 5] = ["some", "things", "ken", "have", "fault"];

/// The sung words whose first consonant cannot be told from their vowel.
fn swallowed(samples: &[f32], score: &Score) -> Vec<String> {
    let is_hissing =
        |note: &&Note| HISSING.iter().any(|it| note.name.contains(&format!("\"{it}\"")));
    let is_swallowed = |note: &&Note| {
        let windows = (0..10_u8).map(|number| note.from - 0.2 + 0.02 * f64::from(number));
        let before = windows.map(|from| hiss(between(samples, from, from + 0.02)));
        let vowel = hiss(between(samples, note.from + 0.08, note.from + 0.2));
        before.fold(0.0, f64::max) < 3.0 * vowel
    };
    let notes = score.notes.iter().filter(is_hissing).filter(is_swallowed);
    notes.map(|note| format!("{} at {:.2} s", note.name, note.from)).collect()
}

#[test]
fn sung_words_begin_with_their_consonants() {
    assert_none("swallowed", &each(|heard| swallowed(&heard.samples, &heard.score)));
    let mut song = all().into_iter().find(|heard| heard.name == "something-broken").unwrap();
    for note in &song.score.notes {
        song.samples[place(note.from - 0.21)..place(note.from)].fill(0.0);
    }
    assert_eq!(swallowed(&song.samples, &song.score).len(), 6, "a song of vowels is found out");
}

#[test]
fn every_sound_is_as_loud_as_the_others_of_its_kind() {
    let wrong = each(|heard| {
        let Loudness { integrated, momentary, peak } = loudness(&heard.samples);
        let off = if heard.score.is_alarm { integrated - ALARM } else { momentary - SOFT };
        let mut wrong = Vec::new();
        if off.abs() > EQUAL {
            wrong.push(format!("{off:+.1} LU from its level"));
        }
        if peak > PEAK {
            wrong.push(format!("a peak of {peak:.1} dBTP"));
        }
        wrong
    });
    assert_none("not equally loud", &wrong);
}

#[test]
fn every_sound_is_as_long_as_its_score_and_begins_again_without_a_click() {
    let wrong = each(|heard| {
        let mut wrong = Vec::new();
        let length = heard.samples.len();
        #[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
        let off = length as f64 - heard.score.length * f64::from(RATE);
        if off.abs() > 1.0 {
            wrong.push(format!("{off:+} samples too long"));
        }
        let click = click(&heard.samples);
        if click > 1.0 {
            wrong.push(format!("clicks where it begins again: {click:.2}"));
        }
        wrong
    });
    assert_none("not whole", &wrong);
}

#[test]
fn all_sounds_together_are_small() {
    let size =
        |name: &String| fs::metadata(root().join(format!("sounds/{name}.ogg"))).unwrap().len();
    let total: u64 = names("sounds", ".ogg").iter().map(size).sum();
    assert!(total < LARGEST, "{total} bytes");
}

/// The samples, faster by that many cents between two instants, in seconds.
fn detuned(samples: &[f32], cents: f64, from: f64, to: f64) -> Vec<f32> {
    let rate = f64::from(RATE);
    let speed = 2.0_f64.powf(cents / 1200.0);
    let bent = |number: usize| {
        #[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
        let at = number as f64 / rate;
        if (from..to).contains(&at) { (from + (at - from) * speed) * rate } else { at * rate }
    };
    let sample = |place: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
        let floor = place as usize;
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a part")]
        let part = (place - floor as f64) as f32;
        let value = |at: usize| samples.get(at).copied().unwrap_or(0.0);
        value(floor) + part * (value(floor + 1) - value(floor))
    };
    (0..samples.len()).map(|number| sample(bent(number))).collect()
}

#[test]
fn a_sound_that_is_out_of_tune_is_found_out() {
    for Heard { name, samples, score } in all() {
        let wrong = out_of_tune(&detuned(&samples, 25.0, 0.0, 60.0), &score);
        assert!(!wrong.is_empty(), "{name} 25 cents too high and too short passes");
    }
}

#[test]
fn one_syllable_out_of_tune_is_found_out() {
    let song = all().into_iter().find(|heard| heard.name == "something-broken").unwrap();
    let things = song.score.notes.iter().find(|note| note.name.contains("things")).unwrap();
    let flat = detuned(&song.samples, -15.0, things.from, things.to);
    let wrong = out_of_tune(&flat, &song.score);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].starts_with("E4 \"things\" at "), "{wrong:?}");
}

#[test]
fn a_click_is_found_out() {
    for Heard { name, samples, .. } in all().into_iter().filter(|heard| heard.score.is_alarm) {
        // Cut in the middle of a swing, as a careless hand does.
        let loudest = samples.iter().map(|sample| sample.abs()).fold(0.0, f32::max);
        let cut = samples.iter().rposition(|sample| sample.abs() > 0.5 * loudest).unwrap();
        assert!(click(&samples[..cut]) > 1.0, "{name}: {}", click(&samples[..cut]));
    }
}

#[test]
fn a_sound_too_soft_or_clipped_is_found_out() {
    let song = all().into_iter().find(|heard| heard.name == "something-broken").unwrap();
    let soft: Vec<f32> = song.samples.iter().map(|sample| sample * 0.8).collect();
    assert!((loudness(&soft).integrated - ALARM).abs() > EQUAL);
    let clipped: Vec<f32> = song.samples.iter().map(|it| (it * 2.0).clamp(-1.0, 1.0)).collect();
    assert!(loudness(&clipped).peak > PEAK);
}

/// The rows of the table of sounds in docs/sounds.md.
fn facts() -> Vec<String> {
    let row = |heard: &Heard| {
        let Loudness { integrated, momentary, peak } = loudness(&heard.samples);
        let tuned: Vec<Tuned> =
            tuning(&heard.samples, &heard.score).into_iter().map(Result::unwrap).collect();
        let worst = tuned.iter().map(|tuned| tuned.median.abs()).fold(0.0, f64::max);
        let Heard { name, score, .. } = heard;
        format!(
            "| `{name}` | {:.2} s | {integrated:.1} | {momentary:.1} | {peak:.1} | {worst:.1} |",
            score.length
        )
    };
    all().iter().map(row).collect()
}

/// The rows of the table of syllables in docs/sounds.md.
fn contours() -> Vec<String> {
    let sung = ["lets-have-a-look", "something-broken", "your-fault"];
    let mut rows = Vec::new();
    for heard in all().iter().filter(|heard| sung.contains(&heard.name.as_str())) {
        for tuned in tuning(&heard.samples, &heard.score).into_iter().map(Result::unwrap) {
            let Tuned { note, median, .. } = tuned;
            let pitch = note.begins * 2.0_f64.powf(median / 1200.0);
            assert!((cents(pitch, note.begins) - median).abs() < 0.01);
            rows.push(format!(
                "| `{}` | {} | {:.2} s | {:.1} Hz | {pitch:.1} Hz | {median:+.1} |",
                heard.name, note.name, note.from, note.begins
            ));
        }
    }
    rows
}

#[test]
fn the_document_tells_what_is_measured() {
    let text = fs::read_to_string(root().join("docs/sounds.md")).unwrap();
    for rows in [facts(), contours()] {
        let table = rows.join("\n");
        assert!(text.contains(&table), "docs/sounds.md should say:\n{table}\n");
    }
    for sound in SOUNDS {
        assert!(text.contains(&format!("](sounds/{}.png)", sound.name)), "{}", sound.name);
    }
}
