//! Sources: what each sends, and what it must know; and what a subscriber to a calendar must.

use std::collections::BTreeMap;

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Raw, SourceTable};
use crate::config::secret::{Secret, SecretError};
use crate::config::settings::SourceSettings;
use crate::config::suggest;
use crate::domain::alert::Severity;
use crate::domain::drill;
use crate::domain::name::SourceName;
use crate::sources::{Grades, SOURCES, Source};

/// The severity of an alert that has none, unless its source says otherwise.
pub(crate) const SEVERITY: Severity = Severity::Error;

/// The sources by name.
pub(super) fn sources(raw: &Raw, check: &mut Check<'_>) -> BTreeMap<SourceName, SourceSettings> {
    let mut sources = BTreeMap::new();
    for (name, table) in &raw.sources {
        if name.value == drill::SOURCE {
            let message = "the source `drill` is always there, for `wail drill` alone";
            let hint = "take it out, or give it another name";
            check.fault(Finding::at(name.span.clone(), message).hint(hint));
            continue;
        }
        let key = table.key.as_ref().and_then(|given| secret(&variable_for(name), given, check));
        let severity = table.severity.as_ref().and_then(|it| check.take(values::severity(it)));
        let severity = severity.unwrap_or(SEVERITY);
        if let Some(kind) = kind(name, table, check) {
            let source = SourceSettings { kind, key, grades: Grades::new(severity) };
            sources.insert(SourceName::new(name.value.as_str()), source);
        }
    }
    sources
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
    secret(&variable_for("calendar"), key, check)
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
    if table.kind.is_some() {
        check.fault(values::unknown("kind of source", written, &kinds));
        return None;
    }
    let meant = suggest::closest(name, kinds.iter().copied());
    let message = format!("`{}` is not a kind of source, and it has no `kind`", name.value);
    let hint = match meant {
        Some(kind) => format!("write `[sources.{kind}]`, or add `kind = \"{kind}\"`"),
        None => format!("add a `kind`: {}", suggest::there_are(&kinds)),
    };
    let finding = Finding::at(name.span.clone(), message).hint(hint);
    check.missing(Some(&table.span), "kind", finding);
    None
}

/// The variable in which somebody would put the key of what is called so.
fn variable_for(name: &str) -> String {
    let letters = name.to_uppercase();
    let letters = letters.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    format!("WAIL_{}_KEY", letters.collect::<String>())
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
