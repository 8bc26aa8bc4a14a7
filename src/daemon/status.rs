//! The status page, written again whenever something has changed: aside from the deciding thread, and a
//! failure stops nobody.

pub mod files;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use super::clock;
use super::decider::Message;
use super::heart::Pulse;
use super::shared::Shared;
use crate::config::{Settings, StatusSettings};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::name::MonitorName;
use crate::domain::record::timeline::{DaemonEvent, Event, StatusPageEvent};
use crate::domain::station::own_source;
use crate::domain::status::Page;
use crate::engine::Engine;
use crate::engine::status::{self, Question};
use crate::publish;
use crate::store::{Result, Store, Tx};
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

/// The identity of the problem that it cannot be written. No sender can claim it: in theirs a backslash
/// is followed by `:` or by another one.
const PROBLEM: &str = "\\status-page";

/// What the page says at that instant, by the configuration in force.
pub fn page(
    tx: &Tx<'_>,
    settings: &Settings,
    wanted: &StatusSettings,
    now: Timestamp,
) -> Result<Page> {
    let present: BTreeSet<MonitorName> = settings.monitors.keys().cloned().collect();
    status::page(
        tx,
        &Question {
            plan: &wanted.plan,
            present: Some(&present),
            maintenance: &settings.rules.maintenance,
            updates: &[],
            promises: &[],
            now,
        },
    )
}

/// Takes to the board that the page cannot be written, or can again.
pub(super) fn heed(engine: &Engine<'_>, notes: &[Event]) -> Result<()> {
    for note in notes {
        let Event::Daemon(DaemonEvent::StatusPage(event)) = note else { continue };
        let alert = |signal, summary: &str| {
            let identity = Fingerprint::kept(PROBLEM.to_owned());
            Alert::new(own_source(), identity, signal, Severity::Warning).summary(summary)
        };
        engine.hear_once(&match event {
            StatusPageEvent::Fails(..) => {
                alert(Signal::Firing, "the status page cannot be written").details(event.sentence())
            }
            StatusPageEvent::Written | StatusPageEvent::Dropped => {
                alert(Signal::Resolved, "the status page is written again")
            }
        })?;
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
                fails: None,
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
    /// Whether the record says that it cannot be written; nothing as long as nobody looked.
    fails: Option<bool>,
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
    async fn go_on(mut self) {
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
        &mut self,
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

    /// Has it put on the record, where it is news.
    async fn is_told(&mut self, event: StatusPageEvent) {
        let fails = matches!(event, StatusPageEvent::Fails(..));
        let before = if let Some(before) = self.fails {
            before
        } else {
            let store = self.store.clone();
            spawn_blocking(move || is_on_record(&store)).await.unwrap_or(false)
        };
        self.fails = Some(fails);
        if fails != before {
            // Should the deciding thread be gone, the daemon is ending.
            drop(self.messages.send(Message::Note(DaemonEvent::StatusPage(event))));
        }
    }
}

/// Whether the daemon before this one has left it on the board that the page cannot be written.
fn is_on_record(store: &Path) -> bool {
    let firing = Store::open(store).and_then(|mut it| it.read(|tx| tx.firing()));
    // What cannot be read now is on the record as far as it matters: then it is told once more.
    firing.is_ok_and(|all| {
        let mut alerts = all.iter().map(|firing| &firing.alert);
        alerts.any(|it| it.source == own_source().as_str() && it.fingerprint == PROBLEM)
    })
}

/// Writes the page if anything was put on the record after that entry, or if it is due.
fn look(path: &Path, settings: &Settings, last: Option<i64>, is_due: bool) -> Looked {
    let begun_at = system::since_boot();
    let mut looked = Looked { entry: last, written: None, took: Duration::ZERO };
    let Some(wanted) = &settings.status else { return looked };
    let read = Store::open(path).and_then(|mut store| {
        store.read(|tx| {
            let newest = tx.last_entry()?;
            if !is_due && Some(newest) == last {
                return Ok(None);
            }
            Ok(Some((newest, page(tx, settings, wanted, clock::now())?)))
        })
    });
    match read {
        Ok(None) => {}
        Ok(Some((newest, page))) => {
            let files = publish::status::written(&page);
            let written = files::write(&wanted.directory, &files);
            looked.entry = Some(newest);
            looked.written = Some(written.map_err(|error| error.to_string()));
        }
        Err(error) => looked.written = Some(Err(error.to_string())),
    }
    looked.took = system::since_boot().saturating_sub(begun_at);
    looked
}
