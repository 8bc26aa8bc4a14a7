//! What is written of a monitor, key by key, as far as it is right.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use super::super::sources::{key_variable, secret};
use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Entry, Given, MonitorTable, Quantity};
use crate::monitors::{self, Key, KeyKind, Options, Value};

/// What is written for the keys of one table, as far as it is right.
pub(super) struct Written {
    pub(super) options: Options,
    pub(super) spans: BTreeMap<&'static str, Range<usize>>,
    pub(super) has_faults: bool,
}

impl Written {
    pub(super) fn read(
        keys: &'static [Key],
        name: &Given<String>,
        table: &Given<MonitorTable>,
        check: &mut Check<'_>,
    ) -> Self {
        let mut written =
            Self { options: Options::default(), spans: BTreeMap::new(), has_faults: false };
        written.options.name.clone_from(&name.value);
        for key in keys {
            let Some(given) = table.get(key.name) else { continue };
            written.spans.insert(key.name, given.span.clone());
            match value(key, name, given, check) {
                Some(value) => drop(written.options.values.insert(key.name, value)),
                None => written.has_faults = true,
            }
        }
        written
    }

    pub(super) fn span(&self, key: &str, table: &Given<MonitorTable>) -> Range<usize> {
        self.spans.get(key).unwrap_or(&table.span).clone()
    }
}

/// What stands there, as the key wants it.
fn value(
    key: &Key,
    name: &Given<String>,
    given: &Given<Entry>,
    check: &mut Check<'_>,
) -> Option<Value> {
    let text = |text: &str| Given { value: text.to_owned(), span: given.span.clone() };
    let quantity = |written: String| Given { value: Quantity(written), span: given.span.clone() };
    let taken = match (key.kind, &given.value) {
        (KeyKind::Text, Entry::Text(written)) => Value::Text(written.clone()),
        (KeyKind::Word(words), Entry::Text(written)) => {
            if !words.contains(&written.as_str()) {
                let what = format!("`{}`", key.name);
                check.fault(values::unknown(&what, &text(written), words));
                return None;
            }
            Value::Text(written.clone())
        }
        (KeyKind::Whole(least, most), Entry::Whole(number)) => {
            if !(least..=most).contains(number) {
                let message = format!("`{}` goes from {least} to {most}", key.name);
                check.fault(Finding::at(given.span.clone(), message).hint(example(key)));
                return None;
            }
            Value::Whole(*number)
        }
        (KeyKind::Number, Entry::Number(number)) if number.is_finite() => Value::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "a threshold has no seventeen digits")]
        (KeyKind::Number, Entry::Whole(number)) => Value::Number(*number as f64),
        (KeyKind::Truth, Entry::Truth(truth)) => Value::Truth(*truth),
        (KeyKind::Length, written) => {
            let Some(written) = as_text(written) else { return not_that(key, given, check) };
            if let Some(length) = milliseconds(&written) {
                return Some(Value::Length(length));
            }
            let what = format!("a time of `{}`", key.name);
            let length = check.take(values::duration(&what, &quantity(written)))?;
            Value::Length(Duration::try_from(length).ok()?)
        }
        (KeyKind::Size, written) => {
            let Some(written) = as_text(written) else { return not_that(key, given, check) };
            let what = format!("a size of `{}`", key.name);
            Value::Size(check.take(values::size(&what, &quantity(written)))?)
        }
        (KeyKind::Secret, Entry::Text(written)) => {
            let variable = key_variable(name, &key.name.to_uppercase());
            let secret = secret(&variable, &text(written), check)?;
            Value::Secret(monitors::Secret::new(secret.expose()))
        }
        (KeyKind::Path, Entry::Text(written)) => {
            Value::Path(check.directory.join(Path::new(written.trim())))
        }
        (KeyKind::List, Entry::List(entries)) => {
            let texts: Option<Vec<String>> =
                entries.iter().map(|entry| as_text(&entry.value)).collect();
            return texts.map(Value::List).or_else(|| not_that(key, given, check));
        }
        (KeyKind::List, one) => {
            let one = as_text(one);
            return one.map(|one| Value::List(vec![one])).or_else(|| not_that(key, given, check));
        }
        (KeyKind::Secrets, Entry::Table(entries)) => {
            return secrets(key, name, given, entries, check);
        }
        (KeyKind::Table, Entry::Table(entries)) => {
            let pairs = entries.iter();
            let texts: Option<BTreeMap<String, String>> =
                pairs.map(|(name, entry)| Some((name.value.clone(), as_text(entry)?))).collect();
            return texts.map(Value::Table).or_else(|| not_that(key, given, check));
        }
        _ => return not_that(key, given, check),
    };
    Some(taken)
}

/// Texts by name; what says where a secret is stands for that.
fn secrets(
    key: &Key,
    name: &Given<String>,
    given: &Given<Entry>,
    entries: &BTreeMap<Given<String>, Given<Entry>>,
    check: &mut Check<'_>,
) -> Option<Value> {
    let mut texts = BTreeMap::new();
    for (of, entry) in entries {
        let Some(text) = as_text(entry) else { return not_that(key, given, check) };
        let is_elsewhere = text.starts_with("env:") || text.starts_with("file:");
        let text = if is_elsewhere {
            let variable = key_variable(name, &of.to_uppercase());
            let place = Given { value: text, span: entry.span.clone() };
            secret(&variable, &place, check)?.expose().to_owned()
        } else {
            text
        };
        texts.insert(of.value.clone(), text);
    }
    Some(Value::Table(texts))
}

/// Notes that this cannot stand there.
fn not_that(key: &Key, given: &Given<Entry>, check: &mut Check<'_>) -> Option<Value> {
    let what = match key.kind {
        KeyKind::Text | KeyKind::Word(_) | KeyKind::Secret | KeyKind::Path => "a text in quotes",
        KeyKind::Whole(..) => "a whole number",
        KeyKind::Number => "a number",
        KeyKind::Truth => "`true` or `false`",
        KeyKind::Length => "a time with its unit, in quotes",
        KeyKind::Size => "a size with its unit, in quotes",
        KeyKind::List => "a text or a list of texts",
        KeyKind::Table | KeyKind::Secrets => "a table of texts",
    };
    let message = format!("`{}` is {what}", key.name);
    check.fault(Finding::at(given.span.clone(), message).hint(example(key)));
    None
}

fn example(key: &Key) -> String {
    format!("write it like `{} = {}`", key.name, key.example)
}

/// `800ms`: latencies are shorter than anything else that is written in this file.
fn milliseconds(written: &str) -> Option<Duration> {
    written.trim().strip_suffix("ms")?.trim_end().parse().ok().map(Duration::from_millis)
}

/// A text, or what can stand for one.
fn as_text(entry: &Entry) -> Option<String> {
    match entry {
        Entry::Text(text) => Some(text.clone()),
        Entry::Whole(number) => Some(number.to_string()),
        Entry::Number(number) => Some(number.to_string()),
        Entry::Truth(truth) => Some(truth.to_string()),
        Entry::List(_) | Entry::Table(_) => None,
    }
}
