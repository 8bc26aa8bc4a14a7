//! A private sound server whose output is recorded, so that a test can hear.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a fixture of tests")]

use std::f32::consts::TAU;
use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::time::{interval, timeout};

/// Samples per second of a recording.
pub(crate) const RATE: u32 = 48_000;

/// How long anything may take that ought to take no time.
const PATIENCE: Duration = Duration::from_secs(10);

/// A PulseAudio server of its own, with one loudspeaker that nobody hears and a recorder on it.
pub(crate) struct Pulse {
    folder: TempDir,
    server: Child,
    recorder: Option<Child>,
    /// The loudspeaker that is recorded.
    sink: &'static str,
}

impl Pulse {
    /// Starts the server and the recorder. Without PulseAudio there is nothing to hear with: then
    /// this says so, and the test is over; but not where tests must be complete.
    pub(crate) async fn start() -> Option<Self> {
        if !["pulseaudio", "parec"].into_iter().all(is_installed) {
            assert!(!must_be_complete(), "pulseaudio and pulseaudio-utils are not installed");
            #[expect(clippy::print_stderr, reason = "a test says why it tests nothing")]
            {
                eprintln!("not tested: pulseaudio and pulseaudio-utils are not installed");
            }
            return None;
        }
        let folder = TempDir::new().unwrap();
        fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o700)).unwrap();
        fs::write(folder.path().join("pulse.pa"), SERVER).unwrap();
        fs::write(folder.path().join(".asoundrc"), LOUDSPEAKER).unwrap();
        let server = start_server(folder.path());
        let mut pulse = Self { folder, server, recorder: None, sink: "alarm" };
        pulse.record().await;
        Some(pulse)
    }

    /// Starts the recorder once the server is there.
    async fn record(&mut self) {
        let socket = self.folder.path().join("pulse/native");
        until(|| UnixStream::connect(&socket).is_ok()).await;
        let before = self.recorded();
        let heard = self.folder.path().join("heard");
        let recorder = mortal("parec", self.folder.path())
            .args(["-d", &format!("{}.monitor", self.sink), "--raw", "--format=s16le"])
            .args(["--rate=48000"])
            .args(["--channels=1", "--latency-msec=20"])
            .stdout(File::options().create(true).append(true).open(heard).unwrap())
            .spawn()
            .unwrap();
        self.recorder = Some(recorder);
        until(|| self.recorded() > before).await;
    }

    /// What starts `wail`'s player on this server; its number is then [`Self::player`].
    pub(crate) fn starts_player(&self) -> impl Fn() -> Command + Send + Sync + 'static {
        let folder = self.folder.path().to_owned();
        move || {
            let mut command = quiet("sh", &folder);
            command.args(["-c", "echo $$ > player; exec \"$0\" __sound"]);
            command.arg(env!("CARGO_BIN_EXE_wail"));
            command
        }
    }

    /// The environment of a process whose loudspeaker is this server's.
    pub(crate) fn surroundings(&self) -> Vec<(&'static str, OsString)> {
        let socket = self.folder.path().join("pulse/native");
        vec![
            ("HOME", self.folder.path().into()),
            ("XDG_RUNTIME_DIR", self.folder.path().into()),
            ("PULSE_SERVER", format!("unix:{}", socket.display()).into()),
        ]
    }

    /// The player that was started last.
    pub(crate) async fn player(&self) -> Pid {
        let path = self.folder.path().join("player");
        until(|| fs::read_to_string(&path).is_ok_and(|text| text.ends_with('\n'))).await;
        Pid::from_raw(fs::read_to_string(path).unwrap().trim().parse().unwrap()).unwrap()
    }

    /// Where a test may put its files.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adds another loudspeaker.
    pub(crate) fn plug_in(&self, sink: &str) {
        let name = format!("sink_name={sink}");
        self.control(&["load-module", "module-null-sink", "norewinds=1", "rate=48000", &name]);
    }

    /// Takes a loudspeaker away.
    pub(crate) fn unplug(&self, sink: &str) {
        let modules = self.control(&["list", "short", "modules"]);
        let is_its =
            |line: &&str| line.split_whitespace().any(|word| word == format!("sink_name={sink}"));
        let module = modules.lines().find(is_its).unwrap().split('\t').next().unwrap();
        self.control(&["unload-module", module]);
    }

    /// Has `pactl` do something; what it printed.
    pub(crate) fn control(&self, arguments: &[&str]) -> String {
        let done =
            quiet("pactl", self.folder.path()).args(arguments).stdout(Stdio::piped()).output();
        let done = done.unwrap();
        assert!(done.status.success(), "pactl {arguments:?}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// Records another loudspeaker from now on.
    pub(crate) async fn listen_to(&mut self, sink: &'static str) {
        self.stop_recorder();
        self.sink = sink;
        self.record().await;
    }

    /// What starts a player that finds no device here; programs find the server.
    pub(crate) fn starts_player_without_alsa(
        &self,
    ) -> impl Fn() -> Command + Send + Sync + 'static {
        let start = self.starts_player();
        move || {
            let mut command = start();
            command.env("ALSA_CONFIG_PATH", "/dev/null");
            command
        }
    }

    /// Lets the server go on.
    pub(crate) fn thaw(&self) {
        kill_process(Pid::from_child(&self.server), Signal::CONT).unwrap();
    }

    /// Stops the server in its tracks: it holds its connections and answers nothing.
    pub(crate) fn freeze(&self) {
        kill_process(Pid::from_child(&self.server), Signal::STOP).unwrap();
    }

    /// Ends the server as a crash would.
    pub(crate) fn crash(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// Starts the server again after a crash.
    pub(crate) async fn restart(&mut self) {
        self.stop_recorder();
        self.server = start_server(self.folder.path());
        self.record().await;
    }

    fn stop_recorder(&mut self) {
        if let Some(mut recorder) = self.recorder.take() {
            // It may have ended with its server.
            drop(recorder.kill());
            drop(recorder.wait());
        }
    }

    /// How many samples have been recorded; this is the fixture's clock.
    pub(crate) fn recorded(&self) -> usize {
        let heard = fs::metadata(self.folder.path().join("heard"));
        heard.map_or(0, |heard| usize::try_from(heard.len()).unwrap() / 2)
    }

    /// Records for so long, and returns what was recorded from `start` on.
    pub(crate) async fn listen(&self, start: usize, length: Duration) -> Vec<f32> {
        let end = self.recorded() + samples(length);
        until(|| self.recorded() >= end).await;
        let bytes = fs::read(self.folder.path().join("heard")).unwrap();
        let sample = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
        bytes.chunks_exact(2).skip(start).map(sample).collect()
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        // A killed process may have ended before; a stopped one dies of this signal too.
        drop(self.server.kill());
        drop(self.server.wait());
        self.stop_recorder();
    }
}

/// The server: one loudspeaker that takes samples in real time, in small pieces.
const SERVER: &str = "\
load-module module-native-protocol-unix
load-module module-null-sink norewinds=1 sink_name=alarm rate=48000 channels=2
set-default-sink alarm
";

/// The way there, also on a machine that has a sound card.
const LOUDSPEAKER: &str = "\
pcm.!default { type pulse }
ctl.!default { type pulse }
";

fn start_server(folder: &Path) -> Child {
    mortal("pulseaudio", folder)
        .args(["-n", "-F", "pulse.pa", "--daemonize=no", "--exit-idle-time=-1"])
        .args(["--disable-shm=yes", "--use-pid-file=no"])
        .spawn()
        .unwrap()
}

/// A program that ends with the thread that started it, also where that is killed and drops nothing.
fn mortal(program: &str, folder: &Path) -> Command {
    if !is_installed("setpriv") {
        return quiet(program, folder);
    }
    let mut command = quiet("setpriv", folder);
    command.args(["--pdeathsig", "KILL", program]);
    command
}

/// A command that knows no other home and no other server than those in `folder`.
fn quiet(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_RUNTIME_DIR", folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("PULSE_SERVER", format!("unix:{}", folder.join("pulse/native").display()))
        .env_remove("DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// What starts `wail`'s player on a machine without any sound.
pub(crate) fn starts_deaf_player(folder: PathBuf) -> impl Fn() -> Command + Send + Sync + 'static {
    move || {
        let mut command = quiet(env!("CARGO_BIN_EXE_wail"), &folder);
        command.arg("__sound").env("ALSA_CONFIG_PATH", "/dev/null");
        command.env("PULSE_SERVER", "unix:/nowhere");
        command
    }
}

pub(crate) fn is_installed(program: &str) -> bool {
    let mut version = Command::new(program);
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// Whether a test that cannot run is a failure.
pub(crate) fn must_be_complete() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the one place where tests read the environment")]
    let ci = std::env::var_os("CI");
    ci.is_some_and(|ci| ci == "true")
}

/// Waits until it is so.
pub(crate) async fn until(is_so: impl Fn() -> bool) {
    let mut looks = interval(Duration::from_millis(5));
    let waits = async {
        while !is_so() {
            looks.tick().await;
        }
    };
    timeout(PATIENCE, waits).await.expect("it is so within ten seconds");
}

/// Whether the process runs; one that has ended and waits for its parent does not.
pub(crate) fn runs(process: Pid) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// How many samples make so long a time.
pub(crate) fn samples(length: Duration) -> usize {
    usize::try_from(length.as_millis()).unwrap() * RATE as usize / 1000
}

/// How loud the samples are, in windows of 100 ms.
pub(crate) fn loudness(heard: &[f32]) -> Vec<f32> {
    let window = samples(Duration::from_millis(100));
    heard.chunks_exact(window).map(|part| (power(part) / as_float(window)).sqrt()).collect()
}

/// The index of the first sample that is a sound, and of the last.
pub(crate) fn sounding(heard: &[f32]) -> Option<(usize, usize)> {
    let is_sound = |sample: &f32| sample.abs() > 0.001;
    Some((heard.iter().position(is_sound)?, heard.iter().rposition(is_sound)?))
}

/// The pitch that sounds strongest, in steps of 10 Hz, by the Goertzel algorithm.
pub(crate) fn pitch(heard: &[f32]) -> u16 {
    let strength = |pitch: u16| {
        let factor = 2.0 * (TAU * f32::from(pitch) / as_float(RATE as usize)).cos();
        let (mut before, mut last) = (0.0_f32, 0.0_f32);
        for sample in heard {
            (before, last) = (last, sample + factor * last - before);
        }
        last * last + before * before - factor * last * before
    };
    let pitches = (10..300).map(|ten| ten * 10);
    pitches.max_by(|a, b| strength(*a).total_cmp(&strength(*b))).unwrap()
}

fn power(heard: &[f32]) -> f32 {
    heard.iter().map(|sample| sample * sample).sum()
}

#[expect(clippy::cast_precision_loss, reason = "seconds of samples")]
fn as_float(count: usize) -> f32 {
    count as f32
}

/// A WAV file of two seconds of one pitch.
pub(crate) fn wav(folder: &Path, pitch: u16) -> PathBuf {
    let path = folder.join(format!("{pitch}.wav"));
    wav_of(&path, &[pitch], RATE, 1);
    path
}

/// A WAV file of two seconds of each pitch, with so many samples a second and equal channels.
pub(crate) fn wav_of(path: &Path, pitches: &[u16], rate: u32, channels: u16) {
    let frames = 2 * rate * u32::try_from(pitches.len()).unwrap();
    let length = frames * u32::from(channels);
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + 2 * length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * 2 * u32::from(channels)).to_le_bytes());
    bytes.extend((2 * channels).to_le_bytes());
    bytes.extend(b"\x10\0data");
    bytes.extend((2 * length).to_le_bytes());
    for at in 0..frames {
        let pitch = pitches[usize::try_from(at / (2 * rate)).unwrap()];
        let phase = f64::from(at) * f64::from(pitch) / f64::from(rate) * std::f64::consts::TAU;
        #[expect(clippy::cast_possible_truncation, reason = "within 16 bits")]
        let sample = ((phase.sin() * 20_000.0) as i16).to_le_bytes();
        (0..channels).for_each(|_| bytes.extend(sample));
    }
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_server_ends_with_whoever_started_it_though_nobody_drops_it() {
    if !["pulseaudio", "setpriv"].into_iter().all(is_installed) {
        return;
    }
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o700)).unwrap();
    fs::write(folder.path().join("pulse.pa"), SERVER).unwrap();
    let socket = folder.path().join("pulse/native");
    let path = folder.path().to_owned();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let (started, server) = std::sync::mpsc::channel();
    let starter = std::thread::spawn(move || {
        started.send(Pid::from_child(&start_server(&path))).unwrap();
        assert!(ended.recv().is_err());
    });
    let server = server.recv().unwrap();
    until(|| UnixStream::connect(&socket).is_ok()).await;
    assert!(runs(server));
    drop(end);
    starter.join().unwrap();
    until(|| !runs(server)).await;
}
