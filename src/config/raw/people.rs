//! `[people.NAME]`: what a rota does not say about a person.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Given, Quantity, QuietTable, one_of};
use crate::pager::CHANNELS;

/// More about a person. A name used in a rota is a person without it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Person")]
pub(crate) struct PersonTable {
    /// The zone this person lives in; the top zone unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// The hours in which this person may be called for what can wait, `08:00-22:00` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) day: Option<Given<String>>,
    /// When this person is called more softly, or not at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quiet: Option<Given<QuietTable>>,
    /// How to reach this person, in order; sound, desktop and bell unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) channels: Option<Given<Vec<Given<ChannelEntry>>>>,
}

/// A channel: its kind alone, or a table of more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub(crate) enum ChannelEntry {
    /// `"sound"`
    Kind(#[schemars(schema_with = "channel_schema")] String),
    /// `{ use = "sound", wait = "1m" }`
    Table(Box<ChannelTable>),
}

/// A channel with more than its kind.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Channel")]
pub(crate) struct ChannelTable {
    /// Which channel it is.
    #[serde(rename = "use")]
    #[schemars(required, schema_with = "channel_schema")]
    pub(crate) kind: Option<Given<String>>,
    /// What it is called in this person's list; its kind unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Given<String>>,
    /// How long it has before the next channel is tried as well; `1m` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) wait: Option<Given<Quantity>>,
    /// The program and its arguments; for `command` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run: Option<Given<Vec<Given<String>>>>,
    /// How long the program may take; for `command` only, `30s` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) limit: Option<Given<Quantity>>,
}

fn channel_schema(_: &mut SchemaGenerator) -> Schema {
    one_of(CHANNELS.iter().map(|channel| channel.name))
}

impl<'de> Deserialize<'de> for ChannelEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KindOrTable;

        impl<'de> Visitor<'de> for KindOrTable {
            type Value = ChannelEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a channel such as `\"sound\"` or `{ use = \"sound\", wait = \"1m\" }`")
            }

            fn visit_str<E>(self, kind: &str) -> Result<ChannelEntry, E> {
                Ok(ChannelEntry::Kind(kind.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ChannelEntry, A::Error> {
                let table = ChannelTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ChannelEntry::Table(Box::new(table)))
            }
        }

        deserializer.deserialize_any(KindOrTable)
    }
}
