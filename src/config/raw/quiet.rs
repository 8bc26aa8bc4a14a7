//! `[people.NAME.quiet]`: the hours in which somebody is called more softly, or not at all.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Given;

/// Hours of this person's clock, and what each severity does in them.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Quiet")]
pub(crate) struct QuietTable {
    /// The hours, such as `22:00-07:00`.
    #[schemars(required)]
    pub(crate) hours: Option<Given<String>>,
    /// `ring` unless given: it is told as at any other time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) critical: Option<Given<QuietEntry>>,
    /// At half the volume unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Given<QuietEntry>>,
    /// `hold` unless given: it waits until these hours are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) warning: Option<Given<QuietEntry>>,
    /// `hold` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) info: Option<Given<QuietEntry>>,
}

/// What a severity does in quiet hours.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub(crate) enum QuietEntry {
    /// `"ring"` or `"hold"`
    Word(String),
    /// `{ volume = 0.3 }`
    Softer(SofterTable),
}

/// How it is told more softly.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Softer")]
pub(crate) struct SofterTable {
    /// Loudness from 0.0 to 1.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) volume: Option<Given<f64>>,
    /// A built-in sound or the path of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sound: Option<Given<String>>,
    /// Which of this person's channels is tried first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<Given<String>>,
}

impl<'de> Deserialize<'de> for QuietEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordOrTable;

        impl<'de> Visitor<'de> for WordOrTable {
            type Value = QuietEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`\"ring\"`, `\"hold\"` or a table such as `{ volume = 0.3 }`")
            }

            fn visit_str<E>(self, word: &str) -> Result<QuietEntry, E> {
                Ok(QuietEntry::Word(word.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<QuietEntry, A::Error> {
                SofterTable::deserialize(MapAccessDeserializer::new(map)).map(QuietEntry::Softer)
            }
        }

        deserializer.deserialize_any(WordOrTable)
    }
}
