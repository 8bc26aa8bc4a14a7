//! What to type, for each subcommand that does not say so beside its arguments; and what `-h` leaves out.

use clap::Command;
use clap::builder::{Resettable, StyledStr};

/// Examples by subcommand, in the order of their names.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("beat list", &["wail beat list", "wail beat list --json"]),
    ("beat show", &["wail beat show backup"]),
    ("config", &["wail config check", "wail config show --json", "wail config path"]),
    ("config accept", &["wail config accept"]),
    ("config check", &["wail config check", "wail config check --json"]),
    ("config path", &["wail config path"]),
    ("config schema", &["wail config schema > wail.schema.json"]),
    ("config show", &["wail config show"]),
    ("demo", &["wail demo"]),
    ("doctor", &["wail doctor", "wail doctor --json"]),
    ("escalate", &["wail escalate 412"]),
    ("gauge list", &["wail gauge list", "wail gauge list --json"]),
    ("gauge show", &["wail gauge show events.id"]),
    ("inbox", &["wail inbox list", "wail inbox show 7"]),
    ("inbox drop", &["wail inbox drop 7"]),
    ("inbox list", &["wail inbox list"]),
    ("inbox read", &["wail inbox read"]),
    ("inbox show", &["wail inbox show 7"]),
    ("log", &["wail log", "wail log 412", "wail log -n 0 --json"]),
    ("man", &["wail man | man -l -", "wail man --out /usr/local/share/man/man1"]),
    ("mark", &["wail mark mitigated 412"]),
    ("promise drop", &["wail promise drop 3 -m \"the old index is gone\""]),
    ("promise give", &["wail promise give 3 --to bo"]),
    ("relief decline", &["wail relief decline"]),
    ("relief end", &["wail relief end"]),
    ("relief list", &["wail relief list", "wail relief list --json"]),
    ("resolve", &["wail resolve 412 -m \"restarted by hand\""]),
    ("rota", &["wail rota show", "wail rota lint", "wail rota add carol"]),
    ("serve", &["wail serve", "wail serve -v"]),
    ("show", &["wail show 412", "wail show 412 --json"]),
    ("silence", &["wail silence list", "wail silence extend 3 --for 1h", "wail silence end 3"]),
    ("silence end", &["wail silence end 3"]),
    ("silence list", &["wail silence list", "wail silence list --all --json"]),
    ("sound", &["wail sound list", "wail sound play something-broken", "wail sound proof"]),
    ("sound list", &["wail sound list"]),
    ("sound play", &["wail sound play bell --volume 0.3"]),
    ("sound proof", &["wail sound proof"]),
    ("status", &["wail status build"]),
    ("unack", &["wail unack 412"]),
    ("updates", &["wail updates", "wail updates --json"]),
    ("watch", &["wail watch", "wail watch --json"]),
];

/// A command with an example, and so is each below it. `-h` shows what can be typed, `--help` the examples and
/// the rest as well.
pub(super) fn told(command: Command) -> Command {
    let path = command.get_name().to_owned();
    below(command, &path)
}

fn below(command: Command, path: &str) -> Command {
    let said = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let command = if command.get_after_long_help().is_some() {
        command
    } else {
        let long = StyledStr::from(whole(path, &said));
        command.after_help(Resettable::<StyledStr>::Reset).after_long_help(long)
    };
    command.mut_subcommands(|each| {
        let path = format!("{path} {}", each.get_name());
        below(each, &path)
    })
}

/// What stands below the arguments: examples first.
fn whole(path: &str, said: &str) -> String {
    if said.contains("Example") {
        return said.to_owned();
    }
    let known = EXAMPLES.iter().find(|(of, _)| *of == path).map_or(&[][..], |(_, lines)| *lines);
    let heading = if known.len() == 1 { "Example:" } else { "Examples:" };
    let lines: Vec<String> = known.iter().map(|line| format!("\n  {line}")).collect();
    let lines = lines.concat();
    match (known.is_empty(), said.is_empty()) {
        (true, _) => said.to_owned(),
        (false, true) => format!("{heading}{lines}"),
        (false, false) => format!("{heading}{lines}\n\n{said}"),
    }
}
