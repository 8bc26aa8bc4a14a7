//! The blocks of shell in the documents are run: each document in a home of its own, in its order, with a daemon.
//!
//! What a document takes for granted is given before its first block. What cannot run here is in a table with its
//! reason, and so is every word that stands for something else here; a line of a table that nothing meets fails.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{blocks, documents, weeks_from_monday};
use crate::common::{TestHome, ran};

/// People, rotas, sources, monitors and everything else that the documents speak of.
const CONFIG: &str = include_str!("played.toml");

/// What there is before a document begins: incidents, promises, silences.
const GIVEN: &str = include_str!("played.sh");

/// Programs that only succeed here, because what they are for is not.
const STAND_INS: [(&str, &str); 11] = [
    ("apt", "would install a package into this machine"),
    ("backup.sh", "a job of the reader's"),
    ("deploy.sh", "a job of the reader's"),
    ("flush-cache.sh", "a job of the reader's"),
    ("journalctl", "there is no service of systemd here"),
    ("kubectl", "there is no cluster here"),
    ("loginctl", "there is no service of systemd here"),
    ("rsync", "there is no other machine here"),
    ("ssh", "there is no other machine here"),
    ("sudo", "would be somebody else"),
    ("systemctl", "there is no service of systemd here"),
];

/// Lines that are not run: the document, or all of them, how the line begins, and why.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("", "cd wail", "the tests begin where that leads"),
    ("", "make ", "builds a release, which `tests/bench/first_use.py` and `.ci/run` do"),
    ("", "wail watch", "the daemon runs already; `tests/it/terminal.rs` has the screen"),
    ("", "wail sound p", "needs a loudspeaker; `tests/it/cli/sound.rs` has one"),
    ("docs/alarms.md", "exec curl ", "is a program for a service in the cloud"),
    ("docs/recipes.md", "wail drill", "begins in two hours; `tests/it/cli/drill.rs` does not wait"),
    ("docs/shell.md", "wail completions zsh", "writes where zsh says"),
    (
        "docs/keeping.md",
        "wail restore ",
        "the daemon here has the store; `tests/it/cli/keep.rs` has none",
    ),
];

/// What stands for what: the document, or all of them, its words, and the words that are run. Incident 1 is the
/// 412 of the documents, and has three alerts.
const SAID: &[(&str, &str, &str)] = &[
    ("", "http://127.0.0.1:9911", "http://127.0.0.1:PORT"),
    ("", "/usr/local/bin/", ""),
    ("", "./backup.sh", "backup.sh"),
    ("", "./deploy.sh", "deploy.sh"),
    ("", "./flush-cache.sh", "flush-cache.sh"),
    ("docs/keeping.md", "wail backup /var/backups/wail/\nwail", "wail backup FOLDER/other/\nwail"),
    ("", "/var/backups/wail/wail-20261129T085512Z.db", "\"$(ls FOLDER/backups/*.db | head -n 1)\""),
    ("", "/var/backups/wail", "FOLDER/backups"),
    ("", "/tmp/preview", "FOLDER/preview"),
    ("", "--wait 10m", "--wait 1s"),
    ("", "wail init", "WAIL_CONFIG=new.toml wail init"),
    ("", "--their 2026-12-07", "--their NEXT"),
    ("", "--from 2026-07-13 --to 2026-07-24", "--from 2036-07-14 --to 2036-07-25"),
    ("", "payments", "platform"),
    ("README.md", "wail ack --match service=db", "wail ack --match service=shop"),
    ("docs/alarms.md", "wail ack 412,413 --dry-run", "wail ack 5,6 --dry-run"),
    ("docs/alarms.md", "wail note --mine", "wail ack 5 && wail note --mine"),
    (
        "docs/import.md",
        "schedule.json users.json policies.json alertmanager.yml",
        "alertmanager.yml",
    ),
    ("docs/import.md", "wail init --from backup.json", "wail init --from alertmanager.yml"),
    (
        "docs/promises.md",
        "wail promises\nwail promise close 3",
        "wail promises\nwail promise close 2",
    ),
    ("docs/promises.md", "promise move 3", "promise move 4"),
    ("docs/promises.md", "promise give 3", "promise give 5"),
    ("docs/promises.md", "promise drop 3", "promise drop 6"),
    (
        "docs/record.md",
        "wail note the replica lags",
        "wail note --match service=shop the replica lags",
    ),
    ("docs/record.md", "wail note --cmd \"kubectl", "wail note 1 --cmd \"kubectl"),
    (
        "docs/record.md",
        " 1730 ",
        " \"$(wail log --json | jq 'map(select(.event == \"noted\")) | .[0].id')\" ",
    ),
    (
        "docs/record.md",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "\"$(wail log verify --json | jq -r .head)\"",
    ),
    ("docs/rota.md", "wail away 20m", "wail take 1h\nwail away 20m"),
    (
        "docs/webhooks.md",
        "wail inbox drop 412",
        "curl -s http://127.0.0.1:PORT/in/generic -d nothing\nuntil wail inbox | grep -q cannot; do :; done\nwail inbox drop",
    ),
    ("", "412,413,415", "1,4,5"),
    ("", "398,405,412", "6,7,1"),
    ("", "412,413", "1,4"),
    ("", " 412", " 1"),
    ("", " 413", " 4"),
    ("", " 398", " 6"),
];

/// Commands that ask before they do something; they are answered with yes.
const ASKING: [&str; 12] = [
    "wail take",
    "wail give",
    "wail swap",
    "wail away",
    "wail leave",
    "wail rota add",
    "wail rota remove",
    "wail rota undo",
    "wail update ",
    "wail restore",
    "wail rota import",
    "wail rota reorder",
];

/// How many documents are played side by side.
const AT_ONCE: usize = 4;

/// How long a block may take, in seconds.
const LONGEST: &str = "60";

/// The tables, and which of their lines were met.
struct Played {
    home: TestHome,
    document: String,
    met: BTreeSet<(&'static str, &'static str)>,
    wrong: Vec<String>,
}

impl Played {
    /// The block as it is run: without what is left out, and with the words that stand for others.
    fn script(&mut self, block: &str) -> String {
        let is_of = |of: &str, document: &str| of.is_empty() || of == document;
        let mut kept = Vec::new();
        for line in block.lines() {
            let line = without_cron(line);
            let left = LEFT_OUT
                .iter()
                .find(|(of, begins, _)| is_of(of, &self.document) && line.starts_with(begins));
            match left {
                Some((of, begins, _)) => drop(self.met.insert((of, begins))),
                None => kept.push(line.to_owned()),
            }
        }
        let mut text = kept.join("\n") + "\n";
        for (of, words, instead) in SAID {
            if is_of(of, &self.document) && text.contains(words) {
                self.met.insert((of, words));
                text = text.replace(words, instead);
            }
        }
        let port = self.home.address().port().to_string();
        let next = weeks_from_monday(3);
        text.replace("PORT", &port)
            .replace("NEXT", &next)
            .replace("FOLDER/", &format!("{}/", self.home.path().display()))
    }

    fn run(&mut self, block: &str) {
        let script = self.script(block);
        fs::write(self.home.path().join("block.sh"), format!("set -e\n{script}")).unwrap();
        let asks = script.lines().any(|line| ASKING.iter().any(|it| line.contains(it)));
        let line = if asks {
            "yes | head -n 20 | timeout LONGEST script -qec 'bash block.sh' /dev/null"
        } else {
            "timeout LONGEST bash block.sh"
        };
        let mut command = self.command(&line.replace("LONGEST", LONGEST));
        let run = ran(&mut command);
        if run.code != 0 {
            self.wrong.push(format!(
                "{}: {}\n{script}{}{}",
                self.document, run.code, run.stdout, run.stderr
            ));
        }
    }

    /// A line of shell in the home, with the stand-ins before all other programs.
    fn command(&self, line: &str) -> Command {
        let command = self.home.command(&[]);
        let path = command.get_envs().find(|(name, _)| *name == "PATH").unwrap().1.unwrap();
        let path = format!("{}:{}", self.home.path().join("bin").display(), path.display());
        let mut shell = Command::new("bash");
        let inherited: Vec<_> = command
            .get_envs()
            .map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned)))
            .collect();
        shell.args(["-c", line]).current_dir(self.home.path()).env_clear();
        for (name, value) in inherited {
            shell.env(name, value.unwrap_or_default());
        }
        drop(command);
        shell
            .env("PATH", path)
            .env("PROFILE", self.home.path().join("profile.ps1"))
            .env("CI_COMMIT_SHORT_SHA", "4f1c2ab")
            .env("EDITOR", "true");
        for key in [
            "WAIL_PROMETHEUS_KEY",
            "WAIL_CALENDAR_KEY",
            "WAIL_ALERTMANAGER_KEY",
            "WAIL_HEALTHCHECKS_KEY",
        ] {
            shell.env(key, "hunter2");
        }
        shell
    }
}

/// The line of a crontab without its hours.
fn without_cron(line: &str) -> &str {
    let is_hours = |word: &&str| word.starts_with(|it: char| it.is_ascii_digit() || it == '*');
    match line.split_whitespace().take(5).filter(is_hours).count() {
        5 => line.split_once("  ").map_or(line, |(_, command)| command.trim_start()),
        _ => line,
    }
}

/// A home in which everything is given.
fn given() -> TestHome {
    let home = TestHome::with(&CONFIG.replace("START", &weeks_from_monday(-2)));
    let bin = home.path().join("bin");
    fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_wail"), bin.join("wail")).unwrap();
    for (name, _) in STAND_INS {
        let file = bin.join(name);
        fs::write(&file, "#!/bin/sh\nexit 0\n").unwrap();
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    home
}

/// Plays a document from its first block to its last.
fn play(document: &str, blocks: &[String]) -> Played {
    let document = document.to_owned();
    let mut played = Played { home: given(), document, met: BTreeSet::new(), wrong: Vec::new() };
    let mut command = played.command(&format!("set -e\n{GIVEN}"));
    let run = ran(&mut command);
    assert_eq!(run.code, 0, "{}: what is given: {run:?}", played.document);
    let daemon = played.home.daemon_of(served(&played));
    daemon.until_ready();
    for block in blocks {
        played.run(block);
    }
    assert_eq!(daemon.stop(), 0, "{}", played.document);
    played
}

#[test]
fn every_block_of_shell_runs() {
    let documents = documents().into_iter().map(|(name, text)| (name, blocks(&text, "sh")));
    let documents: Vec<_> = documents.filter(|(_, blocks)| !blocks.is_empty()).collect();
    let number: usize = documents.iter().map(|(_, blocks)| blocks.len()).sum();
    let next = AtomicUsize::new(0);
    // Most of the time one waits for the other.
    let work = || {
        let mine = std::iter::from_fn(|| documents.get(next.fetch_add(1, Ordering::Relaxed)));
        mine.map(|(document, blocks)| play(document, blocks)).collect::<Vec<_>>()
    };
    let played: Vec<Played> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let wrong: Vec<&str> = played.iter().flat_map(|it| &it.wrong).map(String::as_str).collect();
    assert!(number > 50, "{number} blocks");
    assert!(wrong.is_empty(), "{} of {number} blocks:\n\n{}", wrong.len(), wrong.join("\n\n"));
    let met: BTreeSet<_> = played.iter().flat_map(|it| &it.met).collect();
    let left = LEFT_OUT.iter().map(|(of, words, _)| (*of, *words));
    let said = SAID.iter().map(|(of, words, _)| (*of, *words));
    let unmet: Vec<_> = left.chain(said).filter(|it| !met.contains(it)).collect();
    assert!(unmet.is_empty(), "nothing in the documents is so: {unmet:?}");
}

/// The daemon of that home, with the keys of its sources.
fn served(played: &Played) -> Command {
    played.command("exec wail serve -v")
}

#[test]
fn the_hours_of_a_crontab_are_left_out() {
    assert_eq!(without_cron("*/5 * * * *  wail check"), "wail check");
    assert_eq!(without_cron("0 3 * * *    wail beat backup"), "wail beat backup");
    assert_eq!(without_cron("wail ack 1 2 3 4 5"), "wail ack 1 2 3 4 5");
}
