//! A page or a notification as environment variables and as JSON, for any program to read.

use serde_json::json;

use super::super::{Call, Telling};
use crate::domain::alert::Severity;
use crate::domain::drill;
use crate::domain::station::own_source;

/// The longest value, in bytes. A system refuses to start a program whose environment is too large,
/// and no sender may keep a page from going out by sending a large label; JSON has all of it.
const LONGEST_VALUE: usize = 4096;

/// How much all labels may take together, in bytes.
const ALL_LABELS: usize = 65_536;

/// What a program is told.
pub(super) struct Words {
    /// By its environment.
    pub(super) environment: Vec<(String, String)>,
    /// On its input: one line of JSON.
    pub(super) json: String,
}

impl Words {
    /// A page, which is about an incident.
    pub(super) fn of_page(call: &Call) -> Self {
        Self { environment: of(call), json: json(call) }
    }

    /// A notification, which is about none: as grave as `info`, with its kind as the reason.
    pub(super) fn of_notification(telling: &Telling) -> Self {
        let severity = Severity::Info.word();
        let environment = [
            ("WAIL_NOTIFICATION", telling.notification.to_string()),
            ("WAIL_PERSON", value(telling.person.as_str())),
            ("WAIL_SEVERITY", severity.to_owned()),
            ("WAIL_SUMMARY", value(&telling.text)),
            ("WAIL_SOURCE", own_source().to_string()),
            ("WAIL_REASON", telling.about.word().to_owned()),
            ("WAIL_CHANNEL", value(telling.channel.as_str())),
        ];
        let json = json!({
            "notification": telling.notification.0,
            "person": telling.person.as_str(),
            "channel": telling.channel.as_str(),
            "severity": severity,
            "summary": telling.text,
            "source": own_source().as_str(),
            "reason": telling.about.word(),
        });
        let environment = environment.into_iter().map(|(name, text)| (name.to_owned(), text));
        Self { environment: environment.collect(), json: format!("{json}\n") }
    }
}

/// The page as environment variables: `WAIL_…` for what every page has, `WAIL_LABEL_…` for labels.
fn of(call: &Call) -> Vec<(String, String)> {
    let own = [
        ("WAIL_PAGE", call.page.to_string()),
        ("WAIL_INCIDENT", call.incident.to_string()),
        ("WAIL_PERSON", value(call.person.as_str())),
        ("WAIL_SEVERITY", call.severity.word().to_owned()),
        ("WAIL_SUMMARY", value(&call.summary)),
        ("WAIL_SOURCE", value(&call.source)),
        ("WAIL_REASON", value(&call.reason)),
        ("WAIL_CHANNEL", value(call.channel.as_str())),
    ];
    let mut room = ALL_LABELS;
    let labels = call.labels.iter().map(|(name, text)| (label(name), value(text))).take_while(
        move |(name, text)| {
            let size = name.len() + text.len();
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        },
    );
    let drill = (call.source == drill::SOURCE).then(|| ("WAIL_DRILL", "1".to_owned()));
    let seen = call.seen.as_ref().map(|seen| ("WAIL_SEEN_BEFORE", value(seen)));
    own.into_iter()
        .chain(seen)
        .chain(drill)
        .map(|(name, text)| (name.to_owned(), text))
        .chain(labels)
        .collect()
}

/// The page as one JSON object, with everything in it.
fn json(call: &Call) -> String {
    json!({
        "page": call.page.0,
        "incident": call.incident.0,
        "person": call.person.as_str(),
        "channel": call.channel.as_str(),
        "severity": call.severity.word(),
        "summary": call.summary,
        "source": call.source,
        "reason": call.reason,
        "seen_before": call.seen,
        "labels": call.labels,
    })
    .to_string()
        + "\n"
}

/// The variable for a label: its name in capitals, with `_` for all that is neither letter nor
/// digit.
fn label(name: &str) -> String {
    let word = |character: char| {
        if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' }
    };
    "WAIL_LABEL_".chars().chain(name.chars().take(128).map(word)).collect()
}

/// The text without what an environment cannot hold.
fn value(text: &str) -> String {
    let mut value = text.replace('\0', "");
    value.truncate(value.floor_char_boundary(LONGEST_VALUE));
    value
}

#[cfg(test)]
mod tests;
