//! The alarm about the pager itself: pages that stand in no outbox, because there is no store to
//! write them to.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::decider::Decider;
use super::outgoing::Outgoing;
use super::station::{Order, SOUND};
use crate::config::Settings;
use crate::domain::alert::Severity;
use crate::domain::incident::escalation::called_first;
use crate::domain::incident::{IncidentId, Reason};
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::page::PageId;
use crate::domain::station::own_source;
use crate::pager::{Call, Sound};
use crate::store;

/// How often programs are run for it: they may send messages to somebody who cannot answer here.
const PROGRAMS_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// The number of every page of this alarm.
pub(super) const NO_PAGE: PageId = PageId(0);

/// What they are about.
pub(super) const NO_INCIDENT: IncidentId = IncidentId(0);

impl Decider {
    /// Tells people of it by everything that needs no store.
    pub(super) fn sound_the_alarm(&mut self, summary: &str, now: Timestamp) {
        let mut calls: Vec<Outgoing> = here(summary).collect();
        // Programs are run by whoever decides, or would if the store could be written.
        let is_ours = self.lease.is_some() || store::lease_holder(self.store.path()).is_none();
        if is_ours && self.memory.programs_at <= now {
            self.memory.programs_at = now + PROGRAMS_EVERY;
            calls.extend(by_programs(summary, &self.settings, now));
        }
        self.orders.give(Order::Alarm(calls));
    }
}

/// The pages that ring on this machine, whoever sits there.
fn here(summary: &str) -> impl Iterator<Item = Outgoing> {
    [SOUND, "bell", "desktop"].into_iter().map(move |kind| Outgoing {
        kind: kind.to_owned(),
        call: call(PersonId::from("everyone"), ChannelName::from(kind), summary),
        stand_ins: Vec::new(),
    })
}

/// The pages that need no machine of anybody's: every program by which whoever would be called
/// first is reached. Who that is needs no store.
fn by_programs(
    summary: &str,
    settings: &Settings,
    now: Timestamp,
) -> impl Iterator<Item = Outgoing> {
    let people = called_first(&settings.rules, now);
    let commands = settings.commands.iter();
    commands.filter(move |((person, _), _)| people.contains(person)).map(
        move |((person, channel), command)| {
            let call = call(person.clone(), channel.clone(), summary);
            let call = Call { command: Some(command.clone()), ..call };
            Outgoing { kind: "command".to_owned(), call, stand_ins: Vec::new() }
        },
    )
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
        sound: Sound { name: "siren".to_owned(), volume: 1.0 },
        command: None,
    }
}
