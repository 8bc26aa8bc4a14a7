//! What is typed so that every command prints JSON, and where.

/// People who are reached by a program, and something of every kind that is listed.
pub(super) const CONFIG: &str = r#"me = "ana"
zone = "UTC"
fallback = "ana"

[people.ana]
channels = [{ use = "command", run = ["/bin/sh", "-c", "cat >> 'HOME/pages'; echo >> 'HOME/pages'"] }]
[people.bo]
channels = [{ use = "command", run = ["/bin/true"] }]
[people.cy]
channels = [{ use = "command", run = ["/bin/true"] }]

[rota.primary]
file = "team.toml"

[policy.default]
steps = [{ who = "primary", wait = "5m" }, { who = "bo", wait = "10m" }]

[[inhibit]]
source = ["alertname=Down"]
target = ["alertname=Slow"]

[[test]]
name = "the disk calls ana"
labels = { service = "db" }
severity = "critical"
at = 2026-10-25T01:30:00Z
expect = ["cy at +0"]

[[maintenance]]
name = "backups"
why = "the backups"
match = "service=backup"
cron = "0 3 * * *"
for = "1h"

[audience.public]
[audience.support]
run = ["/bin/true"]

[status]
directory = "HOME/status"
title = "The shop"
[[status.services]]
name = "Orders"
match = "service=db"

[reports.weekly]
to = "ana"
at = "monday 09:00"

[heartbeats.backup]
every = "1h"
[gauges.disk]
max = 100
[monitors.here]
kind = "file"
path = "HOME/config.toml"
max_size = "10MB"
labels = { service = "db" }
[monitors.gone]
kind = "file"
path = "HOME/nowhere"

[sources.generic]

[store]
path = "wail.db"
[listen]
address = "127.0.0.1:PORT"
"#;

pub(super) const TEAM: &str =
    "[[layer]]\npeople = [\"ana\", \"bo\"]\nevery = \"week\"\nstart = START\nhandoff = \"00:00\"\n";

pub(super) const LEAVE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n\
DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20360707\r\nDTEND;VALUE=DATE:20360709\r\n\
SUMMARY:bo is off\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// Ana first and bo second, for ever; whoever had a hard night is relieved.
pub(super) const RELIEVED: &str = r#"me = "ana"
zone = "UTC"
fallback = "bo"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
[rota.primary]
escalate = ["primary", "secondary"]
[[rota.primary.layer]]
people = ["ana"]
every = "week"
start = 2020-01-06
[[rota.primary.layer]]
tier = "secondary"
people = ["bo"]
every = "week"
start = 2020-01-06
[policy.default]
steps = [{ who = "primary", wait = "5m" }, { who = "primary.secondary" }]
[relief]
[store]
path = "wail.db"
"#;

/// A body that the source `generic` takes.
pub(super) const BODY: &str = r#"{"key": "disk", "summary": "disk full", "labels": {"service": "db"}, "link": "http://x.example"}"#;

/// What is typed, in this order, each with `--json`; what `!` stands before ends with another code than
/// 0, what `?` stands before as the day and the machine are. NEXT is the day on which bo's turn begins.
pub(super) const TYPED: &[&str] = &[
    "page disk-full --label service=db --key disk",
    "page replica-lags --label service=db --severity error",
    "page slow --severity warning",
    "page gone",
    "page again",
    "note 1 looking --dry-run",
    "note 1 --fix logrotate",
    "note 1 --owner bo",
    "ack 1 --as bo",
    "ack 1 --take",
    "snooze 2 --for 20m",
    "unack 2",
    "escalate 2",
    "assign 2 --to bo",
    "mark mitigated 1 --at now",
    "note 1 impact: orders stand still",
    "update 1 orders-stand-still --next 14:00 --promise an-index --by friday --yes",
    "update 1 --draft",
    "update 1 better --last --dry-run",
    "update --again --yes",
    "updates",
    "updates 1",
    "resolve 4 -m by-itself",
    "promise a-second-disk --owner ana --by tomorrow --incident 1",
    "promise another --owner ana --by tomorrow",
    "promise move 1 --by friday -m late",
    "promise give 1 --owner bo",
    "promise drop 2 -m no",
    "promise close 1 -m done",
    "promises --all",
    "silence add --match service=web --for 1h -m disks --dry-run",
    "silence add --match service=db --until-resolved --for 1h -m disks",
    "silence extend 1 --for 2h",
    "list",
    "handover --dry-run",
    "silence list",
    "silence end 1",
    "merge 5 3",
    "split 3 2",
    "list --all",
    "show 1",
    "show 3",
    "log",
    "log verify",
    "timeline 1,2",
    "why 1",
    "why 4",
    "why --labels service=db,severity=critical",
    "who --next 3",
    "relief",
    "relief list",
    "handover -m quiet",
    "accept --as bo",
    "take 2h --why ill --dry-run",
    "swap bo --my next --their NEXT --dry-run",
    "give bo 3h --yes",
    "leave bo --from 2036-07-13 --to 2036-07-14 --dry-run",
    "rota add cy --yes",
    "rota reorder cy ana bo --dry-run",
    "rota remove cy --dry-run",
    "!rota diff",
    "?rota check --against HEAD",
    "config accept",
    "rota undo --yes",
    "rota import leave.ics --person bo",
    "rota import leave.ics --person bo --write --dry-run",
    "rota show",
    "?rota lint",
    "beat backup",
    "beat backup --start --run 7",
    "beat backup --exit-code 3 -m no-space",
    "beat list",
    "beat show backup",
    "gauge disk 50 --at 2026-01-01T00:00:00Z",
    "gauge disk 85%",
    "gauge list",
    "gauge show disk",
    "!check",
    "check --last",
    "inbox",
    "inbox list",
    "sources",
    "sources generic",
    "sources read generic body.json",
    "?config check",
    "config path",
    "config show",
    "?doctor --silent",
    "doctor --report",
    "sound list",
    "status build",
    "report",
    "report --explain mtta",
    "report --explain duplicates",
    "report load",
    "report nines",
    "report noise",
    "report weekly",
    "report weekly --send",
    "report incident 1,2",
    "export",
    "backup copies/",
    "prune",
    "prune --older-than 1d --force",
    "prune --older-than 1d --force --yes --no-backup",
    "schema",
    "schema who",
];
