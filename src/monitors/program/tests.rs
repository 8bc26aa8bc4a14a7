//! Programs that hang, fork, print megabytes, die of a signal or cannot be started.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::group::tests::{assert_ends, number_in};

const LONG: Duration = Duration::from_secs(30);

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

fn code(ran: &Ran) -> Option<i32> {
    match ran.end {
        End::Status(status) => status.code(),
        End::Late(_) | End::Endless => None,
    }
}

#[tokio::test]
async fn what_is_printed_and_complained_of_is_kept_apart() {
    let ran = run(shell("echo; echo one; echo two >&2; exit 3"), LONG).await.unwrap();
    assert_eq!(code(&ran), Some(3));
    assert_eq!((ran.output.text().as_str(), ran.complaint.text().as_str()), ("\none\n", "two\n"));
    assert_eq!(ran.output.first_line(), "one");
    assert!(!ran.output.is_cut);
}

#[tokio::test]
async fn a_program_has_nothing_to_read() {
    let ran = run(shell("cat; echo end"), LONG).await.unwrap();
    assert_eq!(ran.output.text(), "end\n");
}

#[tokio::test]
async fn of_megabytes_the_beginning_is_kept_and_the_rest_does_not_hold_it_up() {
    let script = "head -c 4000000 /dev/zero | tr '\\0' x; head -c 4000000 /dev/zero >&2; exit 1";
    let ran = run(shell(script), LONG).await.unwrap();
    assert_eq!(code(&ran), Some(1));
    assert_eq!(ran.output.text(), "x".repeat(KEPT));
    assert!(ran.output.is_cut && ran.complaint.is_cut);
}

#[tokio::test]
async fn a_program_that_prints_without_end_is_killed() {
    let folder = TempDir::new().unwrap();
    let number = folder.path().join("number");
    let script = format!("echo $$ > {}; exec yes", number.display());
    let ran = run(shell(&script), Duration::from_mins(5)).await.unwrap();
    assert_eq!(ran.end, End::Endless);
    assert_ends(number_in(&number).await).await;
}

#[tokio::test]
async fn a_program_that_hangs_is_killed_with_everything_it_started() {
    let folder = TempDir::new().unwrap();
    let number = folder.path().join("number");
    let script = format!("echo so far; sleep 1000 & echo $! > {}; wait", number.display());
    let ran = run(shell(&script), Duration::from_secs(2)).await.unwrap();
    assert_eq!(ran.end, End::Late(Duration::from_millis(1800)));
    assert_eq!(ran.output.text(), "so far\n");
    assert_ends(number_in(&number).await).await;
}

#[tokio::test]
async fn a_program_that_does_not_obey_is_killed() {
    let folder = TempDir::new().unwrap();
    let number = folder.path().join("number");
    let script =
        format!("trap '' TERM; echo $$ > {}; while :; do sleep 1000; done", number.display());
    let ran = run(shell(&script), Duration::from_secs(2)).await.unwrap();
    assert!(matches!(ran.end, End::Late(_)), "{ran:?}");
    assert_ends(number_in(&number).await).await;
}

#[tokio::test]
async fn what_a_program_leaves_behind_is_killed_and_does_not_hold_it_up() {
    let folder = TempDir::new().unwrap();
    let number = folder.path().join("number");
    let script = format!("sleep 1000 & echo $! > {}; echo done", number.display());
    let ran = run(shell(&script), Duration::from_mins(5)).await.unwrap();
    assert_eq!((code(&ran), ran.output.text().as_str()), (Some(0), "done\n"));
    assert_ends(number_in(&number).await).await;
}

#[tokio::test]
async fn what_has_left_the_group_does_not_hold_it_up_either() {
    let folder = TempDir::new().unwrap();
    let number = folder.path().join("number");
    let inner = format!("echo $$ > {}; exec sleep 1000", number.display());
    let script = format!("setsid sh -c '{inner}' & echo done");
    let ran = run(shell(&script), Duration::from_mins(5)).await.unwrap();
    assert_eq!((code(&ran), ran.output.text().as_str()), (Some(0), "done\n"));
    // It may be killed before it has left, and then it has written no number.
    if let Ok(text) = fs::read_to_string(&number)
        && let Some(process) = text.trim().parse().ok().and_then(rustix::process::Pid::from_raw)
    {
        let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
    }
}

#[tokio::test]
async fn a_look_that_is_dropped_takes_its_program_along() {
    let folder = TempDir::new().unwrap();
    let number = folder.path().join("number");
    let script = format!("echo $$ > {}; exec sleep 1000", number.display());
    let mut running = Box::pin(run(shell(&script), LONG));
    let process = tokio::select! {
        ran = &mut running => panic!("{ran:?}"),
        process = number_in(&number) => process,
    };
    drop(running);
    assert_ends(process).await;
}

#[tokio::test]
async fn death_by_a_signal_says_which() {
    let ran = run(shell("kill -SEGV $$"), LONG).await.unwrap();
    let End::Status(status) = ran.end else { panic!("{ran:?}") };
    assert!(signal(status).unwrap().starts_with("signal 11 (SIGSEGV)"));
    let ran = run(shell("exit 1"), LONG).await.unwrap();
    let End::Status(status) = ran.end else { panic!("{ran:?}") };
    assert_eq!(signal(status), None);
}

/// A file of that text and mode, and why it could not be started.
async fn refused(text: &str, mode: u32) -> (PathBuf, String) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plugin");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    let program = path.to_string_lossy().into_owned();
    let error = run(Command::new(&program), LONG).await.unwrap_err();
    (path, not_started(&program, None, &error))
}

#[tokio::test]
async fn what_cannot_be_started_says_why() {
    let error = run(Command::new("/nowhere/plugin"), LONG).await.unwrap_err();
    let why = not_started("/nowhere/plugin", None, &error);
    assert_eq!(why, "there is no program `/nowhere/plugin`");
    let why = not_started("sh", Some(Path::new("/nowhere")), &error);
    assert_eq!(why, "there is no directory `/nowhere`");

    let (path, why) = refused("#!/bin/sh\n", 0o644).await;
    assert_eq!(why, format!("`{}` may not be executed by this user", path.display()));
    let (path, why) = refused("#!/nowhere/python\n", 0o755).await;
    let expected = "is there, and the program that its first line names is not";
    assert_eq!(why, format!("`{}` {expected}", path.display()));
    let (path, why) = refused("\u{7f}ELF", 0o755).await;
    assert!(why.starts_with(&format!("`{}` could not be started: ", path.display())), "{why}");
}
