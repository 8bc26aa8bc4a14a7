//! A command that is run for somebody: what is sent to us reaches it, and its exit code is ours.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitStatus;

use tokio::process::Child;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::system;

/// What a shell answers for a command that is not there, and for one that cannot be started.
pub(super) const NOT_FOUND: u8 = 127;
const CANNOT_START: u8 = 126;

/// What to type where a command is not found.
pub(super) const HOW_TO_NAME: &str = "hint: what stands behind `--` is a program and its arguments, word by \
                                      word; a whole line needs a shell: `-- sh -c '…'`";

/// What a shell adds to the number of a signal that ended a command.
const BY_SIGNAL: i32 = 128;

/// Does that to its end, here and now.
pub(super) fn block_on<T>(work: impl Future<Output = io::Result<T>>) -> Result<T, Error> {
    let cannot = |error: io::Error| {
        Error::new(Kind::Unreachable, "the system gives this process nothing to run a command with")
            .detail(format!("  {error}"))
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(cannot)?.block_on(work).map_err(cannot)
}

/// What a shell answers where a command cannot be started, and why that is.
pub(super) fn not_started(words: &[OsString], error: &io::Error) -> (u8, String) {
    let word = words.first().map(OsString::as_os_str).unwrap_or_default();
    let shown = word.to_string_lossy();
    let shown = plain(&shown);
    let path = Path::new(word);
    match error.kind() {
        // A script is there and what its first line names is not.
        io::ErrorKind::NotFound if path.components().count() > 1 && path.exists() => {
            let why =
                format!("`{shown}` is there, and the program that its first line names is not");
            (CANNOT_START, why)
        }
        io::ErrorKind::NotFound => (NOT_FOUND, format!("there is no command `{shown}`")),
        io::ErrorKind::PermissionDenied if path.is_dir() => {
            (CANNOT_START, format!("`{shown}` is a directory"))
        }
        io::ErrorKind::PermissionDenied => {
            (CANNOT_START, format!("`{shown}` may not be executed by this user"))
        }
        _ => {
            let error = error.to_string();
            let error = error.split(" (os error").next().unwrap_or_default();
            (CANNOT_START, format!("`{shown}` cannot be started: {error}"))
        }
    }
}

/// How a command ended, as a shell says it.
fn code(status: ExitStatus) -> u8 {
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    let code = status.code().or(signal.map(|signal| BY_SIGNAL + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(CANNOT_START)
}

/// The numbers of the signals that are sent to this process, as they come.
pub(super) struct Signals(UnboundedReceiver<i32>);

impl Signals {
    /// Listens from now on. A signal that whoever started this process has it ignore stays ignored, here
    /// and by the command.
    pub(super) fn listen() -> io::Result<Self> {
        let (tell, told) = unbounded_channel();
        let kinds = [
            SignalKind::terminate(),
            SignalKind::interrupt(),
            SignalKind::hangup(),
            SignalKind::quit(),
            SignalKind::user_defined1(),
            SignalKind::user_defined2(),
            SignalKind::alarm(),
        ];
        for kind in kinds {
            let number = kind.as_raw_value();
            if system::ignores(number) {
                continue;
            }
            let (mut stream, tell) = (signal(kind)?, tell.clone());
            tokio::spawn(async move {
                while stream.recv().await.is_some() && tell.send(number).is_ok() {}
            });
        }
        Ok(Self(told))
    }

    /// Waits for the end of a command, and passes on what we are sent meanwhile. Says how it ended, as a
    /// shell would.
    pub(super) async fn wait_for(&mut self, child: &mut Child) -> io::Result<u8> {
        loop {
            tokio::select! {
                status = child.wait() => return status.map(code),
                Some(number) = self.0.recv() => {
                    if let Some(process) = child.id().filter(|_| !comes_by_itself(number)) {
                        system::send(process, number);
                    }
                }
            }
        }
    }
}

/// Whether the terminal has sent that signal to the command as well: what is typed reaches everybody in
/// the foreground.
fn comes_by_itself(number: i32) -> bool {
    let is_typed = [SignalKind::interrupt(), SignalKind::quit()]
        .into_iter()
        .any(|kind| kind.as_raw_value() == number);
    is_typed && system::has_terminal_in_foreground()
}
