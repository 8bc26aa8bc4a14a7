//! Every list on terminals of several widths: no line is wider than the terminal, no name and no number is
//! cut, and a terminal whose locale is not UTF-8 is given ASCII.

use std::process::{Command, Stdio};

use unicode_width::UnicodeWidthStr as _;
use wail::system::Staged;

use crate::common::{TestHome, ran};
use crate::world::cannot;

/// 2026-03-02 18:20 in UTC, a Monday.
const NOW: i64 = 1_772_475_600_000;

const TEAM: &str = r#"
zone = "UTC"
me = "ana"
fallback = "ana"

[people.ana]
channels = ["desktop"]
[people.benedikta]
channels = ["desktop"]
zone = "Asia/Tokyo"

[rota.platform]
escalate = ["primary", "secondary"]
[[rota.platform.layer]]
people = ["ana", "benedikta"]
every = "day"
start = 2026-01-05
handoff = "08:00"
[[rota.platform.layer]]
tier = "secondary"
people = ["benedikta", "ana"]
every = "week"
start = 2026-01-05
[[rota.platform.override]]
from = "2026-03-04 08:00"
to = "2026-03-05 08:00"
nobody = true

[policy.default]
steps = [{ who = "platform", wait = "5m" }, { who = "platform.secondary", wait = "10m" }]

[heartbeats.backup-of-the-warehouse]
cron = "30 2 * * *"
grace = "1h"
[heartbeats.index]
every = "1h"

[sources.alertmanager]
[sources.shop-front]
kind = "grafana"

[store]
path = "wail.db"

[listen]
address = "127.0.0.1:9911"
"#;

/// What is listed, each command as it is typed.
const LISTS: [&str; 18] = [
    "list",
    "who",
    "who --next 2",
    "rota show --from 2026-03-02 --to 2026-03-16",
    "rota lint",
    "silence list",
    "promises",
    "beat list",
    "gauge list",
    "inbox list",
    "sources",
    "sound list",
    "log",
    "log 2 --full",
    "why 1",
    "why --labels service=db,severity=critical",
    "report load",
    "report noise",
];

/// A machine at that instant.
fn staged(mut command: Command, at: i64) -> Command {
    command.env("WAIL_STAGED", Staged { at, host: "shop-1".to_owned() }.written());
    command
}

/// A home in which something is listed everywhere.
fn home() -> TestHome {
    let home = TestHome::with(TEAM);
    let done: [&[&str]; 11] = [
        &[
            "page",
            "the database of the warehouse answers no queries any more",
            "--label",
            "service=db",
        ],
        &[
            "page",
            "disk /var/lib/postgresql is 97 % full on db-14.eu.example.com",
            "--severity",
            "error",
        ],
        &["ack", "2", "--as", "benedikta"],
        &[
            "note",
            "2",
            "the log of the replication grew; no channel of the vendor answers, so I am making room by hand",
        ],
        &[
            "silence",
            "add",
            "--match",
            "service=~(warehouse|shop-front|search)-.*",
            "--for",
            "2h",
            "-m",
            "the switch in row 4 is changed, and everything behind it is away for a while",
        ],
        &["silence", "add", "--match", "team=web", "--for", "1h", "-m", "deploy"],
        &[
            "promise",
            "add the missing index to the table of orders",
            "--owner",
            "benedikta",
            "--by",
            "friday",
            "--to",
            "the people of the warehouse",
        ],
        &["beat", "index"],
        &["gauge", "orders.id", "1931000000", "--max", "2147483647"],
        &["gauge", "disk.warehouse", "812", "--max", "1000"],
        &["page", "Größe der Warteschlange über 10 000", "--severity", "warning"],
    ];
    for (minute, arguments) in (0_i64..).zip(done) {
        let run = ran(&mut staged(home.command(arguments), NOW - (20 - minute) * 60_000));
        assert_eq!(run.code, 0, "{arguments:?}: {run:?}");
    }
    home
}

/// What a command prints on a terminal of that width.
fn printed(home: &TestHome, line: &str, columns: u16, locale: &str) -> String {
    let shell =
        format!("stty cols {columns} rows 50; exec '{}' {line}", env!("CARGO_BIN_EXE_wail"));
    let surroundings = home.command(&[]);
    let mut command = Command::new("script");
    command.args(["-qec", &shell, "/dev/null"]).env_clear().current_dir(home.path());
    command.envs(surroundings.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("LC_ALL", locale).env("TERM", "xterm").env("NO_COLOR", "1").stdin(Stdio::null());
    let run = ran(&mut staged(command, NOW));
    run.stdout.replace('\r', "")
}

fn has_script() -> bool {
    let has = Command::new("script").arg("--version").output().is_ok_and(|it| it.status.success());
    if !has {
        cannot("`script` of util-linux is not installed");
    }
    has
}

#[test]
fn every_list_fits_its_terminal() {
    if !has_script() {
        return;
    }
    let home = home();
    for line in LISTS {
        for columns in [40, 60, 80, 120] {
            let printed = printed(&home, line, columns, "C.UTF-8");
            for row in printed.lines() {
                assert!(row.width() <= usize::from(columns), "{line} at {columns}:\n{printed}");
            }
        }
    }
}

#[test]
fn nothing_is_cut_where_there_is_no_terminal() {
    let home = home();
    for line in LISTS {
        let words: Vec<&str> = line.split(' ').collect();
        let run = ran(&mut staged(home.command(&words), NOW));
        assert!(!run.stdout.contains('…'), "{run:?}");
    }
    let list = ran(&mut staged(home.command(&["silence", "list"]), NOW)).stdout;
    assert!(list.contains("behind it is away for a while\n"), "{list}");
}

#[test]
fn a_terminal_whose_locale_is_not_utf_8_is_given_ascii() {
    if !has_script() {
        return;
    }
    let home = home();
    for line in LISTS {
        let printed = printed(&home, line, 60, "C");
        assert!(printed.is_ascii(), "{line}:\n{printed}");
    }
    let list = printed(&home, "list", 80, "C");
    assert!(list.contains("Gr??e der Warteschlange ?ber 10 000"), "{list}");
    let json = printed(&home, "list --json", 80, "C");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let summaries = value.as_array().unwrap().iter().map(|it| it["summary"].as_str().unwrap());
    assert!(
        summaries.collect::<Vec<_>>().contains(&"Größe der Warteschlange über 10 000"),
        "{json}"
    );
    let piped = ran(staged(home.command(&["list"]), NOW).env("LC_ALL", "C")).stdout;
    assert!(piped.contains("Größe der Warteschlange über 10 000"), "{piped}");
}
