//! Gathering what belongs to incidents out of the record, and what happened around them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::{SignedDuration, Timestamp};

use crate::cli::Session;
use crate::cli::log::Entries;
use crate::domain::incident::{IncidentId, Status};
use crate::domain::notification::About;
use crate::domain::record::gaps::{DEAF, LOST, STARTED, STOPPED, gaps};
use crate::domain::record::moments::Moments;
use crate::domain::record::said;
use crate::domain::record::witness::moved;
use crate::domain::record::written::MITIGATED;
use crate::domain::update::told::incident_of;
use crate::error::{Error, Kind};
use crate::publish::timeline::{Correction, Line, Subject, Timeline};
use crate::store::{Chosen, ListedIncident, Recorded, Sealed, StoreError, TimelineQuery, Tx};

/// What concerns everything, and is told where it happened while an incident lasted.
const AROUND: [&str; 19] = [
    "began-while-deaf",
    "changed",
    "clock-put-back",
    "corrected",
    LOST,
    STARTED,
    STOPPED,
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

/// The word of an entry that says that an incident is over.
/// What ends an incident.
const ENDS: [&str; 2] = ["resolved", "merged-into"];

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
    let (found, entries, stopped) = session.kept()?.read(|tx| {
        let found = ids.iter().map(|id| find(tx, *id)).collect::<Result<Vec<_>, _>>()?;
        let entries = gather(tx, &found, session.now)?;
        let stopped = tx.stopped_before(begin(&found).unwrap_or(session.now))?;
        Ok::<_, Error>((found, entries, stopped))
    })?;
    let steady = Steady::of(&entries, &found);
    let subjects = found.iter().map(|found| subject(found, &entries.sealed, &steady)).collect();
    let told = entries.sealed.iter().map(|it| (&*it.entry.event, it.entry.at, it.entry.about));
    // Whoever was stopped before it began is no part of it, but did not hear it either.
    let stopped = stopped.map(|at| (STOPPED, at, None));
    let mut gaps = gaps(stopped.into_iter().chain(told));
    if let Some(end) = end(&found) {
        // What comes after the end is no part of it.
        for gap in &mut gaps {
            gap.to.get_or_insert(end);
        }
    }
    let timeline =
        Timeline { subjects, lines: lines(&entries, &steady), gaps, zone: session.zone() };
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
            true
        })?;
    }
    let began = begin(found).unwrap_or(now);
    let until = end(found).unwrap_or(now);
    let written = written(found, &entries);
    tx.sealed_before(i64::MAX, |sealed| {
        let entry = &sealed.entry;
        // Where the clock was put back meanwhile, times say nothing of what was between: the order does.
        let is_between = written.contains(&entry.id);
        let goes_on = entry.id > *written.start()
            || entry.at >= began.saturating_sub(MARGIN).unwrap_or(began);
        let is_within = if [DEAF, LOST].contains(&&*entry.event) {
            is_between || entry.at >= began && entry.moment() <= until
        } else {
            is_between && entry.about.is_none() || (began..=until).contains(&entry.moment())
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

/// From which entry of these incidents on until which the story goes.
fn written(found: &[Found], entries: &BTreeMap<i64, Sealed>) -> RangeInclusive<i64> {
    let first = entries.keys().next().copied().unwrap_or(i64::MAX);
    if end(found).is_none() {
        return first..=i64::MAX;
    }
    let over = entries.values().filter(|it| ENDS.contains(&&*it.entry.event));
    let over = over.map(|it| it.entry.id).max();
    // Whatever became of the entry that ended it: its own last one is there.
    first..=over.or_else(|| entries.keys().next_back().copied()).unwrap_or(i64::MAX)
}

/// Whether somebody is told there of an update that is owed of one of these incidents.
fn is_told_of(entry: &Recorded, found: &[Found]) -> bool {
    let is_update = || entry.reason.as_deref() == Some(About::Update.word());
    TOLD.contains(&&*entry.event)
        && is_update()
        && incident_of(&entry.text)
            .is_some_and(|id| found.iter().any(|found| found.listed.incident.id == id))
}

/// When the first of them began.
fn begin(found: &[Found]) -> Option<Timestamp> {
    found.iter().map(|found| found.began).min()
}

/// When the last of them was over, if all are.
fn end(found: &[Found]) -> Option<Timestamp> {
    let ended = found.iter().map(|found| match &found.listed.incident.status {
        Status::Resolved { at, .. } => Some(*at),
        Status::Held { .. } | Status::Triggered { .. } | Status::Acknowledged { .. } => None,
    });
    ended.collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn subject(found: &Found, entries: &[Sealed], steady: &Steady) -> Subject {
    let incident = &found.listed.incident;
    let own = entries.iter().filter(|it| it.entry.incident == Some(incident.id));
    // What somebody said since when it does no harm is taken back by what corrects it.
    let taken_back = |entry: &Recorded| {
        entry.event == MITIGATED && entries.iter().any(|it| it.entry.corrects == Some(entry.id))
    };
    let own = own.filter(|it| !taken_back(&it.entry));
    let told = own.map(|it| (&*it.entry.event, steady.moment(&it.entry)));
    Subject {
        id: incident.id,
        severity: incident.severity,
        summary: incident.summary.clone(),
        status: incident.status.word(),
        moments: Moments::of(Some(found.began), told),
    }
}

/// How far the clock of whoever wrote an entry had been set since their first entry of the story.
struct Steady(BTreeMap<i64, SignedDuration>);

impl Steady {
    /// As the clocks that nobody sets say, each since its machine was started.
    fn of(entries: &Entries, found: &[Found]) -> Self {
        let is_own = |it: &&Sealed| {
            found.iter().any(|found| it.entry.incident == Some(found.listed.incident.id))
        };
        let own = entries.sealed.iter().filter(is_own);
        let mut first = BTreeMap::new();
        for ahead in own.chain(&entries.sealed).filter_map(|sealed| entries.ahead(sealed)) {
            first.entry(ahead.boot).or_insert(ahead);
        }
        let set = entries.sealed.iter().filter_map(|sealed| {
            let ahead = entries.ahead(sealed)?;
            Some((sealed.entry.id, moved(*first.get(ahead.boot)?, ahead)?))
        });
        Self(set.collect())
    }

    /// The moment that an entry is about, as the clock would have shown it had it not been set.
    fn moment(&self, entry: &Recorded) -> Timestamp {
        let at = entry.moment();
        let set_by = self.0.get(&entry.id).copied().unwrap_or_default();
        at.checked_sub(set_by).unwrap_or(at)
    }
}

/// A line for each entry, by the moment that it is about.
fn lines(entries: &Entries, steady: &Steady) -> Vec<Line> {
    let correcting: Vec<&Recorded> =
        entries.sealed.iter().map(|it| &it.entry).filter(|it| it.corrects.is_some()).collect();
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
            steady_at: steady.moment(&entry),
            written_at: entry.about.filter(|about| *about != entry.at).map(|_| entry.at),
            incident: entry.incident,
            station: witness.map(|witness| witness.station.clone()),
            clock,
            corrections: corrections(&correcting, entry.id),
            event: entry.event,
            who: entry.who,
            reason: entry.reason,
            text: entry.text,
        });
    }
    lines.sort_by_key(|line| (line.steady_at, line.number));
    lines
}

/// What corrects that entry, out of all that corrects one.
fn corrections(correcting: &[&Recorded], of: i64) -> Vec<Correction> {
    let numbers = said::corrections(of, correcting.iter().map(|it| (it.id, it.corrects)));
    let entries = correcting.iter();
    entries
        .filter(|entry| numbers.contains(&entry.id))
        .map(|entry| Correction { number: entry.id, at: entry.at, text: entry.text.clone() })
        .collect()
}
