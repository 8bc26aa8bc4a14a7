//! `wail demo`: the whole story in a minute, with the real parts, in a directory of its own.

mod scratch;
mod story;

use std::path::Path;

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::watch;

use self::scratch::Scratch;
use self::story::Story;
use super::wrap::fitted;
use super::{Color, Globals, Session, log, serve};
use crate::daemon::report::Report;
use crate::daemon::{self, Start};
use crate::domain::incident::{IncidentId, Status};
use crate::error::{Error, Kind};
use crate::store::{Recorded, TimelineQuery};

/// The arguments of `wail demo`.
#[derive(Args, Debug)]
#[command(after_help = "Nothing of yours is read or changed: the daemon, its store and its \
    configuration live in a temporary directory, which is removed at the end.")]
pub(super) struct Demo {}

/// The only incident there is.
const INCIDENT: IncidentId = IncidentId(1);

/// What must be on the record in the end, in this order.
const EVENTS: [&str; 5] = ["opened", "paged", "delivered", "acknowledged", "resolved"];

pub(super) fn run(session: &Session, _: &Demo) -> Result<(), Error> {
    let runtime = serve::runtime()?;
    // Before there is anything that could be left behind.
    let interruptions = runtime.block_on(async { Interruptions::begin() })?;
    let scratch = Scratch::make(session.out)?;
    let shown = runtime.block_on(perform(session, &scratch, interruptions));
    // Whatever still runs ends with the runtime, and has nothing in the directory after that.
    drop(runtime);
    shown
}

async fn perform(
    session: &Session,
    scratch: &Scratch,
    mut interruptions: Interruptions,
) -> Result<(), Error> {
    let demo = inside(session, scratch)?;
    let settings = demo.settings()?;
    let (say, notices) = unbounded_channel();
    // The story may be over while the daemon still speaks.
    let report = Report::to(true, move |notice| drop(say.send(notice)));
    let (stop, stopped) = watch::channel(false);
    let mut story = Story::begin(session.out, demo, &settings, notices);
    let mut daemon = Box::pin(daemon::run(Start {
        proves: false,
        settings,
        located: None,
        executable: serve::executable()?,
        may_join: false,
        report,
        stop: stopped,
    }));
    story.say(format_args!("everything happens in {}", scratch.path().display()))?;
    let told = tokio::select! {
        // The daemon hears the same signal and listens no longer: whatever that spoils is no news.
        biased;
        () = interruptions.next() => Err(interrupted()),
        told = story.tell() => told,
        ended = &mut daemon => return ended.map_err(Error::from).and(Err(interrupted())),
    };
    // A daemon that has ended by itself needs no telling.
    let _ = stop.send(true);
    let ended = daemon.await;
    told?;
    ended?;
    story.say("the daemon has stopped")?;
    close(&story)
}

/// A session in that directory, with a configuration of its own and nothing of the user's.
fn inside(session: &Session, scratch: &Scratch) -> Result<Session, Error> {
    let zone = session.zone();
    let text = include_str!("demo.toml")
        .replace("ZONE", zone.iana_name().unwrap_or("UTC"))
        .replace("NOTE", &quoted(&scratch.path().join("note.json")));
    let config = scratch.write("config.toml", &text)?;
    Ok(Session::new(Globals {
        config: Some(config),
        store: None,
        person: None,
        json: false,
        color: Color::Never,
        quiet: false,
        verbose: false,
    }))
}

/// A path as TOML and JSON write a text.
fn quoted(path: &Path) -> String {
    serde_json::Value::from(path.to_string_lossy()).to_string()
}

/// Reads back from the store what happened, prints it, and says whether all of it did.
fn close(story: &Story) -> Result<(), Error> {
    let mut entries: Vec<Recorded> = Vec::new();
    let incident = story.session.store()?.read(|tx| {
        tx.timeline(TimelineQuery::Of(INCIDENT), |entry| entries.push(entry))?;
        tx.incident(INCIDENT)
    })?;
    story.say(format_args!("the record, as `wail log {INCIDENT}` prints it:"))?;
    let zone = story.session.zone();
    for entry in &entries {
        story.out.line(fitted(&log::line(entry, &zone), log::INDENT))?;
    }
    let is_resolved = incident.is_some_and(|it| matches!(it.status, Status::Resolved { .. }));
    let mut left = EVENTS.into_iter().peekable();
    for entry in &entries {
        left.next_if(|event| *event == entry.event);
    }
    match left.next() {
        None if is_resolved => story.say("all of it is true. Next: `wail init`, then `wail watch`"),
        missing => Err(Error::new(
            Kind::Bug,
            format!("the demo failed: nothing was {}", missing.unwrap_or("resolved in the end")),
        )
        .hint("`wail doctor` looks for the cause")),
    }
}

fn interrupted() -> Error {
    Error::new(Kind::No, "the demo was interrupted; nothing is left of it")
}

/// What asks a command in a terminal to end.
struct Interruptions {
    interrupt: Signal,
    terminate: Signal,
}

impl Interruptions {
    fn begin() -> Result<Self, Error> {
        let begin = |kind| {
            signal(kind).map_err(|error| {
                Error::new(Kind::Unreachable, "the system gives no signals")
                    .detail(format!("  {error}"))
            })
        };
        Ok(Self {
            interrupt: begin(SignalKind::interrupt())?,
            terminate: begin(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
