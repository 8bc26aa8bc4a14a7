//! The live screen in a terminal that is closed.

use rustix::process::Pid;

use super::Terminal;
use crate::common::{TestHome, until};

impl Terminal<'_> {
    /// Starts the screen in a shell that outlives its terminal and writes down what came of it: an
    /// interactive one may end first.
    fn watches_to_the_end(&self) -> Pid {
        let program = env!("CARGO_BIN_EXE_wail");
        let script =
            format!("trap : HUP\n{program} watch 2>said\necho $? >code.new\nmv code.new code\n");
        std::fs::write(self.home.path().join("to-the-end"), script).unwrap();
        self.watches("exec sh to-the-end")
    }
}

#[test]
fn a_station_whose_window_is_closed_ends() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    let pid = terminal.watches_to_the_end();
    terminal.tmux(&["kill-session", "-t", "own"]);
    ended_in_order(&home, pid);
}

#[test]
fn a_station_whose_terminal_ends_with_all_its_windows_ends() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    let pid = terminal.watches_to_the_end();
    terminal.tmux(&["kill-server"]);
    ended_in_order(&home, pid);
    // There is a server to be ended again.
    terminal.tmux(&["new-session", "-d", "-s", "stays", "sleep 1000"]);
}

/// Insists that it has ended as one that was asked to.
#[track_caller]
fn ended_in_order(home: &TestHome, pid: Pid) {
    until("it has ended", || rustix::process::test_kill_process(pid).is_err());
    until("the shell has written it down", || home.path().join("code").exists());
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
    assert_eq!(read("code"), "0\n", "{}", read("said"));
    assert_eq!(read("said"), "");
    assert!(!home.store_file().with_extension("bug").exists(), "nothing of it is a bug");
    let log = home.json(&["log"]);
    let last = log.as_array().unwrap().last().unwrap();
    assert_eq!(last["event"], "daemon-stopped", "in order: {log}");
}
