//! What `pactl` and `amixer` print, understood.

use serde_json::Value;

use super::{Level, Output};

/// Our own stream, as the sound server has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Playing {
    pub(super) number: u64,
    /// The number of the sink it is on.
    pub(super) sink: u64,
    pub(super) percent: u32,
    pub(super) is_muted: bool,
}

/// The stream with that tag among all of them.
pub(super) fn stream(text: &str, tag: &str) -> Option<Playing> {
    let streams: Value = serde_json::from_str(text).ok()?;
    let is_ours = |stream: &&Value| stream["properties"]["application.id"] == tag;
    let stream = streams.as_array()?.iter().find(is_ours)?;
    Some(Playing {
        number: stream["index"].as_u64()?,
        sink: stream["sink"].as_u64()?,
        percent: percent(stream)?,
        is_muted: stream["mute"].as_bool()?,
    })
}

/// The sink of that number among all of them.
pub(super) fn sink(text: &str, number: u64) -> Option<Level> {
    let sinks: Value = serde_json::from_str(text).ok()?;
    let sink = sinks.as_array()?.iter().find(|sink| sink["index"] == number)?;
    let percent = percent(sink)?;
    Some(Level {
        output: Output::Sink(sink["name"].as_str()?.to_owned()),
        percent,
        channels: channels(sink).unwrap_or_else(|| vec![percent]),
        is_muted: sink["mute"].as_bool()?,
        stream: None,
    })
}

/// Each of its channels, in its own order.
fn channels(of: &Value) -> Option<Vec<u32>> {
    let names = of["channel_map"].as_str()?.split(',');
    names.map(|name| number(of["volume"][name.trim()]["value_percent"].as_str()?)).collect()
}

/// The loudest of its channels.
fn percent(of: &Value) -> Option<u32> {
    let channels = of["volume"].as_object()?.values();
    let percents = channels.filter_map(|channel| number(channel["value_percent"].as_str()?));
    percents.max()
}

fn number(percent: &str) -> Option<u32> {
    percent.trim().strip_suffix('%')?.parse().ok()
}

/// A control of ALSA: `Front Left: Playback 52428 [80%] [on]`.
pub(super) fn control(text: &str, name: &str) -> Option<Level> {
    let channels = text.lines().filter(|line| line.contains("%]"));
    let words = channels.map(|line| {
        let words: Vec<&str> =
            line.split('[').skip(1).filter_map(|word| word.split(']').next()).collect();
        (words.iter().find_map(|word| number(word)), words.contains(&"off"))
    });
    let found: Vec<(Option<u32>, bool)> = words.collect();
    let channels: Vec<u32> = found.iter().filter_map(|(percent, _)| *percent).collect();
    Some(Level {
        output: Output::Control(name.to_owned()),
        percent: *channels.iter().max()?,
        channels,
        is_muted: found.iter().all(|(_, is_off)| *is_off),
        stream: None,
    })
}
