//! What may be noise: held for a while, told softly, and paged for if it stays.

use jiff::SignedDuration;

use super::flapping::Flaps;
use super::regroup::as_reported;
use super::{Applied, Engine};
use crate::domain::alert::{Alert, Signal};
use crate::domain::incident::called::first_person;
use crate::domain::incident::noisy::NoiseInput;
use crate::domain::incident::old_news::{Problem, is_worth_a_word, stays};
use crate::domain::incident::triage::{Board, Holding};
use crate::domain::incident::{
    HeldUntil, Hold, Incident, IncidentId, Input, Outcome, Promise, Status,
};
use crate::domain::name::PolicyName;
use crate::domain::noise::Noise;
use crate::domain::notification::{About, Notification};
use crate::domain::record::timeline::{Event, NoiseEvent};
use crate::domain::wait::spell;
use crate::store::{AlertRow, Result};

impl Engine<'_> {
    /// What keeps an alert from waking anybody at once, besides what people asked for.
    pub(super) fn noise_for(
        &self,
        alert: &Alert,
        board: &Board,
        flaps: Option<&Flaps>,
    ) -> Option<HeldUntil> {
        if let Some(held) = self.held_as_flapping(flaps) {
            return Some(held);
        }
        self.cx.rules.noise.old_news.hold(alert, board.known.as_ref(), self.now)
    }

    /// Tells softly of what was opened and held as old news, and why it is.
    pub(super) fn tell_old_news(&self, alert: &Alert, outcome: &mut Outcome) -> Result<()> {
        let Status::Held { by: Hold::Noise(Noise::OldNews), until: Some(until) } =
            outcome.incident.status
        else {
            return Ok(());
        };
        let began = alert.started_at.unwrap_or(self.now);
        let age = self.now.duration_since(began);
        outcome.timeline.insert(1, Event::Noise(NoiseEvent::OldNews(age)));
        let wait = until.duration_since(self.now);
        let text = format!(
            "old news, {} for {}: {} (incident {}); it pages in {} unless it is over by then",
            alert.severity,
            spell(age),
            alert.summary,
            outcome.incident.id,
            spell(wait),
        );
        self.whisper(&outcome.incident.policy, About::OldNews, text, wait)
    }

    /// Old news has joined what was so before. Whoever has acknowledged that is told softly where the
    /// problem is new or graver, and called for it should it stay. Where it was held, for a while longer or
    /// for a reason that is not about this, whoever is called then is told.
    pub(super) fn old_news_joins(
        &self,
        before: Option<Incident>,
        alert: &Alert,
        held: Option<&Holding>,
        is_back: bool,
    ) -> Result<()> {
        let Some(Holding::Until(HeldUntil { by: Hold::Noise(Noise::OldNews), until })) = held
        else {
            return Ok(());
        };
        let severity = alert.severity;
        let is_news = |before: &Incident| is_worth_a_word(before, severity, is_back);
        let Some(before) = before.filter(is_news) else { return Ok(()) };
        let Incident { id, policy, .. } = before;
        let age = self.now.duration_since(alert.started_at.unwrap_or(self.now));
        let input = Input::Noise(NoiseInput::OldNews { age, severity, until: *until });
        let Applied::Changed(now) = self.apply(id, input)? else { return Ok(()) };
        let (holder, at) = match now.status {
            Status::Acknowledged { by, promise, old_news_at: Some(at), .. } => {
                (Some((by, promise)), at)
            }
            Status::Held { by: Hold::Noise(Noise::OldNews), until: Some(at) } => (None, at),
            Status::Acknowledged { .. }
            | Status::Held { .. }
            | Status::Triggered { .. }
            | Status::Resolved { .. } => return Ok(()),
        };
        let whose = match &holder {
            Some((holder, Promise::CheckIn)) => format!(", which {holder} has"),
            Some((_, Promise::Snooze)) | None => String::new(),
        };
        let wait = at.duration_since(self.now);
        let text = format!(
            "old news, {severity} for {}: {} joins incident {id}{whose}; it pages in {} unless it is \
             over by then",
            spell(age),
            alert.summary,
            spell(wait),
        );
        let known = holder.map(|(holder, _)| holder).filter(|holder| self.knows(holder));
        let Some(person) = known else {
            return self.whisper(&policy, About::OldNews, text, wait);
        };
        let expires_at = self.now.saturating_add(wait).unwrap_or(self.now);
        let about = About::OldNews;
        self.notify(&Notification { person, about, text, made_at: self.now, expires_at })
    }

    /// Nobody is called for old news that came to what they have, if it is over by now.
    pub(super) fn forget_old_news(&self, id: IncidentId) -> Result<()> {
        let Some(Incident { severity, status, .. }) = self.tx.incident(id)? else { return Ok(()) };
        let Status::Acknowledged { old_news_at: Some(due), at, .. } = status else { return Ok(()) };
        if due > self.now {
            return Ok(());
        }
        let problems: Vec<Problem> = self.tx.alerts(id)?.iter().map(problem).collect();
        if stays(&problems, at, severity) {
            return Ok(());
        }
        self.apply(id, Input::Noise(NoiseInput::OldNewsOver)).map(drop)
    }

    /// Whether an alert that fires was old news when it came.
    pub(super) fn was_old_news(&self, row: &AlertRow) -> bool {
        let rule = &self.cx.rules.noise.old_news;
        rule.age(&as_reported(row), None, row.first_at).is_some()
    }

    /// Tells whoever that policy calls first something, quietly; for so long it is worth it.
    pub(super) fn whisper(
        &self,
        policy: &PolicyName,
        about: About,
        text: String,
        lasts: SignedDuration,
    ) -> Result<()> {
        let person = first_person(policy, self.cx.rules, self.now);
        let expires_at = self.now.saturating_add(lasts).unwrap_or(self.now);
        self.notify(&Notification { person, about, text, made_at: self.now, expires_at })
    }
}

/// What old news asks of an alert of an incident.
pub(super) fn problem(row: &AlertRow) -> Problem {
    let fires = row.signal != Signal::Resolved;
    Problem { came_at: row.first_at, severity: row.severity, fires }
}
