//! Configurations out of what other systems export: one file for each system, one table of them.
//!
//! A file becomes a [`Content`], every importer takes the contents that it recognises and adds to one
//! draft, and the draft becomes the text of a configuration, with a list of what is not in it.

mod alertmanager;
mod answers;
mod calendar;
mod compose;
mod conditions;
mod content;
mod draft;
mod fields;
mod fitting;
mod gatus;
mod grafana_oncall;
mod hours;
mod layer;
mod opsgenie;
mod pagerduty;
mod probe;
mod uptime_kuma;
mod written;
mod yaml;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use answers::{Answers, Reach, answered, is_person};
pub use compose::Imported;
pub use content::{Content, LARGEST};
pub use draft::Left;

use draft::Draft;

/// A system whose exports are understood.
#[derive(Debug)]
pub struct Importer {
    /// Its word, for `--kind`.
    pub name: &'static str,
    /// What is taken over, in one line.
    pub about: &'static str,
    /// What an export of it is, and where one gets it.
    pub export: &'static str,
    /// Whether that is one.
    recognises: fn(&Content) -> bool,
    /// Adds all of them to the draft; what several files say of one another is put together.
    read: fn(&[&Document], &mut Draft<'_>),
}

/// Every system whose exports are understood. Whoever says who is on call comes before whoever only
/// says where alerts go.
pub static IMPORTERS: &[&Importer] = &[
    &pagerduty::IMPORTER,
    &opsgenie::IMPORTER,
    &grafana_oncall::IMPORTER,
    &calendar::IMPORTER,
    &alertmanager::IMPORTER,
    &uptime_kuma::IMPORTER,
    &gatus::IMPORTER,
];

/// A file as it was exported.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is called.
    pub file: String,
    /// What is in it.
    pub content: Content,
}

/// What an import is done in.
#[derive(Clone, Copy)]
pub struct Surroundings<'s> {
    /// Finds a zone by its name in the zone database.
    pub zones: &'s dyn Fn(&str) -> Option<TimeZone>,
    /// What was over before that is left out.
    pub now: Timestamp,
    /// The zone of this machine, where it has a name.
    pub zone: Option<&'s str>,
    /// Who runs this.
    pub user: Option<&'s str>,
}

/// Why nothing comes of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {message}")]
pub struct ImportError {
    /// The file.
    pub file: String,
    /// What is true of it, with the line where there is one.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// One configuration of all these documents, each of which is `kind`, or what its content says.
///
/// # Errors
///
/// Says of every document that is none of those that are understood that it is not.
pub fn import(
    documents: &[Document],
    kind: Option<&'static Importer>,
    surroundings: Surroundings<'_>,
) -> Result<Imported, Vec<ImportError>> {
    let user = surroundings.user.filter(|user| is_person(user)).or(Some("you"));
    let mut draft = Draft::new(Surroundings { user, ..surroundings });
    let strangers = documents.iter().filter(|document| importer(document, kind).is_none());
    let errors: Vec<ImportError> = strangers.map(|document| stranger(document, kind)).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    for each in IMPORTERS {
        let is_of = |found: Option<&Importer>| found.is_some_and(|it| it.name == each.name);
        let own: Vec<&Document> =
            documents.iter().filter(|document| is_of(importer(document, kind))).collect();
        if !own.is_empty() {
            (each.read)(&own, &mut draft);
        }
    }
    Ok(compose::composed(draft))
}

/// Whose export it is.
fn importer(document: &Document, kind: Option<&'static Importer>) -> Option<&'static Importer> {
    let recognised = |it: &&&Importer| (it.recognises)(&document.content);
    match kind {
        Some(kind) => Some(kind).filter(|kind| (kind.recognises)(&document.content)),
        None => IMPORTERS.iter().find(recognised).copied(),
    }
}

fn stranger(document: &Document, kind: Option<&'static Importer>) -> ImportError {
    let file = document.file.clone();
    if let Some(kind) = kind {
        let message = format!("this is no export of {}: {}", kind.name, kind.export);
        return ImportError { file, message, hint: None };
    }
    let names: Vec<&str> = IMPORTERS.iter().map(|importer| importer.name).collect();
    let names = names.join(", ");
    let hint = format!("understood are {names}; docs/import.md says how to export them");
    let message = "nothing of what is understood is in it".to_owned();
    ImportError { file, message, hint: Some(hint) }
}

#[cfg(test)]
mod tests;
