//! `[sources.NAME]`: who may send alerts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Given, OneOrMany, Quantity, one_of, severity_schema};
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
    /// What stands where in its bodies, of kind `map` and of no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) map: Option<Given<MapTable>>,
}

/// What stands where in a body: each is a path such as `monitor.name`, or a template such as
/// `{{ monitor.name }} is {{ state }}`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Map")]
pub(crate) struct MapTable {
    /// The path of a list: each of its members is an alert; the body is one unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) each: Option<Given<String>>,
    /// What must be true of an alert; what is not is ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) when: Option<Given<String>>,
    /// The identity of the problem; source and summary unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<Given<String>>,
    /// The word for whether it is there or over; it is there unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<Given<String>>,
    /// Words of the status that mean that it is there, whatever they commonly mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) firing: Option<Given<OneOrMany>>,
    /// Words of the status that mean that it is over; those that senders share unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resolved: Option<Given<OneOrMany>>,
    /// Words of the status that mean that somebody has it; those that senders share unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) acknowledged: Option<Given<OneOrMany>>,
    /// The word for how grave it is; what `severity` of the source says unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) severity: Option<Given<String>>,
    /// What is wrong, in one line; the key unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) summary: Option<Given<String>>,
    /// More text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) details: Option<Given<String>>,
    /// Where to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<Given<String>>,
    /// The host or target it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Given<String>>,
    /// The service it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<Given<String>>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<Given<String>>,
    /// The labels, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) labels: Option<Given<BTreeMap<Given<String>, Given<String>>>>,
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
