//! What an alert that nobody has sent would meet: silences, larger incidents, what is open already.

use jiff::Timestamp;

use super::{Engine, context};
use crate::domain::alert::Alert;
use crate::domain::explain::quiet_at;
use crate::domain::incident::IncidentId;
use crate::domain::incident::cascade::Tie;
use crate::domain::incident::escalation::Context;
use crate::domain::incident::triage::Board;
use crate::domain::label::{Matcher, MatcherParts};
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
    /// What would hold it.
    pub board: Board,
    /// An open incident with these labels.
    pub alike: Option<IncidentId>,
    /// The incident that stands for a storm of those that call the same people.
    pub storm: Option<IncidentId>,
    /// The incident that it joins, and what it has in common with it.
    pub cascade: Option<(IncidentId, Tie)>,
    /// The silences that have not ended.
    pub silences: Vec<Silence>,
    /// Who can be reached, and how.
    pub stations: Stations,
    /// The hand-overs that nobody has accepted.
    pub pending: Vec<Pending>,
    /// Who is relieved after a hard night.
    pub reliefs: Vec<Relief>,
}

/// What an alert would meet that is reported at that instant. What is open counts only if that is now:
/// nobody knows what will be open at another time.
pub fn met(
    tx: &Tx<'_>,
    rules: &Rules,
    alert: &Alert,
    (at, is_now): (Timestamp, bool),
) -> Result<Met> {
    let stations = context::stations(tx, at)?;
    let silences = tx.silences(at)?;
    let routed = route(&rules.routes, alert, at);
    let alert = routed.graded(alert);
    let silence = quiet_at(&silences, rules, (alert.source.as_str(), &alert.labels), at);
    let mut board = Board { silence, ..Board::default() };
    let (mut alike, mut storm, mut cascade) = (None, None, None);
    let (mut pending, mut reliefs) = (Vec::new(), Vec::new());
    if is_now {
        pending = tx.pending_handovers()?;
        reliefs = tx.reliefs()?;
        if let Some(policy) = routed.together() {
            storm = tx.storm_of(&policy)?.map(|storm| storm.incident);
        }
        let engine =
            Engine::new(tx, Context { rules, stations: &stations, pending: &[], reliefs: &[] }, at);
        board.inhibited = engine.inhibition_for(&alert, &board)?;
        let routed = Some(routed.clone());
        cascade = engine.cascade_for(&alert, &Board { routed, ..board.clone() })?;
        alike = open_alike(tx, &alert)?;
    }
    Ok(Met { board, alike, storm, cascade, silences, stations, pending, reliefs })
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
