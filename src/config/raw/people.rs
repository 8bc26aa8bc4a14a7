//! `[people.NAME]`: what a rota does not say about a person.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Given, Quantity, QuietTable, one_of};
use crate::pager::CHANNELS;
use crate::pager::push::SERVICES;

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
    /// The hours in which this person sleeps; those of `quiet` unless given, else `22:30-07:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sleep: Option<Given<String>>,
    /// Whether they are told a kind word the morning after a hard night; as at the top unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<Given<bool>>,
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
    /// The service that takes the message; for `push` only, as is all that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "service_schema")]
    pub(crate) to: Option<Given<String>>,
    /// The topic; for `ntfy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) topic: Option<Given<String>>,
    /// The server; for `ntfy`, `gotify`, `mail`, and for `pushover` and `telegram` if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<Given<String>>,
    /// Where the token is, `env:NAME` or `file:PATH`; for all but `slack`, `mattermost` and `mail`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Given<String>>,
    /// Who: for `pushover` where the user's key is, for `mail` the name for the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<Given<String>>,
    /// Where the password is, `env:NAME` or `file:PATH`; for `mail`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<Given<String>>,
    /// For `http` the address; for `slack` and `mattermost` where the webhook's address is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Given<String>>,
    /// `POST` unless given; for `http`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) method: Option<Given<String>>,
    /// Headers, which are templates; for `http`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) headers: Option<Given<BTreeMap<String, Given<String>>>>,
    /// The body, a template; for `http`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<Given<String>>,
    /// Whose post box; for `mail`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<Given<String>>,
    /// Who writes; for `mail`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Given<String>>,
    /// How the way is encrypted, `starttls` unless given, or `tls` or `none`; for `mail`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tls: Option<Given<String>>,
    /// The chat; for `telegram`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chat: Option<Given<String>>,
    /// The room, if it is not the webhook's own; for `mattermost`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) room: Option<Given<String>>,
}

impl ChannelTable {
    /// What is written for a key of a push.
    pub(crate) fn text(&self, key: &str) -> Option<&Given<String>> {
        let mut texts = self.texts().into_iter();
        texts.find(|(name, _)| *name == key).and_then(|(_, given)| given.as_ref())
    }

    /// Every key of a push that is written, with its place.
    pub(crate) fn of_pushes(&self) -> impl Iterator<Item = (&'static str, Range<usize>)> {
        let texts = self.texts().into_iter();
        let texts = texts.filter_map(|(name, given)| Some((name, given.as_ref()?.span.clone())));
        let headers = self.headers.as_ref().map(|headers| ("headers", headers.span.clone()));
        texts.chain(headers)
    }

    fn texts(&self) -> [(&'static str, &Option<Given<String>>); 14] {
        [
            ("to", &self.to),
            ("topic", &self.topic),
            ("server", &self.server),
            ("token", &self.token),
            ("user", &self.user),
            ("password", &self.password),
            ("url", &self.url),
            ("method", &self.method),
            ("body", &self.body),
            ("address", &self.address),
            ("from", &self.from),
            ("tls", &self.tls),
            ("chat", &self.chat),
            ("room", &self.room),
        ]
    }
}

fn service_schema(_: &mut SchemaGenerator) -> Schema {
    one_of(SERVICES.iter().map(|service| service.name))
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
