//! `[monitors.NAME]`: what is looked at. Its keys are those of its kind, which the table of kinds knows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::{Given, Quantity, severity_schema};
use crate::monitors::{COMMON, Key, KeyKind, MONITORS, Monitor};

/// Something that is looked at again and again: each key with what is written.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct MonitorTable(pub(crate) BTreeMap<Given<String>, Given<Entry>>);

impl MonitorTable {
    /// What is written of that key.
    pub(crate) fn get(&self, key: &str) -> Option<&Given<Entry>> {
        self.0.get(key)
    }
}

/// What can be written of a key.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Entry {
    /// `"a text"`
    Text(String),
    /// `3`
    Whole(i64),
    /// `99.9`
    Number(f64),
    /// `true`
    Truth(bool),
    /// `["a", 3]`
    List(Vec<Given<Entry>>),
    /// `{ a = "b" }`
    Table(BTreeMap<Given<String>, Given<Entry>>),
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl<'de> Visitor<'de> for Written {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in quotes, a number, a list or a table")
            }

            fn visit_str<E>(self, text: &str) -> Result<Entry, E> {
                Ok(Entry::Text(text.to_owned()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Entry, E> {
                Ok(Entry::Whole(number))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Entry, E> {
                Ok(Entry::Number(number))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Entry, E> {
                Ok(Entry::Truth(truth))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entry, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element()? {
                    entries.push(entry);
                }
                Ok(Entry::List(entries))
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Entry, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(table)).map(Entry::Table)
            }
        }

        deserializer.deserialize_any(Written)
    }
}

impl JsonSchema for MonitorTable {
    fn schema_name() -> Cow<'static, str> {
        "Monitor".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = Map::new();
        let kinds = MONITORS.iter().flat_map(|kind| kind.keys);
        for key in COMMON.iter().chain(kinds) {
            // A key that several kinds have is described as the first of them has it.
            let described = || described(key, generator);
            properties.entry(key.name).or_insert_with(described);
        }
        json_schema!({
            "type": "object",
            "description": "Something that is looked at again and again.",
            "properties": properties,
            "additionalProperties": false,
        })
    }
}

/// The schema of the canaries: monitors that have only what is common to both.
pub(super) fn canary_schema(generator: &mut SchemaGenerator) -> Schema {
    let mut properties = Map::new();
    let common = COMMON.iter().filter(|key| ["every", "timeout"].contains(&key.name));
    let kinds: Vec<&Monitor> = MONITORS.iter().copied().filter(|kind| !kind.is_local).collect();
    for key in common.chain(kinds.iter().flat_map(|kind| kind.keys)) {
        let described = || described(key, generator);
        properties.entry(key.name).or_insert_with(described);
    }
    let mut kind = super::one_of(kinds.iter().map(|kind| kind.name)).to_value();
    kind["description"] = "What kind of monitor it is.".into();
    properties.insert("kind".to_owned(), kind);
    json_schema!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": properties,
            "required": ["kind"],
            "additionalProperties": false,
        },
    })
}

fn described(key: &Key, generator: &mut SchemaGenerator) -> Value {
    let schema = match key.kind {
        _ if key.name == "severity" => severity_schema(generator),
        _ if key.name == "kind" => super::one_of(MONITORS.iter().map(|kind| kind.name)),
        KeyKind::Text | KeyKind::Path => json_schema!({ "type": "string" }),
        KeyKind::Word(words) => super::one_of(words.iter().copied()),
        KeyKind::Whole(least, most) => {
            json_schema!({ "type": "integer", "minimum": least, "maximum": most })
        }
        KeyKind::Number => json_schema!({ "type": "number" }),
        KeyKind::Truth => json_schema!({ "type": "boolean" }),
        KeyKind::Length => Quantity::duration(generator),
        KeyKind::Size => Quantity::size(generator),
        KeyKind::List => {
            let text = json!({ "type": ["string", "number"] });
            json_schema!({ "anyOf": [text, { "type": "array", "items": text }] })
        }
        KeyKind::Table | KeyKind::Secrets => json_schema!({
            "type": "object",
            "additionalProperties": { "type": ["string", "number", "boolean"] },
        }),
        KeyKind::Secret => json_schema!({ "type": "string", "pattern": "^(env|file):." }),
    };
    let mut schema = schema.to_value();
    schema["description"] = key.about.into();
    schema
}
