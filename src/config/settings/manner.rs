//! In which manner a page sounds: in full, softly, or as a tone of its own.

use std::time::Duration;

use jiff::Timestamp;

use super::Settings;
use crate::domain::incident::Reason;
use crate::domain::label::Labels;
use crate::domain::page::Page;
use crate::pager::{Ramp, Sound};

/// How a reminder begins: it is to be noticed before it disturbs.
const GENTLY: Ramp = Ramp { from: 0.1, over: Duration::from_secs(30) };

/// What a reminder has of the loudness that the alarm would have.
const SOFTLY: f32 = 0.5;

/// What the tone for a new problem has of it: less, so that an alarm that follows is heard instead.
const BELOW: f32 = 0.75;

/// The silence after each time, at least.
const PAUSE: Duration = Duration::from_secs(5);

impl Settings {
    /// What is played now for that page of an incident with these labels. Whoever missed a
    /// check-in, or owes an update, is reminded softly, and hears of a new problem by a tone of its own.
    #[must_use]
    pub fn sound_of(&self, page: &Page, labels: &Labels, now: Timestamp) -> Sound {
        let full = self.sound_for(&page.person, page.severity, labels, now);
        match page.reason {
            Reason::Reminded | Reason::UpdateMissed => Sound {
                volume: full.volume * SOFTLY,
                ramp: GENTLY,
                gap: full.gap.max(PAUSE),
                ..full
            },
            Reason::NewProblem => {
                let tone = self.sounds.new_problem.clone();
                let volume = tone.volume.min(full.volume) * BELOW;
                Sound { volume, gap: tone.gap.max(PAUSE), ..tone }
            }
            _ => full,
        }
    }
}

#[cfg(test)]
mod tests;
