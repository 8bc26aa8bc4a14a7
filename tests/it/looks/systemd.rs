//! A real systemd, started for the test in a namespace of its own, asked by monitors.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::*;
use crate::world::{cannot, say, until};

/// How long systemd may take.
const SOON: Duration = Duration::from_mins(1);

/// Services, by name: one that runs, one that has failed, one that fails again and again, one that
/// takes its time to start, and one that nobody starts.
const UNITS: &[(&str, &str)] = &[
    ("wail-shop", "ExecStart=/bin/sleep 1000"),
    ("wail-broken", "ExecStart=/bin/false"),
    ("wail-again", "ExecStart=/bin/false\nRestart=always\nRestartSec=1000"),
    ("wail-slow", "Type=oneshot\nExecStart=/bin/sleep 1000"),
    ("wail-idle", "ExecStart=/bin/sleep 1000"),
];

/// The systemd of a user who has nothing but the units above.
struct Manager {
    folder: TempDir,
    process: Child,
}

impl Manager {
    /// It runs; none where it cannot.
    fn start() -> Option<Self> {
        let program = ["/lib/systemd/systemd", "/usr/lib/systemd/systemd"];
        let Some(program) = program.into_iter().find(|program| Path::new(program).exists()) else {
            cannot("systemd is not installed");
            return None;
        };
        if !rustix::process::geteuid().is_root() {
            say("not tested: only root may give systemd a namespace of its own");
            return None;
        }
        let folder = TempDir::new().unwrap();
        let units = folder.path().join("systemd/user");
        fs::create_dir_all(&units).unwrap();
        for (name, service) in UNITS {
            let unit = format!("[Service]\n{service}\n");
            fs::write(units.join(format!("{name}.service")), unit).unwrap();
        }
        let log = File::create(folder.path().join("log")).unwrap();
        // It starts only where it takes the machine for one that systemd has booted.
        let script = format!(
            "mount -t tmpfs none /run && mkdir -p /run/systemd/system && exec {program} --user"
        );
        let process = Command::new("unshare")
            .args(["--mount", "sh", "-c", &script])
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .env("SYSTEMD_LOG_TARGET", "console")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut manager = Self { folder, process };
        let socket = manager.folder.path().join("systemd/private");
        let mut has_ended = false;
        until("systemd listens", SOON, || {
            has_ended = manager.process.try_wait().unwrap().is_some();
            has_ended || socket.exists()
        });
        if has_ended {
            let log = fs::read_to_string(manager.folder.path().join("log")).unwrap();
            say(&format!("not tested: systemd does not start here\n{log}"));
            return None;
        }
        script_that_asks(&manager);
        Some(manager)
    }

    /// The program that asks it.
    fn program(&self) -> PathBuf {
        self.folder.path().join("ask")
    }

    fn command(&self, words: &[&str]) -> bool {
        let mut command = Command::new(self.program());
        command.arg("--user").args(words).stdin(Stdio::null());
        command.output().unwrap().status.success()
    }

    fn look(&self, unit: &str, state: &str) -> (Finding, String) {
        let values = [
            ("unit", text(unit)),
            ("scope", text("user")),
            ("state", text(state)),
            ("program", text(self.program().to_str().unwrap())),
        ];
        look(&*probe("systemd", &values))
    }

    /// Waits until that is said of a unit that should be active.
    fn says(&self, finding: Finding, said: &str) {
        let unit = said.split('`').nth(1).unwrap();
        until(said, SOON, || self.look(unit, "active") == (finding, said.to_owned()));
    }
}

fn script_that_asks(manager: &Manager) {
    let folder = manager.folder.path().display();
    script(&manager.program(), &format!("XDG_RUNTIME_DIR='{folder}' exec systemctl \"$@\""));
}

impl Drop for Manager {
    fn drop(&mut self) {
        if self.program().exists() {
            // It ends what it has started.
            self.command(&["exit"]);
        } else {
            drop(self.process.kill());
        }
        drop(self.process.wait());
    }
}

#[test]
fn units_of_a_real_systemd_are_active_failed_or_on_their_way() {
    let Some(manager) = Manager::start() else { return };
    assert!(manager.command(&["start", "wail-shop"]));
    let others = ["start", "--no-block", "wail-broken", "wail-again", "wail-slow"];
    assert!(manager.command(&others));
    manager.says(Finding::Fine, "`wail-shop` is active (running)");
    manager.says(Finding::Failed, "`wail-broken` is failed: exit-code");
    manager.says(Finding::Failed, "`wail-again` is activating (auto-restart): exit-code");
    manager.says(Finding::Degraded, "`wail-slow` is activating (start)");
    manager.says(Finding::Failed, "`wail-idle` is inactive (dead)");
    manager.says(Finding::Failed, "there is no unit `wail-nowhere`");
    assert_eq!(manager.look("wail-idle", "inactive").0, Finding::Fine);
    assert_eq!(manager.look("wail-idle.service", "any").0, Finding::Fine);
    assert_eq!(manager.look("wail-broken", "any").0, Finding::Failed);
    assert_eq!(manager.look("wail-shop", "inactive").0, Finding::Failed);

    assert!(manager.command(&["stop", "wail-shop"]));
    manager.says(Finding::Failed, "`wail-shop` is inactive (dead)");
}

#[test]
fn a_machine_without_systemd_says_so() {
    if Path::new("/run/systemd/system").exists() {
        return say("not tested: systemd has booted this machine");
    }
    if !crate::pulse::is_installed("systemctl") {
        return cannot("systemd is not installed");
    }
    let (finding, said) = look(&*probe("systemd", &[("unit", text("nginx"))]));
    assert_eq!(finding, Finding::Undetermined);
    assert!(said.starts_with("systemd cannot be asked: "), "{said}");
    assert!(said.contains("has not been booted with systemd"), "{said}");
}
