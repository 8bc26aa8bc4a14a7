//! The wheel: which look is due next, on its beat however long others take.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, timeout_at};

use super::{Looked, Targets};
use crate::config::MonitorSettings;
use crate::daemon::clock;
use crate::daemon::decider::Message;
use crate::daemon::heart::Pulse;
use crate::daemon::shared::Shared;
use crate::domain::name::MonitorName;
use crate::domain::watch::monitor::{Watch, Watched};
use crate::domain::watch::{Finding, Observation, State};
use crate::monitors::{self, Context, Means};
use crate::store::MonitorRow;

/// How long it rests at most: this is how exactly it is known up to when somebody looked.
const NAP: Duration = Duration::from_secs(5);

/// How late a look may begin and count as on time.
const SLACK: Duration = Duration::from_secs(1);

/// How many looks may be under way at once: each may hold an open file.
const AT_ONCE: usize = 4096;

/// Everything that is looked at, in the order in which it is due.
pub(super) struct Wheel {
    shared: Arc<Shared>,
    messages: Sender<Message>,
    pulse: Pulse,
    /// How monitors stood that have not looked yet.
    known: BTreeMap<MonitorName, MonitorRow>,
    spokes: Vec<Spoke>,
    due: BinaryHeap<Reverse<(Instant, usize)>>,
    looks: JoinSet<(usize, Observation)>,
    /// Which look is which, for one that breaks off.
    under_way: BTreeMap<Id, usize>,
}

/// One monitor on the wheel.
struct Spoke {
    name: MonitorName,
    settings: MonitorSettings,
    watch: Watch,
    /// Whether it is kept as one that is looked at again and again.
    is_kept: bool,
    is_looking: bool,
}

impl Wheel {
    pub(super) fn new(
        known: BTreeMap<MonitorName, MonitorRow>,
        shared: Arc<Shared>,
        messages: Sender<Message>,
        pulse: Pulse,
    ) -> Self {
        Self {
            shared,
            messages,
            pulse,
            known,
            spokes: Vec::new(),
            due: BinaryHeap::new(),
            looks: JoinSet::new(),
            under_way: BTreeMap::new(),
        }
    }

    /// Turns until it is told to stop.
    pub(super) async fn turn(
        mut self,
        mut targets: watch::Receiver<Arc<Targets>>,
        mut stopped: watch::Receiver<()>,
        means: &Arc<Means>,
    ) {
        self.mount(&targets.borrow_and_update().clone());
        loop {
            self.pulse.tick();
            self.shared.monitors.is_alive(clock::now());
            self.start(means);
            let nap = Instant::now() + NAP;
            let next = self.due.peek().map_or(nap, |Reverse((at, _))| (*at).min(nap));
            tokio::select! {
                ended = stopped.changed() => if ended.is_err() { return },
                Ok(()) = targets.changed() => {
                    let targets = targets.borrow_and_update().clone();
                    self.mount(&targets);
                }
                Some(looked) = self.looks.join_next_with_id() => self.take(looked),
                _ = timeout_at(next, pending::<()>()) => {}
            }
        }
    }

    /// Puts the monitors of a configuration on the wheel. Those that were on it keep how they stand.
    fn mount(&mut self, targets: &Targets) {
        self.looks.abort_all();
        self.looks = JoinSet::new();
        self.under_way.clear();
        self.due.clear();
        let before = std::mem::take(&mut self.spokes).into_iter();
        let mut before: BTreeMap<MonitorName, Spoke> =
            before.map(|spoke| (spoke.name.clone(), spoke)).collect();
        let (now, began) = (Instant::now(), clock::now());
        for (index, (name, settings)) in targets.iter().enumerate() {
            let (watch, is_kept) = match (before.remove(name), self.known.remove(name)) {
                (Some(spoke), _) => (spoke.watch, spoke.is_kept),
                (None, Some(row)) => (row.watch, false),
                (None, None) => (Watch::begins(began), false),
            };
            let (name, settings) = (name.clone(), settings.clone());
            self.due.push(Reverse((now + phase(index, settings.every), index)));
            self.spokes.push(Spoke { name, settings, watch, is_kept, is_looking: false });
        }
    }

    /// Begins every look that is due.
    fn start(&mut self, means: &Arc<Means>) {
        let now = Instant::now();
        while let Some(Reverse((at, index))) = self.due.peek().copied() {
            if at > now || self.looks.len() >= AT_ONCE {
                return;
            }
            self.due.pop();
            let spoke = &mut self.spokes[index];
            self.due.push(Reverse((next(at, now, spoke.settings.every), index)));
            self.shared.monitors.looks.fetch_add(1, Ordering::Relaxed);
            if now.duration_since(at) > SLACK {
                self.shared.monitors.late.fetch_add(1, Ordering::Relaxed);
            }
            if std::mem::replace(&mut spoke.is_looking, true) {
                continue;
            }
            let (probe, timeout) = (Arc::clone(&spoke.settings.probe), spoke.settings.timeout);
            let means = Arc::clone(means);
            let handle = self.looks.spawn(async move {
                let cx = Context { means: &means, now: clock::now(), timeout };
                (index, monitors::observe(&*probe, cx).await)
            });
            self.under_way.insert(handle.id(), index);
        }
    }

    /// Takes in what a look came to.
    fn take(&mut self, looked: Result<(Id, (usize, Observation)), JoinError>) {
        let (index, observation) = match looked {
            Ok((id, looked)) => {
                self.under_way.remove(&id);
                looked
            }
            Err(error) => match self.under_way.remove(&error.id()) {
                Some(index) => (index, broken()),
                None => return,
            },
        };
        let Some(spoke) = self.spokes.get_mut(index) else { return };
        spoke.is_looking = false;
        let Watched { watch, changes, flap, is_news } =
            spoke.watch.observe(&observation, &spoke.settings.limits);
        if is_news || !spoke.is_kept {
            // What is not known yet may be what somebody was told of before: it is told again.
            let is_told = !changes.is_empty() || flap.is_some() || !spoke.is_kept;
            let is_told = is_told && watch.state != State::Unwatched;
            let monitor = spoke.name.clone();
            let looked = Looked { monitor, watch: watch.clone(), changes, is_told };
            spoke.is_kept = true;
            // Should the deciding thread be gone, nobody has to know.
            drop(self.messages.send(Message::Looked(looked)));
        }
        spoke.watch = watch;
    }
}

/// What a look comes to that broke off: a bug of ours, which says nothing of the target.
fn broken() -> Observation {
    Observation {
        at: clock::now(),
        took: jiff::SignedDuration::ZERO,
        finding: Finding::Undetermined,
        said: "the look broke off; this is a bug in wail".to_owned(),
        numbers: Vec::new(),
    }
}

/// How long after the start a monitor first looks: all of them within their interval, and never many
/// at once. Multiples of the golden ratio are spread evenly however many there are.
fn phase(index: usize, every: Duration) -> Duration {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let place = (index as u64).wrapping_mul(GOLDEN) >> 40;
    let place = u32::try_from(place).unwrap_or_default();
    every.mul_f64(f64::from(place) / f64::from(1_u32 << 24))
}

/// When a look is due again that was due at that instant: on the same beat, and never in the past.
fn next(at: Instant, now: Instant, every: Duration) -> Instant {
    let missed = now.duration_since(at).as_nanos() / every.as_nanos().max(1);
    at + every * u32::try_from(missed + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_looks_are_spread_over_the_interval() {
        let every = Duration::from_secs(10);
        let mut phases: Vec<Duration> = (0..1000).map(|index| phase(index, every)).collect();
        phases.sort_unstable();
        assert!(phases[999] < every);
        let widest = phases.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).max().unwrap();
        assert!(widest < Duration::from_millis(30), "{widest:?}");
    }

    #[test]
    fn what_was_missed_is_not_made_up_for() {
        let (begin, every) = (Instant::now(), Duration::from_secs(10));
        let after = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(next(begin, begin, every), after(10));
        assert_eq!(next(begin, after(9), every), after(10));
        assert_eq!(next(begin, after(34), every), after(40));
    }
}
