//! How it stands with a job: what each sign of life and each deadline that passes come to.

use jiff::{SignedDuration, Timestamp};

use super::rule::{Rule, Schedule, later};
use super::trouble::{News, Stands, Trouble};
use super::{Beat, Heartbeat};
use crate::domain::alert::Signal;
use crate::domain::wait::spell;

/// How many runs of one job are followed at once, at most; the oldest are let go.
const MOST_RUNS: usize = 100;

/// After a time in which nobody listened, the next sign of life is waited for if it is due within so
/// long: it says more than a guess about the one that may have been missed.
const WORTH_WAITING: SignedDuration = SignedDuration::from_hours(1);

/// How it stands with a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Since when it is expected to give signs of life.
    pub since: Timestamp,
    /// When it last gave one.
    pub heard_at: Option<Timestamp>,
    /// Whether that came without anybody who listened.
    pub is_local: bool,
    /// When the next one is expected.
    pub due_at: Timestamp,
    /// When that is late; none once that has been told.
    pub late_at: Option<Timestamp>,
    /// A time in which nobody listened, and the one that is expected may have come.
    pub unheard: Option<(Timestamp, Timestamp)>,
    /// Whether its last run failed.
    pub is_failing: bool,
    /// Whether a run has begun while another was under way, and more than one is.
    pub is_overlapping: bool,
    /// The runs under way, in the order in which they began.
    pub runs: Vec<Run>,
}

/// A run that has begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What it calls itself, if it does.
    pub id: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// Until when it must be over; none once it has been told that it was not.
    pub limit_at: Option<Timestamp>,
}

impl Standing {
    /// A job of which nothing has been heard: its clock starts now.
    #[must_use]
    pub fn new(rule: &Rule, now: Timestamp) -> Self {
        let due_at = rule.due_after(now);
        Self {
            since: now,
            heard_at: None,
            is_local: false,
            due_at,
            late_at: Some(rule.late_after(due_at)),
            unheard: None,
            is_failing: false,
            is_overlapping: false,
            runs: Vec::new(),
        }
    }

    /// Whether that is wrong with it, and has been told.
    #[must_use]
    pub fn has(&self, trouble: Trouble) -> bool {
        match trouble {
            Trouble::Late => self.late_at.is_none(),
            Trouble::Long => self.runs.iter().any(|run| run.limit_at.is_none()),
            Trouble::Failed => self.is_failing,
            Trouble::Overlapping => self.is_overlapping,
        }
    }

    /// How it stands, in a word.
    #[must_use]
    pub fn stands(&self) -> Stands {
        match Trouble::ALL.into_iter().find(|trouble| self.has(*trouble)) {
            Some(trouble) => Stands::Wrong(trouble),
            None if !self.runs.is_empty() => Stands::Running,
            None if self.heard_at.is_none() => Stands::New,
            None => Stands::Fine,
        }
    }

    /// When it is to be looked at again, whatever is heard until then.
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        self.runs.iter().filter_map(|run| run.limit_at).chain(self.late_at).min()
    }

    /// When the run began that is over with that sign of life, if that is known.
    #[must_use]
    pub fn began(&self, beat: &Heartbeat) -> Option<Timestamp> {
        self.runs.iter().find(|run| run.id == beat.run).map(|run| run.started_at)
    }

    /// Takes in a sign of life. One that is older than what was heard only ends its run.
    pub fn hear(&mut self, beat: &Heartbeat, rule: &Rule) -> Vec<News> {
        let mut news = Vec::new();
        let is_old = self.heard_at.is_some_and(|heard_at| beat.at < heard_at);
        let ends_a_run = beat.beat.is_end() && self.began(beat).is_some();
        if beat.beat == Beat::Logged || (is_old && !ends_a_run) {
            return news;
        }
        if !is_old {
            self.is_expected_after(beat, rule, &mut news);
        }
        let was_long = self.has(Trouble::Long);
        if beat.beat.is_end() {
            self.end(beat, rule, &mut news);
        } else {
            self.start(beat, rule, &mut news);
        }
        let name = &beat.name;
        if was_long && !self.has(Trouble::Long) {
            let summary = format!("heartbeat {name}: the run that took long is over");
            news.push(News::is_over(Trouble::Long, summary));
        }
        if self.is_overlapping && beat.beat.is_end() && self.runs.len() <= 1 {
            self.is_overlapping = false;
            let summary = format!("heartbeat {name} has no two runs any more");
            news.push(News::is_over(Trouble::Overlapping, summary));
        }
        news
    }

    /// The one that was expected is here, and the next is expected from now on.
    fn is_expected_after(&mut self, beat: &Heartbeat, rule: &Rule, news: &mut Vec<News>) {
        if self.has(Trouble::Late) {
            let late = spell(beat.at.duration_since(self.due_at));
            let summary = format!("heartbeat {} came {late} late", beat.name);
            news.push(News::is_over(Trouble::Late, summary));
        }
        (self.heard_at, self.is_local) = (Some(beat.at), beat.is_local);
        self.expect(rule.due_after(beat.at), rule);
    }

    fn expect(&mut self, due_at: Timestamp, rule: &Rule) {
        (self.due_at, self.late_at) = (due_at, Some(rule.late_after(due_at)));
        self.unheard = None;
    }

    fn start(&mut self, beat: &Heartbeat, rule: &Rule, news: &mut Vec<News>) {
        // The same name is the same run: it is told twice, or begun again.
        let is_same = |run: &&Run| run.id.is_some() && run.id == beat.run;
        let last =
            self.runs.iter().filter(|run| !is_same(run)).map(|run| run.started_at).next_back();
        self.runs.retain(|run| run.id != beat.run);
        if let Some(last) = last.filter(|_| !rule.may_overlap) {
            let since = rule.shown(last);
            let summary = format!(
                "heartbeat {} overlaps: a run began while the one since {since} was not over",
                beat.name
            );
            self.is_overlapping = true;
            let details = "a run that was killed never says that it is over".to_owned();
            news.push(News::begins(Trouble::Overlapping, summary, details));
        }
        let limit_at = Some(rule.limit_of(beat.at));
        self.runs.push(Run { id: beat.run.clone(), started_at: beat.at, limit_at });
        let too_many = self.runs.len().saturating_sub(MOST_RUNS);
        self.runs.drain(..too_many);
    }

    fn end(&mut self, beat: &Heartbeat, rule: &Rule, news: &mut Vec<News>) {
        let began = self.began(beat).unwrap_or(beat.at);
        self.runs.retain(|run| run.id != beat.run);
        let name = &beat.name;
        if beat.beat.signal() == Some(Signal::Firing) {
            self.is_failing = true;
            news.push(News::begins(Trouble::Failed, beat.beat.summary(name), beat.body.clone()));
            return;
        }
        if rule.may_overlap {
            // One that took too long and never ended is not waited for after a later one went well.
            self.runs.retain(|run| run.limit_at.is_some() || run.started_at > began);
        } else {
            // Where there is one run at a time, those before one that went well are over, however.
            self.runs.retain(|run| run.started_at > began);
        }
        if self.is_failing {
            self.is_failing = false;
            news.push(News::is_over(Trouble::Failed, format!("heartbeat {name} succeeded")));
        }
    }

    /// Says what has not come, or is not over, by that instant.
    pub fn tick(&mut self, name: &str, rule: &Rule, now: Timestamp) -> Vec<News> {
        let mut news = Vec::new();
        let is_over = |run: &Run| run.limit_at.is_some_and(|limit_at| limit_at <= now);
        let over: Vec<Timestamp> =
            self.runs.iter().filter(|run| is_over(run)).map(|run| run.started_at).collect();
        if let Some(began) = over.first() {
            self.runs.iter_mut().filter(|run| is_over(run)).for_each(|run| run.limit_at = None);
            news.push(self.runs_long(name, rule, *began));
            // One word is enough: whether the next one comes is another question.
            let due_at = rule.due_after(now);
            if !self.has(Trouble::Late) && due_at > self.due_at {
                self.expect(due_at, rule);
            }
        }
        if self.late_at.is_some_and(|late_at| late_at <= now) {
            // What runs is alive, for as long as it may run.
            let alive_until = self.runs.iter().filter_map(|run| run.limit_at).max();
            self.late_at = alive_until;
            if alive_until.is_none() {
                news.push(self.is_late(name, rule, now));
            }
        }
        news
    }

    fn runs_long(&self, name: &str, rule: &Rule, began: Timestamp) -> News {
        let began = rule.shown(began);
        let longer = match rule.longest {
            Some(longest) => format!("longer than {}", spell(longest)),
            None => "and the next one was due".to_owned(),
        };
        let summary = format!("heartbeat {name} runs long: since {began}, {longer}");
        let mut details = "a run that was killed never says that it is over".to_owned();
        if let Some(unheard) = self.unheard.filter(|_| !self.is_local) {
            details = format!("{}; {details}", nobody_listened(unheard, rule));
        }
        News::begins(Trouble::Long, summary, details)
    }

    fn is_late(&self, name: &str, rule: &Rule, now: Timestamp) -> News {
        let due = rule.shown(self.due_at);
        let grace = spell(rule.grace);
        let unheard = self.unheard.filter(|_| !self.is_local);
        let summary = match (unheard, self.heard_at) {
            (Some(_), _) => {
                format!("heartbeat {name} is late, or came while nobody listened: due {due}")
            }
            (None, Some(_)) => {
                format!("heartbeat {name} is late: due {due}, and {grace} of grace are over")
            }
            (None, None) => {
                format!("heartbeat {name} never came: due {due}, and {grace} of grace are over")
            }
        };
        let last = match self.heard_at {
            Some(heard_at) => {
                let ago = spell(now.duration_since(heard_at));
                format!("last heard {}, {ago} ago", rule.shown(heard_at))
            }
            None => format!("expected since {}", rule.shown(self.since)),
        };
        let expected = match &rule.schedule {
            Schedule::Every(_) => format!("expected {}", rule.schedule),
            Schedule::Cron(cron) => {
                format!("expected by `{cron}` ({})", rule.zone.iana_name().unwrap_or("UTC"))
            }
        };
        let fair = unheard.map(|unheard| format!("; {}", nobody_listened(unheard, rule)));
        let details = format!("{last}; {expected}{}", fair.unwrap_or_default());
        News::begins(Trouble::Late, summary, details)
    }

    /// Nobody listened from then to then, because nothing ran here, this machine slept, or its clock was
    /// put forward. Whatever was due meanwhile has another chance. Says whether anything was.
    pub fn was_unheard(&mut self, from: Timestamp, to: Timestamp, rule: &Rule) -> bool {
        let mut has_chance = false;
        for run in &mut self.runs {
            if run.limit_at.is_some_and(|limit_at| from < limit_at && limit_at <= to) {
                run.limit_at = Some(later(to, rule.grace));
                has_chance = true;
            }
        }
        if let Some(late_at) = self.late_at.filter(|late_at| from < *late_at) {
            let next_at = rule.due_after(to);
            let is_soon = next_at.duration_since(to) <= WORTH_WAITING;
            let was_due = self.due_at <= to;
            let is_lost = was_due || matches!(rule.schedule, Schedule::Every(_));
            if is_soon && is_lost && next_at > self.due_at {
                (self.due_at, self.late_at) = (next_at, Some(rule.late_after(next_at)));
                has_chance = was_due || has_chance;
            } else if was_due {
                self.late_at = Some(late_at.max(later(to, rule.grace)));
                self.unheard = Some((from, to));
                has_chance = true;
            }
        }
        if has_chance && !self.runs.is_empty() {
            self.unheard = Some((from, to));
        }
        has_chance
    }

    /// The clock was put back, to that instant: what lies after it has not happened yet. Says whether
    /// anything did.
    pub fn was_put_back(&mut self, now: Timestamp, rule: &Rule) -> bool {
        let is_after = |at: Timestamp| at > now;
        let is_wrong = is_after(self.since)
            || self.heard_at.is_some_and(is_after)
            || self.runs.iter().any(|run| is_after(run.started_at));
        if !is_wrong {
            return false;
        }
        self.since = self.since.min(now);
        self.heard_at = self.heard_at.map(|heard_at| heard_at.min(now));
        for run in &mut self.runs {
            run.started_at = run.started_at.min(now);
            run.limit_at = run.limit_at.map(|_| rule.limit_of(run.started_at));
        }
        if !self.has(Trouble::Late) {
            self.expect(rule.due_after(now), rule);
        }
        true
    }

    /// Something else is expected from now on.
    pub fn is_planned_anew(&mut self, name: &str, rule: &Rule, now: Timestamp) -> Option<News> {
        let was_late = self.has(Trouble::Late);
        self.expect(rule.due_after(now), rule);
        let summary = format!("heartbeat {name} is expected by another plan");
        was_late.then(|| News::is_over(Trouble::Late, summary))
    }

    /// Nothing is expected of it any more.
    #[must_use]
    pub fn is_forgotten(&self, name: &str) -> Vec<News> {
        let wrong = Trouble::ALL.into_iter().filter(|trouble| self.has(*trouble));
        let summary = || format!("heartbeat {name} is not expected any more");
        wrong.map(|trouble| News::is_over(trouble, summary())).collect()
    }
}

fn nobody_listened((from, to): (Timestamp, Timestamp), rule: &Rule) -> String {
    format!("nobody listened from {} to {}", rule.shown(from), rule.shown(to))
}
