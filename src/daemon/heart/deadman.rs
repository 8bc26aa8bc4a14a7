//! Tells a watcher outside, again and again, that this pager is alive: only after an audit of itself. Who
//! hears nothing for a while calls out.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use reqwest::{Client, Method, Url};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::{Heart, Pulse};
use crate::client;
use crate::config::{DeadmanSettings, Secret, Settings};
use crate::daemon::clock::{self, Watchfulness};
use crate::daemon::decider::Message;
use crate::daemon::shared::Shared;
use crate::domain::heart::{Lack, Ping, Watcher};
use crate::domain::text::plain;
use crate::system;

/// How long a connection may take, and how long everything.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(10);

/// How often the audit is made at least, so that what is wrong is known at once; and how soon a ping that
/// was lost is tried again.
const LOOK: Duration = Duration::from_secs(15);

/// Whoever pings, once begun.
pub(in crate::daemon) struct Deadman {
    shared: Arc<Shared>,
    messages: Sender<Message>,
    task: Option<JoinHandle<()>>,
}

impl Deadman {
    pub(in crate::daemon) fn new(shared: &Arc<Shared>, messages: &Sender<Message>) -> Self {
        Self { shared: Arc::clone(shared), messages: messages.clone(), task: None }
    }

    /// Begins, unless it has.
    pub(in crate::daemon) fn begin(&mut self) {
        if self.task.is_none() {
            let (shared, messages) = (Arc::clone(&self.shared), self.messages.clone());
            let pinger = Pinger { shared, messages, watcher: Watcher::default() };
            self.task = Some(tokio::spawn(pinger.go_on()));
        }
    }

    /// Pings nobody any more.
    pub(in crate::daemon) fn end(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

struct Pinger {
    shared: Arc<Shared>,
    messages: Sender<Message>,
    /// What is on the record.
    watcher: Watcher,
}

/// What is still to be told to whoever takes failures.
#[derive(Default)]
struct Owed {
    /// What was last told, or is to be.
    why: Option<String>,
    is_told: bool,
}

impl Pinger {
    /// Pings as the configuration in force says, for as long as this daemon decides.
    async fn go_on(mut self) {
        let mut settings = self.heart().settings.subscribe();
        loop {
            let wanted: Option<Arc<Settings>> = settings.borrow_and_update().clone();
            let deadman = wanted.as_ref().and_then(|wanted| wanted.deadman.as_ref());
            let is_over = match deadman {
                Some(deadman) => self.ping_again_and_again(deadman, &mut settings).await,
                None => settings.changed().await.is_err(),
            };
            if is_over {
                return;
            }
        }
    }

    /// Pings until the configuration changes. Whether there will be no other.
    async fn ping_again_and_again(
        &mut self,
        deadman: &DeadmanSettings,
        settings: &mut watch::Receiver<Option<Arc<Settings>>>,
    ) -> bool {
        let pulse = Pulse::new("deadman");
        let _attended = self.heart().attend(&pulse);
        let every = Duration::try_from(deadman.every).unwrap_or(LOOK);
        let look = every.min(LOOK);
        let mut awake = Watchfulness::begin();
        let mut owed = Owed::default();
        let mut due_at = Duration::ZERO;
        loop {
            let changed = timeout(look, settings.changed());
            if let Ok(changed) = pulse.through(changed).await {
                return changed.is_err();
            }
            // After a sleep nobody has looked at anything yet.
            if awake.deaf_for(look).is_some() {
                continue;
            }
            let Some(lacks) = self.heart().lacks(&self.shared, clock::now()) else { continue };
            let why = phrase(&lacks);
            if !why.is_empty() {
                due_at = Duration::ZERO;
                self.own_up(deadman, &mut owed, &why, &pulse).await;
                self.tell(Ping::Withheld(why));
            } else if due_at <= system::since_boot() {
                owed = Owed::default();
                let ping = pulse.through(ask(&deadman.url, &deadman.method)).await;
                if ping.is_ok() {
                    self.heart().was_pinged(clock::now());
                    // A look is never to the millisecond; half of one too early is early enough.
                    due_at = system::since_boot() + every.saturating_sub(look / 2);
                }
                self.tell(ping.map_or_else(Ping::Lost, |()| Ping::Heard));
            }
            let _ = awake.deaf_for(WHOLE);
        }
    }

    /// Tells at once what is wrong, once for each thing, where somebody is to be told.
    async fn own_up(&self, deadman: &DeadmanSettings, owed: &mut Owed, why: &str, pulse: &Pulse) {
        let Some(url) = &deadman.fail_url else { return };
        if owed.why.as_deref() != Some(why) {
            *owed = Owed { why: Some(why.to_owned()), is_told: false };
        }
        if !owed.is_told {
            owed.is_told = pulse.through(ask(url, &deadman.method)).await.is_ok();
        }
    }

    /// Has it put on the record, where it is news.
    fn tell(&mut self, ping: Ping) {
        let (watcher, news) = std::mem::take(&mut self.watcher).after(ping);
        self.watcher = watcher;
        if let Some(event) = news {
            // Should the deciding thread be gone, the daemon is ending.
            drop(self.messages.send(Message::Note(event)));
        }
    }

    fn heart(&self) -> &Arc<Heart> {
        &self.shared.heart
    }
}

fn phrase(lacks: &[Lack]) -> String {
    lacks.iter().map(Lack::phrase).collect::<Vec<_>>().join("; ")
}

/// Sends one request; any answer that is a success will do. The address is a secret, so nothing that is
/// said of a failure names it.
async fn ask(url: &Secret, method: &str) -> Result<(), String> {
    let client = client::trusting(|builder| builder.connect_timeout(CONNECT).timeout(WHOLE));
    let client: Client = client.map_err(client::cause)?;
    let url = Url::parse(url.expose()).map_err(|_| "its address is none".to_owned())?;
    let method = Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET);
    let answer = client.request(method, url).send().await;
    let answer = answer.map_err(|error| {
        if error.is_timeout() {
            format!("no answer within {} seconds", WHOLE.as_secs())
        } else {
            plain(&client::cause(error)).into_owned()
        }
    })?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => Err(format!("it answered {}", status.as_u16())),
    }
}
