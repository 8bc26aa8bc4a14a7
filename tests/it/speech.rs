//! What rings is said in words between two rounds of the alarm, which never waits for whoever speaks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process_group};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;
use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::domain::page::PageId;
use wail::pager::sound::Loudspeaker;
use wail::pager::{Call, News, Output, Ring};

use crate::pulse::{
    Pulse, is_installed, loudness, must_be_complete, pitch, runs, samples, sounding, until, wav,
    wav_of,
};
use crate::recovery::{told, with_output};
use crate::sound::{milliseconds, page, pulse, say, seconds, sound};
use crate::world::{PATIENCE, SOUND, World};

/// The pitch of the alarm, and of words that are not spoken by anybody.
const ALARM: u16 = 440;
const WORDS: u16 = 1500;

/// A loudspeaker of which that program says what rings.
fn speaking(pulse: &Pulse, line: &[&str]) -> (Loudspeaker, UnboundedReceiver<News>) {
    let speak = line.iter().map(|&word| word.to_owned()).collect();
    let output = Output { speak, ..Output::default() };
    with_output(pulse.starts_player(), output, None, None)
}

/// A page whose alarm is one pitch, for ever.
fn alarm(pulse: &Pulse, incident: i64) -> Call {
    page(incident, Severity::Critical, sound(wav(pulse.folder(), ALARM).to_str().unwrap()))
}

/// A program that notes what it is told to say and its number, and does the rest of the script.
fn program(pulse: &Pulse, name: &str, rest: &str) -> String {
    let (folder, words) = (pulse.folder().display(), wav(pulse.folder(), WORDS));
    let path = pulse.folder().join(name);
    let server = pulse.folder().join("pulse/native");
    let script = format!(
        "#!/bin/sh\nexport PULSE_SERVER=unix:{} WORDS={}\necho $$ >> {folder}/speakers\n\
         cat >> {folder}/said\n{rest}\n",
        server.display(),
        words.display(),
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn said(pulse: &Pulse) -> Vec<String> {
    let said = fs::read_to_string(pulse.folder().join("said")).unwrap_or_default();
    said.lines().map(ToOwned::to_owned).collect()
}

/// The program that spoke last.
fn speaker(pulse: &Pulse) -> Option<Pid> {
    let speakers = fs::read_to_string(pulse.folder().join("speakers")).ok()?;
    Pid::from_raw(speakers.lines().last()?.parse().ok()?)
}

/// What is heard, a letter for each tenth of a second: the alarm loud (`A`) or soft (`a`), the words of
/// programs (`w`), silence (` `), anything else (`?`).
fn heard_as(heard: &[f32]) -> String {
    let window = |part: &[f32]| match (loudness(part)[0], pitch(part)) {
        (loud, _) if loud < 0.003 => ' ',
        (loud, ALARM) if loud < 0.1 => 'a',
        (_, ALARM) => 'A',
        (_, WORDS) => 'w',
        _ => '?',
    };
    heard.chunks_exact(samples(Duration::from_millis(100))).map(window).collect()
}

/// Listens until the tenth of a second that was recorded last is heard as this.
async fn listens_for(pulse: &Pulse, wanted: char) {
    let tenth = Duration::from_millis(100);
    let begun = Instant::now();
    while !heard_as(&pulse.listen(pulse.recorded(), tenth).await).starts_with(wanted) {
        assert!(begun.elapsed() < seconds(15.0), "`{wanted}` is not heard");
    }
}

async fn unspoken(news: &mut UnboundedReceiver<News>) -> String {
    let next = async {
        loop {
            match news.recv().await.unwrap() {
                News::Unspoken(pages, why) => return (pages, why),
                News::Inaudible(..) | News::Audible(_) => {}
                other => panic!("{other:?}"),
            }
        }
    };
    let (pages, why) = timeout(seconds(20.0), next).await.expect("it is said in time");
    assert_eq!(pages, [PageId(1)]);
    why
}

#[tokio::test]
async fn the_alarm_is_heard_then_the_words_by_espeak_and_then_the_alarm_goes_on() {
    if !is_installed("espeak-ng") {
        assert!(!must_be_complete(), "espeak-ng is not installed");
        return say("not tested: espeak-ng is not installed");
    }
    let pulse = pulse!();
    let (loudspeaker, mut news) = speaking(&pulse, &["espeak-ng"]);
    let start = pulse.recorded();
    loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
    pulse.listen(start, seconds(5.0)).await;
    let heard = pulse.listen(start, seconds(4.5)).await;
    let (first, _) = sounding(&heard).unwrap();
    let heard = heard_as(&heard[first..]);
    say(&heard);
    let words = heard.trim_matches(['A', 'a', '?']);
    let before = heard.find(words).unwrap();
    assert!((35..45).contains(&before), "two rounds of two seconds come first: {heard}");
    assert!(heard[..before].matches('A').count() > 30, "{heard}");
    let spoken = words.matches('?').count() + words.matches('w').count();
    assert!((6..30).contains(&spoken), "`critical. disk full` is said: {heard}");
    assert!(heard.ends_with("AAAAAAAAAA"), "the alarm goes on: {heard}");
    assert!(told(&mut news).is_none(), "there is nothing to tell");
}

#[tokio::test]
async fn the_next_pause_says_what_has_changed() {
    let pulse = pulse!();
    let (loudspeaker, _news) = speaking(&pulse, &[&program(&pulse, "tts", "cat \"$WORDS\"")]);
    loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
    listens_for(&pulse, 'w').await;
    assert_eq!(said(&pulse), ["critical. disk full"]);
    let call = Call { summary: "the \u{1b}[2Jdatabase is gone".to_owned(), ..alarm(&pulse, 2) };
    loudspeaker.ring(call).await.unwrap();
    until(|| said(&pulse).len() == 2).await;
    assert_eq!(said(&pulse)[1], "critical. the 2Jdatabase is gone. and one more");
    listens_for(&pulse, 'A').await;
    listens_for(&pulse, 'w').await;
    loudspeaker.hush(IncidentId(2));
    until(|| said(&pulse).len() == 3).await;
    assert_eq!(said(&pulse)[2], "critical. disk full");
}

#[tokio::test]
async fn another_player_says_the_same_words_without_their_being_made_again() {
    let pulse = pulse!();
    let (loudspeaker, _news) = speaking(&pulse, &[&program(&pulse, "tts", "cat \"$WORDS\"")]);
    loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
    listens_for(&pulse, 'w').await;
    let player = pulse.player().await;
    kill_process(player, Signal::KILL).unwrap();
    listens_for(&pulse, 'A').await;
    listens_for(&pulse, 'w').await;
    assert_eq!(said(&pulse).len(), 1);
}

#[tokio::test]
async fn an_acknowledgement_ends_the_words_of_the_player_at_once() {
    let pulse = pulse!();
    let (loudspeaker, _news) = speaking(&pulse, &[&program(&pulse, "tts", "cat \"$WORDS\"")]);
    let asked = pulse.recorded();
    loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
    listens_for(&pulse, 'w').await;
    falls_silent(&pulse, &loudspeaker, asked).await;
}

#[tokio::test]
async fn an_acknowledgement_ends_a_program_that_speaks_by_itself_at_once() {
    let pulse = pulse!();
    let path = pulse.folder().join("long.wav");
    wav_of(&path, &[WORDS; 5], 48_000, 1);
    let plays = format!("paplay --latency-msec=50 {}", path.display());
    let (loudspeaker, _news) = speaking(&pulse, &[&program(&pulse, "tts", &plays)]);
    let asked = pulse.recorded();
    loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
    listens_for(&pulse, 'w').await;
    falls_silent(&pulse, &loudspeaker, asked).await;
    let speaker = speaker(&pulse).unwrap();
    until(|| !runs(speaker)).await;
}

/// It does within half a second when it is hushed, however busy the machine is.
async fn falls_silent(pulse: &Pulse, loudspeaker: &Loudspeaker, asked: usize) {
    let hushed = pulse.recorded();
    loudspeaker.hush(IncidentId(1));
    let heard = pulse.listen(asked, seconds(1.0)).await;
    let (_, end) = sounding(&heard).unwrap();
    let after = end.saturating_sub(hushed - asked);
    say(&format!("hushed in its words to last sample {} ms", milliseconds(after)));
    assert!(after < samples(seconds(0.5)), "{} ms of sound", milliseconds(after));
}

#[tokio::test]
async fn a_program_that_speaks_by_itself_is_heard_over_a_soft_alarm_which_is_loud_again_after_it() {
    let pulse = pulse!();
    let plays = program(&pulse, "tts", "paplay --latency-msec=50 \"$WORDS\"");
    let (loudspeaker, _news) = speaking(&pulse, &[&plays]);
    let start = pulse.recorded();
    loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
    listens_for(&pulse, 'w').await;
    listens_for(&pulse, 'A').await;
    let heard = heard_as(&pulse.listen(start, seconds(1.0)).await);
    say(&heard);
    assert!(heard.contains("wwwwwwwwww") && !heard.trim().contains("  "), "{heard}");
    assert!(heard.ends_with("AAAAAAAAA"), "{heard}");
}

#[tokio::test]
async fn a_program_that_hangs_while_it_has_room_leaves_the_alarm_soft_and_is_killed_by_an_ack() {
    let pulse = pulse!();
    let (loudspeaker, _news) = speaking(&pulse, &[&program(&pulse, "tts", "sleep 1000 & wait")]);
    loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
    listens_for(&pulse, 'a').await;
    let heard = heard_as(&pulse.listen(pulse.recorded(), seconds(2.0)).await);
    assert!(heard.chars().all(|letter| letter == 'a'), "soft, and never silent: {heard}");
    let speaker = speaker(&pulse).unwrap();
    assert!(runs(speaker));
    loudspeaker.hush(IncidentId(1));
    until(|| !runs(speaker)).await;
    until(|| group_is_gone(speaker)).await;
}

#[tokio::test]
async fn who_lets_others_speak_has_the_words_as_its_last_argument_and_is_told_to_be_silent() {
    let pulse = pulse!();
    let (told, silenced) = (pulse.folder().join("told"), pulse.folder().join("silenced"));
    let rest = format!(
        "[ \"$1\" != --cancel ] || {{ touch {}; exit; }}\nprintf '%s|' \"$@\" > {}; sleep 1000",
        silenced.display(),
        told.display()
    );
    let (loudspeaker, _news) = speaking(&pulse, &[&program(&pulse, "spd-say", &rest)]);
    let summary = "--voice $(touch /tmp/x)".to_owned();
    loudspeaker.ring(Call { summary, ..alarm(&pulse, 1) }).await.unwrap();
    let words = "--wait|--volume=+60|--|critical. voice touch tmp x|";
    until(|| fs::read_to_string(&told).is_ok_and(|told| told == words)).await;
    assert!(!silenced.exists());
    loudspeaker.hush(IncidentId(1));
    until(|| silenced.exists()).await;
}

/// Whether nobody of the group is left.
fn group_is_gone(leader: Pid) -> bool {
    test_kill_process_group(leader).is_err()
}

#[tokio::test]
async fn a_program_that_hangs_over_its_file_is_killed_and_the_alarm_never_hears_of_it() {
    let pulse = pulse!();
    let (loudspeaker, mut news) =
        speaking(&pulse, &[&program(&pulse, "espeak-ng", "sleep 1000 & wait")]);
    let start = pulse.recorded();
    loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
    let why = unspoken(&mut news).await;
    assert!(why.ends_with("it was killed because it did not end within 10 s"), "{why}");
    let speaker = speaker(&pulse).unwrap();
    until(|| !runs(speaker)).await;
    until(|| group_is_gone(speaker)).await;
    let heard = heard_as(&pulse.listen(start, seconds(1.0)).await);
    let heard = heard.trim_start_matches([' ', 'a', '?']);
    // A machine that is busy may lose a tenth of a second; a pause for words is longer.
    assert!(heard.len() > 100 && heard.matches('A').count() + 3 >= heard.len(), "{heard}");
}

#[tokio::test]
async fn what_cannot_speak_is_told_once_and_the_alarm_goes_on() {
    let pulse = pulse!();
    for (line, told) in [
        (&["/nowhere/tts"][..], "`/nowhere/tts`: it is not installed"),
        (&["false"], "`false`: it failed with exit status: 1"),
        (
            &["sh", "-c", "printf RIFFxxxxxxxxxxxx"],
            "`sh`: the words that were spoken could not be decoded",
        ),
        (&["cat", "/dev/zero"], "`cat`: it writes more than fifteen seconds of sound"),
    ] {
        let (loudspeaker, mut news) = speaking(&pulse, line);
        loudspeaker.ring(alarm(&pulse, 1)).await.unwrap();
        assert_eq!(unspoken(&mut news).await, told);
        let start = pulse.recorded() + samples(seconds(0.5));
        let heard = heard_as(&pulse.listen(start, seconds(5.0)).await);
        assert!(heard.chars().all(|letter| letter == 'A'), "{told}: {heard}");
        let more: Vec<News> = std::iter::from_fn(|| news.try_recv().ok()).collect();
        assert!(!more.iter().any(|news| matches!(news, News::Unspoken(..))), "{more:?}");
        loudspeaker.hush(IncidentId(1));
    }
}

#[tokio::test]
async fn words_that_cannot_be_said_are_on_the_record_and_the_page_is_delivered() {
    let Some(pulse) = Pulse::start().await else { return };
    let missing: PathBuf = pulse.folder().join("tts");
    let speak = format!("[sounds]\nspeak = [\"{}\", \"--loud\"]\n", missing.display());
    let world = World::on(&pulse, &format!("{SOUND}{speak}"));
    let daemon = world.serve();
    daemon.fires("rings");
    crate::world::until("it is on the record", PATIENCE, || world.count("unspoken") == 1);
    assert_eq!(world.count("delivered"), 1);
    let shown = world.wail(["show", "1"]);
    let told =
        format!("sound rings for ana without words: `{}`: it is not installed", missing.display());
    assert!(shown.text().lines().any(|line| line.ends_with(&told)), "{}", shown.text());
    let warning =
        format!("^ `{}` is not installed on this machine\n  hint: install it", missing.display());
    let checked = world.wail(["config", "check"]);
    assert_eq!(checked.code, Some(0));
    assert!(checked.err.contains("config.toml:18:9\n"), "{}", checked.err);
    assert!(checked.err.contains(&warning), "{}", checked.err);
    world.wail(["ack", "--all"]);
    crate::world::until("it is silent", PATIENCE, || daemon.children().is_empty());
}
