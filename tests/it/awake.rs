//! A machine does not fall asleep while somebody here is on call, and may as soon as nobody is.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::common::{Daemon, TestHome, until};

/// Writes a program `systemd-inhibit` that notes how it was called and does as the real one does: it
/// runs what it is given, until that ends.
fn inhibitor(folder: &Path) {
    let program = folder.join("systemd-inhibit");
    let noted = folder.join("inhibited");
    let text = format!(
        "#!/bin/sh\necho \"$$ $*\" >> '{}'\nwhile case \"$1\" in --*) true;; *) false;; esac; do shift; done\nexec \"$@\"\n",
        noted.display()
    );
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_machine_stays_awake_for_as_long_as_it_should_and_the_daemon_lives() {
    let home = TestHome::new();
    home.edit_config("me = \"ana\"", "me = \"ana\"\ninhibit_sleep = true");
    inhibitor(home.path());
    let serve = || -> Daemon {
        let mut command = home.command(&["serve", "-v"]);
        command.env("PATH", format!("{}:/usr/bin:/bin", home.path().display()));
        let daemon = home.daemon_of(command);
        daemon.until_ready();
        daemon
    };
    let daemon = serve();
    let noted = || fs::read_to_string(home.path().join("inhibited")).unwrap_or_default();
    until("it is kept awake", || noted().lines().count() == 1);
    assert!(noted().contains("--what=sleep:idle --who=wail"), "{}", noted());
    let keeper: u32 = noted().split(' ').next().unwrap().parse().unwrap();
    assert!(wail::system::is_alive(keeper));
    until("it is noted", || daemon.log().contains("kept awake by systemd-inhibit"));
    drop(daemon);
    until("a daemon that was killed keeps nothing awake", || !wail::system::is_alive(keeper));
    let daemon = serve();
    until("it is kept awake again", || noted().lines().count() == 2);
    let keeper: u32 = noted().lines().nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    home.edit_config("inhibit_sleep = true\n", "");
    until("it may sleep", || daemon.log().contains("this machine may sleep again"));
    assert!(!wail::system::is_alive(keeper));
    assert_eq!(daemon.stop(), 0);
}
