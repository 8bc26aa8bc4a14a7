//! Programs that read, fail, hang, fork and do not listen.

use std::fs;
use std::sync::Arc;

use rustix::process::Signal;
use tempfile::TempDir;

use super::super::tests::call;
use super::*;
use crate::domain::page::PageId;
use crate::group::tests::{assert_ends, number_in, runs};

fn script(text: &str, limit: Duration) -> Call {
    let run = ["sh", "-c", text].map(ToOwned::to_owned).to_vec();
    Call { command: Some(CommandLine { run, limit }), ..call() }
}

fn quick(text: &str) -> Call {
    script(text, Duration::from_secs(10))
}

async fn run(call: Call) -> Result<String, RingError> {
    Programs::default().ring(call).await
}

#[tokio::test]
async fn the_program_has_the_page_in_its_environment_and_on_its_input() {
    let folder = TempDir::new().unwrap();
    let told = folder.path().join("told");
    let script = format!("{{ echo $WAIL_INCIDENT $WAIL_SUMMARY; cat; }} > {}", told.display());
    assert_eq!(run(quick(&script)).await, Ok("`sh` ended with exit code 0".to_owned()));
    let told = fs::read_to_string(told).unwrap();
    let (environment, input) = told.split_once('\n').unwrap();
    assert_eq!(environment, "412 disk full");
    assert!(input.starts_with('{') && input.ends_with("}\n"), "{input}");
}

#[tokio::test]
async fn a_failure_says_the_exit_code_and_the_last_complaint() {
    let error = run(quick("echo one >&2; printf 'no \\033[1mroute\\n\\n' >&2; exit 3")).await;
    let expected = "`sh` ended with exit code 3: no \\x1b[1mroute";
    assert_eq!(error, Err(RingError::Failed(expected.to_owned())));
}

#[tokio::test]
async fn a_long_complaint_is_cut() {
    let error = run(quick("head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1")).await.unwrap_err();
    assert_eq!(
        error.to_string().chars().filter(|character| *character == 'x').count(),
        201,
        "{error}"
    );
}

#[tokio::test]
async fn a_program_that_was_killed_says_so() {
    let error = run(quick("kill -9 $$")).await.unwrap_err();
    assert_eq!(error.to_string(), "`sh` was killed (signal: 9 (SIGKILL))");
}

#[tokio::test]
async fn a_program_that_does_not_read_its_input_may_succeed() {
    let labels = (0..20_000).map(|number| (format!("label{number}"), "x".to_owned())).collect();
    let call = Call { labels, ..quick("exec <&-; exit 0") };
    assert!(run(call).await.is_ok());
}

#[tokio::test]
async fn a_program_that_leaves_something_running_is_not_waited_for() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("left");
    let script = format!("sleep 60 & echo $! > {}; exit 0", file.display());
    assert!(run(script_within(&script)).await.is_ok());
    let left = number_in(&file).await;
    assert!(runs(left), "what it left running was meant to run");
    rustix::process::kill_process(left, Signal::KILL).unwrap();
}

/// A script that must end well before its sleep does.
fn script_within(text: &str) -> Call {
    script(text, Duration::from_secs(5))
}

#[tokio::test]
async fn past_its_limit_the_program_is_killed_with_all_it_started() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("grandchild");
    let text = format!("sleep 60 & echo $! > {}; wait", file.display());
    let error = run(script(&text, Duration::from_millis(300))).await.unwrap_err();
    assert_eq!(error.to_string(), "`sh` was killed because it did not end within 0.3 seconds");
    assert_ends(number_in(&file).await).await;
}

#[tokio::test]
async fn a_hush_kills_the_incidents_programs_and_no_others() {
    let folder = TempDir::new().unwrap();
    let (file, other) = (folder.path().join("hushed"), folder.path().join("other"));
    let programs = Arc::new(Programs::default());
    let text = format!("sleep 60 & echo $! > {}; wait", file.display());
    let begun = Arc::clone(&programs);
    let hushed = tokio::spawn(async move { begun.ring(quick(&text)).await });
    let text = format!("echo $$ > {}; exec sleep 60", other.display());
    let call = Call { page: PageId(8), incident: IncidentId(5), ..quick(&text) };
    let begun = Arc::clone(&programs);
    let goes_on = tokio::spawn(async move { begun.ring(call).await });

    let (grandchild, other) = (number_in(&file).await, number_in(&other).await);
    programs.hush(IncidentId(412));
    assert_eq!(hushed.await.unwrap().unwrap_err().to_string(), "`sh` was hushed before it ended");
    assert_ends(grandchild).await;
    assert!(runs(other));

    goes_on.abort();
    assert_ends(other).await;
    assert!(goes_on.await.is_err_and(|error| error.is_cancelled()));
    assert!(programs.running().is_empty());
}

#[tokio::test]
async fn nothing_to_run_fails_the_page() {
    assert_eq!(run(call()).await.unwrap_err().to_string(), "the channel has no command to run");
    let command = Some(CommandLine { run: Vec::new(), limit: Duration::from_secs(1) });
    assert_eq!(
        run(Call { command, ..call() }).await.unwrap_err().to_string(),
        "the channel's command is empty"
    );
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let run_line = vec!["/nowhere/pager".to_owned()];
    let command = Some(CommandLine { run: run_line, limit: Duration::from_secs(1) });
    let error = run(Call { command, ..call() }).await.unwrap_err();
    assert!(
        error.to_string().starts_with("`/nowhere/pager` could not be started (No such"),
        "{error}"
    );
}
