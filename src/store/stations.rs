//! Stations as they last gave a sign of life.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::params;

use super::sql::station as sql;
use super::{Result, Tx, rows};
use crate::domain::name::PersonId;
use crate::domain::station::Station;
use crate::domain::text::plain;

/// A station's sign of life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// The station and what it can reach.
    pub station: Station,
    /// When.
    pub seen_at: Timestamp,
    /// Whether it is a daemon that decides.
    pub daemon: bool,
    /// When it was last proved that it can be heard, if it ever was.
    pub audio: Option<String>,
}

impl Tx<'_> {
    /// Writes down a sign of life.
    pub fn put_station(&self, heartbeat: &Heartbeat) -> Result<()> {
        let Heartbeat { station, seen_at, daemon, audio } = heartbeat;
        let people = station.people.as_ref().map(|people| {
            let names: Vec<&str> = people.iter().map(PersonId::as_str).collect();
            names.join("\n")
        });
        let unable: Vec<String> =
            station.unable.iter().map(|(kind, why)| format!("{kind}\t{}", plain(why))).collect();
        let unable = unable.join("\n");
        self.ask(|c| {
            c.prepare_cached(sql::PUT_STATION)?
                .execute(params![
                    station.name,
                    seen_at.as_millisecond(),
                    daemon,
                    people,
                    station.channels.join("\n"),
                    audio,
                    unable,
                ])
                .map(drop)
        })
    }

    /// Forgets a station that stopped in order.
    pub fn drop_station(&self, name: &str) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::DROP_STATION)?.execute([name]).map(drop))
    }

    /// The stations that gave a sign of life since then.
    pub fn stations(&self, since: Timestamp) -> Result<Vec<Heartbeat>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::STATIONS)?;
            let found = statement.query_map([since.as_millisecond()], |row| {
                let people: Option<String> = row.get(3)?;
                Ok(Heartbeat {
                    station: Station {
                        name: row.get(0)?,
                        people: people.map(|names| names.lines().map(PersonId::from).collect()),
                        channels: row.get_ref(4)?.as_str()?.lines().map(str::to_owned).collect(),
                        unable: unable(row.get_ref(6)?.as_str()?),
                    },
                    seen_at: rows::instant(row, 1)?,
                    daemon: row.get(2)?,
                    audio: row.get(5)?,
                })
            })?;
            found.collect()
        })
    }

    /// The stations that have pages out but gave no sign of life since then.
    pub fn gone_stations(&self, since: Timestamp) -> Result<Vec<String>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::GONE_STATIONS)?;
            let found = statement.query_map([since.as_millisecond()], |row| row.get(0))?;
            found.collect()
        })
    }
}

/// The kinds a station cannot ring by, each with its reason: one on a line, with a tab between.
fn unable(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once('\t'));
    pairs.map(|(kind, why)| (kind.to_owned(), why.to_owned())).collect()
}
