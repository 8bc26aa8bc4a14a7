//! What goes out by a channel: with everything that only the configuration knows.

use super::presses::Links;
use super::station::SOUND;
use crate::config::Settings;
use crate::domain::alert::Severity;
use crate::domain::name::{ChannelName, PersonId};
use crate::engine::{Claimed, ToTell};
use crate::pager::{Call, Telling, Whole};

/// A page and the channel it takes.
pub(super) struct Outgoing {
    pub(super) kind: String,
    pub(super) call: Call,
    /// The kinds of channels that take its place here if it fails, because this person has none of
    /// that kind.
    pub(super) stand_ins: Vec<&'static str>,
}

/// A notification and the channel it takes.
pub(super) struct Spoken {
    pub(super) kind: String,
    pub(super) telling: Telling,
}

/// What a tone that only tells something has of the loudness of what is least grave.
const SOFTLY: f32 = 1.0 / 3.0;

impl Spoken {
    /// Adds to a notification what its channel needs and only the configuration knows.
    pub(super) fn new(taken: ToTell, whole: Option<Whole>, settings: &Settings) -> Self {
        let ToTell { id, what, channel } = taken;
        let key = (what.person.clone(), channel.clone());
        let (command, push) = (settings.commands.get(&key), settings.pushes.get(&key));
        let telling = Telling {
            notification: id,
            about: what.about,
            text: what.text,
            whole,
            volume: settings.sounds.of(Severity::Info).volume * SOFTLY,
            command: command.cloned(),
            push: push.cloned(),
            person: what.person,
            channel,
        };
        Self { kind: kind_of(&telling.person, &telling.channel, settings), telling }
    }
}

/// What kind of channel that is: its own name, where the configuration has it no longer.
fn kind_of(person: &PersonId, channel: &ChannelName, settings: &Settings) -> String {
    let person = settings.rules.people.get(person);
    let reach =
        person.and_then(|person| person.channels.iter().find(|reach| reach.channel == *channel));
    reach.map_or_else(|| channel.to_string(), |reach| reach.kind.clone())
}

impl Outgoing {
    /// Adds to a page what its channel needs and only the configuration knows.
    pub(super) fn new(claimed: Claimed, links: &Links<'_>) -> Self {
        let settings = links.settings;
        let key = (claimed.page.person.clone(), claimed.page.channel.clone());
        let (command, push) = (settings.commands.get(&key), settings.pushes.get(&key));
        let ack = push.and_then(|_| links.of(&claimed));
        let Claimed { id, page, subject } = claimed;
        let sound = settings.sound_of(&page, &subject.labels, links.now);
        let kind = kind_of(&page.person, &page.channel, settings);
        let call = Call {
            page: id,
            incident: page.incident,
            person: page.person,
            channel: page.channel,
            severity: page.severity,
            summary: subject.summary,
            labels: subject.labels,
            source: subject.source.to_string(),
            reason: page.reason.phrase().to_owned(),
            seen: subject.seen,
            sound,
            command: command.cloned(),
            push: push.cloned(),
            ack,
        };
        let stand_ins = stand_ins(&kind, &call.person, settings);
        Self { kind, call, stand_ins }
    }
}

/// What takes the place of a loudspeaker that fails: whatever else a machine has that is seen or heard.
const STAND_INS: [&str; 2] = ["bell", "desktop"];

/// The kinds of channels that take the place of that one, where the person has not listed them.
fn stand_ins(kind: &str, person: &PersonId, settings: &Settings) -> Vec<&'static str> {
    if kind != SOUND {
        return Vec::new();
    }
    let person = settings.rules.people.get(person);
    let listed = |kind: &&str| {
        person.is_some_and(|person| person.channels.iter().any(|reach| reach.kind == *kind))
    };
    STAND_INS.into_iter().filter(|kind| !listed(kind)).collect()
}
