//! Gathering what belongs to incidents out of the record, and what happened around them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::cli::Session;
use crate::cli::log::Entries;
use crate::domain::incident::{IncidentId, Status};
use crate::domain::notification::About;
use crate::domain::record::gaps::{DEAF, gaps};
use crate::domain::record::moments::Moments;
use crate::domain::record::witness::moved;
use crate::domain::update::told::incident_of;
use crate::error::{Error, Kind};
use crate::publish::timeline::{Correction, Line, Subject, Timeline};
use crate::store::{Chosen, ListedIncident, Recorded, Sealed, StoreError, TimelineQuery, Tx};

/// What concerns everything, and is told where it happened while an incident lasted.
const AROUND: [&str; 18] = [
    "began-while-deaf",
    "changed",
    "clock-put-back",
    "corrected",
    "daemon-started",
    "daemon-stopped",
    DEAF,
    "handed-over",
    "noted",
    "promise-dropped",
    "promise-given",
    "promise-kept",
    "promise-late",
    "promise-made",
    "promise-moved",
    "ran",
    "relief-ended",
    "relieved",
];

/// That somebody was told something, or could not be: told with the incident that it is about.
const TOLD: [&str; 2] = ["told", "not-told"];

/// Entries are looked through back to so long before it began: one machine's clock may be behind another's.
const MARGIN: SignedDuration = SignedDuration::from_hours(1);

/// The story of incidents, and the entries that it is made of.
pub(in crate::cli) struct Story {
    /// With an entry for every line.
    pub(super) timeline: Timeline,
    /// The entries, by number.
    pub(super) entries: BTreeMap<i64, Sealed>,
    pub(super) witnesses: BTreeMap<i64, crate::store::Witness>,
}

impl Story {
    /// The same with corrections only beside what they correct.
    pub(in crate::cli) fn told(&self) -> Timeline {
        let mut timeline = self.timeline.clone();
        let beside: BTreeSet<i64> = timeline
            .lines
            .iter()
            .flat_map(|line| line.corrections.iter().map(|correction| correction.number))
            .collect();
        timeline.lines.retain(|line| !beside.contains(&line.number));
        timeline
    }
}

/// An incident as far as it was looked up, and when it began as its sources say.
struct Found {
    listed: ListedIncident,
    began: Timestamp,
}

pub(in crate::cli) fn read(session: &Session, ids: &[i64]) -> Result<Story, Error> {
    let mut seen = BTreeSet::new();
    let ids: Vec<i64> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
    let (found, entries) = session.store()?.read(|tx| {
        let found = ids.iter().map(|id| find(tx, *id)).collect::<Result<Vec<_>, _>>()?;
        let entries = gather(tx, &found, session.now)?;
        Ok::<_, Error>((found, entries))
    })?;
    let subjects = found.iter().map(|found| subject(found, &entries.sealed)).collect();
    let told = entries.sealed.iter().map(|it| (&*it.entry.event, it.entry.at, it.entry.about));
    let mut gaps = gaps(told);
    if let Some(end) = end(&found) {
        // What comes after the end is no part of it.
        for gap in &mut gaps {
            gap.to.get_or_insert(end);
        }
    }
    let timeline = Timeline { subjects, lines: lines(&entries), gaps, zone: session.zone() };
    let Entries { sealed, witnesses } = entries;
    let entries = sealed.into_iter().map(|sealed| (sealed.entry.id, sealed)).collect();
    Ok(Story { timeline, entries, witnesses })
}

fn find(tx: &Tx<'_>, id: i64) -> Result<Found, Error> {
    let mut listed = Vec::new();
    let id = IncidentId(id);
    let chosen = Chosen { resolved: true, ids: vec![id], ..Chosen::default() };
    tx.list(&chosen, |it| listed.push(it))?;
    let listed = listed.pop().ok_or_else(|| {
        Error::new(Kind::No, format!("there is no incident {id}"))
            .hint("`wail list --all` shows every incident")
    })?;
    let alerts = tx.alerts(id)?;
    let began = alerts.iter().map(|alert| alert.started_at.unwrap_or(alert.first_at)).min();
    let opened_at = listed.incident.opened_at;
    Ok(Found { began: began.map_or(opened_at, |began| began.min(opened_at)), listed })
}

/// All entries of the incidents, and what happened around them, in the order in which they were written.
fn gather(tx: &Tx<'_>, found: &[Found], now: Timestamp) -> Result<Entries, StoreError> {
    let mut entries: BTreeMap<i64, Sealed> = BTreeMap::new();
    for Found { listed, .. } in found {
        tx.sealed(TimelineQuery::Of(listed.incident.id), |sealed| {
            entries.insert(sealed.entry.id, sealed);
        })?;
    }
    let began = found.iter().map(|found| found.began).min().unwrap_or(now);
    let until = end(found).unwrap_or(now);
    tx.sealed_before(i64::MAX, |sealed| {
        let entry = &sealed.entry;
        let goes_on = entry.at >= began.saturating_sub(MARGIN).unwrap_or(began);
        let is_within = if entry.event == DEAF {
            entry.at >= began && entry.moment() <= until
        } else {
            (began..=until).contains(&entry.moment())
        };
        let is_around = entry.incident.is_none() && AROUND.contains(&&*entry.event);
        let corrects = entry.corrects.is_some_and(|id| entries.contains_key(&id));
        if is_around && is_within || is_told_of(entry, found) || corrects {
            entries.insert(entry.id, sealed);
        }
        goes_on
    })?;
    Ok(Entries { sealed: entries.into_values().collect(), witnesses: tx.witnesses()? })
}

/// Whether somebody is told there of an update that is owed of one of these incidents.
fn is_told_of(entry: &Recorded, found: &[Found]) -> bool {
    let is_update = || entry.reason.as_deref() == Some(About::Update.word());
    TOLD.contains(&&*entry.event)
        && is_update()
        && incident_of(&entry.text)
            .is_some_and(|id| found.iter().any(|found| found.listed.incident.id == id))
}

/// When the last of them was over, if all are.
fn end(found: &[Found]) -> Option<Timestamp> {
    let ended = found.iter().map(|found| match &found.listed.incident.status {
        Status::Resolved { at, .. } => Some(*at),
        Status::Held { .. } | Status::Triggered { .. } | Status::Acknowledged { .. } => None,
    });
    ended.collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn subject(found: &Found, entries: &[Sealed]) -> Subject {
    let incident = &found.listed.incident;
    let own = entries.iter().map(|sealed| &sealed.entry);
    let own = own.filter(|entry| entry.incident == Some(incident.id));
    Subject {
        id: incident.id,
        severity: incident.severity,
        summary: incident.summary.clone(),
        status: incident.status.word(),
        moments: Moments::of(Some(found.began), own.map(|entry| (&*entry.event, entry.moment()))),
    }
}

/// A line for each entry, by the moment that it is about.
fn lines(entries: &Entries) -> Vec<Line> {
    let mut before = None;
    let mut lines: Vec<Line> = Vec::with_capacity(entries.sealed.len());
    for sealed in &entries.sealed {
        let (entry, ahead) = (sealed.entry.clone(), entries.ahead(sealed));
        let clock = before.zip(ahead).and_then(|(before, ahead)| moved(before, ahead));
        before = ahead.or(before);
        let witness = sealed.seal.as_ref().and_then(|seal| entries.witnesses.get(&seal.witness?));
        lines.push(Line {
            number: entry.id,
            at: entry.moment(),
            written_at: entry.about.filter(|about| *about != entry.at).map(|_| entry.at),
            incident: entry.incident,
            station: witness.map(|witness| witness.station.clone()),
            clock,
            corrections: corrections(entries, entry.id),
            event: entry.event,
            who: entry.who,
            reason: entry.reason,
            text: entry.text,
        });
    }
    lines.sort_by_key(|line| (line.at, line.number));
    lines
}

fn corrections(entries: &Entries, of: i64) -> Vec<Correction> {
    let all = entries.sealed.iter().map(|sealed| &sealed.entry);
    let found = all.filter(|entry| entry.corrects == Some(of));
    found
        .map(|entry| Correction { number: entry.id, at: entry.at, text: entry.text.clone() })
        .collect()
}
