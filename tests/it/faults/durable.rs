//! The order of things: on the disk first, acknowledged afterwards. Watched by `strace`.

use std::fs;
use std::path::Path;

use crate::pulse::is_installed;
use crate::world::{Daemon, PATIENCE, PROGRAM, World, cannot, until};

/// What happened before the first 202 left, as far as it concerns that.
#[derive(Debug, Default, PartialEq, Eq)]
struct Before {
    /// The body was written into the log.
    written: bool,
    /// The log was synced after that, successfully.
    synced: bool,
    /// The directory in which the log and the store are was synced.
    directory: bool,
}

/// Reads a trace up to the first 202. Nothing if there is none.
fn before_the_answer(trace: &str, folder: &Path) -> Option<Before> {
    let directory = format!("<{}>)", folder.display());
    let mut before = Before::default();
    // A call that waits is one line when it begins and one when it has ended.
    let mut syncing: Option<&str> = None;
    for line in trace.lines() {
        let thread = line.split_whitespace().next().unwrap_or_default();
        let is_sync = line.contains("sync(");
        let ends = line.trim_end().ends_with("= 0");
        if line.contains("HTTP/1.1 202") {
            return Some(before);
        }
        if line.contains("pwrite64(") && line.contains("-wal>") && line.contains("shop down") {
            before = Before { written: true, synced: false, ..before };
        }
        if is_sync && line.contains("-wal>") {
            before.synced |= ends && before.written;
            syncing = line.contains("unfinished").then_some(thread);
        }
        if line.contains("sync resumed") && syncing == Some(thread) {
            before.synced |= ends && before.written;
            syncing = None;
        }
        before.directory |= is_sync && line.contains(&directory);
    }
    None
}

#[test]
fn the_disk_has_an_alert_before_its_sender_is_told_so() {
    if !is_installed("strace") {
        return cannot("strace is not installed");
    }
    let world = World::new(PROGRAM);
    let trace = world.folder().join("trace");
    let calls = "trace=pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync";
    // With -D the daemon stays our child, and the tracer is its grandchild.
    let line = format!("exec strace -D -f -y -s 100000 -o trace -e {calls} \"$0\" serve");
    let mut daemon = Daemon::start(shell(&world, &line));
    let start = std::time::Instant::now();
    while !daemon.said().contains("listening on") {
        if daemon.said().contains("ptrace") || start.elapsed() > PATIENCE {
            return cannot(&format!("strace cannot trace here: {}", daemon.said()));
        }
        crate::world::rest();
    }
    daemon.listens();
    daemon.fires("shop down");
    let mut before = None;
    until("the answer is in the trace", PATIENCE, || {
        before = before_the_answer(&fs::read_to_string(&trace).unwrap(), world.folder());
        before.is_some()
    });
    let all = Before { written: true, synced: true, directory: true };
    assert_eq!(before, Some(all), "{}", fs::read_to_string(&trace).unwrap());
}

fn shell(world: &World, line: &str) -> std::process::Command {
    let mut command = world.program("sh");
    command.args(["-c", line, env!("CARGO_BIN_EXE_wail")]);
    command
}

#[test]
fn the_reader_of_traces_tells_when_an_answer_came_too_early() {
    let folder = Path::new("/w");
    let write = "11 pwrite64(9</w/wail.db-wal>, \"shop down\", 4096, 32) = 4096\n";
    let sync = "11 fdatasync(9</w/wail.db-wal>) = 0\n";
    let begins = "11 fdatasync(9</w/wail.db-wal> <unfinished ...>\n";
    let ends = "11 <... fdatasync resumed>) = 0\n";
    let fails = "11 fdatasync(9</w/wail.db-wal>) = -1 EIO (Input/output error)\n";
    let answer = "12 sendto(10<socket>, \"HTTP/1.1 202 Accepted\", 21) = 21\n";
    let cases = [
        (vec![write, sync, answer], true, true),
        (vec![write, begins, ends, answer], true, true),
        (vec![sync, write, answer], true, false),
        (vec![write, answer, sync], true, false),
        (vec![write, begins, answer, ends], true, false),
        (vec![write, fails, answer], true, false),
        (vec![sync, answer, write], false, false),
    ];
    for (lines, written, synced) in cases {
        let trace = lines.concat();
        let expected = Before { written, synced, directory: false };
        assert_eq!(before_the_answer(&trace, folder), Some(expected), "{trace}");
    }
    assert_eq!(before_the_answer(&[write, sync].concat(), folder), None);
}
