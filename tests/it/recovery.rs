//! The alarm goes on: over players that die, servers that crash or freeze, outputs that go away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::watch;
use tokio::time::timeout;
use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::domain::page::PageId;
use wail::pager::sound::Loudspeaker;
use wail::pager::{Lost, News, Output, Ring, Surroundings};

use crate::pulse::{
    Pulse, loudness, pitch, runs, samples, sounding, starts_deaf_player, until, wav, wav_of,
};
use crate::sound::{loudspeaker, page, pulse, say, seconds, siren, sound};

/// What everything may take that is promised within two seconds, on a machine that is busy.
pub(super) const SOON: Duration = Duration::from_millis(2500);

/// The next news that is no receipt and no word about the output's loudness.
async fn news(news: &mut UnboundedReceiver<News>, within: Duration) -> News {
    let next = async {
        loop {
            match news.recv().await.unwrap() {
                News::Rang(..)
                | News::Inaudible(..)
                | News::Audible(_)
                | News::Repeats(..)
                | News::Unspoken(..)
                | News::Returned(..) => {}
                news @ (News::Lost(_) | News::Regained(..)) => return news,
            }
        }
    };
    timeout(within, next).await.expect("there is news in time")
}

/// What was told so far, besides that it can be heard.
pub(super) fn told(news: &mut UnboundedReceiver<News>) -> Option<News> {
    std::iter::from_fn(|| news.try_recv().ok()).find(|news| !matches!(news, News::Audible(_)))
}

async fn loss(from: &mut UnboundedReceiver<News>, within: Duration) -> Lost {
    match news(from, within).await {
        News::Lost(lost) => lost,
        other => panic!("{other:?}"),
    }
}

async fn regained(from: &mut UnboundedReceiver<News>, within: Duration) -> String {
    match news(from, within).await {
        News::Regained(_, proof) => proof,
        other => panic!("{other:?}"),
    }
}

/// A loudspeaker that has other devices, and programs where a path is given.
pub(super) fn with_output(
    player: impl Fn() -> std::process::Command + Send + Sync + 'static,
    output: Output,
    path: Option<&'static str>,
    unmuted: Option<std::path::PathBuf>,
) -> (Loudspeaker, UnboundedReceiver<News>) {
    with_outputs(player, watch::channel(output).1, path, unmuted)
}

/// The same where what it plays by changes.
pub(super) fn with_outputs(
    player: impl Fn() -> std::process::Command + Send + Sync + 'static,
    output: watch::Receiver<Output>,
    path: Option<&'static str>,
    unmuted: Option<std::path::PathBuf>,
) -> (Loudspeaker, UnboundedReceiver<News>) {
    let (news, told) = unbounded_channel();
    let surroundings = Surroundings {
        executable: env!("CARGO_BIN_EXE_wail").into(),
        lost: unbounded_channel().0,
        news,
        variable: Arc::new(move |name| path.filter(|_| name == "PATH").map(Into::into)),
        output,
        unmuted,
    };
    (Loudspeaker::with(player, &surroundings), told)
}

/// Nothing but the alarm is heard for that long, from soon on.
pub(super) async fn goes_on(pulse: &Pulse, length: Duration) {
    let start = pulse.recorded();
    let heard = pulse.listen(start, length).await;
    assert!(loudness(&heard).iter().all(|loud| *loud > 0.02), "{:?}", loudness(&heard));
}

#[tokio::test]
async fn a_player_that_is_killed_is_replaced_and_goes_on_where_it_was() {
    let pulse = pulse!();
    let (loudspeaker, mut news) = loudspeaker(&pulse);
    let path = pulse.folder().join("steps.wav");
    wav_of(&path, &[500, 1000, 2000], 48_000, 1);
    let call = page(1, Severity::Critical, sound(path.to_str().unwrap()));
    let asked = pulse.recorded();
    loudspeaker.ring(call).await.unwrap();
    let player = pulse.player().await;
    pulse.listen(asked, seconds(1.2)).await;
    kill_process(player, Signal::KILL).unwrap();
    until(|| !runs(player)).await;
    let heard = pulse.listen(asked, seconds(3.0)).await;
    let (begin, _) = sounding(&heard).unwrap();
    let at = |from: f32| pitch(&heard[begin + samples(seconds(from))..][..4800]);
    let pitches = [at(0.5), at(3.0)];
    assert_eq!(pitches, [500, 1000], "begun anew, it would still be at its first pitch");
    assert_ne!(pulse.player().await, player);
    let gap = quiet_for(&heard[begin..]);
    say(&format!("player killed: {gap:?} of silence"));
    assert!(gap < SOON, "{gap:?}");
    assert!(told(&mut news).is_none(), "nobody else is called for so short a silence");
}

/// The longest silence in what was heard, in windows of 10 ms.
pub(super) fn quiet_for(heard: &[f32]) -> Duration {
    let window = samples(Duration::from_millis(10));
    let is_quiet = |part: &[f32]| part.iter().all(|sample| sample.abs() < 0.001);
    let (mut longest, mut now) = (0, 0);
    for part in heard.chunks_exact(window) {
        now = if is_quiet(part) { now + 10 } else { 0 };
        longest = longest.max(now);
    }
    Duration::from_millis(longest)
}

#[tokio::test]
async fn a_server_that_crashes_fails_the_page_and_the_alarm_is_heard_again_when_it_is_back() {
    let mut pulse = pulse!();
    let (loudspeaker, mut news) = loudspeaker(&pulse);
    loudspeaker.ring(siren(1)).await.unwrap();
    pulse.crash();
    let start = Instant::now();
    let lost = loss(&mut news, seconds(4.0)).await;
    say(&format!("crash to loss {} ms", start.elapsed().as_millis()));
    assert!(start.elapsed() < seconds(3.0), "{:?}", start.elapsed());
    assert_eq!(lost.pages, [PageId(1)]);
    let start = Instant::now();
    pulse.restart().await;
    let proof = regained(&mut news, SOON).await;
    say(&format!("server back to sound {} ms", start.elapsed().as_millis()));
    assert!(proof.starts_with("sounding again on "), "{proof}");
    goes_on(&pulse, seconds(1.0)).await;
    loudspeaker.hush(IncidentId(1));
}

#[tokio::test]
async fn a_server_that_crashes_and_comes_back_at_once_loses_nothing() {
    let mut pulse = pulse!();
    let (loudspeaker, mut news) = loudspeaker(&pulse);
    loudspeaker.ring(siren(1)).await.unwrap();
    pulse.crash();
    pulse.restart().await;
    let start = pulse.recorded() + samples(seconds(1.5));
    let heard = pulse.listen(start, seconds(2.5)).await;
    assert!(loudness(&heard).iter().all(|loud| *loud > 0.02), "{:?}", loudness(&heard));
    assert!(told(&mut news).is_none());
}

#[tokio::test]
async fn a_server_that_freezes_fails_the_page_and_the_alarm_is_heard_again_when_it_goes_on() {
    let pulse = pulse!();
    let (loudspeaker, mut news) = loudspeaker(&pulse);
    loudspeaker.ring(siren(1)).await.unwrap();
    let player = pulse.player().await;
    pulse.freeze();
    let start = Instant::now();
    until(|| !runs(player)).await;
    say(&format!("freeze to the blocked player's end {} ms", start.elapsed().as_millis()));
    loss(&mut news, seconds(4.0)).await;
    assert!(start.elapsed() < seconds(3.5), "{:?}", start.elapsed());
    pulse.thaw();
    let start = Instant::now();
    regained(&mut news, seconds(3.0)).await;
    say(&format!("thaw to sound {} ms", start.elapsed().as_millis()));
    goes_on(&pulse, seconds(1.0)).await;
}

#[tokio::test]
async fn a_page_that_failed_on_a_frozen_server_is_heard_when_it_goes_on() {
    let pulse = pulse!();
    let (loudspeaker, mut news) = loudspeaker(&pulse);
    pulse.freeze();
    let start = Instant::now();
    let (one, two) = tokio::join!(loudspeaker.ring(siren(1)), loudspeaker.ring(siren(2)));
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    let error = one.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no sound came within 2 seconds, the sound server does not answer"
    );
    assert_eq!(two.unwrap_err(), error, "a page that waited for the same alarm fails with it");
    pulse.thaw();
    regained(&mut news, seconds(3.0)).await;
    let proof = loudspeaker.ring(siren(3)).await.unwrap();
    assert!(proof.starts_with("sounding on "), "{proof}");
    let player = pulse.player().await;
    (1..=3).for_each(|incident| loudspeaker.hush(IncidentId(incident)));
    until(|| !runs(player)).await;
}

#[tokio::test]
async fn a_hush_ends_the_trying() {
    let pulse = pulse!();
    let (loudspeaker, mut news) = loudspeaker(&pulse);
    pulse.freeze();
    loudspeaker.ring(siren(1)).await.unwrap_err();
    loudspeaker.hush(IncidentId(1));
    let player = pulse.player().await;
    until(|| !runs(player)).await;
    pulse.thaw();
    let start = pulse.recorded() + samples(seconds(0.3));
    assert_eq!(sounding(&pulse.listen(start, seconds(1.5)).await), None);
    assert!(news.try_recv().is_err(), "what was never heard has no receipt");
}

#[tokio::test]
async fn an_output_that_is_unplugged_is_replaced_by_the_new_default_one() {
    let mut pulse = pulse!();
    let (loudspeaker, mut news) = loudspeaker(&pulse);
    pulse.plug_in("kitchen");
    loudspeaker.ring(siren(1)).await.unwrap();
    pulse.unplug("alarm");
    let start = Instant::now();
    pulse.listen_to("kitchen").await;
    let from = pulse.recorded();
    until(|| pulse.recorded() >= from + samples(seconds(0.2))).await;
    let heard = pulse.listen(from, seconds(2.0)).await;
    let (begin, _) = sounding(&heard).expect("it is heard on the other output");
    say(&format!("unplugged to sound, at most {} ms", start.elapsed().as_millis()));
    assert!(begin < samples(SOON), "{begin}");
    assert!(told(&mut news).is_none(), "nothing was lost");
}

#[tokio::test]
async fn the_alarm_follows_the_default_output() {
    let mut pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    pulse.plug_in("kitchen");
    loudspeaker.ring(siren(1)).await.unwrap();
    pulse.control(&["set-default-sink", "kitchen"]);
    pulse.listen_to("kitchen").await;
    let start = pulse.recorded() + samples(seconds(1.5));
    let heard = pulse.listen(start, seconds(2.0)).await;
    assert!(loudness(&heard).iter().all(|loud| *loud > 0.02), "{:?}", loudness(&heard));
}

#[tokio::test]
async fn fifty_pages_at_once_are_one_alarm_without_a_gap() {
    let pulse = pulse!();
    let (loudspeaker, _news) = loudspeaker(&pulse);
    let path = wav(pulse.folder(), 700);
    let start = pulse.recorded();
    let rings = (1..=50).map(|incident| {
        loudspeaker.ring(page(incident, Severity::Critical, sound(path.to_str().unwrap())))
    });
    let mut players = BTreeSet::new();
    for ring in rings.collect::<Vec<_>>() {
        ring.await.unwrap();
        players.insert(pulse.player().await.to_string());
    }
    assert_eq!(players.len(), 1);
    let heard = pulse.listen(start, seconds(5.0)).await;
    let (begin, end) = sounding(&heard).unwrap();
    let gap = quiet_for(&heard[begin..end]);
    say(&format!("fifty pages: the longest gap is {gap:?}"));
    assert!(gap <= Duration::from_millis(20), "{gap:?}");
    assert!(heard.iter().all(|sample| sample.abs() < 0.999), "it clips");
}

#[tokio::test]
async fn what_alsa_alone_plays_is_the_sound_that_was_asked_for() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out.wav");
    let config = format!(
        "pcm.!default {{ type plug\n slave.pcm {{ type file slave.pcm \"null\" file \"{}\" format \
         \"wav\" }}\n slave.format S16_LE slave.rate 48000 slave.channels 1 }}\n",
        out.display()
    );
    fs::write(folder.path().join(".asoundrc"), config).unwrap();
    let home = folder.path().to_owned();
    let start = starts_deaf_player(home.clone());
    let player = move || {
        let mut command = start();
        command.env_remove("ALSA_CONFIG_PATH").env("HOME", &home);
        command
    };
    let (loudspeaker, _news) = with_output(player, Output::default(), None, None);
    let path = wav(folder.path(), 700);
    let call = page(1, Severity::Critical, sound(path.to_str().unwrap()));
    loudspeaker.ring(call).await.unwrap();
    // Half a second of it is enough to know it by.
    until(|| fs::metadata(&out).is_ok_and(|file| file.len() > 44 + 2 * 24_000)).await;
    loudspeaker.hush(IncidentId(1));
    let bytes = fs::read(out).unwrap();
    let sample = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
    let heard: Vec<f32> = bytes[44..].chunks_exact(2).take(48_000).map(sample).collect();
    let (begin, _) = sounding(&heard).unwrap();
    assert_eq!(pitch(&heard[begin..begin + 4800]), 700);
}

#[tokio::test]
async fn files_of_every_bad_kind_are_heard_or_replaced_by_the_siren_with_a_word_about_it() {
    let pulse = pulse!();
    let folder = pulse.folder();
    let at = |name: &str| folder.join(name);
    wav_of(&at("eight.wav"), &[700], 48_000, 8);
    wav_of(&at("fast.wav"), &[700], 192_000, 1);
    wav_of(&at("whole.wav"), &[700], 48_000, 1);
    let whole = fs::read(at("whole.wav")).unwrap();
    fs::write(at("cut.wav"), &whole[..60_001]).unwrap();
    fs::write(at("head.wav"), &whole[..20]).unwrap();
    fs::write(at("empty.wav"), "").unwrap();
    fs::write(at("text.wav"), "not a sound at all").unwrap();
    // Two hours; what is not written of a file takes no room on the disk.
    let long = fs::File::create(at("long.wav")).unwrap();
    let length = 2 * 3600 * 48_000 * 2_u32;
    let mut header = whole[..44].to_vec();
    header[4..8].copy_from_slice(&(length + 36).to_le_bytes());
    header[40..44].copy_from_slice(&length.to_le_bytes());
    std::io::Write::write_all(&mut &long, &[&header[..], &whole[44..]].concat()).unwrap();
    long.set_len(u64::from(length) + 44).unwrap();

    for (name, replaced) in [
        ("eight.wav", false),
        ("fast.wav", false),
        ("cut.wav", false),
        ("long.wav", false),
        ("head.wav", true),
        ("empty.wav", true),
        ("text.wav", true),
        ("not-there.wav", true),
    ] {
        let (loudspeaker, _news) = loudspeaker(&pulse);
        let start = pulse.recorded();
        let call = page(1, Severity::Critical, sound(at(name).to_str().unwrap()));
        let proof = loudspeaker.ring(call).await.unwrap();
        assert_eq!(proof.ends_with("playing the siren"), replaced, "{proof}");
        let heard = pulse.listen(start, seconds(0.4)).await;
        let (begin, _) = sounding(&heard).expect(name);
        if !replaced {
            assert_eq!(pitch(&heard[begin + 480..begin + 5280]), 700, "{name}");
        }
        loudspeaker.hush(IncidentId(1));
        // What is still in the server's buffer is not the next one's.
        let silence = pulse.recorded() + samples(seconds(0.3));
        until(|| pulse.recorded() >= silence).await;
    }
}
