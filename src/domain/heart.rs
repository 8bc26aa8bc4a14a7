//! The pager's own heart: whether one of its loops has stopped, and whether all is well enough to say so
//! outside.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::incident::called::called_first;
use super::name::{ChannelName, PersonId};
use super::record::timeline::DaemonEvent;
use super::rules::{Reach, Rules};
use super::station::{Station, Stations};
use super::wait::{count, spell};

/// How many ticks a loop may miss before it counts as stuck.
pub const MISSED: i32 = 3;

/// How old the last sign of life in the store may be: three of those that a daemon gives.
const WRITTEN_WITHIN: SignedDuration = SignedDuration::from_secs(45);

/// How long a proof that this machine can be heard is good at least, however young the shift is.
const PROOF_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// How many pings in a row may be lost before that goes on the record.
const LOST: u32 = 3;

/// The kind of channel whose proofs say that a machine can be heard.
const SOUND: &str = "sound";

/// A loop as it was last looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticking {
    /// The longest time between two of its ticks.
    every: SignedDuration,
    /// How long it has not been seen to tick, in time in which somebody could look.
    silent_for: SignedDuration,
}

impl Ticking {
    /// A loop that has just ticked, and whose ticks are at most so far apart.
    #[must_use]
    pub fn every(every: SignedDuration) -> Self {
        Self { every, silent_for: SignedDuration::ZERO }
    }

    /// The same after another look: whether it has ticked since the last one, and how long ago that was.
    #[must_use]
    pub fn looked_at(self, has_ticked: bool, passed: SignedDuration) -> Self {
        let silent_for =
            if has_ticked { SignedDuration::ZERO } else { self.silent_for.saturating_add(passed) };
        Self { silent_for, ..self }
    }

    /// Whether it has missed so many ticks that it counts as stuck.
    #[must_use]
    pub fn is_stuck(self) -> bool {
        self.silent_for >= self.every.saturating_mul(MISSED)
    }

    /// How long it has not been seen to tick.
    #[must_use]
    pub fn silent_for(self) -> SignedDuration {
        self.silent_for
    }
}

/// What the deciding thread has last seen of what a page needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// Who would be called first.
    pub on_call: BTreeSet<PersonId>,
    /// Whether any of them can be reached.
    pub is_reachable: bool,
    /// The proof that this machine can be heard, where somebody on call is to hear it.
    pub proof: Option<Proof>,
}

/// A proof that is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When this machine was last proved to be heard, if it ever was.
    pub at: Option<Timestamp>,
    /// How old the proof may be.
    pub limit: Limit,
}

/// How old a proof may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// So old.
    Within(SignedDuration),
    /// As old as the shift that began then, or a day.
    Shift(Timestamp),
}

/// What is seen of what a page needs.
pub struct View<'a> {
    /// The rules in force.
    pub rules: &'a Rules,
    /// The station of whoever decides, with every kind by which somebody is to be reached there.
    pub station: &'a Station,
    /// The stations that are alive.
    pub stations: &'a Stations,
    /// The pushes of which none goes out any more.
    pub failing: &'a [(PersonId, ChannelName)],
    /// When this machine was last proved to be heard.
    pub proved_at: Option<Timestamp>,
    /// How old that may be, if the configuration says.
    pub audio_within: Option<SignedDuration>,
}

impl Vitals {
    /// What can be seen at that instant.
    #[must_use]
    pub fn seen(view: &View<'_>, now: Timestamp) -> Self {
        let on_call = called_first(view.rules, now);
        let is_reachable = on_call.iter().any(|person| view.reaches(person));
        let proof = view.limit(&on_call, now).map(|limit| Proof { at: view.proved_at, limit });
        Self { on_call, is_reachable, proof }
    }
}

impl View<'_> {
    fn reaches(&self, person: &PersonId) -> bool {
        let fails = |reach: &Reach| {
            self.failing.iter().any(|(who, channel)| who == person && *channel == reach.channel)
        };
        self.ways_to(person)
            .iter()
            .any(|reach| self.stations.can_ring(person, reach) && !fails(reach))
    }

    fn ways_to(&self, person: &PersonId) -> &[Reach] {
        self.rules.people.get(person).map(|found| &*found.channels).unwrap_or_default()
    }

    /// How old the proof may be; nothing where nobody on call is to hear this machine, or where neither
    /// the configuration nor a shift sets a limit.
    fn limit(&self, on_call: &BTreeSet<PersonId>, now: Timestamp) -> Option<Limit> {
        let hears = |person: &&PersonId| {
            let is_to_hear = self.ways_to(person).iter().any(|reach| reach.kind == SOUND);
            is_to_hear && self.station.is_for(person)
        };
        let hearers: Vec<&PersonId> = on_call.iter().filter(hears).collect();
        if hearers.is_empty() {
            return None;
        }
        if let Some(within) = self.audio_within {
            return Some(Limit::Within(within));
        }
        let rotas = self.rules.rotas.values();
        let shifts = rotas
            .flat_map(|rota| (0..rota.tiers().len()).filter_map(|tier| rota.shift_at(tier, now)));
        let theirs = shifts.filter(|shift| hearers.contains(&&shift.person));
        theirs.map(|shift| shift.start).max().map(Limit::Shift)
    }
}

/// What keeps the outside watcher from being told that all is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// These loops are stuck.
    Stuck(Vec<String>),
    /// The store cannot be written, for that reason.
    Store(String),
    /// None of these people can be reached, and they would be called first.
    NobodyReached(BTreeSet<PersonId>),
    /// This machine was never proved to be heard.
    NeverHeard,
    /// It was, longer ago than that allows.
    HeardLongAgo(Limit),
}

impl Lack {
    /// What is wrong, in words that stay the same for as long as it does.
    #[must_use]
    pub fn phrase(&self) -> String {
        match self {
            Self::Stuck(names) => match &**names {
                [name] => format!("the loop {name} is stuck"),
                names => format!("{} are stuck: {}", count(names.len(), "loop"), names.join(", ")),
            },
            Self::Store(why) => why.clone(),
            Self::NobodyReached(people) => {
                let names: Vec<&str> = people.iter().map(PersonId::as_str).collect();
                format!("nobody who is called first can be reached ({})", names.join(", "))
            }
            Self::NeverHeard => "it was never proved that this machine can be heard".to_owned(),
            Self::HeardLongAgo(Limit::Within(within)) => {
                format!("it was not proved for {} that this machine can be heard", spell(*within))
            }
            Self::HeardLongAgo(Limit::Shift(_)) => {
                "it was not proved in this shift that this machine can be heard".to_owned()
            }
        }
    }
}

/// What an audit goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit<'a> {
    /// The loops that are stuck.
    pub stuck: Vec<String>,
    /// Whether the store could be written the last time, and why not.
    pub store: Result<(), String>,
    /// How long ago that was proved by a sign of life.
    pub written_ago: SignedDuration,
    /// What was seen then.
    pub vitals: &'a Vitals,
}

impl Audit<'_> {
    /// Everything that is wrong; nothing if the outside watcher may be told that all is well.
    #[must_use]
    pub fn lacks(self, now: Timestamp) -> Vec<Lack> {
        let Self { stuck, store, written_ago, vitals } = self;
        let mut lacks = Vec::new();
        if !stuck.is_empty() {
            lacks.push(Lack::Stuck(stuck));
        }
        match store {
            Err(why) => lacks.push(Lack::Store(why)),
            Ok(()) if written_ago > WRITTEN_WITHIN => {
                let within = spell(WRITTEN_WITHIN);
                lacks.push(Lack::Store(format!("nothing was written to the store for {within}")));
            }
            Ok(()) => {}
        }
        if !vitals.is_reachable {
            lacks.push(Lack::NobodyReached(vitals.on_call.clone()));
        }
        lacks.extend(vitals.proof.and_then(|proof| proof.lack(now)));
        lacks
    }
}

impl Proof {
    fn lack(self, now: Timestamp) -> Option<Lack> {
        let Some(at) = self.at else { return Some(Lack::NeverHeard) };
        let before = |length| now.saturating_sub(length).unwrap_or(Timestamp::MIN);
        let oldest = match self.limit {
            Limit::Within(within) => before(within),
            Limit::Shift(start) => start.min(before(PROOF_LASTS)),
        };
        (at < oldest).then_some(Lack::HeardLongAgo(self.limit))
    }
}

/// What came of telling the outside watcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ping {
    /// It was told that all is well.
    Heard,
    /// It was not told, because something is wrong, in these words.
    Withheld(String),
    /// It could not be told, for that reason.
    Lost(String),
}

/// What is on the record about the outside watcher.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watcher {
    /// What was last put there, unless that all is well.
    told: Option<Ping>,
    /// How many pings in a row were lost.
    lost: u32,
}

impl Watcher {
    /// The same after another ping, and what goes on the record about it: that something is wrong once
    /// for each thing, and that all is well only after that.
    #[must_use]
    pub fn after(self, ping: Ping) -> (Self, Option<DaemonEvent>) {
        let lost = if matches!(ping, Ping::Lost(_)) { self.lost.saturating_add(1) } else { 0 };
        match ping {
            Ping::Heard => {
                let event = self.told.map(|_| DaemonEvent::DeadmanPinged);
                (Self { told: None, lost }, event)
            }
            Ping::Withheld(ref why) => {
                let event = DaemonEvent::DeadmanWithheld(why.clone());
                let is_news = self.told.as_ref() != Some(&ping);
                (Self { told: Some(ping), lost }, is_news.then_some(event))
            }
            Ping::Lost(ref why) => {
                let is_told = matches!(self.told, Some(Ping::Lost(_)));
                if is_told || lost < LOST {
                    return (Self { lost, ..self }, None);
                }
                let event = DaemonEvent::DeadmanUnreached(why.clone(), lost);
                (Self { told: Some(ping), lost }, Some(event))
            }
        }
    }
}

#[cfg(test)]
mod tests;
