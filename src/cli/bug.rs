//! What should not be possible: it ends with its exit code and what to type, and is kept for a report.

use std::any::Any;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};

use super::{Globals, Session};
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// How many of them are kept, and how long each may be.
const KEPT: usize = 5;
const LONGEST: usize = 400;

/// What to type where something was a bug: the last line of what is said.
pub(super) const NEXT: &str =
    "please report it, with what `wail doctor --report` prints: no secret and no name is in it";

/// Does what was typed. A panic, and any failure that is a bug, is kept beside the store.
pub(super) fn guarded(
    command: &str,
    globals: &Globals,
    work: impl FnOnce() -> Result<(), Error>,
) -> Result<(), Error> {
    let (told, panicked) = (command.to_owned(), globals.clone());
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        keep(&told, &panicked, &panic.to_string());
        before(panic);
    }));
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(error)) if error.kind() == Kind::Bug => {
            keep(command, globals, error.message());
            Err(error)
        }
        Ok(done) => done,
        Err(panic) => Err(broken_off(&*panic)),
    }
}

/// Does that, and says so where it breaks off: whoever asked for it goes on.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(broken_off(&*panic)))
}

fn broken_off(panic: &(dyn Any + Send)) -> Error {
    Error::new(Kind::Bug, "this is a bug in wail")
        .detail(format!("  {}", word(panic)))
        .hint("what was committed before is kept: `wail list` shows what is open")
}

/// What was said when it broke off.
fn word(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
    let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
    said.unwrap_or_else(|| "a panic without a word".to_owned())
}

/// Writes it down, where there is a place for it.
pub(super) fn keep(command: &str, globals: &Globals, what: &str) {
    let session = Session::new(globals.clone());
    let Ok(store) = session.store_path() else { return };
    let what: Vec<_> = what.lines().map(str::trim).collect();
    let what: String = plain(&what.join(" ")).chars().take(LONGEST).collect();
    let version = env!("CARGO_PKG_VERSION");
    let line = format!("{} wail {version} {command}: {what}", session.now);
    // Nobody hears of it where it cannot be kept: it was told already.
    drop(put(&place(&store), &line));
}

fn put(file: &Path, line: &str) -> std::io::Result<()> {
    let mut lines = last(file);
    lines.push(line.to_owned());
    let from = lines.len().saturating_sub(KEPT);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = lines.get(from..).unwrap_or_default().join("\n");
    options.open(file)?.write_all(format!("{text}\n").as_bytes())
}

/// The file beside the store in which they are kept.
pub(super) fn place(store: &Path) -> PathBuf {
    store.with_extension("bug")
}

/// Those that were kept, the oldest first.
pub(super) fn last(file: &Path) -> Vec<String> {
    let text = fs::read(file).unwrap_or_default();
    String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()
}

/// When, in which version, doing what and where in the program: the words of it may quote anything, a summary or
/// a name, and stay in the file.
pub(super) fn outline(line: &str) -> String {
    let (head, what) = line.split_once(": ").unwrap_or((line, ""));
    let place = what.split_whitespace().find(|word| word.contains(".rs:"));
    match place {
        Some(place) => format!("{head}: {}", place.trim_end_matches(':')),
        None => head.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Color;

    fn globals(store: &Path) -> Globals {
        Globals {
            config: None,
            store: Some(store.display().to_string()),
            person: None,
            json: false,
            color: Color::Never,
            quiet: false,
            verbose: false,
        }
    }

    #[test]
    fn what_breaks_off_is_told_and_whoever_asked_for_it_goes_on() {
        let error = caught(|| -> Result<(), Error> { panic!("the board has no 6") }).unwrap_err();
        assert_eq!(error.kind().code(), 70);
        assert!(error.to_string().contains("the board has no 6"), "{error}");
        assert_eq!(caught(|| Ok(7)).unwrap(), 7);
    }

    #[test]
    fn a_panic_is_a_bug_with_its_exit_code_and_is_kept_with_its_place() {
        let directory = tempfile::tempdir().unwrap();
        let store = directory.path().join("wail.db");
        let globals = globals(&store);
        for number in 0..7 {
            let failed = guarded("list", &globals, || panic!("the board\nhas no {number}"));
            let error = failed.unwrap_err();
            assert_eq!(error.kind().code(), 70);
            assert!(error.to_string().contains(&format!("  the board\nhas no {number}\n")));
        }
        let kept = last(&place(&store));
        assert_eq!(kept.len(), KEPT);
        let newest = kept.last().unwrap();
        assert!(newest.contains(" list: ") && newest.contains("src/cli/bug.rs:"), "{newest}");
        assert!(newest.ends_with("the board has no 6"), "{newest}");
        let told = outline(newest);
        assert!(told.contains(" list: src/cli/bug.rs:") && !told.contains("board"), "{told}");
        assert_eq!(outline("2026 wail 0.1.0 list: no ana"), "2026 wail 0.1.0 list");
    }

    #[test]
    fn a_failure_that_is_a_bug_is_kept_and_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let store = directory.path().join("wail.db");
        let globals = globals(&store);
        guarded("list", &globals, || Ok(())).unwrap();
        drop(guarded("list", &globals, || Err(Error::new(Kind::No, "nothing is open"))));
        assert!(!place(&store).exists());
        drop(guarded("list", &globals, || Err(Error::new(Kind::Bug, "it is no object"))));
        assert!(last(&place(&store)).last().unwrap().ends_with(" list: it is no object"));
    }
}
