//! A name is taken from nobody, whatever the disk can do, and only what was left behind is cleared.

use std::time::Duration;

use super::*;

fn cannot_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::PermissionDenied.into())
}

#[test]
fn each_way_gives_a_name_and_takes_none() {
    for way in WAYS {
        let directory = tempfile::tempdir().unwrap();
        let (from, to) = (directory.path().join("from"), directory.path().join("to"));
        fs::write(&from, "new").unwrap();
        take_name_by(&[cannot_link, way], &from, &to).unwrap();
        assert!(!from.exists());
        assert_eq!(fs::read_to_string(&to).unwrap(), "new");
        fs::write(&from, "newer").unwrap();
        let refused = take_name_by(&[way, placed], &from, &to).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&to).unwrap(), "new");
        assert_eq!(fs::read_to_string(&from).unwrap(), "newer");
    }
}

#[test]
fn what_is_kept_aside_stays_where_it_is_and_takes_no_name_of_another() {
    let directory = tempfile::tempdir().unwrap();
    let (path, aside) = (directory.path().join("wail.db"), directory.path().join("aside"));
    assert_eq!(keep_aside(&path, &aside).unwrap(), None);
    fs::write(&path, "one").unwrap();
    fs::write(with(&path, "-wal"), "its log").unwrap();
    fs::write(with(&aside, "-wal"), "of another").unwrap();
    let second = with(&aside, "-2");
    assert_eq!(keep_aside(&path, &aside).unwrap(), Some(second.clone()));
    for (file, text) in [(&path, "one"), (&second, "one"), (&with(&second, "-wal"), "its log")] {
        assert_eq!(fs::read_to_string(file).unwrap(), text, "{}", file.display());
    }
    assert_eq!(fs::read_to_string(with(&aside, "-wal")).unwrap(), "of another");
    assert!(!aside.exists());
}

#[test]
fn only_what_a_process_that_is_gone_left_long_ago_is_cleared() {
    let directory = tempfile::tempdir().unwrap();
    // No system counts its processes that far.
    let gone = i32::MAX;
    let alive = std::process::id();
    let newest = File::create(directory.path().join("copy.db")).unwrap();
    let now = newest.metadata().unwrap().modified().unwrap();
    let long_ago = now - Duration::from_hours(2);
    let names = [
        (format!("copy.db.{gone}"), true, false),
        (format!("copy.db.{gone}-wal"), true, false),
        (format!("copy.db.{}", gone - 1), false, true),
        (format!("copy.db.{alive}"), true, true),
        (format!("other.db.{gone}"), true, true),
        ("copy.db".to_owned(), true, true),
    ];
    for (name, is_old, _) in &names {
        let file = File::create(directory.path().join(name)).unwrap();
        if *is_old {
            file.set_modified(long_ago).unwrap();
        }
    }
    clear_unfinished(directory.path(), Timestamp::try_from(now).unwrap(), |name| name == "copy.db");
    for (name, _, stays) in names {
        assert_eq!(directory.path().join(&name).exists(), stays, "{name}");
    }
}
