//! `[sounds]`: what is played for which severity.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Given, OneOrMany};

/// What is played, by severity: a built-in sound or the path of a file.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sounds")]
pub(crate) struct SoundsTable {
    /// Loudness from 0.0 to 1.0; 1.0 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) volume: Option<Given<f64>>,
    /// Devices that are tried before the machine's default one: as `aplay -L` or `pactl list short
    /// sinks` names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<Given<OneOrMany>>,
    /// Whether an output that is muted is unmuted for an alarm, and restored after it; not unless
    /// given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unmute: Option<Given<bool>>,
    /// `something-broken` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) critical: Option<Given<SoundEntry>>,
    /// `siren` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Given<SoundEntry>>,
    /// `bell` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) warning: Option<Given<SoundEntry>>,
    /// `bell` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) info: Option<Given<SoundEntry>>,
}

/// A sound: its name alone, or with its own volume.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub(crate) enum SoundEntry {
    /// `"siren"`
    Name(String),
    /// `{ sound = "siren", volume = 0.8 }`
    Table(SoundTable),
}

/// A sound with its own volume.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sound")]
pub(crate) struct SoundTable {
    /// A built-in sound or the path of a file.
    #[schemars(required)]
    pub(crate) sound: Option<Given<String>>,
    /// Loudness from 0.0 to 1.0; the table's volume unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) volume: Option<Given<f64>>,
}

impl<'de> Deserialize<'de> for SoundEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameOrTable;

        impl<'de> Visitor<'de> for NameOrTable {
            type Value = SoundEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sound such as `\"siren\"` or `{ sound = \"siren\", volume = 0.8 }`")
            }

            fn visit_str<E>(self, name: &str) -> Result<SoundEntry, E> {
                Ok(SoundEntry::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SoundEntry, A::Error> {
                SoundTable::deserialize(MapAccessDeserializer::new(map)).map(SoundEntry::Table)
            }
        }

        deserializer.deserialize_any(NameOrTable)
    }
}
