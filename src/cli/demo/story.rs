//! What happens in the demo, step by step, each told in a line.

use std::fmt::Display;
use std::future::pending;
use std::io::{IsTerminal as _, stdin, stdout};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::INCIDENT;
use crate::cli::out::Tone;
use crate::cli::wrap::fitted;
use crate::cli::{Globals, Out, Session, act, web};
use crate::config::Settings;
use crate::daemon::report::Notice;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::sources::{self, Samples};
use crate::store::{PageState, Recorded};

/// How long any step may take that ought to take no time; two channels may each be given up first.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long the alarm sounds before it is acknowledged where nobody can press a key.
const LISTEN: Duration = Duration::from_secs(4);

/// How long somebody at a terminal has to press Enter.
const ENTER: Duration = Duration::from_secs(30);

/// How long the monitor takes to see that all is well again.
const RECOVERY: Duration = Duration::from_secs(1);

/// The story as it is being told.
pub(super) struct Story {
    pub(super) out: Out,
    /// As whoever is on call would type.
    pub(super) session: Session,
    person: String,
    because: String,
    begun: Instant,
    notices: UnboundedReceiver<Notice>,
}

impl Story {
    /// The story of whoever is on call now.
    pub(super) fn begin(
        out: Out,
        session: Session,
        settings: &Settings,
        notices: UnboundedReceiver<Notice>,
    ) -> Self {
        let shift = settings.rules.rotas.values().find_map(|rota| rota.shift_at(0, session.now));
        let person = shift.as_ref().map_or(&settings.rules.fallback, |shift| &shift.person);
        let people: Vec<&str> = settings.rules.names().into_iter().collect();
        let because = format!("{} take turns by the day", people.join(" and "));
        let (person, begun) = (person.to_string(), Instant::now());
        Self { out, session, person, because, begun, notices }
    }

    /// Tells it from the first alert to the last.
    pub(super) async fn tell(&mut self) -> Result<(), Error> {
        let address = self.listens().await?;
        self.say(format_args!("a daemon decides, and listens on http://{address}"))?;
        let Self { person, because, .. } = &*self;
        self.say(format_args!("the rota says that {person} is on call: {because}"))?;
        let samples = samples()?;
        self.say("a database dies; its monitor posts an Alertmanager webhook")?;
        self.post(address, samples.firing.body).await?;
        self.until(&["delivered", "unreachable"]).await?;
        self.say(self.what_rings()?)?;
        self.somebody_comes().await?;
        let person = &self.person;
        self.say(format_args!("{person} has it, and types `wail ack {INCIDENT}`:"))?;
        act::acknowledge_these(&self.at_the_keyboard(), &[INCIDENT])?;
        self.until(&["acknowledged"]).await?;
        self.look_on(RECOVERY, pending()).await?;
        self.say("the database is back; the monitor posts that too")?;
        if let Some(resolved) = samples.resolved {
            self.post(address, resolved.body).await?;
        }
        self.until(&["resolved"]).await.map(drop)
    }

    /// One line, with the seconds since the beginning.
    pub(super) fn say(&self, text: impl Display) -> Result<(), Error> {
        let seconds = self.begun.elapsed().as_secs_f32();
        let (start, text) = (format!("{seconds:>5.1}s  "), text.to_string());
        let line = fitted(&format!("{start}{text}"), start.len());
        let text = self.out.paint(Tone::Strong, &line[start.len()..]);
        self.out.line(format_args!("{start}{text}"))
    }

    /// The session of whoever is on call, at this instant.
    fn at_the_keyboard(&self) -> Session {
        let person = Some(self.person.clone());
        Session::new(Globals { person, ..self.session.globals.clone() })
    }

    async fn listens(&mut self) -> Result<SocketAddr, Error> {
        loop {
            if let Notice::Listens(address) = self.next().await? {
                return Ok(address);
            }
        }
    }

    async fn next(&mut self) -> Result<Notice, Error> {
        let next = timeout(PATIENCE, self.notices.recv()).await;
        next.ok().flatten().ok_or_else(|| {
            let seconds = PATIENCE.as_secs();
            Error::new(Kind::Bug, format!("the demo failed: nothing happened for {seconds}s"))
                .hint("`wail doctor` looks for the cause")
        })
    }

    /// Shows what goes on the record, until it is one of these events.
    async fn until(&mut self, events: &[&str]) -> Result<(), Error> {
        loop {
            let notice = self.next().await?;
            if let Some(entry) = self.show(entry(notice))?
                && events.contains(&entry.event.as_str())
            {
                return Ok(());
            }
        }
    }

    /// Shows what goes on the record, for so long or until that is over.
    async fn look_on(
        &mut self,
        length: Duration,
        over: impl Future<Output = ()>,
    ) -> Result<(), Error> {
        let mut end = Box::pin(timeout(length, over));
        loop {
            let notice = tokio::select! {
                _ = &mut end => return Ok(()),
                Some(notice) = self.notices.recv() => notice,
            };
            self.show(entry(notice))?;
        }
    }

    fn show(&self, entry: Option<Recorded>) -> Result<Option<Recorded>, Error> {
        if let Some(entry) = &entry {
            let start = "        on the record: ";
            self.out.line(fitted(&format!("{start}{}", plain(&entry.text)), start.len()))?;
        }
        Ok(entry)
    }

    async fn post(&self, address: SocketAddr, body: &'static str) -> Result<(), Error> {
        let answer = web::post(address, "/in/alertmanager", body, PATIENCE).await;
        let answer = answer.map_err(|silence| {
            Error::new(Kind::Unreachable, "the monitor cannot reach the daemon")
                .detail(format!("  {}", silence.phrase()))
        })?;
        let status = answer.status;
        if !answer.is_success {
            return Err(Error::new(Kind::Bug, format!("the monitor was answered {status}")));
        }
        self.say(format_args!("the daemon answers {status}: it is on the disk"))
    }

    /// By which channel the page went out, and what that means here.
    fn what_rings(&self) -> Result<String, Error> {
        let pages = self.session.store()?.read(|tx| tx.pages(INCIDENT))?;
        let went_out = pages.iter().find(|page| page.state == PageState::Delivered);
        Ok(match went_out.map(|page| page.channel.as_str()) {
            Some("sound") => "the alarm sounds, until somebody says \"I have it\"".to_owned(),
            Some(other) => format!("no loudspeaker here; the channel `{other}` took over at once"),
            None => format!("no channel reaches {} here", self.person),
        })
    }

    /// Waits for Enter where somebody can press it, and a few seconds where nobody can.
    async fn somebody_comes(&mut self) -> Result<(), Error> {
        if !(stdin().is_terminal() && stdout().is_terminal()) {
            let seconds = LISTEN.as_secs();
            self.say(format_args!("{} wakes up and needs {seconds}s", self.person))?;
            return self.look_on(LISTEN, pending()).await;
        }
        self.say("you are on call: press Enter to say \"I have it\"")?;
        let (pressed, enter) = oneshot::channel();
        // It ends with Enter, or with the process.
        thread::spawn(move || {
            let mut line = String::new();
            drop(stdin().read_line(&mut line));
            // The story may have gone on by itself.
            let _ = pressed.send(());
        });
        self.look_on(ENTER, async move { drop(enter.await) }).await
    }
}

/// What goes on the record of the incident.
fn entry(notice: Notice) -> Option<Recorded> {
    match notice {
        Notice::Entry(entry) => Some(entry).filter(|entry| entry.incident.is_some()),
        _ => None,
    }
}

fn samples() -> Result<&'static Samples, Error> {
    sources::find("alertmanager")
        .map(|source| &source.samples)
        .ok_or_else(|| Error::new(Kind::Bug, "there is no source `alertmanager`"))
}
