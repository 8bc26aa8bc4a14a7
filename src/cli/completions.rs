//! `wail completions`: what makes a shell complete this command line, by asking it at every Tab.

mod known;

use std::ffi::OsString;

use clap::{Args, Command, ValueEnum};
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

use super::{Session, entire};
use crate::config::Environment;
use crate::error::{Error, Kind};
use known::Asked;

/// The variable by which a script of ours asks; nobody else sets it by accident.
const VARIABLE: &str = "_WAIL_COMPLETE";

/// Where zsh reads the script at the first Tab, that Tab is answered too.
const AT_ONCE: &str = "\nif [[ ${funcstack[1]} == _wail ]]; then\n    \
    _clap_dynamic_completer_wail \"$@\"\nfi\n";

/// The arguments of `wail completions`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail completions bash > ~/.local/share/bash-completion/completions/wail\n  \
    wail completions zsh > \"${fpath[1]}/_wail\"\n  \
    wail completions fish > ~/.config/fish/completions/wail.fish\n\n\
    It completes the numbers of incidents, silences and promises, people, rotas, sources, monitors and \
    sounds as they are at that moment. For elvish and PowerShell see docs/shell.md.")]
pub(super) struct Completions {
    /// Which shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// A shell that can be helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Shell {
    fn word(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Elvish => "elvish",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Zsh => "zsh",
        }
    }
}

pub(super) fn run(session: &Session, args: &Completions) -> Result<(), Error> {
    let failed =
        |why: String| Error::new(Kind::Bug, "the script cannot be made").detail(format!("  {why}"));
    let shells = Shells::builtins();
    let shell = shells.completer(args.shell.word());
    let shell = shell.ok_or_else(|| failed("this shell is not known".to_owned()))?;
    let mut script = Vec::new();
    let written = shell.write_registration(VARIABLE, "wail", "wail", "wail", &mut script);
    written.map_err(|error| failed(error.to_string()))?;
    if matches!(args.shell, Shell::Zsh) {
        script.extend_from_slice(AT_ONCE.as_bytes());
    }
    session.out.bytes(&script)
}

/// Answers a shell that asks how the line goes on; whether one did. What cannot be answered is answered
/// by nothing: a Tab is no time for an error.
#[must_use]
pub fn completed() -> bool {
    if !Environment::of_process().is_set(VARIABLE) {
        return false;
    }
    let words: Vec<OsString> = std::env::args_os().collect();
    let asked = Asked::by(&words);
    let whole = move || {
        let command = entire();
        // `wail help COMMAND` is a way to type `wail COMMAND --help`, and no command of its own.
        let help = helped(&command, "help").about("Say what can be typed");
        knowing(command, &asked, "").subcommand(help)
    };
    CompleteEnv::with_factory(whole)
        .var(VARIABLE)
        .bin("wail")
        .try_complete(words, None)
        .unwrap_or(true)
}

/// A command of that name which takes nothing but the names of those below another.
fn helped(command: &Command, name: &'static str) -> Command {
    let below = command.get_subcommands().map(|it| {
        let aliases: Vec<_> = it.get_visible_aliases().map(lasting).collect();
        let named = helped(it, lasting(it.get_name())).visible_aliases(aliases);
        named.about(it.get_about().cloned().unwrap_or_default())
    });
    Command::new(name).disable_help_flag(true).disable_help_subcommand(true).subcommands(below)
}

/// A name for as long as the process lives, which is one Tab: clap borrows names from nobody.
fn lasting(name: &str) -> &'static str {
    Box::leak(name.to_owned().into_boxed_str())
}

/// The command line with what is known of its arguments at this moment.
fn knowing(command: Command, asked: &Asked, path: &str) -> Command {
    let command = command.mut_args(|argument| {
        let completer = known::kind(path, &argument).map(|kind| asked.completer(kind));
        match completer {
            Some(completer) => argument.add(completer),
            None => argument,
        }
    });
    command.mut_subcommands(|below| {
        let path = format!("{path} {}", below.get_name());
        knowing(below, asked, path.trim())
    })
}
