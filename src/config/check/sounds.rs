//! Sounds: a built-in one or a file that is there, and how loud.

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Raw, SoundEntry, SoundsTable};
use crate::config::settings::Sounds;
use crate::config::suggest;
use crate::domain::alert::Severity;
use crate::pager::{Output, Sound};

/// The sounds that need no file.
pub(crate) const BUILT_IN: [&str; 3] = ["bell", "siren", "something-broken"];

/// What is played for which severity.
pub(super) fn sounds(raw: &Raw, check: &mut Check<'_>) -> Sounds {
    let table = raw.sounds.clone().unwrap_or_default();
    let volume = table.volume.as_ref().and_then(|given| check.take(values::volume(given)));
    let volume = volume.unwrap_or(1.0);
    let output = output(&table, check);
    let mut of = |given: &Option<Given<SoundEntry>>, severity| {
        let default = || Sound { name: Sounds::built_in(severity).to_owned(), volume };
        let sound = given.as_ref().and_then(|given| sound(given, volume, check));
        sound.unwrap_or_else(default)
    };
    Sounds {
        critical: of(&table.critical, Severity::Critical),
        error: of(&table.error, Severity::Error),
        warning: of(&table.warning, Severity::Warning),
        info: of(&table.info, Severity::Info),
        output,
    }
}

/// What they are played by.
fn output(table: &SoundsTable, check: &mut Check<'_>) -> Output {
    let given = table.device.as_ref().map(Given::each).unwrap_or_default();
    for name in given.iter().filter(|name| name.trim().is_empty()) {
        check.fault(Finding::at(name.span.clone(), "a device has a name").hint(
            "`aplay -L` and `pactl list short sinks` list them; leave `device` out for the default one",
        ));
    }
    let devices = given.into_iter().map(|name| name.value).collect();
    Output { devices, unmute: table.unmute.as_ref().is_some_and(|unmute| unmute.value) }
}

fn sound(given: &Given<SoundEntry>, volume: f32, check: &mut Check<'_>) -> Option<Sound> {
    let table = match &given.value {
        SoundEntry::Name(name) => {
            let name = Given { value: name.clone(), span: given.span.clone() };
            return file(&name, check).map(|name| Sound { name, volume });
        }
        SoundEntry::Table(table) => table,
    };
    let own = table.volume.as_ref().and_then(|given| check.take(values::volume(given)));
    let Some(name) = &table.sound else {
        let finding = Finding::at(given.span.clone(), "this does not say what is played")
            .hint("write `sound = \"siren\"`, or the path of a file");
        check.missing(Some(&given.span), "sound", finding);
        return None;
    };
    file(name, check).map(|name| Sound { name, volume: own.unwrap_or(volume) })
}

/// The name of a built-in sound, or the full path of a file that is there.
fn file(name: &Given<String>, check: &mut Check<'_>) -> Option<String> {
    if BUILT_IN.contains(&name.as_str()) {
        return Some(name.value.clone());
    }
    let path = check.directory.join(&name.value);
    if !name.is_empty() && path.is_file() {
        return Some(path.to_string_lossy().into_owned());
    }
    let looks_like_a_path = name.contains(['/', '\\', '.']);
    if !looks_like_a_path {
        check.fault(values::unknown("sound", name, &BUILT_IN));
        return None;
    }
    let shown = path.display();
    check.fault(
        Finding::at(name.span.clone(), format!("there is no file `{shown}`")).hint(format!(
            "give the path of a sound file, or one of {}",
            suggest::listed(&BUILT_IN)
        )),
    );
    None
}
