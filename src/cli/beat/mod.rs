//! `wail beat`: a job gives a sign of life, or is run and watched; and how it stands with all of them.

mod command;
mod list;
mod pump;
mod record;
mod show;

use std::ffi::OsString;
use std::hash::{BuildHasher as _, RandomState};

use clap::{Args, Subcommand};

use self::record::Recorder;
use super::Session;
use super::format::Format;
use crate::daemon::clock;
use crate::domain::heartbeat::{Beat as Says, Heartbeat, tail};
use crate::error::Error;

/// How long a name or an identity may be, in bytes.
const LONGEST: usize = 200;

/// The arguments of `wail beat`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "Examples:\n  \
    wail beat backup -- /usr/local/bin/backup.sh --all\n  \
    wail beat backup\n  \
    wail beat backup --fail -m \"the disk is full\"\n  \
    wail beat list\n\n\
    With a command, the exit code is the command's: 128 and the signal's number if one ended it, 127 if \
    there is no such command, 126 if it cannot be started.")]
pub(super) struct Beat {
    #[command(subcommand)]
    command: Option<Command>,
    /// Which heartbeat: the NAME of `[heartbeats.NAME]`
    #[arg(value_name = "NAME", required = true, value_parser = short)]
    name: Option<String>,
    /// A run begins
    #[arg(long, group = "says")]
    start: bool,
    /// The run has failed
    #[arg(long, group = "says")]
    fail: bool,
    /// Only keep what is said; the job still has to give a sign of life
    #[arg(long, group = "says")]
    log: bool,
    /// The run has ended with that exit code; only 0 is a success
    #[arg(long, value_name = "CODE", group = "says")]
    exit_code: Option<u8>,
    /// Which run it is, where several may be under way
    #[arg(long, value_name = "ID", value_parser = short)]
    run: Option<String>,
    /// What there is to say
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    /// Run this, and keep how long it took, how it ended and the end of what it said
    #[arg(last = true, value_name = "COMMAND", group = "says")]
    words: Vec<OsString>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List how it stands with every heartbeat
    List(Format),
    /// Show one, and its newest signs of life
    Show {
        /// Which heartbeat
        #[arg(value_name = "NAME")]
        name: String,
    },
}

fn short(text: &str) -> Result<String, String> {
    if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
        return Err(format!("it has 1 to {LONGEST} bytes, and all of them can be seen"));
    }
    Ok(text.to_owned())
}

pub(super) fn run(session: &Session, args: &Beat) -> Result<(), Error> {
    match (&args.command, &args.name) {
        (Some(Command::Show { name }), _) => show::run(session, name),
        (Some(Command::List(format)), _) => list::run(session, format),
        (None, None) => list::run(session, &Format::default()),
        (None, Some(name)) if args.words.is_empty() => say(session, args, name),
        (None, Some(name)) => watch(session, args, name),
    }
}

/// Gives one sign of life.
fn say(session: &Session, args: &Beat, name: &str) -> Result<(), Error> {
    let recorder = Recorder::of(session, name)?;
    let beat = match args.exit_code {
        Some(code) => Says::Exited(code),
        None if args.start => Says::Started,
        None if args.fail => Says::Failed,
        None if args.log => Says::Logged,
        None => Says::Succeeded,
    };
    let heartbeat = Heartbeat {
        name: name.to_owned(),
        beat,
        run: args.run.clone(),
        at: session.now,
        body: tail(args.message.as_deref().unwrap_or_default().as_bytes()),
        took: None,
        is_local: true,
    };
    recorder.keep(&heartbeat, crate::store::PATIENCE)?;
    // Whatever a job prints is mailed by cron, so there is only an answer to whoever asks for one.
    if session.out.json || session.globals.verbose {
        return list::one(session, name);
    }
    Ok(())
}

/// Runs a command and gives the signs of life of that. It runs whatever else is wrong.
fn watch(session: &Session, args: &Beat, name: &str) -> Result<(), Error> {
    let recorder = match Recorder::of(session, name) {
        Ok(recorder) => Some(recorder),
        Err(error) => {
            record::warn_of(session, &error);
            session.out.warn("warning: the command runs, and nothing is kept of it");
            None
        }
    };
    let run = args.run.clone().unwrap_or_else(|| {
        format!("{:016x}", RandomState::new().hash_one((std::process::id(), clock::now())))
    });
    let watched = command::Watched {
        session,
        recorder: recorder.as_ref(),
        name,
        run,
        message: args.message.as_deref().unwrap_or_default(),
    };
    command::run(&watched, &args.words)
}
