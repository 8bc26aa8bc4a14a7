//! The alarm, heard: it sounds, repeats, falls silent when hushed, and never fails in silence.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::domain::name::{ChannelName, PersonId};
use wail::domain::page::PageId;
use wail::pager::sound::library::SOUNDS;
use wail::pager::sound::{Loudspeaker, play_once_by, player};
use wail::pager::{Call, News, Ramp, Ring, Sound};

use crate::pulse::{
    Pulse, loudness, pitch, runs, samples, sounding, starts_deaf_player, until, wav,
};

use crate::recovery::told;

/// Begins a test that listens; ends it where that cannot be done.
macro_rules! pulse {
    () => {
        match Pulse::start().await {
            Some(pulse) => pulse,
            None => return,
        }
    };
}

pub(super) use pulse;

pub(super) fn sound(name: impl Into<String>) -> Sound {
    Sound::new(name, 0.8)
}

/// A page of an incident; the page has the incident's number.
pub(super) fn page(incident: i64, severity: Severity, sound: Sound) -> Call {
    Call {
        page: PageId(incident),
        incident: IncidentId(incident),
        person: PersonId::from("ana"),
        channel: ChannelName::from("loud"),
        severity,
        summary: "disk full".to_owned(),
        labels: BTreeMap::new(),
        source: "alertmanager".to_owned(),
        reason: "first page".to_owned(),
        seen: None,
        sound,
        command: None,
        push: None,
        ack: None,
    }
}

pub(super) fn siren(incident: i64) -> Call {
    page(incident, Severity::Critical, sound("siren"))
}

pub(super) fn loudspeaker(pulse: &Pulse) -> (Loudspeaker, UnboundedReceiver<News>) {
    let (report, news) = unbounded_channel();
    (Loudspeaker::new(pulse.starts_player(), report), news)
}

pub(super) fn seconds(count: f32) -> Duration {
    Duration::from_secs_f32(count)
}

#[tokio::test]
async fn the_siren_is_heard_and_repeats() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    let start = pulse.recorded();
    let proof = loudspeaker.ring(siren(1)).await.unwrap();
    assert!(proof.starts_with("sounding on "), "{proof}");
    let heard = pulse.listen(start, seconds(6.5)).await;
    let (first, _) = sounding(&heard).expect("something is heard");
    let sound = &heard[first..];
    let part = |from: f32| &sound[samples(seconds(from))..samples(seconds(from + 0.1))];

    assert!(loudness(sound).iter().all(|loud| *loud > 0.05), "{:?}", loudness(sound));
    assert!(loudness(part(1.2))[0] > 1.5 * loudness(part(0.0))[0], "it begins softer");
    let pitches = [0.5, 1.5, 2.5, 4.5, 5.5].map(|from| pitch(part(from)));
    assert!(pitches[0] < pitches[1] && pitches[1] < pitches[2], "{pitches:?}");
    assert!(pitches[0].abs_diff(pitches[3]) <= 20, "{pitches:?}");
    assert!(pitches[1].abs_diff(pitches[4]) <= 20, "{pitches:?}");
}

#[tokio::test]
async fn each_built_in_sound_is_heard_as_it_was_recorded() {
    let pulse = pulse!();
    for built_in in SOUNDS {
        let (loudspeaker, _news) = loudspeaker(&pulse);
        let from = pulse.recorded();
        let call = page(1, Severity::Error, Sound { ramp: FLAT, ..sound(built_in.name) });
        let proof = loudspeaker.ring(call).await.unwrap();
        assert!(!proof.contains("siren"), "{proof}");
        let heard = pulse.listen(from, seconds(0.7)).await;
        loudspeaker.hush(IncidentId(1));
        let recorded = built_in.wave();
        let begin = |samples: &[f32]| samples.iter().position(|sample| sample.abs() > 0.01);
        let heard = &heard[begin(&heard).expect(built_in.name)..];
        let recorded = &recorded[begin(&recorded).unwrap()..];
        let length = samples(seconds(0.2)).min(recorded.len());
        let likeness = likeness(&heard[..length], &recorded[..length]);
        say(&format!("{}: {likeness:.3} alike", built_in.name));
        assert!(likeness > 0.95, "{}: {likeness}", built_in.name);
        let clips = heard.iter().filter(|sample| sample.abs() > 0.999).count();
        assert_eq!(clips, 0, "{}", built_in.name);
        // What is still in the server's buffer is not the next one's.
        let silence = pulse.recorded() + samples(seconds(0.3));
        until(|| pulse.recorded() >= silence).await;
    }
}

/// At its full loudness from the first sample on.
const FLAT: Ramp = Ramp { from: 1.0, over: Duration::ZERO };

/// How alike two sounds are, 1.0 being the same but for their loudness, where they fit best within a few
/// samples.
fn likeness(heard: &[f32], recorded: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let fits = (0..50).map(|shift| {
        let (later, sooner) = (&heard[shift..], &recorded[shift..]);
        let fit = |a: &[f32], b: &[f32]| product(a, b) / (product(a, a) * product(b, b)).sqrt();
        fit(later, recorded).max(fit(heard, sooner))
    });
    fits.fold(0.0, f32::max)
}

#[tokio::test]
async fn a_hush_is_followed_by_silence() {
    let pulse = pulse!();
    let (loudspeaker, mut news) = loudspeaker(&pulse);
    let asked = pulse.recorded();
    let start = Instant::now();
    loudspeaker.ring(siren(1)).await.unwrap();
    say(&format!("asked to proof {} ms", start.elapsed().as_millis()));
    let player = pulse.player().await;
    pulse.listen(asked, seconds(0.5)).await;
    let hushed = pulse.recorded();
    loudspeaker.hush(IncidentId(1));
    let heard = pulse.listen(asked, seconds(1.0)).await;
    let (begin, end) = sounding(&heard).expect("something is heard");
    say(&format!("asked to first sample {} ms", milliseconds(begin)));
    let silent = end.saturating_sub(hushed - asked);
    say(&format!("hushed to last sample {} ms", milliseconds(silent)));
    assert!(silent < samples(seconds(0.5)), "{} ms of sound", milliseconds(silent));
    until(|| !runs(player)).await;
    let Some(News::Rang(pages, receipt)) = told(&mut news) else { panic!("there is a receipt") };
    assert_eq!(pages, [PageId(1)]);
    assert_eq!((receipt.sound.as_str(), receipt.fallback), ("siren", None));
    assert!((200..2000).contains(&receipt.milliseconds), "{}", receipt.milliseconds);
    assert!(told(&mut news).is_none(), "nothing is lost by a hush");
}

#[tokio::test]
async fn the_alarm_goes_on_until_the_last_incident_is_hushed() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    let (one, two) = tokio::join!(loudspeaker.ring(siren(1)), loudspeaker.ring(siren(2)));
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    loudspeaker.hush(IncidentId(1));
    loudspeaker.hush(IncidentId(1));
    let start = pulse.recorded() + samples(seconds(0.2));
    let heard = pulse.listen(start, seconds(0.8)).await;
    assert!(loudness(&heard).iter().all(|loud| *loud > 0.05), "{:?}", loudness(&heard));
    loudspeaker.hush(IncidentId(2));
    let start = pulse.recorded() + samples(seconds(0.4));
    assert_eq!(sounding(&pulse.listen(start, seconds(0.8)).await), None);
}

#[tokio::test]
async fn a_graver_page_changes_the_sound_and_a_lesser_one_does_not() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    let tone = |pitch| sound(wav(pulse.folder(), pitch).to_str().unwrap());
    let mut pitches = Vec::new();
    for (incident, severity, pitched) in [
        (1, Severity::Error, 1000),
        (2, Severity::Critical, 2000),
        (3, Severity::Warning, 500),
        (4, Severity::Critical, 500),
    ] {
        let proof = loudspeaker.ring(page(incident, severity, tone(pitched))).await.unwrap();
        assert!(!proof.contains("siren"), "{proof}");
        // A tone that says that it has become worse is heard first.
        let heard = pulse.listen(pulse.recorded(), seconds(2.4)).await;
        pitches.push(pitch(&heard[heard.len() - 4800..]));
    }
    assert_eq!(pitches, [1000, 2000, 2000, 2000]);
}

#[tokio::test]
async fn another_incident_is_heard_in_the_midst_of_an_alarm_which_goes_on() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    let tone = sound(wav(pulse.folder(), 440).to_str().unwrap());
    loudspeaker.ring(page(1, Severity::Error, tone.clone())).await.unwrap();
    let start = pulse.recorded() + samples(seconds(1.0));
    let before = pulse.listen(start, seconds(3.5)).await;
    let is_other = |window: &[f32]| pitch(window) != 440;
    assert!(!before.chunks_exact(4800).any(is_other), "nothing else is heard");
    let start = pulse.recorded();
    loudspeaker.ring(page(2, Severity::Error, tone.clone())).await.unwrap();
    loudspeaker.ring(page(3, Severity::Error, tone)).await.unwrap();
    let after = pulse.listen(start, seconds(2.5)).await;
    let others = after.chunks_exact(4800).filter(|window| is_other(window)).count();
    assert!((1..10).contains(&others), "one short tone, not two: {others}");
    assert_eq!(pitch(&after[after.len() - 4800..]), 440, "the alarm goes on");
}

#[tokio::test]
async fn a_ramp_grows_and_a_gap_is_silent() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    let mut tone = sound(wav(pulse.folder(), 440).to_str().unwrap());
    tone.ramp = Ramp { from: 0.1, over: seconds(1.6) };
    tone.gap = seconds(0.5);
    let start = pulse.recorded();
    loudspeaker.ring(page(1, Severity::Error, tone)).await.unwrap();
    let heard = pulse.listen(start, seconds(5.0)).await;
    let (first, _) = sounding(&heard).unwrap();
    let levels = loudness(&heard[first..]);
    assert!(
        levels[2] < levels[6] && levels[6] < levels[10] && levels[10] < levels[14],
        "{levels:?}"
    );
    assert!(levels[14] > 4.0 * levels[0], "{levels:?}");
    assert!(levels[21..24].iter().all(|level| *level < 0.001), "the gap: {levels:?}");
    assert!(levels[27] > 0.1, "it begins again, at full loudness: {levels:?}");
}

#[tokio::test]
async fn a_file_that_is_no_sound_is_replaced_by_the_siren() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    let path = pulse.folder().join("song.mp3");
    fs::write(&path, "not a song").unwrap();
    let start = pulse.recorded();
    let call = page(1, Severity::Error, sound(path.to_str().unwrap()));
    let proof = loudspeaker.ring(call).await.unwrap();
    assert!(proof.ends_with("song.mp3 could not be decoded, playing the siren"), "{proof}");
    assert!(sounding(&pulse.listen(start, seconds(0.5)).await).is_some());
}

#[tokio::test]
async fn a_hundred_thousand_pages_share_one_alarm() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    loudspeaker.ring(siren(0)).await.unwrap();
    let player = pulse.player().await;
    let start = Instant::now();
    for incident in 1..=100_000 {
        loudspeaker.ring(siren(incident)).await.unwrap();
    }
    say(&format!("100,000 pages joined in {} ms", start.elapsed().as_millis()));
    assert_eq!(pulse.player().await, player, "no other player was started");
    let start = Instant::now();
    for incident in 0..100_000 {
        loudspeaker.hush(IncidentId(incident));
    }
    say(&format!("100,000 incidents hushed in {} ms", start.elapsed().as_millis()));
    assert!(runs(player), "one incident is left");
    loudspeaker.hush(IncidentId(100_000));
    until(|| !runs(player)).await;
}

#[tokio::test]
async fn a_hush_before_the_first_sample_ends_the_wait() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    pulse.freeze();
    let hush = async {
        let player = pulse.player().await;
        loudspeaker.hush(IncidentId(1));
        player
    };
    let (ring, player) = tokio::join!(loudspeaker.ring(siren(1)), hush);
    assert_eq!(ring.unwrap_err().to_string(), "it was hushed before it sounded");
    until(|| !runs(player)).await;
}

#[tokio::test]
async fn a_player_whose_parent_is_gone_ends_even_on_a_frozen_server() {
    let pulse = pulse!();
    pulse.freeze();
    let mut command = (pulse.starts_player())();
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let request = r#"{"name":"siren","volume":0.8,"repeat":true,"from":0.4,"over":1000,"gap":0}"#;
    writeln!(input, "{request}").unwrap();
    let player = pulse.player().await;
    // It has understood, and its thread for the device is there, which nobody answers.
    until(|| threads(player).iter().any(|thread| thread == "device")).await;
    assert!(runs(player));
    drop(input);
    until(|| !runs(player)).await;
    child.wait().unwrap();
}

/// The names of the threads of a process.
fn threads(process: rustix::process::Pid) -> Vec<String> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let name = |task: fs::DirEntry| fs::read_to_string(task.path().join("comm")).ok();
    tasks.filter_map(name).map(|name| name.trim_end().to_owned()).collect()
}

#[test]
fn a_player_that_does_not_understand_says_so() {
    let mut said = Vec::new();
    let request = r#"{"name":"siren","volume":0.8,"repeat":true}"#;
    let error = player::run(request.as_bytes(), &mut said).unwrap_err();
    assert!(error.starts_with("the player did not understand (missing field `from`"), "{error}");
    assert_eq!(String::from_utf8(said).unwrap(), format!("failed {error}\n"));
}

#[tokio::test]
async fn without_any_sound_the_page_fails_soon() {
    let folder = TempDir::new().unwrap();
    let (report, _news) = unbounded_channel();
    let loudspeaker = Loudspeaker::new(starts_deaf_player(folder.path().to_owned()), report);
    let start = Instant::now();
    let error = loudspeaker.ring(siren(1)).await.unwrap_err();
    assert!(start.elapsed() < seconds(2.5), "{:?}", start.elapsed());
    assert_eq!(
        error.to_string(),
        "this machine has no sound device, or its sound server does not run"
    );
}

#[tokio::test]
async fn a_player_that_is_not_there_fails_the_page() {
    let (report, _news) = unbounded_channel();
    let nowhere = || std::process::Command::new("/nowhere/wail");
    let error = Loudspeaker::new(nowhere, report).ring(siren(1)).await.unwrap_err();
    assert!(
        error.to_string().starts_with("the player could not be started (No such file"),
        "{error}"
    );
    let error = play_once_by(nowhere, &sound("proof")).await.unwrap_err();
    assert!(
        error.to_string().starts_with("the player could not be started (No such file"),
        "{error}"
    );
}

#[tokio::test]
async fn a_sound_that_is_played_once_ends_and_is_receipted() {
    let pulse = pulse!();
    let start = pulse.recorded();
    let receipt = play_once_by(pulse.starts_player(), &sound("proof")).await.unwrap();
    assert_eq!((receipt.sound.as_str(), receipt.note), ("proof", None));
    assert!((0.7..1.0).contains(&receipt.seconds), "{}", receipt.seconds);
    assert!(!receipt.device.is_empty());
    let heard = pulse.listen(start, seconds(0.5)).await;
    let (begin, end) = sounding(&heard).expect("something is heard");
    assert!(end - begin < samples(seconds(0.8)), "{} ms", milliseconds(end - begin));
    let strike = &heard[begin..begin + samples(seconds(0.2))];
    assert_eq!(pitch(strike), 520);
}

pub(super) fn milliseconds(count: usize) -> usize {
    count / samples(Duration::from_millis(1))
}

/// Puts a measurement where `--nocapture` shows it.
#[expect(clippy::print_stderr, reason = "a measurement for whoever runs the test")]
pub(super) fn say(measurement: &str) {
    eprintln!("{measurement}");
}

#[tokio::test]
async fn what_is_over_by_its_source_ends_with_a_soft_falling_tone_and_an_ack_with_silence() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    let tone = sound(wav(pulse.folder(), 440).to_str().unwrap());
    for (incident, is_over) in [(1, false), (2, true)] {
        loudspeaker.ring(page(incident, Severity::Error, tone.clone())).await.unwrap();
        pulse.listen(pulse.recorded(), seconds(0.6)).await;
        if is_over {
            loudspeaker.over(IncidentId(incident));
        }
        loudspeaker.hush(IncidentId(incident));
        let start = pulse.recorded() + samples(seconds(0.3));
        let heard = pulse.listen(start, seconds(2.8)).await;
        let loudest = loudness(&heard).into_iter().fold(0.0, f32::max);
        assert_eq!(loudest > 0.003, is_over, "{incident}: {loudest}");
        assert!(loudest < 0.2, "softly: {loudest}");
        assert_eq!(loudness(&heard).last().map(|level| *level < 0.003), Some(true));
    }
}
