//! The program `wail`.

use std::io::{stdin, stdout};
use std::process::ExitCode;

use wail::pager::sound::{PLAYER, player};

fn main() -> ExitCode {
    if std::env::args().nth(1).is_some_and(|word| word == PLAYER) {
        return match player::run(stdin(), stdout()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    ExitCode::SUCCESS
}
