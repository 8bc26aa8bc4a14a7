//! A changed configuration: noticed, checked, and in force only if it has no fault.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::{RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::decider::Message;
use super::door_of;
use super::report::{Notice, Report};
use crate::config::{self, Located};
use crate::inbox::Door;

/// How long a file must be left alone before it is read: whoever writes it does so in several steps,
/// and half of it is not what they mean.
const QUIET: Duration = Duration::from_millis(100);

/// Where changes of the file are told. The watcher stops when this is dropped.
pub(super) struct Changes {
    told: UnboundedReceiver<()>,
    /// When the file that has changed will have been left alone. Kept here, because waiting for it
    /// is broken off by whatever else the daemon has to do.
    quiet_at: Option<Instant>,
    _watcher: Option<notify::RecommendedWatcher>,
}

impl Changes {
    /// Nothing to watch.
    fn never() -> Self {
        Self { told: unbounded_channel().1, quiet_at: None, _watcher: None }
    }

    /// Begins to watch the file's directory, because editors write a new file and rename it.
    fn watch(file: &Path) -> (Self, Option<notify::Error>) {
        let (tell, told) = unbounded_channel();
        let name = file.file_name().map(ToOwned::to_owned);
        let noticed = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            let is_ours = event.paths.iter().any(|path| path.file_name() == name.as_deref());
            if is_ours && !event.kind.is_access() {
                // Nobody listens any more: the daemon is stopping.
                let _ = tell.send(());
            }
        };
        let directory = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let watching = notify::recommended_watcher(noticed).and_then(|mut watcher| {
            watcher.watch(&directory, RecursiveMode::NonRecursive)?;
            Ok(watcher)
        });
        match watching {
            Ok(watcher) => (Self { told, quiet_at: None, _watcher: Some(watcher) }, None),
            Err(error) => (Self { told, quiet_at: None, _watcher: None }, Some(error)),
        }
    }

    /// Waits until the file has changed and is left alone again, for ever if that cannot be noticed.
    pub(super) async fn next(&mut self) {
        loop {
            let told = match self.quiet_at {
                Some(quiet_at) => timeout_at(quiet_at, self.told.recv()).await,
                None => Ok(self.told.recv().await),
            };
            match told {
                Ok(Some(())) => self.quiet_at = Some(Instant::now() + QUIET),
                Ok(None) => std::future::pending::<()>().await,
                Err(_) => break,
            }
        }
        self.quiet_at = None;
    }
}

/// Puts a changed configuration in force.
pub(super) struct Reloader {
    /// Where the file is, if there is one.
    pub(super) located: Option<Located>,
    /// Where the deciding thread is told.
    pub(super) messages: Sender<Message>,
    /// Where the listener is told.
    pub(super) door: watch::Sender<Arc<Door>>,
    /// Where people are told.
    pub(super) report: Report,
    /// Where the daemon listens, whatever the file says by now.
    pub(super) address: SocketAddr,
    /// The store that the file named when the daemon was started.
    pub(super) store: PathBuf,
}

impl Reloader {
    /// Begins to watch the file.
    pub(super) fn watch(&self) -> Changes {
        let Some(located) = &self.located else { return Changes::never() };
        let (changes, error) = Changes::watch(&located.path);
        if let Some(error) = error {
            self.report.say(Notice::CannotWatch(error.to_string()));
        }
        changes
    }

    /// Reads the file again. What is wrong with it is told, and the last good one stays.
    pub(super) fn reload(&self) {
        let Some(located) = &self.located else { return };
        match config::load(located) {
            Ok(settings) => {
                if settings.listen.address != self.address {
                    self.report.say(Notice::NeedsRestart("`[listen] address`"));
                }
                if settings.store.path != self.store {
                    self.report.say(Notice::NeedsRestart("`[store] path`"));
                }
                let door = Arc::new(door_of(&settings));
                self.door.send_replace(Arc::clone(&door));
                drop(self.messages.send(Message::Reload(Arc::new(settings), door)));
                self.report.say(Notice::ConfigReloaded);
            }
            Err(faults) => {
                drop(self.messages.send(Message::ConfigRefused(faults.all().len())));
                self.report.say(Notice::ConfigRefused(faults));
            }
        }
    }
}
