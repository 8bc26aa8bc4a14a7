//! What an alarm is played by: its first choice, what takes its place, and the way back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::time::timeout;
use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::domain::page::{PageId, Sounding};
use wail::pager::sound::Loudspeaker;
use wail::pager::{News, Output, Ring};

use crate::pulse::{Pulse, pitch, runs, samples, sounding, until, wav, wav_of};
use crate::recovery::{SOON, goes_on, quiet_for, with_output, with_outputs};
use crate::sound::{page, pulse, say, seconds, siren, sound};

#[tokio::test]
async fn a_named_device_comes_before_the_default_one_and_the_default_one_in_its_place() {
    let mut pulse = pulse!();
    pulse.plug_in("kitchen");
    let named = |name: &str| Output { devices: vec![name.to_owned()], ..Output::default() };
    let (loudspeaker, _news) = with_output(pulse.starts_player(), named("kitchen"), None, None);
    pulse.listen_to("kitchen").await;
    let proof = loudspeaker.ring(siren(1)).await.unwrap();
    assert_eq!(proof, "sounding on kitchen");
    goes_on(&pulse, seconds(0.5)).await;
    loudspeaker.hush(IncidentId(1));

    let (loudspeaker, mut news) = with_output(pulse.starts_player(), named("attic"), None, None);
    pulse.listen_to("alarm").await;
    let proof = loudspeaker.ring(siren(1)).await.unwrap();
    assert!(proof.contains("plays because `attic` failed: "), "{proof}");
    goes_on(&pulse, seconds(0.5)).await;
    loudspeaker.hush(IncidentId(1));
    let receipt = receipt(&mut news).await;
    assert!(receipt.fallback.unwrap().contains("`attic` failed: "));
}

#[tokio::test]
async fn an_alarm_goes_back_to_its_first_choice_once_that_is_plugged_in_again() {
    let mut pulse = pulse!();
    pulse.plug_in("kitchen");
    let output = Output { devices: vec!["kitchen".to_owned()], ..Output::default() };
    let (loudspeaker, mut news) = with_output(pulse.starts_player(), output, None, None);
    let pitches: Vec<u16> = (1..=15).map(|step| 400 + 100 * step).collect();
    let path = pulse.folder().join("steps.wav");
    wav_of(&path, &pitches, 48_000, 1);
    let call = page(1, Severity::Critical, sound(path.to_str().unwrap()));
    assert_eq!(loudspeaker.ring(call).await.unwrap(), "sounding on kitchen");
    pulse.unplug("kitchen");
    pulse.listen(pulse.recorded(), seconds(1.0)).await;
    goes_on(&pulse, seconds(0.5)).await;
    pulse.plug_in("kitchen");
    let old = pulse.player().await;
    let from = begins_on(&mut pulse, "kitchen").await;
    let returned = returned(&mut news).await;
    assert_eq!(returned, (vec![PageId(1)], "sounding on kitchen".to_owned()));
    until(|| !runs(old)).await;
    let heard = pulse.listen(from, seconds(1.5)).await;
    let (begin, _) = sounding(&heard).unwrap();
    let at = pitch(&heard[begin + samples(seconds(0.3))..][..4800]);
    assert!(at > 700, "it goes on where it was, and not at {at} Hz");
    assert!(
        quiet_for(&heard[begin..]) <= Duration::from_millis(20),
        "{:?}",
        quiet_for(&heard[begin..])
    );
    pulse.listen_to("alarm").await;
    let start = pulse.recorded() + samples(seconds(0.3));
    assert_eq!(sounding(&pulse.listen(start, seconds(0.5)).await), None, "and only there");
    loudspeaker.hush(IncidentId(1));
    let fallback = receipt(&mut news).await.fallback.unwrap();
    let expected = "alarm plays because the sound server took it from `kitchen`, then kitchen";
    assert_eq!(fallback, expected);
}

/// Waits until something is heard on that output, which takes ten seconds and a bit: where in the
/// recording.
async fn begins_on(pulse: &mut Pulse, sink: &'static str) -> usize {
    pulse.listen_to(sink).await;
    for _ in 0..150 {
        let from = pulse.recorded();
        if sounding(&pulse.listen(from, seconds(0.1)).await).is_some() {
            return from;
        }
    }
    panic!("nothing is heard on {sink}");
}

async fn returned(news: &mut UnboundedReceiver<News>) -> (Vec<PageId>, String) {
    let returned = async {
        loop {
            if let News::Returned(pages, proof) = news.recv().await.unwrap() {
                return (pages, proof);
            }
        }
    };
    // It is tried every ten seconds.
    timeout(seconds(13.0), returned).await.expect("it is told")
}

async fn receipt(news: &mut UnboundedReceiver<News>) -> Sounding {
    let rang = async {
        loop {
            if let News::Rang(_, receipt) = news.recv().await.unwrap() {
                return receipt;
            }
        }
    };
    timeout(SOON, rang).await.expect("there is a receipt")
}

#[tokio::test]
async fn an_alarm_whose_first_choice_was_missing_moves_there_once_it_is_plugged_in() {
    let pulse = pulse!();
    let output = Output { devices: vec!["kitchen".to_owned()], ..Output::default() };
    let (loudspeaker, mut news) = with_output(pulse.starts_player(), output, None, None);
    let proof = loudspeaker.ring(siren(1)).await.unwrap();
    assert!(proof.contains("plays because `kitchen` failed: "), "{proof}");
    let on_default = pulse.player().await;
    // What it plays is heard where the other is, so one recording has both.
    pulse.control(&["load-module", "module-remap-sink", "sink_name=kitchen", "master=alarm"]);
    let start = pulse.recorded();
    pulse.listen(start, seconds(5.0)).await;
    assert!(runs(on_default), "it is not tried without pause");
    assert_eq!(returned(&mut news).await.1, "sounding on kitchen");
    until(|| !runs(on_default)).await;
    let heard = pulse.listen(start, seconds(1.0)).await;
    let gap = quiet_for(&heard);
    say(&format!("back to the first choice: {gap:?} of silence"));
    assert!(gap <= Duration::from_millis(20), "{gap:?}");
    loudspeaker.hush(IncidentId(1));
    let fallback = receipt(&mut news).await.fallback.unwrap();
    assert!(fallback.contains("plays because `kitchen` failed: "), "{fallback}");
    assert!(fallback.ends_with(", then kitchen"), "{fallback}");
}

#[tokio::test]
async fn the_next_player_plays_by_what_is_configured_by_then() {
    let pulse = pulse!();
    pulse.plug_in("kitchen");
    let devices = |names: &[&str]| Output {
        devices: names.iter().map(|name| (*name).to_owned()).collect(),
        ..Output::default()
    };
    let (change, output) = watch::channel(devices(&[]));
    let (loudspeaker, _news) = with_outputs(pulse.starts_player(), output, None, None);
    loudspeaker.ring(siren(1)).await.unwrap();
    let player = pulse.player().await;
    change.send_replace(devices(&["kitchen"]));
    kill_process(player, Signal::KILL).unwrap();
    until(|| pulse.control(&["list", "short", "sinks"]).lines().any(is_kitchen_at_work)).await;
}

fn is_kitchen_at_work(line: &str) -> bool {
    line.contains("kitchen") && line.contains("RUNNING")
}

#[tokio::test]
async fn a_program_plays_where_no_device_can_be_opened() {
    let pulse = pulse!();
    let player = pulse.starts_player_without_alsa();
    let (loudspeaker, _news) = with_output(player, Output::default(), Some("/usr/bin"), None);
    let path = wav(pulse.folder(), 700);
    let call = page(1, Severity::Critical, sound(path.to_str().unwrap()));
    let start = pulse.recorded();
    let proof = loudspeaker.ring(call).await.unwrap();
    assert!(proof.starts_with("sounding on paplay; "), "{proof}");
    assert!(proof.contains("plays because this machine has no sound device"));
    let heard = pulse.listen(start, seconds(3.5)).await;
    let (begin, end) = sounding(&heard).unwrap();
    let sound = &heard[begin..end];
    assert_eq!(pitch(&sound[samples(seconds(1.0))..][..4800]), 700);
    assert!(quiet_for(sound) <= Duration::from_millis(20), "{:?}", quiet_for(sound));
    let hushed = pulse.recorded();
    loudspeaker.hush(IncidentId(1));
    let heard = pulse.listen(hushed, seconds(1.0)).await;
    let rest = sounding(&heard).map_or(0, |(_, end)| end);
    assert!(rest < samples(seconds(0.5)), "{rest} samples after the hush");
}

/// A folder with a stand-in for `afplay`, which plays nothing but a file that is named: it writes down
/// what it was given, and does this with it.
fn afplay(pulse: &Pulse, does: &str) -> String {
    let folder = pulse.folder().join("programs");
    fs::create_dir(&folder).unwrap();
    let notes = pulse.folder().display();
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$1\" > '{notes}/named'\nstat -c %a \"$1\" > '{notes}/mode'\n{does}\n"
    );
    fs::write(folder.join("afplay"), script).unwrap();
    fs::set_permissions(folder.join("afplay"), PermissionsExt::from_mode(0o755)).unwrap();
    folder.display().to_string()
}

/// A loudspeaker that has no device and no program but that one.
fn by_afplay(pulse: &Pulse, folder: &str) -> (Loudspeaker, UnboundedReceiver<News>) {
    let start = pulse.starts_player_without_alsa();
    let path = format!("{folder}:/usr/bin:/bin");
    let player = move || {
        let mut command = start();
        command.env("PATH", &path);
        command
    };
    let folder: &'static str = folder.to_owned().leak();
    with_output(player, Output::default(), Some(folder), None)
}

/// The file that the stand-in was given last.
fn named(pulse: &Pulse) -> PathBuf {
    fs::read_to_string(pulse.folder().join("named")).unwrap().trim_end().into()
}

#[tokio::test]
async fn a_program_that_needs_a_file_is_given_a_private_one_which_is_gone_afterwards() {
    let pulse = pulse!();
    let (loudspeaker, mut news) = by_afplay(&pulse, &afplay(&pulse, "exec paplay \"$1\""));
    let tone = |pitch| sound(wav(pulse.folder(), pitch).to_str().unwrap());
    let start = pulse.recorded();
    let proof = loudspeaker.ring(page(1, Severity::Error, tone(700))).await.unwrap();
    assert!(proof.starts_with("sounding on afplay; afplay plays because "), "{proof}");
    let first = named(&pulse);
    assert_eq!(fs::read_to_string(pulse.folder().join("mode")).unwrap(), "600\n");
    let heard = pulse.listen(start, seconds(8.0)).await;
    let (begin, end) = sounding(&heard).unwrap();
    let gap = quiet_for(&heard[begin..end]);
    say(&format!("afplay: {gap:?} between two files"));
    assert!(gap < seconds(0.6), "{gap:?}");
    assert!(end - begin > samples(seconds(7.0)), "it goes on with a second file");
    assert_eq!(pitch(&heard[end - 9600..end - 4800]), 700);

    loudspeaker.ring(page(2, Severity::Critical, tone(1500))).await.unwrap();
    // A tone that says that it has become worse is heard first.
    let heard = pulse.listen(pulse.recorded(), seconds(2.5)).await;
    assert_eq!(pitch(&heard[heard.len() - 4800..]), 1500, "a graver sound does not wait");
    assert!(named(&pulse).exists());
    let player = pulse.player().await;
    (1..=2).for_each(|incident| loudspeaker.hush(IncidentId(incident)));
    until(|| !runs(player)).await;
    let start = pulse.recorded() + samples(seconds(0.4));
    assert_eq!(sounding(&pulse.listen(start, seconds(0.6)).await), None);
    assert!(!first.exists() && !named(&pulse).exists(), "{first:?}");
    let receipt = receipt(&mut news).await;
    assert!(receipt.fallback.unwrap().starts_with("afplay plays because "));
    assert!((9_000..16_000).contains(&receipt.milliseconds), "{}", receipt.milliseconds);
}

#[tokio::test]
async fn a_program_that_only_pretends_to_play_a_file_is_found_out() {
    let pulse = pulse!();
    let (loudspeaker, _news) = by_afplay(&pulse, &afplay(&pulse, "exit 0"));
    let error = loudspeaker.ring(siren(1)).await.unwrap_err().to_string();
    let reason = "`afplay` failed: `afplay` ends sooner than the sound can be heard";
    assert!(error.contains(reason), "{error}");
    loudspeaker.hush(IncidentId(1));
    assert!(!named(&pulse).exists());
}

#[tokio::test]
async fn a_sound_that_ends_is_played_from_a_file_to_its_end() {
    let pulse = pulse!();
    let (loudspeaker, _news) = by_afplay(&pulse, &afplay(&pulse, "exec paplay \"$1\""));
    let start = pulse.recorded();
    let proof = loudspeaker.prove().await.unwrap();
    assert_eq!(proof, "proof was played on afplay");
    let heard = pulse.listen(start, seconds(0.5)).await;
    let (begin, _) = sounding(&heard).expect("something is heard");
    assert_eq!(pitch(&heard[begin..begin + samples(seconds(0.2))]), 520);
    until(|| !named(&pulse).exists()).await;
}

#[tokio::test]
async fn a_player_whose_parent_is_gone_takes_its_program_and_its_file_along() {
    let pulse = pulse!();
    let folder =
        afplay(&pulse, &format!("echo $$ > '{}/afplays'; exec sleep 60", pulse.folder().display()));
    let mut command = (pulse.starts_player())();
    command.env("PATH", format!("{folder}:/usr/bin:/bin"));
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let file = pulse.folder().join("spool.wav");
    let mut input = child.stdin.take().unwrap();
    let request = serde_json::json!({
        "name": "siren", "volume": 0.8, "repeat": true, "from": 1.0, "over": 0, "gap": 0,
        "outlet": { "program": "afplay" }, "file": file,
    });
    writeln!(input, "{request}").unwrap();
    let process = pulse.folder().join("afplays");
    until(|| fs::read_to_string(&process).is_ok_and(|text| text.ends_with('\n'))).await;
    let program = Pid::from_raw(fs::read_to_string(&process).unwrap().trim().parse().unwrap());
    assert!(file.exists() && runs(program.unwrap()));
    drop(input);
    child.wait().unwrap();
    assert!(!file.exists() && !runs(program.unwrap()));
}

/// Holds a device as another program would, so that whoever opens it waits.
const HOLDS: &str = "\
import fcntl, os, signal, sys
signal.signal(signal.SIGIO, signal.SIG_IGN)
device = os.open(sys.argv[1], os.O_RDWR)
fcntl.fcntl(device, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print('held', flush=True)
sys.stdin.read()
";

#[tokio::test]
async fn a_device_that_another_program_holds_is_passed_over_in_time() {
    let pulse = pulse!();
    let home = pulse.folder().join("busy");
    fs::create_dir(&home).unwrap();
    let device = home.join("dsp");
    fs::write(&device, "").unwrap();
    let config = format!(
        "pcm.!default {{ type pulse }}\npcm.held {{ type oss device \"{}\"\n hint {{ show on description \
         \"held\" }} }}\n",
        device.display()
    );
    fs::write(home.join(".asoundrc"), config).unwrap();
    let mut holder = std::process::Command::new("python3");
    holder.args(["-c", HOLDS]).arg(&device).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut holder = holder.spawn().unwrap();
    let mut said = [0; 5];
    holder.stdout.take().unwrap().read_exact(&mut said).unwrap();
    assert_eq!(&said, b"held\n");

    let start = pulse.starts_player();
    let player = move || {
        let mut command = start();
        command.env("HOME", &home);
        command
    };
    let output = Output { devices: vec!["held".to_owned()], ..Output::default() };
    let (loudspeaker, _news) = with_output(player, output, None, None);
    let begun = Instant::now();
    let from = pulse.recorded();
    let proof = loudspeaker.ring(siren(1)).await.unwrap();
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    let reason = "plays because `held` failed: no sound came within 0.6 seconds";
    assert!(proof.contains(reason), "{proof}");
    assert!(sounding(&pulse.listen(from, seconds(0.5)).await).is_some());
    loudspeaker.hush(IncidentId(1));
    holder.kill().unwrap();
    holder.wait().unwrap();
}
