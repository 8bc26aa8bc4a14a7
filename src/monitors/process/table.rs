//! The processes that run, as Linux lists them in `/proc`.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::last;

/// How much of a command line is read.
const LONGEST: u64 = 64 * 1024;

/// How much of a name the kernel keeps, in bytes.
const NAME: usize = 15;

/// The list of processes.
#[derive(Debug)]
pub(super) struct Table {
    root: PathBuf,
}

/// A process that runs.
#[derive(Debug)]
pub(super) struct Process<'a> {
    table: &'a Table,
    number: u32,
    /// What the kernel calls it, which is at most 15 bytes.
    pub(super) name: String,
}

impl Table {
    /// That of this machine.
    pub(super) fn of_this_machine() -> Self {
        Self::at(Path::new("/proc"))
    }

    /// The one that is mounted there.
    pub(super) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Whether there is one.
    pub(super) fn is_there(&self) -> bool {
        self.root.join("self/stat").exists()
    }

    /// Whether it hides the processes of others: the first one belongs to the system.
    pub(super) fn is_partial(&self) -> bool {
        fs::read(self.root.join("1/stat")).is_err()
    }

    /// All that run. One that ends meanwhile may be among them or not.
    pub(super) fn processes(&self) -> io::Result<impl Iterator<Item = Process<'_>>> {
        let entries = fs::read_dir(&self.root)?;
        let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        Ok(numbers.filter_map(|number| self.process(number)))
    }

    /// The one of that number, if it runs. One that has ended and waits for its parent does not.
    pub(super) fn process(&self, number: u32) -> Option<Process<'_>> {
        let stat = fs::read(self.root.join(number.to_string()).join("stat")).ok()?;
        let stat = String::from_utf8_lossy(&stat);
        // `4711 (name) S …`: there may be anything in a name, also brackets.
        let (_, rest) = stat.split_once('(')?;
        let (name, rest) = rest.rsplit_once(')')?;
        let has_ended = rest.trim_start().starts_with(['Z', 'X', 'x']);
        (!has_ended).then(|| Process { table: self, number, name: name.to_owned() })
    }
}

impl Process<'_> {
    /// Whether it is called so. Of a name that is longer than the kernel keeps, the rest is that of
    /// the program.
    pub(super) fn is_called(&self, name: &str) -> bool {
        if name.len() <= NAME {
            return self.name == name;
        }
        let kept = String::from_utf8_lossy(&name.as_bytes()[..NAME]);
        self.name == kept && self.words().first().is_some_and(|program| last(program) == name)
    }

    /// Its program and arguments, with spaces between.
    pub(super) fn command_line(&self) -> String {
        self.words().join(" ")
    }

    fn words(&self) -> Vec<String> {
        let mut bytes = Vec::new();
        let path = self.table.root.join(self.number.to_string()).join("cmdline");
        // One that has ended meanwhile has none, as one of the kernel's own.
        drop(File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes)));
        let words = bytes.split(|byte| *byte == 0).filter(|word| !word.is_empty());
        words.map(|word| String::from_utf8_lossy(word).into_owned()).collect()
    }
}
