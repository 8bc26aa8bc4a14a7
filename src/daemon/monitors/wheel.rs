//! The wheel: which look is due next, on its beat however long others take.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, timeout_at};

use super::Targets;
use super::memo::Memo;
use super::spoke::{Monitored, Spoke, bind};
use crate::daemon::clock;
use crate::daemon::decider::Message;
use crate::daemon::heart::Pulse;
use crate::daemon::shared::Shared;
use crate::domain::alert::Severity;
use crate::domain::name::MonitorName;
use crate::domain::watch::monitor::Watch;
use crate::domain::watch::sight::Sight;
use crate::domain::watch::{Finding, Observation};
use crate::monitors::{self, Context, Means};
use crate::store::MonitorRow;
use crate::system;

/// How long it rests at most: this is how exactly it is known up to when somebody looked.
const NAP: Duration = Duration::from_secs(5);

/// How late a look may begin and count as on time.
const SLACK: Duration = Duration::from_secs(1);

/// How many looks may be under way at once where the system has room for them: each may hold an open
/// file, and whoever rings and keeps needs some as well.
const AT_ONCE: usize = 4096;

/// How long the time is in which looks begin together, of monitors that look seldom enough.
const TOGETHER: Duration = Duration::from_millis(250);

/// How long after the start the first look comes at the latest.
const FIRST: Duration = Duration::from_mins(5);

/// How long after a look began the next one begins at the earliest that is asked for out of turn: a
/// thousand monitors that fail ask a canary once.
pub(super) const REST: Duration = Duration::from_secs(1);

/// When a look is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: Instant,
    spoke: usize,
    /// Whether it is on its beat, and not asked for out of turn.
    is_beat: bool,
}

/// Everything that is looked at, in the order in which it is due.
pub(super) struct Wheel {
    shared: Arc<Shared>,
    pub(super) messages: Sender<Message>,
    pulse: Pulse,
    /// How monitors stood that have not looked yet.
    known: BTreeMap<MonitorName, MonitorRow>,
    /// The monitors, then the canaries.
    pub(super) spokes: Vec<Spoke>,
    pub(super) monitors: Vec<Monitored>,
    /// What the canaries say.
    pub(super) sight: Sight,
    /// As how grave it was told that nothing can be seen.
    pub(super) told_blind: Option<Severity>,
    /// The monitors of which a look is not taken in yet.
    pub(super) waiting: BTreeSet<usize>,
    due: BinaryHeap<Reverse<Due>>,
    /// When it was last told how long looks took.
    pub(super) told_at: Instant,
    /// How many looks may be under way at once.
    at_once: usize,
    looks: JoinSet<(usize, Observation)>,
    /// Which look is which, for one that breaks off.
    under_way: BTreeMap<Id, usize>,
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
            monitors: Vec::new(),
            sight: Sight::default(),
            told_blind: None,
            waiting: BTreeSet::new(),
            due: BinaryHeap::new(),
            told_at: Instant::now(),
            at_once: AT_ONCE.min(system::raise_open_files() / 2).max(1),
            looks: JoinSet::new(),
            under_way: BTreeMap::new(),
        }
    }

    /// Turns until it is told to stop.
    pub(super) async fn turn(
        mut self,
        mut targets: watch::Receiver<Arc<Targets>>,
        mut stopped: watch::Receiver<()>,
    ) {
        let mut means = Arc::new(Means::default());
        self.mount(&targets.borrow_and_update().clone());
        loop {
            self.pulse.tick();
            self.shared.monitors.is_alive(clock::now());
            self.start(&means);
            let nap = Instant::now() + NAP;
            // Where no more looks may begin, the end of one is waited for.
            let has_room = self.looks.len() < self.at_once;
            let due = self.due.peek().map(|Reverse(due)| due.at).filter(|_| has_room);
            let next = due.into_iter().chain(self.waits_until()).fold(nap, Instant::min);
            tokio::select! {
                ended = stopped.changed() => if ended.is_err() { return self.tell_all_latencies() },
                Ok(()) = targets.changed() => {
                    let targets = targets.borrow_and_update().clone();
                    // What is read once, such as an authority's file, may be another now.
                    means = Arc::new(Means::default());
                    self.mount(&targets);
                }
                Some(looked) = self.looks.join_next_with_id() => self.take(looked),
                _ = timeout_at(next, pending::<()>()) => self.go_on(),
            }
        }
    }

    /// Puts the monitors of a configuration on the wheel, and the canaries. Monitors that were on it
    /// keep how they stand; canaries look at once.
    fn mount(&mut self, targets: &Targets) {
        self.looks.abort_all();
        self.looks = JoinSet::new();
        self.under_way.clear();
        self.due.clear();
        self.waiting.clear();
        let spokes = std::mem::take(&mut self.spokes).into_iter();
        let before = std::mem::take(&mut self.monitors).into_iter().zip(spokes);
        let mut before: BTreeMap<MonitorName, (Monitored, Spoke)> =
            before.map(|(monitor, spoke)| (monitor.name.clone(), (monitor, spoke))).collect();
        let (now, began) = (Instant::now(), clock::now());
        // Thousands of them may be here for months: there is room for so many, and for no more.
        self.monitors.reserve_exact(targets.monitors.len());
        self.spokes.reserve_exact(targets.monitors.len() + targets.canaries.len());
        for (spoke, (name, settings)) in targets.monitors.iter().enumerate() {
            let (stands, memo, begun_at) = match (before.remove(name), self.known.remove(name)) {
                (Some((monitor, spoke)), _) => {
                    ((monitor.watch, monitor.is_kept), monitor.memo, spoke.begun_at)
                }
                (None, Some(row)) => ((row.watch, false), Memo::default(), None),
                (None, None) => ((Watch::begins(began), false), Memo::default(), None),
            };
            // Whoever looks seldom is not put off by every change and every start.
            let first = now + phase(spoke, settings.every.min(FIRST));
            let at = begun_at.map_or(first, |begun| (begun + settings.every).max(now));
            self.due.push(Reverse(Due { at, spoke, is_beat: true }));
            self.spokes.push(Spoke::new(&settings.probe, settings.every, settings.timeout));
            let monitor = Monitored::new(name.clone(), Arc::clone(settings), stands);
            self.monitors.push(Monitored { memo, ..monitor });
        }
        bind(&mut self.monitors, targets);
        if targets.canaries.is_empty() {
            // That it was told is over with them.
            self.told_blind = None;
        }
        self.sight = Sight::of(targets.canaries.len());
        for canary in &targets.canaries {
            self.due.push(Reverse(Due { at: now, spoke: self.spokes.len(), is_beat: true }));
            self.spokes.push(Spoke::new(&canary.probe, canary.every, canary.timeout));
        }
    }

    /// Has that looked at out of turn, as soon as may be.
    pub(super) fn ask(&mut self, index: usize) {
        let spoke = &mut self.spokes[index];
        if spoke.is_looking {
            spoke.is_asked_again = true;
        } else if !std::mem::replace(&mut spoke.is_asked, true) {
            let now = Instant::now();
            let at = spoke.begun_at.map_or(now, |begun| now.max(begun + REST));
            self.due.push(Reverse(Due { at, spoke: index, is_beat: false }));
        }
    }

    /// Begins every look that is due.
    fn start(&mut self, means: &Arc<Means>) {
        let now = Instant::now();
        while let Some(Reverse(Due { at, spoke: index, is_beat })) = self.due.peek().copied() {
            if at > now || self.looks.len() >= self.at_once {
                return;
            }
            self.due.pop();
            let spoke = &mut self.spokes[index];
            if is_beat {
                let at = next(at, now, spoke.every);
                self.due.push(Reverse(Due { at, spoke: index, is_beat }));
            } else {
                spoke.is_asked = false;
            }
            self.shared.monitors.looks.fetch_add(1, Ordering::Relaxed);
            if now.duration_since(at) > SLACK {
                self.shared.monitors.late.fetch_add(1, Ordering::Relaxed);
            }
            let waits = self.waiting.contains(&index);
            if waits || std::mem::replace(&mut spoke.is_looking, true) {
                continue;
            }
            spoke.begun_at = Some(now);
            let (probe, timeout) = (Arc::clone(&spoke.probe), spoke.timeout);
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
        spoke.looked_at = spoke.begun_at;
        if std::mem::take(&mut spoke.is_asked_again) {
            self.ask(index);
        }
        if let Some(canary) = index.checked_sub(self.monitors.len()) {
            self.take_canary(canary, &observation);
            return self.go_on();
        }
        self.remember(index, &observation);
        let has_children = !self.monitors[index].children.is_empty();
        self.take_monitor(index, observation);
        if has_children {
            self.go_on();
        }
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
/// at once. Multiples of the golden ratio are spread evenly however many there are; those of the same
/// quarter of a second begin together, which spares the machine to wake for each of them.
fn phase(index: usize, every: Duration) -> Duration {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let place = (index as u64).wrapping_mul(GOLDEN) >> 40;
    let place = u32::try_from(place).unwrap_or_default();
    let phase = every.mul_f64(f64::from(place) / f64::from(1_u32 << 24));
    let past = phase.as_nanos() % TOGETHER.as_nanos();
    if every > 20 * TOGETHER {
        phase.saturating_sub(Duration::from_nanos(u64::try_from(past).unwrap_or_default()))
    } else {
        phase
    }
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
        assert!(widest <= TOGETHER, "{widest:?}");
        let alike = phases.chunk_by(|one, other| one == other).map(<[Duration]>::len).max();
        assert!(alike.unwrap() <= 30, "{alike:?}");
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
