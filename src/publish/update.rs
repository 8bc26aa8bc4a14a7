//! The words of an update: drafted from what is known of an incident, and put as each audience reads it.

use serde_json::json;

use crate::template::{Values, filled};

/// What a draft says where nothing else is written: the impact first, then what is done, then when the next
/// word comes. The cause has a line of its own, and it adds nobody's name.
const DRAFT: &str = "\
{% if is_over -%}
It is over: {{ impact }}, from {{ since }} to {{ over_at }} ({{ lasted }}).
{% if fix %}What mended it: {{ fix }}.
{% endif %}{% else -%}
{{ impact }}, since {{ since }} ({{ lasted }}).
{% if mitigated %}Mitigated since {{ mitigated }}.
{% endif %}{{ doing }}.
{% endif %}{% if cause %}Cause: {{ cause }}.
{% endif %}{% if next %}Next update {{ next }}.{% else %}This is the last update.{% endif %}";

/// What an audience reads where nothing else is written.
const AS_WRITTEN: &str = "{{ text }}";

/// What is known of an incident that an update can tell of. Nothing in it is more than plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its number.
    pub incident: i64,
    /// What its first alert said.
    pub summary: String,
    /// How grave it is.
    pub severity: String,
    /// How it stands.
    pub status: String,
    /// The service it is about, if its first alert named one.
    pub service: String,
    /// When it began, on the writer's clock.
    pub since: String,
    /// When it was over, if it is.
    pub over_at: Option<String>,
    /// How long it has lasted.
    pub lasted: String,
    /// What its alerts say that still fire.
    pub firing: Vec<String>,
    /// How many of its alerts are over.
    pub over: usize,
    /// What does not work for whoever reads it, as it was noted.
    pub impact: Option<String>,
    /// What is done about it, as it was noted.
    pub doing: Option<String>,
    /// Since when it does no harm any more, on the writer's clock, as somebody marked it.
    pub mitigated: Option<String>,
    /// Why it happened, as it was noted.
    pub cause: Option<String>,
    /// What mended it, as it was noted.
    pub fix: Option<String>,
    /// What else was noted since the last update, with when.
    pub notes: Vec<String>,
    /// The last update.
    pub last: Option<String>,
    /// When the next word comes.
    pub next: Option<String>,
    /// The same in UTC.
    pub next_utc: Option<String>,
}

impl Facts {
    fn values(&self, text: &str) -> Values {
        let sentence = |text: &str| text.trim_end_matches(['.', ' ']).to_owned();
        let or = |noted: &Option<String>, otherwise: &str| {
            sentence(noted.as_deref().unwrap_or(otherwise))
        };
        Values::of(&json!({
            "text": text,
            "incident": self.incident,
            "summary": self.summary,
            "severity": self.severity,
            "status": self.status,
            "service": self.service,
            "since": self.since,
            "is_over": self.over_at.is_some(),
            "over_at": self.over_at,
            "lasted": self.lasted,
            "firing": self.firing,
            "over": self.over,
            "impact": or(&self.impact, &self.summary),
            "doing": or(&self.doing, self.stands()),
            "mitigated": self.mitigated,
            "cause": self.cause.as_deref().map(sentence),
            "fix": self.fix.as_deref().map(sentence),
            "notes": self.notes,
            "last": self.last,
            "next": self.next,
            "next_utc": self.next_utc,
        }))
    }

    /// What is done about it, as far as its state tells.
    fn stands(&self) -> &'static str {
        match self.status.as_str() {
            "acknowledged" => "We are working on it",
            "triggered" => "We have been alerted",
            "held" => "We know of it",
            _ => "We keep an eye on it",
        }
    }
}

/// The next update, by that template or the usual one.
///
/// # Errors
///
/// In one sentence: what is wrong with the template.
pub fn draft(template: Option<&str>, facts: &Facts) -> Result<String, String> {
    let values = facts.values("");
    match template {
        Some(template) => filled(template, &values),
        None => filled(DRAFT, &values).map(|text| as_sentences(&text)),
    }
}

/// Each line with a capital where it begins with a word: what is noted often has none. A name such as `db-1`
/// or `iOS` stays as it is.
fn as_sentences(text: &str) -> String {
    let line = |line: &str| {
        let word = line.split([' ', ',']).next().unwrap_or_default();
        let mut rest = line.chars();
        match rest.next() {
            Some(first) if word.chars().all(char::is_lowercase) => {
                first.to_uppercase().chain(rest).collect()
            }
            _ => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<String>>().join("\n")
}

/// An update as an audience reads it, by that template or as it was written.
///
/// # Errors
///
/// In one sentence: what is wrong with the template.
pub fn for_audience(template: Option<&str>, facts: &Facts, text: &str) -> Result<String, String> {
    filled(template.unwrap_or(AS_WRITTEN), &facts.values(text))
}

#[cfg(test)]
mod tests;
