//! Rows to domain values and back: the only place that knows how a value is written in a column.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};

use crate::domain::alert::{Severity, Signal};
use crate::domain::incident::inhibition::Inhibition;
use crate::domain::incident::{
    Closer, Hold, Incident, IncidentId, Promise, Reason, Status, Version,
};
use crate::domain::label::{Labels, Matcher, MatcherParts};
use crate::domain::name::{MaintenanceName, PersonId, PolicyName, SourceName};
use crate::domain::noise::Noise;
use crate::domain::quiet::silence::SilenceId;

/// One alert of an incident as it was last reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// Who reported it.
    pub source: String,
    /// Which problem.
    pub fingerprint: String,
    /// Whether it is there or over.
    pub signal: Signal,
    /// How grave.
    pub severity: Severity,
    /// When the episode began, if the sender said.
    pub started_at: Option<Timestamp>,
    /// When it was first reported to this incident.
    pub first_at: Timestamp,
    /// When it was last reported.
    pub last_at: Timestamp,
    /// How often it was reported.
    pub reports: i64,
    /// What.
    pub summary: String,
    /// Anything more.
    pub details: String,
    /// Its labels.
    pub labels: Labels,
    /// Where to look.
    pub link: Option<String>,
}

/// A small number by which what a source calls so is looked up (FNV-1a with 32
/// bits); what else has the same number is told apart by its name.
pub(super) fn hash(source: &str, name: &str) -> i64 {
    let bytes = source.bytes().chain([0]).chain(name.bytes());
    let hash = bytes
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    i64::from(hash.cast_signed())
}

/// A value that no version of this program writes.
pub(super) fn unknown(column: usize, what: &str, value: impl std::fmt::Debug) -> rusqlite::Error {
    let message = format!("{value:?} is no {what}");
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, message.into())
}

/// What was read, or nothing where a value is of another kind than this program writes there.
pub(super) fn readable<T>(read: rusqlite::Result<T>) -> rusqlite::Result<Option<T>> {
    use rusqlite::Error;

    match read {
        Ok(read) => Ok(Some(read)),
        Err(
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..),
        ) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let milliseconds: i64 = row.get(column)?;
    Timestamp::from_millisecond(milliseconds).map_err(|_| unknown(column, "instant", milliseconds))
}

pub(super) fn maybe_instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    match row.get::<_, Option<i64>>(column)? {
        Some(_) => instant(row, column).map(Some),
        None => Ok(None),
    }
}

pub(super) fn severity_number(severity: Severity) -> i64 {
    match severity {
        Severity::Info => 0,
        Severity::Warning => 1,
        Severity::Error => 2,
        Severity::Critical => 3,
    }
}

pub(super) fn severity(row: &Row<'_>, column: usize) -> rusqlite::Result<Severity> {
    match row.get::<_, i64>(column)? {
        0 => Ok(Severity::Info),
        1 => Ok(Severity::Warning),
        2 => Ok(Severity::Error),
        3 => Ok(Severity::Critical),
        other => Err(unknown(column, "severity", other)),
    }
}

pub(super) fn signal_number(signal: Signal) -> i64 {
    match signal {
        Signal::Resolved => 0,
        Signal::Firing => 1,
        Signal::Acknowledged => 2,
    }
}

pub(super) fn signal(row: &Row<'_>, column: usize) -> rusqlite::Result<Signal> {
    match row.get::<_, i64>(column)? {
        0 => Ok(Signal::Resolved),
        1 => Ok(Signal::Firing),
        2 => Ok(Signal::Acknowledged),
        other => Err(unknown(column, "signal", other)),
    }
}

pub(super) fn reason(row: &Row<'_>, column: usize) -> rusqlite::Result<Reason> {
    let word: String = row.get(column)?;
    Reason::from_word(&word).ok_or_else(|| unknown(column, "reason", word))
}

pub(super) fn labels_text(labels: &Labels) -> String {
    serde_json::to_string(labels).unwrap_or_else(|_| "{}".to_owned())
}

/// One label as it stands in that text.
pub(super) fn label_text(label: &str, value: &str) -> String {
    format!("{}:{}", serde_json::Value::from(label), serde_json::Value::from(value))
}

pub(super) fn labels(row: &Row<'_>, column: usize) -> rusqlite::Result<Labels> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str::<BTreeMap<String, String>>(text)
        .map_err(|_| unknown(column, "set of labels", text))
}

/// Matchers as they are kept: of each its label, its value, whether that is a pattern, and whether the
/// label must be so.
type MatcherColumns = (String, String, bool, bool);

pub(super) fn matchers_text(matchers: &[Matcher]) -> String {
    let kept = matchers.iter().map(|matcher| {
        let MatcherParts { label, value, is_pattern, is_equal } = matcher.parts();
        (label, value, is_pattern, is_equal)
    });
    let kept: Vec<MatcherColumns> = kept.collect();
    serde_json::to_string(&kept).unwrap_or_else(|_| "[]".to_owned())
}

pub(super) fn matchers(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Matcher>> {
    let text = row.get_ref(column)?.as_str()?;
    let wrong = || unknown(column, "list of matchers", text);
    let kept: Vec<MatcherColumns> = serde_json::from_str(text).map_err(|_| wrong())?;
    let parts = kept.into_iter().map(|(label, value, is_pattern, is_equal)| MatcherParts {
        label,
        value,
        is_pattern,
        is_equal,
    });
    parts.map(|parts| Matcher::kept(parts).map_err(|_| wrong())).collect()
}

/// The columns of an incident's status.
#[derive(Default)]
pub(super) struct StatusColumns<'a> {
    pub(super) word: &'static str,
    pub(super) next_at: Option<i64>,
    pub(super) step: u32,
    pub(super) round: u32,
    /// The person whose day is waited for, or the maintenance that holds it.
    pub(super) held_for: Option<Cow<'a, str>>,
    pub(super) silence: Option<i64>,
    pub(super) inhibited_by: Option<i64>,
    /// How long it waits once its cause is over; of what somebody has, by how much the check-in is later
    /// than when they are called for old news.
    pub(super) settle: Option<i64>,
    pub(super) noise: Option<String>,
    pub(super) acknowledged_by: Option<&'a str>,
    pub(super) acknowledged_at: Option<i64>,
    pub(super) promise: Option<&'static str>,
    pub(super) resolved_by: Option<&'a str>,
    /// 0 a person, 1 a source, 2 that nothing was heard from one any more.
    pub(super) resolved_by_source: i64,
    pub(super) resolved_at: Option<i64>,
}

impl<'a> StatusColumns<'a> {
    pub(super) fn of(incident: &'a Incident) -> Self {
        let columns = Self {
            word: incident.status.word(),
            next_at: incident.deadline().map(Timestamp::as_millisecond),
            ..Self::default()
        };
        match &incident.status {
            Status::Held { by: Hold::Hours(person), .. } => {
                Self { held_for: Some(Cow::Borrowed(person.as_str())), ..columns }
            }
            Status::Held { by: Hold::Maintenance(name), .. } => {
                Self { held_for: Some(Cow::Owned(held_for_maintenance(name))), ..columns }
            }
            Status::Held { by: Hold::Silence(id), .. } => Self { silence: Some(id.0), ..columns },
            Status::Held { by: Hold::Noise(noise), .. } => {
                Self { noise: Some(noise.kept()), ..columns }
            }
            Status::Held { by: Hold::Inhibited(Inhibition { cause, settle }), .. } => Self {
                inhibited_by: Some(cause.0),
                settle: i64::try_from(settle.as_millis()).ok(),
                ..columns
            },
            Status::Triggered { step, round, asked, had_by, .. } => Self {
                step: *step,
                round: *round,
                acknowledged_by: asked.as_ref().or(had_by.as_ref()).map(PersonId::as_str),
                promise: asked_word(asked.is_some(), had_by.is_some()),
                ..columns
            },
            Status::Acknowledged { by, at, check_in_at, promise, old_news_at, .. } => Self {
                settle: old_news_at.and_then(|news| {
                    i64::try_from(check_in_at.duration_since(news).as_millis()).ok()
                }),
                acknowledged_by: Some(by.as_str()),
                acknowledged_at: Some(at.as_millisecond()),
                promise: Some(promise_word(*promise)),
                ..columns
            },
            Status::Resolved { by, at } => Self {
                resolved_by: Some(match by {
                    Closer::Source(source) | Closer::Lapse(source) => source.as_str(),
                    Closer::Person(person) => person.as_str(),
                }),
                resolved_by_source: closer_number(by),
                resolved_at: Some(at.as_millisecond()),
                ..columns
            },
        }
    }
}

/// What stands before the name of maintenance that holds an incident: no person has such a name.
const MAINTENANCE: &str = "maintenance:";

/// How it is written that maintenance holds an incident.
pub(super) fn held_for_maintenance(name: &MaintenanceName) -> String {
    format!("{MAINTENANCE}{name}")
}

fn held_for(text: &str) -> Hold {
    match text.strip_prefix(MAINTENANCE) {
        Some(name) => Hold::Maintenance(MaintenanceName::from(name)),
        None => Hold::Hours(PersonId::from(text)),
    }
}

fn closer_number(by: &Closer) -> i64 {
    match by {
        Closer::Person(_) => 0,
        Closer::Source(_) => 1,
        Closer::Lapse(_) => 2,
    }
}

/// The word of what was promised and is asked for.
const ASKED: &str = "asked";

/// The same of an update: whoever has the incident is asked for it, or everybody is called.
const ASKED_FOR_UPDATE: &str = "asked-update";
const CALLED_FOR_UPDATE: &str = "update";

fn asked_word(is_asked: bool, is_for_update: bool) -> Option<&'static str> {
    match (is_asked, is_for_update) {
        (true, true) => Some(ASKED_FOR_UPDATE),
        (true, false) => Some(ASKED),
        (false, true) => Some(CALLED_FOR_UPDATE),
        (false, false) => None,
    }
}

fn promise_word(promise: Promise) -> &'static str {
    match promise {
        Promise::CheckIn => "check-in",
        Promise::Snooze => "snooze",
    }
}

/// An incident from the columns that [`super::sql::INCIDENT_COLUMNS`] names.
pub(super) fn incident(row: &Row<'_>) -> rusqlite::Result<Incident> {
    Ok(Incident {
        id: IncidentId(row.get(0)?),
        version: Version(row.get(1)?),
        status: status(row)?,
        severity: severity(row, 3)?,
        opened_at: instant(row, 4)?,
        source: SourceName::from(row.get_ref(6)?.as_str()?),
        group: row.get(7)?,
        policy: PolicyName::from(row.get_ref(8)?.as_str()?),
        firing: row.get(9)?,
        summary: row.get(19)?,
        labels: labels(row, 20)?,
    })
}

fn noise(row: &Row<'_>, column: usize) -> rusqlite::Result<Noise> {
    let word: String = row.get(column)?;
    Noise::from_kept(&word).ok_or_else(|| unknown(column, "noise", word))
}

fn status(row: &Row<'_>) -> rusqlite::Result<Status> {
    let person = |column| -> rusqlite::Result<PersonId> {
        Ok(PersonId::from(row.get_ref(column)?.as_str()?))
    };
    match row.get_ref(2)?.as_str()? {
        "held" => Ok(Status::Held {
            by: match (row.get(21)?, row.get(22)?) {
                _ if row.get_ref(24)? != ValueRef::Null => Hold::Noise(noise(row, 24)?),
                (Some(id), _) => Hold::Silence(SilenceId(id)),
                (None, Some(cause)) => Hold::Inhibited(Inhibition {
                    cause: IncidentId(cause),
                    settle: SignedDuration::from_millis(row.get(23)?),
                }),
                (None, None) => held_for(row.get_ref(12)?.as_str()?),
            },
            until: maybe_instant(row, 5)?,
        }),
        "triggered" => Ok(Status::Triggered {
            step: row.get(10)?,
            round: row.get(11)?,
            next_at: instant(row, 5)?,
            asked: match row.get_ref(15)?.as_str_or_null()? {
                Some(ASKED | ASKED_FOR_UPDATE) => Some(person(13)?),
                Some(_) | None => None,
            },
            had_by: match row.get_ref(15)?.as_str_or_null()? {
                Some(ASKED_FOR_UPDATE | CALLED_FOR_UPDATE) => Some(person(13)?),
                Some(_) | None => None,
            },
        }),
        "acknowledged" => acknowledged(row, person(13)?),
        "resolved" => Ok(Status::Resolved {
            by: match row.get::<_, i64>(17)? {
                1 => Closer::Source(SourceName::from(row.get_ref(16)?.as_str()?)),
                2 => Closer::Lapse(SourceName::from(row.get_ref(16)?.as_str()?)),
                _ => Closer::Person(person(16)?),
            },
            at: instant(row, 18)?,
        }),
        other => Err(unknown(2, "status", other)),
    }
}

fn acknowledged(row: &Row<'_>, by: PersonId) -> rusqlite::Result<Status> {
    let (at, next_at) = (instant(row, 14)?, instant(row, 5)?);
    let later = row.get::<_, Option<i64>>(23)?.map(SignedDuration::from_millis);
    // A row that somebody else wrote may hold any number.
    let after = |wait: SignedDuration| next_at.saturating_add(wait).unwrap_or(Timestamp::MAX);
    let (check_in_at, old_news_at) = match later {
        None => (next_at, None),
        Some(later) if later.is_negative() => (next_at, Some(after(later.abs()))),
        Some(later) => (after(later), Some(next_at)),
    };
    Ok(Status::Acknowledged {
        by,
        at,
        check_in_at,
        // One that an older version saved lasts as long as it did.
        length: match row.get("check_in")? {
            Some(length) => SignedDuration::from_millis(length),
            None => check_in_at.duration_since(at),
        },
        firing: row.get::<_, Option<u32>>("firing_then")?.map_or_else(|| row.get(9), Ok)?,
        promise: match row.get_ref(15)?.as_str()? {
            "snooze" => Promise::Snooze,
            _ => Promise::CheckIn,
        },
        old_news_at,
    })
}
