//! Cascades: problems that begin together and have something in common are one incident with one alarm.
//!
//! Nothing is left out of the record: each problem is an alert of that incident, with the reason why it
//! is one. What may be unrelated is never joined: beginning at the same time alone is no reason.

use jiff::{SignedDuration, Timestamp};

use super::{Hold, Incident, IncidentId, Status};
use crate::domain::alert::{Alert, Severity, Signal};
use crate::domain::drill::is_drill;
use crate::domain::label::Labels;
use crate::domain::name::{MonitorName, PolicyName};
use crate::domain::noise::BY_HAND;
use crate::domain::wait::spell;

/// What counts as one cascade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CascadeRule {
    /// How long after an incident was opened something may still join it; nothing ever if this is zero.
    pub window: SignedDuration,
    /// The labels of which one must be the same.
    pub share: Vec<String>,
}

impl Default for CascadeRule {
    fn default() -> Self {
        Self { window: SignedDuration::from_mins(2), share: vec!["service".to_owned()] }
    }
}

impl CascadeRule {
    /// Whether every problem has an incident of its own.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.window.is_zero()
    }

    /// The labels, with their values, of which one must be the same.
    pub fn shared<'l>(&'l self, labels: &'l Labels) -> impl Iterator<Item = (&'l str, &'l str)> {
        let values = self.share.iter().filter_map(|name| labels.get_key_value(name));
        values
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(_, value)| !value.is_empty())
    }
}

/// What a problem and the first one of an incident have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bond {
    /// This label with this value.
    Label(String, String),
    /// The first of these monitors depends on the second.
    Dependency(MonitorName, MonitorName),
}

/// Why a problem belongs to an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// What it has in common with the first problem there.
    pub bond: Bond,
    /// How long after that one it began; negative if it began before.
    pub after: SignedDuration,
}

impl Tie {
    /// It in words: `shares service=db, 20s after the first`.
    #[must_use]
    pub fn phrase(&self) -> String {
        let bond = match &self.bond {
            Bond::Label(name, value) => format!("shares {name}={value}"),
            Bond::Dependency(monitor, parent) => format!("{monitor} depends on {parent}"),
        };
        // Nobody compares what is less than a second.
        match self.after.as_secs() {
            0 => format!("{bond}, at the same time as the first"),
            1.. => format!("{bond}, {} after the first", spell(self.after)),
            _ => format!("{bond}, {} before the first", spell(-self.after)),
        }
    }
}

/// An incident that a problem may belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The incident.
    pub incident: Incident,
    /// When its first problem began, if the sender said so.
    pub began_at: Option<Timestamp>,
    /// The dependency between the monitors of both, if there is one.
    pub dependency: Option<(MonitorName, MonitorName)>,
    /// Whether somebody has said that they do not belong together.
    pub is_apart: bool,
}

/// Whether an incident in that state takes in what has something in common with it: it rings, somebody
/// has it, or it waits for the day, for which what is graver would not wait. What anything else holds
/// would hide what is not held by that.
#[must_use]
pub fn takes_in(status: &Status) -> bool {
    match status {
        Status::Triggered { .. }
        | Status::Acknowledged { .. }
        | Status::Held { by: Hold::Hours(_), .. } => true,
        Status::Held {
            by: Hold::Silence(_) | Hold::Maintenance(_) | Hold::Inhibited(_) | Hold::Noise(_),
            ..
        }
        | Status::Resolved { .. } => false,
    }
}

/// Whether an alert may join something at all: drills are no part of anything, and what somebody raises
/// by hand is meant to ring.
#[must_use]
pub fn may_join(alert: &Alert, rule: &CascadeRule) -> bool {
    let is_by_hand = alert.raised_by.is_some() || alert.source.as_str() == BY_HAND;
    let is_meant = alert.signal == Signal::Firing && !is_by_hand;
    is_meant && !rule.is_off() && !is_drill(&alert.source)
}

/// The incident that an alert of that policy joins instead of opening one, and why: the first that
/// fits. The policy must be the same, so that nobody who is to be called is not.
#[must_use]
pub fn joins(
    alert: &Alert,
    policy: &PolicyName,
    candidates: &[Candidate],
    rule: &CascadeRule,
    now: Timestamp,
) -> Option<(IncidentId, Tie)> {
    if !may_join(alert, rule) {
        return None;
    }
    candidates.iter().find_map(|candidate| {
        let Candidate { incident, began_at, is_apart, .. } = candidate;
        let fits = takes_in(&incident.status) && incident.policy == *policy;
        if !fits || *is_apart || incident.is_drill() {
            return None;
        }
        let since_opened = now.duration_since(incident.opened_at);
        let after = match (alert.started_at, began_at) {
            (Some(this), Some(first)) => this.duration_since(*first),
            _ => since_opened,
        };
        if since_opened.abs() > rule.window || after.abs() > rule.window {
            return None;
        }
        Some((incident.id, Tie { bond: bond(alert, candidate, rule)?, after }))
    })
}

fn bond(alert: &Alert, candidate: &Candidate, rule: &CascadeRule) -> Option<Bond> {
    if let Some((monitor, parent)) = &candidate.dependency {
        return Some(Bond::Dependency(monitor.clone(), parent.clone()));
    }
    let labels = &candidate.incident.labels;
    let mut shared = rule.shared(&alert.labels);
    let same = shared.find(|(name, value)| labels.get(*name).is_some_and(|own| own == value));
    same.map(|(name, value)| Bond::Label(name.to_owned(), value.to_owned()))
}

/// One problem of an incident, for finding out where it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// When it began, or was first heard of.
    pub began_at: Timestamp,
    /// The monitor it is of, if it is one's.
    pub monitor: Option<MonitorName>,
    /// The monitors that one depends on.
    pub depends_on: Vec<MonitorName>,
}

/// The place of the problem that is likely to have caused the others: the earliest of those on which
/// others depend and which depend on none of them, else the earliest of all. One alone causes nothing.
#[must_use]
pub fn suspected_origin(members: &[Member]) -> Option<usize> {
    if members.len() < 2 {
        return None;
    }
    let depends = |one: &Member, on: &Member| {
        on.monitor.as_ref().is_some_and(|monitor| one.depends_on.contains(monitor))
    };
    let is_root = |member: &Member| {
        let has_child = members.iter().any(|other| depends(other, member));
        has_child && !members.iter().any(|other| depends(member, other))
    };
    let earliest = |wanted: &dyn Fn(&Member) -> bool| {
        let members = members.iter().enumerate().filter(|(_, member)| wanted(member));
        members.min_by_key(|(index, member)| (member.began_at, *index)).map(|(index, _)| index)
    };
    earliest(&is_root).or_else(|| earliest(&|_| true))
}

/// How grave an incident is of which these problems are left: each with whether it fires. What is over
/// counts only where nothing else is left.
#[must_use]
pub fn gravest(left: &[(Severity, bool)]) -> Option<Severity> {
    let firing = left.iter().filter(|(_, fires)| *fires).map(|(severity, _)| *severity).max();
    firing.or_else(|| left.iter().map(|(severity, _)| *severity).max())
}

#[cfg(test)]
mod tests;
