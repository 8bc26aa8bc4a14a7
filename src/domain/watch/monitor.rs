//! What a monitor's looks mean together: soft and hard states, hysteresis, slowness and flapping.

use jiff::{SignedDuration, Timestamp};

use super::flap::{Flap, Looks};
use super::{Finding, Observation, State};
use crate::domain::alert::{Severity, Signal};
use crate::domain::wait::spell;

/// How many looks have to agree, and what counts as slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many looks in a row must be bad before the target counts as that; at least 1.
    pub down_after: u32,
    /// How many must be good before it counts as well again; at least 1.
    pub up_after: u32,
    /// From which time on an answer that is fine is slow. Slow is degraded, and never down.
    pub slow_over: Option<SignedDuration>,
    /// How long after a look nobody has to look again; after that it counts as unwatched.
    pub patience: SignedDuration,
}

/// So many looks in a row were alike, since then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// When the first of them was.
    pub since: Timestamp,
    /// How many.
    pub count: u32,
}

/// How a monitor stands: the state that holds, and what the latest looks hint at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The state that holds: the hard one.
    pub state: State,
    /// Since when. A state begins with the first look that hinted at it.
    pub since: Timestamp,
    /// Whether it flaps.
    pub is_flapping: bool,
    /// Whether it is unknown because whoever looks is blind, which is told once for all.
    pub is_blinded: bool,
    /// What the last looks said, for flapping.
    pub looks: Looks,
    /// The latest looks in a row that failed.
    pub failing: Option<Run>,
    /// Those that were not fine, whether they failed or not.
    pub ailing: Option<Run>,
    /// Those that were fine.
    pub fine: Option<Run>,
    /// Those that did not fail, whether they were fine or not.
    pub serving: Option<Run>,
    /// Those that said nothing.
    pub undetermined: Option<Run>,
    /// What the last look said, if it was not fine.
    pub why: String,
    /// Up to when it was watched: the last look, or the last sign of life of whoever looks again and
    /// again.
    pub seen_at: Timestamp,
}

/// A hard state that has become another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The one that held.
    pub from: State,
    /// The one that holds now.
    pub to: State,
    /// Since when it does.
    pub since: Timestamp,
}

/// What came of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// How the monitor stands now.
    pub watch: Watch,
    /// Which states have become others, one after the other: at most two, where nobody had looked for
    /// some time; the first is none where a clock was set back, and the state begins anew.
    pub changes: Vec<Change>,
    /// What has changed about flapping.
    pub flap: Option<Flap>,
    /// Whether it says more than that all is as it was: what has to be kept.
    pub is_news: bool,
}

impl Watch {
    /// A monitor that has never looked, to begin at that instant.
    #[must_use]
    pub fn begins(at: Timestamp) -> Self {
        Self {
            state: State::Unwatched,
            since: at,
            is_flapping: false,
            is_blinded: false,
            looks: Looks::default(),
            failing: None,
            ailing: None,
            fine: None,
            serving: None,
            undetermined: None,
            why: String::new(),
            seen_at: at,
        }
    }

    /// Takes one look to what is known. The look is taken as it is: whoever is blind takes it with
    /// [`Watch::observe_blind`].
    #[must_use]
    pub fn observe(&self, observation: &Observation, limits: &Limits) -> Watched {
        let (before, missed) = self.after_a_gap(observation.at, limits);
        let finding = observation.graded(limits);
        let mut watch = before.with(finding, observation.at);
        watch.why = match finding {
            Finding::Fine => String::new(),
            Finding::Degraded | Finding::Failed | Finding::Undetermined => {
                observation.reason(limits)
            }
        };
        if finding != Finding::Undetermined {
            watch.looks = before.looks.and(finding == Finding::Failed);
        }
        let flap = watch.looks.flap(self.is_flapping);
        watch.is_flapping = match flap {
            Some(Flap::Begins) => true,
            Some(Flap::Ends) => false,
            None => self.is_flapping,
        };
        let changes: Vec<Change> = missed.into_iter().chain(watch.turn(limits)).collect();
        // What nobody can tell by itself is told, also of what a blind one could not see before.
        let is_hidden = watch.undetermined.is_none_or(|run| run.count < limits.down_after);
        watch.is_blinded &= watch.state == State::Unknown && is_hidden;
        let is_settled = self.is_settled() && watch.is_settled();
        let is_news = !changes.is_empty() || flap.is_some() || !is_settled;
        Watched { watch, changes, flap, is_news }
    }

    /// How it stands for whoever looks at that instant: if nobody has looked for too long, what came
    /// before says nothing of what comes after. Where a clock was set back, the state began with the look,
    /// as far as that clock can tell: nothing begins in a time that is still to come.
    pub(super) fn after_a_gap(&self, at: Timestamp, limits: &Limits) -> (Self, Option<Change>) {
        if at < self.since {
            let clamped = |run: Option<Run>| run.map(|run| Run { since: run.since.min(at), ..run });
            let watch = Self {
                since: at,
                seen_at: at,
                failing: clamped(self.failing),
                ailing: clamped(self.ailing),
                fine: clamped(self.fine),
                serving: clamped(self.serving),
                undetermined: clamped(self.undetermined),
                ..self.clone()
            };
            return (watch, Some(Change { from: self.state, to: self.state, since: at }));
        }
        let is_gap = at.duration_since(self.seen_at) > limits.patience;
        if !is_gap {
            return (self.clone(), None);
        }
        let is_known = self.state != State::Unwatched;
        let since = if is_known { self.seen_at.max(self.since) } else { self.since };
        let fresh =
            Self { is_flapping: self.is_flapping, why: self.why.clone(), ..Self::begins(since) };
        let change = Change { from: self.state, to: State::Unwatched, since };
        (fresh, is_known.then_some(change))
    }

    /// Whether the last look says what the state says.
    fn is_settled(&self) -> bool {
        match self.state {
            State::Up => self.fine.is_some(),
            State::Degraded => self.ailing.is_some() && self.serving.is_some(),
            State::Down => self.failing.is_some() && self.undetermined.is_none(),
            State::Unknown => self.undetermined.is_some(),
            State::Unwatched => false,
        }
    }

    fn with(&self, finding: Finding, at: Timestamp) -> Self {
        let more = |run: Option<Run>, is_meant: bool| {
            let run = run.unwrap_or(Run { since: at, count: 0 });
            is_meant.then_some(Run { count: run.count.saturating_add(1), ..run })
        };
        let (fine, failed) = (finding == Finding::Fine, finding == Finding::Failed);
        let degraded = finding == Finding::Degraded;
        let says = finding != Finding::Undetermined;
        Self {
            // A look that says nothing takes nothing back: failures around it still agree.
            failing: if says { more(self.failing, failed) } else { self.failing },
            ailing: if says { more(self.ailing, failed || degraded) } else { self.ailing },
            fine: more(self.fine, fine),
            serving: more(self.serving, fine || degraded),
            undetermined: more(self.undetermined, !says),
            seen_at: at,
            ..self.clone()
        }
    }

    /// Lets enough looks that agree change the state.
    fn turn(&mut self, limits: &Limits) -> Option<Change> {
        let is_known = !matches!(self.state, State::Unknown | State::Unwatched);
        // The first good look after nobody knew is enough: nothing contradicts it.
        let up_after = if is_known { limits.up_after } else { 1 };
        let enough = |run: Option<Run>, after: u32| run.filter(|run| run.count >= after);
        let is_down = self.state == State::Down;
        let says = self.undetermined.is_none();
        let bad = enough(self.failing, limits.down_after).filter(|_| says);
        let bad = bad.map(|run| (State::Down, run));
        let unknown =
            || enough(self.undetermined, limits.down_after).map(|run| (State::Unknown, run));
        let good = || enough(self.fine, up_after).map(|run| (State::Up, run));
        let better = || {
            let run = enough(self.serving, up_after).filter(|_| is_down || !is_known);
            run.filter(|_| self.fine.is_none()).map(|run| (State::Degraded, run))
        };
        let worse = || {
            let run = enough(self.ailing, limits.down_after).filter(|_| says && !is_down);
            run.map(|run| (State::Degraded, run))
        };
        let turned = bad.or_else(unknown).or_else(good).or_else(better).or_else(worse);
        let (to, run) = turned.filter(|(to, _)| *to != self.state)?;
        let since = run.since.max(self.since);
        if to == State::Unknown {
            (self.failing, self.ailing) = (None, None);
        }
        let change = Change { from: self.state, to, since };
        (self.state, self.since) = (to, since);
        Some(change)
    }
}

impl Observation {
    /// How the target is, slowness included.
    #[must_use]
    pub fn graded(&self, limits: &Limits) -> Finding {
        let is_slow = limits.slow_over.is_some_and(|limit| self.took > limit);
        if is_slow && self.finding == Finding::Fine { Finding::Degraded } else { self.finding }
    }

    /// What is not as it should be, in one line.
    #[must_use]
    pub fn reason(&self, limits: &Limits) -> String {
        match (self.finding, limits.slow_over) {
            (Finding::Fine, Some(limit)) => {
                format!("slow: it took {}, over {}", in_words(self.took), in_words(limit))
            }
            _ => self.said.clone(),
        }
    }
}

/// A time as a latency is told: `340 ms`, `1.27 s`, and whole seconds from a minute on.
#[must_use]
pub fn in_words(took: SignedDuration) -> String {
    match took.as_millis() {
        milliseconds @ ..1_000 => format!("{milliseconds} ms"),
        milliseconds @ ..60_000 => {
            format!("{}.{:02} s", milliseconds / 1000, milliseconds % 1000 / 10)
        }
        _ => spell(took),
    }
}

/// What an alert about a monitor has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whether something is wrong.
    pub signal: Signal,
    /// How grave it is.
    pub severity: Severity,
    /// What, in one line.
    pub summary: String,
}

impl Watch {
    /// What the board has to hear of a monitor of that name, whose outages are so grave. What does
    /// not work is as grave as the monitor says; what works and is not as it should be, and what
    /// nobody can tell, is at most a warning.
    #[must_use]
    pub fn report(&self, name: &str, severity: Severity) -> Report {
        let mild = severity.min(Severity::Warning);
        let because = if self.why.is_empty() { String::new() } else { format!(": {}", self.why) };
        let (signal, severity, summary) = match self.state {
            _ if self.is_flapping => {
                let (changed, of) = self.looks.changes();
                let text = format!("{name} is flapping: {changed} of {of} looks changed{because}");
                (Signal::Firing, severity, text)
            }
            State::Up => (Signal::Resolved, severity, format!("{name} is up")),
            State::Down => (Signal::Firing, severity, format!("{name} is down{because}")),
            State::Degraded => (Signal::Firing, mild, format!("{name} is degraded{because}")),
            State::Unknown => (Signal::Firing, mild, format!("{name} is unknown{because}")),
            State::Unwatched => (Signal::Resolved, mild, format!("{name} is not watched")),
        };
        Report { signal, severity, summary }
    }
}

#[cfg(test)]
mod tests;
