//! A pager of its own for one test: a home, a configuration, daemons, and commands that are typed.

mod daemon;

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) use daemon::Daemon;

use crate::pulse::Pulse;

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
            ("PULSE_SERVER", "unix:/nowhere".into()),
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
        self.wail_all(&words)
    }

    /// The same with as many words as there are.
    pub(crate) fn wail_all(&self, words: &[&str]) -> Ran {
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
