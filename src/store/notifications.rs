//! Notifications: what waits to be told, is being told, was told or came to nothing.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::quiet as sql;
use super::{Result, Tx, rows};
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::notification::{About, Notification, NotificationId};

/// A notification that was neither told nor dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenNotification {
    /// Its number.
    pub id: NotificationId,
    /// What is to be told.
    pub what: Notification,
    /// The channel by which a station tells it now, if one does.
    pub out: Option<ChannelName>,
    /// The channels that failed.
    pub tried: Vec<ChannelName>,
}

/// How a notification ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It was told.
    Told,
    /// It came to nothing.
    Dropped,
}

impl Tx<'_> {
    /// Keeps what is to be told.
    pub fn put_notification(&self, what: &Notification) -> Result<NotificationId> {
        let Notification { person, about, text, made_at, expires_at } = what;
        self.ask(|c| {
            c.prepare_cached(sql::PUT_NOTIFICATION)?.execute(params![
                person.as_str(),
                about.word(),
                text,
                made_at.as_millisecond(),
                expires_at.as_millisecond(),
            ])?;
            Ok(NotificationId(c.last_insert_rowid()))
        })
    }

    /// The oldest that are open, at most so many.
    pub fn open_notifications(&self, at_most: usize) -> Result<Vec<OpenNotification>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::OPEN_NOTIFICATIONS)?;
            let found = statement.query_map([at_most], open)?;
            found.collect()
        })
    }

    /// Takes back what is about that and was not told yet, for that reason. What a station is telling just
    /// now it may tell, and nobody tries again.
    pub fn withdraw_notifications(
        &self,
        about: About,
        is_meant: impl Fn(&Notification) -> bool,
        (now, why): (Timestamp, &str),
    ) -> Result<()> {
        let open: Vec<OpenNotification> = self.ask(|c| {
            let mut statement = c.prepare_cached(sql::NOTIFICATIONS_ABOUT)?;
            let found = statement.query_map([about.word()], open)?;
            found.collect()
        })?;
        for OpenNotification { id, out, .. } in open.iter().filter(|open| is_meant(&open.what)) {
            if out.is_none() {
                self.close_notification(*id, Closed::Dropped, why)?;
            } else {
                let values = params![now.as_millisecond(), id.0];
                self.ask(|c| {
                    c.prepare_cached(sql::EXPIRE_NOTIFICATION)?.execute(values).map(drop)
                })?;
            }
        }
        Ok(())
    }

    /// The notification of that number, if a station is telling it.
    pub fn notification_out(&self, id: NotificationId) -> Result<Option<OpenNotification>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::NOTIFICATION_OUT)?;
            let mut found = statement.query([id.0])?;
            found.next()?.map(open).transpose()
        })
    }

    /// Takes a notification for that station, which tells it by that channel. Returns whether it
    /// was still there to take.
    pub fn claim_notification(
        &self,
        id: NotificationId,
        channel: &ChannelName,
        station: &str,
    ) -> Result<bool> {
        self.ask(|c| {
            c.prepare_cached(sql::CLAIM_NOTIFICATION)?
                .execute(params![channel.as_str(), station, id.0])
                .map(|taken| taken == 1)
        })
    }

    /// Writes down how a notification ended, with the proof or the reason.
    pub fn close_notification(&self, id: NotificationId, how: Closed, note: &str) -> Result<()> {
        let state = match how {
            Closed::Told => 2,
            Closed::Dropped => 3,
        };
        self.ask(|c| {
            c.prepare_cached(sql::CLOSE_NOTIFICATION)?.execute(params![state, note, id.0]).map(drop)
        })
    }

    /// Lets a notification be told by a channel that was not tried yet, and writes down why this one
    /// failed.
    pub fn give_notification_back(
        &self,
        id: NotificationId,
        tried: &[ChannelName],
        note: &str,
    ) -> Result<()> {
        let tried: Vec<&str> = tried.iter().map(ChannelName::as_str).collect();
        self.ask(|c| {
            c.prepare_cached(sql::GIVE_NOTIFICATION_BACK)?
                .execute(params![tried.join("\n"), note, id.0])
                .map(drop)
        })
    }

    /// Forgets what ended and expired until then.
    pub fn drop_notifications(&self, until: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::DROP_NOTIFICATIONS)?.execute([until.as_millisecond()]).map(drop)
        })
    }
}

/// The columns id, person, about, text, `made_at`, `expires_at`, state, tried and channel.
fn open(row: &Row<'_>) -> rusqlite::Result<OpenNotification> {
    let about = row.get_ref(2)?.as_str()?;
    let is_out = row.get::<_, i64>(6)? == 1;
    let channel: Option<String> = row.get(8)?;
    Ok(OpenNotification {
        id: NotificationId(row.get(0)?),
        what: Notification {
            person: PersonId::from(row.get_ref(1)?.as_str()?),
            about: About::from_word(about)
                .ok_or_else(|| rows::unknown(2, "notification", about))?,
            text: row.get(3)?,
            made_at: rows::instant(row, 4)?,
            expires_at: rows::instant(row, 5)?,
        },
        out: channel.filter(|_| is_out).map(ChannelName::new),
        tried: row.get_ref(7)?.as_str()?.lines().map(ChannelName::from).collect(),
    })
}
