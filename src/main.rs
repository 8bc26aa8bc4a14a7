//! The program `wail`: parses what was typed, runs it, and turns a failure into text and a code.

use std::io::{stdin, stdout};
use std::process::ExitCode;

use wail::cli::{completed, report, run, typed};
use wail::pager::sound::{PLAYER, player};

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|word| word == PLAYER) {
        return match player::run(stdin(), stdout()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    if completed() {
        return ExitCode::SUCCESS;
    }
    match typed().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::from(error.kind().code())
        }
    }
}
