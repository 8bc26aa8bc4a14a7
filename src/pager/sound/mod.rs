//! The channel `sound`: an alarm from this machine's loudspeaker, proved by the samples it takes.

mod alarm;
mod attendant;
mod cards;
mod child;
mod decoder;
mod group;
mod ladder;
pub mod library;
mod line;
pub mod listen;
mod loudspeaker;
mod mixer;
pub mod player;
mod programs;
pub mod speech;
pub mod tones;
mod way_back;

use std::path::Path;
use std::process::Command;

pub use self::cards::cards;
pub use self::loudspeaker::Loudspeaker;

use self::child::{Heard, Talk};
use self::group::Group;
use self::ladder::{Failure, Ladder};
use self::line::{Outlet, Request};
use self::mixer::Mixer;
use super::{Channel, Output, RingError, Sound, Variable};
use crate::domain::notification::Quietness;

pub(super) const CHANNEL: Channel = Channel {
    name: "sound",
    about: "an alarm from this machine's loudspeaker, until somebody acknowledges",
    needs: "a loudspeaker that the system knows, and `wail watch` or `wail serve` in the session \
        of whoever is to hear it; `wail sound proof` proves it",
    needs_station: true,
    quietness: Quietness::Tone,
    build: |surroundings| {
        let executable = surroundings.executable.clone();
        Box::new(Loudspeaker::with(move || player(&executable), surroundings))
    },
};

/// The argument that makes this program a player.
pub const PLAYER: &str = "__sound";

/// The name of the sound that proves that sound works.
pub const PROOF: &str = "proof";

/// What the proof of every alarm that sounds begins with.
pub const SOUNDING: &str = "sounding on ";

/// The command that starts the player.
fn player(executable: &Path) -> Command {
    let mut command = Command::new(executable);
    command.arg(PLAYER);
    command
}

/// The same for one outlet: the sound server is told by whom it is played, and where to.
fn prepare(mut command: Command, outlet: &Outlet) -> Command {
    command.env("PULSE_PROP", format!("application.id={}", mixer::tag()));
    if let Outlet::Device(name) = outlet {
        command.env("PULSE_SINK", name);
    }
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
    /// Why nobody can have heard it, where the system tells.
    inaudible: Option<String>,
}

impl Receipt {
    /// It, unless nobody can have heard it. An output that is unmuted for an alarm is only noted.
    fn audible(mut self, unmutes: bool) -> Result<Self, RingError> {
        match self.inaudible.take() {
            None => Ok(self),
            Some(why) if unmutes => {
                let why = format!("{why}; it is unmuted for an alarm");
                Ok(Self { note: Some(joined(self.note.take(), &why)), ..self })
            }
            Some(why) => Err(RingError::Inaudible(why)),
        }
    }
}

fn joined(note: Option<String>, more: &str) -> String {
    note.map_or_else(|| more.to_owned(), |note| format!("{note}; {more}"))
}

/// Plays a sound once, to its end: by the first of its outlets that takes it.
///
/// # Errors
///
/// Says in one sentence why it was not heard, or not to its end; also where its output is muted.
pub async fn play_once(
    executable: &Path,
    sound: &Sound,
    output: &Output,
    variable: &Variable,
) -> Result<Receipt, RingError> {
    let programs = programs::installed(&variable("PATH").unwrap_or_default());
    let ladder = Ladder::new(output, &programs);
    let mixer = Mixer::of(&player(executable), None);
    let request = Request::new(sound, false);
    play(|| player(executable), request, ladder, Some(&mixer)).await?.audible(output.unmute)
}

/// The sink that sounds are played on now, found out by silence; nothing where the sound server does
/// not tell, or nothing can be played.
async fn sink_of(executable: &Path, output: &Output, variable: &Variable) -> Option<String> {
    let mixer = Mixer::of(&player(executable), None);
    let programs = programs::installed(&variable("PATH").unwrap_or_default());
    let mut ladder = Ladder::new(output, &programs);
    loop {
        let outlet = ladder.outlet().clone();
        // It goes on until it has been seen, and is killed then.
        let silence = Request { repeat: true, outlet: outlet.clone(), ..Request::silence() };
        let command = prepare(player(executable), &outlet);
        if let Ok((_player, mut talk)) = child::spawn(command, silence, ladder.patience()) {
            while talk.next().await.is_ok() {
                if let Some(level) = mixer.look().await {
                    return match level.output {
                        mixer::Output::Sink(name) => Some(name),
                        mixer::Output::Control(_) => None,
                    };
                }
                if talk.samples() > LOOKED_AT_MOST {
                    return None;
                }
            }
        }
        if ladder.next() && (ladder.is_only() || ladder.rounds() > 1) {
            return None;
        }
    }
}

/// For how many samples it is looked for: two seconds.
const LOOKED_AT_MOST: u64 = 2 * tones::RATE as u64;

/// Plays a sound once, to its end, with the player that `command` starts, on the default device.
///
/// # Errors
///
/// Says in one sentence why it was not heard, or not to its end.
pub async fn play_once_by(
    command: impl Fn() -> Command,
    sound: &Sound,
) -> Result<Receipt, RingError> {
    play(command, Request::new(sound, false), Ladder::new(&Output::default(), &[]), None).await
}

/// Plays what ends by itself, to its end. What does not answer is given more time in a second round.
/// With a mixer it is found out as well whether it can be heard.
async fn play(
    command: impl Fn() -> Command,
    request: Request,
    mut ladder: Ladder,
    mixer: Option<&Mixer>,
) -> Result<Receipt, RingError> {
    let mut failures: Vec<String> = Vec::new();
    loop {
        let outlet = ladder.outlet().clone();
        let asked = Request { outlet: outlet.clone(), ..request.clone() };
        let started = child::spawn(prepare(command(), &outlet), asked, ladder.patience());
        let played = match started {
            Ok((player, talk)) => play_by(player, talk, &request.name, mixer).await,
            Err(error) => Err(error),
        };
        let error = match played {
            Ok(receipt) if failures.is_empty() => return Ok(receipt),
            Ok(mut receipt) => {
                receipt.note = Some(joined(receipt.note.take(), &failures.join("; ")));
                return Ok(receipt);
            }
            Err(error) => error,
        };
        let is_only = ladder.is_only();
        failures.push(Failure { outlet, error: error.to_string() }.to_string());
        if ladder.next() && (is_only || ladder.rounds() > 1) {
            return Err(if is_only { error } else { RingError::Failed(failures.join("; ")) });
        }
        if ladder.is_first() {
            failures.clear();
        }
    }
}

async fn play_by(
    player: Group,
    mut talk: Talk,
    sound: &str,
    mixer: Option<&Mixer>,
) -> Result<Receipt, RingError> {
    let mut unasked = mixer;
    let mut inaudible = None;
    let samples = loop {
        match talk.next().await {
            Ok(Heard::Done(samples)) => break samples,
            Ok(Heard::Room | Heard::Unspoken(_)) => {}
            // Only now does the system know of it.
            Ok(Heard::Beat) => {
                if let Some(mixer) = unasked.take() {
                    inaudible = mixer.look().await.and_then(|level| level.fault());
                }
            }
            Err(ended) => return Err(talk.explain(ended, player).await),
        }
    };
    Ok(Receipt {
        device: talk.device().to_owned(),
        seconds: seconds(samples),
        sound: sound.to_owned(),
        note: talk.note().map(ToOwned::to_owned),
        inaudible,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a minute of samples is exact in f64")]
fn seconds(samples: u64) -> f64 {
    samples as f64 / f64::from(tones::RATE)
}
