//! What the canaries say, where something fails that is not on this machine.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::Seen;
use crate::config::Settings;
use crate::daemon::clock;
use crate::domain::watch::sight::Sight;
use crate::monitors::{self, Context, Means};

/// Looks at all canaries side by side, if anything failed that may be for want of a network.
pub(super) async fn look(settings: &Settings, seen: &[Seen]) -> Sight {
    if !seen.iter().any(|one| one.is_bad() && !one.settings.is_local) {
        return Sight::default();
    }
    let mut sight = Sight::of(settings.canaries.len());
    let means = Arc::new(Means::default());
    let mut looks = JoinSet::new();
    for (number, canary) in settings.canaries.iter().cloned().enumerate() {
        let means = Arc::clone(&means);
        looks.spawn(async move {
            let cx = Context { means: &means, now: clock::now(), timeout: canary.timeout };
            (number, canary.probe.target(), monitors::observe(&*canary.probe, cx).await)
        });
    }
    // Of one that breaks off, which is a bug, nothing is known: then nobody is blind.
    while let Some(looked) = looks.join_next().await {
        if let Ok((number, target, observation)) = looked {
            sight.take(number, &target, &observation);
        }
    }
    sight
}
