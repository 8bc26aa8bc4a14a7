//! What a monitor reports: an alert, how grave it is, and which problem it is about.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::label::Labels;
use super::name::{PersonId, SourceName};

/// One report from a monitor about one problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The source that sent it.
    pub source: SourceName,
    /// Who raised it by hand, if a person did.
    pub raised_by: Option<PersonId>,
    /// Which problem it is about; equal means same.
    pub fingerprint: Fingerprint,
    /// The sender's own group of alerts, when it groups: alerts of one group share an incident.
    pub group: Option<String>,
    /// Whether the problem is there or over.
    pub signal: Signal,
    /// How grave it is.
    pub severity: Severity,
    /// The sender's own word for how grave it is, if it has one.
    pub severity_word: Option<String>,
    /// One line that says what is wrong.
    pub summary: String,
    /// Anything more the sender has to say.
    pub details: String,
    /// The host or target it is about, if the sender says.
    pub origin: Option<String>,
    /// The service it concerns, if the sender says.
    pub service: Option<String>,
    /// The sender's labels.
    pub labels: Labels,
    /// Where to look, if the sender says.
    pub link: Option<String>,
    /// When this episode of the problem began, if the sender says. The same episode keeps its start
    /// through repeats and in its resolve, so that late copies can be told from new trouble.
    pub started_at: Option<Timestamp>,
    /// When it ended, if it is over and the sender says so.
    pub ended_at: Option<Timestamp>,
    /// How long after this report the problem counts as over if nothing more is heard of it.
    pub expires_after: Option<SignedDuration>,
}

impl Alert {
    /// An alert with only what every alert has; the rest is added with the methods below.
    #[must_use]
    pub fn new(
        source: SourceName,
        fingerprint: Fingerprint,
        signal: Signal,
        severity: Severity,
    ) -> Self {
        Self {
            source,
            raised_by: None,
            fingerprint,
            group: None,
            signal,
            severity,
            severity_word: None,
            summary: String::new(),
            details: String::new(),
            origin: None,
            service: None,
            labels: Labels::default(),
            link: None,
            started_at: None,
            ended_at: None,
            expires_after: None,
        }
    }

    /// Says that a person raised it by hand.
    #[must_use]
    pub fn raised_by(mut self, person: PersonId) -> Self {
        self.raised_by = Some(person);
        self
    }

    /// Who reports it.
    #[must_use]
    pub fn reporter(&self) -> Reporter {
        match &self.raised_by {
            Some(person) => Reporter::Person(person.clone()),
            None => Reporter::Source(self.source.clone()),
        }
    }

    /// Sets the summary: its first line, at most [`SUMMARY_LENGTH`] characters of it.
    #[must_use]
    pub fn summary(mut self, summary: &str) -> Self {
        self.summary = one_line(summary);
        self
    }

    /// Says how grave it is, and in which word the sender said so.
    #[must_use]
    pub fn graded(mut self, grade: Grade) -> Self {
        self.severity = grade.severity;
        self.severity_word = grade.word;
        self
    }

    /// Sets the host or target it is about.
    #[must_use]
    pub fn origin(mut self, origin: Option<String>) -> Self {
        self.origin = origin;
        self
    }

    /// Sets the service it concerns.
    #[must_use]
    pub fn service(mut self, service: Option<String>) -> Self {
        self.service = service;
        self
    }

    /// Sets the details.
    #[must_use]
    pub fn details(mut self, details: impl Into<String>) -> Self {
        self.details = details.into();
        self
    }

    /// Puts in front of the details what whoever has it looks at first: what to take care of, and where it
    /// says what to do. Each is a line of its own, `caution: …` and `runbook: …`.
    #[must_use]
    pub fn advised(mut self, runbook: Option<&str>, caution: Option<&str>) -> Self {
        let lines =
            [("caution", caution), ("runbook", runbook)].into_iter().filter_map(|(what, text)| {
                let text = text?.split_whitespace().collect::<Vec<_>>().join(" ");
                (!text.is_empty()).then(|| format!("{what}: {text}"))
            });
        let told = (!self.details.is_empty()).then(|| std::mem::take(&mut self.details));
        self.details = lines.chain(told).collect::<Vec<_>>().join("\n");
        self
    }

    /// Sets the labels.
    #[must_use]
    pub fn labels(mut self, labels: Labels) -> Self {
        self.labels = labels;
        self
    }

    /// Sets the link.
    #[must_use]
    pub fn link(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }

    /// Sets the sender's own group.
    #[must_use]
    pub fn group(mut self, group: Option<String>) -> Self {
        self.group = group;
        self
    }

    /// Sets when the episode began, rounded to the millisecond that the store keeps.
    #[must_use]
    pub fn started_at(mut self, at: Option<Timestamp>) -> Self {
        self.started_at = at.and_then(|at| Timestamp::from_millisecond(at.as_millisecond()).ok());
        self
    }

    /// Sets how long after this report it counts as over.
    #[must_use]
    pub fn expires_after(mut self, wait: Option<SignedDuration>) -> Self {
        self.expires_after = wait.filter(|_| self.signal == Signal::Firing);
        self
    }

    /// Sets when the episode ended.
    #[must_use]
    pub fn ended_at(mut self, at: Option<Timestamp>) -> Self {
        self.ended_at = at;
        self
    }
}

/// Who reports a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reporter {
    /// A monitor.
    Source(SourceName),
    /// Somebody, by hand.
    Person(PersonId),
}

impl Reporter {
    /// The name of the source or the person.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Source(source) => source.as_str(),
            Self::Person(person) => person.as_str(),
        }
    }

    /// `generic reports critical`; `ana reports critical by hand`.
    #[must_use]
    pub fn phrase(&self, severity: Severity) -> String {
        match self {
            Self::Source(source) => format!("{source} reports {severity}"),
            Self::Person(person) => format!("{person} reports {severity} by hand"),
        }
    }
}

/// How long a summary may be, in characters.
pub const SUMMARY_LENGTH: usize = 120;

/// The first line of `text` that says anything, without surrounding space, cut with an ellipsis.
#[must_use]
pub fn one_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= SUMMARY_LENGTH {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SUMMARY_LENGTH - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Whether a problem is there or over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// It is there.
    Firing,
    /// It is there, and somebody has told the sender that they have it.
    Acknowledged,
    /// It is over.
    Resolved,
}

impl Signal {
    /// The word used in output and in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Firing => "firing",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }
}

/// How grave a problem is. The four words of the PagerDuty Common Event Format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth writing down.
    Info,
    /// Waits for the person's day.
    Warning,
    /// Pages.
    Error,
    /// Wakes.
    Critical,
}

impl Severity {
    /// Every severity, gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::Error, Self::Warning, Self::Info];

    /// The word used in configuration, output and the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }

    /// The severity of exactly that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// How grave a sender says that a problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// What that comes to here.
    pub severity: Severity,
    /// The sender's word for it, if it has one.
    pub word: Option<String>,
}

/// The identity of a problem within its source; equal means same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

/// The longest identity that is kept as it was sent, in bytes; longer ones are kept as their hash.
const FINGERPRINT_LENGTH: usize = 64;

impl Fingerprint {
    /// The identity made of `parts`, in order. Different parts give different identities: a `:`
    /// inside a part is escaped, and what is long or unprintable is hashed to 128 bits.
    pub fn of<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> Self {
        let mut joined = String::new();
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                joined.push(':');
            }
            joined.push_str(&part.as_ref().replace('\\', "\\\\").replace(':', "\\:"));
        }
        if joined.len() <= FINGERPRINT_LENGTH && !joined.chars().any(char::is_control) {
            return Self(joined);
        }
        Self(format!("#{:032x}", fnv128(joined.as_bytes())))
    }

    /// An identity of 17 characters in place of a longer one, for somebody who may have to type it: a
    /// sender that gave none is told this one, and may name it from then on.
    #[must_use]
    pub fn shortened(&self) -> Self {
        let hash = fnv128(self.0.as_bytes());
        Self(format!("wail-{:012x}", (hash ^ (hash >> 64)) & 0xffff_ffff_ffff))
    }

    /// An identity as the store kept it.
    #[must_use]
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// Whether it is a problem of ours with the source and none that the source reports: in theirs a
    /// backslash is followed by `:` or by another one.
    #[must_use]
    pub fn is_our_own(&self) -> bool {
        let after = self.0.strip_prefix('\\');
        after.is_some_and(|after| !after.starts_with([':', '\\']))
    }

    /// The identity as text: printable, at most 64 bytes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// FNV-1a in 128 bits (Fowler, Noll, Vo): stable across versions and machines, which
/// `std::hash` does not promise.
fn fnv128(bytes: &[u8]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests;
