//! What is looked at: monitors, and the canaries that tell whether anything can be seen.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::{GaugeFeed, Settings};
use crate::domain::alert::Severity;
use crate::domain::label::Labels;
use crate::domain::name::{GaugeName, MonitorName};
use crate::domain::watch::dependency::{self, Dependency};
use crate::domain::watch::monitor::Limits;
use crate::monitors::{Monitor, Probe};

/// What is looked at again and again.
#[derive(Clone, Debug)]
pub struct MonitorSettings {
    /// What kind of monitor it is.
    pub kind: &'static Monitor,
    /// What looks.
    pub probe: Arc<dyn Probe>,
    /// How often.
    pub every: Duration,
    /// How long a look may take.
    pub timeout: Duration,
    /// How many looks have to agree.
    pub limits: Limits,
    /// How grave it is when it is down.
    pub severity: Severity,
    /// Labels of its alerts, besides its name.
    pub labels: Labels,
    /// Without which others it cannot work.
    pub depends_on: Vec<MonitorName>,
    /// Where it is written what to do.
    pub runbook: Option<String>,
    /// What to think of before doing anything.
    pub caution: Option<String>,
    /// How much of the time it should be available, in percent.
    pub target: Option<f64>,
    /// Whether it looks at this machine.
    pub is_local: bool,
}

/// What always answers unless this machine is cut off.
#[derive(Clone, Debug)]
pub struct CanarySettings {
    /// What kind of monitor it is.
    pub kind: &'static Monitor,
    /// What looks.
    pub probe: Arc<dyn Probe>,
    /// How often.
    pub every: Duration,
    /// How long a look may take.
    pub timeout: Duration,
}

impl Settings {
    /// The gauges that have their readings from that monitor, each with the label of the number.
    #[must_use]
    pub fn fed_by(&self, monitor: &MonitorName) -> Vec<(&GaugeName, &str)> {
        let feeds = self.gauges.iter().filter_map(|(gauge, feed)| match feed {
            GaugeFeed::Monitor { monitor: from, number } if from == monitor.as_str() => {
                Some((gauge, number.as_str()))
            }
            GaugeFeed::Monitor { .. } | GaugeFeed::Run { .. } => None,
        });
        feeds.collect()
    }

    /// What monitors depend on, directly or by others.
    #[must_use]
    pub fn dependencies(&self) -> Vec<Dependency> {
        let named = self.monitors.iter().map(|(name, it)| (name.clone(), it.depends_on.clone()));
        let ancestors = dependency::ancestors(&named.collect()).into_iter();
        let all = ancestors.flat_map(|(monitor, parents)| {
            let settle = self.monitors.get(&monitor).map(MonitorSettings::settles_in);
            parents.into_iter().map(move |parent| Dependency {
                monitor: monitor.clone(),
                parent,
                settle: settle.unwrap_or_default(),
            })
        });
        all.collect()
    }
}

impl MonitorSettings {
    /// How long it takes at most until it is known of what changes whether it is down or up.
    #[must_use]
    pub fn settles_in(&self) -> SignedDuration {
        let looks = self.limits.down_after.max(self.limits.up_after);
        SignedDuration::try_from(self.every.saturating_mul(looks) + self.timeout)
            .unwrap_or(SignedDuration::MAX)
    }
}
