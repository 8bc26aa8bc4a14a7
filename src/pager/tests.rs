//! The table of channels, and the page that their tests send.

use super::*;
use crate::domain::name::{ChannelName, PersonId};

/// A page for the tests of every channel.
pub(super) fn call() -> Call {
    Call {
        page: PageId(7),
        incident: IncidentId(412),
        person: PersonId::from("ana"),
        channel: ChannelName::from("phone"),
        severity: Severity::Error,
        summary: "disk full".to_owned(),
        labels: BTreeMap::new(),
        source: "alertmanager".to_owned(),
        reason: "first page".to_owned(),
        seen: None,
        sound: Sound::new("siren", 1.0),
        command: None,
        push: None,
        ack: None,
    }
}

/// A notification for the tests of every channel.
pub(super) fn telling() -> Telling {
    Telling {
        notification: NotificationId(3),
        person: PersonId::from("ana"),
        channel: ChannelName::from("phone"),
        about: About::Reminder,
        text: "you are on call for payments".to_owned(),
        whole: None,
        volume: 0.3,
        command: None,
        push: None,
    }
}

#[test]
fn channels_are_sorted_unique_and_found() {
    assert!(CHANNELS.windows(2).all(|pair| pair[0].name < pair[1].name));
    for channel in CHANNELS {
        assert!(find(channel.name).is_some_and(|found| found.about == channel.about));
        assert!(!channel.about.is_empty());
    }
    assert!(find("pigeon").is_none());
}
