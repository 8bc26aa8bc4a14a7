//! `wail mute`: quiet around a command: it begins before, and ends after, however that goes.

use std::ffi::OsString;
use std::io;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use tokio::process::Command;

use super::child::{self, Signals};
use super::session::length;
use super::silence::{About, Asked, keep, named, refused};
use super::{Session, time};
use crate::daemon::clock;
use crate::domain::incident::escalation::Context;
use crate::domain::quiet::silence::{Silence, SilenceId, Wanted};
use crate::domain::rules::Rules;
use crate::domain::wait::{count, spell};
use crate::engine::{self, Engine, history};
use crate::error::Error;

/// For how long it is quiet at most unless somebody says otherwise.
const AT_MOST: &str = "2h";

/// How much of a command is told as the reason, in characters.
const TOLD: usize = 80;

/// The arguments of `wail mute`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail mute --match service=shop -- ./deploy.sh --all\n  \
    wail mute --match host=db-1 --at-most 20m -m \"a new kernel\" -- ssh db-1 reboot\n\n\
    The quiet ends with the command, whatever ends that, and after the longest time even if this machine \
    is gone by then. What still fires pages at once. The exit code is the command's: 128 and the signal's \
    number if one ended it, 127 if there is no such command, 126 if it cannot be started. If the quiet \
    cannot be written down, the command is not run.")]
pub(super) struct Mute {
    #[command(flatten)]
    about: About,
    /// Why; the command unless given
    #[arg(short = 'm', long = "reason", value_name = "TEXT")]
    reason: Option<String>,
    /// For how long at most: `20m`, `2h`
    #[arg(long, value_name = "LENGTH", value_parser = length, default_value = AT_MOST)]
    at_most: SignedDuration,
    /// Run the command even if nothing can be kept quiet
    #[arg(long)]
    anyway: bool,
    /// What to run
    #[arg(last = true, value_name = "COMMAND", required = true)]
    words: Vec<OsString>,
}

pub(super) fn run(session: &Session, args: &Mute) -> Result<(), Error> {
    args.about.confirm(session)?;
    match child::block_on(around(session, args))?? {
        0 => Ok(()),
        code => Err(Error::exit(code)),
    }
}

/// Runs the command between the beginning and the end of its quiet, and says how it ended.
async fn around(session: &Session, args: &Mute) -> io::Result<Result<u8, Error>> {
    // From here on, no signal is lost: one that comes now reaches the command once it runs, and never
    // ends us between the quiet and its end.
    let mut signals = Signals::listen()?;
    let quiet = match Quiet::begin(session, args) {
        Ok(quiet) => Some(quiet),
        Err(error) if args.anyway => {
            session.out.warn(error.to_string().trim_end());
            session.out.warn("warning: the command runs, and nothing is quiet");
            None
        }
        Err(error) => return Ok(Err(error.hint("`--anyway` runs the command without quiet"))),
    };
    let code = run_to_end(session, &mut signals, &args.words).await;
    // Whatever has become of the command: its quiet is over.
    drop(quiet);
    code.map(Ok)
}

async fn run_to_end(
    session: &Session,
    signals: &mut Signals,
    words: &[OsString],
) -> io::Result<u8> {
    let [program, rest @ ..] = words else { return Ok(0) };
    match Command::new(program).args(rest).spawn() {
        Ok(mut child) => signals.wait_for(&mut child).await,
        Err(error) => {
            let (code, why) = child::not_started(words, &error);
            session.out.warn(format_args!("error: {why}"));
            if code == child::NOT_FOUND {
                session.out.warn(child::HOW_TO_NAME);
            }
            Ok(code)
        }
    }
}

/// Quiet that ends with this value, also where it is dropped because something broke.
struct Quiet<'s> {
    session: &'s Session,
    rules: Rules,
    id: SilenceId,
    ends_at: Timestamp,
}

impl<'s> Quiet<'s> {
    fn begin(session: &'s Session, args: &Mute) -> Result<Self, Error> {
        let rules = session.rules_or_none();
        let ends_at = session.now.saturating_add(args.at_most).unwrap_or(Timestamp::MAX);
        let wanted = Wanted {
            matchers: args.about.matchers.clone(),
            starts_at: session.now,
            ends_at,
            by: session.person()?.to_string(),
            comment: args.reason.clone().unwrap_or_else(|| told(&args.words)),
            until_resolved: None,
            // It was asked back before.
            everything: true,
        };
        wanted.check(session.now, rules.silence).map_err(|bad| refused(bad, Asked::Mute))?;
        let silence = keep(session, &mut session.store()?, &rules, &wanted)?;
        session.out.talk(format_args!(
            "{}: quiet while the command runs, for {} at most",
            named(&silence),
            spell(args.at_most)
        ));
        Ok(Self { session, rules, id: silence.id, ends_at })
    }

    /// Ends it now, which may be long after this process began.
    fn end(&self) -> Result<Option<Silence>, Error> {
        let now = clock::now();
        let mut store = self.session.store()?;
        let ended = store.write(|tx| {
            let stations = engine::stations(tx, now)?;
            let rules = history::in_force(tx, &self.rules, now)?;
            let cx = Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] };
            Engine::new(tx, cx, now).end_silence(self.id)?;
            Ok::<_, Error>(tx.silence(self.id)?)
        })?;
        self.session.saved(&store);
        Ok(ended)
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        let (out, id) = (&self.session.out, self.id);
        match self.end() {
            Ok(silence) => {
                let hidden = silence.map_or(0, |silence| silence.hidden);
                let alerts = count(usize::try_from(hidden).unwrap_or_default(), "alert");
                out.talk(format_args!("silence {id} is over: it held {alerts}"));
            }
            Err(error) => {
                let ends = time::with_distance(self.ends_at, clock::now(), &self.session.zone());
                out.warn(error.to_string().trim_end());
                out.warn(format_args!("warning: silence {id} lasts until {ends}"));
                out.warn(format_args!("hint: `wail silence end {id}` ends it sooner"));
            }
        }
    }
}

/// The command as a reason.
fn told(words: &[OsString]) -> String {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let line = words.join(" ");
    let told: String = line.chars().take(TOLD).collect();
    if told.len() < line.len() { format!("{told}… runs") } else { format!("{told} runs") }
}
