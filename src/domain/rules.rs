//! The rules of one team, checked: people, rotas, policies, routes, and what each severity does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::alert::Severity;
use super::incident::escalation::EscalationPolicy;
use super::incident::triage::LONGEST_NIGHT;
use super::label::{Labels, Matcher, all_match};
use super::name::{ChannelName, PersonId, PolicyName, RotaName};
use super::notification::Quietness;
use super::rota::Rota;

/// Everything the configuration says about who is called, when and how. Every name in it is known:
/// the configuration's check has seen to that.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The zone of whatever has no zone of its own.
    pub zone: TimeZone,
    /// Who is called when nobody else is on call.
    pub fallback: PersonId,
    /// Everybody who is named anywhere.
    pub people: BTreeMap<PersonId, Person>,
    /// Who is on call, by rota.
    pub rotas: BTreeMap<RotaName, Rota>,
    /// How long before a shift its holder is reminded, in the rotas that want it.
    pub reminders: BTreeMap<RotaName, SignedDuration>,
    /// How calling goes on, by policy.
    pub policies: BTreeMap<PolicyName, EscalationPolicy>,
    /// Which policy takes an alert: the first that matches. The last one matches everything.
    pub routes: Vec<Route>,
    /// What each severity does.
    pub urgency: UrgencyRules,
}

/// Somebody who can be reached.
#[derive(Clone, Debug)]
pub struct Person {
    /// The zone this person lives in.
    pub zone: TimeZone,
    /// How to reach them, in order.
    pub channels: Vec<Reach>,
    /// When their day begins and ends, on their own clock; a warning waits for it.
    pub day: Day,
}

/// The hours in which somebody may be called for what can wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The first moment of the day.
    pub from: Time,
    /// The first moment after it.
    pub to: Time,
}

impl Person {
    /// When this person's day begins next; `None` while it lasts.
    #[must_use]
    pub fn day_begins(&self, now: Timestamp) -> Option<Timestamp> {
        let local = now.to_zoned(self.zone.clone());
        let Day { from, to } = self.day;
        let time = local.time();
        let is_day = if from < to { from <= time && time < to } else { from <= time || time < to };
        if is_day {
            return None;
        }
        let date = if time < from { Ok(local.date()) } else { local.date().tomorrow() };
        let begins = date.and_then(|date| date.to_datetime(from).to_zoned(self.zone.clone()));
        // The calendar ends in the year 9999; a day later is then as good as any answer.
        Some(begins.map_or(now + LONGEST_NIGHT, |begins| begins.timestamp()))
    }
}

/// One channel of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The channel's name in this person's list: its kind, unless it was given another.
    pub channel: ChannelName,
    /// Which of the channels that exist it is (`sound`, `command`, …).
    pub kind: String,
    /// Whether it works only where this person has a running station.
    pub needs_station: bool,
    /// How much it disturbs when it only tells something.
    pub quietness: Quietness,
    /// How long this channel is left alone before the next one is tried as well.
    pub wait: SignedDuration,
}

/// Alerts with these labels are taken by that policy.
#[derive(Clone, Debug)]
pub struct Route {
    /// All must hold; none at all takes everything.
    pub matchers: Vec<Matcher>,
    /// The policy that takes them.
    pub policy: PolicyName,
}

/// What a severity does when nothing else speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Pages at any hour.
    Page,
    /// Waits for the day of whoever would be paged.
    Day,
    /// Is only written down.
    Log,
}

/// What each severity does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrgencyRules {
    /// For `critical`.
    pub critical: Urgency,
    /// For `error`.
    pub error: Urgency,
    /// For `warning`.
    pub warning: Urgency,
    /// For `info`.
    pub info: Urgency,
}

impl Default for UrgencyRules {
    fn default() -> Self {
        Self {
            critical: Urgency::Page,
            error: Urgency::Page,
            warning: Urgency::Day,
            info: Urgency::Log,
        }
    }
}

impl UrgencyRules {
    /// What that severity does.
    #[must_use]
    pub fn of(&self, severity: Severity) -> Urgency {
        match severity {
            Severity::Critical => self.critical,
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
        }
    }
}

impl Rules {
    /// Rules that say nothing: what is left to go by when the configuration is at fault and
    /// somebody wants to stop an alarm.
    #[must_use]
    pub fn none() -> Self {
        Self {
            zone: TimeZone::UTC,
            fallback: PersonId::from("nobody"),
            people: BTreeMap::new(),
            rotas: BTreeMap::new(),
            reminders: BTreeMap::new(),
            policies: BTreeMap::new(),
            routes: Vec::new(),
            urgency: UrgencyRules::default(),
        }
    }

    /// The policy that takes an alert with these labels.
    ///
    /// # Panics
    ///
    /// If there is neither a route nor a policy, which the configuration's check refuses.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the check refuses rules without a policy")]
    pub fn policy_for(&self, labels: &Labels) -> &PolicyName {
        let route = self.routes.iter().find(|route| all_match(&route.matchers, labels));
        match route.or(self.routes.last()) {
            Some(route) => &route.policy,
            None => self.policies.keys().next().expect("the check refuses rules without a policy"),
        }
    }

    /// Everybody, in the order of their names.
    #[must_use]
    pub fn everyone(&self) -> Vec<PersonId> {
        self.people.keys().cloned().collect()
    }

    /// The names of all people, for somebody who must be told who there is.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        self.people.keys().map(PersonId::as_str).collect()
    }
}
