//! What people type: the command line, one file for each subcommand.

mod absent;
mod accept;
mod act;
mod away;
mod beat;
mod bug;
mod called;
mod check;
mod child;
mod completions;
mod config;
mod demo;
mod doctor;
mod drill;
mod examples;
mod format;
mod gauge;
mod give;
mod handover;
mod inbox;
mod init;
mod json;
mod keep;
mod later;
mod leave;
mod list;
mod log;
mod man;
mod members;
mod merge;
mod moment;
mod mute;
mod out;
mod page;
mod printer;
mod promise;
mod quiet;
mod relief;
mod report;
mod rota;
mod schema;
mod send;
mod serve;
mod session;
mod show;
mod silence;
mod sound;
mod sources;
mod split;
mod status;
mod swap;
mod table;
mod take;
mod time;
mod timeline;
mod typed;
mod unknown;
mod update;
mod usage;
mod watch;
mod web;
mod who;
mod why;
mod wrap;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

pub use completions::completed;
pub use out::{Out, report};
pub use session::Session;
pub use typed::typed;

use crate::error::Error;
use later::Later;

/// An on-call pager that lives in your terminal.
///
/// Monitors funnel into it, it decides who is on call from a rota you can read, it plays an alarm on
/// that person's machine until somebody says "I have it", and it writes down what happened.
#[derive(Debug, Parser)]
#[command(name = "wail", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "`wail demo` shows the whole story in a minute, with nothing configured.")]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE", env = "WAIL_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
    /// The store: a file, or an address such as `sqlite:/var/lib/wail/wail.db`
    #[arg(long, global = true, value_name = "URL", env = "WAIL_STORE", hide_env_values = true)]
    store: Option<String>,
    /// Who you are
    #[arg(
        long = "as",
        global = true,
        value_name = "PERSON",
        env = "WAIL_AS",
        hide_env_values = true
    )]
    person: Option<String>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    /// When to use colour: auto, always or never; auto obeys `NO_COLOR`
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    color: Color,
    /// Say less
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Watch: receive, decide, ring, and show what happens
    Watch(Later<watch::Watch>),
    /// The same without a screen, for systemd or a hub
    Serve(Later<serve::Serve>),
    /// Raise an alert by hand
    Page(Later<page::Page>),
    /// List what is open
    #[command(visible_alias = "ls")]
    List(Later<list::List>),
    /// Show one incident
    #[command(visible_alias = "s")]
    Show(Later<show::Show>),
    /// Read the timeline
    Log(Later<log::Log>),
    /// Tell what happened to an incident, or to several, for reading or for others
    Timeline(Later<timeline::TimelineArgs>),
    /// Say why something rang or did not, or whom an alert would call
    Why(Later<why::Why>),
    /// Say "I have it": stop the alarm and the escalation until the check-in
    #[command(visible_alias = "a")]
    Ack(Later<act::Acknowledge>),
    /// Give it back: the alarm returns
    Unack(Later<act::Unacknowledge>),
    /// Quiet for a while
    Snooze(Later<act::Snooze>),
    /// Take the next step of the policy now
    Escalate(Later<act::Escalate>),
    /// Hand it to somebody
    Assign(Later<act::Assign>),
    /// Say that it is over
    Resolve(Later<act::Resolve>),
    /// Write something down: a note, a command that was run, a correction
    #[command(visible_alias = "n")]
    Note(Later<act::Note>),
    /// Mark a moment that only people know, such as that it is mitigated
    Mark(Later<act::Mark>),
    /// Say what is up, to whom, and when the next word comes; draft it, publish it
    Update(Later<update::Update>),
    /// See what was said, to whom, and what is owed next
    Updates(Later<update::Updates>),
    /// Ask for quiet with a reason and an end; see what is quiet
    Silence(Later<silence::Silence>),
    /// Run a command with quiet around it
    Mute(Later<mute::Mute>),
    /// Give some alerts of an incident one of their own
    Split(Later<split::Split>),
    /// Give all alerts of an incident to another one
    Merge(Later<merge::Merge>),
    /// Let monitors look once, and record what they see
    Check(Later<check::Check>),
    /// Say who is on call
    Who(Later<who::Who>),
    /// Take the pager, for a while
    Take(Later<take::Take>),
    /// Give the pager to somebody, for a while
    Give(Later<give::Give>),
    /// Trade a shift with somebody
    Swap(Later<swap::Swap>),
    /// Step away for a moment, with somebody who can be reached standing in
    Away(Later<away::Away>),
    /// Say that somebody is off: the next in line steps in
    Leave(Later<leave::Leave>),
    /// Hand the pager over, with what the next one has to know
    Handover(Later<handover::Handover>),
    /// Accept a pager that was handed over
    Accept(Later<accept::Accept>),
    /// Show who is relieved after a hard night, and end that
    Relief(Later<relief::Relief>),
    /// See a rota as a calendar, what may be wrong with it, and change who takes turns
    Rota(Later<rota::Rota>),
    /// Say what will be done, by whom and by when, and that it is done
    Promise(Later<promise::Promise>),
    /// List what is owed, late first
    Promises(Later<promise::list::List>),
    /// Count what was: how fast, how noisy, how available; write up what happened
    Report(Later<report::Report>),
    /// Write the page that tells everybody how everything is
    Status(Later<status::Status>),
    /// Record how full something is, and see when it runs out
    Gauge(Later<gauge::Gauge>),
    /// Look at what arrived and could not be read
    Inbox(Later<inbox::Inbox>),
    /// Give a sign of life of a job, or run one and watch it
    Beat(Later<beat::Beat>),
    /// List the webhooks that are understood, and try one on a body
    Sources(Later<sources::Sources>),
    /// Check the configuration, or show what it comes to
    Config(Later<config::Config>),
    /// Copy the store, while everything goes on
    Backup(Later<keep::Backup>),
    /// Put a copy in the place of the store
    Restore(Later<keep::Restore>),
    /// Print everything that the store has, as JSON Lines
    Export(Later<keep::Export>),
    /// Let go of what is old: say what would go, and with `--yes` let it
    Prune(Later<keep::Prune>),
    /// Write a first configuration, which works as it is
    Init(Later<init::Init>),
    /// Hear the sounds, and prove that this machine can be heard
    Sound(Later<sound::Sound>),
    /// Say whether this machine can page anybody, and what to do if not
    Doctor(Later<doctor::Doctor>),
    /// Practise: page through the front door, and time it to the sound and to the answer
    Drill(Later<drill::Drill>),
    /// Practise with a source: what it sends, through the front door, as a drill
    Send(Later<send::Send>),
    /// Show the whole story in a minute, with nothing configured
    Demo(Later<demo::Demo>),
    /// Print what `--json` prints of a command, as a JSON Schema
    Schema(Later<schema::Schema>),
    /// Print what makes a shell complete this command line
    Completions(Later<completions::Completions>),
    /// Print the manual, or write a page for each subcommand
    Man(Later<man::Man>),
}

/// The command line with everything that each command takes: for whoever reads all of it.
fn entire() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    command
}

/// Does what these words would do if somebody had typed them, with everything else as it is here.
fn run_words(globals: &Globals, words: &[String]) -> Result<(), Error> {
    let typed = std::iter::once("wail").chain(words.iter().map(String::as_str));
    let typed: Vec<OsString> = typed.map(OsString::from).collect();
    let cli = Cli::try_parse_from(&typed).map_err(|error| usage::failure(&error, &typed))?;
    obey(Cli { globals: globals.clone(), ..cli })
}

/// Does what was typed; whatever should not be possible is kept for a report.
pub fn run(cli: Cli) -> Result<(), Error> {
    let globals = cli.globals.clone();
    let command = cli.command.word();
    bug::guarded(&command, &globals, || obey(cli))
}

impl Command {
    /// Its name, and nothing of what was typed with it.
    fn word(&self) -> String {
        let shown = format!("{self:?}");
        shown.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default().to_lowercase()
    }
}

fn obey(cli: Cli) -> Result<(), Error> {
    let session = Session::new(cli.globals);
    match cli.command {
        Command::Watch(args) => watch::run(&session, &args),
        Command::Serve(args) => serve::run(&session, &args),
        Command::Page(args) => page::run(&session, &args),
        Command::List(args) => list::run(&session, &args),
        Command::Show(args) => show::run(&session, &args),
        Command::Log(args) => log::run(&session, &args),
        Command::Timeline(args) => timeline::run(&session, &args),
        Command::Why(args) => why::run(&session, &args),
        Command::Ack(args) => act::acknowledge(&session, &args),
        Command::Unack(args) => act::unacknowledge(&session, &args),
        Command::Snooze(args) => act::snooze(&session, &args),
        Command::Escalate(args) => act::escalate(&session, &args),
        Command::Assign(args) => act::assign(&session, &args),
        Command::Resolve(args) => act::resolve(&session, &args),
        Command::Note(args) => act::note(&session, &args),
        Command::Mark(args) => act::mark(&session, &args),
        Command::Update(args) => update::run(&session, &args),
        Command::Updates(args) => update::updates(&session, &args),
        Command::Silence(args) => silence::run(&session, &args),
        Command::Mute(args) => mute::run(&session, &args),
        Command::Split(args) => split::run(&session, &args),
        Command::Merge(args) => merge::run(&session, &args),
        Command::Check(args) => check::run(&session, &args),
        Command::Who(args) => who::run(&session, &args),
        Command::Take(args) => take::run(&session, &args),
        Command::Give(args) => give::run(&session, &args),
        Command::Swap(args) => swap::run(&session, &args),
        Command::Away(args) => away::run(&session, &args),
        Command::Leave(args) => leave::run(&session, &args),
        Command::Handover(args) => handover::run(&session, &args),
        Command::Accept(args) => accept::run(&session, &args),
        Command::Relief(args) => relief::run(&session, &args),
        Command::Rota(args) => rota::run(&session, &args),
        Command::Promise(args) => promise::run(&session, &args),
        Command::Promises(args) => promise::list::run(&session, &args),
        Command::Report(args) => report::run(&session, &args),
        Command::Status(args) => status::run(&session, &args),
        Command::Gauge(args) => gauge::run(&session, &args),
        Command::Inbox(args) => inbox::run(&session, &args),
        Command::Beat(args) => beat::run(&session, &args),
        Command::Sources(args) => sources::run(&session, &args),
        Command::Config(args) => config::run(&session, &args),
        Command::Backup(args) => keep::backup(&session, &args),
        Command::Restore(args) => keep::restore(&session, &args),
        Command::Export(args) => keep::export(&session, &args),
        Command::Prune(args) => keep::prune(&session, &args),
        Command::Init(args) => init::run(&session, &args),
        Command::Sound(args) => sound::run(&session, &args),
        Command::Doctor(args) => doctor::run(&session, &args),
        Command::Drill(args) => drill::run(&session, &args),
        Command::Send(args) => send::run(&session, &args),
        Command::Demo(args) => demo::run(&session, &args),
        Command::Schema(args) => schema::run(&session, &args),
        Command::Completions(args) => completions::run(&session, &args),
        Command::Man(args) => man::run(&session, &args),
    }
}
