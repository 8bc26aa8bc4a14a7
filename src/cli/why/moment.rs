//! The time that is asked about, and the zone in which it and all that follows is told.

use jiff::Timestamp;
use jiff::fmt::temporal::{DateTimeParser, Pieces};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::cli::Session;
use crate::cli::rota::range;
use crate::config::zone_data;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// When it would be, and where clocks are looked at.
pub(super) struct Moment {
    /// When.
    pub(super) at: Timestamp,
    /// The zone that was named, else that of this machine.
    pub(super) zone: TimeZone,
    /// Whether the zone was named.
    pub(super) is_named: bool,
    /// What is to be said of a time that clocks show twice or never.
    pub(super) hint: Option<String>,
}

impl Moment {
    /// The time of these words; `2026-10-25T01:30[Europe/London]` names its own zone.
    pub(super) fn read(text: &str, session: &Session, zone: &TimeZone) -> Result<Self, Error> {
        let text = text.trim();
        if !text.contains('[') {
            let at = range::instant(text, session.now, zone)?;
            return Ok(Self { at, zone: zone.clone(), is_named: false, hint: None });
        }
        let no_time = || {
            Error::new(Kind::Usage, format!("`{}` is not a time of a zone", plain(text)))
                .hint("write it like `2026-10-25T01:30[Europe/London]`")
        };
        let database = zone_data().used.database();
        let there = DateTimeParser::new().parse_zoned_with(database, text);
        let there = there.map_err(|_| no_time())?;
        let hint = Pieces::parse(text).ok().filter(|pieces| pieces.offset().is_none());
        let hint = hint.and_then(|pieces| {
            let written = pieces.date().to_datetime(pieces.time()?);
            let zone = there.time_zone();
            let ways = zone.to_ambiguous_timestamp(written).offset();
            let name = zone.iana_name().unwrap_or("UTC");
            match ways {
                AmbiguousOffset::Unambiguous { .. } => None,
                AmbiguousOffset::Fold { after, .. } => {
                    let other = after.to_timestamp(written).ok()?.to_zoned(zone.clone());
                    let other = other.strftime("%Y-%m-%dT%H:%M:%S%:z");
                    Some(format!(
                        "the clocks are put back and show that time twice, and this is the first; \
                         for the second: `--at {other}[{name}]`"
                    ))
                }
                AmbiguousOffset::Gap { .. } => Some(format!(
                    "the clocks are put forward and never show that time: {} is meant",
                    there.strftime("%H:%M")
                )),
            }
        });
        let (at, zone) = (there.timestamp(), there.time_zone().clone());
        Ok(Self { at, zone, is_named: true, hint })
    }
}
