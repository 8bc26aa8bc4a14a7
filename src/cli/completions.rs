//! `wail completions`: what makes a shell complete this command line.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::{Cli, Session};
use crate::error::Error;

/// The arguments of `wail completions`.
#[derive(Args, Debug)]
#[command(
    after_help = "For bash:  wail completions bash > ~/.local/share/bash-completion/completions/wail\n\
    For zsh:   wail completions zsh > \"${fpath[1]}/_wail\"\n\
    For fish:  wail completions fish > ~/.config/fish/completions/wail.fish"
)]
pub(super) struct Completions {
    /// Which shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(session: &Session, args: &Completions) -> Result<(), Error> {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "wail", &mut script);
    session.out.bytes(&script)
}
