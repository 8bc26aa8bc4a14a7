//! A program that publishes an update: it has the text on its input and what it is about in its environment.

use std::process::Stdio;

use tokio::process::Command;
use tokio::time::timeout;

use super::{end, judge, kill, seconds};
use crate::domain::text::plain;
use crate::group::Group;
use crate::pager::CommandLine;

/// Runs it to its end. What it says of how it ended comes back.
///
/// # Errors
///
/// In one sentence: if it cannot be started, fails, or does not end in time; then it is killed with
/// everything that it started.
pub async fn publish(
    line: &CommandLine,
    environment: Vec<(&'static str, String)>,
    text: String,
) -> Result<String, String> {
    let [program, arguments @ ..] = line.run.as_slice() else {
        return Err("there is no program to run".to_owned());
    };
    let name = plain(program);
    let mut command = Command::new(program);
    command
        .args(arguments)
        .envs(environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    let child =
        command.spawn().map_err(|error| format!("`{name}` could not be started ({error})"))?;
    let mut group = Group::new(child);
    let ended = timeout(line.limit, end(&mut group, text)).await;
    let Ok(ended) = ended else {
        kill(&mut group).await;
        let limit = seconds(line.limit);
        return Err(format!("`{name}` was killed because it did not end within {limit}"));
    };
    let (status, complaint) =
        ended.map_err(|error| format!("`{name}` could not be waited for ({error})"))?;
    judge(program, status, complaint).map_err(|error| error.to_string())
}
