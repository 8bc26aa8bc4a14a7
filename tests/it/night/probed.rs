//! What machines find out about their channels before anybody is paged.

use wail::store::Uncalled;

use super::{Night, assert_log};

/// Ana has a second channel, three minutes later; after her bo is called.
const TWO_CHANNELS: &str = r#"
fallback = "bo"
people.ana.channels = [{ use = "sound", wait = "3m" }, "desktop"]
people.bo.channels = ["sound"]
[policy.default]
steps = [{ who = "ana", wait = "10m" }, { who = "bo", wait = "10m" }]
"#;

const NO_DEVICE: &str = "no sound device";

impl Night {
    /// That person's machine finds out that a kind of channel does not work there.
    fn finds_dead(mut self, person: &str, kind: &str, why: &str) -> Self {
        let station = self.stations.get_mut(&format!("{person}/1")).unwrap();
        station.channels.retain(|channel| channel != kind);
        station.unable.insert(kind.to_owned(), why.to_owned());
        self.turn();
        self
    }

    /// It works there again, and the daemon notices.
    fn finds_alive(mut self, person: &str, kind: &str) -> Self {
        let station = self.stations.get_mut(&format!("{person}/1")).unwrap();
        station.unable.remove(kind);
        station.channels.push(kind.to_owned());
        let now = self.now;
        self.write(|tx| tx.wake_uncalled(now, Uncalled::BeingTried)).unwrap();
        self.turn();
        self
    }
}

#[test]
fn a_channel_that_is_known_to_be_dead_is_not_tried_and_the_next_is_at_once() {
    let night = Night::of(TWO_CHANNELS).finds_dead("ana", "sound", NO_DEVICE).fires().wait(9);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  sound cannot reach ana: no sound device, at ana/1
            0m  page ana by desktop, first page
        ",
    );
}

#[test]
fn somebody_whose_channels_are_all_known_to_be_dead_is_unreachable_and_the_next_is_called_at_once()
{
    let night = Night::of(TWO_CHANNELS)
        .finds_dead("ana", "sound", NO_DEVICE)
        .finds_dead("ana", "desktop", "no session bus")
        .fires()
        .wait(9);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  sound cannot reach ana: no sound device, at ana/1
            0m  desktop cannot reach ana: no session bus, at ana/1
            0m  ana cannot be reached: no channel is left that works now
            0m  page bo by sound, the step before reached nobody
        ",
    );
}

#[test]
fn a_page_that_waits_for_a_channel_found_dead_meanwhile_fails_with_the_reason() {
    let night = Night::of(TWO_CHANNELS)
        .fires()
        .wait(1)
        .finds_dead("ana", "desktop", "no session bus")
        .wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            3m  desktop cannot reach ana: no session bus, at ana/1
            3m  ana cannot be reached: no channel is left that works now
        ",
    );
}

#[test]
fn headphones_that_are_plugged_in_ring_at_once_for_what_reached_nobody() {
    let night = Night::of(TWO_CHANNELS)
        .finds_dead("ana", "sound", NO_DEVICE)
        .finds_dead("ana", "desktop", "no session bus")
        .finds_dead("bo", "sound", NO_DEVICE)
        .fires();
    let night = night.finds_alive("ana", "sound").wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  sound cannot reach ana: no sound device, at ana/1
            0m  desktop cannot reach ana: no session bus, at ana/1
            0m  ana cannot be reached: no channel is left that works now
            0m  sound cannot reach bo: no sound device, at bo/1
            0m  bo cannot be reached: no channel is left that works now
            0m  desktop cannot reach ana: no session bus, at ana/1
            0m  page ana by sound, nobody acknowledged, once more from the first step
        ",
    );
}
