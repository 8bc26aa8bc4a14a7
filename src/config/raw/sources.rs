//! `[sources.NAME]`: who may send alerts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Given, Quantity, one_of, severity_schema};
use crate::sources::SOURCES;

/// A sender of alerts; it posts to `/in/NAME`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Source")]
pub(crate) struct SourceTable {
    /// What it sends; the name of this table unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "kind_schema")]
    pub(crate) kind: Option<Given<String>>,
    /// What it must know: `env:NAME` or `file:PATH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(env|file):."))]
    pub(crate) key: Option<Given<String>>,
    /// What it must have signed with, where its kind signs: `env:NAME` or `file:PATH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(env|file):."))]
    pub(crate) secret: Option<Given<String>>,
    /// Whether it must have signed, where its kind signs with a key of its own; not unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signed: Option<Given<bool>>,
    /// The severity of an alert that has none (`error` unless given), and what words of the sender mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) severity: Option<Given<SeverityEntry>>,
    /// How long after its last report a problem counts as over; never unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) auto_resolve: Option<Given<Quantity>>,
    /// How often it is asked what is open there, instead of posting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) poll: Option<Given<Quantity>>,
    /// Where it is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^https?://."))]
    pub(crate) url: Option<Given<String>>,
    /// What it is shown when it is asked: `env:NAME` or `file:PATH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(env|file):."))]
    pub(crate) token: Option<Given<String>>,
    /// Whose password the token is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<Given<String>>,
    /// How often it may fail to answer before that is told; 3 times unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub(crate) stale_after: Option<Given<i64>>,
}

fn kind_schema(_: &mut SchemaGenerator) -> Schema {
    one_of(SOURCES.iter().map(|source| source.name))
}

/// A severity, or what each word of a sender means.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum SeverityEntry {
    /// `"warning"`
    One(String),
    /// `{ default = "warning", P1 = "critical" }`
    Words(BTreeMap<Given<String>, Given<String>>),
}

/// The word that stands for none, and for every word that is not in the table.
pub(crate) const DEFAULT: &str = "default";

impl<'de> Deserialize<'de> for SeverityEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrTable;

        impl<'de> Visitor<'de> for OneOrTable {
            type Value = SeverityEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a severity in quotes or a table of words")
            }

            fn visit_str<E>(self, severity: &str) -> Result<SeverityEntry, E> {
                Ok(SeverityEntry::One(severity.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SeverityEntry, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(SeverityEntry::Words)
            }
        }

        deserializer.deserialize_any(OneOrTable)
    }
}

impl JsonSchema for SeverityEntry {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SeverityWords".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let severity = severity_schema(generator);
        json_schema!({
            "anyOf": [severity, { "type": "object", "additionalProperties": severity }]
        })
    }
}
