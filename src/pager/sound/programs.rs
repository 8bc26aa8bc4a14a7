//! The programs that can play in place of a device, one line each.

use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use super::line::Outlet;

/// A program that plays a WAV file.
#[derive(Debug)]
pub(super) struct Program {
    /// What it is called.
    pub(super) name: &'static str,
    /// What makes it read from its input, with little in its own buffer.
    pub(super) arguments: &'static [&'static str],
    /// Whether it plays nothing but files that are named.
    needs_file: bool,
}

/// How many files were needed by this process.
static FILES: AtomicU64 = AtomicU64::new(0);

/// In the order in which they are tried. `aplay` comes late: a device that it finds is most often one
/// that was tried already.
pub(super) static PROGRAMS: &[Program] = &[
    Program { name: "paplay", arguments: &["--latency-msec=100", "/dev/stdin"], needs_file: false },
    Program { name: "pw-play", arguments: &["--latency=100ms", "-"], needs_file: false },
    Program {
        name: "aplay",
        arguments: &["--quiet", "--buffer-time=200000", "-"],
        needs_file: false,
    },
    Program { name: "afplay", arguments: &[], needs_file: true },
];

pub(super) fn find(name: &str) -> Option<&'static Program> {
    PROGRAMS.iter().find(|program| program.name == name)
}

/// A file for that outlet alone, if it is a program that needs one.
pub(super) fn file_for(outlet: &Outlet) -> Option<PathBuf> {
    let Outlet::Program(name) = outlet else { return None };
    find(name).filter(|program| program.needs_file)?;
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    Some(std::env::temp_dir().join(format!("wail-{}-{number}.wav", std::process::id())))
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
