//! The programs that can play in place of a device, one line each.

use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;

/// A program that plays a WAV file from its input.
#[derive(Debug)]
pub(super) struct Program {
    /// What it is called.
    pub(super) name: &'static str,
    /// What makes it read from its input, with little in its own buffer.
    pub(super) arguments: &'static [&'static str],
}

/// In the order in which they are tried. `aplay` comes late: a device that it finds is most often one
/// that was tried already.
pub(super) static PROGRAMS: &[Program] = &[
    Program { name: "paplay", arguments: &["--latency-msec=100", "/dev/stdin"] },
    Program { name: "pw-play", arguments: &["--latency=100ms", "-"] },
    Program { name: "aplay", arguments: &["--quiet", "--buffer-time=200000", "-"] },
];

pub(super) fn find(name: &str) -> Option<&'static Program> {
    PROGRAMS.iter().find(|program| program.name == name)
}

/// Those that are installed in one of the folders of `path`.
pub(super) fn installed(path: &OsStr) -> Vec<String> {
    let is_there = |program: &&Program| {
        std::env::split_paths(path).any(|folder| {
            let found = folder.join(program.name).metadata();
            found.is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
        })
    };
    PROGRAMS.iter().filter(is_there).map(|program| program.name.to_owned()).collect()
}
