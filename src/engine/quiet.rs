//! Quiet that somebody asked for, as time passes: what ends by itself, and who is told before.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::{Applied, Engine};
use crate::domain::alert::{Alert, Signal, one_line};
use crate::domain::incident::called::called_first;
use crate::domain::incident::triage::Triage;
use crate::domain::incident::{Incident, IncidentId, Input};
use crate::domain::name::PersonId;
use crate::domain::notification::{About, Notification};
use crate::domain::quiet::silence::{Calm, Silence, SilenceState};
use crate::domain::rota::handover::clock_time;
use crate::domain::wait::{count, spell};
use crate::store::{Result, Uncalled};

/// How much of what is quiet is named to whoever comes on call.
const NAMED: usize = 3;

impl Engine<'_> {
    /// Does what is due of quiet that was asked for.
    pub(super) fn attend_quiet(&self) -> Result<()> {
        self.end_silences()?;
        for silence in self.tx.calming_silences(self.now)? {
            self.look_for_calm(&silence)?;
        }
        self.warn_of_silences()?;
        self.attend_maintenance()
    }

    /// An alert came: which silences it meets, and that what it is about fires.
    pub(super) fn meets_silences(&self, alert: &Alert, triage: &Triage) -> Result<()> {
        if alert.signal != Signal::Firing || matches!(triage, Triage::OnlyLogged(_)) {
            return Ok(());
        }
        let silences = self.known_silences()?;
        for silence in silences.matching(&alert.labels, self.now) {
            if !silence.matched {
                self.tx.match_silence(silence.id)?;
            }
            if silence.calm_since.is_some() {
                self.tx.calm_silence(silence.id, None)?;
                self.silences.replace(None);
            }
        }
        Ok(())
    }

    /// Something may be over with what an incident has become.
    pub(super) fn may_be_calm(&self, before: &Incident, after: &Incident) -> Result<()> {
        let is_less = after.firing < before.firing || (before.is_open() && !after.is_open());
        if !is_less {
            return Ok(());
        }
        let silences = self.known_silences()?;
        let mut active = silences.active(self.now);
        if active.any(|silence| silence.what.until_resolved.is_some()) {
            self.tx.look_at_silences(self.now)?;
        }
        Ok(())
    }

    /// Whether anything of a silence still fires, which ends when nothing does.
    fn look_for_calm(&self, silence: &Silence) -> Result<()> {
        let Some(hold_down) = silence.what.until_resolved else { return Ok(()) };
        let fires = self.fires(&silence.what)?;
        let calm = match Calm::of(fires, silence.calm_since, hold_down, self.now) {
            Calm::Over => return self.end_calm(silence),
            Calm::Stirs => None,
            Calm::Since(since, look_at) => Some((since, look_at)),
        };
        self.tx.calm_silence(silence.id, calm)?;
        self.silences.replace(None);
        Ok(())
    }

    /// The rules may have changed: what reached nobody is looked at again, and the first of what waits
    /// for somebody's day. Returns up to which incident, if more may wait.
    pub fn takes_rules(&self, at_most: usize) -> Result<Option<IncidentId>> {
        self.tx.wake_uncalled(self.now, Uncalled::GivenUp)?;
        self.looks_at_waiting(IncidentId(0), at_most)
    }

    /// Looks by the rules of now at what waits for somebody's day, after that incident and at most at so
    /// many. Returns up to which one, if more may wait.
    pub fn looks_at_waiting(
        &self,
        after: IncidentId,
        at_most: usize,
    ) -> Result<Option<IncidentId>> {
        let waiting = self.tx.waiting_incidents(after, at_most)?;
        for id in &waiting {
            let applied = match self.quiet_of(*id)? {
                Some(held) => self.apply(*id, Input::Silenced(held))?,
                None => self.unless_inhibited(*id, Input::RulesChanged)?,
            };
            // What is quiet for another reason as well waits no longer for the day for that.
            if let Applied::Unchanged(_) = applied {
                self.apply(*id, Input::RulesChanged)?;
            }
        }
        Ok(waiting.last().copied().filter(|_| waiting.len() >= at_most))
    }

    /// Tells whoever asked for a silence, and whoever is on call, that it ends soon.
    fn warn_of_silences(&self) -> Result<()> {
        let rules = self.cx.rules.silence;
        let until = self.now.saturating_add(rules.warn_before).unwrap_or(self.now);
        for silence in self.tx.ending_silences(until)? {
            self.tx.warn_of_silence(silence.id)?;
            if silence.is_warned_of(rules) && silence.state(self.now) == SilenceState::Active {
                self.warn_of(&silence)?;
            }
        }
        Ok(())
    }

    fn warn_of(&self, silence: &Silence) -> Result<()> {
        let left = silence.what.ends_at.duration_since(self.now);
        let held = match self.tx.silenced_incidents(silence.id)?.len() {
            0 => "it holds nothing now".to_owned(),
            number => format!("{} then, unless over", page(number)),
        };
        let text = format!(
            "{} ends in {}, and {held}; to keep it quiet: wail silence extend {} --for 1h",
            named(silence),
            spell(left),
            silence.id
        );
        let author = self.cx.rules.people.get_key_value(silence.what.by.as_str());
        let mut people = called_first(self.cx.rules, self.now);
        people.extend(author.map(|(person, _)| person.clone()));
        self.tell_quietly(people, &text, left)
    }

    /// Tells whoever comes on call what is quiet now, if anything is.
    pub(super) fn tell_of_quiet(&self, person: &PersonId) -> Result<()> {
        let silences = self.known_silences()?;
        let zone = self.cx.rules.people.get(person).map_or(&self.cx.rules.zone, |it| &it.zone);
        let until = |end| clock_time(end, zone, self.now);
        let planned = self.maintained().iter().filter_map(|(place, span)| {
            let it = self.cx.rules.maintenance.get(*place)?;
            let why = one_line(&it.why);
            Some(format!("maintenance {} until {} ({why})", it.name, until(span.to)))
        });
        let asked = silences
            .active(self.now)
            .map(|silence| format!("{} until {}", named(silence), until(silence.what.ends_at)));
        let mut named: Vec<String> = planned.chain(asked).collect();
        if named.is_empty() {
            return Ok(());
        }
        let more = named.len().saturating_sub(NAMED);
        named.truncate(NAMED);
        let more = match more {
            0 => String::new(),
            more => format!("; and {more} more, as wail silence list shows"),
        };
        let text = format!("quiet while you are on call: {}{more}", named.join("; "));
        let people = BTreeSet::from([person.clone()]);
        self.tell_quietly(people, &text, About::Quiet.lasts())
    }

    /// Tells each of them, for as long as it is worth telling.
    pub(super) fn tell_quietly(
        &self,
        people: BTreeSet<PersonId>,
        text: &str,
        worth: SignedDuration,
    ) -> Result<()> {
        let worth = worth.min(About::Quiet.lasts());
        let expires_at = self.now.saturating_add(worth).unwrap_or(self.now);
        for person in people {
            self.notify(&Notification {
                person,
                about: About::Quiet,
                text: text.to_owned(),
                made_at: self.now,
                expires_at,
            })?;
        }
        Ok(())
    }
}

/// `silence 3 about host=db (ana: a new disk)`
fn named(silence: &Silence) -> String {
    let Silence { id, what, .. } = silence;
    format!("silence {id} about {} ({}: {})", what.about(), what.by, one_line(&what.comment))
}

/// `1 incident pages`, `2 incidents page`
fn page(number: usize) -> String {
    let verb = if number == 1 { "pages" } else { "page" };
    format!("{} {verb}", count(number, "incident"))
}
