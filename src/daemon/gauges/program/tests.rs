//! Runs of programs that behave, and of those that do not.

use std::time::Duration;

use super::*;

async fn shell(script: &str, limit: Duration) -> Result<String, String> {
    let run = ["/bin/sh", "-c", script].map(str::to_owned).to_vec();
    run_line(run, limit).await
}

async fn run_line(run: Vec<String>, limit: Duration) -> Result<String, String> {
    super::run(&CommandLine { run, limit }).await
}

const LONG: Duration = Duration::from_mins(1);

#[tokio::test]
async fn what_is_printed_comes_back() {
    assert_eq!(shell("echo 12 100; echo more >&2", LONG).await, Ok("12 100\n".to_owned()));
}

#[tokio::test]
async fn a_failure_is_told_with_the_last_complaint() {
    let told = |script| async move { shell(script, LONG).await.unwrap_err() };
    assert_eq!(told("exit 3").await, "`/bin/sh` ended with exit code 3");
    let complaint = "printf 'first\\nno such \\033[2Jtable\\n\\n' >&2; exit 1";
    assert_eq!(told(complaint).await, "`/bin/sh` ended with exit code 1: no such \\x1b[2Jtable");
    assert!(told("kill -9 $$").await.starts_with("`/bin/sh` was killed (signal: 9"));
    assert_eq!(told("printf '\\377'").await, "`/bin/sh` printed what is no text");
}

#[tokio::test]
async fn what_is_no_program_cannot_be_started() {
    for program in ["/nonexistent/count", "/etc/passwd"] {
        let told = run_line(vec![program.to_owned()], LONG).await.unwrap_err();
        assert!(told.starts_with(&format!("`{program}` cannot be started: ")), "{told}");
    }
    assert!(run_line(Vec::new(), LONG).await.is_err());
}

#[tokio::test]
async fn one_that_hangs_is_ended_with_everything_it_started() {
    let directory = tempfile::tempdir().unwrap();
    let child = directory.path().join("child");
    let script = format!("sleep 1000 & echo $! > {}; wait", child.display());
    let told = shell(&script, Duration::from_millis(500)).await.unwrap_err();
    assert_eq!(told, "`/bin/sh` did not end within 0.5 seconds");
    let child = std::fs::read_to_string(child).unwrap().trim().parse().unwrap();
    // It may be a zombie until whoever inherits it has looked; it runs no more.
    let state = || std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
    let begun = crate::system::since_boot();
    while system::is_alive(child) && !state().contains(") Z ") {
        assert!(crate::system::since_boot().saturating_sub(begun) < LONG, "{}", state());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn one_that_prints_on_and_on_is_ended() {
    let told = shell("yes 1", LONG).await.unwrap_err();
    assert_eq!(told, "`/bin/sh` prints more than a number or two");
    let told = shell("head -c 200000 /dev/zero", LONG).await.unwrap_err();
    assert_eq!(told, "`/bin/sh` prints more than a number or two");
}

#[tokio::test]
async fn what_it_leaves_running_keeps_nobody_waiting() {
    let script = "sleep 5 & echo 7";
    assert_eq!(shell(script, LONG).await, Ok("7\n".to_owned()));
}
