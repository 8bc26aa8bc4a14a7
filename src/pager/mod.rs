//! Reaching a person: one file per channel, one table of them.

mod bell;
mod command;
mod desktop;
mod pages;
pub mod push;
pub mod sound;

pub use command::publish;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::notification::{About, NotificationId, Quietness};
use crate::domain::page::{Again, PageId, Sounding};

/// A way to reach a person: how it is named in the configuration and how it is made.
pub struct Channel {
    /// The word in the configuration, kebab-case.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// What there must be for it to work, in a sentence.
    pub needs: &'static str,
    /// Whether it can only reach somebody who sits at a running station.
    pub needs_station: bool,
    /// How much it disturbs when it only tells something; the least is asked first.
    pub quietness: Quietness,
    /// Makes the channel for one station.
    pub build: fn(&Surroundings) -> Box<dyn Ring>,
}

/// Every channel there is, in the order of their names.
pub static CHANNELS: &[&Channel] =
    &[&bell::CHANNEL, &command::CHANNEL, &desktop::CHANNEL, &push::CHANNEL, &sound::CHANNEL];

/// The channel of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Channel> {
    CHANNELS.iter().copied().find(|channel| channel.name == name)
}

/// The variables of this process, by name.
pub type Variable = Arc<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

/// What a channel may know of where it runs.
#[derive(Clone)]
pub struct Surroundings {
    /// The program to start for the alarm's player: this one.
    pub executable: PathBuf,
    /// Where a channel reports that a page it had delivered stopped ringing by itself.
    pub lost: UnboundedSender<Lost>,
    /// Where a channel reports anything else of its pages.
    pub news: UnboundedSender<News>,
    /// Its environment.
    pub variable: Variable,
    /// What alarms are played by; it changes with the configuration.
    pub output: watch::Receiver<Output>,
    /// Where it is remembered which outputs were unmuted for an alarm.
    pub unmuted: Option<PathBuf>,
}

/// What alarms are played by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Devices that are tried before the machine's default one.
    pub devices: Vec<String>,
    /// Whether an output that is muted is unmuted for an alarm, and restored after it.
    pub unmute: bool,
    /// The program that says what rings between two rounds of an alarm, with its arguments; empty if
    /// nothing is said.
    pub speak: Vec<String>,
}

/// What a channel has to say of pages after it was asked to ring them.
#[derive(Debug)]
pub enum News {
    /// They stopped ringing by themselves; it goes on trying.
    Lost(Lost),
    /// They are heard again, with that proof.
    Regained(Vec<PageId>, String),
    /// They are heard by what they are preferred to be played by again, with that proof.
    Returned(Vec<PageId>, String),
    /// They may not be heard, for that reason.
    Inaudible(Vec<PageId>, String),
    /// Its service repeats that page until it is told to stop, by that receipt.
    Repeats(PageId, String),
    /// What sounds can be heard, as far as the system tells, with that proof.
    Audible(String),
    /// What they are about is not said in words, for that reason.
    Unspoken(Vec<PageId>, String),
    /// They ring no longer, and this is how they rang.
    Rang(Vec<PageId>, Sounding),
}

/// A page that had been delivered and then stopped before anybody hushed it.
#[derive(Debug)]
pub struct Lost {
    /// The pages that were ringing.
    pub pages: Vec<PageId>,
    /// What happened.
    pub error: RingError,
}

/// One page on its way out, with everything a channel needs and nothing it must look up.
#[derive(Clone, Debug)]
pub struct Call {
    /// The page.
    pub page: PageId,
    /// What it is about.
    pub incident: IncidentId,
    /// Whom it is for.
    pub person: PersonId,
    /// The channel's name in that person's list.
    pub channel: ChannelName,
    /// How grave it is.
    pub severity: Severity,
    /// The incident's summary, as the sender wrote it: escape it before it reaches a terminal.
    pub summary: String,
    /// The incident's labels.
    pub labels: BTreeMap<String, String>,
    /// The source that sent the first alert.
    pub source: String,
    /// Why this page is sent, in words.
    pub reason: String,
    /// How the same problem was the last time, in few words; people wrote some of them.
    pub seen: Option<String>,
    /// What to play for it; for the `sound` channel.
    pub sound: Sound,
    /// What to run and for how long at most; for the `command` channel.
    pub command: Option<CommandLine>,
    /// Where it goes; for the `push` channel.
    pub push: Option<push::Target>,
    /// Where somebody acknowledges it without a terminal; for the `push` channel.
    pub ack: Option<String>,
}

/// One notification on its way out: to be told once, and as quietly as the channel can.
#[derive(Clone, Debug)]
pub struct Telling {
    /// The notification.
    pub notification: NotificationId,
    /// Whom it is for.
    pub person: PersonId,
    /// The channel's name in that person's list.
    pub channel: ChannelName,
    /// What kind of thing it is.
    pub about: About,
    /// It, in one sentence; it may have words from the configuration in it.
    pub text: String,
    /// All of it, where one sentence is not.
    pub whole: Option<Whole>,
    /// How loud to play the tone for it; for the `sound` channel.
    pub volume: f32,
    /// What to run and for how long at most; for the `command` channel.
    pub command: Option<CommandLine>,
    /// Where it goes; for the `push` channel.
    pub push: Option<push::Target>,
}

/// Something that is longer than a sentence, for channels that carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// What it is about, in a line.
    pub subject: String,
    /// It, as plain text.
    pub text: String,
    /// The same as a page that stands by itself.
    pub html: String,
    /// The command that shows it.
    pub shown_by: &'static str,
}

/// How an alarm sounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// A built-in name (`siren`, `something-broken`) or the path of a file.
    pub name: String,
    /// Loudness from 0.0 to 1.0.
    pub volume: f32,
    /// How it begins.
    pub ramp: Ramp,
    /// The silence before it begins again.
    pub gap: Duration,
}

/// How a sound begins: with a part of its volume, and louder until it has all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// Which part of the volume, from 0.0 to 1.0.
    pub from: f32,
    /// How long it takes.
    pub over: Duration,
}

impl Ramp {
    /// Low enough not to be a blow, high enough to wake.
    pub const USUAL: Self = Self { from: 0.4, over: Duration::from_secs(1) };
}

impl Sound {
    /// A sound that begins as usual and repeats without a gap.
    #[must_use]
    pub fn new(name: impl Into<String>, volume: f32) -> Self {
        Self { name: name.into(), volume, ramp: Ramp::USUAL, gap: Duration::ZERO }
    }
}

/// A program to run for a page, and its time limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// The program and its arguments.
    pub run: Vec<String>,
    /// How long it may take before it is killed with everything it started.
    pub limit: Duration,
}

/// A future that a channel returns; channels are kept in a list, so their type is erased.
pub type Ringing<'a> = Pin<Box<dyn Future<Output = Result<String, RingError>> + Send + 'a>>;

/// The same for what is only found out.
pub type Probing<'a> = Pin<Box<dyn Future<Output = Result<(), RingError>> + Send + 'a>>;

/// The same for an end in order.
pub type Closing<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A channel at work.
pub trait Ring: Send + Sync {
    /// Sends the page out. Returns once it is proved to have gone out, with the proof in words; an
    /// alarm goes on after that until it is hushed.
    fn ring(&self, call: Call) -> Ringing<'_>;

    /// Tells something once, in the least disturbing way there is. Returns once it is told, with the
    /// proof in words.
    fn tell(&self, telling: Telling) -> Ringing<'_>;

    /// Stops whatever still rings for that incident.
    fn hush(&self, incident: IncidentId);

    /// Has the service that repeats a message stop, by the receipt that it gave.
    fn call_off(&self, target: push::Target, receipt: String) {
        // Only a service repeats anything.
        drop((target, receipt));
    }

    /// That incident is about to be hushed, because its source says that it is over.
    fn over(&self, incident: IncidentId) {
        // Most channels have nothing to add to silence.
        let _ = incident;
    }

    /// Gives the receipts of what still rings, as news. It rings on, but not for long: nobody will be
    /// there to take them afterwards.
    fn give_receipts(&self) {
        // Most channels have none to give.
    }

    /// Falls silent for good and leaves the machine as it was: the station ends.
    fn close(&self) -> Closing<'_> {
        // Most channels change nothing that stays.
        Box::pin(std::future::ready(()))
    }

    /// Finds out, without being noticed, whether a page would go out from here.
    fn probe(&self) -> Probing<'_>;

    /// Proves it, if need be so that it is noticed; says how.
    fn prove(&self) -> Ringing<'_> {
        Box::pin(async { self.probe().await.map(|()| "it works".to_owned()) })
    }
}

/// Why a page did not go out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// The channel did not do it.
    #[error("{0}")]
    Failed(String),
    /// It did not go out now, and may the next time.
    #[error("{why}")]
    ForNow {
        /// What went wrong.
        why: String,
        /// Whether and when to try again.
        again: Again,
    },
    /// Somebody answered before it had gone out: the channel is not to blame.
    #[error("{0}")]
    Hushed(String),
    /// It went out, and nobody can have heard it: its output is muted.
    #[error("{0}")]
    Inaudible(String),
}

#[cfg(test)]
mod tests;
