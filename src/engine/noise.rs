//! What may be noise: held for a while, told softly, and paged for if it stays.

use jiff::SignedDuration;

use super::Engine;
use super::flapping::Flaps;
use crate::domain::alert::Alert;
use crate::domain::incident::called::first_person;
use crate::domain::incident::triage::Board;
use crate::domain::incident::{HeldUntil, Hold, Outcome, Status};
use crate::domain::name::PolicyName;
use crate::domain::noise::Noise;
use crate::domain::notification::{About, Notification};
use crate::domain::record::timeline::{Event, NoiseEvent};
use crate::domain::wait::spell;
use crate::store::Result;

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
