//! What we ask: one file for each kind of monitor, one table of them.
//!
//! A kind makes a [`Probe`] of what the configuration says; a probe looks once and says what it saw.
//! What several looks mean together is not decided here but in `domain/watch/`.

mod blocking;
mod certificate;
mod command;
mod dns;
mod file;
mod http;
pub mod keys;
mod means;
mod names;
mod net;
mod options;
mod ping;
mod process;
mod program;
mod prometheus;
mod systemd;
mod tcp;
mod tls;
mod trust;
mod wanted;
mod web;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::time::timeout;

pub use keys::{COMMON, Key, KeyKind};
pub use means::Means;
pub use options::{Options, Secret, Value, Wrong};

use crate::domain::text::plain;
use crate::domain::watch::{Finding, Number, Observation};

/// A kind of monitor: how it is named in the configuration, what it understands, how it is made.
#[derive(Debug)]
pub struct Monitor {
    /// The word in the configuration.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// What can be said of it, besides what can be said of every monitor.
    pub keys: &'static [Key],
    /// Whether it looks at this machine: then it sees, whether or not the network is there.
    pub is_local: bool,
    /// Makes one of what is written.
    pub build: fn(&Options) -> Result<Arc<dyn Probe>, Wrong>,
}

/// Every kind of monitor there is, in the order of their names.
pub static MONITORS: &[&Monitor] = &[
    &command::MONITOR,
    &dns::MONITOR,
    &file::MONITOR,
    &http::MONITOR,
    &ping::MONITOR,
    &process::MONITOR,
    &prometheus::MONITOR,
    &systemd::MONITOR,
    &tcp::MONITOR,
    &tls::MONITOR,
];

/// The kind of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Monitor> {
    MONITORS.iter().copied().find(|monitor| monitor.name == name)
}

/// One look, under way.
pub type Looking<'a> = Pin<Box<dyn Future<Output = Look> + Send + 'a>>;

/// Something that can be looked at again and again.
pub trait Probe: fmt::Debug + Send + Sync {
    /// Looks once. Whoever asks drops it when its time is over, so whatever it has begun must end with
    /// it: a child process, a connection.
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a>;

    /// What is looked at, in a few words without secrets: an address, a program.
    fn target(&self) -> String;
}

/// What a look may use.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What all looks share.
    pub means: &'a Means,
    /// The instant at which it begins.
    pub now: Timestamp,
    /// How long it may take.
    pub timeout: Duration,
}

/// What a look saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// How the target is.
    pub finding: Finding,
    /// What was seen, in one line.
    pub said: String,
    /// The numbers that were seen.
    pub numbers: Vec<Number>,
}

impl Look {
    /// It is as it should be, and this was seen.
    pub fn fine(said: impl Into<String>) -> Self {
        Self { finding: Finding::Fine, said: said.into(), numbers: Vec::new() }
    }

    /// It works, and this is not as it should be.
    pub fn degraded(said: impl Into<String>) -> Self {
        Self { finding: Finding::Degraded, ..Self::fine(said) }
    }

    /// It does not work, as this shows.
    pub fn failed(said: impl Into<String>) -> Self {
        Self { finding: Finding::Failed, ..Self::fine(said) }
    }

    /// Nothing can be said of it, for this reason.
    pub fn undetermined(said: impl Into<String>) -> Self {
        Self { finding: Finding::Undetermined, ..Self::fine(said) }
    }

    /// With one number more.
    #[must_use]
    pub fn number(mut self, label: &str, value: f64, unit: &str) -> Self {
        let (label, unit) = (label.to_owned(), unit.to_owned());
        self.numbers.push(Number { label, value, unit, max: None });
        self
    }
}

/// How long what was seen may be, in characters.
const SAID: usize = 300;

/// How many numbers of one look are kept.
const NUMBERS: usize = 100;

/// Looks once, for at most its time. Too late is a failure, like any other.
pub async fn observe(probe: &dyn Probe, cx: Context<'_>) -> Observation {
    let began = Instant::now();
    let look = match timeout(cx.timeout, probe.look(cx)).await {
        Ok(look) => look,
        Err(_) => Look::failed(format!("no answer within {}", length(cx.timeout))),
    };
    let took = SignedDuration::try_from(began.elapsed()).unwrap_or(SignedDuration::MAX);
    let said = plain(without_number(look.said.trim())).chars().take(SAID).collect();
    let mut numbers = look.numbers;
    numbers.retain(|number| number.value.is_finite());
    numbers.truncate(NUMBERS);
    Observation { at: cx.now, took, finding: look.finding, said, numbers }
}

/// What a system says of an error, without its number, which says nothing to people.
fn without_number(said: &str) -> &str {
    let Some((text, number)) = said.rsplit_once(" (os error ") else { return said };
    let is_number = number.strip_suffix(')').is_some_and(|number| number.parse::<i32>().is_ok());
    if is_number { text } else { said }
}

/// How much of its time a look keeps for ending what it began, so that it can still say what it saw.
fn reserve(limit: Duration) -> Duration {
    (limit / 10).min(Duration::from_secs(1))
}

/// A length of time as people say it.
fn length(length: Duration) -> String {
    SignedDuration::try_from(length)
        .map_or_else(|_| "a long time".to_owned(), crate::domain::watch::monitor::in_words)
}

#[cfg(test)]
mod tests;
