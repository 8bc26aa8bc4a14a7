//! What the store knows of incidents, for their write-up.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::cli::Session;
use crate::cli::members::{Members, began_at};
use crate::domain::incident::{IncidentId, Status};
use crate::domain::name::SourceName;
use crate::error::{Error, Kind};
use crate::publish::writeup::{Happened, Told, WriteUp};
use crate::store::{Chosen, ListedIncident, Problem, Recorded, StoreError, TimelineQuery, Tx};

/// The label that names a service.
const SERVICE: &str = "service";

/// Of how many of its alerts it is looked up whether they were there before.
const LOOKED_AT: usize = 20;

/// From how long before the first incident the record is told of what went on besides.
const BEFORE: SignedDuration = SignedDuration::from_hours(4);

/// Gathers what is known of these incidents.
pub(super) fn gather(session: &Session, ids: &[IncidentId]) -> Result<WriteUp, Error> {
    let now = session.now;
    session.store()?.read(|tx| {
        let mut incidents = Vec::with_capacity(ids.len());
        for id in ids {
            let told = told(tx, *id, now)?.ok_or_else(|| {
                Error::new(Kind::No, format!("there is no incident {id}"))
                    .hint("`wail list --all` shows every incident")
            })?;
            incidents.push(told);
        }
        incidents.sort_by_key(|told| (told.began_at, told.id));
        let mut promises = Vec::new();
        for told in &incidents {
            promises.extend(tx.promises_from(told.id)?);
        }
        let mut written = WriteUp {
            title: None,
            now,
            zone: session.zone(),
            incidents,
            around: Vec::new(),
            promises,
            picture: None,
        };
        written.around = around(tx, &written)?;
        Ok(written)
    })
}

fn told(tx: &Tx<'_>, id: IncidentId, now: Timestamp) -> Result<Option<Told>, StoreError> {
    let chosen = Chosen { resolved: true, ids: vec![id], ..Chosen::default() };
    let mut found = None;
    tx.list(&chosen, |listed| found = Some(listed))?;
    let Some(ListedIncident { incident, times, .. }) = found else { return Ok(None) };
    let alerts = tx.alerts(id)?;
    let (mut before, mut owner) = (None, None);
    for alert in alerts.iter().take(LOOKED_AT) {
        let source = SourceName::from(alert.source.as_str());
        let problem = Problem { source: &source, fingerprint: &alert.fingerprint };
        before = before.or(tx.before(problem, id, now)?);
        owner = owner.or(tx.owner(problem)?);
    }
    let members = Members::of(tx, &incident, &alerts)?;
    let named = |place: &usize| {
        let alert = alerts.get(*place)?;
        Some((format!("{}/{}", alert.source, alert.fingerprint), alert.summary.clone()))
    };
    let labels = alerts.iter().map(|alert| &alert.labels).chain([&incident.labels]);
    let services: BTreeSet<&String> = labels.filter_map(|labels| labels.get(SERVICE)).collect();
    let mut happened = Vec::new();
    tx.timeline(TimelineQuery::Of(id), |entry| happened.push(entry_of(entry)))?;
    let mut pages: Vec<(Timestamp, String, String)> = tx
        .pages(id)?
        .into_iter()
        .map(|page| (page.decided_at, page.person, page.channel))
        .collect();
    pages.sort();
    let first = alerts.iter().map(began_at).min();
    Ok(Some(Told {
        id,
        severity: incident.severity,
        summary: incident.summary,
        services: services.into_iter().cloned().collect(),
        source: incident.source.to_string(),
        began_at: first.map_or(incident.opened_at, |first| first.min(incident.opened_at)),
        opened_at: incident.opened_at,
        resolved_at: match incident.status {
            Status::Resolved { at, .. } => Some(at),
            Status::Held { .. } | Status::Triggered { .. } | Status::Acknowledged { .. } => None,
        },
        problems: members.order.iter().filter_map(named).collect(),
        origin: members.origin.as_ref().and_then(named).map(|(_, summary)| summary),
        pages,
        times,
        before,
        owner,
        happened,
    }))
}

/// What went on besides, from shortly before the first began until the last was over.
fn around(tx: &Tx<'_>, written: &WriteUp) -> Result<Vec<Happened>, StoreError> {
    let ours: BTreeSet<IncidentId> = written.incidents.iter().map(|told| told.id).collect();
    let from = written.incidents.iter().map(|told| told.began_at).min().unwrap_or(written.now);
    let from = from.checked_sub(BEFORE).unwrap_or(from);
    let to = written.incidents.iter().map(|told| told.resolved_at.unwrap_or(written.now)).max();
    let to = to.unwrap_or(written.now);
    let mut around = Vec::new();
    tx.timeline(TimelineQuery::After(0), |entry| {
        let is_ours = entry.incident.is_some_and(|id| ours.contains(&id));
        if !is_ours && (from..=to).contains(&entry.at) {
            around.push(entry_of(entry));
        }
    })?;
    Ok(around)
}

fn entry_of(entry: Recorded) -> Happened {
    let Recorded { at, incident, event, who, text, .. } = entry;
    Happened { at, incident, event, who, text }
}
