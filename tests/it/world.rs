//! A pager of its own for one test: a home, a configuration, daemons, and commands that are typed.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::pulse::{Pulse, runs};
use crate::sender::{Reply, post};

/// How long anything may take that ought to take no time, on a machine that is busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The key of the source `locked`.
pub(crate) const KEY: &str = "correct-horse";

/// Reaches ana by a program that does nothing, successfully.
pub(crate) const PROGRAM: &str =
    "[people.ana]\nchannels = [{ use = \"command\", run = [\"true\"] }]\n";

/// Reaches ana by the loudspeaker.
pub(crate) const SOUND: &str = "[people.ana]\nchannels = [\"sound\"]\n";

/// Pages nobody: alerts wait for ana's day, which is as good as never.
pub(crate) const NOBODY: &str =
    "[severities]\nerror = \"day\"\n[people.ana]\nday = \"03:00-03:01\"\n";

/// What every configuration here begins with.
const HEAD: &str = "\
me = \"ana\"
zone = \"UTC\"
fallback = \"ana\"
[listen]
address = \"ADDRESS\"
[store]
path = \"STORE\"
[policy.default]
steps = [{ who = \"ana\", wait = \"5m\" }]
[sources.generic]
[sources.alertmanager]
[sources.locked]
kind = \"generic\"
key = \"env:WAIL_TEST_KEY\"
";

/// A home, a configuration and a store that nobody else knows.
pub(crate) struct World {
    folder: TempDir,
    address: String,
    store: PathBuf,
    sound: Vec<(&'static str, OsString)>,
}

impl World {
    /// A world without any sound, whose configuration goes on like that.
    pub(crate) fn new(rest: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let store = folder.path().join("wail.db");
        let silent = vec![
            ("HOME", folder.path().into()),
            ("XDG_RUNTIME_DIR", folder.path().into()),
            ("ALSA_CONFIG_PATH", "/dev/null".into()),
        ];
        let world = Self { folder, address: "127.0.0.1:0".to_owned(), store, sound: silent };
        world.configure(rest);
        world
    }

    /// A world whose loudspeaker is that sound server's.
    pub(crate) fn on(pulse: &Pulse, rest: &str) -> Self {
        let mut world = Self::new(rest);
        world.sound = pulse.surroundings();
        world
    }

    /// The same world with its store in another place.
    pub(crate) fn with_store(mut self, store: &Path, rest: &str) -> Self {
        store.clone_into(&mut self.store);
        self.configure(rest);
        self
    }

    /// The same world, listening where it is known beforehand.
    pub(crate) fn at(mut self, address: SocketAddr, rest: &str) -> Self {
        self.address = address.to_string();
        self.configure(rest);
        self
    }

    /// Writes the configuration anew, as an editor does: a new file that takes the old one's name.
    pub(crate) fn configure(&self, rest: &str) {
        let head = HEAD.replace("ADDRESS", &self.address);
        let head = head.replace("STORE", &self.store.display().to_string());
        self.overwrite(&format!("{head}{rest}"));
    }

    /// Writes any text as the configuration.
    pub(crate) fn overwrite(&self, text: &str) {
        let new = self.folder.path().join("config.new");
        fs::write(&new, text).unwrap();
        fs::rename(new, self.config()).unwrap();
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn store(&self) -> &Path {
        &self.store
    }

    /// A program that finds this world and no other.
    pub(crate) fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("TZ", "UTC")
            .env("WAIL_CONFIG", self.config())
            .env("WAIL_TEST_KEY", KEY)
            .envs(self.sound.iter().cloned())
            .stdin(Stdio::null());
        command
    }

    /// `wail` with these words, run to its end.
    pub(crate) fn wail<const N: usize>(&self, words: [&str; N]) -> Ran {
        let mut command = self.program(env!("CARGO_BIN_EXE_wail"));
        command.args(words);
        run(command)
    }

    /// What `wail` prints as JSON.
    pub(crate) fn json<const N: usize>(&self, words: [&str; N]) -> Value {
        let ran = self.wail(words);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        serde_json::from_slice(&ran.out).unwrap()
    }

    /// Everything that is open.
    pub(crate) fn open(&self) -> Vec<Value> {
        self.json(["list", "--json"]).as_array().unwrap().clone()
    }

    /// The events on the record, in order.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.json(["log", "--json"]).as_array().unwrap().clone()
    }

    /// How many events of that kind are on the record.
    pub(crate) fn count(&self, event: &str) -> usize {
        self.events().iter().filter(|entry| entry["event"] == event).count()
    }

    /// Starts the daemon and waits until it listens.
    pub(crate) fn serve(&self) -> Daemon {
        self.serve_by("exec \"$0\" serve")
    }

    /// Starts the daemon from a line of shell, in which `$0` is `wail`.
    pub(crate) fn serve_by(&self, line: &str) -> Daemon {
        let mut daemon = self.start_by(line);
        daemon.listens();
        daemon
    }

    /// Starts a station from a line of shell, in which `$0` is `wail`, whether it listens or not.
    pub(crate) fn start_by(&self, line: &str) -> Daemon {
        let mut command = self.program("sh");
        command.args(["-c", line, env!("CARGO_BIN_EXE_wail")]);
        Daemon::start(command)
    }
}

/// What a command came to.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
    pub(crate) took: Duration,
}

impl Ran {
    /// What it printed, as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }
}

/// Runs a command to its end; one that does not end in time is killed.
pub(crate) fn run(mut command: Command) -> Ran {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let out = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        out.read_to_end(&mut bytes).map(|_| bytes).unwrap()
    });
    let err = std::thread::spawn(move || {
        let mut text = String::new();
        err.read_to_string(&mut text).map(|_| text).unwrap()
    });
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE * 3 {
            child.kill().unwrap();
        }
        rest();
    };
    let took = start.elapsed();
    Ran { code: status.code(), out: out.join().unwrap(), err: err.join().unwrap(), took }
}

/// A daemon that runs until this is dropped.
pub(crate) struct Daemon {
    child: Child,
    said: Arc<Mutex<String>>,
    pub(crate) address: SocketAddr,
}

impl Daemon {
    /// Starts it, and listens to what it says.
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let errors = child.stderr.take().unwrap();
        let hears = Arc::clone(&said);
        std::thread::spawn(move || hear(errors, &hears));
        Self { child, said, address: SocketAddr::from(([127, 0, 0, 1], 0)) }
    }

    /// Waits until it says where it listens.
    pub(crate) fn listens(&mut self) {
        let said = self.says("listening on http://");
        let after = said.rsplit("listening on http://").next().unwrap();
        self.address = after.lines().next().unwrap().parse().unwrap();
    }

    /// Waits until it has said that, and returns everything it has said.
    pub(crate) fn says(&mut self, words: &str) -> String {
        let start = Instant::now();
        loop {
            let said = self.said();
            if said.contains(words) && said.ends_with('\n') {
                return said;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended without saying `{words}`:\n{said}");
            assert!(start.elapsed() < PATIENCE, "it does not say `{words}`:\n{said}");
            rest();
        }
    }

    /// Everything it has said so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Ends it as a power cut would end it.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and says how it ended and how long that took.
    pub(crate) fn stop(&mut self) -> (ExitStatus, Duration) {
        self.signal(Signal::TERM);
        let start = Instant::now();
        let status = self.ends();
        (status, start.elapsed())
    }

    /// Waits for its end.
    pub(crate) fn ends(&mut self) -> ExitStatus {
        let mut ended = None;
        until("the daemon ends", PATIENCE, || {
            ended = self.child.try_wait().unwrap();
            ended.is_some()
        });
        ended.unwrap()
    }

    /// Sends that body to that source.
    pub(crate) fn post(&self, source: &str, body: impl AsRef<[u8]>) -> Reply {
        post(self.address, source, body.as_ref()).unwrap()
    }

    /// Sends an alert of that name, and insists that it is taken.
    pub(crate) fn fires(&self, name: &str) {
        let reply = self.post("generic", firing(name));
        assert_eq!(reply.status, 202, "{}", reply.text);
    }

    /// Waits until everything that was taken is decided.
    pub(crate) fn decides(&self) {
        let address = self.address;
        until("everything is decided", PATIENCE * 3, || {
            let metrics = crate::sender::get(address, "/metrics").unwrap();
            metrics.text.contains("\nwail_inbox_unread 0\n")
        });
    }

    /// How much memory it holds now, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.status("VmRSS")
    }

    /// How much memory it held at most, in bytes.
    pub(crate) fn most_memory(&self) -> usize {
        self.status("VmHWM")
    }

    fn status(&self, name: &str) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kilobytes * 1024
    }

    /// How many files it has open.
    pub(crate) fn files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.pid())).unwrap().count()
    }

    /// How long the processor has worked for it.
    pub(crate) fn work(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap();
        let after = stat.rsplit(") ").next().unwrap();
        let ticks = |at: usize| after.split(' ').nth(at).unwrap().parse::<u64>().unwrap();
        // A tick is 10 ms for user space on every Linux there is.
        Duration::from_millis((ticks(11) + ticks(12)) * 10)
    }

    /// Its children that run: the player, programs.
    pub(crate) fn children(&self) -> Vec<Pid> {
        let pid = self.pid();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        let children =
            children.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?));
        children.filter(|child| runs(*child)).collect()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn hear(errors: impl Read, said: &Mutex<String>) {
    let mut errors = BufReader::new(errors);
    let mut line = Vec::new();
    while errors.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        said.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
}

/// An alert of that name, as the source `generic` takes it.
pub(crate) fn firing(name: &str) -> String {
    format!("{{\"key\":\"{name}\",\"summary\":\"{name}\"}}")
}

/// Waits until it is so; fails if it is not in time.
pub(crate) fn until(what: &str, within: Duration, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < within, "not within {within:?}: {what}");
        rest();
    }
}

/// Lets others work for a moment.
pub(crate) fn rest() {
    pause(Duration::from_millis(10));
}

/// Lets so much time go by, for what is measured in time.
pub(crate) fn pause(length: Duration) {
    let start = Instant::now();
    while let Some(left) = length.checked_sub(start.elapsed()) {
        std::thread::park_timeout(left);
    }
}

/// Says why a test tests nothing here; fails where tests must be complete.
pub(crate) fn cannot(why: &str) {
    assert!(!crate::pulse::must_be_complete(), "{why}");
    say(&format!("not tested: {why}"));
}

/// What a test has to say besides whether it passed.
#[expect(clippy::print_stderr, reason = "a test tells what it measured")]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}

/// Whether tests may take their time.
pub(crate) fn may_be_long() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the one switch for long tests")]
    let long = std::env::var_os("WAIL_LONG");
    long.is_some()
}
