//! The sound files of a configuration, decoded: what cannot be is told where it is named.

use std::path::Path;

use super::fault::{Fault, Faults, Finding};
use super::files::Files;
use super::raw::{Given, QuietEntry, Raw, SoundEntry};
use super::settings::Settings;
use super::{directory_of, text_of};
use crate::pager::sound::library;
use crate::pager::sound::player::{self, Unplayable};

/// The sound files that are named and cannot be played, each where it is named. They are decoded from
/// beginning to end, so this takes its time.
pub fn unplayable(settings: &Settings) -> Result<Vec<Fault>, Faults> {
    let Some(path) = settings.files.first() else { return Ok(Vec::new()) };
    let files = Files::new(path, &text_of(path)?);
    let found = named(&settings.raw).into_iter().filter_map(|name| finding(&name, path));
    Ok(files.faults(found.collect()))
}

fn finding(name: &Given<String>, config: &Path) -> Option<Finding> {
    if library::find(name).is_some() {
        return None;
    }
    let Unplayable { reason, is_understood } =
        player::listen_to(&directory_of(config).join(&name.value)).err()?;
    let finding = Finding::at(
        name.span.clone(),
        format!("`{}` {reason}, the siren is played instead", name.value),
    );
    Some(finding.hint(if is_understood {
        "an alarm is heard from its first seconds on and lasts; `wail sound list` shows those built in"
    } else {
        "WAV, FLAC, Ogg Vorbis and MP3 are understood; `wail sound play FILE` plays one"
    }))
}

/// Every sound that is named anywhere.
fn named(raw: &Raw) -> Vec<Given<String>> {
    let sounds = raw.sounds.iter();
    let by_severity = sounds.clone().flat_map(|sounds| {
        [&sounds.critical, &sounds.error, &sounds.warning, &sounds.info].into_iter().flatten()
    });
    let by_labels =
        sounds.flat_map(|sounds| sounds.when.iter().filter_map(|when| when.play.as_ref()));
    let softer = raw.people.values().filter_map(|person| person.quiet.as_ref()).flat_map(|quiet| {
        [&quiet.critical, &quiet.error, &quiet.warning, &quiet.info].into_iter().flatten()
    });
    let of_entry = |entry: &Given<SoundEntry>| match &entry.value {
        SoundEntry::Name(name) => Some(Given { value: name.clone(), span: entry.span.clone() }),
        SoundEntry::Table(table) => table.sound.clone(),
    };
    let of_quiet = |entry: &Given<QuietEntry>| match &entry.value {
        QuietEntry::Word(_) => None,
        QuietEntry::Softer(table) => table.sound.clone(),
    };
    by_severity.chain(by_labels).filter_map(of_entry).chain(softer.filter_map(of_quiet)).collect()
}
