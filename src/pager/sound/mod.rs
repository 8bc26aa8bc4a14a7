//! The channel `sound`: an alarm from this machine's loudspeaker, proved by the samples it takes.

mod child;
pub mod library;
mod line;
mod loudspeaker;
pub mod player;
pub mod tones;

use std::path::Path;
use std::process::Command;

pub use self::loudspeaker::Loudspeaker;

use self::child::Heard;
use self::line::Request;
use super::{Channel, RingError, Sound};
use crate::domain::notification::Quietness;

pub(super) const CHANNEL: Channel = Channel {
    name: "sound",
    about: "an alarm from this machine's loudspeaker, until somebody acknowledges",
    needs_station: true,
    quietness: Quietness::Tone,
    build: |surroundings| {
        let executable = surroundings.executable.clone();
        Box::new(Loudspeaker::new(move || player(&executable), surroundings.lost.clone()))
    },
};

/// The argument that makes this program a player.
pub const PLAYER: &str = "__sound";

/// The command that starts the player.
fn player(executable: &Path) -> Command {
    let mut command = Command::new(executable);
    command.arg(PLAYER);
    command
}

/// What is known once a sound has been played.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The device it was played on.
    pub device: String,
    /// How much sound the device took, in seconds.
    pub seconds: f64,
    /// The sound that was asked for.
    pub sound: String,
    /// What else there is to say, such as a sound played instead.
    pub note: Option<String>,
}

/// Plays a sound once, to its end.
///
/// # Errors
///
/// Says in one sentence why it was not heard, or not to its end.
pub async fn play_once(executable: &Path, sound: &Sound) -> Result<Receipt, RingError> {
    play_once_by(player(executable), sound).await
}

/// Plays a sound once, to its end, with the player that `command` starts.
///
/// # Errors
///
/// Says in one sentence why it was not heard, or not to its end.
pub async fn play_once_by(command: Command, sound: &Sound) -> Result<Receipt, RingError> {
    play(command, Request::new(sound, false)).await
}

/// Plays what ends by itself, to its end.
async fn play(command: Command, request: Request) -> Result<Receipt, RingError> {
    let sound = request.name.clone();
    let (child, mut talk) = child::spawn(command, request)?;
    let samples = loop {
        match talk.next().await {
            Ok(Heard::Done(samples)) => break samples,
            Ok(Heard::Beat) => {}
            Err(ended) => return Err(talk.explain(ended, child).await),
        }
    };
    Ok(Receipt {
        device: talk.device().to_owned(),
        seconds: seconds(samples),
        sound,
        note: talk.note().map(ToOwned::to_owned),
    })
}

#[expect(clippy::cast_precision_loss, reason = "a minute of samples is exact in f64")]
fn seconds(samples: u64) -> f64 {
    samples as f64 / f64::from(tones::RATE)
}
