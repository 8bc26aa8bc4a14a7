//! What is known of an incident that an update can tell of, out of the record.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::cli::members::began_at;
use crate::cli::{Session, time};
use crate::domain::alert::Signal;
use crate::domain::incident::{Incident, IncidentId, Status};
use crate::domain::record::said::{Topic, corrections, said};
use crate::domain::record::written::MITIGATED;
use crate::domain::text::plain;
use crate::domain::update::{Next, Update};
use crate::domain::wait::spell;
use crate::error::{Error, Kind};
use crate::publish::update::Facts;
use crate::store::{Recorded, Store, StoreError, TimelineQuery};

/// An incident and what can be told of it.
pub(super) struct Told {
    pub(super) incident: Incident,
    pub(super) facts: Facts,
    /// Its last update.
    pub(super) last: Option<Update>,
}

/// Where and for when something is told.
#[derive(Clone, Copy)]
pub(super) struct Clock<'c> {
    pub(super) now: Timestamp,
    pub(super) zone: &'c TimeZone,
}

impl Clock<'_> {
    /// A moment as an update says it, in words that are understood again when it is read back.
    pub(super) fn says(self, at: Timestamp) -> String {
        let (there, here) = (at.to_zoned(self.zone.clone()), self.now.to_zoned(self.zone.clone()));
        let days = here.date().until(there.date()).map_or(i32::MAX, |span| span.get_days());
        let format = match days {
            0 => "%H:%M %Z",
            1..=6 => "%A %H:%M %Z",
            _ => "%Y-%m-%d %H:%M %Z",
        };
        there.strftime(format).to_string()
    }
}

/// What is known of that incident, and that the next word comes then.
pub(super) fn told(
    session: &Session,
    store: &mut Store,
    id: IncidentId,
    (next, zone): (Next, &TimeZone),
) -> Result<Told, Error> {
    let clock = Clock { now: session.now, zone };
    let found = store.read(|tx| {
        let Some(incident) = tx.incident(id)? else { return Ok(None) };
        let (alerts, last) = (tx.alerts(id)?, tx.last_update(id)?);
        let mut entries = Vec::new();
        tx.timeline(TimelineQuery::Of(id), |entry| entries.push(entry))?;
        Ok::<_, StoreError>(Some((incident, alerts, last, entries)))
    })?;
    let (incident, alerts, last, entries) = found.ok_or_else(|| {
        Error::new(Kind::No, format!("there is no incident {id}"))
            .hint("`wail list` shows what is open, `wail list --all` what is over as well")
    })?;
    let (over_at, until) = match &incident.status {
        Status::Resolved { at, .. } => (Some(*at), *at),
        Status::Held { .. } | Status::Triggered { .. } | Status::Acknowledged { .. } => {
            (None, session.now)
        }
    };
    let began = alerts.iter().map(began_at).chain([incident.opened_at]).min();
    let began = began.unwrap_or(incident.opened_at);
    let fit = |text: &str| plain(text).into_owned();
    let firing = alerts.iter().filter(|alert| alert.signal != Signal::Resolved);
    let firing: Vec<String> = firing.map(|alert| fit(&alert.summary)).collect();
    let next = next.by();
    let mut facts = Facts {
        incident: id.0,
        summary: fit(&incident.summary),
        severity: incident.severity.word().to_owned(),
        status: incident.status.word().to_owned(),
        service: incident.labels.get("service").map(|it| fit(it)).unwrap_or_default(),
        since: clock.says(began),
        over_at: over_at.map(|at| clock.says(at)),
        lasted: lasted(until.duration_since(began)),
        over: alerts.len() - firing.len(),
        firing,
        last: last.as_ref().map(|last| last.text.clone()),
        next: next.map(|at| clock.says(at)),
        next_utc: next.map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string()),
        ..Facts::default()
    };
    let correcting: Vec<&Recorded> = entries.iter().filter(|it| it.corrects.is_some()).collect();
    for entry in &entries {
        let right = last_correction(&correcting, entry.id);
        if entry.event == MITIGATED && right.is_none() {
            facts.mitigated = Some(clock.says(entry.moment()));
        }
        let told_at = right.map_or(entry.at, |right| right.at);
        let is_news = last.as_ref().is_none_or(|last| told_at >= last.at);
        let when = time::local(entry.at, session.now, zone);
        note(&mut facts, entry, right, is_news.then_some(&when));
    }
    Ok(Told { incident, facts, last })
}

/// How long it has lasted, as exactly as anybody who reads of it wants to know.
fn lasted(length: SignedDuration) -> String {
    let seconds = length.as_secs();
    spell(if seconds < 60 { length } else { SignedDuration::from_mins(seconds / 60) })
}

/// The last that corrects that entry, out of all that correct one.
fn last_correction<'a>(correcting: &[&'a Recorded], of: i64) -> Option<&'a Recorded> {
    let last = corrections(of, correcting.iter().map(|it| (it.id, it.corrects))).pop_last()?;
    correcting.iter().copied().find(|entry| entry.id == last)
}

/// Takes a note into account, as whoever corrected it says: where it says what it is about, else with when it
/// was written, if that is news since the last update.
fn note(facts: &mut Facts, entry: &Recorded, right: Option<&Recorded>, when: Option<&String>) {
    let who = entry.who.as_deref().unwrap_or_default();
    let right = right.map(|right| right.text.as_str());
    let Some(said) = said(&entry.event, who, &entry.text, right) else { return };
    let text = plain(said.text).into_owned();
    let field = match said.topic {
        Some(Topic::Impact) => &mut facts.impact,
        Some(Topic::Doing) => &mut facts.doing,
        Some(Topic::Cause) => &mut facts.cause,
        Some(Topic::Fix) => &mut facts.fix,
        None => {
            let corrected = if right.is_some() { " (corrected)" } else { "" };
            facts.notes.extend(when.map(|when| format!("{when}  {text}{corrected}")));
            return;
        }
    };
    *field = Some(text).filter(|said| !said.is_empty());
}
