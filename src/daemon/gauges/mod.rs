//! Gauges whose readings a program prints: one task for each runs it again and again, for as long as this
//! daemon decides. What it printed is kept and weighed by the deciding thread.

pub mod program;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::clock;
use super::decider::Message;
use super::polls::rest;
use super::shared::Shared;
use crate::config::{GaugeFeed, Settings};
use crate::domain::gauge::typed::Typed;
use crate::domain::name::GaugeName;
use crate::engine::{Engine, Gauged};
use crate::pager::CommandLine;
use crate::store::Result;

/// How many programs run at once; the others wait.
const AT_ONCE: usize = 8;

/// A program that prints readings of a gauge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    line: CommandLine,
    every: SignedDuration,
}

/// The programs that are run, by their gauges.
pub(super) type Runs = BTreeMap<GaugeName, Run>;

/// The programs of that configuration.
pub(super) fn runs(settings: &Settings) -> Arc<Runs> {
    let runs = settings.gauges.iter().filter_map(|(name, feed)| match feed {
        GaugeFeed::Run { line, every } => {
            Some((name.clone(), Run { line: line.clone(), every: *every }))
        }
        GaugeFeed::Monitor { .. } => None,
    });
    Arc::new(runs.collect())
}

/// What a run came to: what was printed, or why nothing was.
pub(super) struct Printed {
    gauge: GaugeName,
    at: Timestamp,
    output: std::result::Result<String, String>,
}

/// Keeps what was printed, or writes down why nothing was.
pub(super) fn heed(engine: &Engine<'_>, printed: &Printed, settings: &Settings) -> Result<()> {
    let Printed { gauge, at, output } = printed;
    // One that is not run any more has nothing to say.
    let Some(known) = settings.rules.gauges.get(gauge) else { return Ok(()) };
    let read = output
        .clone()
        .and_then(|output| Typed::printed(&output, known.max).map_err(|error| error.to_string()));
    let why = match read {
        Err(why) => why,
        Ok(typed) => match keep(engine, gauge, typed, *at)? {
            Gauged::Kept(_) => return Ok(()),
            Gauged::NoMax => "nothing says what it is full at".to_owned(),
            Gauged::NoNumber => "what was printed is no amount".to_owned(),
        },
    };
    engine.no_reading(gauge, &why)
}

fn keep(engine: &Engine<'_>, gauge: &GaugeName, typed: Typed, at: Timestamp) -> Result<Gauged> {
    if let Some(unit) = typed.unit {
        engine.count_in(gauge, unit)?;
    }
    engine.gauge(gauge, typed.value, typed.max, at)
}

/// Which programs are run.
pub(super) struct Board(watch::Sender<Arc<Runs>>);

impl Board {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Arc::default()))
    }

    /// These are run from now on. Those that run go on if nothing is different.
    pub(super) fn run(&self, runs: Arc<Runs>) {
        self.0.send_if_modified(|known| {
            let is_other = *known != runs;
            *known = runs;
            is_other
        });
    }
}

/// Whoever runs them, once begun.
pub(super) struct Runner {
    shared: Arc<Shared>,
    messages: Sender<Message>,
    task: Option<JoinHandle<()>>,
}

impl Runner {
    pub(super) fn new(shared: &Arc<Shared>, messages: &Sender<Message>) -> Self {
        Self { shared: Arc::clone(shared), messages: messages.clone(), task: None }
    }

    /// Begins, unless it has.
    pub(super) fn begin(&mut self) {
        if self.task.is_some() {
            return;
        }
        let mut runs = self.shared.gauges.0.subscribe();
        let messages = self.messages.clone();
        self.task = Some(tokio::spawn(async move {
            let places = Arc::new(Semaphore::new(AT_ONCE));
            loop {
                // Dropped with the next configuration, and with it whatever runs.
                let mut tasks = JoinSet::new();
                for (gauge, run) in runs.borrow_and_update().iter() {
                    let (gauge, run) = (gauge.clone(), run.clone());
                    tasks.spawn(again_and_again(gauge, run, Arc::clone(&places), messages.clone()));
                }
                if runs.changed().await.is_err() {
                    return;
                }
            }
        }));
    }

    /// Runs nothing any more.
    pub(super) fn end(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

async fn again_and_again(
    gauge: GaugeName,
    run: Run,
    places: Arc<Semaphore>,
    messages: Sender<Message>,
) {
    let every = Duration::try_from(run.every).unwrap_or(Duration::from_mins(5));
    loop {
        let output = {
            // It is never closed; should it be, the programs run all the same.
            let _place = places.acquire().await.ok();
            program::run(&run.line).await
        };
        let printed = Printed { gauge: gauge.clone(), at: clock::now(), output };
        // Should the thread be gone, nobody has to know.
        drop(messages.send(Message::Gauged(printed)));
        rest(every).await;
    }
}
