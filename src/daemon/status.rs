//! The status page, written again whenever something has changed: aside from the deciding thread, and a
//! failure stops nobody.

pub mod files;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use self::files::NotWritten;
use super::clock;
use super::decider::Message;
use super::heart::Pulse;
use super::shared::Shared;
use crate::config::{Settings, StatusSettings};
use crate::domain::name::MonitorName;
use crate::domain::record::timeline::{DaemonEvent, Event, StatusPageEvent};
use crate::domain::status::Page;
use crate::engine::Engine;
use crate::engine::status::failing::is_failing;
use crate::engine::status::{self, Question};
use crate::publish;
use crate::store::{Result, Store, StoreError, Tx, lease_holder};
use crate::system;

/// How often it is looked whether anything has changed, and so how often it is written at most.
const LOOK: Duration = Duration::from_secs(3);

/// How many times as long as writing took it rests before it writes again: it takes a twentieth of a core
/// at most.
const REST: u32 = 20;

/// How often it is written though nothing has changed, so that its `as of` is never old.
const AT_LEAST: Duration = Duration::from_mins(1);

/// How long writing may take before that is told.
const LONGEST: Duration = Duration::from_mins(1);

/// How often it is written in a row, at most, while others put things on the record.
const IN_A_ROW: u32 = 100;

/// What the page says at that instant, by the configuration in force.
pub fn page(
    tx: &Tx<'_>,
    settings: &Settings,
    wanted: &StatusSettings,
    now: Timestamp,
) -> Result<Page> {
    let monitors = settings.monitors.iter().map(|(name, it)| (name.clone(), it.limits.patience));
    let monitors: BTreeMap<MonitorName, SignedDuration> = monitors.collect();
    status::page(
        tx,
        &Question {
            plan: &wanted.plan,
            monitors: &monitors,
            maintenance: &settings.rules.maintenance,
            now,
        },
    )
}

/// Why a page was not built.
#[derive(Debug, thiserror::Error)]
pub enum NotBuilt {
    /// The record cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files cannot be written.
    #[error(transparent)]
    Files(#[from] NotWritten),
}

/// A page that was built.
#[derive(Debug)]
pub struct Built {
    /// What it says.
    pub page: Page,
    /// The newest entry of the timeline that it knows.
    pub entry: i64,
}

/// Writes the page into a directory, as everything stands. Two that do so at once may overtake each other, so
/// it is written again if anything was put on the record meanwhile: what is there last knows all of it. Where a
/// daemon runs, that sees to it.
///
/// # Errors
///
/// The first thing that failed; then what was there is there still.
pub fn build(
    store: &mut Store,
    settings: &Settings,
    wanted: &StatusSettings,
    directory: &Path,
    now: impl Fn() -> Timestamp,
) -> std::result::Result<Built, NotBuilt> {
    let mut times = 0;
    loop {
        let built = store.read(|tx| {
            let page = page(tx, settings, wanted, now())?;
            Ok::<_, StoreError>(Built { page, entry: tx.last_entry()? })
        })?;
        files::write(directory, &publish::status::written(&built.page))?;
        times += 1;
        let is_newest = store.read(|tx| tx.last_entry())? == built.entry;
        if is_newest || times == IN_A_ROW || lease_holder(store.path()).is_some() {
            return Ok(built);
        }
    }
}

/// Takes to the board that the page cannot be written, or can again.
pub(super) fn heed(engine: &Engine<'_>, notes: &[Event]) -> Result<()> {
    for note in notes {
        if let Event::Daemon(DaemonEvent::StatusPage(event)) = note {
            engine.hear_of_status_page(event)?;
        }
    }
    Ok(())
}

/// Whoever writes it, once begun.
pub(super) struct Publisher {
    shared: Arc<Shared>,
    messages: Sender<Message>,
    store: PathBuf,
    task: Option<JoinHandle<()>>,
}

impl Publisher {
    pub(super) fn new(shared: &Arc<Shared>, messages: &Sender<Message>, store: PathBuf) -> Self {
        Self { shared: Arc::clone(shared), messages: messages.clone(), store, task: None }
    }

    /// Begins, unless it has.
    pub(super) fn begin(&mut self) {
        if self.task.is_none() {
            let writer = Writer {
                shared: Arc::clone(&self.shared),
                messages: self.messages.clone(),
                store: self.store.clone(),
            };
            self.task = Some(tokio::spawn(writer.go_on()));
        }
    }

    /// Writes nothing any more.
    pub(super) fn end(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

struct Writer {
    shared: Arc<Shared>,
    messages: Sender<Message>,
    store: PathBuf,
}

/// What one look came to.
struct Looked {
    /// The newest entry of the timeline then.
    entry: Option<i64>,
    /// Whether the page was written, and why not; nothing if there was no need.
    written: Option<std::result::Result<(), String>>,
    /// How long all of it took.
    took: Duration,
}

impl Writer {
    /// Writes as the configuration in force says, for as long as this daemon decides.
    async fn go_on(self) {
        let mut settings = self.shared.heart.settings();
        loop {
            let wanted: Option<Arc<Settings>> = settings.borrow_and_update().clone();
            let wanted = wanted.filter(|wanted| wanted.status.is_some());
            let is_over = if let Some(wanted) = wanted {
                self.write_again_and_again(&wanted, &mut settings).await
            } else {
                self.is_told(StatusPageEvent::Dropped).await;
                settings.changed().await.is_err()
            };
            if is_over {
                return;
            }
        }
    }

    /// Writes until the configuration changes. Whether there will be no other.
    async fn write_again_and_again(
        &self,
        wanted: &Arc<Settings>,
        settings: &mut watch::Receiver<Option<Arc<Settings>>>,
    ) -> bool {
        let pulse = Pulse::new("status page");
        let _attended = self.shared.heart.attend(&pulse);
        let Some(directory) = wanted.status.as_ref().map(|it| it.directory.clone()) else {
            return false;
        };
        let (mut entry, mut due_at) = (None, Duration::ZERO);
        loop {
            let is_due = due_at <= system::since_boot();
            let (store, by) = (self.store.clone(), Arc::clone(wanted));
            let mut look = spawn_blocking(move || look(&store, &by, entry, is_due));
            let in_time = timeout(LONGEST, pulse.through(&mut look)).await;
            let looked = if let Ok(looked) = in_time {
                looked
            } else {
                let why = format!("it takes longer than {} seconds", LONGEST.as_secs());
                self.is_told(StatusPageEvent::Fails(directory.clone(), why)).await;
                pulse.through(look).await
            };
            // A panic there has been told by whoever prints those; the next look may do better.
            let Ok(Looked { entry: newest, written, took }) = looked else { return false };
            entry = newest;
            match written {
                None => {}
                Some(Ok(())) => {
                    due_at = system::since_boot() + AT_LEAST;
                    self.is_told(StatusPageEvent::Written).await;
                }
                Some(Err(why)) => {
                    due_at = system::since_boot();
                    self.is_told(StatusPageEvent::Fails(directory.clone(), why)).await;
                }
            }
            let rest = LOOK.max(took.saturating_mul(REST));
            if let Ok(changed) = pulse.through(timeout(rest, settings.changed())).await {
                return changed.is_err();
            }
        }
    }

    /// Has it put on the record, where it is news: others who write the page may have told it.
    async fn is_told(&self, event: StatusPageEvent) {
        let store = self.store.clone();
        let before = spawn_blocking(move || is_on_record(&store)).await.unwrap_or(false);
        if matches!(event, StatusPageEvent::Fails(..)) != before {
            // Should the deciding thread be gone, the daemon is ending.
            drop(self.messages.send(Message::Note(DaemonEvent::StatusPage(event))));
        }
    }
}

/// Whether the board says that the page cannot be written. What cannot be read now is told once more.
fn is_on_record(store: &Path) -> bool {
    let failing = Store::open(store).and_then(|mut it| it.read(is_failing));
    failing.unwrap_or(false)
}

/// Writes the page if anything was put on the record after that entry, or if it is due.
fn look(path: &Path, settings: &Settings, last: Option<i64>, is_due: bool) -> Looked {
    let begun_at = system::since_boot();
    let mut looked = Looked { entry: last, written: None, took: Duration::ZERO };
    let Some(wanted) = &settings.status else { return looked };
    looked.written = written_anew(path, settings, wanted, last.filter(|_| !is_due)).map_or_else(
        |error| Some(Err(error.to_string())),
        |built| {
            let Built { entry, .. } = built?;
            looked.entry = Some(entry);
            Some(Ok(()))
        },
    );
    looked.took = system::since_boot().saturating_sub(begun_at);
    looked
}

/// Writes the page, unless that is the newest entry still.
fn written_anew(
    path: &Path,
    settings: &Settings,
    wanted: &StatusSettings,
    last: Option<i64>,
) -> std::result::Result<Option<Built>, NotBuilt> {
    let mut store = Store::open(path)?;
    if last.is_some() && last == Some(store.read(|tx| tx.last_entry())?) {
        return Ok(None);
    }
    build(&mut store, settings, wanted, &wanted.directory, clock::now).map(Some)
}
