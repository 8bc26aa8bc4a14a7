//! What is written is there whole, and what cannot be written leaves what was there.

use std::fs::FileTimes;
use std::os::unix::fs::symlink;
use std::time::SystemTime;

use super::*;

fn file(name: &'static str, text: &str) -> Written {
    Written { name, text: text.to_owned() }
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn files_take_the_place_of_old_ones_and_can_be_read_by_everybody() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("www/status");
    write(&directory, &[file("a", "one"), file("b", "two")]).unwrap();
    write(&directory, &[file("a", "three"), file("b", "four")]).unwrap();
    assert_eq!(names(&directory), ["a", "b"]);
    assert_eq!(fs::read_to_string(directory.join("a")).unwrap(), "three");
    let mode = fs::metadata(directory.join("a")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, MODE);
}

#[test]
fn when_one_file_cannot_be_written_all_stay_as_they_were() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), &[file("a", "one"), file("b", "two")]).unwrap();
    // A directory stands where another file would go.
    fs::create_dir(home.path().join("c")).unwrap();
    let error = write(home.path(), &[file("a", "three"), file("b", "four"), file("c", "five")]);
    let error = error.unwrap_err();
    assert!(error.to_string().contains("/c: "), "{error}");
    fs::remove_dir(home.path().join("c")).unwrap();
    assert_eq!(names(home.path()), ["a", "b"]);
    assert_eq!(fs::read_to_string(home.path().join("a")).unwrap(), "one");
    assert_eq!(fs::read_to_string(home.path().join("b")).unwrap(), "two");
}

#[test]
fn what_somebody_else_has_begun_is_not_touched_and_no_link_is_followed() {
    let home = tempfile::tempdir().unwrap();
    let (elsewhere, directory) = (home.path().join("elsewhere"), home.path().join("www"));
    fs::create_dir(&directory).unwrap();
    fs::write(&elsewhere, "not ours").unwrap();
    let begun = |number: u32| {
        let name = format!(".a.{}-{number}{UNFINISHED}", std::process::id());
        directory.join(name)
    };
    fs::write(begun(0), "half of it").unwrap();
    symlink(&elsewhere, begun(1)).unwrap();
    write(&directory, &[file("a", "one")]).unwrap();
    assert_eq!(fs::read_to_string(directory.join("a")).unwrap(), "one");
    assert_eq!(fs::read_to_string(begun(0)).unwrap(), "half of it");
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "not ours");
}

#[test]
fn a_link_to_a_directory_stays_one_and_a_link_to_a_file_becomes_the_file() {
    let home = tempfile::tempdir().unwrap();
    let (real, link) = (home.path().join("of-today"), home.path().join("www"));
    fs::create_dir(&real).unwrap();
    symlink(&real, &link).unwrap();
    fs::write(home.path().join("other"), "not ours").unwrap();
    symlink(home.path().join("other"), real.join("a")).unwrap();
    write(&link, &[file("a", "one")]).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::symlink_metadata(real.join("a")).unwrap().is_file());
    assert_eq!(fs::read_to_string(link.join("a")).unwrap(), "one");
    assert_eq!(fs::read_to_string(home.path().join("other")).unwrap(), "not ours");
    let error = write(&home.path().join("other"), &[file("a", "one")]).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotADirectory);
    // What leads nowhere is no place to write to.
    let nowhere = home.path().join("nowhere");
    symlink("/proc/nowhere/www", &nowhere).unwrap();
    assert!(write(&nowhere, &[file("a", "one")]).is_err());
}

#[test]
fn what_nobody_will_finish_is_removed_and_what_somebody_may_is_not() {
    let home = tempfile::tempdir().unwrap();
    let age = |name: &str, hours: u64| {
        let file = File::create(home.path().join(name)).unwrap();
        let now = fs::metadata(home.path()).unwrap().modified().unwrap();
        let at: SystemTime = now - Duration::from_hours(hours);
        file.set_times(FileTimes::new().set_modified(at)).unwrap();
    };
    age(".index.html.1.unfinished", 2);
    age(".index.html.2.unfinished", 0);
    age(".htaccess", 2);
    write(home.path(), &[file("a", "one")]).unwrap();
    assert_eq!(names(home.path()), [".htaccess", ".index.html.2.unfinished", "a"]);
}
