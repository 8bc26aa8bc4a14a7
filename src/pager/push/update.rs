//! An update for an audience, through a service: the words that were shown and agreed to, and nothing besides.

use tokio::sync::mpsc::unbounded_channel;

use super::message::Message;
use super::{NotSent, Push, Target};
use crate::domain::incident::Incident;
use crate::domain::name::{AudienceName, ChannelName, PersonId};
use crate::domain::page::PageId;
use crate::domain::text::plain;
use crate::domain::update::UpdateId;
use crate::domain::wait::count;
use crate::pager::{Call, Sound};

/// An update on its way to an audience.
#[derive(Clone, Copy, Debug)]
pub struct Update<'a> {
    /// Its number.
    pub id: UpdateId,
    /// Who reads it.
    pub audience: &'a AudienceName,
    /// Who wrote it.
    pub by: &'a PersonId,
    /// What they read.
    pub text: &'a str,
    /// The incident, which only a template of `http` can name.
    pub incident: &'a Incident,
}

impl Update<'_> {
    /// What they read, with its lines and nothing that a terminal would obey.
    pub(super) fn words(&self) -> String {
        self.text.lines().map(plain).collect::<Vec<_>>().join("\n")
    }
}

impl Target {
    /// Whether the service takes an update of that text whole.
    ///
    /// # Errors
    ///
    /// In one sentence: how long it is, and how long it may be.
    pub fn takes(&self, text: &str) -> Result<(), String> {
        let (name, longest) = (self.service.name, self.service.longest);
        let length = text.chars().count();
        if length <= longest {
            return Ok(());
        }
        Err(format!("{name} takes {} at most, and this has {length}", count(longest, "character")))
    }

    /// Where it goes there, as far as that is no secret: `mail to support@example.org`.
    #[must_use]
    pub fn shown(&self) -> String {
        let name = self.service.name;
        let places = self.service.keys.iter().filter(|key| !key.is_secret());
        let place =
            places.filter(|key| PLACES.contains(&key.name)).find_map(|it| self.get(it.name));
        place.map_or_else(|| name.to_owned(), |place| format!("{name} to {}", plain(place)))
    }
}

/// The keys that say where at a service something goes.
const PLACES: [&str; 4] = ["address", "chat", "room", "topic"];

/// Sends it; what the service answers comes back.
///
/// # Errors
///
/// In one sentence, without a secret: if the service does not take it.
pub async fn publish(target: &Target, update: Update<'_>) -> Result<String, String> {
    // Nobody waits for news of it: no service repeats what is not an emergency.
    let (news, _) = unbounded_channel();
    let call = as_call(update);
    let message = Message { update: Some(update), ..Message::page(&call) };
    let sent = Push::new(news).send(&message, target).await;
    sent.map(|proof| target.masked(proof)).map_err(|NotSent { why, .. }| target.masked(why))
}

/// The page that it would be.
pub(super) fn as_call(update: Update<'_>) -> Call {
    let Update { audience, by, incident, .. } = update;
    Call {
        page: PageId(0),
        incident: incident.id,
        person: by.clone(),
        channel: ChannelName::from(audience.as_str()),
        severity: incident.severity,
        summary: incident.summary.clone(),
        labels: incident.labels.clone(),
        source: incident.source.to_string(),
        reason: "update".to_owned(),
        seen: None,
        sound: Sound::new("bell", 0.0),
        command: None,
        push: None,
        ack: None,
    }
}
