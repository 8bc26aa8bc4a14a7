//! Sources: what each sends, and what it must know; and what a subscriber to a calendar must.

use std::collections::BTreeMap;

use super::{Check, map, polls, values};
use crate::config::fault::Finding;
use crate::config::raw::{DEFAULT, DropInsTable, Given, Raw, SeverityEntry, SourceTable};
use crate::config::secret::{Secret, SecretError};
use crate::config::settings::{SourceProof, SourceSettings};
use crate::config::suggest;
use crate::domain::alert::Severity;
use crate::domain::name::SourceName;
use crate::domain::watch;
use crate::domain::{drill, gauge, noise};
use crate::sources::{DropIn, Grades, SOURCES, Signature, Source};

/// The severity of an alert that has none, unless its source says otherwise.
pub(crate) const SEVERITY: Severity = Severity::Error;

/// Where the kinds are to be found; too many to be named in a hint.
const LISTED: &str = "`wail sources` lists them";

/// The sources by name.
pub(super) fn sources(raw: &Raw, check: &mut Check<'_>) -> BTreeMap<SourceName, SourceSettings> {
    let mut sources = BTreeMap::new();
    for (name, table) in &raw.sources {
        if let Some(owner) = owner(name) {
            let message = format!("the source `{}` is always there, for {owner} alone", name.value);
            let hint = "take it out, or give it another name";
            check.fault(Finding::at(name.span.clone(), message).hint(hint));
            continue;
        }
        if name.value == gauge::SOURCE {
            let message = "the source `gauge` is that of what is told of gauges";
            let hint = "give this one another name, and its old one as `kind`";
            check.fault(Finding::at(name.span.clone(), message).hint(hint));
        }
        let key = table.key.as_ref();
        let key = key.and_then(|given| secret(&key_variable(name, "KEY"), given, check));
        let grades = grades(table, check);
        let auto_resolve = table.auto_resolve.as_ref();
        let auto_resolve = auto_resolve
            .and_then(|given| check.take(values::duration("a time to auto_resolve", given)));
        if let Some(kind) = kind(name, table, check) {
            let proof = proof(name, table, kind, check);
            let map = map::map(name, table, kind, check);
            let poll = polls::poll(name, table, kind, check);
            let source = SourceSettings { kind, key, proof, grades, map, auto_resolve, poll };
            sources.insert(SourceName::new(name.value.as_str()), source);
        }
    }
    sources
}

/// Whose source that is, if it is one of wail's own.
fn owner(name: &str) -> Option<&'static str> {
    match name {
        drill::SOURCE => Some("`wail drill`"),
        watch::SOURCE => Some("`[monitors]`"),
        noise::SOURCE => Some("`[storm]`"),
        _ => None,
    }
}

/// How the words of the sender are meant.
fn grades(table: &Given<SourceTable>, check: &mut Check<'_>) -> Grades {
    let mut grades = Grades::new(SEVERITY);
    let Some(given) = &table.severity else { return grades };
    let mut take = |word: &str, severity: &Given<String>, check: &mut Check<'_>| {
        let Some(severity) = check.take(values::severity(severity)) else { return };
        if word == DEFAULT {
            grades.default = severity;
        } else {
            grades.words.insert(word.trim().to_lowercase(), severity);
        }
    };
    match &given.value {
        SeverityEntry::One(word) => {
            let severity = Given { value: word.clone(), span: given.span.clone() };
            take(DEFAULT, &severity, check);
        }
        SeverityEntry::Words(words) => {
            for (word, severity) in words {
                take(&word.value, severity, check);
            }
        }
    }
    grades
}

/// What proves that a request is this sender's, besides its key.
fn proof(
    name: &Given<String>,
    table: &Given<SourceTable>,
    kind: &'static Source,
    check: &mut Check<'_>,
) -> Option<SourceProof> {
    let scheme = kind.proof.signature();
    let has_own_key = scheme == Some(Signature::Sns);
    if let Some(given) = &table.secret {
        if scheme.is_none() || has_own_key {
            let message = format!("`{}` signs nothing with a secret", kind.name);
            let hint = if has_own_key {
                "write `signed = true` instead: it signs with a key of its own"
            } else {
                "write `key` instead, and have the sender show it"
            };
            check.fault(Finding::at(given.span.clone(), message).hint(hint));
            return None;
        }
        let secret = secret(&key_variable(name, "SECRET"), given, check)?;
        if secret.expose().trim() == "whsec_" {
            let message =
                "the secret has nothing behind `whsec_`, and an empty one keeps nobody out";
            check.fault(Finding::at(given.span.clone(), message).hint("copy it whole"));
            return None;
        }
        return Some(SourceProof::Secret(secret));
    }
    let given = table.signed.as_ref()?;
    if !has_own_key {
        let message = format!("`{}` has no key of its own to sign with", kind.name);
        let hint = match scheme {
            Some(_) => {
                format!("write `secret = \"env:{}\"`", key_variable(name, "SECRET"))
            }
            None => "write `key` instead, and have the sender show it".to_owned(),
        };
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
        return None;
    }
    given.value.then_some(SourceProof::OwnKey)
}

/// The doors that are open, and what a sender must know there.
pub(super) fn dropins(raw: &Raw, check: &mut Check<'_>) -> BTreeMap<DropIn, Option<Secret>> {
    let mut dropins = BTreeMap::new();
    for (door, table) in raw.dropin.iter().flat_map(DropInsTable::open) {
        for name in raw.sources.keys() {
            if door.sources().contains(&&*name.value) {
                let message =
                    format!("a source `{}` is behind `[dropin.{}]`", name.value, door.name());
                let hint = "give this one another name, and its old one as `kind`";
                check.fault(Finding::at(name.span.clone(), message).hint(hint));
            }
        }
        let key = table.key.as_ref();
        let key = key.and_then(|given| secret(&key_variable(door.name(), "KEY"), given, check));
        dropins.insert(door, key);
    }
    dropins
}

/// What a subscriber to a calendar must know.
pub(super) fn calendar_key(raw: &Raw, check: &mut Check<'_>) -> Option<Secret> {
    let table = raw.calendar.as_ref()?;
    let Some(key) = &table.key else {
        let finding = Finding::at(table.span.clone(), "calendars are only given to who has a key");
        let hint = "add `key = \"env:WAIL_CALENDAR_KEY\"`, or take `[calendar]` out";
        check.missing(Some(&table.span), "key", finding.hint(hint));
        return None;
    };
    secret(&key_variable("calendar", "KEY"), key, check)
}

fn kind(
    name: &Given<String>,
    table: &Given<SourceTable>,
    check: &mut Check<'_>,
) -> Option<&'static Source> {
    let written = table.kind.as_ref().unwrap_or(name);
    if let Some(source) = SOURCES.iter().copied().find(|source| source.name == written.value) {
        return Some(source);
    }
    let kinds: Vec<&str> = SOURCES.iter().map(|source| source.name).collect();
    let meant = suggest::closest(written, kinds.iter().copied());
    if table.kind.is_some() {
        let message = format!("there is no kind of source `{}`", values::printable(written));
        let hint = meant.map_or(LISTED.to_owned(), |kind| format!("did you mean `{kind}`?"));
        check.fault(Finding::at(written.span.clone(), message).hint(hint));
        return None;
    }
    let message = format!("`{}` is not a kind of source, and it has no `kind`", name.value);
    let hint = match meant {
        Some(kind) => format!("write `[sources.{kind}]`, or add `kind = \"{kind}\"`"),
        None => format!("add a `kind`; {LISTED}"),
    };
    let finding = Finding::at(name.span.clone(), message).hint(hint);
    check.missing(Some(&table.span), "kind", finding);
    None
}

/// The variable in which somebody would put the key (`what` is `KEY`) or the secret (`SECRET`) of what
/// is called so.
#[must_use]
pub fn key_variable(name: &str, what: &str) -> String {
    let letters = name.to_uppercase();
    let letters = letters.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    format!("WAIL_{}_{what}", letters.collect::<String>())
}

/// A secret, or a fault whose hint names that variable.
pub(super) fn secret(
    variable: &str,
    given: &Given<String>,
    check: &mut Check<'_>,
) -> Option<Secret> {
    let error = match Secret::find(given, check.directory, check.environment) {
        Ok(secret) => return Some(secret),
        Err(error) => error,
    };
    let finding = Finding::at(given.span.clone(), error.to_string());
    let hint = match error {
        SecretError::Literal => {
            format!("write `env:{variable}`, or `file:` and the path of a file that holds it")
        }
        SecretError::Unset(variable) => format!("`export {variable}=…` before wail starts"),
        SecretError::Empty(_) => "`openssl rand -hex 16` makes a good one".to_owned(),
        SecretError::NotText(_) | SecretError::Unreadable { .. } => {
            "the file must be readable and hold the key as text".to_owned()
        }
    };
    check.fault(finding.hint(hint));
    None
}
