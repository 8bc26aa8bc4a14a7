//! Forgiving readers of what senders say: texts, lists, truths, links, labels and severities, by the
//! path that leads to them.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::Value;

use super::times;
use super::weight::Room;
use crate::domain::alert::{Fingerprint, Severity, Signal};
use crate::domain::label::Labels;

/// What a sender says, asked by paths such as `incident.policy.name` or `alerts.0.id`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(&'a Value);

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        Self(value)
    }

    /// What stands there, which is nothing where there is no such place. A name that has dots in it
    /// is found as well.
    pub(super) fn at(self, path: &str) -> Self {
        static NOTHING: Value = Value::Null;
        Self(find(self.0, path).unwrap_or(&NOTHING))
    }

    /// The value itself.
    pub(super) fn value(self) -> &'a Value {
        self.0
    }

    /// Whether anything stands there.
    pub(super) fn has(self, path: &str) -> bool {
        !self.at(path).0.is_null()
    }

    /// The text there, without the space around it: senders write identifiers as numbers, words and
    /// truths alike. Blank text is none, and neither is a variable that the sender did not fill in.
    pub(super) fn text(self, path: &str) -> Option<String> {
        let text = match self.at(path).0 {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        (!text.is_empty() && !is_unfilled(&text)).then_some(text)
    }

    /// The text there exactly as it was sent, unless it is empty.
    pub(super) fn exact(self, path: &str) -> Option<String> {
        scalar(self.at(path).0).filter(|text| !text.is_empty())
    }

    /// The first of these texts that is there.
    pub(super) fn first(self, paths: &[&str]) -> Option<String> {
        paths.iter().find_map(|path| self.text(path))
    }

    /// The text there in lower case, as a word to be compared; empty where there is none.
    pub(super) fn word(self, path: &str) -> String {
        self.text(path).unwrap_or_default().to_lowercase()
    }

    /// The members of the list there. An object where a list ought to be is its only member.
    pub(super) fn items(self, path: &str) -> impl Iterator<Item = Self> + use<'a> {
        let place = self.at(path).0;
        let members = match place {
            Value::Array(members) => members.as_slice(),
            Value::Object(_) => std::slice::from_ref(place),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => &[],
        };
        members.iter().map(Self)
    }

    /// The texts of the list there with commas between them. A text is the only one of its list.
    pub(super) fn listed(self, path: &str) -> Option<String> {
        let place = self.at(path);
        let Value::Array(members) = place.0 else { return place.text("") };
        let texts: Vec<String> =
            members.iter().filter_map(|member| Self(member).text("")).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// The truth there, in any of the ways in which senders write one.
    pub(super) fn truth(self, path: &str) -> Option<bool> {
        match self.word(path).as_str() {
            "true" | "1" | "yes" | "on" => Some(true),
            "false" | "0" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// The instant there; see [`times::instant`].
    pub(super) fn instant(self, path: &str) -> Option<Timestamp> {
        times::instant(self.at(path).0)
    }

    /// The instant there, of a sender that means UTC where it names no zone.
    pub(super) fn instant_in_utc(self, path: &str) -> Option<Timestamp> {
        times::instant_in_utc(self.at(path).0)
    }

    /// The address there, if it is one that a browser can follow.
    pub(super) fn link(self, path: &str) -> Option<String> {
        link(&self.text(path)?)
    }

    /// The object there as labels; a value that is no scalar is kept as JSON text.
    pub(super) fn labels(self, path: &str) -> Labels {
        let Value::Object(fields) = self.at(path).0 else { return Labels::new() };
        let mut labels = Labels::new();
        // One by one: gathered first, they would all be there twice.
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            labels.insert(name.clone(), scalar(value).unwrap_or_else(|| value.to_string()));
        }
        labels
    }

    /// The texts that are there as labels: the name that each is to have, and where it stands.
    pub(super) fn named(self, labels: &[(&str, &str)]) -> Labels {
        let named = |(name, path): &(&str, &str)| Some(((*name).to_owned(), self.text(path)?));
        labels.iter().filter_map(named).collect()
    }

    /// The JSON that is written into the text there, or what stands there as it is. Nothing where the
    /// text is no JSON or too dense to be read.
    pub(super) fn embedded(self, path: &str) -> Cow<'a, Value> {
        match self.at(path).0 {
            Value::String(text) => {
                let room = Room::within(text.len()).take(text);
                Cow::Owned(
                    room.ok().and_then(|()| serde_json::from_str(text).ok()).unwrap_or_default(),
                )
            }
            other => Cow::Borrowed(other),
        }
    }
}

fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(value);
    }
    if let Value::Object(fields) = value
        && let Some(whole) = fields.get(path)
    {
        return Some(whole);
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let inner = match value {
        Value::Object(fields) => fields.get(first)?,
        Value::Array(members) => members.get(first.parse::<usize>().ok()?)?,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    find(inner, rest)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether the text is nothing but a variable that a template left as it was: `$NAME`, `${NAME}`,
/// `$NAME$`, `*name*`, `##NAME##`, `{HOST.NAME}`, `{{ name }}`, `%name`, or what Go, Zabbix and JavaScript
/// write for it.
pub(super) fn is_unfilled(text: &str) -> bool {
    if matches!(text, "<no value>" | "*UNKNOWN*" | "null" | "undefined") {
        return true;
    }
    let is_name = |name: &str| {
        let mut letters = name.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
    };
    let within = |before: &str, after: &str| {
        let name = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        name.is_some_and(|name| is_name(name.trim()))
    };
    let marks = [
        ("$", ""),
        ("$", "$"),
        ("${", "}"),
        ("*", "*"),
        ("##", "##"),
        ("{", "}"),
        ("{{", "}}"),
        ("%", ""),
    ];
    marks.into_iter().any(|(before, after)| within(before, after))
}

/// The identity made of those parts, in order, if any of them is there.
pub(super) fn identity<const N: usize>(parts: [Option<String>; N]) -> Option<Fingerprint> {
    let is_any = parts.iter().any(Option::is_some);
    is_any.then(|| Fingerprint::of(parts.map(Option::unwrap_or_default)))
}

/// A thing and the host that it is on, in words: `disk /var on db-1`.
pub(super) fn on(what: Option<&String>, host: Option<&String>) -> Option<String> {
    match (what, host) {
        (Some(what), Some(host)) => Some(format!("{what} on {host}")),
        (one, other) => one.or(other).cloned(),
    }
}

/// Those of the labels that there are.
pub(super) fn labelled<const N: usize>(labels: [(&str, Option<String>); N]) -> Labels {
    labels.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// What is wrong with what, in one sentence: `web shop: connection refused`. Either may be missing, and
/// what already begins with its subject stays as it is.
pub(super) fn headline(subject: Option<String>, what: Option<String>) -> String {
    match (subject, what) {
        (Some(subject), Some(what)) if what.starts_with(&subject) => what,
        (Some(subject), Some(what)) => format!("{subject}: {what}"),
        (one, other) => one.or(other).unwrap_or_default(),
    }
}

/// The state that a word means, in any case, of senders whose words are chosen by people.
pub(super) fn signal(word: &str) -> Option<Signal> {
    match word.trim().to_ascii_lowercase().as_str() {
        "resolved" | "resolve" | "ok" | "up" | "closed" | "close" | "clear" | "cleared"
        | "recovered" | "recovery" | "recover" | "ended" | "end" | "fixed" | "healthy"
        | "normal" | "online" | "operational" | "restored" | "passed" | "success" | "succeeded" => {
            Some(Signal::Resolved)
        }
        "acknowledged" | "acknowledge" | "acknowledgement" | "acked" | "ack" => {
            Some(Signal::Acknowledged)
        }
        "firing" | "fired" | "triggered" | "trigger" | "created" | "opened" | "open"
        | "reopened" | "started" | "start" | "raised" | "raise" | "failed" | "failure"
        | "failing" | "down" | "offline" | "alert" | "alerting" | "problem" | "critical"
        | "warning" | "error" | "active" | "unresolved" | "degraded" | "unhealthy" | "breached"
        | "exceeded" | "expired" => Some(Signal::Firing),
        _ => None,
    }
}

/// The severity that a sender's word means, in any case. The words are those that senders share;
/// a source with words of its own maps them itself.
pub(super) fn severity(word: &str) -> Option<Severity> {
    match word.trim().to_ascii_lowercase().as_str() {
        "critical" | "crit" | "fatal" | "disaster" | "emergency" | "emerg" | "p1" | "sev0" => {
            Some(Severity::Critical)
        }
        "error" | "err" | "high" | "major" | "p2" | "sev1" => Some(Severity::Error),
        "warning" | "warn" | "minor" | "average" | "medium" | "p3" | "sev2" => {
            Some(Severity::Warning)
        }
        "info" | "informational" | "information" | "notice" | "debug" | "low" | "none" | "p4"
        | "p5" | "sev3" | "sev4" => Some(Severity::Info),
        _ => None,
    }
}

/// The link, if it is one that a browser can follow.
pub(super) fn link(text: &str) -> Option<String> {
    let text = text.trim();
    let is_link = text.starts_with("https://") || text.starts_with("http://");
    let is_fit = is_link && text.len() > "https://".len();
    (is_fit && !text.chars().any(|c| c.is_control() || c == ' ')).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
