//! `wail restore`: a copy takes the place of the store, which is kept aside.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

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
    Nobody may have the store open meanwhile: stop every daemon and station before. The copy is looked\n\
    over first, and stays as it is. What is in the store's place now is moved aside, never deleted, and\n\
    the way back is the same: `wail restore` with what was moved. Signs of life that wait beside the\n\
    store stay there.\n\
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
    let (from, path) = (&args.from, place(session)?);
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
    if let Some(holder) = store::lease_holder(from) {
        let message = format!("{} is decided by {holder}, and changes meanwhile", from.display());
        return Err(Error::new(Kind::Unreachable, message)
            .hint(format!("copy it first: `wail --store {} backup`", from.display())));
    }
    let lease = store::lease_of(&path, &format!("wail restore ({})", std::process::id()));
    let lease = lease.map_err(|error| match error {
        StoreError::Leased { holder } => {
            Error::new(Kind::Unreachable, format!("this store is decided by {holder}"))
                .hint("stop it first: `systemctl --user stop wail`, or Ctrl-C where it runs")
        }
        error => error.into(),
    })?;
    store::settle_alone(&path).map_err(|error| in_use(error, &path))?;
    clear_unfinished(session, &path);
    let mut brought = Brought::of(from, &path)?;
    brought.content.warn(session, from);
    session.out.talk(format_args!("{}: {}", from.display(), brought.content.told(session)));
    if path.exists() {
        session.out.talk(format_args!("{}: {}", path.display(), present(session, &path)));
    }
    if args.dry_run {
        session.out.talk("nothing was changed");
        return Ok(());
    }
    if !args.yes {
        // Ctrl-C at the question would leave it there.
        drop(brought);
        confirm(session)?;
        brought = Brought::of(from, &path)?;
    }
    let Brought { copy, content, unfinished } = brought;
    let aside = aside(&path, session);
    let aside = store::replace(&path, copy, &aside, &lease);
    drop(unfinished);
    let aside = aside.map_err(|error| in_use(error, &path))?;
    note(session, &path, from, &content, aside.as_deref());
    drop(lease);
    tell(session, &content, &path, aside.as_deref())
}

/// The file of the store: where the path is a link, what that leads to.
fn place(session: &Session) -> Result<PathBuf, Error> {
    let path = session.store_path()?;
    if !path.is_symlink() {
        return Ok(path);
    }
    fs::canonicalize(&path).map_err(|error| {
        let message = format!("{} is a link that leads to no file: {error}", path.display());
        Error::new(Kind::Unreachable, message)
            .hint("mount what it leads to, or name the file itself with `--store FILE`")
    })
}

/// A failure of the store, where it is that somebody else has it open.
fn in_use(error: StoreError, path: &Path) -> Error {
    let StoreError::Busy { .. } = error else { return error.into() };
    let path = path.display();
    Error::new(Kind::Unreachable, format!("the store {path} is open elsewhere"))
        .detail("  whoever has it would go on writing to what is moved aside")
        .hint(format!(
            "end every `wail watch` and `wail serve` on it: `fuser -v {path}` names them"
        ))
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

fn confirm(session: &Session) -> Result<(), Error> {
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

/// The copy of the copy beside the store, which becomes the store, looked over.
struct Brought {
    copy: Store,
    content: Content,
    /// Dropped after the store that is in it.
    unfinished: Unfinished,
}

impl Brought {
    fn of(from: &Path, path: &Path) -> Result<Self, Error> {
        let mut to = path.as_os_str().to_owned();
        to.push(format!("{RESTORING}.{}", std::process::id()));
        let unfinished = Unfinished(PathBuf::from(to));
        let before = written(from);
        for log in ["", "-wal"] {
            let (from, to) = (with(from, log), with(&unfinished.0, log));
            if log.is_empty() || from.exists() {
                let copied = store::copy_private(&from, &to);
                copied.map_err(|error| cannot(&from, &error))?;
            }
        }
        if written(from) != before {
            let message = format!("{} was written to while it was read", from.display());
            return Err(Error::new(Kind::Unreachable, message)
                .hint(format!("copy it first: `wail --store {} backup`", from.display())));
        }
        let mut copy = Store::open(&unfinished.0).map_err(|error| of_copy(error, from))?;
        let content = Content::of(&mut copy, from)?;
        Ok(Self { copy, content, unfinished })
    }
}

/// What the name of the store goes on with while a copy is brought beside it, before the number of the process.
const RESTORING: &str = ".restoring";

/// Deletes what earlier ones that were ended in the middle have left beside the store.
fn clear_unfinished(session: &Session, path: &Path) {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { return };
    let here = Path::new(".");
    let directory = if directory.as_os_str().is_empty() { here } else { directory };
    let name = format!("{}{RESTORING}", name.to_string_lossy());
    store::clear_unfinished(directory, session.now, |begins| begins == name);
}

/// When a store's file and its log were written last, and how long they are: what no two states share.
fn written(store: &Path) -> [Option<(u64, SystemTime)>; 2] {
    ["", "-wal"].map(|log| {
        let about = fs::metadata(with(store, log)).ok()?;
        Some((about.len(), about.modified().ok()?))
    })
}

fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn cannot(copy: &Path, error: &std::io::Error) -> Error {
    let message = format!("{} cannot be copied beside the store: {error}", copy.display());
    Error::new(Kind::Unreachable, message)
        .hint("nothing was changed; make room, or look at its owner")
}

/// The file of a copy that is not the store yet; deleted unless it became that.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        for log in ["", "-wal", "-shm"] {
            drop(fs::remove_file(with(&self.0, log)));
        }
    }
}
