//! Text → tables, with every fault of form in it: a key or value that cannot be read is noted, taken
//! out, and the rest is read again.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::values::{Misread, Value};
use crate::config::fault::Finding;
use crate::config::suggest;

/// What could be read, and what could not.
pub(crate) struct Reading<T> {
    /// What could be read.
    pub(crate) raw: T,
    /// The faults of form.
    pub(crate) findings: Vec<Finding>,
    /// Where the whole of it stands.
    pub(crate) span: Range<usize>,
    /// What was taken out.
    pub(crate) dropped: Vec<Dropped>,
    /// Whether the file is not TOML at all: what is missing from `raw` then says nothing.
    pub(crate) is_broken: bool,
}

/// What was taken out because it, or what it holds, could not be read.
pub(crate) struct Dropped {
    /// The key that was most likely meant; empty for an item of a list.
    pub(crate) key: String,
    /// Where the table stands that it was in.
    pub(crate) table: Range<usize>,
    /// Where its value stands.
    pub(crate) value: Range<usize>,
    /// Every key and text in it: names that are known, had it been read.
    pub(crate) words: BTreeSet<String>,
}

/// A file that is wrong all over says so often enough after this many faults.
const MOST_FAULTS: usize = 100;

/// Reads as much of `text` as can be read.
pub(crate) fn read<T: DeserializeOwned + Default>(text: &str) -> Reading<T> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading {
        raw: T::default(),
        findings: errors.iter().map(syntax_fault).collect(),
        span: document.span(),
        dropped: Vec::new(),
        is_broken: !errors.is_empty(),
    };
    if reading.is_broken {
        // One broken line can upset the parser for the lines after it: the first word is the best.
        reading
            .findings
            .dedup_by_key(|finding| finding.span.as_ref().map(|span| line_of(text, span)));
    }
    let mut document = Spanned::new(document.span(), DeValue::Table(document.into_inner()));
    loop {
        let error = match T::deserialize(Value(&document)) {
            Ok(raw) => {
                reading.raw = raw;
                return reading;
            }
            Err(error) => error,
        };
        let (finding, meant) = form_fault(&error);
        // What is no value at all was told as such.
        if reading.findings.iter().all(|told| told.span != finding.span) {
            reading.findings.push(finding);
        }
        let taken = error.span.as_ref().and_then(|span| take_out(&mut document, span));
        let Some(mut dropped) = taken else {
            reading.is_broken = true;
            return reading;
        };
        dropped.key = meant.unwrap_or(dropped.key);
        reading.dropped.push(dropped);
        if reading.findings.len() >= MOST_FAULTS {
            reading.is_broken = true;
            return reading;
        }
    }
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count()
}

/// What the parser says; in the words of wail where those are better.
fn syntax_fault(error: &toml::de::Error) -> Finding {
    let span = error.span().unwrap_or(0..0);
    let fault = |message: &str| Finding::at(span.clone(), message);
    let message = error.message();
    match message.split(',').next().unwrap_or_default() {
        "duplicate key" => fault("this is there twice").hint("keep one of the two"),
        "string values must be quoted" => fault("here a value is missing, or the quotes around it")
            .hint("a text stands in quotes, such as `\"ana\"`"),
        "invalid basic string" | "invalid literal string" => {
            fault("a quote is not closed, or this cannot stand in one")
        }
        "invalid date" => fault(message).hint("write a day that there is, like `2026-01-05`"),
        "invalid unquoted key" => fault(message).hint("put the name in quotes"),
        _ => fault(message),
    }
}

/// What serde says, in the words of wail, and for an unknown key the one that was meant.
fn form_fault(error: &Misread) -> (Finding, Option<String>) {
    let span = error.span.clone().unwrap_or(0..0);
    let message = error.message.as_str();
    if let Some((unknown, rest)) = quoted(message, "unknown field `") {
        let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        let finding = Finding::at(span, format!("there is no key `{unknown}` here"));
        return match suggest::closest(unknown, known.iter().copied()) {
            Some(key) => (finding.hint(format!("did you mean `{key}`?")), Some(key.to_owned())),
            None => (finding.hint(format!("the keys here are {}", suggest::listed(&known))), None),
        };
    }
    if let Some((found, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        let finding = Finding::at(span, format!("{} cannot stand here", in_words(found)))
            .hint(format!("write {}", in_words(expected)));
        return (finding, None);
    }
    (Finding::at(span, message), None)
}

fn quoted<'t>(message: &'t str, before: &str) -> Option<(&'t str, &'t str)> {
    message.strip_prefix(before)?.split_once('`')
}

/// serde's names of types, in words for people. Not the value: it may be a secret.
fn in_words(kind: &str) -> String {
    let words = match kind {
        "a string" => "a text in quotes",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list in `[ ]`; a list of tables is written `[[NAME]]`",
        "sequence" => "a list",
        "map" => "a table",
        "enum" => "a date",
        "i64" => "a whole number",
        "f64" => "a number",
        _ if kind.starts_with("struct ") || kind == "a map" => "a table",
        _ if kind.starts_with("integer `") || kind.starts_with("floating point `") => "a number",
        _ if kind.starts_with("boolean `") => "`true` or `false`",
        _ if kind.starts_with("string ") => "a text",
        _ => return kind.to_owned(),
    };
    words.to_owned()
}

/// Takes the key or list item out that stands at `span`, or else the smallest one around it.
fn take_out(document: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<Dropped> {
    take_if(document, &|key, value| key == Some(span) || value == span).or_else(|| {
        take_if(document, &|_, value| value.start <= span.start && span.end <= value.end)
    })
}

type IsIt<'i> = dyn Fn(Option<&Range<usize>>, &Range<usize>) -> bool + 'i;

fn take_if(within: &mut Spanned<DeValue<'_>>, is_it: &IsIt<'_>) -> Option<Dropped> {
    let table_span = within.span();
    match within.as_mut() {
        DeValue::Table(table) => {
            if let Some(dropped) = table.iter_mut().find_map(|(_, value)| take_if(value, is_it)) {
                return Some(dropped);
            }
            let key = table
                .iter()
                .find(|(key, value)| is_it(Some(&key.span()), &value.span()))
                .map(|(key, _)| key.clone())?;
            let value = table.remove(&key)?;
            let key = key.into_inner().into_owned();
            Some(Dropped { key, table: table_span, value: value.span(), words: words_in(&value) })
        }
        DeValue::Array(list) => {
            if let Some(dropped) = list.iter_mut().find_map(|value| take_if(value, is_it)) {
                return Some(dropped);
            }
            let index = list.iter().position(|value| is_it(None, &value.span()))?;
            let value = list[index].clone();
            let others = [&list[..index], &list[index + 1..]].concat();
            *list = DeArray::new();
            for other in others {
                list.push(other);
            }
            let (key, words) = (String::new(), words_in(&value));
            Some(Dropped { key, table: table_span, value: value.span(), words })
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => None,
    }
}

fn words_in(value: &Spanned<DeValue<'_>>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut left = vec![value.as_ref()];
    while let Some(value) = left.pop() {
        match value {
            DeValue::String(text) => drop(words.insert(text.to_string())),
            DeValue::Array(list) => left.extend(list.iter().map(Spanned::as_ref)),
            DeValue::Table(table) => {
                words.extend(table.keys().map(|key| key.as_ref().to_string()));
                left.extend(table.values().map(Spanned::as_ref));
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {}
        }
    }
    words
}
