//! What the store knows of incidents, for their write-up.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::cli::Session;
use crate::cli::members::Members;
use crate::cli::timeline::read::read;
use crate::domain::incident::{IncidentId, Status};
use crate::domain::name::{PersonId, SourceName};
use crate::domain::promise::Promise;
use crate::domain::rules::SLEEP;
use crate::error::Error;
use crate::publish::timeline::Subject;
use crate::publish::writeup::{Happened, Told, WriteUp};
use crate::store::{Chosen, ListedIncident, Problem, Recorded, Sealed, StoreError, Tx};

/// The label that names a service.
const SERVICE: &str = "service";

/// Of how many of its alerts it is looked up whether they were there before.
const LOOKED_AT: usize = 20;

/// From how long before the first incident the record is told of what went on besides.
const BEFORE: SignedDuration = SignedDuration::from_hours(4);

/// Gathers what is known of these incidents.
pub(super) fn gather(session: &Session, ids: &[IncidentId]) -> Result<WriteUp, Error> {
    let (now, rules) = (session.now, session.rules_or_none());
    let sleeps = |person: &str, at: Timestamp| {
        let (hours, zone) = match rules.people.get(&PersonId::from(person)) {
            Some(known) => (known.sleep, known.zone.clone()),
            None => (SLEEP, session.zone()),
        };
        hours.contain(at.to_zoned(zone).time())
    };
    let timeline = read(session, &ids.iter().map(|id| id.0).collect::<Vec<_>>())?.told();
    session.kept()?.read(|tx| {
        let mut incidents = Vec::with_capacity(timeline.subjects.len());
        for subject in &timeline.subjects {
            incidents.extend(told(tx, subject, sleeps)?);
        }
        incidents.sort_by_key(|told| (told.began_at, told.id));
        let promises = promises(tx, &incidents)?;
        let mut written = WriteUp {
            title: None,
            now,
            timeline,
            incidents,
            around: Vec::new(),
            promises,
            picture: None,
        };
        written.around = around(tx, &written)?;
        Ok(written)
    })
}

/// What was promised with any of them, or before of the same problem and owed still.
fn promises(tx: &Tx<'_>, incidents: &[Told]) -> Result<Vec<Promise>, StoreError> {
    let mut promises: Vec<Promise> = Vec::new();
    for told in incidents {
        let own = tx.promises_from(told.id)?;
        for promise in tx.fix_promised(told.id)?.into_iter().chain(own) {
            if promises.iter().all(|known| known.id != promise.id) {
                promises.push(promise);
            }
        }
    }
    promises.sort_by_key(|promise| promise.id);
    Ok(promises)
}

fn told(
    tx: &Tx<'_>,
    subject: &Subject,
    sleeps: impl Fn(&str, Timestamp) -> bool,
) -> Result<Option<Told>, StoreError> {
    let (id, moments) = (subject.id, subject.moments);
    let chosen = Chosen { resolved: true, ids: vec![id], ..Chosen::default() };
    let mut found = None;
    tx.list(&chosen, |listed| found = Some(listed))?;
    let Some(ListedIncident { incident, times, .. }) = found else { return Ok(None) };
    let alerts = tx.alerts(id)?;
    // How long ago it was is told from when it came again, not from when it is written up.
    let began = moments.detected.unwrap_or(incident.opened_at);
    let (mut before, mut owner) = (None, None);
    for alert in alerts.iter().take(LOOKED_AT) {
        let source = SourceName::from(alert.source.as_str());
        let problem = Problem { source: &source, fingerprint: &alert.fingerprint };
        before = before.or(tx.before(problem, id, began)?);
        owner = owner.or(tx.owner(problem)?);
    }
    let members = Members::of(tx, &incident, &alerts)?;
    let named = |place: &usize| {
        let alert = alerts.get(*place)?;
        Some((format!("{}/{}", alert.source, alert.fingerprint), alert.summary.clone()))
    };
    let labels = alerts.iter().map(|alert| &alert.labels).chain([&incident.labels]);
    let services: BTreeSet<&String> = labels.filter_map(|labels| labels.get(SERVICE)).collect();
    let mut pages: Vec<(Timestamp, String, String)> = tx
        .pages(id)?
        .into_iter()
        .map(|page| (page.decided_at, page.person, page.channel))
        .collect();
    pages.sort();
    Ok(Some(Told {
        id,
        severity: incident.severity,
        summary: incident.summary,
        services: services.into_iter().cloned().collect(),
        source: incident.source.to_string(),
        moments,
        began_at: moments.began.unwrap_or(incident.opened_at),
        resolved_at: match incident.status {
            Status::Resolved { at, .. } => moments.resolved.or(Some(at)),
            Status::Held { .. } | Status::Triggered { .. } | Status::Acknowledged { .. } => None,
        },
        problems: members.order.iter().filter_map(named).collect(),
        origin: members.origin.as_ref().and_then(named).map(|(_, summary)| summary),
        asleep: pages.iter().filter(|(at, person, _)| sleeps(person, *at)).count(),
        pages,
        times,
        before,
        owner,
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
    // The clock of the machine that wrote an entry may have been set: what is a little older is looked at too.
    let looked_from = from.checked_sub(BEFORE).unwrap_or(from);
    tx.sealed_before(i64::MAX, |Sealed { entry, .. }| {
        let goes_on = entry.at >= looked_from;
        let is_ours = entry.incident.is_some_and(|id| ours.contains(&id));
        if !is_ours && (from..=to).contains(&entry.at) {
            let Recorded { at, incident, event, text, .. } = entry;
            around.push(Happened { at, incident, event, text });
        }
        goes_on
    })?;
    around.reverse();
    Ok(around)
}
