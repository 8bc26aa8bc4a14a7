//! A daemon of a test: started, listened to, signalled, looked into, and ended in any case.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::{PATIENCE, firing, rest, until};
use crate::pulse::runs;
use crate::sender::{Reply, get, post};

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
            let metrics = get(address, "/metrics").unwrap();
            metrics.text.contains("\nwail_inbox_unread 0\n")
        });
    }

    /// Waits until it has found out what it rings by: no player has run for a moment.
    pub(crate) fn has_probed(&self) {
        let mut calm = Instant::now();
        until("it has probed", PATIENCE, || {
            if !self.children().is_empty() {
                calm = Instant::now();
            }
            calm.elapsed() > Duration::from_millis(500)
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

    /// Its children that run: the player, programs; not those that are asked how loud an output is.
    pub(crate) fn children(&self) -> Vec<Pid> {
        let pid = self.pid();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        let children =
            children.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?));
        children.filter(|child| runs(*child) && !asks_the_mixer(*child)).collect()
    }

    /// Those of them that play an alarm.
    pub(crate) fn players(&self) -> Vec<Pid> {
        let plays = |child: &Pid| {
            let words = fs::read_to_string(format!("/proc/{child}/cmdline")).unwrap_or_default();
            words.contains("__sound")
        };
        self.children().into_iter().filter(plays).collect()
    }
}

/// Whether it is a program that says how loud an output is, which ends at once.
fn asks_the_mixer(process: Pid) -> bool {
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    ["pactl", "amixer"].contains(&name.trim())
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
