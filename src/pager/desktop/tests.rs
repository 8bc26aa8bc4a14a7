//! What the desktop is told, and what is said when it does not listen.

use std::fs;

use tempfile::TempDir;

use super::super::tests::call;
use super::*;

/// A desktop whose `notify-send` is this script.
fn desktop(script: &str) -> Desktop {
    let arguments = ["-c", script, "notify-send"].map(ToOwned::to_owned).to_vec();
    Desktop { program: "sh", arguments, limit: LIMIT }
}

#[tokio::test]
async fn the_page_is_told_as_text_and_not_as_options_or_markup() {
    let folder = TempDir::new().unwrap();
    let told = folder.path().join("told");
    let desktop = desktop(&format!("printf '%s|' \"$@\" > {}", told.display()));
    let call = Call {
        summary: "--icon=x \u{1b}[2Jdisk <b>full</b>".to_owned(),
        reason: "first page & <i>more</i>".to_owned(),
        ..call()
    };
    assert_eq!(desktop.ring(call).await, Ok("shown by `notify-send`".to_owned()));
    assert_eq!(
        fs::read_to_string(told).unwrap(),
        "--urgency=critical|--app-name=wail|--|--icon=x \\x1b[2Jdisk <b>full</b>|\
         incident 412, error, first page &amp; &lt;i&gt;more&lt;/i&gt;\nwail ack 412|"
    );
}

#[tokio::test]
async fn a_failure_says_the_exit_status_and_the_last_complaint() {
    let desktop = desktop("echo one >&2; echo 'no \u{1b}[1mbus' >&2; exit 3");
    let error = desktop.ring(call()).await.unwrap_err();
    assert_eq!(error.0, "`notify-send` failed with exit status: 3: no \\x1b[1mbus");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named_with_its_package() {
    let desktop = Desktop { program: "/nowhere/notify-send", ..desktop("") };
    let error = desktop.ring(call()).await.unwrap_err();
    assert!(error.0.starts_with("`notify-send` is not installed"), "{error}");
    assert!(error.0.contains("libnotify-bin"), "{error}");
}

#[tokio::test]
async fn a_desktop_that_does_not_answer_is_not_waited_for() {
    let desktop = Desktop { limit: Duration::from_millis(50), ..desktop("exec sleep 60") };
    let error = desktop.ring(call()).await.unwrap_err();
    assert!(error.0.contains("no desktop answers"), "{error}");
}
