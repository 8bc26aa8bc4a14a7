//! Quiet hours: what somebody's severities do in them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, sounds, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, QuietEntry, QuietTable, SofterTable};
use crate::config::settings::Softer;
use crate::domain::alert::Severity;
use crate::domain::name::ChannelName;
use crate::domain::quiet::Quiet;
use crate::domain::rules::Reach;

/// How loud an error is in quiet hours that do not say.
const HALF: f32 = 0.5;

/// What a severity may do in quiet hours, besides being softer.
const WORDS: [&str; 2] = ["ring", "hold"];

/// Quiet hours as they are checked: whom to call when, and how it sounds.
pub(super) struct QuietHours {
    pub(super) quiet: Quiet,
    pub(super) softer: BTreeMap<Severity, Softer>,
}

/// Somebody's quiet hours, unless they have none or they are wrong.
pub(super) fn quiet(
    given: &Given<QuietTable>,
    channels: &[Reach],
    check: &mut Check<'_>,
) -> Option<QuietHours> {
    let table = &given.value;
    let Some(hours) = &table.hours else {
        let finding = Finding::at(given.span.clone(), "these quiet hours do not say when")
            .hint("write `hours = \"22:00-07:00\"`");
        check.missing(Some(&given.span), "hours", finding);
        return None;
    };
    let hours = check.take(values::day(hours));
    let (mut hold, mut first) = (BTreeSet::new(), BTreeMap::new());
    let mut softer = BTreeMap::new();
    let entries = [
        (Severity::Critical, &table.critical),
        (Severity::Error, &table.error),
        (Severity::Warning, &table.warning),
        (Severity::Info, &table.info),
    ];
    for (severity, entry) in entries {
        match entry.as_ref().map(|entry| (&entry.value, entry)) {
            None if severity == Severity::Error => {
                softer.insert(severity, Softer { volume: Some(HALF), sound: None });
            }
            None if severity == Severity::Critical => {}
            None => drop(hold.insert(severity)),
            Some((QuietEntry::Word(word), entry)) => match word.as_str() {
                "hold" => drop(hold.insert(severity)),
                "ring" => {}
                _ => {
                    let word = Given { value: word.clone(), span: entry.span.clone() };
                    let hint = "write `\"ring\"`, `\"hold\"` or a table like `{ volume = 0.3 }`";
                    check.fault(values::unknown("word", &word, &WORDS).hint(hint));
                }
            },
            Some((QuietEntry::Softer(table), entry)) => {
                first.extend(channel(table, channels, check).map(|channel| (severity, channel)));
                let found = softer_of(table, entry, check);
                softer.insert(severity, found);
            }
        }
    }
    Some(QuietHours { quiet: Quiet { hours: hours?, hold, first }, softer })
}

fn softer_of(table: &SofterTable, entry: &Given<QuietEntry>, check: &mut Check<'_>) -> Softer {
    if table.volume.is_none() && table.sound.is_none() && table.channel.is_none() {
        check.fault(
            Finding::at(entry.span.clone(), "this does not say what is softer")
                .hint("write `{ volume = 0.3 }`, or `sound` or `channel`"),
        );
    }
    let volume = table.volume.as_ref().and_then(|given| check.take(values::volume(given)));
    let sound = table.sound.as_ref().and_then(|given| sounds::file(given, check));
    Softer { volume, sound }
}

/// The channel that is tried first; it must be one of the person's.
fn channel(table: &SofterTable, channels: &[Reach], check: &mut Check<'_>) -> Option<ChannelName> {
    let given = table.channel.as_ref()?;
    let found = channels.iter().find(|reach| reach.channel.as_str() == given.value);
    if found.is_none() {
        let known: Vec<&str> = channels.iter().map(|reach| reach.channel.as_str()).collect();
        check.fault(values::unknown("channel", given, &known));
    }
    found.map(|reach| reach.channel.clone())
}
