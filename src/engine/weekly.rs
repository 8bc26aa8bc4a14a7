//! The week behind the team, told once when it is due.

use super::Engine;
use super::numbers::numbers;
use crate::domain::notification::{About, Notification};
use crate::domain::numbers::headline;
use crate::domain::numbers::week::week_before;
use crate::domain::rules::Reach;
use crate::store::Result;

impl Engine<'_> {
    /// Tells the week to whom it is to be told, if that is due: once, however late, and the last one only.
    /// What was due before anybody looked is not made up for.
    pub(super) fn attend_weekly(&self) -> Result<()> {
        let rules = self.cx.rules;
        let Some(rule) = &rules.weekly else { return Ok(()) };
        let Some(due) = rule.last_due(self.now, &rules.zone) else { return Ok(()) };
        let told = self.tx.weekly_told()?;
        if told.is_some_and(|told| told >= due) {
            return Ok(());
        }
        self.tx.put_weekly_told(due)?;
        let week = week_before(due, &rules.zone);
        let (Some(_), Some(week)) = (told, week) else { return Ok(()) };
        let Some(before) = week_before(week.from, &rules.zone) else { return Ok(()) };
        let [now, before] = [numbers(self.tx, rules, week)?, numbers(self.tx, rules, before)?];
        let said = headline(&now.whole, &before.whole);
        let about = About::Weekly;
        let expires_at = self.now.saturating_add(about.lasts()).unwrap_or(self.now);
        for person in &rule.to {
            let text = format!("the week on call: {said}. `wail report weekly` tells it");
            let (person, made_at) = (person.clone(), self.now);
            self.notify(&Notification { person, about, text, made_at, expires_at })?;
        }
        Ok(())
    }

    /// The channels by which something may be told: of the week the one that is named for it.
    pub(super) fn reaches_for(&self, what: &Notification, reaches: &[Reach]) -> Vec<Reach> {
        let named = self.cx.rules.weekly.as_ref().filter(|_| what.about == About::Weekly);
        let channel = named.and_then(|rule| rule.channel.as_ref());
        let is_meant = |reach: &&Reach| channel.is_none_or(|channel| reach.channel == *channel);
        reaches.iter().filter(is_meant).cloned().collect()
    }
}
