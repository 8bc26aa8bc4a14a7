//! `wail backup`: a whole copy of the store, while everything goes on.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::heed::Heed;
use super::{Content, there};
use crate::cli::Session;
use crate::cli::out::Progress;
use crate::domain::record::timeline::{Entry, Event, KeepingEvent};
use crate::domain::record::written::size;
use crate::error::{Error, Kind};
use crate::store::{self, Store, StoreError};

/// The arguments of `wail backup`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail backup /var/backups/wail/            a file in that directory, named by its time in UTC\n  \
    wail backup before-the-move.db            that file, which must not be there yet\n  \
    wail backup /var/backups/wail/ --keep 14  and of those in it, only the newest 14 stay\n\n\
    A daemon may run meanwhile, and is kept from nothing. The copy is looked over before it counts:\n\
    whether the database is whole and the record as it was written. Its name is printed.\n\
    `wail restore FILE` puts it back; it can be read as it is: `wail --store FILE list --all`.")]
pub(crate) struct Backup {
    /// The file, or a directory for it; the directory you are in unless given
    #[arg(value_name = "PATH")]
    to: Option<PathBuf>,
    /// Of the copies in that directory, delete all but the newest so many
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    keep: Option<u16>,
}

/// Copies the store into that directory, before something is done to it. Returns the file.
pub(super) fn before(
    session: &Session,
    store: &mut Store,
    directory: &Path,
    heed: &Heed,
) -> Result<PathBuf, Error> {
    let args = Backup { to: Some(directory.to_owned()), keep: None };
    let to = Target::of(&args, store.path(), session.now)?;
    to.clear(session.now);
    let content = copied(session, store, &to.file, heed)?;
    content.warn(session, &to.file);
    note(session, store, &to.file, &content);
    Ok(to.file)
}

pub(crate) fn run(session: &Session, args: &Backup) -> Result<(), Error> {
    let mut store = there(session)?;
    let to = Target::of(args, store.path(), session.now)?;
    to.clear(session.now);
    let heed = Heed::begin()?;
    heed.over(&store);
    let made = copied(session, &store, &to.file, &heed);
    let content = heed.or_says(session, "no copy was made", made)?;
    drop(heed);
    content.warn(session, &to.file);
    let bytes = fs::metadata(&to.file).map_or(0, |file| file.len());
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    note(session, &mut store, &to.file, &content);
    let kept = args.keep.map_or(Ok(Kept::default()), |keep| to.drop_old(usize::from(keep)))?;
    if session.out.json {
        let mut value = content.value();
        value["file"] = json!(to.file);
        value["bytes"] = json!(bytes);
        value["deleted"] = json!(kept.dropped);
        return session.out.json(&value);
    }
    session.out.line(to.file.display())?;
    session.out.talk(format_args!("{}; {}", content.told(session), size(bytes)));
    kept.tell(session);
    Ok(())
}

/// Copies the store, for which `heed` listens, and looks the copy over before it has its name.
fn copied(session: &Session, store: &Store, to: &Path, heed: &Heed) -> Result<Content, Error> {
    let mut beside = to.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let beside = PathBuf::from(beside);
    let progress = Progress::of(session, COPYING);
    let (_, whole) = store.room_inside()?;
    let written = beside.clone();
    progress.bytes(COPYING, whole, move || fs::metadata(&written).map_or(0, |file| file.len()));
    let made = store.copy_to(&beside).map_err(|error| match error {
        // The file beside it is nobody's who typed this.
        StoreError::CannotOpen { cause, .. } => cannot(to, &cause),
        other => other.into(),
    });
    heed.told(made)?;
    progress.now("looking the copy over");
    let looked = Store::open(&beside).map_err(Error::from).and_then(|mut copy| {
        heed.over(&copy);
        let content = Content::of(&mut copy, to)?;
        copy.settle()?;
        Ok(content)
    });
    let named = looked.and_then(|content| {
        heed.check()?;
        // A file of that name may have come meanwhile.
        store::take_name(&beside, to).map_err(|error| cannot(to, &error))?;
        Ok(content)
    });
    if named.is_err() {
        clear(&beside);
    }
    heed.told(named)
}

/// What is said of a copy while it is made.
pub(super) const COPYING: &str = "copying the store";

/// Writes down that it was made. A store that cannot be written has its copy all the same.
fn note(session: &Session, store: &mut Store, to: &Path, content: &Content) {
    let by = session.person().ok();
    let to = std::path::absolute(to).unwrap_or_else(|_| to.to_owned()).display().to_string();
    let event = Event::Keeping(KeepingEvent::BackedUp { by, to, entries: content.entries });
    let noted = store.write::<_, StoreError>(|tx| {
        tx.put_backed_up(session.now)?;
        tx.append(&Entry { at: session.now, incident: None, event })
    });
    match noted {
        Ok(()) => session.saved(store),
        Err(error) => session.out.warn(format_args!("warning: it is not on the record: {error}")),
    }
}

/// Where the copy goes.
struct Target {
    file: PathBuf,
    /// What the names of all copies in that directory begin with, if wail gives them.
    series: Option<(PathBuf, String)>,
}

impl Target {
    fn of(args: &Backup, store: &Path, now: Timestamp) -> Result<Self, Error> {
        let to = args.to.clone().unwrap_or_else(|| PathBuf::from("."));
        let is_directory = to.is_dir() || to.as_os_str().as_encoded_bytes().ends_with(b"/");
        if !is_directory {
            return match args.keep {
                Some(_) => {
                    Err(Error::new(Kind::Usage, "`--keep` counts the copies in a directory")
                        .hint(format!("name one: `wail backup {}/ --keep 14`", to.display())))
                }
                None if to.exists() => Err(is_there(&to)),
                None => Ok(Self { file: to, series: None }),
            };
        }
        fs::create_dir_all(&to).map_err(|error| cannot(&to, &error))?;
        let stem = store.file_stem().unwrap_or_default().to_string_lossy();
        let file = to.join(format!("{stem}-{}.db", now.strftime(STAMP)));
        if file.exists() {
            return Err(is_there(&file));
        }
        Ok(Self { file, series: Some((to, format!("{stem}-"))) })
    }

    /// Deletes what earlier ones that were ended in the middle have left of such copies.
    fn clear(&self, now: Timestamp) {
        let parent = self.file.parent().filter(|parent| !parent.as_os_str().is_empty());
        let name = self.file.file_name().and_then(|name| name.to_str());
        store::clear_unfinished(parent.unwrap_or(Path::new(".")), now, |begins| {
            let is_of_series = |(_, series): &(PathBuf, String)| is_ours(begins, series);
            Some(begins) == name || self.series.as_ref().is_some_and(is_of_series)
        });
    }

    /// Deletes all but the newest so many of those that this names, of which the one that was just made is one
    /// whatever the others are called.
    fn drop_old(&self, keep: usize) -> Result<Kept, Error> {
        let Some((directory, begins)) = &self.series else { return Ok(Kept::default()) };
        let entries = fs::read_dir(directory).map_err(|error| cannot(directory, &error))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let names = names.filter(|name| is_ours(name, begins));
        let own = self.file.file_name().unwrap_or_default().to_string_lossy();
        // A clock that was ahead has named them; they are no older than this one.
        let (mut older, others): (Vec<_>, Vec<_>) = names.partition(|name| **name < *own);
        older.sort_unstable_by(|one, other| other.cmp(one));
        let later = others.iter().filter(|name| **name != *own).count();
        let mut kept = Kept { dropped: 0, later };
        for name in older.iter().skip(keep.saturating_sub(1)) {
            let file = directory.join(name);
            fs::remove_file(&file).map_err(|error| cannot(&file, &error))?;
            kept.dropped += 1;
        }
        Ok(kept)
    }
}

/// What became of the other copies in the directory.
#[derive(Default)]
struct Kept {
    /// How many were deleted.
    dropped: usize,
    /// How many stay because their time has not been yet.
    later: usize,
}

impl Kept {
    fn tell(&self, session: &Session) {
        if self.dropped > 0 {
            let noun = if self.dropped == 1 { "older copy" } else { "older copies" };
            session.out.talk(format_args!("deleted {} {noun}", self.dropped));
        }
        if self.later > 0 {
            let (have, stay) = match self.later {
                1 => ("copy has", "stays"),
                _ => ("copies have", "stay"),
            };
            session.out.talk(format_args!(
                "{} {have} a time in the name that has not been yet, and {stay}",
                self.later
            ));
        }
    }
}

/// The time in the name of a copy, in UTC, so that names sort as their times do.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// Whether a file has a name as `STAMP` makes it.
fn is_ours(name: &str, begins: &str) -> bool {
    let stamp = name.strip_prefix(begins).and_then(|rest| rest.strip_suffix(".db"));
    stamp.is_some_and(|stamp| jiff::civil::DateTime::strptime(STAMP, stamp).is_ok())
}

/// Deletes what there is of a copy that came to nothing.
fn clear(unfinished: &Path) {
    for log in ["", "-wal", "-shm"] {
        let mut name = unfinished.as_os_str().to_owned();
        name.push(log);
        drop(fs::remove_file(name));
    }
}

fn is_there(file: &Path) -> Error {
    Error::new(Kind::No, format!("{} is there already, and stays as it is", file.display()))
        .hint("name another file, or a directory: then the name has the time in it")
}

fn cannot(file: &Path, error: &impl std::fmt::Display) -> Error {
    Error::new(Kind::Unreachable, format!("{} cannot be written: {error}", file.display()))
        .hint("the store is as it was; name a place that can be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_such_a_name_is_a_copy_of_ours() {
        for (name, is) in [
            ("wail-20261129T085512Z.db", true),
            ("wail-20261329T085512Z.db", false),
            ("wail-before-the-move.db", false),
            ("other-20261129T085512Z.db", false),
            ("wail-20261129T085512Z.db-wal", false),
            ("wail-20261129T085512Z.db.4012", false),
        ] {
            assert_eq!(is_ours(name, "wail-"), is, "{name}");
        }
    }
}
