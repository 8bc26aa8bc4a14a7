//! A command is run, its signals and its exit code are passed on, and how it went is kept.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::process::{Child, Command};

use super::pump::{Kept, Pump};
use super::record::{Recorder, warn_of};
use crate::cli::Session;
use crate::cli::child::{self, Signals};
use crate::daemon::clock;
use crate::domain::heartbeat::{Beat, Heartbeat, tail};
use crate::error::Error;
use crate::store::PATIENCE;
use crate::system;

/// How long the command waits for others who write before it begins, at most.
const START_PATIENCE: Duration = Duration::from_secs(2);

/// A command that is watched.
pub(super) struct Watched<'s> {
    pub(super) session: &'s Session,
    /// Who keeps its signs of life; nobody, if nothing is known of it.
    pub(super) recorder: Option<&'s Recorder<'s>>,
    pub(super) name: &'s str,
    pub(super) run: String,
    /// What is said of its beginning.
    pub(super) message: &'s str,
}

pub(super) fn run(watched: &Watched<'_>, words: &[OsString]) -> Result<(), Error> {
    let code = child::block_on(watched.watch(words))?;
    if code == 0 { Ok(()) } else { Err(Error::exit(code)) }
}

impl Watched<'_> {
    /// Runs it to its end and says how it ended, as a shell would.
    async fn watch(&self, words: &[OsString]) -> io::Result<u8> {
        // From here on, no signal is lost: one that comes now reaches the command once it runs.
        let mut signals = Signals::listen()?;
        self.keep(Beat::Started, self.message.as_bytes(), None, START_PATIENCE);
        let since = system::since_boot();
        let mut output = Output::prepare()?;
        let mut child = match output.start(words) {
            Ok(child) => child,
            Err(error) => {
                let (code, why) = child::not_started(words, &error);
                self.session.out.warn(format_args!("error: {why}"));
                if code == child::NOT_FOUND {
                    self.session.out.warn(child::HOW_TO_NAME);
                }
                self.keep(Beat::Exited(code), why.as_bytes(), Some(took(since)), PATIENCE);
                return Ok(code);
            }
        };
        let code = signals.wait_for(&mut child).await?;
        let took = took(since);
        let said = output.finish();
        self.keep(Beat::Exited(code), &said, Some(took), PATIENCE);
        Ok(code)
    }

    fn keep(&self, beat: Beat, said: &[u8], took: Option<SignedDuration>, patience: Duration) {
        let Some(recorder) = self.recorder else { return };
        let heartbeat = Heartbeat {
            name: self.name.to_owned(),
            beat,
            run: Some(self.run.clone()),
            at: clock::now(),
            body: tail(said),
            took,
            is_local: true,
        };
        if let Err(error) = recorder.keep(&heartbeat, patience) {
            warn_of(self.session, &error);
        }
    }
}

fn took(since: Duration) -> SignedDuration {
    SignedDuration::try_from(system::since_boot().saturating_sub(since)).unwrap_or_default()
}

/// What the command says goes where it would go without us, byte for byte, and its end is kept. A terminal
/// stays one for the command: what is shown there is not kept.
struct Output {
    kept: Arc<Kept>,
    pumps: Vec<Pump>,
    streams: Option<[Stdio; 2]>,
}

impl Output {
    fn prepare() -> io::Result<Self> {
        let [out, err] = crate::cli::out::ducts()?;
        let mut output = Self { kept: Arc::default(), pumps: Vec::new(), streams: None };
        let is_one = system::is_same_file(&out, &err);
        let (first, shared) = output.stream(out)?;
        let second = match shared.filter(|_| is_one) {
            // Where both go to one place, what comes first stands first there.
            Some(writer) => Stdio::from(writer),
            None => output.stream(err)?.0,
        };
        output.streams = Some([first, second]);
        Ok(output)
    }

    /// What the command is given for a stream of ours, and another handle of it, if it is a pipe.
    fn stream(&mut self, ours: File) -> io::Result<(Stdio, Option<io::PipeWriter>)> {
        if io::IsTerminal::is_terminal(&ours) {
            return Ok((Stdio::from(ours), None));
        }
        let (reader, writer) = io::pipe()?;
        self.pumps.push(Pump::start(reader, ours, &self.kept)?);
        let other = writer.try_clone()?;
        Ok((Stdio::from(writer), Some(other)))
    }

    fn start(&mut self, words: &[OsString]) -> io::Result<Child> {
        let [program, words @ ..] = words else {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        };
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::inherit());
        if let Some([out, err]) = self.streams.take() {
            command.stdout(out).stderr(err);
        }
        command.spawn()
    }

    /// The command is over: what it has said goes out, and the end of it is handed back.
    fn finish(self) -> Vec<u8> {
        self.kept.is_over();
        for pump in self.pumps {
            pump.finish();
        }
        self.kept.end()
    }
}
