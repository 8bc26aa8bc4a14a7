//! `wail restore`: a copy takes the place of the store, which is kept aside.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Content;
use crate::cli::Session;
use crate::domain::record::timeline::{Entry, Event, KeepingEvent};
use crate::error::{Error, Kind};
use crate::store::{self, Store, StoreError};

/// The arguments of `wail restore`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail restore /var/backups/wail/wail-20261129T085512Z.db\n  \
    wail restore copy.db --yes\n\n\
    No daemon may decide for the store meanwhile: stop it before. The copy is looked over first, and\n\
    stays as it is. What is in the store's place now is moved aside, never deleted, and the way back is\n\
    the same: `wail restore` with what was moved. Signs of life that wait beside the store stay there.\n\
    Exit code 1 if nothing was restored.")]
pub(crate) struct Restore {
    /// The copy
    #[arg(value_name = "FILE")]
    from: PathBuf,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(session: &Session, args: &Restore) -> Result<(), Error> {
    let (from, path) = (&args.from, session.store_path()?);
    if !from.is_file() {
        return Err(Error::new(Kind::No, format!("there is no file {}", from.display()))
            .hint("`wail backup DIRECTORY` makes a copy"));
    }
    if !store::is_database(from) {
        let cause = "it does not begin as a database does".to_owned();
        return Err(StoreError::Damaged { path: from.clone(), cause }.into());
    }
    if is_same(from, &path) {
        return Err(Error::new(Kind::Usage, "that is the store itself")
            .hint("name a copy, as `wail backup` prints it"));
    }
    let lease = store::lease_of(&path, &format!("wail restore ({})", std::process::id()));
    let lease = lease.map_err(|error| match error {
        StoreError::Leased { holder } => {
            Error::new(Kind::Unreachable, format!("this store is decided by {holder}"))
                .hint("stop it first: `systemctl --user stop wail`, or Ctrl-C where it runs")
        }
        error => error.into(),
    })?;
    let brought = Brought::of(from, &path)?;
    let mut copy = Store::open(&brought.0).map_err(|error| of_copy(error, from))?;
    let content = Content::of(&mut copy, from)?;
    content.warn(session, from);
    session.out.talk(format_args!("{}: {}", from.display(), content.told(session)));
    if path.exists() {
        session.out.talk(format_args!("{}: {}", path.display(), present(session, &path)));
    }
    if args.dry_run {
        session.out.talk("nothing was changed");
        return Ok(());
    }
    confirm(session, args.yes)?;
    let aside = aside(&path, session);
    let was_there = store::replace(&path, copy, &aside, &lease)?;
    std::mem::forget(brought);
    let aside = was_there.then_some(aside);
    note(session, &path, from, &content, aside.as_deref());
    drop(lease);
    tell(session, &content, &path, aside.as_deref())
}

/// What is in the store's place now, as far as it can be read.
fn present(session: &Session, path: &Path) -> String {
    if !store::is_database(path) {
        return "it is damaged or not a store".to_owned();
    }
    let content =
        Store::open(path).map_err(Error::from).and_then(|mut it| Content::of(&mut it, path));
    match content {
        Ok(content) => content.told(session),
        Err(error) => error.message().to_owned(),
    }
}

fn confirm(session: &Session, yes: bool) -> Result<(), Error> {
    if yes {
        return Ok(());
    }
    match session.out.ask("restore it? [y/N] ") {
        Some(true) => Ok(()),
        Some(false) => Err(Error::new(Kind::No, "nothing was restored")),
        None => Err(Error::new(Kind::Usage, "this replaces the store, and nobody can be asked")
            .hint("look at it with `--dry-run`, then say `--yes`")),
    }
}

/// Where that goes which is here now: beside it, named by the time.
fn aside(path: &Path, session: &Session) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(session.now.strftime(".before-%Y%m%dT%H%M%SZ").to_string());
    PathBuf::from(name)
}

/// Writes down in the store that it was restored, and from what.
fn note(session: &Session, path: &Path, from: &Path, content: &Content, aside: Option<&Path>) {
    let text = |path: &Path| {
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
    };
    let event = Event::Keeping(KeepingEvent::Restored {
        by: session.person().ok(),
        from: text(from),
        last: content.last,
        aside: aside.map(text),
    });
    let noted = Store::open(path).and_then(|mut store| {
        store.write(|tx| tx.append(&Entry { at: session.now, incident: None, event }))
    });
    if let Err(error) = noted {
        session.out.warn(format_args!("warning: it is not on the record: {error}"));
    }
}

fn tell(
    session: &Session,
    content: &Content,
    path: &Path,
    aside: Option<&Path>,
) -> Result<(), Error> {
    if session.out.json {
        let mut value = content.value();
        value["store"] = json!(path);
        value["aside"] = json!(aside);
        return session.out.json(&value);
    }
    session.out.line(format_args!("restored: {}", path.display()))?;
    if let Some(aside) = aside {
        session.out.talk(format_args!("what was there is in {}", aside.display()));
    }
    if content.open > 0 {
        session
            .out
            .talk("what is open calls again as soon as a daemon decides: `wail list` shows it");
    }
    Ok(())
}

/// The failure of the copy of the copy, told of the copy itself.
fn of_copy(error: StoreError, from: &Path) -> Error {
    let path = from.to_owned();
    Error::from(match error {
        StoreError::Damaged { cause, .. } => StoreError::Damaged { path, cause },
        StoreError::Newer { .. } => StoreError::Newer { path },
        error => error,
    })
}

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// The copy of the copy beside the store, which becomes the store; deleted unless it did.
struct Brought(PathBuf);

impl Brought {
    fn of(from: &Path, path: &Path) -> Result<Self, Error> {
        let mut to = path.as_os_str().to_owned();
        to.push(format!(".restoring.{}", std::process::id()));
        let brought = Self(PathBuf::from(to));
        for log in ["", "-wal"] {
            let named = |file: &Path| {
                let mut name = file.as_os_str().to_owned();
                name.push(log);
                PathBuf::from(name)
            };
            let (from, to) = (named(from), named(&brought.0));
            if log.is_empty() || from.exists() {
                store::copy_private(&from, &to)?;
            }
        }
        Ok(brought)
    }
}

impl Drop for Brought {
    fn drop(&mut self) {
        for log in ["", "-wal", "-shm"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(log);
            drop(fs::remove_file(name));
        }
    }
}
