//! An alert that nobody has sent: as a source would send it with these labels, to ask what would come of
//! it.

use std::collections::BTreeMap;

use super::settings::{Settings, SourceSettings};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::label::Labels;
use crate::domain::name::SourceName;

/// The source of what is raised by hand.
const BY_HAND: &str = "page";

/// What is known of an alert that is only asked about.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Its labels.
    pub labels: Labels,
    /// The source it would come from; raised by hand if absent.
    pub source: Option<String>,
    /// The service its sender would say it concerns.
    pub service: Option<String>,
    /// How grave its sender would say it is: if absent what its label `severity` means to the source, else
    /// what that source says of alerts that say nothing, else critical.
    pub severity: Option<Severity>,
}

impl Settings {
    /// The alert that is asked about.
    #[must_use]
    pub fn asked(&self, asked: Asked) -> Alert {
        alert(&self.sources, asked)
    }
}

/// The alert that is asked about.
pub(crate) fn alert(sources: &BTreeMap<SourceName, SourceSettings>, asked: Asked) -> Alert {
    let Asked { labels, source, service, severity } = asked;
    let source = SourceName::new(source.unwrap_or_else(|| BY_HAND.to_owned()));
    let grades = sources.get(&source).map(|source| &source.grades);
    let by_word = || {
        let word = labels.get("severity")?.trim().to_lowercase();
        let meant = grades.and_then(|grades| grades.words.get(&word).copied());
        meant.or_else(|| Severity::from_word(&word))
    };
    let usual = || grades.map_or(Severity::Critical, |grades| grades.default);
    let severity = severity.or_else(by_word).unwrap_or_else(usual);
    let identity = Fingerprint::of(labels.iter().flat_map(|(name, value)| [name, value]));
    Alert::new(source, identity, Signal::Firing, severity).service(service).labels(labels)
}
