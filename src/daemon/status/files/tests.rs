//! What is written is there whole, and what cannot be written leaves what was there.

use std::fs::FileTimes;
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
    // A directory stands where the second file is to be laid.
    let taken = home.path().join(format!(".b.{}{UNFINISHED}", std::process::id()));
    fs::create_dir(&taken).unwrap();
    let error = write(home.path(), &[file("a", "three"), file("b", "four")]).unwrap_err();
    assert!(error.to_string().contains("/b: "), "{error}");
    fs::remove_dir(&taken).unwrap();
    assert_eq!(names(home.path()), ["a", "b"]);
    assert_eq!(fs::read_to_string(home.path().join("a")).unwrap(), "one");
    assert_eq!(fs::read_to_string(home.path().join("b")).unwrap(), "two");
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
