//! What an alert that nobody has sent would meet and come to: silences, larger incidents, what is open
//! already.

use jiff::Timestamp;

use super::{Engine, context};
use crate::domain::alert::{Alert, Fingerprint, Signal};
use crate::domain::explain::{Foreseen, quiet_at};
use crate::domain::incident::escalation::Context;
use crate::domain::incident::triage::Board;
use crate::domain::incident::{Hold, IncidentId, Outcome, Status};
use crate::domain::label::{Matcher, MatcherParts};
use crate::domain::noise::{BY_HAND, Noise};
use crate::domain::quiet::silence::Silence;
use crate::domain::relief::Relief;
use crate::domain::rota::acceptance::Pending;
use crate::domain::routing::route;
use crate::domain::rules::Rules;
use crate::domain::station::Stations;
use crate::store::{Chosen, Result, Tx};

/// What it would meet.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// What is known of it, and what would hold it.
    pub board: Board,
    /// An open incident with these labels.
    pub alike: Option<IncidentId>,
    /// The incident that stands for a storm of those that call the same people.
    pub storm: Option<IncidentId>,
    /// What it comes to, if that is an incident.
    pub foreseen: Option<Foreseen>,
    /// The silences that have not ended.
    pub silences: Vec<Silence>,
    /// Who can be reached, and how.
    pub stations: Stations,
    /// The hand-overs that nobody has accepted.
    pub pending: Vec<Pending>,
    /// Who is relieved after a hard night.
    pub reliefs: Vec<Relief>,
}

/// What an alert would meet that is reported at another instant than now: nobody knows what will be open
/// then.
pub fn met(tx: &Tx<'_>, rules: &Rules, alert: &Alert, at: Timestamp) -> Result<Met> {
    let silences = tx.silences(at)?;
    let routed = route(&rules.routes, alert, at);
    let alert = routed.graded(alert);
    let silence = quiet_at(&silences, rules, (alert.source.as_str(), &alert.labels), at);
    let board = Board { silence, ..Board::default() };
    Ok(Met { board, silences, ..Met::default() })
}

/// What an alert comes to that is reported now: it is taken to the board as any other, with everybody
/// reachable. Whoever asks must not keep what that transaction does.
pub fn foresee(tx: &Tx<'_>, rules: &Rules, alert: &Alert, now: Timestamp) -> Result<Met> {
    let known = same_problem(tx, alert)?;
    let fingerprint = known.unwrap_or(alert.fingerprint.clone());
    let alert = &Alert { fingerprint, summary: "this alert".to_owned(), ..alert.clone() };
    let everywhere = Stations::everywhere(rules);
    let cx = Context { rules, stations: &everywhere, pending: &[], reliefs: &[] };
    let engine = Engine { seen: Some(Vec::new().into()), ..Engine::new(tx, cx, now) };
    let routed = engine.routes_of(alert);
    let graded = routed.graded(alert);
    let storm = match routed.together() {
        Some(policy) => tx.storm_of(&policy)?.map(|storm| storm.incident),
        None => None,
    };
    let (board, _, _) = engine.board_for(&graded, &routed)?;
    let (alike, silences) = (open_alike(tx, &graded)?, tx.silences(now)?);
    let (stations, pending) = (context::stations(tx, now)?, tx.pending_handovers()?);
    let reliefs = tx.reliefs()?;
    let heard = engine.hear_problem(alert)?;
    let foreseen = match heard.incident {
        Some(id) => engine.foreseen(id)?,
        None => None,
    };
    Ok(Met { board, alike, storm, foreseen, silences, stations, pending, reliefs })
}

/// The open incident whose labels are these, and the gravest if there are several.
fn open_alike(tx: &Tx<'_>, alert: &Alert) -> Result<Option<IncidentId>> {
    let matchers: Vec<Matcher> = alert
        .labels
        .iter()
        .filter_map(|(label, value)| {
            let (label, value) = (label.clone(), value.clone());
            Matcher::made(MatcherParts { label, value, is_pattern: false, is_equal: true }).ok()
        })
        .collect();
    if matchers.is_empty() {
        return Ok(None);
    }
    let mut alike = None;
    tx.list(&Chosen { matchers, at_most: Some(1), ..Chosen::default() }, |listed| {
        alike = Some(listed.incident.id);
    })?;
    Ok(alike)
}

/// The problem that fires, or goes to and fro, whose alerts come from the same source with exactly these
/// labels. What is raised by hand is a problem of its own each time.
fn same_problem(tx: &Tx<'_>, alert: &Alert) -> Result<Option<Fingerprint>> {
    if alert.source.as_str() == BY_HAND {
        return Ok(None);
    }
    tx.problem_with(&alert.source, &alert.labels)
}

impl Engine<'_> {
    /// What has been decided so far of that incident, and of the storm that it is in; nothing of one that
    /// is over.
    fn foreseen(&self, id: IncidentId) -> Result<Option<Foreseen>> {
        let Some(incident) = self.tx.incident(id)?.filter(|incident| incident.is_open()) else {
            return Ok(None);
        };
        let storm = match incident.status {
            Status::Held { by: Hold::Noise(Noise::Storm(storm)), until: None } => Some(storm),
            _ => None,
        };
        let seen = self.seen.as_ref().map(|seen| seen.borrow().clone()).unwrap_or_default();
        let of = |wanted: Option<IncidentId>| -> Vec<Outcome> {
            seen.iter().filter(|outcome| Some(outcome.incident.id) == wanted).cloned().collect()
        };
        let alerts = self.tx.alerts(id)?.into_iter();
        let firing = alerts.filter(|alert| alert.signal != Signal::Resolved);
        let labels = firing.map(|alert| alert.labels).collect();
        Ok(Some(Foreseen { incident, labels, outcomes: of(Some(id)), storm: of(storm) }))
    }
}
