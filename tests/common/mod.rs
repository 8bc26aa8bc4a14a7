//! A home of its own for a test: a directory, a configuration, and `wail` as a process in it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "fixtures of tests, of which no test needs all"
)]

pub(crate) mod target;

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// How long anything may take that ought to take no time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// The variables that a `wail` under test takes from the test: nothing else gets through.
const KEPT: &str = "PATH";

/// What is written unless a test writes something else: ana is on call, bo comes after five
/// minutes, and both are reached by a program that writes down the page as one line of JSON in the
/// file `pages`.
const CONFIG: &str = r#"
me = "ana"
zone = "UTC"
fallback = "ana"

[people.ana]
channels = [{ use = "command", run = ["/bin/sh", "-c", "cat >> 'HOME/pages'; echo >> 'HOME/pages'"] }]

[people.bo]
channels = [{ use = "command", run = ["/bin/sh", "-c", "cat >> 'HOME/pages'; echo >> 'HOME/pages'"] }]

[rota.primary]
[[rota.primary.layer]]
people = ["ana"]
every = "week"
start = 2026-01-05

[policy.default]
steps = [{ who = "primary", wait = "5m" }, { who = "bo", wait = "10m" }]

[sources.alertmanager]
[sources.generic]

[store]
path = "wail.db"

[listen]
address = "127.0.0.1:PORT"
"#;

/// A directory with a configuration, a store and a port that nobody else has.
pub(crate) struct TestHome {
    folder: TempDir,
    port: u16,
    /// The zone of the machine, as its commands are told.
    zone: String,
}

/// What a run of `wail` came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl TestHome {
    /// A home with the usual configuration.
    pub(crate) fn new() -> Self {
        Self::with(CONFIG)
    }

    /// A home with that configuration; in it `PORT` is the free port and `HOME` the directory.
    pub(crate) fn with(config: &str) -> Self {
        let home =
            Self { folder: TempDir::new().unwrap(), port: free_port(), zone: "UTC".to_owned() };
        home.write_config(config);
        home
    }

    /// The same home on a machine in another zone.
    pub(crate) fn in_zone(mut self, zone: &str) -> Self {
        zone.clone_into(&mut self.zone);
        self
    }

    /// Replaces the configuration, in the way editors do: a new file, renamed.
    pub(crate) fn write_config(&self, config: &str) {
        let config = config
            .replace("PORT", &self.port.to_string())
            .replace("HOME", &self.path().display().to_string());
        let new = self.path().join("config.new");
        fs::write(&new, config).unwrap();
        fs::rename(new, self.config_file()).unwrap();
    }

    /// Replaces a piece of the configuration, which must be in it.
    pub(crate) fn edit_config(&self, old: &str, new: &str) {
        let config = fs::read_to_string(self.config_file()).unwrap();
        assert!(config.contains(old), "`{old}` is not in\n{config}");
        self.write_config(&config.replace(old, new));
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn config_file(&self) -> PathBuf {
        self.path().join("config.toml")
    }

    pub(crate) fn config(&self) -> String {
        fs::read_to_string(self.config_file()).unwrap()
    }

    pub(crate) fn store_file(&self) -> PathBuf {
        self.path().join("wail.db")
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// `wail` with these arguments, ready to be started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wail"));
        #[expect(clippy::disallowed_methods, reason = "what a test starts needs its path")]
        let path = std::env::var_os(KEPT).unwrap_or_default();
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env(KEPT, path)
            .env("HOME", self.path())
            .env("TZ", &self.zone)
            .env("WAIL_CONFIG", self.config_file())
            .stdin(Stdio::null());
        command
    }

    /// Runs `wail` to its end.
    pub(crate) fn wail(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.command(arguments))
    }

    /// Runs `wail` to its end with something on its standard input.
    pub(crate) fn wail_reading(&self, input: &str, arguments: &[&str]) -> Ran {
        let file = self.path().join("input");
        fs::write(&file, input).unwrap();
        ran(self.command(arguments).stdin(File::open(file).unwrap()))
    }

    /// Runs `wail` with `--json`; it must succeed.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let run = self.wail(&[arguments, &["--json"]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str(&run.stdout).unwrap()
    }

    /// Runs `wail` with `--json`; it must fail, and still print.
    pub(crate) fn json_of_failure(&self, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        let ran = self.wail(&arguments);
        assert_ne!(ran.code, 0, "{ran:?}");
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
    }

    /// Starts `wail serve` and waits until it is ready. It is killed when the guard is dropped.
    pub(crate) fn daemon(&self) -> Daemon {
        let daemon = self.daemon_of(self.command(&["serve", "-v"]));
        daemon.until_ready();
        daemon
    }

    /// Starts a command as a daemon of this home, without waiting for it. Its standard error goes
    /// to the file `daemon.log`.
    pub(crate) fn daemon_of(&self, mut command: Command) -> Daemon {
        let log = self.path().join("daemon.log");
        let file = File::options().create(true).append(true).open(&log).unwrap();
        let child = command.stdout(Stdio::null()).stderr(file).spawn().unwrap();
        Daemon { child, log, address: self.address() }
    }

    /// Sends a request to the daemon, with these headers: `("Authorization", "Bearer …")`.
    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String) {
        post(self.address(), path, headers, body)
    }

    /// Asks the daemon for a page.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        get(self.address(), path).unwrap()
    }

    /// The pages that were sent out by program, oldest first.
    pub(crate) fn pages(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.path().join("pages")).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits until incident `id` has that status, and returns it as `wail list --json` shows it.
    pub(crate) fn until_incident(&self, id: i64, status: &str) -> Value {
        let mut last = Value::Null;
        until(&format!("incident {id} is {status}"), || {
            let all = self.json(&["list", "--all"]);
            let found = all.as_array().unwrap().iter().find(|incident| incident["id"] == id);
            last = found.cloned().unwrap_or_default();
            last["status"] == status
        });
        last
    }
}

impl Ran {
    /// Asserts everything at once, times left out ([`timeless`]), with all there is to see if it
    /// is not so.
    #[track_caller]
    pub(crate) fn is(&self, code: i32, stdout: &str, stderr: &str) {
        let (got_stdout, got_stderr) = (timeless(&self.stdout), timeless(&self.stderr));
        assert!(
            self.code == code && got_stdout == stdout && got_stderr == stderr,
            "expected {code}\n--- stdout\n{stdout}--- stderr\n{stderr}\n\
             got {}\n--- stdout\n{got_stdout}--- stderr\n{got_stderr}",
            self.code
        );
    }
}

/// The text without what the clock says: `STAMP` for a date with a time, `HH:MM` for a time of
/// day, `Ns` for a number of seconds, `AGO` for the distance of an instant that has just passed,
/// `LEFT` for how long something lasts.
pub(crate) fn timeless(text: &str) -> String {
    let patterns = [
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "STAMP"),
        (r"(^|[^:\d])(Mon |Tue |Wed |Thu |Fri |Sat |Sun )?\d\d:\d\d\b", "${1}HH:MM"),
        (r", (now\b|\d+s ago)", ", AGO"),
        (r"(\d+[dhm] )*\d+[dhms] left", "LEFT left"),
        (r"\b\d+s\b", "Ns"),
    ];
    patterns.into_iter().fold(text.to_owned(), |text, (pattern, word)| {
        regex::Regex::new(pattern).unwrap().replace_all(&text, word).into_owned()
    })
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap_or(-1),
    }
}

/// A running `wail serve` or `wail watch`; dropping it kills it.
pub(crate) struct Daemon {
    child: Child,
    log: PathBuf,
    address: SocketAddr,
}

impl Daemon {
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// What it has said so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until it answers that it is ready.
    pub(crate) fn until_ready(&self) {
        let is_ready = || get(self.address, "/readyz").is_ok_and(|(status, _)| status == 200);
        let begun = Instant::now();
        while !is_ready() {
            assert!(begun.elapsed() < PATIENCE, "the daemon is not ready:\n{}", self.log());
            pause();
        }
    }

    /// Asks it to stop, waits for that, and returns its exit code.
    pub(crate) fn stop(mut self) -> i32 {
        kill_process(self.pid(), Signal::TERM).unwrap();
        self.wait()
    }

    /// Ends it as a crash would.
    pub(crate) fn crash(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end, and returns its exit code.
    pub(crate) fn wait(&mut self) -> i32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end:\n{}", self.log());
            pause();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits until it is so.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        pause();
    }
}

/// A moment between two looks.
fn pause() {
    std::thread::park_timeout(Duration::from_millis(10));
}

/// A port that nobody listened on a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Sends one request and returns the status and the body of the answer.
pub(crate) fn post(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> (u16, String) {
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("\r\n");
    exchange(address, head.as_bytes(), body).unwrap()
}

/// Asks for a page; fails where nobody listens.
pub(crate) fn get(address: SocketAddr, path: &str) -> std::io::Result<(u16, String)> {
    let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    exchange(address, head.as_bytes(), &[])
}

fn exchange(address: SocketAddr, head: &[u8], body: &[u8]) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // Who refuses a request may close before all of it is written; the answer is there all the same.
    let written = stream.write_all(head).and_then(|()| stream.write_all(body));
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset && !answer.is_empty() => {}
        Err(error) => return Err(written.err().unwrap_or(error)),
    }
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other(format!("no answer: {answer}")))?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    Ok((status, body.to_owned()))
}
