//! An output that is muted is noticed, and undone for the alarm where that is wished.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;
use wail::domain::incident::IncidentId;
use wail::domain::page::{PageId, Sounding};
use wail::pager::{News, Output, Ring, RingError};

use crate::pulse::{Pulse, runs, samples, sounding, until};
use crate::recovery::with_output;
use crate::sound::{pulse, seconds, siren};

const WITHIN: Duration = Duration::from_secs(3);

async fn warning(news: &mut UnboundedReceiver<News>) -> String {
    match timeout(WITHIN, news.recv()).await.expect("a warning in time").unwrap() {
        News::Inaudible(pages, why) => {
            assert_eq!(pages, [PageId(1)]);
            why
        }
        other => panic!("{other:?}"),
    }
}

async fn receipt(news: &mut UnboundedReceiver<News>) -> Sounding {
    match timeout(WITHIN, news.recv()).await.expect("a receipt in time").unwrap() {
        News::Rang(_, receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

async fn proof(news: &mut UnboundedReceiver<News>) -> String {
    match timeout(WITHIN, news.recv()).await.expect("a proof in time").unwrap() {
        News::Audible(proof) => proof,
        other => panic!("{other:?}"),
    }
}

fn is_muted(pulse: &Pulse) -> bool {
    pulse.control(&["get-sink-mute", "alarm"]).contains("yes")
}

#[tokio::test]
async fn an_output_that_is_muted_is_told_of_and_stands_in_the_receipt() {
    let pulse = pulse!();
    pulse.control(&["set-sink-mute", "alarm", "1"]);
    pulse.control(&["set-sink-volume", "alarm", "40%"]);
    let (loudspeaker, mut news) = with_output(pulse.starts_player(), Output::default(), None, None);
    loudspeaker.ring(siren(1)).await.unwrap();
    assert_eq!(warning(&mut news).await, "the output `alarm` is muted");
    loudspeaker.hush(IncidentId(1));
    // No proof came before it: what rings on a muted output proves nothing.
    let receipt = receipt(&mut news).await;
    assert_eq!(
        (receipt.device.as_str(), receipt.volume, receipt.muted),
        ("alarm", Some(40), Some(true))
    );
    assert!(is_muted(&pulse), "it was not asked to change that");
}

#[tokio::test]
async fn an_output_at_nothing_is_told_of() {
    let pulse = pulse!();
    pulse.control(&["set-sink-volume", "alarm", "0"]);
    let (loudspeaker, mut news) = with_output(pulse.starts_player(), Output::default(), None, None);
    loudspeaker.ring(siren(1)).await.unwrap();
    assert_eq!(warning(&mut news).await, "the volume of the output `alarm` is at 0 %");
}

#[tokio::test]
async fn an_output_is_unmuted_for_the_alarm_and_restored_after_it() {
    let pulse = pulse!();
    pulse.control(&["set-sink-mute", "alarm", "1"]);
    pulse.control(&["set-sink-volume", "alarm", "40%", "20%"]);
    let unmute = Output { unmute: true, ..Output::default() };
    let file = pulse.folder().join("wail.unmuted");
    let (loudspeaker, mut news) =
        with_output(pulse.starts_player(), unmute, None, Some(file.clone()));
    loudspeaker.ring(siren(1)).await.unwrap();
    let warning = warning(&mut news).await;
    assert_eq!(warning, "the output `alarm` is muted; it is unmuted for the alarm");
    until(|| !is_muted(&pulse)).await;
    let remembered = file.with_file_name(format!("wail.unmuted.{}", std::process::id()));
    assert!(remembered.exists(), "a daemon that is killed finds it at its next start");
    assert!(proof(&mut news).await.starts_with("sounding on "), "now it can be heard");
    let start = pulse.recorded() + samples(seconds(0.3));
    assert!(sounding(&pulse.listen(start, seconds(0.8)).await).is_some(), "it is heard");
    loudspeaker.hush(IncidentId(1));
    let receipt = receipt(&mut news).await;
    assert_eq!((receipt.volume, receipt.muted), (Some(70), Some(false)));
    until(|| is_muted(&pulse)).await;
    until(|| {
        let volume = pulse.control(&["get-sink-volume", "alarm"]);
        volume.contains(" 40%") && volume.contains(" 20%")
    })
    .await;
    until(|| !remembered.exists()).await;
}

#[tokio::test]
async fn an_output_stays_unmuted_while_the_device_is_probed() {
    let pulse = pulse!();
    pulse.control(&["set-sink-mute", "alarm", "1"]);
    let unmute = Output { unmute: true, ..Output::default() };
    let file = pulse.folder().join("wail.unmuted");
    let (loudspeaker, mut news) =
        with_output(pulse.starts_player(), unmute, None, Some(file.clone()));
    loudspeaker.ring(siren(1)).await.unwrap();
    warning(&mut news).await;
    until(|| !is_muted(&pulse)).await;
    loudspeaker.probe().await.unwrap();
    assert!(!is_muted(&pulse), "the alarm goes on");
    let remembered = file.with_file_name(format!("wail.unmuted.{}", std::process::id()));
    assert!(remembered.exists(), "and a daemon that is killed still finds it");
}

#[tokio::test]
async fn an_output_is_restored_when_the_station_ends() {
    let pulse = pulse!();
    pulse.control(&["set-sink-mute", "alarm", "1"]);
    let unmute = Output { unmute: true, ..Output::default() };
    let (loudspeaker, mut news) = with_output(pulse.starts_player(), unmute, None, None);
    loudspeaker.ring(siren(1)).await.unwrap();
    warning(&mut news).await;
    until(|| !is_muted(&pulse)).await;
    let player = pulse.player().await;
    loudspeaker.close().await;
    assert!(is_muted(&pulse));
    until(|| !runs(player)).await;
}

#[tokio::test]
async fn what_nobody_can_have_heard_proves_nothing() {
    let pulse = pulse!();
    let (loudspeaker, mut news) = with_output(pulse.starts_player(), Output::default(), None, None);
    assert!(loudspeaker.prove().await.unwrap().starts_with("proof was played on "));
    loudspeaker.ring(siren(1)).await.unwrap();
    assert!(proof(&mut news).await.starts_with("sounding on "));
    loudspeaker.hush(IncidentId(1));
    receipt(&mut news).await;
    pulse.control(&["set-sink-mute", "alarm", "1"]);
    let muted = || RingError::Inaudible("the output `alarm` is muted".to_owned());
    assert_eq!(loudspeaker.prove().await, Err(muted()));
    assert_eq!(loudspeaker.probe().await, Ok(()), "an alarm goes out by it all the same");
    loudspeaker.ring(siren(1)).await.unwrap();
    assert_eq!(loudspeaker.prove().await, Err(muted()), "nor does an alarm there");
}

#[tokio::test]
async fn what_a_killed_daemon_unmuted_is_restored_at_the_next_start() {
    let pulse = pulse!();
    let file = pulse.folder().join("wail.unmuted");
    let left = pulse.folder().join("wail.unmuted.2147483646");
    std::fs::write(&left, "sink 40 muted alarm\n").unwrap();
    let (loudspeaker, _news) =
        with_output(pulse.starts_player(), Output::default(), None, Some(file));
    loudspeaker.probe().await.unwrap();
    assert!(is_muted(&pulse));
    assert!(pulse.control(&["get-sink-volume", "alarm"]).contains(" 40%"));
    assert!(!left.exists());
}

#[tokio::test]
async fn an_output_is_restored_once_a_server_that_was_frozen_goes_on() {
    let pulse = pulse!();
    pulse.control(&["set-sink-mute", "alarm", "1"]);
    let unmute = Output { unmute: true, ..Output::default() };
    let (loudspeaker, mut news) = with_output(pulse.starts_player(), unmute, None, None);
    loudspeaker.ring(siren(1)).await.unwrap();
    warning(&mut news).await;
    until(|| !is_muted(&pulse)).await;
    pulse.freeze();
    loudspeaker.hush(IncidentId(1));
    receipt(&mut news).await;
    // Longer than anybody waits for an answer.
    let mut passed = tokio::time::interval(seconds(1.0));
    passed.tick().await;
    passed.tick().await;
    pulse.thaw();
    until(|| is_muted(&pulse)).await;
}
