//! `file`: one that must be there, or must not, of some age and size.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::blocking::Blocking;
use super::keys::{key, needed};
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong};
use crate::domain::wait::spell;
use crate::domain::watch::Number;

/// `file`
pub(super) static MONITOR: Monitor = Monitor {
    name: "file",
    about: "a file that must be there, or must not, of some age and size",
    keys: KEYS,
    is_local: true,
    build,
};

const KEYS: &[Key] = &[
    needed("path", KeyKind::Path, "The file, or a directory.", "\"/var/backups/shop.dump\""),
    key("max_age", KeyKind::Length, "How old it may be.", "\"26h\""),
    key("min_age", KeyKind::Length, "How old it must be.", "\"1m\""),
    key("min_size", KeyKind::Size, "How much must be in it.", "\"10MB\""),
    key("max_size", KeyKind::Size, "How much may be in it.", "\"2GB\""),
    key(
        "exists",
        KeyKind::Truth,
        "Whether it must be there, which it must unless given, or must not.",
        "false",
    ),
];

#[derive(Debug)]
struct File {
    wanted: Arc<Wanted>,
    blocking: Blocking,
}

/// What a file must be like.
#[derive(Clone, Debug)]
struct Wanted {
    path: PathBuf,
    max_age: Option<Duration>,
    min_age: Option<Duration>,
    min_size: Option<u64>,
    max_size: Option<u64>,
    exists: bool,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let wanted = Wanted {
        path: options.path("path").unwrap_or_default(),
        max_age: options.length("max_age"),
        min_age: options.length("min_age"),
        min_size: options.size("min_size"),
        max_size: options.size("max_size"),
        exists: options.truth("exists").unwrap_or(true),
    };
    if wanted.path.as_os_str().is_empty() {
        let hint = "write `path = \"/var/backups/shop.dump\"`";
        return Err(Wrong::new("path", "the file has no name", hint));
    }
    let has_age = wanted.max_age.is_some() || wanted.min_age.is_some();
    if !wanted.exists && (has_age || wanted.min_size.is_some() || wanted.max_size.is_some()) {
        let message = "what must not be there has neither age nor size";
        return Err(Wrong::new("exists", message, "take out `exists`, or ages and sizes"));
    }
    if wanted.min_age.zip(wanted.max_age).is_some_and(|(min, max)| min > max) {
        let message = "no file is so old and so young";
        return Err(Wrong::new("min_age", message, "write one that is below `max_age`"));
    }
    if wanted.min_size.zip(wanted.max_size).is_some_and(|(min, max)| min > max) {
        let message = "no file is so large and so small";
        return Err(Wrong::new("min_size", message, "write one that is below `max_size`"));
    }
    Ok(Arc::new(File { wanted: Arc::new(wanted), blocking: Blocking::default() }))
}

impl Probe for File {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        let (wanted, now) = (Arc::clone(&self.wanted), cx.now);
        Box::pin(self.blocking.look(move || wanted.judge(fs::metadata(&wanted.path), now)))
    }

    fn target(&self) -> String {
        self.wanted.path.display().to_string()
    }
}

impl Wanted {
    fn judge(&self, found: io::Result<Metadata>, now: Timestamp) -> Look {
        let path = self.path.display();
        match found {
            Ok(found) => self.judge_found(&found, now),
            Err(error) if is_nowhere(&error) && !self.exists => {
                Look::fine(format!("there is no `{path}`"))
            }
            Err(error) if is_nowhere(&error) && self.path.is_symlink() => {
                Look::failed(format!("`{path}` is a link that leads nowhere"))
            }
            Err(error) if is_nowhere(&error) => Look::failed(format!("there is no `{path}`")),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                Look::undetermined(format!("this user may not look at `{path}`"))
            }
            Err(error) => Look::undetermined(format!("`{path}` cannot be looked at: {error}")),
        }
    }

    fn judge_found(&self, found: &Metadata, now: Timestamp) -> Look {
        let path = self.path.display();
        let modified = found.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
        let Some(modified) = modified else {
            return Look::undetermined(format!("nobody knows how old `{path}` is"));
        };
        // Before its own time it is not old at all.
        let (age, ahead) = (now.duration_since(modified), modified.duration_since(now));
        let size = found.is_file().then_some(found.len());
        let mut said = match ahead.as_secs() {
            1.. => format!("`{path}` is {} ahead of the clock", spell(ahead)),
            _ => format!("`{path}` is {} old", spell(age)),
        };
        if let Some(size) = size {
            said = format!("{said} and has {}", bytes(size));
        }
        if !self.exists {
            return Look::failed(format!("{said}, and must not be there"));
        }
        if size.is_none() && (self.min_size.is_some() || self.max_size.is_some()) {
            return Look::undetermined(format!("{said}, and is no file that has a size"));
        }
        let wrong = self.wrong(age, size.unwrap_or_default());
        let mut look = match wrong.as_slice() {
            [] => Look::fine(said),
            wrong => Look::failed(format!("{said}: {}", wrong.join(", "))),
        };
        look = look.number("age", age.as_secs_f64(), "s");
        look.numbers.extend(size.map(|size| Number {
            label: "size".to_owned(),
            value: number(size),
            unit: "B".to_owned(),
            max: self.max_size.map(number),
        }));
        look
    }

    fn wrong(&self, age: SignedDuration, size: u64) -> Vec<String> {
        let old =
            |limit: &Duration| SignedDuration::try_from(*limit).unwrap_or(SignedDuration::MAX);
        let words = |limit: &Duration| spell(old(limit));
        let older = self.max_age.filter(|max| age > old(max)).map(|max| words(&max));
        let younger = self.min_age.filter(|min| age < old(min)).map(|min| words(&min));
        let larger = self.max_size.filter(|max| size > *max).map(bytes);
        let smaller = self.min_size.filter(|min| size < *min).map(bytes);
        let wrong = [("old", older), ("young", younger), ("large", larger), ("small", smaller)];
        let wrong = wrong.into_iter().filter_map(|(what, limit)| Some((what, limit?)));
        wrong
            .map(|(what, limit)| {
                let which = if matches!(what, "old" | "large") { "at most" } else { "at least" };
                format!("too {what}, {which} {limit} would be right")
            })
            .collect()
    }
}

/// Whether there is nothing of that path.
fn is_nowhere(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[expect(clippy::cast_precision_loss, reason = "a number that people look at")]
fn number(bytes: u64) -> f64 {
    bytes as f64
}

/// An amount of data as people say it: `0 B`, `1.2 MB`.
fn bytes(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"];
    let mut scaled = (number(bytes), "B");
    for unit in units {
        if scaled.0 < 1000.0 {
            break;
        }
        scaled = (scaled.0 / 1000.0, unit);
    }
    match scaled {
        (_, "B") => format!("{bytes} B"),
        (amount, unit) => format!("{amount:.1} {unit}"),
    }
}

#[cfg(test)]
mod tests;
