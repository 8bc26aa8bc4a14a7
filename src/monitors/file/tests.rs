//! Files old and young, large and small, missing and hidden.

use std::fs::File as Opened;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::SystemTime;

use tempfile::TempDir;

use super::super::{Means, Value, observe};
use super::*;
use crate::domain::watch::{Finding, Observation};

/// When everything here was modified: a whole day after the beginning.
const MODIFIED: Duration = Duration::from_hours(24);

fn path(folder: &TempDir, size: usize) -> PathBuf {
    let path = folder.path().join("dump");
    std::fs::write(&path, vec![0; size]).unwrap();
    let file = Opened::options().write(true).open(&path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + MODIFIED).unwrap();
    path
}

fn options(path: &Path, values: &[(&'static str, Value)]) -> Options {
    let path = ("path", Value::Path(path.to_owned()));
    let values = [path].into_iter().chain(values.iter().cloned()).collect();
    Options { name: "dump".to_owned(), values }
}

/// What is seen so long after it was modified.
async fn seen(path: &Path, values: &[(&'static str, Value)], after: i64) -> Observation {
    let probe = build(&options(path, values)).unwrap();
    let now = Timestamp::from_second(24 * 3600 + after).unwrap();
    let means = Means::default();
    observe(&*probe, Context { means: &means, now, timeout: Duration::from_secs(30) }).await
}

fn hours(hours: u64) -> Value {
    Value::Length(Duration::from_hours(hours))
}

#[tokio::test]
async fn a_file_that_is_there_says_its_age_and_size() {
    let folder = TempDir::new().unwrap();
    let path = path(&folder, 1_234_567);
    let seen = seen(&path, &[("max_size", Value::Size(2_000_000))], 3 * 3600 + 300).await;
    assert_eq!(seen.finding, Finding::Fine);
    assert_eq!(seen.said, format!("`{}` is 3h 5m old and has 1.2 MB", path.display()));
    let [age, size] = seen.numbers.as_slice() else { panic!("{:?}", seen.numbers) };
    assert_eq!((age.value, age.unit.as_str(), age.max), (11_100.0, "s", None));
    assert_eq!((size.value, size.unit.as_str(), size.max), (1_234_567.0, "B", Some(2_000_000.0)));
}

#[tokio::test]
async fn ages_and_sizes_have_bounds() {
    let folder = TempDir::new().unwrap();
    let path = path(&folder, 500);
    for (key, bound, after, wrong) in [
        ("max_age", hours(2), 7200, None),
        ("max_age", hours(2), 7201, Some("too old, at most 2h would be right")),
        ("min_age", hours(2), 7200, None),
        ("min_age", hours(2), 7199, Some("too young, at least 2h would be right")),
        ("max_size", Value::Size(500), 0, None),
        ("max_size", Value::Size(499), 0, Some("too large, at most 499 B would be right")),
        ("min_size", Value::Size(500), 0, None),
        ("min_size", Value::Size(1500), 0, Some("too small, at least 1.5 kB would be right")),
    ] {
        let seen = seen(&path, &[(key, bound)], after).await;
        let finding = if wrong.is_some() { Finding::Failed } else { Finding::Fine };
        assert_eq!(seen.finding, finding, "{key} {after}");
        assert!(seen.said.ends_with(wrong.unwrap_or("has 500 B")), "{}", seen.said);
    }
    let both = seen(&path, &[("max_age", hours(1)), ("min_size", Value::Size(501))], 7200).await;
    assert!(
        both.said.contains("too old, ") && both.said.contains(", too small, "),
        "{}",
        both.said
    );
}

#[tokio::test]
async fn what_must_be_there_is_missed_and_what_must_not_is_not() {
    let folder = TempDir::new().unwrap();
    let here = path(&folder, 1);
    let absent = [("exists", Value::Truth(false))];
    let missing = folder.path().join("nothing");
    let inside = here.join("a file is no folder");
    for path in [&missing, &inside] {
        let expected = format!("there is no `{}`", path.display());
        let seen_there = seen(path, &[], 0).await;
        assert_eq!((seen_there.finding, &seen_there.said), (Finding::Failed, &expected));
        let seen_away = seen(path, &absent, 0).await;
        assert_eq!((seen_away.finding, &seen_away.said), (Finding::Fine, &expected));
    }
    let here = seen(&here, &absent, 60).await;
    assert_eq!(here.finding, Finding::Failed);
    assert!(here.said.ends_with("is 1m old and has 1 B, and must not be there"), "{}", here.said);
}

#[tokio::test]
async fn links_are_followed_and_those_to_nowhere_said() {
    let folder = TempDir::new().unwrap();
    let link = folder.path().join("link");
    symlink(path(&folder, 7), &link).unwrap();
    assert!(seen(&link, &[], 0).await.said.ends_with("has 7 B"));
    let broken = folder.path().join("broken");
    symlink("nowhere", &broken).unwrap();
    let broken = seen(&broken, &[], 0).await;
    assert_eq!(broken.finding, Finding::Failed);
    assert!(broken.said.ends_with("is a link that leads nowhere"), "{}", broken.said);
}

#[tokio::test]
async fn a_directory_has_an_age_and_no_size() {
    let folder = TempDir::new().unwrap();
    let seen_it = seen(folder.path(), &[], 0).await;
    assert_eq!(seen_it.finding, Finding::Fine);
    assert_eq!(seen_it.numbers.len(), 1);
    let sized = seen(folder.path(), &[("min_size", Value::Size(1))], 0).await;
    assert_eq!(sized.finding, Finding::Undetermined);
    assert!(sized.said.ends_with("and is no file that has a size"), "{}", sized.said);
}

#[tokio::test]
async fn a_time_ahead_of_the_clock_is_said() {
    let folder = TempDir::new().unwrap();
    let path = path(&folder, 0);
    let seen = seen(&path, &[("max_age", hours(1))], -120).await;
    assert_eq!(seen.finding, Finding::Fine);
    assert!(seen.said.ends_with("is 2m ahead of the clock and has 0 B"), "{}", seen.said);
}

#[test]
fn what_may_not_be_looked_at_says_nothing() {
    let wanted = Wanted {
        path: PathBuf::from("/root/dump"),
        max_age: None,
        min_age: None,
        min_size: None,
        max_size: None,
        exists: true,
    };
    let denied = wanted.judge(Err(ErrorKind::PermissionDenied.into()), Timestamp::UNIX_EPOCH);
    assert_eq!(denied, Look::undetermined("this user may not look at `/root/dump`"));
    let hidden = Wanted { exists: false, ..wanted };
    let denied = hidden.judge(Err(ErrorKind::PermissionDenied.into()), Timestamp::UNIX_EPOCH);
    assert_eq!(denied.finding, Finding::Undetermined);
    let stale = hidden.judge(Err(ErrorKind::StaleNetworkFileHandle.into()), Timestamp::UNIX_EPOCH);
    assert_eq!(stale.finding, Finding::Undetermined);
}

#[test]
fn bounds_that_nothing_meets_are_wrong() {
    let size = Value::Size;
    for (key, values) in [
        ("path", vec![("path", Value::Path(PathBuf::new()))]),
        ("exists", vec![("exists", Value::Truth(false)), ("max_age", hours(1))]),
        ("exists", vec![("exists", Value::Truth(false)), ("min_size", size(1))]),
        ("min_age", vec![("min_age", hours(2)), ("max_age", hours(1))]),
        ("min_size", vec![("min_size", size(2)), ("max_size", size(1))]),
    ] {
        let wrong = build(&options(Path::new("/x"), &values)).map(drop).unwrap_err();
        assert_eq!(wrong.key, key);
    }
}

#[test]
fn amounts_are_said_as_people_say_them() {
    let said = [0, 999, 1000, 1_250_000, 3_000_000_000, u64::MAX].map(bytes);
    assert_eq!(said, ["0 B", "999 B", "1.0 kB", "1.2 MB", "3.0 GB", "18.4 EB"]);
}
