//! The rules of one team, checked: people, rotas, policies, routes, and what each severity does.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::alert::Severity;
use super::gauge::Gauge;
use super::heartbeat;
use super::incident::cascade::CascadeRule;
use super::incident::escalation::EscalationPolicy;
use super::incident::inhibition::rules::InhibitRules;
use super::name::{ChannelName, GaugeName, PersonId, PolicyName, RotaName};
use super::noise::NoiseRules;
use super::notification::Quietness;
use super::numbers::week::WeeklyRule;
use super::promise::PromiseRules;
use super::quiet::maintenance::Maintenance;
use super::quiet::silence::SilenceRules;
use super::quiet::{ClockHours, Quiet};
use super::relief::ReliefRule;
use super::rota::Rota;
use super::routing::{Routes, TOGETHER};
use super::update::UpdateRule;

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
    /// The rotas whose shifts have to be accepted.
    pub accepted: BTreeSet<RotaName>,
    /// How calling goes on, by policy.
    pub policies: BTreeMap<PolicyName, EscalationPolicy>,
    /// By which an alert goes, in order. The last one takes everything.
    pub routes: Routes,
    /// Which alerts explain others while they fire.
    pub inhibit: InhibitRules,
    /// Which problems share an incident.
    pub cascade: CascadeRule,
    /// What each severity does.
    pub urgency: UrgencyRules,
    /// How long an alarm of a severity rings before the next step follows, at most.
    pub longest_ring: BTreeMap<Severity, SignedDuration>,
    /// The jobs whose signs of life are expected, by name.
    pub heartbeats: BTreeMap<String, heartbeat::Rule>,
    /// The gauges it knows.
    pub gauges: BTreeMap<GaugeName, Gauge>,
    /// From when on something is noise.
    pub noise: NoiseRules,
    /// What holds for every silence.
    pub silence: SilenceRules,
    /// When is told of promises.
    pub promises: PromiseRules,
    /// Quiet that is planned.
    pub maintenance: Vec<Maintenance>,
    /// When somebody is relieved who was woken too often, if anybody ever is.
    pub relief: Option<ReliefRule>,
    /// When the week is told, and whom, if it is.
    pub weekly: Option<WeeklyRule>,
    /// When whoever promised an update hears of it.
    pub updates: UpdateRule,
}

/// Somebody who can be reached.
#[derive(Clone, Debug)]
pub struct Person {
    /// The zone this person lives in.
    pub zone: TimeZone,
    /// How to reach them, in order.
    pub channels: Vec<Reach>,
    /// When their day begins and ends, on their own clock; a warning waits for it.
    pub day: ClockHours,
    /// When they are called more softly, or not at all.
    pub quiet: Option<Quiet>,
    /// When they sleep, on their own clock.
    pub sleep: ClockHours,
    /// Whether somebody says a kind word the morning after a hard night.
    pub is_kind: bool,
}

/// When somebody sleeps who says nothing of it.
pub const SLEEP: ClockHours = ClockHours { from: time(22, 30, 0, 0), to: time(7, 0, 0, 0) };

impl Person {
    /// When this person's day begins next; `None` while it lasts.
    #[must_use]
    pub fn day_begins(&self, now: Timestamp) -> Option<Timestamp> {
        self.day.begin_next(now, &self.zone)
    }

    /// Until when that severity waits in this person's quiet hours; `None` if it does not.
    #[must_use]
    pub fn quiet_until(&self, severity: Severity, now: Timestamp) -> Option<Timestamp> {
        self.quiet.as_ref()?.holds(severity, now, &self.zone)
    }

    /// Whether these are this person's quiet hours.
    #[must_use]
    pub fn is_quiet(&self, now: Timestamp) -> bool {
        let time = now.to_zoned(self.zone.clone()).time();
        self.quiet.as_ref().is_some_and(|quiet| quiet.hours.contain(time))
    }

    /// The channels in the order in which they are tried for that severity now.
    pub fn channels_for(&self, severity: Severity, now: Timestamp) -> impl Iterator<Item = &Reach> {
        let quiet = self.quiet.as_ref();
        let first = quiet.and_then(|quiet| quiet.first_channel(severity, now, &self.zone));
        let is_first = move |reach: &&Reach| Some(&reach.channel) == first;
        let others = self.channels.iter().filter(move |reach| !is_first(reach));
        self.channels.iter().filter(is_first).chain(others)
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
            accepted: BTreeSet::new(),
            policies: BTreeMap::new(),
            routes: Routes::default(),
            inhibit: InhibitRules::default(),
            cascade: CascadeRule::default(),
            urgency: UrgencyRules::default(),
            longest_ring: BTreeMap::new(),
            heartbeats: BTreeMap::new(),
            gauges: BTreeMap::new(),
            noise: NoiseRules::default(),
            silence: SilenceRules::default(),
            promises: PromiseRules::default(),
            maintenance: Vec::new(),
            relief: None,
            weekly: None,
            updates: UpdateRule::default(),
        }
    }

    /// How long an alarm of that severity rings at most before the next step follows.
    #[must_use]
    pub fn longest_ring(&self, severity: Severity) -> Option<SignedDuration> {
        self.longest_ring.get(&severity).copied()
    }

    /// The policy of that name. A name that joins several is those policies side by side: what is left
    /// of them, should the configuration have lost one.
    #[must_use]
    pub fn policy(&self, name: &PolicyName) -> Option<Cow<'_, EscalationPolicy>> {
        if let Some(policy) = self.policies.get(name) {
            return Some(Cow::Borrowed(policy));
        }
        let mut parts = name.as_str().split(TOGETHER).filter_map(|part| self.policies.get(part));
        let mut first = parts.next()?.clone();
        for other in parts {
            first.is_joined_by(other);
        }
        first.name = name.clone();
        Some(Cow::Owned(first))
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
