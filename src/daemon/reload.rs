//! A changed configuration: noticed, checked, and in force only if it has no fault.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::{RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout_at};

use super::decider::Message;
use super::door_of;
use super::drill::DrillKey;
use super::report::{Notice, Report};
use crate::config::{self, Faults, Located, Settings};
use crate::inbox::Door;

/// How long a file must be left alone before it is read: whoever writes it does so in several steps,
/// and half of it is not what they mean.
const QUIET: Duration = Duration::from_millis(100);

/// How many links are followed: as many as the kernel follows.
const LINKS: usize = 40;

/// Where changes of the file are told. The watcher stops when this is dropped.
pub(super) struct Changes {
    told: UnboundedReceiver<()>,
    /// When the file that has changed will have been left alone. Kept here, because waiting for it
    /// is broken off by whatever else the daemon has to do.
    quiet_at: Option<Instant>,
    _watcher: Option<notify::RecommendedWatcher>,
}

impl Changes {
    /// Begins to watch the files of a configuration as they are found now.
    pub(super) fn of(files: &[PathBuf], report: &Report) -> Self {
        if files.is_empty() {
            return Self { told: unbounded_channel().1, quiet_at: None, _watcher: None };
        }
        let (changes, error) = Self::watch(files);
        if let Some(error) = error {
            report.say(Notice::CannotWatch(error.to_string()));
        }
        changes
    }

    /// Begins to watch every name that leads to a file: where it is a link, what the link names may
    /// be changed, and so may the link. A name is watched in its directory, because editors write a
    /// new file and rename it.
    fn watch(files: &[PathBuf]) -> (Self, Option<notify::Error>) {
        let (tell, told) = unbounded_channel();
        let names: BTreeSet<PathBuf> = files.iter().flat_map(|file| names_of(file)).collect();
        let directories: BTreeSet<PathBuf> =
            names.iter().filter_map(|name| name.parent().map(ToOwned::to_owned)).collect();
        let noticed = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            let is_ours = event.paths.iter().any(|path| names.contains(path));
            if is_ours && !event.kind.is_access() {
                // Nobody listens any more: the daemon is stopping.
                let _ = tell.send(());
            }
        };
        let watching = notify::recommended_watcher(noticed).and_then(|mut watcher| {
            for directory in &directories {
                watcher.watch(directory, RecursiveMode::NonRecursive)?;
            }
            Ok(watcher)
        });
        match watching {
            Ok(watcher) => (Self { told, quiet_at: None, _watcher: Some(watcher) }, None),
            Err(error) => (Self { told, quiet_at: None, _watcher: None }, Some(error)),
        }
    }

    /// Waits until the file has changed and is left alone again, for ever if that cannot be noticed.
    async fn next(&mut self) {
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

/// Every name that decides which file that path is: its own, those of the links on the way, and of
/// what they name. The first that is missing is the last.
fn names_of(file: &Path) -> BTreeSet<PathBuf> {
    let mut names = BTreeSet::new();
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let mut ahead = parts_of(&whole);
    let mut here = PathBuf::new();
    let mut links = 0;
    while let Some(part) = ahead.pop() {
        if part == Component::ParentDir.as_os_str() {
            here.pop();
            continue;
        }
        here.push(part);
        match fs::read_link(&here) {
            Ok(target) if links < LINKS => {
                links += 1;
                names.insert(here.clone());
                here.pop();
                ahead.extend(parts_of(&target));
            }
            _ if ahead.is_empty() || !here.exists() => {
                names.insert(here);
                break;
            }
            _ => {}
        }
    }
    names
}

/// The parts of a path, the last one first. What stands for the present directory is none.
fn parts_of(path: &Path) -> Vec<OsString> {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    parts.rev().map(|part| part.as_os_str().to_owned()).collect()
}

/// A changed configuration without a fault.
pub(super) struct Reloaded {
    /// What it comes to.
    pub(super) settings: Arc<Settings>,
    /// Its door.
    pub(super) door: Arc<Door>,
    /// What is said once it is in force.
    pub(super) notices: Vec<Notice>,
}

/// Reads a changed configuration.
pub(super) struct Reloader {
    /// Where the file is, if there is one.
    pub(super) located: Option<Located>,
    /// Where the deciding thread is told.
    pub(super) messages: Sender<Message>,
    /// Where people are told.
    pub(super) report: Report,
    /// The files it was read from when it last had no fault.
    pub(super) files: Vec<PathBuf>,
    /// Where the daemon listens, whatever the file says by now.
    pub(super) address: SocketAddr,
    /// The store that the file named when the daemon was started.
    pub(super) store: PathBuf,
    /// What the sender of a drill must know.
    pub(super) drill_key: Option<DrillKey>,
    /// What tells that the file has changed.
    pub(super) changes: Changes,
}

impl Reloader {
    /// Waits until the file has changed and is left alone again.
    pub(super) async fn changed(&mut self) {
        self.changes.next().await;
    }

    /// Reads the file again. What is wrong with it is told, and the last good one stays.
    pub(super) fn reload(&mut self) {
        let Some(located) = &self.located else { return };
        // A link may lead elsewhere by now, and another file be named. What changes after it is read
        // is noticed.
        self.changes = Changes::of(&self.files, &self.report);
        let mut loaded = config::load(located);
        let files = match &loaded {
            Ok(settings) => settings.files.clone(),
            Err(faults) => self.files_with(faults),
        };
        if files != self.files {
            self.files = files;
            self.changes = Changes::of(&self.files, &self.report);
            loaded = config::load(located);
        }
        match loaded {
            Ok(settings) => drop(self.messages.send(Message::Reload(self.reloaded(settings)))),
            Err(faults) => {
                drop(self.messages.send(Message::ConfigRefused(faults.all().len())));
                self.report.say(Notice::ConfigRefused(faults));
            }
        }
    }
}

impl Reloader {
    /// The files of before, and those that have faults: whoever mends one changes it.
    fn files_with(&self, faults: &Faults) -> Vec<PathBuf> {
        let mut files = self.files.clone();
        for fault in faults.all() {
            if !files.contains(&fault.file) {
                files.push(fault.file.clone());
            }
        }
        files
    }

    fn reloaded(&self, settings: Settings) -> Reloaded {
        let is_moved = [
            ("`[listen] address`", settings.listen.address != self.address),
            ("`[store] path`", settings.store.path != self.store),
        ];
        let needs_restart = is_moved.into_iter().filter(|(_, is_moved)| *is_moved);
        let notices = needs_restart.map(|(what, _)| Notice::NeedsRestart(what)).collect();
        let door = Arc::new(door_of(&settings, self.drill_key.as_ref()));
        Reloaded { settings: Arc::new(settings), door, notices }
    }
}

#[cfg(test)]
mod tests;
