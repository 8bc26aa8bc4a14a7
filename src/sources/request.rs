//! What a source may look at: a request as it was kept, and how its words for severities are meant.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::fields::{self, Fields};
use super::{Alert, Map, ParseError, body};
use crate::domain::alert::{Fingerprint, Grade, Severity, Signal};
use crate::domain::name::SourceName;

/// What a source may look at.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The source's name in the configuration.
    pub source: &'a SourceName,
    /// How its words for severities are meant.
    pub grades: &'a Grades,
    /// What stands where in its bodies, if the configuration says so.
    pub map: Option<&'a Map>,
    /// When it arrived.
    pub received_at: Timestamp,
    /// What stood before the body.
    pub head: Head<'a>,
    /// The bytes.
    pub body: &'a [u8],
}

/// How the words of one sender for severities are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grades {
    /// How grave an alert is whose sender does not say, or says it in a word nobody knows.
    pub default: Severity,
    /// What the configuration says of some words, in lower case.
    pub words: BTreeMap<String, Severity>,
}

impl Grades {
    /// Nothing said of any word.
    #[must_use]
    pub fn new(default: Severity) -> Self {
        Self { default, words: BTreeMap::new() }
    }
}

/// The verb of a list of everything that is open, which was asked for; nobody can send one.
pub const LIST: &str = "LIST";

/// The verb of such a list that is known not to be whole.
pub const PART: &str = "PART";

/// What stood before the body of a request, as far as it says anything: keys are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head<'a> {
    /// The verb, if it was not `POST`.
    pub method: Option<&'a str>,
    /// The address after `/in/NAME`, or all of it at another door.
    pub path: &'a str,
    /// What stood after the `?`, still encoded.
    pub query: &'a str,
    /// What the sender says the body is.
    pub content_type: Option<&'a str>,
    /// The headers that this kind of source reads, as they were sent.
    pub headers: Vec<(&'a str, &'a str)>,
}

impl<'a> Head<'a> {
    /// Reads what [`Head::written`] wrote.
    #[must_use]
    pub fn read(text: &'a str) -> Self {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let (method, target) = first.split_once(' ').unwrap_or(("", first));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method: Some(method).filter(|method| !method.is_empty() && *method != "POST"),
            path,
            query,
            content_type: None,
            headers: rest.lines().filter_map(|line| line.split_once(": ")).collect(),
        }
    }

    /// The head as it is kept: a request line and headers, one on a line. Nothing when it says
    /// nothing.
    #[must_use]
    pub fn written(&self) -> Option<String> {
        if self.method.is_none()
            && self.path.is_empty()
            && self.query.is_empty()
            && self.headers.is_empty()
        {
            return None;
        }
        let mut text = format!("{} {}", self.method.unwrap_or("POST"), self.path);
        if !self.query.is_empty() {
            text.push('?');
            text.push_str(self.query);
        }
        for (name, value) in &self.headers {
            text.push('\n');
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
        }
        Some(text)
    }

    /// Whether it is a list of what is open that was asked for, whole or not.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self.method, Some(LIST | PART))
    }

    /// The value of the header of that name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    }
}

/// What a body of any shape says, within the bounds that hold for every body.
///
/// # Errors
///
/// Says in one sentence why it says nothing.
pub fn content(body: &[u8]) -> Result<Value, ParseError> {
    body::decode(body, None, "")
}

/// What stands in a body, for whoever looks for a proof in it.
pub struct BodyFields(Value);

impl BodyFields {
    /// The fields of a body of any shape; none of one that has no shape.
    #[must_use]
    pub fn of(body: &[u8], content_type: Option<&str>) -> Self {
        Self(body::decode(body, content_type, "").unwrap_or_default())
    }

    /// The text at that path, without the space around it.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        Fields::of(&self.0).text(path)
    }

    /// The text at that path, exactly as it was sent.
    #[must_use]
    pub fn exact(&self, path: &str) -> Option<String> {
        Fields::of(&self.0).exact(path)
    }
}

impl Request<'_> {
    /// What the body says, in whichever shape it came: JSON of any kind, JSON in a string, a form, a
    /// form with JSON in a field, parts; and of a request without a body, what its address says.
    pub(super) fn content(&self) -> Result<Value, ParseError> {
        body::decode(self.body, self.head.content_type, self.head.query)
    }

    /// The fields of the address, as an object.
    pub(super) fn query(&self) -> Value {
        body::form(self.head.query.as_bytes())
    }

    /// An alert of that problem, as grave as one that says nothing of it.
    pub(super) fn alert(&self, identity: Fingerprint, signal: Signal) -> Alert {
        Alert::new(self.source.clone(), identity, signal, self.grades.default)
    }

    /// How grave the sender's word is: as the configuration says, or else as senders commonly mean
    /// it. A word nobody knows is as grave as none.
    pub(super) fn grade(&self, word: Option<String>) -> Grade {
        self.grade_by(word, |_| None)
    }

    /// The same for a sender with words of its own, which are given in lower case.
    pub(super) fn grade_by(
        &self,
        word: Option<String>,
        own: impl Fn(&str) -> Option<Severity>,
    ) -> Grade {
        let severity = word.as_deref().and_then(|word| {
            let word = word.trim().to_lowercase();
            let said = self.grades.words.get(&word).copied();
            said.or_else(|| own(&word)).or_else(|| fields::severity(&word))
        });
        Grade { severity: severity.unwrap_or(self.grades.default), word }
    }
}
