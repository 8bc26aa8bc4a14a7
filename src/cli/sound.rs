//! `wail sound`: the sounds there are, and the proof that this machine can be heard.

use std::path::Path;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::format::Format;
use super::out::Tone;
use super::table::Table;
use super::{Session, serve};
use crate::config::closest;
use crate::config::{self, Environment, Sounds};
use crate::daemon::clock;
use crate::domain::alert::Severity;
use crate::domain::name::PersonId;
use crate::domain::record::timeline::{Entry, Event};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::pager::sound::library::{self, SOUNDS};
use crate::pager::sound::{PROOF, Receipt, listen, play_once};
use crate::pager::{Output, RingError, Sound as Wanted, Variable};

/// The arguments of `wail sound`.
#[derive(Args, Debug)]
pub(super) struct Sound {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the sounds, and which severity has which
    List(Format),
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
    Proof {
        /// Listen as well: `monitor` is what the output itself plays, `microphone` the default
        /// microphone; or the name of a source of the sound server
        #[arg(long, value_name = "SOURCE", num_args = 0..=1, default_missing_value = "monitor")]
        listen: Option<String>,
    },
}

fn volume(text: &str) -> Result<f32, String> {
    let volume = text.parse().ok().filter(|volume| (0.0..=1.0).contains(volume));
    volume.ok_or_else(|| "a volume lies between 0.0 and 1.0".to_owned())
}

pub(super) fn run(session: &Session, args: &Sound) -> Result<(), Error> {
    match &args.command {
        Command::List(format) => list(session, format),
        Command::Play { name, volume } => {
            known(name)?;
            play(session, name, *volume).map(drop)
        }
        Command::Proof { listen: None } => {
            let receipt = play(session, PROOF, 1.0)?;
            remember(session, &sentence(&receipt));
            Ok(())
        }
        Command::Proof { listen: Some(source) } => hearken(session, source),
    }
}

fn list(session: &Session, format: &Format) -> Result<(), Error> {
    let sounds = session.settings().map(|settings| settings.sounds).unwrap_or_default();
    let mut rows: Vec<(String, &str)> =
        SOUNDS.iter().map(|sound| (sound.name.to_owned(), sound.about)).collect();
    for severity in Severity::ALL {
        let name = &sounds.of(severity).name;
        if rows.iter().all(|(known, _)| known != name) {
            rows.push((name.clone(), "a file of yours"));
        }
    }
    if format.is_asked(session.out) {
        let value = |(name, about): &(String, &str)| {
            let severities = severities(&sounds, name);
            json!({ "name": name, "about": about, "severities": severities })
        };
        return format.print(session.out, "sound-list", &rows.iter().map(value).collect());
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
    let meant = closest(name, SOUNDS.iter().map(|sound| sound.name));
    Err(Error::new(Kind::Usage, format!("there is no sound `{}`, and no such file", plain(name)))
        .hint(match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`wail sound list` lists them".to_owned(),
        }))
}

fn play(session: &Session, name: &str, volume: f32) -> Result<Receipt, Error> {
    let receipt = hear(session, name, volume)?.map_err(|error| deaf(&error))?;
    if session.out.json {
        session.out.json(&json!({
            "sound": receipt.sound,
            "device": receipt.device,
            "seconds": (receipt.seconds * 1000.0).round() / 1000.0,
            "note": receipt.note,
        }))?;
        return Ok(receipt);
    }
    if let Some(note) = &receipt.note {
        session.out.warn(format_args!("warning: {}", plain(note)));
    }
    session.out.line(sentence(&receipt))?;
    Ok(receipt)
}

/// Puts a proof on the record, where `wail doctor` looks for it. Whether that can be done changes
/// nothing of what was heard.
pub(super) fn remember(session: &Session, proof: &str) {
    // Without a configuration nobody is on call to whom it could matter.
    let Ok(located) = session.located() else { return };
    if let Err(error) = put(session, config::essentials(&located).me, proof) {
        let message = format_args!("warning: this is not on the record: {}", error.message());
        session.out.warn(message);
    }
}

fn put(session: &Session, me: Option<Vec<PersonId>>, proof: &str) -> Result<(), Error> {
    let at = clock::now();
    let for_whom: Vec<Option<PersonId>> = match me {
        Some(people) => people.into_iter().map(Some).collect(),
        None => vec![None],
    };
    let mut store = session.store()?;
    store.write(|tx| {
        tx.put_heard(at)?;
        for_whom.into_iter().try_for_each(|person| {
            let event = Event::ProvedAudible(person, proof.to_owned());
            tx.append(&Entry { at, incident: None, event })
        })
    })?;
    session.saved(&store);
    Ok(())
}

/// What was heard, in words.
pub(super) fn sentence(receipt: &Receipt) -> String {
    let Receipt { device, seconds, sound, .. } = receipt;
    format!("{} was played on {}, {seconds:.1}s", plain(sound), plain(device))
}

/// Plays a sound once, and says what became of it.
pub(super) fn hear(
    session: &Session,
    name: &str,
    volume: f32,
) -> Result<Result<Receipt, RingError>, Error> {
    let sound = Wanted::new(name, volume);
    let executable = serve::executable()?;
    let (output, variable) = (output(session), variable());
    Ok(serve::runtime()?.block_on(play_once(&executable, &sound, &output, &variable)))
}

/// What is played by: as configured, and the default device without a configuration.
fn output(session: &Session) -> Output {
    session.settings().map(|settings| settings.sounds.output).unwrap_or_default()
}

/// The variables of this process.
fn variable() -> Variable {
    let environment = Environment::of_process();
    Arc::new(move |name: &str| environment.variable(name))
}

/// Plays the proof and listens to it.
fn hearken(session: &Session, source: &str) -> Result<(), Error> {
    let executable = serve::executable()?;
    let (output, variable) = (output(session), variable());
    let proof = listen::proof(&executable, source, &output, &variable);
    let heard = serve::runtime()?.block_on(proof).map_err(|error| deaf(&error))?;
    let told = format!(
        "{}, and heard through {} at {} Hz",
        sentence(&heard.receipt),
        plain(&heard.source),
        heard.pitch
    );
    remember(session, &told);
    if session.out.json {
        return session.out.json(&json!({
            "sound": PROOF,
            "device": heard.receipt.device,
            "seconds": (heard.receipt.seconds * 1000.0).round() / 1000.0,
            "note": heard.receipt.note,
            "heard_by": heard.source,
            "pitch": heard.pitch,
        }));
    }
    session.out.line(told)
}

fn deaf(error: &RingError) -> Error {
    Error::new(Kind::Deaf, "this machine cannot be heard")
        .detail(format!("  {}", plain(&error.to_string())))
        .hint("`wail doctor` looks closer; `speaker-test -c2 -t wav` tries the loudspeaker itself")
}
