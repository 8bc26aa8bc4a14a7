//! What is on the wheel: everything that is looked at, and what is known of each monitor.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Targets;
use super::memo::Memo;
use crate::config::MonitorSettings;
use crate::domain::name::MonitorName;
use crate::domain::watch::Observation;
use crate::domain::watch::monitor::{Watch, Watched};
use crate::monitors::Probe;

/// Something that is looked at, on its beat and when it is asked for.
pub(super) struct Spoke {
    pub(super) probe: Arc<dyn Probe>,
    pub(super) every: Duration,
    pub(super) timeout: Duration,
    pub(super) is_looking: bool,
    /// Whether a look out of turn is to come.
    pub(super) is_asked: bool,
    /// Whether it is to look once more as soon as the look under way has ended.
    pub(super) is_asked_again: bool,
    /// When its latest look began.
    pub(super) begun_at: Option<Instant>,
    /// When the latest of its looks began that have ended.
    pub(super) looked_at: Option<Instant>,
}

impl Spoke {
    pub(super) fn new(probe: &Arc<dyn Probe>, every: Duration, timeout: Duration) -> Self {
        Self {
            probe: Arc::clone(probe),
            every,
            timeout,
            is_looking: false,
            is_asked: false,
            is_asked_again: false,
            begun_at: None,
            looked_at: None,
        }
    }

    /// Whether a look that began then or later has ended.
    pub(super) fn has_looked_since(&self, at: Instant) -> bool {
        self.looked_at.is_some_and(|looked| looked >= at)
    }
}

/// A monitor: a spoke whose looks mean something together.
pub(super) struct Monitored {
    pub(super) name: MonitorName,
    pub(super) settings: Arc<MonitorSettings>,
    pub(super) watch: Watch,
    /// Whether it is kept as one that is looked at again and again.
    pub(super) is_kept: bool,
    /// Whether gauges want its numbers.
    pub(super) is_fed: bool,
    /// What is remembered of its looks.
    pub(super) memo: Memo,
    /// Those on which it depends, directly or by others.
    pub(super) parents: Vec<usize>,
    /// Those that depend on it.
    pub(super) children: Vec<usize>,
    /// A look of it that is not taken in yet.
    pub(super) waits: Option<Waiting>,
    /// Until when it is not taken to be down, for it is not known yet whether a parent is.
    pub(super) withheld_until: Option<Instant>,
}

/// A look that was not answered, and is not taken in before others have looked.
pub(super) struct Waiting {
    pub(super) observation: Observation,
    /// Since when these must have looked.
    pub(super) since: Instant,
    /// When it has been waited long enough.
    pub(super) until: Instant,
    /// Whether any canary must have been answered, or all looked.
    pub(super) for_canaries: bool,
    /// The monitors that must have looked.
    pub(super) for_parents: Vec<usize>,
}

impl Monitored {
    pub(super) fn new(
        name: MonitorName,
        settings: Arc<MonitorSettings>,
        (watch, is_kept): (Watch, bool),
    ) -> Self {
        Self {
            name,
            settings,
            watch,
            is_kept,
            is_fed: false,
            memo: Memo::default(),
            parents: Vec::new(),
            children: Vec::new(),
            waits: None,
            withheld_until: None,
        }
    }

    /// How it stands if that look is not counted.
    pub(super) fn without(&self, observation: &Observation) -> Watched {
        self.watch.without(observation, &self.settings.limits)
    }

    /// Whether it is to be told what one on which it depends has come to.
    pub(super) fn is_unwell(&self) -> bool {
        self.watch.fine.is_none() || self.withheld_until.is_some()
    }

    /// Whether it has begun to fail, and it is not known yet whether it is down.
    pub(super) fn is_suspect(&self) -> bool {
        self.watch.is_suspect() || self.waits.is_some()
    }
}

/// Lets monitors know on which others they depend, and which gauges want their numbers.
pub(super) fn bind(monitors: &mut [Monitored], targets: &Targets) {
    let named = monitors.iter().enumerate().map(|(index, it)| (it.name.clone(), index));
    let index: BTreeMap<MonitorName, usize> = named.collect();
    for monitor in monitors.iter_mut() {
        monitor.is_fed = targets.fed.contains(&monitor.name);
    }
    for dependency in &targets.dependencies {
        let found = (index.get(&dependency.monitor), index.get(&dependency.parent));
        if let (Some(child), Some(parent)) = found {
            monitors[*child].parents.push(*parent);
            monitors[*parent].children.push(*child);
        }
    }
}
