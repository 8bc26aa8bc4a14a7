//! `wail man`: the manual, on stdout or as one page for each subcommand.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use clap_mangen::{Man as Manual, generate_to};

use super::{Session, entire};
use crate::error::{Error, Kind};

/// The arguments of `wail man`.
#[derive(Args, Debug)]
#[command(after_help = "To read it:  wail man | man -l -")]
pub(super) struct Man {
    /// Write a page for each subcommand into this directory
    #[arg(long, value_name = "DIRECTORY")]
    out: Option<PathBuf>,
}

pub(super) fn run(session: &Session, args: &Man) -> Result<(), Error> {
    let Some(directory) = &args.out else {
        let mut page = Vec::new();
        Manual::new(entire()).render(&mut page).map_err(|error| {
            Error::new(Kind::Bug, "the manual cannot be made").detail(format!("  {error}"))
        })?;
        return session.out.bytes(&page);
    };
    let written = fs::create_dir_all(directory).and_then(|()| generate_to(entire(), directory));
    written.map_err(|error| {
        Error::new(Kind::Usage, format!("{} cannot be written", directory.display()))
            .detail(format!("  {error}"))
            .hint("name a directory of your own: `wail man --out DIRECTORY`")
    })?;
    session.out.talk(format_args!("the manual is in {}", directory.display()));
    Ok(())
}
