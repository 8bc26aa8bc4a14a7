//! What the programs print, as they printed it; and what is remembered of it.

use tempfile::TempDir;

use super::*;

/// As printed by `pactl` 16.1, shortened.
const STREAMS: &str = r#"[{"index":3,"sink":0,"mute":false,"volume":{"mono":{"value":65536,
    "value_percent":"100%"}},"properties":{"application.id":"org.example.Player"}},
    {"index":4,"sink":1,"mute":true,"volume":{"mono":{"value":0,"value_percent":"0%"}},
    "properties":{"application.id":"wail.77"}}]"#;
const SINKS: &str = r#"[{"index":0,"name":"desk","mute":false,"volume":{}},
    {"index":1,"name":"kitchen","mute":true,"channel_map":"front-right,front-left","volume":{
    "front-left":{"value":26214,"value_percent":"40%"},
    "front-right":{"value":19661,"value_percent":"30%"}}}]"#;

fn level(percent: u32, is_muted: bool) -> Level {
    let output = Output::Sink("kitchen".to_owned());
    Level { output, percent, channels: vec![percent], is_muted, stream: None }
}

#[test]
fn our_stream_is_found_by_its_tag_and_its_sink_by_its_number() {
    let stream = words::stream(STREAMS, "wail.77").unwrap();
    assert_eq!((stream.number, stream.sink, stream.percent, stream.is_muted), (4, 1, 0, true));
    let each = Level { channels: vec![30, 40], ..level(40, true) };
    assert_eq!(words::sink(SINKS, stream.sink), Some(each), "in the order of its channels");
    assert_eq!(words::stream(STREAMS, "wail.7"), None);
    assert_eq!(words::stream("Connection failure", "wail.77"), None);
}

#[test]
fn a_control_of_alsa_is_muted_when_all_its_channels_are() {
    let text = |left: &str, right: &str| {
        format!(
            "Simple mixer control 'Master',0\n  Capabilities: pvolume pswitch\n  Limits: Playback 0 \
             - 65536\n  Front Left: Playback 52428 {left}\n  Front Right: Playback 52428 {right}\n"
        )
    };
    let read = |left, right| {
        let level = words::control(&text(left, right), "Master").unwrap();
        (level.percent, level.channels, level.is_muted)
    };
    assert_eq!(read("[80%] [on]", "[80%] [on]"), (80, vec![80, 80], false));
    assert_eq!(read("[80%] [-20.00dB] [off]", "[40%] [off]"), (80, vec![80, 40], true));
    assert_eq!(read("[0%] [off]", "[40%] [on]"), (40, vec![0, 40], false));
    assert_eq!(words::control("amixer: Unable to find simple control", "Master"), None);
}

#[test]
fn what_cannot_be_heard_is_said_in_words() {
    assert_eq!(level(80, false).fault(), None);
    assert_eq!(level(80, true).fault().unwrap(), "the output `kitchen` is muted");
    assert_eq!(level(0, false).fault().unwrap(), "the volume of the output `kitchen` is at 0 %");
    let stream = Some(Stream { number: 4 });
    let fault = Level { stream, ..level(80, false) }.fault().unwrap();
    assert_eq!(fault, "the sound server keeps wail muted on the output `kitchen`");
}

#[test]
fn what_a_process_left_behind_is_found_once_it_is_gone() {
    let folder = TempDir::new().unwrap();
    let files = folder.path().join("wail.unmuted");
    let alive = std::os::unix::process::parent_id();
    std::fs::write(folder.path().join(format!("wail.unmuted.{alive}")), "sink 1 muted x\n")
        .unwrap();
    std::fs::write(folder.path().join("wail.unmuted.2147483646"), "sink 40 muted kitchen\n?\n")
        .unwrap();
    let mut memory = Memory::new(Some(files.clone()));
    let left = memory.of_others();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].1, [level(40, true)]);

    let before = Level { channels: vec![30, 10], ..level(30, true) };
    memory.keep(&before);
    memory.keep(&level(70, false));
    assert_eq!(
        memory.levels(),
        std::slice::from_ref(&before),
        "how it was before anything was changed"
    );
    assert_eq!(memory.of_others().len(), 1, "its own alarm is not over");
    let later = Memory::new(Some(files));
    let found = later.of_others();
    assert_eq!(found.len(), 2, "a later process of this number finds it");
    assert!(
        found.iter().any(|(_, levels)| levels.first() == Some(&before)),
        "each channel: {found:?}"
    );
    memory.forget();
    assert_eq!(memory.of_others().len(), 1);
}
