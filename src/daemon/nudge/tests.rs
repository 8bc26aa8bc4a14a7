//! Sockets of stations that live, of those that were killed, and in directories with long names.

use std::time::Duration;

use tempfile::TempDir;
use tokio::time::timeout;

use super::*;

const PATIENCE: Duration = Duration::from_secs(5);

async fn felt(shoulder: &Shoulder) -> Option<Tap> {
    timeout(PATIENCE, shoulder.feel()).await.ok()?.ok()
}

fn names(directory: &Path) -> Vec<OsString> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

#[tokio::test]
async fn a_tap_is_felt_as_what_it_was_and_only_its_owner_can_give_one() {
    let folder = TempDir::new().unwrap();
    let directory = folder.path().join("wail.nudge");
    tap(&directory, Tap::Saved);
    let shoulder = Shoulder::bind(&directory).unwrap();
    tap(&directory, Tap::Knock);
    assert_eq!(felt(&shoulder).await, Some(Tap::Knock));
    tap(&directory, Tap::Saved);
    assert_eq!(felt(&shoulder).await, Some(Tap::Saved));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&directory), mode(&shoulder.path)), (0o700, 0o600));
    drop(shoulder);
    assert!(names(&directory).is_empty());
}

#[tokio::test]
async fn a_station_does_not_tap_itself_and_taps_the_others_again_only_after_a_pause() {
    let folder = TempDir::new().unwrap();
    let shoulder = Shoulder::bind(folder.path()).unwrap();
    let other = UnixDatagram::bind(folder.path().join("1")).unwrap();
    other.set_nonblocking(true).unwrap();
    let taps = || std::iter::from_fn(|| other.recv(&mut [0]).ok()).count();
    let mut neighbours = Neighbours::new(folder.path());
    let now: Timestamp = "2026-11-03T03:00:00Z".parse().unwrap();
    neighbours.tap_if_due(now);
    assert_eq!(taps(), 0, "nothing is owed");
    for _ in 0..3 {
        neighbours.owe();
        neighbours.tap_if_due(now);
    }
    assert_eq!(taps(), 1);
    assert_eq!(neighbours.due_at(), Some(now + PAUSE));
    neighbours.tap_if_due(now + PAUSE);
    assert_eq!((taps(), neighbours.due_at()), (1, None));
    neighbours.owe();
    neighbours.tap_if_due(now - SignedDuration::from_hours(1));
    assert_eq!(taps(), 1, "a clock that was set back holds nothing up");
    tap(folder.path(), Tap::Knock);
    assert_eq!(felt(&shoulder).await, Some(Tap::Knock), "it has not felt its own");
}

#[tokio::test]
async fn what_a_killed_process_left_is_removed_and_what_a_living_one_makes_is_not() {
    let folder = TempDir::new().unwrap();
    let leave = |name: &str| drop(UnixDatagram::bind(folder.path().join(name)).unwrap());
    let (dead, alive) = (u32::MAX.to_string(), std::process::id().to_string());
    leave(&dead);
    leave(&alive);
    // What is no socket of a station is not touched.
    let others = ["wail.db".to_owned(), (u32::MAX - 1).to_string(), "socket".to_owned()];
    fs::write(folder.path().join(&others[0]), "").unwrap();
    fs::write(folder.path().join(&others[1]), "").unwrap();
    leave(&others[2]);
    tap(folder.path(), Tap::Saved);
    let mut left = names(folder.path());
    left.sort();
    let mut expected: Vec<OsString> = others.iter().chain([&alive]).map(OsString::from).collect();
    expected.sort();
    assert_eq!(left, expected);
    // The number of a process may come again.
    let shoulder = Shoulder::bind(folder.path()).unwrap();
    tap(folder.path(), Tap::Saved);
    assert_eq!(felt(&shoulder).await, Some(Tap::Saved));
    let taken = Shoulder::bind(folder.path()).err().map(|error| error.kind());
    assert_eq!(taken, Some(io::ErrorKind::AddrInUse), "a socket in use is nobody else's");
}

#[test]
fn a_station_that_stands_still_holds_up_nobody_who_taps_it() {
    let folder = TempDir::new().unwrap();
    let _still = UnixDatagram::bind(folder.path().join("1")).unwrap();
    for _ in 0..2000 {
        tap(folder.path(), Tap::Saved);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_path_longer_than_an_address_is_no_hindrance() {
    let folder = TempDir::new().unwrap();
    let directory = folder.path().join("d".repeat(100)).join("wail.nudge");
    let shoulder = Shoulder::bind(&directory).unwrap();
    tap(&directory, Tap::Knock);
    assert_eq!(felt(&shoulder).await, Some(Tap::Knock));
    drop(shoulder);
    assert!(names(&directory).is_empty());
}
