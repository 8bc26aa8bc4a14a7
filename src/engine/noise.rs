//! What may be noise: held for a while, told softly, and paged for if it stays.

use jiff::SignedDuration;

use super::flapping::Flaps;
use super::{Applied, Engine};
use crate::domain::alert::{Alert, Signal};
use crate::domain::incident::called::first_person;
use crate::domain::incident::noisy::NoiseInput;
use crate::domain::incident::triage::{Board, Holding};
use crate::domain::incident::{HeldUntil, Hold, Incident, IncidentId, Input, Outcome, Status};
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

    /// Old news has joined what was so before, and is graver. Whoever has acknowledged that is told softly,
    /// and called for it should it stay; and where it waited for somebody's day, whoever is called then is
    /// told.
    pub(super) fn old_news_joins(
        &self,
        before: Option<Incident>,
        alert: &Alert,
        held: Option<&Holding>,
    ) -> Result<()> {
        let Some(Holding::Until(HeldUntil { by: Hold::Noise(Noise::OldNews), until })) = held
        else {
            return Ok(());
        };
        let Some(Incident { id, severity, policy, status, .. }) = before else { return Ok(()) };
        if alert.severity <= severity {
            return Ok(());
        }
        let age = self.now.duration_since(alert.started_at.unwrap_or(self.now));
        let (holder, at) = match status {
            Status::Acknowledged { by, .. } => {
                let input = Input::Noise(NoiseInput::OldNews { age, until: *until });
                let Applied::Changed(now) = self.apply(id, input)? else { return Ok(()) };
                let Status::Acknowledged { old_news_at: Some(at), .. } = now.status else {
                    return Ok(());
                };
                (Some(by), at)
            }
            Status::Held { by: Hold::Hours(_), .. } => match self.tx.incident(id)? {
                Some(Incident {
                    status: Status::Held { by: Hold::Noise(Noise::OldNews), until: Some(at) },
                    ..
                }) => (None, at),
                _ => return Ok(()),
            },
            Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => {
                return Ok(());
            }
        };
        let whose = holder.as_ref().map(|holder| format!(", which {holder} has"));
        let wait = at.duration_since(self.now);
        let text = format!(
            "old news, {} for {}: {} joins incident {id}{}; it pages in {} unless it is over by then",
            alert.severity,
            spell(age),
            alert.summary,
            whose.unwrap_or_default(),
            spell(wait),
        );
        let Some(person) = holder.filter(|holder| self.knows(holder)) else {
            return self.whisper(&policy, About::OldNews, text, wait);
        };
        let expires_at = self.now.saturating_add(wait).unwrap_or(self.now);
        let about = About::OldNews;
        self.notify(&Notification { person, about, text, made_at: self.now, expires_at })
    }

    /// Nobody is called for old news that made graver what they have, if it is over by now.
    pub(super) fn forget_old_news(&self, id: IncidentId) -> Result<()> {
        let Some(Incident { severity, status, .. }) = self.tx.incident(id)? else { return Ok(()) };
        let Status::Acknowledged { old_news_at: Some(at), .. } = status else { return Ok(()) };
        let stays = |row: &AlertRow| row.signal != Signal::Resolved && row.severity >= severity;
        if at > self.now || self.tx.alerts(id)?.iter().any(stays) {
            return Ok(());
        }
        self.apply(id, Input::Noise(NoiseInput::OldNewsOver)).map(drop)
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
