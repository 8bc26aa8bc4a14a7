//! `wail sound`: the sounds there are, and the proof that this machine can be heard.

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::out::Tone;
use super::table::Table;
use super::{Session, serve};
use crate::config::Sounds;
use crate::domain::alert::Severity;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::pager::sound::library::{self, SOUNDS};
use crate::pager::sound::{Receipt, play_once};
use crate::pager::{RingError, Sound as Wanted};

/// The name of the sound that proves that sound works.
pub(super) const PROOF: &str = "proof";

/// The arguments of `wail sound`.
#[derive(Args, Debug)]
pub(super) struct Sound {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the sounds, and which severity has which
    List,
    /// Play one to its end
    Play {
        /// A sound of the list, or the path of a file
        #[arg(value_name = "NAME")]
        name: String,
        /// How loud, from 0.0 to 1.0
        #[arg(long, value_name = "VOLUME", default_value = "1.0", value_parser = volume)]
        volume: f32,
    },
    /// Play one short soft stroke; exit code 5 and the reason if it cannot be heard
    Proof,
}

fn volume(text: &str) -> Result<f32, String> {
    let volume = text.parse().ok().filter(|volume| (0.0..=1.0).contains(volume));
    volume.ok_or_else(|| "a volume lies between 0.0 and 1.0".to_owned())
}

pub(super) fn run(session: &Session, args: &Sound) -> Result<(), Error> {
    match &args.command {
        Command::List => list(session),
        Command::Play { name, volume } => {
            known(name)?;
            play(session, name, *volume)
        }
        Command::Proof => play(session, PROOF, 1.0),
    }
}

fn list(session: &Session) -> Result<(), Error> {
    let sounds = session.settings().map(|settings| settings.sounds).unwrap_or_default();
    let mut rows: Vec<(String, &str)> =
        SOUNDS.iter().map(|sound| (sound.name.to_owned(), sound.about)).collect();
    for severity in Severity::ALL {
        let name = &sounds.of(severity).name;
        if rows.iter().all(|(known, _)| known != name) {
            rows.push((name.clone(), "a file of yours"));
        }
    }
    if session.out.json {
        let value = |(name, about): &(String, &str)| {
            let severities = severities(&sounds, name);
            json!({ "name": name, "about": about, "severities": severities })
        };
        return session.out.json(&rows.iter().map(value).collect::<Value>());
    }
    let mut table = Table::new(&["NAME", "FOR", "ABOUT"]);
    for (name, about) in &rows {
        table.row(vec![
            (Tone::Strong, plain(name).into_owned()),
            (Tone::Plain, severities(&sounds, name).join(", ")),
            (Tone::Plain, (*about).to_owned()),
        ]);
    }
    session.out.text(table.render(session.out))
}

/// The severities that have this sound, the gravest first.
fn severities(sounds: &Sounds, name: &str) -> Vec<&'static str> {
    let of_that_name = |severity: &Severity| sounds.of(*severity).name == name;
    Severity::ALL.into_iter().filter(of_that_name).map(Severity::word).collect()
}

/// Refuses what is neither a sound nor a file, because another sound would be played instead.
fn known(name: &str) -> Result<(), Error> {
    if library::find(name).is_some() || Path::new(name).is_file() {
        return Ok(());
    }
    let names: Vec<&str> = SOUNDS.iter().map(|sound| sound.name).collect();
    Err(Error::new(Kind::Usage, format!("there is no sound `{}`, and no such file", plain(name)))
        .hint(format!("there are {}", names.join(", "))))
}

fn play(session: &Session, name: &str, volume: f32) -> Result<(), Error> {
    let receipt = hear(name, volume)?.map_err(|error| deaf(&error))?;
    if session.out.json {
        return session.out.json(&json!({
            "sound": receipt.sound,
            "device": receipt.device,
            "seconds": (receipt.seconds * 1000.0).round() / 1000.0,
            "note": receipt.note,
        }));
    }
    if let Some(note) = &receipt.note {
        session.out.warn(format_args!("warning: {}", plain(note)));
    }
    session.out.line(sentence(&receipt))
}

/// What was heard, in words.
pub(super) fn sentence(receipt: &Receipt) -> String {
    let Receipt { device, seconds, sound, .. } = receipt;
    format!("{} was played on {}, {seconds:.1}s", plain(sound), plain(device))
}

/// Plays a sound once, and says what became of it.
pub(super) fn hear(name: &str, volume: f32) -> Result<Result<Receipt, RingError>, Error> {
    let sound = Wanted::new(name, volume);
    let executable = serve::executable()?;
    Ok(serve::runtime()?.block_on(play_once(&executable, &sound)))
}

fn deaf(error: &RingError) -> Error {
    Error::new(Kind::Deaf, "this machine cannot be heard")
        .detail(format!("  {}", plain(&error.to_string())))
        .hint("`wail doctor` looks closer; `speaker-test -c2 -t wav` tries the loudspeaker itself")
}
