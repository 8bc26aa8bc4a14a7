//! What a look means: taken in at once, or when canaries and whatever the target depends on have looked.

use tokio::time::Instant;

use super::spoke::{Monitored, Waiting};
use super::wheel::{REST, Wheel};
use super::{Looked, News};
use crate::daemon::clock;
use crate::daemon::decider::Message;
use crate::domain::alert::Severity;
use crate::domain::watch::monitor::Watched;
use crate::domain::watch::sight::Turn;
use crate::domain::watch::{Finding, Observation, State};

impl Wheel {
    /// Takes in what a look at a canary came to.
    pub(super) fn take_canary(&mut self, canary: usize, observation: &Observation) {
        let Some(spoke) = self.spokes.get(self.monitors.len() + canary) else { return };
        let turn = self.sight.take(canary, &spoke.probe.target(), observation);
        if turn == Some(Turn::Clear) {
            self.see_again();
        }
    }

    /// Whatever could not be seen is looked at at once.
    fn see_again(&mut self) {
        self.told_blind = None;
        self.tell(News::Sees);
        for index in 0..self.monitors.len() {
            let Monitored { settings, watch, .. } = &mut self.monitors[index];
            if !settings.is_local && (watch.is_blinded || watch.undetermined.is_some()) {
                *watch = watch.sees_again();
                self.ask(index);
            }
        }
    }

    /// Takes in what a look at a monitor came to, or lets it wait for what others see.
    pub(super) fn take_monitor(&mut self, index: usize, observation: Observation) {
        match self.waits_for(index, &observation) {
            Some(waiting) => {
                let canaries = self.monitors.len()..self.spokes.len();
                let canaries = canaries.filter(|_| waiting.for_canaries);
                let asked: Vec<usize> = canaries.chain(waiting.for_parents.clone()).collect();
                let timeouts = asked.iter().map(|asked| self.spokes[*asked].timeout);
                let until = waiting.until + timeouts.max().unwrap_or_default();
                self.monitors[index].waits = Some(Waiting { observation, until, ..waiting });
                self.waiting.insert(index);
                for asked in asked {
                    self.ask(asked);
                }
            }
            None => self.judge(index, &observation),
        }
    }

    /// What a look has to wait for: one that was not answered and may become news. That the target is
    /// down is known already of one that is, and that nobody can see of everything.
    fn waits_for(&self, index: usize, observation: &Observation) -> Option<Waiting> {
        let Monitored { settings, watch, parents, .. } = &self.monitors[index];
        if is_answered(observation) || watch.state == State::Down {
            return None;
        }
        let for_canaries =
            !settings.is_local && self.sight.has_canaries() && !self.sight.is_blind();
        let is_first = watch.failing.is_none();
        let is_in_doubt = |parent: &&usize| self.monitors[**parent].watch.state != State::Down;
        let for_parents: Vec<usize> =
            parents.iter().filter(|_| is_first).filter(is_in_doubt).copied().collect();
        let since = Instant::now();
        (for_canaries || !for_parents.is_empty()).then(|| Waiting {
            observation: observation.clone(),
            since,
            until: since + REST,
            for_canaries,
            for_parents,
        })
    }

    /// When the first of those that wait has waited long enough.
    pub(super) fn waits_until(&self) -> Option<Instant> {
        let waiting = self.waiting.iter().filter_map(|index| self.monitors[*index].waits.as_ref());
        waiting.map(|waiting| waiting.until).min()
    }

    /// Takes in every look that has nothing left to wait for.
    pub(super) fn go_on(&mut self) {
        let now = Instant::now();
        let is_ready = |index: &usize| {
            let waiting = self.monitors[*index].waits.as_ref();
            waiting.is_none_or(|waiting| waiting.until <= now || self.have_looked(waiting))
        };
        let ready: Vec<usize> = self.waiting.iter().copied().filter(is_ready).collect();
        for index in ready {
            self.waiting.remove(&index);
            if let Some(Waiting { observation, .. }) = self.monitors[index].waits.take() {
                self.judge(index, &observation);
                // While it waited nobody was to look again.
                let watch = &mut self.monitors[index].watch;
                watch.seen_at = watch.seen_at.max(clock::now());
            }
        }
    }

    /// Whether all have looked for whom that look waits. One canary that answers is enough.
    fn have_looked(&self, waiting: &Waiting) -> bool {
        let has_looked = |index: usize| self.spokes[index].has_looked_since(waiting.since);
        let first = self.monitors.len();
        let mut canaries = first..self.spokes.len();
        let is_clear = |index: usize| has_looked(index) && self.sight.is_answered(index - first);
        let parents = waiting.for_parents.iter().all(|index| has_looked(*index));
        let is_settled =
            !waiting.for_canaries || canaries.clone().any(is_clear) || canaries.all(has_looked);
        parents && is_settled
    }

    /// Says what a look means with those before it, and tells what is new.
    fn judge(&mut self, index: usize, observation: &Observation) {
        let monitor = &self.monitors[index];
        let (before, limits) = (&monitor.watch, &monitor.settings.limits);
        let is_blind =
            !monitor.settings.is_local && self.sight.is_blind() && !is_answered(observation);
        let watched = if is_blind {
            before.observe_blind(observation, limits, self.sight.clear_at())
        } else {
            before.observe(observation, limits)
        };
        let turns_down = watched.changes.iter().any(|change| change.to == State::Down);
        if turns_down && self.is_withheld(index) {
            let until = self.monitors[index].withheld_until;
            self.keep(index, self.monitors[index].without(observation));
            self.monitors[index].withheld_until = until;
            return;
        }
        let has_changed = !watched.changes.is_empty();
        if watched.watch.is_blinded {
            self.tell_blind(self.monitors[index].settings.severity);
        }
        self.keep(index, watched);
        if has_changed {
            for child in self.monitors[index].children.clone() {
                if self.monitors[child].is_unwell() {
                    self.ask(child);
                }
            }
        }
    }

    /// Whether a monitor that fails is not down yet, because it is not known yet whether one is on which
    /// it depends. That is waited for as long as it takes that one at most.
    fn is_withheld(&mut self, index: usize) -> bool {
        let parents = self.monitors[index].parents.iter().map(|parent| &self.monitors[*parent]);
        let suspects = parents.filter(|parent| parent.is_suspect());
        let Some(longest) = suspects.map(|suspect| suspect.settings.settles_in()).max() else {
            return false;
        };
        let now = Instant::now();
        let longest = longest.try_into().unwrap_or_default();
        let until = self.monitors[index].withheld_until.get_or_insert(now + longest);
        now < *until
    }

    /// Remembers what a look means, and has it kept if it is news.
    fn keep(&mut self, index: usize, watched: Watched) {
        let monitor = &mut self.monitors[index];
        let Watched { watch, changes, flap, is_news } = watched;
        let surfaces =
            monitor.watch.is_blinded && !watch.is_blinded && watch.state == State::Unknown;
        monitor.withheld_until = None;
        monitor.watch = watch.clone();
        if !is_news && !surfaces && monitor.is_kept {
            return;
        }
        // What is not known yet may be what somebody was told of before: it is told again.
        let is_told = !changes.is_empty() || flap.is_some() || surfaces || !monitor.is_kept;
        let is_told = is_told && watch.state != State::Unwatched && !watch.is_blinded;
        monitor.is_kept = true;
        let monitor = monitor.name.clone();
        self.tell(News::Looked(Box::new(Looked { monitor, watch, changes, is_told })));
    }

    /// Tells once that nothing can be seen, and again if it hides what is graver.
    fn tell_blind(&mut self, severity: Severity) {
        let severity = severity.max(Severity::Error);
        if self.told_blind.is_none_or(|told| told < severity) {
            self.told_blind = Some(severity);
            self.tell(News::Blind { said: self.sight.summary(), severity });
        }
    }

    pub(super) fn tell(&self, news: News) {
        // Should the deciding thread be gone, nobody has to know.
        drop(self.messages.send(Message::Looked(news)));
    }
}

/// Whether a look says that its target is there.
fn is_answered(observation: &Observation) -> bool {
    matches!(observation.finding, Finding::Fine | Finding::Degraded)
}
