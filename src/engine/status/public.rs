//! What the public is told of incidents: which there were, what was written of them for it, and what it is
//! promised.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::alert::Severity;
use crate::domain::drill::is_drill;
use crate::domain::incident::IncidentId;
use crate::domain::name::SourceName;
use crate::domain::nines::Span;
use crate::domain::status::incident::{Disruption, Known, Update};
use crate::domain::status::plan::Plan;
use crate::domain::status::{Grave, Promised};
use crate::store::{PublicIncident, Result, Tx, UpdateQuery};

/// An incident that is told, with the places of the services it is about.
pub(super) struct Concerning {
    pub(super) known: Known,
    severity: Severity,
    pub(super) services: BTreeSet<usize>,
}

impl Concerning {
    /// From when to when it lasted, up to now.
    pub(super) fn span(&self, now: Timestamp) -> Span {
        Span { from: self.known.began_at, to: self.known.ended_at.unwrap_or(now) }
    }

    /// How grave it is for whoever wants to use what it is about.
    pub(super) fn grave(&self) -> Grave {
        match self.severity {
            Severity::Critical => Grave::Critical,
            Severity::Info | Severity::Warning | Severity::Error => Grave::Lesser,
        }
    }
}

/// The incidents that the public is told of, and what was written of them.
pub(super) struct Public {
    /// The newest first.
    pub(super) incidents: Vec<Concerning>,
    /// Each under the incident it is about now, the oldest first.
    updates: Vec<Update>,
}

impl Public {
    /// Those about any of the services that were open in that time and are grave enough, or of which
    /// somebody wrote to the public.
    pub(super) fn load(tx: &Tx<'_>, plan: &Plan, since: Timestamp) -> Result<Self> {
        let mut updates = updates(tx, plan, since)?;
        let at_least = plan.severities.iter().min().copied().unwrap_or(Severity::Critical);
        let mut found = tx.public_incidents(since, at_least)?;
        found.retain(|it| plan.severities.contains(&it.severity));
        let mut known: BTreeMap<IncidentId, PublicIncident> =
            found.into_iter().map(|it| (it.known.id, it)).collect();
        for update in &updates {
            fetch(tx, &mut known, update.incident)?;
        }
        let moved = gathered(tx, &mut known)?;
        for update in &mut updates {
            update.incident = moved.get(&update.incident).copied().unwrap_or(update.incident);
        }
        owe(tx, &mut known, &moved, &updates)?;
        let mut incidents = Vec::new();
        for (id, PublicIncident { known, severity, .. }) in known.into_iter().rev() {
            let services = places(tx, plan, id)?;
            if !services.is_empty() {
                incidents.push(Concerning { known, severity, services });
            }
        }
        Ok(Self { incidents, updates })
    }

    /// Each as it is told.
    pub(super) fn disruptions(&self, plan: &Plan) -> Vec<Disruption> {
        let told = self
            .incidents
            .iter()
            .map(|it| Disruption::of(&it.known, names(plan, &it.services), &self.updates));
        told.collect()
    }
}

/// What is promised to the public and still owed; what it is about is told by the services alone, and by the
/// incident where that is one of these.
pub(super) fn promises(tx: &Tx<'_>, plan: &Plan, shown: &[Disruption]) -> Result<Vec<Promised>> {
    let promises = tx.public_promises()?.into_iter().map(|promise| {
        let (mut services, mut incident) = (Vec::new(), promise.what.incident);
        if let Some(id) = incident {
            let merged = tx.public_incident(id)?.and_then(|it| it.merged_into);
            let id = merged.unwrap_or(id);
            services = names(plan, &places(tx, plan, id)?);
            incident = Some(id).filter(|id| shown.iter().any(|it| it.id == *id));
        }
        Ok(Promised {
            id: promise.id,
            text: promise.what.text,
            services,
            incident,
            made_at: promise.made_at,
            due_at: promise.what.due_at,
        })
    });
    promises.collect()
}

fn names(plan: &Plan, places: &BTreeSet<usize>) -> Vec<String> {
    let services = places.iter().filter_map(|place| plan.services.get(*place));
    services.map(|service| service.name.clone()).collect()
}

/// The services that an incident is about; a drill is about none.
fn places(tx: &Tx<'_>, plan: &Plan, id: IncidentId) -> Result<BTreeSet<usize>> {
    let mut services = BTreeSet::new();
    for (source, labels) in tx.subjects(id)? {
        if !is_drill(&SourceName::from(source.as_str())) {
            services.extend(plan.concerned(&source, &labels));
        }
    }
    Ok(services)
}

/// What somebody decided to publish to the audience of the page, in its words. Whether a program has taken
/// it elsewhere as well is of no concern here: the page is there when that is not.
fn updates(tx: &Tx<'_>, plan: &Plan, since: Timestamp) -> Result<Vec<Update>> {
    let written = tx.updates(UpdateQuery::To(&plan.audience, since))?;
    let told = written.into_iter().filter_map(|update| {
        let mut publications = update.publications.into_iter();
        let text = publications.find(|to| to.audience == plan.audience)?.text;
        Some(Update { incident: update.incident, at: update.at, next_at: update.next_at, text })
    });
    Ok(told.collect())
}

fn fetch(
    tx: &Tx<'_>,
    known: &mut BTreeMap<IncidentId, PublicIncident>,
    id: IncidentId,
) -> Result<()> {
    if !known.contains_key(&id)
        && let Some(found) = tx.public_incident(id)?
    {
        known.insert(id, found);
    }
    Ok(())
}

/// Lets what was merged into another incident be told as part of that: it is not over for anybody outside.
/// Says which is part of which.
fn gathered(
    tx: &Tx<'_>,
    known: &mut BTreeMap<IncidentId, PublicIncident>,
) -> Result<BTreeMap<IncidentId, IncidentId>> {
    let merged = known.iter().filter_map(|(id, it)| Some((*id, it.merged_into?)));
    let merged: BTreeMap<IncidentId, IncidentId> = merged.collect();
    for (id, into) in &merged {
        fetch(tx, known, *into)?;
        let Some(PublicIncident { known: part, severity, .. }) = known.remove(id) else { continue };
        let Some(whole) = known.get_mut(into) else { continue };
        whole.severity = whole.severity.max(severity);
        let acknowledged = [whole.known.acknowledged_at, part.acknowledged_at];
        whole.known.acknowledged_at = acknowledged.into_iter().flatten().min();
    }
    Ok(merged)
}

/// Says of each incident by when the public was promised the next word. What is owed to others alone, and
/// what was promised and is not owed any more, it is not told.
fn owe(
    tx: &Tx<'_>,
    known: &mut BTreeMap<IncidentId, PublicIncident>,
    moved: &BTreeMap<IncidentId, IncidentId>,
    updates: &[Update],
) -> Result<()> {
    for owed in tx.owed_updates()? {
        let id = moved.get(&owed.incident).copied().unwrap_or(owed.incident);
        let mut said = updates.iter().filter(|update| update.incident == id);
        if said.any(|update| update.next_at == Some(owed.next_at))
            && let Some(it) = known.get_mut(&id)
        {
            let next_at = it.known.next_at.map_or(owed.next_at, |at| at.min(owed.next_at));
            it.known.next_at = Some(next_at);
        }
    }
    Ok(())
}
