//! The alarm about the pager itself: pages that stand in no outbox, because there is no store to write
//! them to, or because what they tell of is how pages go out.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::clock;
use super::decider::{Decider, RINGING_NAP};
use super::outgoing::Outgoing;
use super::report::Notice;
use super::station::{Order, SOUND};
use crate::config::Settings;
use crate::domain::alert::Severity;
use crate::domain::incident::called::called_first;
use crate::domain::incident::{IncidentId, Reason};
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::page::PageId;
use crate::domain::station::own_source;
use crate::pager::{Call, Sound};
use crate::store::{self, FailingPush, StoreError};

/// How often the alarm about a failing store is sounded anew.
const STORE_ALARM_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// How often programs are run for it: they may send messages to somebody who cannot answer here.
const PROGRAMS_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// The number of every page of this alarm.
pub(super) const NO_PAGE: PageId = PageId(0);

/// What they are about.
pub(super) const NO_INCIDENT: IncidentId = IncidentId(0);

/// The pages that ring on this machine, whoever sits there.
pub(super) fn here(summary: &str) -> impl Iterator<Item = Outgoing> {
    [SOUND, "bell", "desktop"].into_iter().map(move |kind| Outgoing {
        kind: kind.to_owned(),
        call: call(PersonId::from("everyone"), ChannelName::from(kind), summary),
        stand_ins: Vec::new(),
    })
}

/// The pages that need no machine of anybody's: every program and every message by which whoever would
/// be called first is reached. Who that is needs no store.
pub(super) fn from_afar(
    summary: &str,
    settings: &Settings,
    now: Timestamp,
) -> impl Iterator<Item = Outgoing> {
    let people = called_first(&settings.rules, now);
    let reaches = people.into_iter().flat_map(|person| {
        let reaches = settings.rules.people.get(&person).map(|found| &*found.channels);
        reaches.unwrap_or_default().iter().map(move |reach| (person.clone(), reach))
    });
    reaches.filter_map(move |(person, reach)| {
        let key = (person, reach.channel.clone());
        let (command, push) = (settings.commands.get(&key), settings.pushes.get(&key));
        let is_afar = command.is_some() || push.is_some();
        let (person, channel) = key;
        let call = call(person, channel, summary);
        let call = Call { command: command.cloned(), push: push.cloned(), ..call };
        is_afar.then(|| Outgoing { kind: reach.kind.clone(), call, stand_ins: Vec::new() })
    })
}

/// How long the alarm about a push that keeps failing sounds. It cannot be acknowledged, and what it
/// tells of stays on the record and in `wail doctor`.
const SOUNDS_FOR: SignedDuration = SignedDuration::from_secs(15);

impl Decider {
    /// The store could not be written: senders have been told; people are told by an alarm that
    /// needs no store.
    pub(super) fn stumble(&mut self, error: &StoreError) {
        self.shared.set_ready(Err(error.to_string()));
        // Whoever waits is told to try again.
        self.memory.presses.clear();
        self.memory.questions.clear();
        let now = clock::now();
        if self.memory.trouble.replace(error.clone()).is_none() {
            self.memory.alarm_at = now;
            // Senders who came while the first wait went on wait no second one of that length.
            self.store.be_patient_for(RINGING_NAP);
            self.report.say(Notice::StoreFails(error.clone()));
        }
        // Again and again: what rings may break off, and nothing else tells of it.
        if self.memory.alarm_at <= now {
            self.memory.alarm_at = now + STORE_ALARM_EVERY;
            self.sound_the_alarm(&format!("wail cannot keep alerts: {error}"), now);
        }
    }

    /// Tells people of it by everything that needs no store.
    pub(super) fn sound_the_alarm(&mut self, summary: &str, now: Timestamp) {
        let mut calls: Vec<Outgoing> = here(summary).collect();
        // Programs are run by whoever decides, or would if the store could be written.
        let is_ours = self.lease.is_some() || store::lease_holder(self.store.path()).is_none();
        if is_ours && self.memory.programs_at <= now {
            self.memory.programs_at = now + PROGRAMS_EVERY;
            calls.extend(from_afar(summary, &self.settings, now));
        }
        self.orders.give(Order::Alarm(calls));
    }

    /// Sounds the alarm here, once, about pushes that have begun to fail again and again; it is over when
    /// they go out again. What failed before this station began is old news.
    pub(super) fn hear_of_pushes(&mut self, failing: Vec<FailingPush>, now: Timestamp) {
        let has = |all: &[FailingPush], one: &FailingPush| {
            all.iter().any(|each| each.person == one.person && each.channel == one.channel)
        };
        let before = self.memory.failing.take().unwrap_or_else(|| failing.clone());
        for push in failing.iter().filter(|push| !has(&before, push)) {
            let FailingPush { person, channel, error, .. } = push;
            let summary = format!("push to {person} by {channel} keeps failing: {error}");
            self.orders.give(Order::Alarm(here(&summary).collect()));
            self.memory.alarm_over_at = Some(now + SOUNDS_FOR);
        }
        let are_over = before.iter().any(|push| !has(&failing, push));
        let is_due = self.memory.alarm_over_at.is_some_and(|at| are_over || at <= now);
        // The alarm about the store goes on until the store can be written.
        if is_due && self.memory.trouble.is_none() {
            self.memory.alarm_over_at = None;
            self.orders.give(Order::AlarmOver);
        }
        self.memory.failing = Some(failing);
    }
}

fn call(person: PersonId, channel: ChannelName, summary: &str) -> Call {
    Call {
        page: NO_PAGE,
        incident: NO_INCIDENT,
        person,
        channel,
        severity: Severity::Critical,
        summary: summary.to_owned(),
        labels: BTreeMap::new(),
        source: own_source().to_string(),
        reason: Reason::FirstPage.phrase().to_owned(),
        seen: None,
        sound: Sound::new("siren", 1.0),
        command: None,
        push: None,
        ack: None,
    }
}
