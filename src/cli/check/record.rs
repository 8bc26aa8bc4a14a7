//! What was seen goes on the record, as it does where a daemon looks.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::Seen;
use crate::cli::Session;
use crate::config::Settings;
use crate::domain::alert::Severity;
use crate::domain::name::MonitorName;
use crate::domain::wait::count;
use crate::domain::watch::latency::Latencies;
use crate::domain::watch::monitor::{Limits, Watch, Watched};
use crate::domain::watch::sight::Sight;
use crate::domain::watch::{Observation, State};
use crate::engine::{Engine, Looked};
use crate::error::Error;
use crate::store::{Store, Tx, lease_holder};

/// How long after a look by hand or by cron the next one still follows it: whoever looks once a day
/// knows what a second failure means.
const PATIENCE: SignedDuration = SignedDuration::from_hours(25);

/// What became of what was seen.
pub(super) struct Recorded {
    /// A daemon looks at so many of them by itself, and keeps its own record.
    watched: usize,
    /// So many are down or unknown, and nobody is called: no daemon runs.
    uncalled: usize,
}

/// Keeps what was seen, and decides what it means. What a daemon looks at is on its record.
pub(super) fn record(
    session: &Session,
    settings: &Settings,
    seen: &[Seen],
    sight: &Sight,
) -> Result<Option<Recorded>, Error> {
    let mut store = session.store()?;
    let is_led = lease_holder(store.path()).is_some();
    let watched = if is_led { watched(&mut store)? } else { BTreeSet::new() };
    let mut own: Vec<&Seen> = seen.iter().filter(|one| !watched.contains(&one.name)).collect();
    let dependencies = settings.dependencies();
    // What others depend on comes before them: then it is known that it explains them.
    own.sort_by_key(|one| dependencies.iter().filter(|it| it.monitor == one.name).count());
    let bad = session.decide(&mut store, &settings.rules, |tx, engine| {
        if !is_led {
            engine.depend(&dependencies)?;
        }
        let mut known = tx.monitors()?;
        let (mut bad, mut hidden, mut sees) = (0, None, false);
        for one in &own {
            remember(tx, engine, one, settings)?;
            let Seen { name, settings, observation, .. } = one;
            let before = known.remove(name).map(|row| row.watch);
            let before = before.unwrap_or_else(|| Watch::begins(observation.at));
            let limits = Limits { patience: PATIENCE, ..settings.limits };
            let is_blind = sight.is_blind() && one.is_bad() && !settings.is_local;
            let Watched { watch, changes, flap, .. } = if is_blind {
                before.observe_blind(observation, &limits, None)
            } else {
                before.observe(observation, &limits)
            };
            let looked = Looked {
                name,
                severity: settings.severity,
                labels: &settings.labels,
                runbook: settings.runbook.as_deref(),
                caution: settings.caution.as_deref(),
            };
            let is_told = (!changes.is_empty() || flap.is_some()) && !watch.is_blinded;
            engine.take_look(looked, &watch, &changes, is_told, false)?;
            bad += usize::from(matches!(watch.state, State::Down | State::Unknown));
            hidden = hidden.max(watch.is_blinded.then_some(settings.severity));
            sees |= before.is_blinded && !one.is_bad();
        }
        match hidden {
            Some(severity) if sight.is_blind() => {
                engine.is_blind(&sight.summary(), severity.max(Severity::Error))?;
            }
            _ if sees || sight.clear_at().is_some() => engine.sees_again()?,
            _ => {}
        }
        Ok(bad)
    })?;
    Ok(Some(Recorded { watched: watched.len(), uncalled: if is_led { 0 } else { bad } }))
}

/// Keeps how long a look took, and gives its numbers to the gauges that want them.
fn remember(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    seen: &Seen,
    settings: &Settings,
) -> Result<(), Error> {
    let Observation { at, took, numbers, .. } = &seen.observation;
    if !seen.is_bad() {
        let mut latencies = Latencies::default();
        latencies.add(*took);
        tx.add_latencies(&seen.name, *at, &latencies)?;
        engine.feed(&seen.name, &settings.fed_by(&seen.name), numbers, *at)?;
    }
    Ok(())
}

/// The monitors at which a daemon looks.
fn watched(store: &mut Store) -> Result<BTreeSet<MonitorName>, Error> {
    Ok(store.read(|tx| tx.watched_monitors())?)
}

impl Recorded {
    /// Says what whoever sits there should know.
    pub(super) fn tell(&self, session: &Session, rings: bool) {
        let out = session.out;
        if self.watched > 0 {
            out.talk(
                "a daemon looks at these by itself: what it sees is recorded, this is only shown",
            );
        }
        if self.uncalled > 0 && !rings {
            let down = count(self.uncalled, "monitor");
            out.warn(format_args!(
                "warning: {down} down, and nobody is called: no daemon runs here"
            ));
            out.warn(
                "hint: `wail watch` starts one in this terminal, `wail check --page` rings here",
            );
        }
    }
}
