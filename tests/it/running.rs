//! A daemon that runs for as long as a test needs it.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A daemon that is killed when the test ends, however it ends.
pub(super) struct Daemon(Child);

impl Daemon {
    /// Starts one on that store, with these rules, on a free port.
    pub(super) fn start(directory: &Path, store: &Path, rules: &str) -> Self {
        let config = directory.join("config.toml");
        let text = format!(
            "{rules}\n[store]\npath = \"{}\"\n[listen]\naddress = \"127.0.0.1:0\"\n",
            store.display()
        );
        fs::write(&config, text).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_wail"))
            .args(["--config".as_ref(), config.as_os_str(), "serve".as_ref()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }

    /// Its process.
    pub(super) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Waits until it is so.
pub(super) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}: not within 20 seconds");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}
