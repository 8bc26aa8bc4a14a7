//! `wail rota undo`: what was changed last by these commands is taken back, or ends now.

use std::path::PathBuf;

use clap::Args;

use super::change::{self, Consent, Draft};
use super::moment::next_minute;
use crate::cli::Session;
use crate::config::edit::last_noted;
use crate::config::{self, Settings};
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// The arguments of `wail rota undo`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota undo --dry-run\n  \
    wail rota undo --yes\n\n\
    Finds the last change by the note above it, `# wail: TIME NAME: …`, in the configuration and in \
    the files of its rotas. What has begun already ends now, so that what has been stays as it was. \
    A second undo takes back the change before.")]
pub(super) struct Undo {
    #[command(flatten)]
    consent: Consent,
}

pub(super) fn run(session: &Session, args: &Undo) -> Result<(), Error> {
    let settings = session.settings()?;
    let Some((file, old)) = last_changed(&settings)? else {
        return Err(Error::new(Kind::No, "no change is left that could be taken back")
            .hint("only what `wail` wrote is found, by the note above it"));
    };
    let Some(tail) = last_noted(&old) else { return Ok(()) };
    let said = format!("{} (by {})", tail.noted.what, tail.noted.by);
    let what = format!("taken back: {said}");
    let whole = Draft { file: file.clone(), old: old.clone(), new: tail.without(), what };
    if change::keeps_the_past(session, &settings, &whole)? {
        return change::carry_out(session, &settings, &args.consent, &whole);
    }
    // It has begun: what is over stays, and the rest of it ends.
    let ended = tail.ending(&next_minute(session.now).to_string()).map(|new| {
        let what = format!("ends now: {said}");
        Draft { file: file.clone(), old: old.clone(), new, what }
    });
    match ended {
        Some(ended) if change::keeps_the_past(session, &settings, &ended)? => {
            change::carry_out(session, &settings, &args.consent, &ended)
        }
        Some(_) | None => Err(Error::new(Kind::No, format!("{} has begun already", plain(&said)))
            .hint("what has been stays; make a new change with `wail take`, `wail give` or `wail rota`")),
    }
}

/// The file that was changed last, with its text.
fn last_changed(settings: &Settings) -> Result<Option<(PathBuf, String)>, Error> {
    let mut last = None;
    for file in &settings.files {
        let text = config::text_of(file)?;
        let Some(at) = last_noted(&text).map(|tail| tail.noted.at) else { continue };
        if last.as_ref().is_none_or(|(latest, _, _)| *latest < at) {
            last = Some((at, file.clone(), text));
        }
    }
    Ok(last.map(|(_, file, text)| (file, text)))
}
