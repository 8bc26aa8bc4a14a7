//! Whether what plays can be heard: how loud its output is and whether it is muted, asked of the system's
//! own programs; and an output that is unmuted for an alarm, and restored after it.

mod memory;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use self::memory::Memory;
use crate::domain::text::plain;

/// How long a program may take to answer: the sound server may be frozen.
const LIMIT: Duration = Duration::from_millis(200);

/// How loud an output is made at least, in percent, where it may be.
const FLOOR: u32 = 70;

/// The controls of ALSA that may keep everything quiet.
const CONTROLS: [&str; 3] = ["Master", "PCM", "Speaker"];

/// How loud an output is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Level {
    /// Who keeps it, and by which name.
    pub(super) output: Output,
    /// The loudness of its loudest channel in percent.
    pub(super) percent: u32,
    /// The loudness of each of its channels, in the output's own order.
    pub(super) channels: Vec<u32>,
    /// Whether it is muted.
    pub(super) is_muted: bool,
    /// What keeps our own stream from being heard there, if anything does.
    pub(super) stream: Option<Stream>,
}

/// An output, as whoever keeps it calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// A sink of PulseAudio, or of `PipeWire` in its place.
    Sink(String),
    /// A control of ALSA's mixer.
    Control(String),
}

/// Our own stream, where it is muted or at nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stream {
    number: u64,
}

impl Output {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Sink(name) | Self::Control(name) => name,
        }
    }
}

impl Level {
    /// Why it cannot be heard, in words.
    pub(super) fn fault(&self) -> Option<String> {
        let name = plain(self.output.name()).into_owned();
        match () {
            () if self.is_muted => Some(format!("the output `{name}` is muted")),
            () if self.percent == 0 => Some(format!("the volume of the output `{name}` is at 0 %")),
            () if self.stream.is_some() => {
                Some(format!("the sound server keeps wail muted on the output `{name}`"))
            }
            () => None,
        }
    }
}

/// The system's mixer, as far as it can be asked.
#[derive(Debug)]
pub(super) struct Mixer {
    environment: Vec<(OsString, Option<OsString>)>,
    /// What was unmuted and is to be as it was. One look or change at a time.
    undone: Mutex<Memory>,
}

impl Mixer {
    /// The mixer of whatever that player plays by; what is unmuted is remembered in files that begin
    /// with `memory`.
    pub(super) fn of(player: &Command, memory: Option<PathBuf>) -> Self {
        let owned = |(name, value): (&std::ffi::OsStr, Option<&std::ffi::OsStr>)| {
            (name.to_owned(), value.map(ToOwned::to_owned))
        };
        Self {
            environment: player.get_envs().map(owned).collect(),
            undone: Mutex::new(Memory::new(memory)),
        }
    }

    /// How loud the output is that our stream is on; nothing where nobody tells.
    pub(super) async fn look(&self) -> Option<Level> {
        let _one_at_a_time = self.undone.lock().await;
        if let Some(streams) = self.ask("pactl", &["--format=json", "list", "sink-inputs"]).await
            && let Some(stream) = words::stream(&streams, &tag())
        {
            let sinks = self.ask("pactl", &["--format=json", "list", "sinks"]).await?;
            let level = words::sink(&sinks, stream.sink)?;
            let is_silent = stream.is_muted || stream.percent == 0;
            let stream = is_silent.then_some(Stream { number: stream.number });
            return Some(Level { stream, ..level });
        }
        for control in CONTROLS {
            if let Some(text) = self.ask("amixer", &["-M", "sget", control]).await {
                return words::control(&text, control);
            }
        }
        None
    }

    /// Lets that output be heard. How it was is remembered before anything is changed.
    pub(super) async fn unmute(&self, level: &Level) {
        let mut undone = self.undone.lock().await;
        undone.keep(level);
        let percent = format!("{}%", level.percent.max(FLOOR));
        match &level.output {
            Output::Sink(name) => {
                self.ask("pactl", &["set-sink-volume", name, &percent]).await;
                self.ask("pactl", &["set-sink-mute", name, "0"]).await;
                if let Some(stream) = &level.stream {
                    let number = stream.number.to_string();
                    self.ask("pactl", &["set-sink-input-volume", &number, "100%"]).await;
                    self.ask("pactl", &["set-sink-input-mute", &number, "0"]).await;
                }
            }
            Output::Control(name) => {
                self.ask("amixer", &["-q", "-M", "sset", name, &percent, "unmute"]).await;
            }
        }
    }

    /// Makes every output again as it was; says whether that could be done.
    pub(super) async fn restore(&self) -> bool {
        let mut undone = self.undone.lock().await;
        let is_done = self.set_all(&undone.levels()).await;
        if is_done {
            undone.forget();
        }
        is_done
    }

    /// Makes every output again as it was before a process that is gone unmuted it.
    pub(super) async fn restore_after_others(&self) {
        let undone = self.undone.lock().await;
        for (file, levels) in undone.of_others() {
            if self.set_all(&levels).await {
                memory::remove(&file);
            }
        }
    }

    async fn set_all(&self, levels: &[Level]) -> bool {
        let mut is_done = true;
        for level in levels {
            is_done &= self.set(level).await;
        }
        is_done
    }

    async fn set(&self, level: &Level) -> bool {
        let percents: Vec<String> =
            level.channels.iter().map(|percent| format!("{percent}%")).collect();
        match &level.output {
            Output::Sink(name) => {
                let mute = if level.is_muted { "1" } else { "0" };
                let is_muted = self.ask("pactl", &["set-sink-mute", name, mute]).await;
                let volumes = percents.iter().map(String::as_str);
                let arguments: Vec<&str> =
                    ["set-sink-volume", name].into_iter().chain(volumes).collect();
                let is_quiet = self.ask("pactl", &arguments).await;
                is_muted.is_some() && is_quiet.is_some()
            }
            Output::Control(name) => {
                let mute = if level.is_muted { "mute" } else { "unmute" };
                let arguments = ["-q", "-M", "sset", name, &percents.join(","), mute];
                self.ask("amixer", &arguments).await.is_some()
            }
        }
    }

    /// What the program prints, if it ends well and in time.
    async fn ask(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let mut command = tokio::process::Command::new(program);
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        // What it prints is read by its English words.
        command.args(arguments).env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).kill_on_drop(true);
        let output = timeout(LIMIT, command.output()).await.ok()?.ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// How the sound server knows the streams of this process's players.
pub(super) fn tag() -> String {
    format!("wail.{}", std::process::id())
}

#[cfg(test)]
mod tests;
