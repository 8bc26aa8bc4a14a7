//! The channel `desktop`: a notification that stays on the screen, by `notify-send`.

use std::io::ErrorKind;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::{Call, Channel, Ring, RingError, Ringing};
use crate::domain::incident::IncidentId;
use crate::domain::text::plain;

pub(super) const CHANNEL: Channel = Channel {
    name: "desktop",
    about: "a notification on this machine's screen",
    needs_station: true,
    build: |_| Box::new(Desktop { program: "notify-send", arguments: Vec::new(), limit: LIMIT }),
};

/// How long a notification may take to be accepted.
const LIMIT: Duration = Duration::from_secs(5);

/// The longest title, in characters.
const LONGEST_TITLE: usize = 200;

struct Desktop {
    program: &'static str,
    /// What the program is given before the page.
    arguments: Vec<String>,
    limit: Duration,
}

impl Desktop {
    async fn notify(&self, call: Call) -> Result<String, RingError> {
        let ended = timeout(self.limit, self.command(&call).output()).await;
        let Ok(ended) = ended else {
            let seconds = self.limit.as_secs();
            return Err(RingError(format!(
                "`notify-send` did not end within {seconds} seconds, no desktop answers"
            )));
        };
        match ended {
            Ok(output) if output.status.success() => Ok("shown by `notify-send`".to_owned()),
            Ok(output) => Err(refused(&output)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(RingError(
                "`notify-send` is not installed; it comes with the package libnotify-bin on \
                 Debian and Ubuntu, and with libnotify elsewhere"
                    .to_owned(),
            )),
            Err(error) => Err(RingError(format!("`notify-send` could not be started ({error})"))),
        }
    }

    fn command(&self, call: &Call) -> Command {
        let mut command = Command::new(self.program);
        command
            .args(&self.arguments)
            .args(["--urgency=critical", "--app-name=wail", "--"])
            .args([title(call), body(call)])
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

impl Ring for Desktop {
    fn ring(&self, call: Call) -> Ringing<'_> {
        Box::pin(self.notify(call))
    }

    /// A notification makes no noise and is closed by whoever has read it.
    fn hush(&self, _: IncidentId) {}
}

fn title(call: &Call) -> String {
    plain(&call.summary).chars().take(LONGEST_TITLE).collect()
}

/// What is below the title. The title is text, but this is markup to most desktops.
fn body(call: &Call) -> String {
    let text = format!(
        "incident {}, {}, {}\nwail ack {}",
        call.incident,
        call.severity,
        plain(&call.reason),
        call.incident
    );
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn refused(output: &Output) -> RingError {
    let complaint = String::from_utf8_lossy(&output.stderr);
    let last = complaint.lines().map(str::trim).rfind(|line| !line.is_empty());
    let last: String = plain(last.unwrap_or("it does not say why")).chars().take(200).collect();
    RingError(format!("`notify-send` failed with {}: {last}", output.status))
}

#[cfg(test)]
mod tests;
