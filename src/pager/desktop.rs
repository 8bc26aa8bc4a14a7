//! The channel `desktop`: a notification that stays on the screen, by `notify-send`.
//!
//! There is one notification for everything that rings: the gravest in full and the others as a
//! number. A page that comes later replaces it, and one program runs at a time, so a storm covers the
//! screen once, not a thousand times.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{Call, Channel, Probing, Ring, RingError, Ringing, Telling, Variable};
use crate::domain::caption::Caption;
use crate::domain::incident::IncidentId;
use crate::domain::notification::Quietness;
use crate::domain::text::plain;

pub(super) const CHANNEL: Channel = Channel {
    name: "desktop",
    about: "a notification on this machine's screen",
    needs: "`notify-send` (the Debian package `libnotify-bin`), and a desktop that shows what it \
        is sent",
    needs_station: true,
    quietness: Quietness::Seen,
    build: |surroundings| {
        let variable = Arc::clone(&surroundings.variable);
        Box::new(Desktop::new("notify-send", Vec::new(), LIMIT, variable))
    },
};

/// How long a notification may take to be accepted.
const LIMIT: Duration = Duration::from_secs(5);

/// The longest title, in characters.
const LONGEST_TITLE: usize = 200;

/// What became of a notification.
type Shown = Result<String, RingError>;

/// Pages that wait for the next notification, with whom to tell.
type Waiting = Vec<(Call, oneshot::Sender<Shown>)>;

struct Desktop(Arc<Screen>);

struct Screen {
    program: &'static str,
    /// What the program is given before the page.
    arguments: Vec<String>,
    limit: Duration,
    variable: Variable,
    /// The pages that wait while the program runs; none when it does not run.
    waiting: Mutex<Option<Waiting>>,
    /// What is shown.
    board: Mutex<Board>,
}

/// What rings, and the notification that says so.
#[derive(Default)]
struct Board {
    /// The last page of each incident, with its place in the order in which they came.
    ringing: HashMap<IncidentId, (u64, Call)>,
    count: u64,
    /// The notification that the next one replaces.
    last: Option<String>,
    /// Whether the program is too old to replace one.
    is_old: bool,
}

impl Board {
    fn put(&mut self, call: &Call) {
        self.count += 1;
        self.ringing.insert(call.incident, (self.count, call.clone()));
    }

    /// Takes it away; when nothing rings, the next notification is a new one.
    fn take(&mut self, incident: IncidentId) {
        self.ringing.remove(&incident);
        if self.ringing.is_empty() {
            self.last = None;
        }
    }

    /// The title and what is below it; nothing if nothing rings.
    fn words(&self) -> Option<[String; 2]> {
        let ringing = self.ringing.values();
        let caption =
            Caption::of(ringing.clone().map(|(at, call)| (call.severity, *at, &*call.summary)))?;
        let (_, gravest) = ringing.max_by_key(|(at, call)| (call.severity, *at))?;
        Some([caption.shown(LONGEST_TITLE), body(gravest)])
    }
}

/// What makes the program say which notification it has shown.
const PRINT: &str = "--print-id";

impl Desktop {
    fn new(
        program: &'static str,
        arguments: Vec<String>,
        limit: Duration,
        variable: Variable,
    ) -> Self {
        let (waiting, board) = (Mutex::new(None), Mutex::default());
        Self(Arc::new(Screen { program, arguments, limit, variable, waiting, board }))
    }
}

impl Ring for Desktop {
    fn ring(&self, call: Call) -> Ringing<'_> {
        Box::pin(async move {
            let shown = self.0.join(call);
            let gone = |_| Err(RingError::Failed("the station is stopping".to_owned()));
            shown.await.unwrap_or_else(gone)
        })
    }

    fn tell(&self, telling: Telling) -> Ringing<'_> {
        Box::pin(async move {
            let title: String = plain(&telling.text).chars().take(LONGEST_TITLE).collect();
            self.0.notify("low", &[], [title, String::new()]).await.map(|_| SHOWN.to_owned())
        })
    }

    /// A notification makes no noise and is closed by whoever has read it; the next one says what is
    /// left.
    fn hush(&self, incident: IncidentId) {
        self.0.board().take(incident);
    }

    fn probe(&self) -> Probing<'_> {
        Box::pin(std::future::ready(self.0.look()))
    }
}

impl Screen {
    /// Whether there is a program that shows notifications, and a desktop to show them.
    fn look(&self) -> Result<(), RingError> {
        let path = (self.variable)("PATH").unwrap_or_default();
        if !std::env::split_paths(&path).any(|folder| folder.join(self.program).is_file()) {
            return Err(not_installed());
        }
        if has_session(&self.variable) {
            return Ok(());
        }
        Err(RingError::Failed("there is no desktop session here: no session bus".to_owned()))
    }

    /// Puts the page among those that wait, and begins to show them if nobody does.
    fn join(self: &Arc<Self>, call: Call) -> oneshot::Receiver<Shown> {
        let (tell, told) = oneshot::channel();
        self.board().put(&call);
        let mut waiting = self.waiting();
        if let Some(waiting) = waiting.as_mut() {
            waiting.push((call, tell));
        } else {
            *waiting = Some(vec![(call, tell)]);
            tokio::spawn(Arc::clone(self).show());
        }
        told
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        // Every change under the lock is whole, so a panic elsewhere leaves nothing half done.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        // The same holds here.
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes those that wait; when nobody does, the next to come begins anew.
    fn take(&self) -> Waiting {
        let mut waiting = self.waiting();
        match waiting.as_mut() {
            Some(pages) if !pages.is_empty() => std::mem::take(pages),
            Some(_) | None => {
                *waiting = None;
                Vec::new()
            }
        }
    }

    /// Shows whatever waits, one notification after another.
    async fn show(self: Arc<Self>) {
        loop {
            let pages = self.take();
            if pages.is_empty() {
                return;
            }
            let words = self.board().words();
            let shown = match words {
                Some(words) => self.replace(words).await,
                None => Err(RingError::Hushed("it was hushed before it was shown".to_owned())),
            };
            for (_, tell) in pages {
                // Whoever asked may have gone.
                drop(tell.send(shown.clone()));
            }
        }
    }

    /// Shows that in place of what was shown before, where the program can.
    async fn replace(&self, words: [String; 2]) -> Shown {
        let (last, is_old) = {
            let board = self.board();
            (board.last.clone(), board.is_old)
        };
        let options: Vec<String> = match last {
            _ if is_old => Vec::new(),
            Some(last) => vec![PRINT.to_owned(), format!("--replace-id={last}")],
            None => vec![PRINT.to_owned()],
        };
        let shown = match self.notify("critical", &options, words.clone()).await {
            Err(error) if !options.is_empty() && is_unknown(&error) => {
                self.board().is_old = true;
                self.notify("critical", &[], words).await
            }
            shown => shown,
        }?;
        let mut board = self.board();
        // What was hushed meanwhile is not replaced: the next is about something else.
        if !board.ringing.is_empty() {
            board.last = number(&shown);
        }
        Ok(SHOWN.to_owned())
    }

    /// Shows a title and what is below it, if anything is; what the program printed.
    async fn notify(&self, urgency: &str, options: &[String], words: [String; 2]) -> Shown {
        let ended = timeout(self.limit, self.command(urgency, options, words).output()).await;
        let Ok(ended) = ended else {
            let seconds = self.limit.as_secs();
            return Err(RingError::Failed(format!(
                "`notify-send` did not end within {seconds} seconds, no desktop answers"
            )));
        };
        match ended {
            Ok(output) if output.status.success() => {
                Ok(String::from_utf8_lossy(&output.stdout).into_owned())
            }
            Ok(output) => Err(refused(&output)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(not_installed()),
            Err(error) => {
                Err(RingError::Failed(format!("`notify-send` could not be started ({error})")))
            }
        }
    }

    fn command(&self, urgency: &str, options: &[String], words: [String; 2]) -> Command {
        let mut command = Command::new(self.program);
        command
            .args(&self.arguments)
            .arg(format!("--urgency={urgency}"))
            .arg("--app-name=wail")
            .args(options)
            .arg("--")
            .args(words.into_iter().filter(|words| !words.is_empty()))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

fn not_installed() -> RingError {
    RingError::Failed(
        "`notify-send` is not installed; it comes with the package libnotify-bin on Debian and \
         Ubuntu, and with libnotify elsewhere"
            .to_owned(),
    )
}

/// Whether a session bus is there, or would be started for the display.
fn has_session(variable: &Variable) -> bool {
    let is_socket = |path: &Path| path.metadata().is_ok_and(|found| found.file_type().is_socket());
    let address = variable("DBUS_SESSION_BUS_ADDRESS");
    let addresses = address.as_deref().and_then(|address| address.to_str()).unwrap_or_default();
    // Only the address of a file can be looked at; others are believed.
    let by_address = addresses.split(';').filter(|address| !address.is_empty()).any(|address| {
        let path = address.strip_prefix("unix:path=").and_then(|path| path.split(',').next());
        path.is_none_or(|path| is_socket(Path::new(path)))
    });
    let by_place = || {
        let folder = variable("XDG_RUNTIME_DIR").map(PathBuf::from);
        folder.is_some_and(|folder| is_socket(&folder.join("bus")))
    };
    by_address || by_place() || variable("DISPLAY").is_some()
}

/// The proof that it was shown.
const SHOWN: &str = "shown by `notify-send`";

/// The number of a notification, as the program printed it.
fn number(printed: &str) -> Option<String> {
    let number = printed.trim();
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| number.to_owned())
}

/// Whether it failed because it does not know what it was asked for.
fn is_unknown(error: &RingError) -> bool {
    error.to_string().to_lowercase().contains("unknown option")
}

/// What is below the title. The title is text, but this is markup to most desktops.
fn body(call: &Call) -> String {
    let seen = call.seen.as_ref().map(|seen| format!("{}\n", plain(seen))).unwrap_or_default();
    let text = format!(
        "incident {}, {}, {}\n{seen}wail ack {}",
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
    RingError::Failed(format!("`notify-send` failed with {}: {last}", output.status))
}

#[cfg(test)]
mod tests;
