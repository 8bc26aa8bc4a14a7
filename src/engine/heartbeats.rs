//! Heartbeats: signs of life meet what is expected, deadlines that pass are judged, and what is wrong is
//! taken to the board.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::{Engine, Heard};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::drill;
use crate::domain::heartbeat::{Beat, Heartbeat, News, Rule, Standing};
use crate::domain::label::Labels;
use crate::domain::name::SourceName;
use crate::domain::nines::Span;
use crate::domain::record::timeline::{DaemonEvent, Entry, Event, HeartbeatEvent};
use crate::domain::station::own_source;
use crate::store::{Result, Spool};

/// How often it is written down that somebody listens.
const LISTENS_EVERY: SignedDuration = SignedDuration::from_secs(10);

/// After how long without that nobody listened: twice the longest nap of whoever decides.
pub(super) const UNHEARD: SignedDuration = SignedDuration::from_secs(30);

impl Engine<'_> {
    /// Keeps a sign of life that came by that source. Of a job of which one is expected it is what was
    /// waited for. Of any other a failure is a problem, the next success its end; a success when nothing
    /// is wrong is only kept.
    pub fn beat(&self, source: &SourceName, heartbeat: &Heartbeat) -> Result<()> {
        match self.cx.rules.heartbeats.get(&heartbeat.name) {
            Some(rule) => self.beat_expected(rule, heartbeat),
            None => self.beat_unexpected(source, heartbeat),
        }
    }

    fn beat_expected(&self, rule: &Rule, heartbeat: &Heartbeat) -> Result<()> {
        let name = &heartbeat.name;
        let known = self.tx.standing_of(name)?;
        let mut standing = known.unwrap_or_else(|| Standing::new(rule, heartbeat.at.min(self.now)));
        let began = standing.began(heartbeat).filter(|_| heartbeat.beat.is_end());
        let took = heartbeat.took.or_else(|| began.map(|began| heartbeat.at.duration_since(began)));
        self.tx.put_heartbeat(&Heartbeat { took, ..heartbeat.clone() })?;
        if standing.heard_at.is_some_and(|at| at > self.now) {
            // Of a clock that was ahead: what is true would be old for it.
            standing.was_put_back(self.now, rule);
        }
        let news = standing.hear(heartbeat, rule);
        self.tx.put_standing(name, &rule.plan(), &standing)?;
        self.tell_beats(name, Some(rule), &news)
    }

    fn beat_unexpected(&self, source: &SourceName, heartbeat: &Heartbeat) -> Result<()> {
        self.tx.put_heartbeat(heartbeat)?;
        let Some(signal) = heartbeat.beat.signal() else { return Ok(()) };
        let labels = [("heartbeat", heartbeat.name.as_str()), ("source", source.as_str())];
        let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let identity = Fingerprint::of([&heartbeat.name]);
        let alert = Alert::new(source.clone(), identity, signal, Severity::Error)
            .summary(&heartbeat.beat.summary(&heartbeat.name))
            .details(heartbeat.body.as_str())
            .labels(Labels::from(labels));
        self.hear_unless_over(&alert)
    }

    /// Takes it to the board, unless it says that something is over which is not there.
    fn hear_unless_over(&self, alert: &Alert) -> Result<()> {
        if alert.signal == Signal::Resolved {
            let (board, _) = self.tx.board(alert)?;
            if board.known.is_none_or(|known| known.signal == Signal::Resolved) {
                return Ok(());
            }
        }
        self.hear(alert).map(drop)
    }

    /// Takes what is wrong with a job, or is no longer, to the board. All that is wrong with one job is
    /// one incident.
    fn tell_beats(&self, name: &str, rule: Option<&Rule>, news: &[News]) -> Result<()> {
        let mut labels = rule.map(|rule| rule.labels.clone()).unwrap_or_default();
        labels.insert("heartbeat".to_owned(), name.to_owned());
        let severity = rule.map_or(Severity::Error, |rule| rule.severity);
        let caution = rule.and_then(|rule| rule.caution.as_deref());
        for News { trouble, signal, summary, details } in news {
            let identity = Fingerprint::of([trouble.word(), name]);
            let identity = Fingerprint::kept(format!("\\{}", identity.as_str()));
            let alert = Alert::new(own_source(), identity, *signal, severity)
                .summary(summary)
                .details(details.as_str())
                .advised(None, caution)
                .labels(labels.clone())
                .link(rule.and_then(|rule| rule.runbook.clone()))
                .group(Some(format!("heartbeat {name}")));
            self.hear_unless_over(&alert)?;
        }
        Ok(())
    }

    /// Judges what is due of at most so many jobs, and says how many there were. Signs of life that came
    /// and are not heard yet may be among what waits, so that is not missed which was due since.
    pub(super) fn judge_heartbeats(&self, at_most: usize) -> Result<usize> {
        let due = self.tx.due_heartbeats(self.judged_at(), at_most)?;
        for name in &due {
            self.judge_heartbeat(name)?;
        }
        Ok(due.len())
    }

    fn judged_at(&self) -> Timestamp {
        self.heard_until.get().map_or(self.now, |until| until.min(self.now))
    }

    /// Judges what is due of that job.
    pub fn judge_heartbeat(&self, name: &str) -> Result<()> {
        let rule = self.cx.rules.heartbeats.get(name);
        let (Some(rule), Some(mut standing)) = (rule, self.tx.standing_of(name)?) else {
            // Another configuration expects it.
            return self.tx.park_heartbeat(name);
        };
        let news = standing.tick(name, rule, self.judged_at());
        self.tx.put_standing(name, &rule.plan(), &standing)?;
        self.tell_beats(name, Some(rule), &news)
    }

    /// Takes note of which jobs are expected to give signs of life: the clock of a new one starts now,
    /// and so it does where something else is expected than before. Whatever is wrong with one that is
    /// not expected any more is over.
    pub fn settle_heartbeats(&self) -> Result<()> {
        let rules = &self.cx.rules.heartbeats;
        let watched = self.tx.watched()?;
        for (name, plan) in &watched {
            let Some(mut standing) = self.tx.standing_of(name)? else { continue };
            let Some(rule) = rules.get(name) else {
                self.tx.drop_standing(name)?;
                self.tell_beats(name, None, &standing.is_forgotten(name))?;
                continue;
            };
            if *plan != rule.plan() {
                let news = standing.is_planned_anew(name, rule, self.now);
                self.tell_beats(name, Some(rule), news.as_slice())?;
            }
            self.tx.put_standing(name, &rule.plan(), &standing)?;
        }
        for (name, rule) in rules {
            if !watched.iter().any(|(known, _)| known == name) {
                self.tx.put_standing(name, &rule.plan(), &Standing::new(rule, self.now))?;
            }
        }
        Ok(())
    }

    /// Somebody listens, which is written down. If for a while nobody did, or the clock was put back, what
    /// was due meanwhile has another chance.
    pub fn listens(&self) -> Result<()> {
        let last = self.tx.listened_at()?;
        let gap = last.map(|last| self.now.duration_since(last));
        if gap.is_some_and(|gap| gap.abs() < LISTENS_EVERY) {
            return Ok(());
        }
        self.tx.listens(self.now)?;
        let (Some(last), Some(gap)) = (last, gap) else { return Ok(()) };
        let was_put_back = gap.is_negative();
        if gap <= UNHEARD && !was_put_back {
            return Ok(());
        }
        if was_put_back {
            self.put_deadlines_back(-gap)?;
        } else {
            self.tx.put_unheard(Span { from: last, to: self.now })?;
            if self.tx.has_broken_off(last)? {
                self.put_on_record(Event::Daemon(DaemonEvent::Lost(gap)))?;
            }
        }
        self.wait_for_gauges(gap)?;
        let mut number = 0;
        for (name, plan) in self.tx.watched()? {
            let rule = self.cx.rules.heartbeats.get(&name);
            let (Some(rule), Some(mut standing)) = (rule, self.tx.standing_of(&name)?) else {
                continue;
            };
            let has_changed = if was_put_back {
                standing.was_put_back(self.now, rule)
            } else {
                standing.was_unheard(last, self.now, rule)
            };
            if has_changed {
                number += 1;
            }
            self.tx.put_standing(&name, &plan, &standing)?;
        }
        match number {
            0 => Ok(()),
            _ if was_put_back => self.note_heartbeats(HeartbeatEvent::PutBack(-gap, number)),
            _ => self.note_heartbeats(HeartbeatEvent::Unheard(gap, number)),
        }
    }

    /// Takes in signs of life that could not be written when they came.
    pub fn take_in(&self, spool: &Spool) -> Result<()> {
        let mut number = 0;
        for heartbeat in spool.heartbeats() {
            // Whoever took them in last may have been stopped before the file was empty.
            if !self.tx.has_heartbeat(heartbeat)? {
                self.beat(&own_source(), heartbeat)?;
                number += 1;
            }
        }
        if number + spool.unreadable() == 0 {
            return Ok(());
        }
        self.note_heartbeats(HeartbeatEvent::TakenIn(number, spool.unreadable()))
    }

    fn note_heartbeats(&self, event: HeartbeatEvent) -> Result<()> {
        self.tx.append(&Entry { at: self.now, incident: None, event: Event::Heartbeats(event) })
    }

    /// What of a list is no sign of life; those that are, are taken as such.
    pub(super) fn besides_beats<'l>(&self, listed: &'l [Alert]) -> Result<Cow<'l, [Alert]>> {
        if !listed.iter().any(|alert| self.is_beat(alert)) {
            return Ok(Cow::Borrowed(listed));
        }
        let mut others = Vec::new();
        for alert in listed {
            if self.is_beat(alert) {
                self.hear_beat(alert)?;
            } else {
                others.push(alert.clone());
            }
        }
        Ok(Cow::Owned(others))
    }

    /// Whether that alert is a sign of life, which calls nobody.
    pub(super) fn is_beat(&self, alert: &Alert) -> bool {
        let is_from_outside =
            alert.source != own_source() && alert.source.as_str() != drill::SOURCE;
        is_from_outside && self.beats_of(alert).next().is_some()
    }

    fn beats_of<'s>(&'s self, alert: &'s Alert) -> impl Iterator<Item = (&'s String, &'s Rule)> {
        let is_one = |rule: &Rule| rule.alert.as_ref().is_some_and(|of| of.is(alert));
        self.cx.rules.heartbeats.iter().filter(move |(_, rule)| is_one(rule))
    }

    /// Takes an alert that is a sign of life. Its end is none, and none is needed: it will be missed.
    pub(super) fn hear_beat(&self, alert: &Alert) -> Result<Heard> {
        if alert.signal != Signal::Resolved {
            for (name, rule) in self.beats_of(alert) {
                let heartbeat = Heartbeat {
                    name: name.clone(),
                    beat: Beat::Succeeded,
                    run: None,
                    at: self.now,
                    body: alert.summary.clone(),
                    took: None,
                    is_local: false,
                };
                self.beat_expected(rule, &heartbeat)?;
            }
        }
        // It may have opened an incident before it was known to be one.
        let (board, _) = self.tx.board(alert)?;
        if board.known.is_some_and(|known| known.open.is_some()) {
            let over = Alert { signal: Signal::Resolved, started_at: None, ..alert.clone() };
            return self.hear_problem(&over);
        }
        Ok(Heard { incident: None, is_news: false })
    }
}
