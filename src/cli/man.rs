//! `wail man`: the manual, on stdout or as one page for each subcommand.

mod page;

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Args, Command};

use self::page::Page;
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
        let page = Page::of(entire()).render().map_err(|error| {
            Error::new(Kind::Bug, "the manual cannot be made").detail(format!("  {error}"))
        })?;
        return session.out.bytes(&page);
    };
    // Every command has its own page, and `help` is none of its own.
    let mut all = entire().disable_help_subcommand(true);
    all.build();
    let written = fs::create_dir_all(directory).and_then(|()| write(all, directory));
    written.map_err(|error| {
        Error::new(Kind::Usage, format!("{} cannot be written", directory.display()))
            .detail(format!("  {error}"))
            .hint("name a directory of your own: `wail man --out DIRECTORY`")
    })?;
    session.out.talk(format_args!("the manual is in {}", directory.display()));
    Ok(())
}

/// Writes the pages of a command and of all below it.
fn write(command: Command, directory: &Path) -> io::Result<()> {
    for each in command.get_subcommands().filter(|each| !each.is_hide_set()) {
        write(each.clone(), directory)?;
    }
    let page = Page::of(command);
    fs::write(directory.join(page.file_name()), page.render()?)
}
