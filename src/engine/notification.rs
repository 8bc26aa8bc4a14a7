//! What is told quietly, as rows: kept, taken by a station, told or dropped.
//!
//! It is told at most once: what a station has taken and not told when it ends is lost. That is
//! right for a courtesy, as it would not be for a page.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::Engine;
use crate::domain::name::ChannelName;
use crate::domain::notification::{Choice, Chooser, Notification, NotificationId};
use crate::domain::record::timeline::{Entry, Event};
use crate::store::{Closed, OpenNotification, Result};

/// How many open notifications are looked at in a turn.
const AT_ONCE: usize = 200;

/// How long after it has expired whoever tells one may still say so.
const LAST_WORDS: SignedDuration = SignedDuration::from_mins(5);

/// How long it is kept what became of one.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A notification that this station has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToTell {
    /// Its number.
    pub id: NotificationId,
    /// What is to be told.
    pub what: Notification,
    /// By which channel.
    pub channel: ChannelName,
}

impl Engine<'_> {
    /// Keeps something to be told.
    pub(super) fn notify(&self, what: &Notification) -> Result<()> {
        self.tx.drop_notifications(self.now.saturating_sub(KEPT).unwrap_or(self.now))?;
        self.tx.put_notification(what)?;
        self.concerns_others.set(true);
        Ok(())
    }

    /// Takes what this station can tell. Whoever decides drops what nobody told in time.
    pub fn take_notifications(&self) -> Result<Vec<ToTell>> {
        let Some(by) = self.station else { return Ok(Vec::new()) };
        let chooser =
            Chooser { station: by.station, decides: by.decides, stations: self.cx.stations };
        let mut taken = Vec::new();
        for open in self.tx.open_notifications(AT_ONCE)? {
            if self.is_over(&open) {
                if by.decides {
                    self.drop_notification(&open)?;
                }
                continue;
            }
            if open.out.is_some() {
                continue;
            }
            let person = self.cx.rules.people.get(&open.what.person);
            let reaches = person.map_or(&[][..], |person| &person.channels);
            let reaches = self.reaches_for(&open.what, reaches);
            let Some(tried) = self.failed_by_now(&open, &reaches) else { continue };
            let choice = chooser.choose(&open.what, &reaches, tried);
            let OpenNotification { id, what, .. } = open;
            match choice {
                Choice::Mine(channel) => {
                    if self.tx.claim_notification(id, &channel, &by.station.name)? {
                        taken.push(ToTell { id, what, channel });
                    }
                }
                Choice::Exhausted if by.decides => {
                    self.not_told(id, &what, "no channel is left")?;
                }
                Choice::AnotherStations | Choice::Nobodys | Choice::Exhausted => {}
            }
        }
        Ok(taken)
    }

    /// Writes down what a channel says of a notification that this station took: the proof, or why
    /// it failed, and then another channel may tell it.
    pub fn told(
        &self,
        id: NotificationId,
        result: &std::result::Result<String, String>,
    ) -> Result<()> {
        let Some(open) = self.tx.notification_out(id)? else { return Ok(()) };
        let OpenNotification { what, out: Some(channel), mut tried, .. } = open else {
            return Ok(());
        };
        match result {
            Ok(proof) => {
                self.tx.close_notification(id, Closed::Told, proof)?;
                let Notification { person, about, text, .. } = what;
                self.put_on_record(Event::Told { person, channel, about, text })
            }
            Err(why) => {
                let error = Event::ChannelFailed(what.person, channel.clone(), why.clone());
                tried.push(channel);
                self.tx.give_notification_back(id, &tried, why)?;
                // Another station may have the next channel.
                self.concerns_others.set(true);
                self.put_on_record(error)
            }
        }
    }

    fn is_over(&self, open: &OpenNotification) -> bool {
        let patience = if open.out.is_some() { LAST_WORDS } else { SignedDuration::ZERO };
        open.what.expires_at <= self.now.saturating_sub(patience).unwrap_or(self.now)
    }

    fn drop_notification(&self, open: &OpenNotification) -> Result<()> {
        let why = match (&open.out, open.tried.as_slice()) {
            (Some(channel), _) => format!("it was not heard of again after {channel} was to do it"),
            (None, []) => "no channel worked in time".to_owned(),
            (None, tried) => {
                let tried: BTreeSet<&str> = tried.iter().map(ChannelName::as_str).collect();
                let tried: Vec<&str> = tried.into_iter().collect();
                format!("{} failed, and no other channel worked in time", tried.join(" and "))
            }
        };
        self.not_told(open.id, &open.what, &why)
    }

    fn not_told(&self, id: NotificationId, what: &Notification, why: &str) -> Result<()> {
        self.tx.close_notification(id, Closed::Dropped, why)?;
        let Notification { person, about, text, .. } = what.clone();
        self.put_on_record(Event::NotTold { person, about, text, why: why.to_owned() })
    }

    /// Puts something on the record that belongs to no incident.
    pub(super) fn put_on_record(&self, event: Event) -> Result<()> {
        self.tx.append(&Entry { at: self.now, incident: None, event })
    }
}
