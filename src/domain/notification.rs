//! Notifications: what somebody is told quietly. Unlike a page, one belongs to no incident, never
//! escalates and never rings on: it is told once or not at all.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::name::{ChannelName, PersonId};
use super::rules::Reach;
use super::station::{Station, Stations};

/// The kind of channel by which somebody is called back to the pager, if that can be.
const AUDIBLE: &str = "sound";

/// The running number of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotificationId(pub i64);

impl fmt::Display for NotificationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Something to be told to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Whom it is for.
    pub person: PersonId,
    /// What kind of thing it is.
    pub about: About,
    /// It, in one sentence to that person.
    pub text: String,
    /// When it was decided.
    pub made_at: Timestamp,
    /// From when on it is no longer worth telling.
    pub expires_at: Timestamp,
}

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A shift that begins soon.
    Reminder,
    /// A shift that has begun.
    Greeting,
    /// The end of a moment in which somebody else stood in.
    Back,
    /// A hand-over that has to be accepted, or was.
    Handover,
    /// Something that began long before it was heard of.
    OldNews,
    /// The end of what went to and fro.
    Calm,
    /// Quiet that somebody asked for: that it ends soon, or begins, or is found there.
    Quiet,
    /// That somebody is relieved after a hard night, or no longer.
    Relief,
    /// A kind word the morning after one.
    HardNight,
    /// The week behind the team.
    Weekly,
    /// An update that was promised.
    Update,
    /// A promise that is due soon, or late.
    Promise,
}

impl About {
    /// The word in JSON, in the store and for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Greeting => "greeting",
            Self::Back => "back",
            Self::Handover => "handover",
            Self::OldNews => "old-news",
            Self::Calm => "calm",
            Self::Quiet => "quiet",
            Self::Relief => "relief",
            Self::HardNight => "hard-night",
            Self::Weekly => "weekly",
            Self::Update => "update",
            Self::Promise => "promise",
        }
    }

    /// What that word means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let courtesies = [Self::Reminder, Self::Greeting, Self::Back, Self::Handover];
        let nights = [Self::Relief, Self::HardNight, Self::Weekly];
        let others = [Self::OldNews, Self::Calm, Self::Quiet, Self::Update, Self::Promise]
            .into_iter()
            .chain(nights);
        let mut all = courtesies.into_iter().chain(others);
        all.find(|about| about.word() == word)
    }

    /// How long after it was decided it may be told, where nothing ends it before. The end of a
    /// moment is of no use much later.
    #[must_use]
    pub fn lasts(self) -> SignedDuration {
        match self {
            Self::Reminder => SignedDuration::from_hours(7 * 24),
            Self::HardNight => SignedDuration::from_hours(4),
            Self::Weekly | Self::Promise => SignedDuration::from_hours(24),
            Self::Greeting | Self::Calm | Self::Quiet | Self::Relief | Self::Update => {
                SignedDuration::from_hours(1)
            }
            Self::Back | Self::Handover | Self::OldNews => SignedDuration::from_mins(15),
        }
    }
}

/// How much a channel disturbs when it only tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quietness {
    /// It is seen and not heard.
    Seen,
    /// It is a message somewhere else, with the words in it.
    Message,
    /// One stroke, without words.
    Stroke,
    /// A short soft tone, without words.
    Tone,
}

/// What is to be done with a notification now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This station tells it, by that channel.
    Mine(ChannelName),
    /// Another station can.
    AnotherStations,
    /// Nobody can now, and somebody may yet: a station may come.
    Nobodys,
    /// Every channel has been tried.
    Exhausted,
}

/// Whoever chooses: a station, and whether it is the one that decides.
#[derive(Clone, Copy, Debug)]
pub struct Chooser<'c> {
    /// The station.
    pub station: &'c Station,
    /// Whether it uses the channels that need no station.
    pub decides: bool,
    /// Everybody who is there.
    pub stations: &'c Stations,
}

impl Chooser<'_> {
    /// Who tells it, and by which channel: the quietest that works now and was not tried yet.
    /// Whoever was away for a moment is to hear that it is over, wherever they sit, and so is whoever
    /// must know of something that does not page yet.
    #[must_use]
    pub fn choose(&self, what: &Notification, reaches: &[Reach], tried: &[ChannelName]) -> Choice {
        let mut left: Vec<&Reach> =
            reaches.iter().filter(|reach| !tried.contains(&reach.channel)).collect();
        if left.is_empty() {
            return Choice::Exhausted;
        }
        let prefers_sound = matches!(what.about, About::Back | About::OldNews);
        left.sort_by_key(|reach| (prefers_sound && reach.kind != AUDIBLE, reach.quietness));
        let quietest = left.iter().find(|reach| self.stations.can_ring(&what.person, reach));
        let Some(quietest) = quietest else { return Choice::Nobodys };
        let is_here =
            self.station.is_for(&what.person) && self.station.channels.contains(&quietest.kind);
        let is_mine = if quietest.needs_station { is_here } else { self.decides };
        if is_mine { Choice::Mine(quietest.channel.clone()) } else { Choice::AnotherStations }
    }
}

#[cfg(test)]
mod tests;
