//! Sounds: a built-in one or a file that is there, how loud, how it begins, and how long it rings.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;

use super::{Check, policies, values};
use crate::config::fault::Finding;
use crate::config::raw::{
    Given, OneOrMany, RampTable, Raw, SoundEntry, SoundWhenTable, SoundsTable,
};
use crate::config::settings::{SoundWhen, Sounds};
use crate::domain::alert::Severity;
use crate::domain::text::plain;
use crate::pager::sound::library::{self, SOUNDS};
use crate::pager::sound::speech::is_installed;
use crate::pager::{Output, Ramp, Sound};

/// What is played for which severity, and how long before the next step follows.
pub(super) struct Played {
    pub(super) sounds: Sounds,
    pub(super) longest: BTreeMap<Severity, SignedDuration>,
}

/// What is played for which severity and for which alerts.
pub(super) fn sounds(raw: &Raw, check: &mut Check<'_>) -> Played {
    let table = raw.sounds.clone().unwrap_or_default();
    let usual = usual(&table, check);
    let longest = longest(&table, check);
    let output = output(&table, check);
    table.new_problem.iter().for_each(|given| no_longest(given, check));
    let mut named = |given: &Option<Given<SoundEntry>>, name: &str| {
        let named = given.as_ref().and_then(|given| sound(given, &usual, check));
        named.unwrap_or_else(|| Sound { name: name.to_owned(), ..usual.clone() })
    };
    let new_problem = named(&table.new_problem, Sounds::NEW_PROBLEM);
    let mut of = |given, severity| named(given, Sounds::built_in(severity));
    let sounds = Sounds {
        critical: of(&table.critical, Severity::Critical),
        error: of(&table.error, Severity::Error),
        warning: of(&table.warning, Severity::Warning),
        info: of(&table.info, Severity::Info),
        new_problem,
        when: Vec::new(),
        output,
    };
    let when = table.when.iter().filter_map(|given| when(given, &usual, check)).collect();
    Played { sounds: Sounds { when, ..sounds }, longest }
}

/// What holds for every sound that does not say otherwise; it has no name.
fn usual(table: &SoundsTable, check: &mut Check<'_>) -> Sound {
    let volume = table.volume.as_ref().and_then(|given| check.take(values::volume(given)));
    let mut usual = Sound::new("", volume.unwrap_or(1.0));
    if let Some(given) = &table.ramp {
        usual.ramp = ramp(given, usual.ramp, check);
    }
    if let Some(given) = &table.gap {
        usual.gap = unsigned(check.duration("a gap", Some(given), SignedDuration::ZERO));
    }
    usual
}

/// How long each severity rings at most before the next step follows.
fn longest(table: &SoundsTable, check: &mut Check<'_>) -> BTreeMap<Severity, SignedDuration> {
    let all = table.longest.as_ref();
    let all = all.and_then(|given| check.take(values::duration("the longest ring", given)));
    let mut longest: BTreeMap<_, _> =
        all.iter().flat_map(|all| Severity::ALL.map(|severity| (severity, *all))).collect();
    let entries = [
        (Severity::Critical, &table.critical),
        (Severity::Error, &table.error),
        (Severity::Warning, &table.warning),
        (Severity::Info, &table.info),
    ];
    for (severity, entry) in entries {
        let Some(SoundEntry::Table(table)) = entry.as_ref().map(|entry| &entry.value) else {
            continue;
        };
        let own = table.longest.as_ref();
        let own = own.and_then(|given| check.take(values::duration("the longest ring", given)));
        longest.extend(own.map(|own| (severity, own)));
    }
    longest
}

fn when(given: &Given<SoundWhenTable>, usual: &Sound, check: &mut Check<'_>) -> Option<SoundWhen> {
    let Some(texts) = &given.matches else {
        let finding = Finding::at(given.span.clone(), "this does not say for which alerts")
            .hint("write `match = \"service=db\"`");
        check.missing(Some(&given.span), "match", finding);
        return None;
    };
    let texts = texts.each();
    let matchers = texts.iter().filter_map(|text| check.take(policies::matcher(text))).collect();
    let Some(play) = &given.play else {
        let finding = Finding::at(given.span.clone(), "this does not say what is played")
            .hint("write `play = \"klaxon\"`");
        check.missing(Some(&given.span), "play", finding);
        return None;
    };
    no_longest(play, check);
    let sound = sound(play, usual, check)?;
    Some(SoundWhen { matchers, sound })
}

/// How long an alarm rings goes by the severity, whatever else chooses its sound.
fn no_longest(given: &Given<SoundEntry>, check: &mut Check<'_>) {
    if let SoundEntry::Table(table) = &given.value
        && let Some(longest) = &table.longest
    {
        check.fault(
            Finding::at(longest.span.clone(), "how long it rings goes by severity")
                .hint("write `critical = { sound = \"…\", longest = \"5m\" }`, or take it out"),
        );
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
    let unmute = table.unmute.as_ref().is_some_and(|unmute| unmute.value);
    let speak = table.speak.as_ref().and_then(|given| speak(given, check)).unwrap_or_default();
    Output { devices, unmute, speak }
}

/// The program that speaks, and its arguments. One that is not there is no fault: an alarm sounds
/// without it.
fn speak(given: &Given<OneOrMany>, check: &mut Check<'_>) -> Option<Vec<String>> {
    let line = given.each();
    let program = line.first().map_or("", |program| program.trim());
    if program.is_empty() {
        if !check.has_lost_items(&given.span) {
            check.fault(
                Finding::at(given.span.clone(), "there is no program to speak")
                    .hint("write `speak = \"espeak-ng\"`, or take it out"),
            );
        }
        return None;
    }
    if let Some(part) = line.iter().find(|part| part.contains('\0')) {
        check.fault(Finding::at(part.span.clone(), "no program can be given a NUL character"));
        return None;
    }
    let path = check.environment.variable("PATH").unwrap_or_default();
    if !is_installed(program, &path) {
        let shown = plain(program);
        let finding =
            Finding::at(given.span.clone(), format!("`{shown}` is not installed on this machine"));
        check.warn(finding.hint(
            "install it, or take `speak` out: alarms sound here, and nothing is said in words",
        ));
    }
    Some(line.into_iter().map(|part| part.value).collect())
}

fn sound(given: &Given<SoundEntry>, usual: &Sound, check: &mut Check<'_>) -> Option<Sound> {
    let table = match &given.value {
        SoundEntry::Name(name) => {
            let name = Given { value: name.clone(), span: given.span.clone() };
            return file(&name, check).map(|name| Sound { name, ..usual.clone() });
        }
        SoundEntry::Table(table) => table,
    };
    let volume = table.volume.as_ref().and_then(|given| check.take(values::volume(given)));
    let gap = table.gap.as_ref().and_then(|given| check.take(values::duration("a gap", given)));
    let ramp = table.ramp.as_ref().map(|given| ramp(given, usual.ramp, check));
    let Some(name) = &table.sound else {
        let finding = Finding::at(given.span.clone(), "this does not say what is played")
            .hint("write `sound = \"siren\"`, or the path of a file");
        check.missing(Some(&given.span), "sound", finding);
        return None;
    };
    Some(Sound {
        name: file(name, check)?,
        volume: volume.unwrap_or(usual.volume),
        ramp: ramp.unwrap_or(usual.ramp),
        gap: gap.map_or(usual.gap, unsigned),
    })
}

fn ramp(given: &Given<RampTable>, usual: Ramp, check: &mut Check<'_>) -> Ramp {
    let from = given.from.as_ref().and_then(|given| check.take(values::volume(given)));
    let over = given.over.as_ref();
    let over = over.and_then(|given| check.take(values::duration("a ramp", given)));
    Ramp { from: from.unwrap_or(usual.from), over: over.map_or(usual.over, unsigned) }
}

/// A length that was checked: it is not negative.
fn unsigned(length: SignedDuration) -> Duration {
    Duration::try_from(length).unwrap_or_default()
}

/// The name of a built-in sound, or the full path of a file that is there.
pub(super) fn file(name: &Given<String>, check: &mut Check<'_>) -> Option<String> {
    if library::find(name).is_some() {
        return Some(name.value.clone());
    }
    let path = check.directory.join(&name.value);
    if !name.is_empty() && path.is_file() {
        return Some(path.to_string_lossy().into_owned());
    }
    let looks_like_a_path = name.contains(['/', '\\', '.']);
    if !looks_like_a_path {
        let built_in: Vec<&str> = SOUNDS.iter().map(|sound| sound.name).collect();
        check.fault(values::unknown("sound", name, &built_in));
        return None;
    }
    let shown = path.display();
    check.fault(
        Finding::at(name.span.clone(), format!("there is no file `{shown}`"))
            .hint("give the path of a sound file, or a name from `wail sound list`"),
    );
    None
}
