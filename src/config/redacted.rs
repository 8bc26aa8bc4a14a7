//! The configuration as it can be shown to strangers: its shape, and of its texts only those that are known
//! to say nothing of anybody.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::raw;
use super::secret::NAMES;
use crate::domain::weekday;
use crate::monitors::MONITORS;
use crate::pager::CHANNELS;
use crate::pager::push::SERVICES;
use crate::pager::sound::library::SOUNDS;
use crate::sources::SOURCES;
use crate::sources::polled::POLLED;

/// Words of the configuration itself.
const WORDS: [&str; 40] = [
    "critical", "error", "warning", "info", "page", "day", "log", "ring", "hold", "everyone",
    "nothing", "primary", "public", "GET", "POST", "PUT", "HEAD", "starttls", "tls", "new", "user",
    "system", "active", "unknown", "failed", "1.2", "1.3", "A", "AAAA", "CNAME", "MX", "TXT", "NS",
    "week", "month", "2xx", "map", "sound", "desktop", "bell",
];

/// Tables whose names are those of people.
const PEOPLE: &str = "people";

/// Tables whose names are shown: none of them is a person's.
const NAMED: [&str; 9] = [
    "rota",
    "policy",
    "sources",
    "monitors",
    "heartbeats",
    "gauges",
    "audience",
    "dropin",
    "sounds",
];

/// Keys whose values are people, or lists of them, where nothing else has that name.
const OF_PEOPLE: [&str; 9] =
    ["me", "fallback", "who", "people", "for", "swap", "to", "owner", "by"];

/// A number with so many digits may be somebody's.
const LONG: i64 = 99_999;

/// The configuration in that text as TOML, fit to be shown.
#[must_use]
pub fn redacted(text: &str) -> String {
    let shown = text.parse::<Table>().ok().and_then(|whole| {
        let shown = Known::of(&whole).table(&whole, &[]);
        raw::toml(&shown).ok()
    });
    shown.unwrap_or_else(|| "it is no TOML, so nothing of it is shown".to_owned())
}

/// What names stand in it.
struct Known {
    /// Each person with what stands for them.
    people: BTreeMap<String, String>,
    /// Names of everything else.
    names: BTreeSet<String>,
}

impl Known {
    fn of(whole: &Table) -> Self {
        let mut names = BTreeSet::new();
        for kind in NAMED {
            let tables = whole.get(kind).and_then(Value::as_table);
            names.extend(
                tables.into_iter().flat_map(Table::keys).filter(|key| is_word(key)).cloned(),
            );
        }
        let mut people = BTreeSet::new();
        gather(whole, &mut people);
        // Who is only named may be a rota; who is told of is a person, whatever else has that name.
        people.retain(|name| !names.contains(name));
        let tables = whole.get(PEOPLE).and_then(Value::as_table);
        people.extend(tables.into_iter().flat_map(Table::keys).cloned());
        people.retain(|name| !is_known(name) && !is_time(name));
        let numbered = people.into_iter().zip(1..);
        let people = numbered.map(|(name, number)| (name, format!("person-{number}"))).collect();
        Self { people, names }
    }

    fn table(&self, table: &Table, path: &[&str]) -> Table {
        let mut shown = Table::new();
        for (key, value) in table {
            let below: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            let named = self.key(key, shown.len());
            shown.insert(named, self.value(value, &below));
        }
        shown
    }

    fn key(&self, key: &str, place: usize) -> String {
        match self.people.get(key) {
            Some(person) => person.clone(),
            None if is_word(key) => key.to_owned(),
            None => format!("key-{}", place + 1),
        }
    }

    fn value(&self, value: &Value, path: &[&str]) -> Value {
        let is_secret = path.iter().any(|key| NAMES.contains(key));
        match value {
            Value::Table(table) => Value::Table(self.table(table, path)),
            Value::Array(list) => {
                Value::Array(list.iter().map(|member| self.value(member, path)).collect())
            }
            Value::String(text) => Value::String(self.text(text, path, is_secret)),
            Value::Integer(number) if is_secret || is_long(*number, path) => hidden("a number"),
            Value::Float(_) if is_secret => hidden("a number"),
            Value::Datetime(date) => Value::String(date.to_string()),
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => value.clone(),
        }
    }

    fn text(&self, text: &str, path: &[&str], is_secret: bool) -> String {
        if let Some((kind, _)) = text.split_once(':').filter(|(kind, _)| is_origin(kind)) {
            return format!("{kind}:…");
        }
        if let Some(person) = self.people.get(text) {
            return person.clone();
        }
        let is_harmless = || is_known(text) || self.names.contains(text) || is_time(text);
        let is_shown = !is_secret && !is_anothers(path) && is_harmless();
        if is_shown {
            return text.to_owned();
        }
        format!("({} characters)", text.chars().count())
    }
}

/// Everybody who is named anywhere.
fn gather(table: &Table, people: &mut BTreeSet<String>) {
    for (key, value) in table {
        if OF_PEOPLE.contains(&key.as_str()) {
            let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            let named = list.iter().filter_map(Value::as_str).filter(|name| is_word(name));
            people.extend(named.map(str::to_owned));
        }
        let members = value.as_array().into_iter().flatten().filter_map(Value::as_table);
        members.chain(value.as_table()).for_each(|below| gather(below, people));
    }
}

fn hidden(what: &str) -> Value {
    Value::String(format!("({what})"))
}

/// Whether the value is that of a header, an environment or a label: whatever it is, it is somebody else's.
fn is_anothers(path: &[&str]) -> bool {
    let of = |key: &&str| ["headers", "environment", "labels", "run", "speak"].contains(key);
    path.iter().any(of)
}

fn is_long(number: i64, path: &[&str]) -> bool {
    path.first() == Some(&PEOPLE) && !(-LONG..=LONG).contains(&number)
}

fn is_origin(kind: &str) -> bool {
    ["env", "file"].contains(&kind)
}

/// Whether it is a name as keys have them; one with a dot may be that of a machine.
fn is_word(text: &str) -> bool {
    let fits = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    !text.is_empty() && text.len() <= 40 && text.chars().all(fits)
}

/// Whether it is a word that stands in the documents.
fn is_known(text: &str) -> bool {
    let mut tables = SOURCES.iter().map(|it| it.name).chain(POLLED.iter().map(|it| it.kind));
    WORDS.contains(&text)
        || tables.any(|name| name == text)
        || MONITORS.iter().any(|it| it.name == text)
        || CHANNELS.iter().any(|it| it.name == text)
        || SERVICES.iter().any(|it| it.name == text)
        || SOUNDS.iter().any(|it| it.name == text)
}

/// Whether it is a length, a time of day, hours, days of the week or a zone, and nothing else.
fn is_time(text: &str) -> bool {
    let is_zone = || super::zone(text).is_some();
    super::duration(text).is_ok() || is_zone() || is_hours(text)
}

/// `22:00-07:00`, `mon-fri 08:00-18:00`, `monday 09:00`, `12 hours`.
fn is_hours(text: &str) -> bool {
    let is_piece = |piece: &str| {
        let is_clock = piece.split_once(':').is_some_and(|(hour, minute)| {
            let digits = |text: &str| text.len() <= 2 && text.chars().all(|it| it.is_ascii_digit());
            !hour.is_empty() && digits(hour) && digits(minute)
        });
        let is_number = piece.len() <= 2 && piece.chars().all(|it| it.is_ascii_digit());
        is_clock || is_number || weekday::named(piece).is_some() || UNITS.contains(&piece)
    };
    let mut pieces = text.split([' ', '-', ',']).filter(|piece| !piece.is_empty()).peekable();
    pieces.peek().is_some() && pieces.all(is_piece)
}

const UNITS: [&str; 8] = ["hour", "hours", "day", "days", "week", "weeks", "month", "months"];

#[cfg(test)]
mod tests;
