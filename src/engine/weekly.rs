//! The week behind the team: what it comes to, and whom it is told when that is due.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Engine;
use super::load::load;
use super::numbers::numbers;
use crate::domain::load::Load;
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::nines::Span;
use crate::domain::notification::{About, Notification};
use crate::domain::numbers::week::{again_at, week_before};
use crate::domain::numbers::{Numbers, headline};
use crate::domain::rules::{Reach, Rules};
use crate::store::{OpenNotification, Result, Tx};

/// A week, and the one before it.
#[derive(Clone, Debug)]
pub struct Weeks {
    /// From when until when.
    pub week: Span,
    /// What it cost the people.
    pub load: Load,
    /// Its numbers.
    pub numbers: Numbers,
    /// The numbers of the week before.
    pub before: Numbers,
}

/// The zone by which weeks begin: that of their rule, else the one at the top.
#[must_use]
pub fn zone(rules: &Rules) -> &TimeZone {
    rules.weekly.as_ref().map_or(&rules.zone, |rule| &rule.zone)
}

/// What that week comes to beside the one before; nothing where the calendar ends.
pub fn weeks(tx: &Tx<'_>, rules: &Rules, week: Span) -> Result<Option<Weeks>> {
    let zone = zone(rules);
    let Some(before) = week_before(week.from, zone) else { return Ok(None) };
    let load = load(tx, rules, week)?;
    let [numbers, before] = [numbers(tx, rules, week, zone)?, numbers(tx, rules, before, zone)?];
    Ok(Some(Weeks { week, load, numbers, before }))
}

impl Engine<'_> {
    /// Tells the week to whom it is to be told, if that is due: once, however late, and the last one only.
    /// What was due before anybody looked is not made up for.
    pub(super) fn attend_weekly(&self) -> Result<()> {
        let Some(rule) = &self.cx.rules.weekly else { return Ok(()) };
        let Some(due) = rule.last_due(self.now) else { return Ok(()) };
        let told = self.tx.weekly_told()?;
        if told.is_some_and(|told| due <= told && told <= self.now) {
            return Ok(());
        }
        self.tx.put_weekly_told(due)?;
        if told.is_some_and(|told| rule.is_untold(due, told)) {
            self.tell_week(due)?;
        }
        Ok(())
    }

    /// Tells the last whole week now, because somebody asks for it: where it is due later in this week, it is
    /// told already.
    pub fn tell_week_now(&self) -> Result<Vec<PersonId>> {
        let told = self.tell_week(self.now)?;
        if !told.is_empty() {
            self.tx.put_weekly_told(self.now)?;
        }
        Ok(told)
    }

    /// Tells the last whole week before that instant to whom the rules say, and says whom.
    fn tell_week(&self, due: Timestamp) -> Result<Vec<PersonId>> {
        let rules = self.cx.rules;
        let Some(rule) = &rules.weekly else { return Ok(Vec::new()) };
        let Some(week) = week_before(due, &rule.zone) else { return Ok(Vec::new()) };
        let Some(before) = week_before(week.from, &rule.zone) else { return Ok(Vec::new()) };
        let [now, before] = [
            numbers(self.tx, rules, week, &rule.zone)?,
            numbers(self.tx, rules, before, &rule.zone)?,
        ];
        let said = headline(&now.whole, &before.whole);
        let late = rule.lateness(due, self.now);
        let late = late.map(|due| format!(" (late: it was due {due})")).unwrap_or_default();
        let about = About::Weekly;
        let expires_at = self.now.saturating_add(about.lasts()).unwrap_or(self.now);
        for person in &rule.to {
            let text = format!("the week on call{late}: {said}. `wail report weekly` tells it");
            let person = person.clone();
            // By when it was due it is known which week it is.
            self.notify(&Notification { person, about, text, made_at: due, expires_at })?;
        }
        Ok(rule.to.clone())
    }

    /// The channels by which something may be told: of the week the one that is named for it.
    pub(super) fn reaches_for(&self, what: &Notification, reaches: &[Reach]) -> Vec<Reach> {
        let named = self.cx.rules.weekly.as_ref().filter(|_| what.about == About::Weekly);
        let channel = named.and_then(|rule| rule.channel.as_ref());
        let is_meant = |reach: &&Reach| channel.is_none_or(|channel| reach.channel == *channel);
        reaches.iter().filter(is_meant).cloned().collect()
    }

    /// The channels that have failed by now. The week is tried again after a while, and then they have
    /// not; `None` while that is still to come.
    pub(super) fn failed_by_now<'o>(
        &self,
        open: &'o OpenNotification,
        reaches: &[Reach],
    ) -> Option<&'o [ChannelName]> {
        let OpenNotification { what, tried, .. } = open;
        if what.about != About::Weekly || reaches.is_empty() {
            return Some(tried);
        }
        let (rounds, rest) = (tried.len() / reaches.len(), tried.len() % reaches.len());
        if rounds == 0 || rest > 0 {
            return tried.get(tried.len() - rest..);
        }
        let first = what.expires_at.saturating_sub(what.about.lasts()).unwrap_or(what.expires_at);
        match again_at(first, rounds) {
            Some(at) if at > self.now => None,
            Some(_) => Some(&[]),
            None => Some(tried),
        }
    }
}
