//! `[sounds]`: what is played for which severity.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Given, OneOrMany, Quantity};

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
    /// The program that says what rings between two rounds of an alarm: `espeak-ng`, `say`, `spd-say`
    /// or any other, alone or with its arguments; nothing is said unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) speak: Option<Given<OneOrMany>>,
    /// `something-broken` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) critical: Option<Given<SoundEntry>>,
    /// `siren` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Given<SoundEntry>>,
    /// `marimba` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) warning: Option<Given<SoundEntry>>,
    /// `two-note` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) info: Option<Given<SoundEntry>>,
    /// What whoever has an incident hears when there is more than they acknowledged; `new-problem` unless
    /// given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) new_problem: Option<Given<SoundEntry>>,
    /// How every sound begins, unless it says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ramp: Option<Given<RampTable>>,
    /// The silence before a sound begins again; none unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) gap: Option<Given<Quantity>>,
    /// How long an alarm rings before the next step follows, at most, whatever the step waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) longest: Option<Given<Quantity>>,
    /// What is played for some alerts, whatever their severity; the first that matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) when: Vec<Given<SoundWhenTable>>,
}

/// What is played for alerts with these labels.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SoundWhen")]
pub(crate) struct SoundWhenTable {
    /// Conditions on labels, `service=db` or `env!=dev`; all must hold.
    #[serde(rename = "match")]
    #[schemars(required)]
    pub(crate) matches: Option<Given<OneOrMany>>,
    /// What is played for them.
    #[schemars(required)]
    pub(crate) play: Option<Given<SoundEntry>>,
}

/// How a sound begins: softly, and louder from there.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ramp")]
pub(crate) struct RampTable {
    /// Which part of its volume it begins with, from 0.0 to 1.0; 0.4 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Given<f64>>,
    /// How long it takes to full volume; `1s` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) over: Option<Given<Quantity>>,
}

/// A sound: its name alone, or with its own volume.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub(crate) enum SoundEntry {
    /// `"siren"`
    Name(String),
    /// `{ sound = "siren", volume = 0.8 }`
    Table(Box<SoundTable>),
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
    /// How it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ramp: Option<Given<RampTable>>,
    /// The silence before it begins again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) gap: Option<Given<Quantity>>,
    /// How long it rings before the next step follows; for a severity only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "Quantity::duration")]
    pub(crate) longest: Option<Given<Quantity>>,
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
                let table = SoundTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(SoundEntry::Table(Box::new(table)))
            }
        }

        deserializer.deserialize_any(NameOrTable)
    }
}
