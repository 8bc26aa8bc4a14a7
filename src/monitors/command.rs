//! `command`: a plugin, as the Monitoring Plugins define it: exit code, one line, performance data.

mod performance;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::process::Command as Process;

use super::keys::{key, needed};
use super::program::{End, KEPT, Ran, not_started, run, signal};
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong, length};
use crate::domain::text::plain;

/// `command`
pub(super) static MONITOR: Monitor = Monitor {
    name: "command",
    about: "a plugin of Nagios or the Monitoring Plugins, or any program that ends as they do",
    keys: KEYS,
    is_local: false,
    build,
};

const KEYS: &[Key] = &[
    needed(
        "run",
        KeyKind::List,
        "The program and its arguments, each a text of its own; no shell reads them.",
        "[\"/usr/lib/nagios/plugins/check_disk\", \"-w\", \"10%\", \"-c\", \"5%\"]",
    ),
    key(
        "environment",
        KeyKind::Secrets,
        "Variables of its environment, besides those of `wail`; a value may be `env:NAME` or `file:PATH`.",
        "{ LC_ALL = \"C\" }",
    ),
    key(
        "directory",
        KeyKind::Path,
        "Where it is started; where `wail` was started unless given.",
        "\"/var/lib/wail\"",
    ),
];

#[derive(Debug)]
struct Command {
    program: String,
    arguments: Vec<String>,
    environment: BTreeMap<String, String>,
    directory: Option<PathBuf>,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let hint = "write `[\"/usr/lib/nagios/plugins/check_load\", \"-w\", \"5\"]`";
    let wrong = |message: &str| Err(Wrong::new("run", message, hint));
    let run = options.list("run");
    let [program, arguments @ ..] = run.as_slice() else {
        return wrong("there is no program to run");
    };
    if program.trim().is_empty() {
        return wrong("the program has no name");
    }
    if arguments.is_empty() && program.contains(char::is_whitespace) {
        return wrong("no shell reads this, so it is the name of one program");
    }
    if run.iter().any(|word| word.contains('\0')) {
        return wrong("no program can be given a null character");
    }
    let environment = options.table("environment");
    for (name, value) in &environment {
        if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
            let message = format!("`{}` cannot be a variable", plain(name));
            return Err(Wrong::new("environment", message, "write `{ LC_ALL = \"C\" }`"));
        }
    }
    let directory = options.path("directory");
    let (program, arguments) = (program.clone(), arguments.to_vec());
    Ok(Arc::new(Command { program, arguments, environment, directory }))
}

impl Probe for Command {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(self.ask(cx))
    }

    /// The program alone: its arguments may be secret.
    fn target(&self) -> String {
        self.program.clone()
    }
}

impl Command {
    async fn ask(&self, cx: Context<'_>) -> Look {
        let mut process = Process::new(&self.program);
        process.args(&self.arguments).envs(&self.environment);
        if let Some(directory) = &self.directory {
            process.current_dir(directory);
        }
        match run(process, cx.timeout).await {
            Ok(ran) => judge(&self.program, &ran),
            Err(error) => {
                Look::undetermined(not_started(&self.program, self.directory.as_deref(), &error))
            }
        }
    }
}

/// What a plugin that has run says.
fn judge(program: &str, ran: &Ran) -> Look {
    let (said, figures) = parts(&ran.output.text());
    let words = if said.is_empty() { ran.complaint.first_line() } else { said };
    let and_words = if words.is_empty() { String::new() } else { format!(": {words}") };
    let program = plain(program);
    let status = match ran.end {
        End::Status(status) => status,
        End::Late(patience) => {
            let patience = length(patience);
            let said = format!("`{program}` did not end within {patience} and was killed");
            return Look::failed(format!("{said}{and_words}"));
        }
        End::Endless => {
            return Look::undetermined(format!("`{program}` printed without end and was killed"));
        }
    };
    let Some(code) = status.code() else {
        let signal = signal(status).unwrap_or_else(|| status.to_string());
        return Look::undetermined(format!("`{program}` was killed by {signal}{and_words}"));
    };
    let made = match code {
        0 => Look::fine,
        1 => Look::degraded,
        2 => Look::failed,
        3.. | ..0 => Look::undetermined,
    };
    let mut look = made(match code {
        0..=3 if words.is_empty() => format!("exit code {code}, and no word"),
        0..=3 => words,
        126 => format!("exit code 126, as shells end where a program may not run{and_words}"),
        127 => format!("exit code 127, as shells end where there is no such program{and_words}"),
        _ => format!("exit code {code}, which means nothing{and_words}"),
    });
    if ran.output.is_cut {
        let words = look.said.chars().take(200).collect::<String>();
        look.said =
            format!("{words} (of what it printed, the first {} KiB were read)", KEPT / 1024);
    }
    look.numbers = performance::numbers(&figures);
    look
}

/// What a plugin printed: its first words, and its performance data, which stand behind a bar in the
/// first line, and again behind the next bar and on all lines after that.
fn parts(output: &str) -> (String, String) {
    let (first, rest) = output.trim_start().split_once('\n').unwrap_or((output.trim(), ""));
    let (said, figures) = first.split_once('|').unwrap_or((first, ""));
    let more = rest.split_once('|').map_or("", |(_, more)| more);
    (said.trim().to_owned(), format!("{figures} {more}"))
}

#[cfg(test)]
mod tests;
