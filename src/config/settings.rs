//! What a checked configuration comes to: the rules, and how this machine is set up.

mod manner;
mod monitors;
mod updates;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::assertions::Test;
use super::fault::Fault;
use super::files::Line;
use super::raw::Raw;
use super::secret::Secret;
use crate::domain::alert::Severity;
use crate::domain::label::{Labels, Matcher, all_match};
use crate::domain::name::{ChannelName, GaugeName, MonitorName, PersonId, RotaName, SourceName};
use crate::domain::rules::Rules;
use crate::domain::status::plan::Plan;
use crate::pager::push::Target;
use crate::pager::{CommandLine, Output, Sound};
use crate::sources::polled::Polled;
use crate::sources::{DropIn, Grades, Map, Source};

pub use monitors::{CanarySettings, MonitorSettings};
pub use updates::{Audience, UpdateSettings};

/// A configuration without faults.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who is called, when and how.
    pub rules: Rules,
    /// Whose machine this is; it rings for everybody if nobody is named.
    pub me: Option<Vec<PersonId>>,
    /// Whether this machine is kept awake while somebody here is on call and it has mains power.
    pub inhibit_sleep: bool,
    /// Who may send alerts, by the NAME of `/in/NAME`.
    pub sources: BTreeMap<SourceName, SourceSettings>,
    /// What is looked at again and again.
    pub monitors: BTreeMap<MonitorName, MonitorSettings>,
    /// By what it is told whether anything can be seen at all.
    pub canaries: Vec<CanarySettings>,
    /// The doors that answer as other systems do and are open, and what a sender must know there.
    pub dropins: BTreeMap<DropIn, Option<Secret>>,
    /// Where the readings of gauges come from that are not only typed.
    pub gauges: BTreeMap<GaugeName, GaugeFeed>,
    /// What is played for which severity.
    pub sounds: Sounds,
    /// How it sounds in somebody's quiet hours.
    pub softer: BTreeMap<(PersonId, Severity), Softer>,
    /// What updates say and who reads them.
    pub updates: UpdateSettings,
    /// What the `command` channels run.
    pub commands: BTreeMap<(PersonId, ChannelName), CommandLine>,
    /// Where the `push` channels send to.
    pub pushes: BTreeMap<(PersonId, ChannelName), Target>,
    /// Where everything is kept.
    pub store: StoreSettings,
    /// Where alerts are received.
    pub listen: Listen,
    /// What a subscriber to a calendar must know; without one, there are no calendars to subscribe
    /// to.
    pub calendar_key: Option<Secret>,
    /// Whom wail tells that it is alive, if anybody.
    pub deadman: Option<DeadmanSettings>,
    /// The status page, if there is one.
    pub status: Option<StatusSettings>,
    /// What is allowed, and most likely not meant.
    pub warnings: Vec<Fault>,
    /// What is expected of all this.
    pub tests: Vec<Test>,
    /// The files it was read from; the configuration file itself comes first.
    pub files: Vec<PathBuf>,
    /// The zones that are named anywhere in it.
    pub zones: BTreeSet<String>,
    /// The zones by which each rota goes.
    pub rota_zones: BTreeMap<RotaName, BTreeSet<String>>,
    /// Where each rota is written.
    pub rota_lines: BTreeMap<RotaName, RotaLines>,
    /// The file itself, for `wail config show`.
    pub(super) raw: Raw,
}

/// A status page: what is on it, and where it goes.
#[derive(Clone, Debug)]
pub struct StatusSettings {
    /// The directory it is written into.
    pub directory: PathBuf,
    /// What is on it.
    pub plan: Plan,
}

/// Where the parts of a rota are written, each in the order in which the rota counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotaLines<P = Line> {
    /// The rota itself.
    pub rota: P,
    /// Its layers, through all tiers.
    pub layers: Vec<P>,
    /// Its overrides.
    pub overrides: Vec<P>,
    /// Its leave.
    pub leave: Vec<P>,
}

impl<P> RotaLines<P> {
    /// The same with every place made another.
    pub(super) fn map<Q>(&self, other: impl Fn(&P) -> Q) -> RotaLines<Q> {
        RotaLines {
            rota: other(&self.rota),
            layers: self.layers.iter().map(&other).collect(),
            overrides: self.overrides.iter().map(&other).collect(),
            leave: self.leave.iter().map(&other).collect(),
        }
    }
}

/// One sender of alerts.
#[derive(Clone)]
pub struct SourceSettings {
    /// What it sends.
    pub kind: &'static Source,
    /// What it must know; without one, anybody who reaches the listener may send.
    pub key: Option<Secret>,
    /// What proves that a request is its own, besides the key.
    pub proof: Option<SourceProof>,
    /// How its words for severities are meant.
    pub grades: Grades,
    /// What stands where in its bodies; only of kind `map`.
    pub map: Option<Map>,
    /// How long after its last report a problem counts as over.
    pub auto_resolve: Option<SignedDuration>,
    /// How it is asked, if it is not waited for what it posts.
    pub poll: Option<PollSettings>,
}

/// Where the readings of a gauge come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GaugeFeed {
    /// From a program that prints them.
    Run {
        /// The program, and how long it may take.
        line: CommandLine,
        /// How often it is run.
        every: SignedDuration,
    },
    /// From a monitor.
    Monitor {
        /// Which one.
        monitor: String,
        /// The label of one of its numbers.
        number: String,
    },
}

/// How a source is asked.
#[derive(Clone, Debug)]
pub struct PollSettings {
    /// What is asked, and what the answers mean.
    pub polled: &'static Polled,
    /// Where, without a slash at the end.
    pub url: String,
    /// How often; of a stream, for how long at most it says nothing.
    pub every: SignedDuration,
    /// Whose password the token is.
    pub user: Option<String>,
    /// What it is shown.
    pub token: Option<Secret>,
    /// How often in a row it may fail to answer before that is told.
    pub stale_after: u32,
}

/// A watcher outside, which is told again and again that all is well.
#[derive(Clone, Debug)]
pub struct DeadmanSettings {
    /// What is asked when all is well.
    pub url: Secret,
    /// What is asked at once when it is not, if anything.
    pub fail_url: Option<Secret>,
    /// How often.
    pub every: SignedDuration,
    /// By which method.
    pub method: String,
    /// How old the proof may be that this machine can be heard; as old as the shift unless given.
    pub audio_within: Option<SignedDuration>,
}

/// What proves that a request is its sender's.
#[derive(Clone, Debug)]
pub enum SourceProof {
    /// It is signed with a secret that both know.
    Secret(Secret),
    /// It is signed with a key that only the sender has.
    OwnKey,
}

impl fmt::Debug for SourceSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceSettings")
            .field("kind", &self.kind.name)
            .field("key", &self.key)
            .field("proof", &self.proof)
            .field("grades", &self.grades)
            .field("map", &self.map)
            .field("auto_resolve", &self.auto_resolve)
            .field("poll", &self.poll)
            .finish()
    }
}

/// What is played for which severity.
#[derive(Clone, Debug)]
pub struct Sounds {
    /// For `critical`.
    pub critical: Sound,
    /// For `error`.
    pub error: Sound,
    /// For `warning`.
    pub warning: Sound,
    /// For `info`.
    pub info: Sound,
    /// For whoever has an incident, when there is more than they acknowledged.
    pub new_problem: Sound,
    /// For alerts with some labels, whatever their severity: the first whose conditions all hold.
    pub when: Vec<SoundWhen>,
    /// What they are played by.
    pub output: Output,
}

/// What is played for alerts with some labels.
#[derive(Clone, Debug)]
pub struct SoundWhen {
    /// All must hold.
    pub matchers: Vec<Matcher>,
    /// What is played for them.
    pub sound: Sound,
}

/// What is softer in quiet hours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Softer {
    /// The loudness, from 0.0 to 1.0.
    pub volume: Option<f32>,
    /// A built-in sound or the path of a file.
    pub sound: Option<String>,
}

impl Settings {
    /// What is played to that person now for an alert of that severity with these labels.
    #[must_use]
    pub fn sound_for(
        &self,
        person: &PersonId,
        severity: Severity,
        labels: &Labels,
        now: Timestamp,
    ) -> Sound {
        let mut when = self.sounds.when.iter();
        let matching = when.find(|when| all_match(&when.matchers, labels));
        let mut sound =
            matching.map_or_else(|| self.sounds.of(severity), |when| &when.sound).clone();
        let is_quiet = self.rules.people.get(person).is_some_and(|person| person.is_quiet(now));
        let softer = self.softer.get(&(person.clone(), severity)).filter(|_| is_quiet);
        if let Some(Softer { volume, sound: name }) = softer {
            sound.volume = volume.unwrap_or(sound.volume);
            sound.name = name.clone().unwrap_or(sound.name);
        }
        sound
    }
}

impl Sounds {
    /// The name of the sound for a new problem unless the configuration gives it another.
    pub const NEW_PROBLEM: &'static str = "new-problem";

    /// What is played for that severity.
    #[must_use]
    pub fn of(&self, severity: Severity) -> &Sound {
        match severity {
            Severity::Critical => &self.critical,
            Severity::Error => &self.error,
            Severity::Warning => &self.warning,
            Severity::Info => &self.info,
        }
    }

    /// The name of the sound that a severity has unless the configuration gives it another.
    #[must_use]
    pub fn built_in(severity: Severity) -> &'static str {
        match severity {
            Severity::Critical => "something-broken",
            Severity::Error => "siren",
            Severity::Warning => "marimba",
            Severity::Info => "two-note",
        }
    }
}

impl Default for Sounds {
    fn default() -> Self {
        let sound = |severity| Sound::new(Self::built_in(severity), 1.0);
        Self {
            critical: sound(Severity::Critical),
            error: sound(Severity::Error),
            warning: sound(Severity::Warning),
            info: sound(Severity::Info),
            new_problem: Sound::new(Self::NEW_PROBLEM, 1.0),
            when: Vec::new(),
            output: Output::default(),
        }
    }
}

/// Where everything is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreSettings {
    /// The database file.
    pub path: PathBuf,
    /// How much of what was received is kept after it was read.
    pub keep_bodies: KeepBodies,
}

/// How much of what was received is kept after it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepBodies {
    /// For how long.
    pub age: SignedDuration,
    /// How many bytes altogether.
    pub bytes: u64,
}

impl Default for KeepBodies {
    fn default() -> Self {
        Self { age: SignedDuration::from_hours(7 * 24), bytes: 64_000_000 }
    }
}

/// Where alerts are received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// The address of the listener.
    pub address: SocketAddr,
    /// Where it is reached from outside, without a slash at the end.
    pub public_url: Option<String>,
    /// The largest body that is taken, in bytes.
    pub body_limit: usize,
}

impl Default for Listen {
    fn default() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 9911));
        Self { address, public_url: None, body_limit: 1024 * 1024 }
    }
}
