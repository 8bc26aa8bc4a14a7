//! The channel `push`: a message through somebody's service, to a phone or a room where no station is.
//!
//! One file a service, one table of them. A service is a pure function from a message and its settings
//! to a request; `post.rs` and `mail.rs` send, and what the other side answers is the proof.

mod gotify;
mod http;
pub mod keys;
mod mail;
mod mattermost;
mod message;
mod ntfy;
mod post;
mod pushover;
mod slack;
mod telegram;
mod update;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Semaphore, broadcast};
use tokio::time::{interval, timeout};

use self::keys::{Key, Wrong};
use self::message::Message;
use super::{Call, Channel, News, Probing, Ring, RingError, Ringing, Sound, Telling};
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::notification::Quietness;
use crate::domain::page::{Again, PageId};
use crate::domain::station::own_source;

pub use post::fetch;
pub use update::{Update, publish};

pub(super) const CHANNEL: Channel = Channel {
    name: "push",
    about: "a message by ntfy, Pushover, Gotify, Slack, Mattermost, Telegram, e-mail or HTTP",
    needs: "a way out to the service from wherever `wail watch` or `wail serve` runs, and an \
        account or an address there",
    needs_station: false,
    quietness: Quietness::Message,
    build: |surroundings| Box::new(Push::new(surroundings.news.clone())),
};

/// A service that takes messages.
pub struct Service {
    /// The word after `to`.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// What to do there, in a sentence or two.
    pub setup: &'static str,
    /// What it has to be told.
    pub keys: &'static [Key],
    /// How long an update for an audience may be, in characters, so that nothing of it is lost.
    pub longest: usize,
    /// What is sent for a message.
    make: Make,
    /// What is wrong with its settings, each right by itself.
    check: fn(&Target) -> Vec<Wrong>,
    /// What its answer calls the message.
    proof: fn(&str) -> Option<String>,
    /// How it is told to stop, if it repeats by itself what it has taken.
    repeats: Option<Repeats>,
}

/// How a service that repeats a message by itself is told to stop.
struct Repeats {
    /// What its answer calls what it repeats; none if it does not.
    receipt: fn(&str) -> Option<String>,
    /// What is sent for that.
    call_off: fn(&Target, &str) -> post::HttpRequest,
}

/// How a message becomes what is sent.
enum Make {
    /// In one way, whatever it says.
    Always(fn(&Message<'_>, &Target) -> post::HttpRequest),
    /// In one's own words, which may not fit.
    Mostly(fn(&Message<'_>, &Target) -> Result<Request, String>),
}

/// Every service there is, in the order of their names.
pub static SERVICES: &[&Service] = &[
    &gotify::SERVICE,
    &http::SERVICE,
    &mail::SERVICE,
    &mattermost::SERVICE,
    &ntfy::SERVICE,
    &pushover::SERVICE,
    &slack::SERVICE,
    &telegram::SERVICE,
];

/// The service of that name.
#[must_use]
pub fn service(name: &str) -> Option<&'static Service> {
    SERVICES.iter().copied().find(|service| service.name == name)
}

/// One person's address at a service. It holds secrets, so it has no text form but its name.
#[derive(Clone)]
pub struct Target {
    /// The service.
    pub service: &'static Service,
    /// What was written for its keys, secrets as they are.
    pub values: BTreeMap<&'static str, String>,
    /// Headers of one's own; for `http`.
    pub headers: BTreeMap<String, String>,
}

impl Target {
    /// What was written for a key, or what holds where nothing is.
    fn get(&self, key: &str) -> Option<&str> {
        let default =
            || self.service.keys.iter().find(|each| each.name == key).and_then(|each| each.default);
        self.values.get(key).map(String::as_str).or_else(default)
    }

    /// The same, of a key that the configuration's check has seen.
    fn need(&self, key: &str) -> &str {
        self.get(key).unwrap_or_default()
    }

    /// The text without any secret of this target: a service may say back what it was told.
    fn masked(&self, mut text: String) -> String {
        for key in self.service.keys.iter().filter(|key| key.is_secret()) {
            if let Some(secret) = self.values.get(key.name).filter(|secret| !secret.is_empty()) {
                text = text.replace(secret.as_str(), "***");
            }
        }
        text
    }

    /// What is wrong with it as a whole.
    #[must_use]
    pub fn faults(&self) -> Vec<Wrong> {
        (self.service.check)(self)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("service", &self.service.name).finish_non_exhaustive()
    }
}

/// What is sent.
enum Request {
    /// By HTTP.
    Http(post::HttpRequest),
    /// By e-mail.
    Mail(mail::Letter),
}

/// Why a message did not go out, and whether to try again.
struct NotSent {
    why: String,
    again: Again,
}

impl NotSent {
    fn later(why: impl Into<String>) -> Self {
        Self { why: why.into(), again: Again::Later }
    }
}

/// How many messages are on their way at once. In a storm the others wait.
const AT_ONCE: usize = 16;

/// How often a service that does not answer is told again to stop, and how many times.
const CALLED_OFF_EVERY: Duration = Duration::from_secs(10);
const CALLED_OFF_AT_MOST: u32 = 60;

/// How long a message waits for a place among them.
const PATIENCE: Duration = Duration::from_secs(20);

/// The messages on their way.
struct Push {
    places: Semaphore,
    post: Arc<post::Post>,
    hushed: broadcast::Sender<IncidentId>,
    news: UnboundedSender<News>,
}

impl Push {
    fn new(news: UnboundedSender<News>) -> Self {
        let (hushed, _) = broadcast::channel(256);
        Self { places: Semaphore::new(AT_ONCE), post: Arc::default(), hushed, news }
    }

    async fn send(&self, message: &Message<'_>, target: &Target) -> Result<String, NotSent> {
        let service = target.service;
        let Ok(_place) = timeout(PATIENCE, self.places.acquire()).await else {
            return Err(NotSent::later(format!(
                "{} was not asked: {AT_ONCE} messages are on their way already",
                service.name
            )));
        };
        let request = match service.make {
            Make::Always(make) => Request::Http(make(message, target)),
            Make::Mostly(make) => {
                make(message, target).map_err(|why| NotSent { why, again: Again::Once })?
            }
        };
        match request {
            Request::Http(request) => {
                let answer = self.post.send(target, &request).await?;
                let repeats = service.repeats.as_ref();
                if let Some(receipt) = repeats.and_then(|it| (it.receipt)(&answer.text)) {
                    // Nobody reads this any more when the station is going down.
                    drop(self.news.send(News::Repeats(message.call.page, receipt)));
                }
                let id = (service.proof)(&answer.text).map(|id| format!(", {id}"));
                let id = id.unwrap_or_default();
                Ok(format!("{} answered {}{id}", service.name, answer.status))
            }
            Request::Mail(letter) => mail::send(letter).await,
        }
    }
}

impl Ring for Push {
    fn ring(&self, call: Call) -> Ringing<'_> {
        // Asked for now, so that a hush which comes next is heard.
        let mut hushed = self.hushed.subscribe();
        Box::pin(async move {
            let Some(target) = call.push.clone() else {
                let why = "the configuration does not say where this push goes";
                return Err(RingError::Failed(why.to_owned()));
            };
            let message = Message::page(&call);
            tokio::select! {
                sent = self.send(&message, &target) => match sent {
                    Ok(proof) => Ok(target.masked(proof)),
                    Err(NotSent { why, again }) => {
                        Err(RingError::ForNow { why: target.masked(why), again })
                    }
                },
                () = hush(&mut hushed, call.incident) => {
                    // Where the incident still wants it, it is sent again; else nobody asks what became of it.
                    let why = format!("{} was hushed before it answered", target.service.name);
                    Err(RingError::ForNow { why, again: Again::Later })
                }
            }
        })
    }

    /// The same message, as quiet as the service can be; what does not go out is not tried again.
    fn tell(&self, mut telling: Telling) -> Ringing<'_> {
        Box::pin(async move {
            let Some(target) = telling.push.take() else {
                let why = "the configuration does not say where this push goes";
                return Err(RingError::Failed(why.to_owned()));
            };
            let whole = telling.whole.take();
            let call = as_call(telling);
            let message = Message { whole: whole.as_ref(), ..Message::page(&call) };
            let told = self.send(&message, &target).await;
            told.map(|proof| target.masked(proof))
                .map_err(|NotSent { why, .. }| RingError::Failed(target.masked(why)))
        })
    }

    fn hush(&self, incident: IncidentId) {
        // Nobody listens where nothing is on its way.
        let _ = self.hushed.send(incident);
    }

    fn call_off(&self, target: Target, receipt: String) {
        let Some(repeats) = &target.service.repeats else { return };
        let request = (repeats.call_off)(&target, &receipt);
        let post = Arc::clone(&self.post);
        tokio::spawn(async move {
            let mut tries = interval(CALLED_OFF_EVERY);
            for _ in 0..CALLED_OFF_AT_MOST {
                tries.tick().await;
                match post.send(&target, &request).await {
                    // What it refuses to stop it repeats no longer.
                    Ok(_) | Err(NotSent { again: Again::Once, .. }) => return,
                    Err(_) => {}
                }
            }
        });
    }

    /// Whether a service takes messages is found out by sending one, which is the page.
    fn probe(&self) -> Probing<'_> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// A notification as the message of no incident.
fn as_call(telling: Telling) -> Call {
    let Telling { person, channel, about, text, volume, .. } = telling;
    Call {
        page: PageId(0),
        incident: IncidentId(0),
        person,
        channel,
        severity: Severity::Info,
        summary: text,
        labels: BTreeMap::new(),
        source: own_source().to_string(),
        reason: about.word().to_owned(),
        seen: None,
        sound: Sound::new("bell", volume),
        command: None,
        push: None,
        ack: None,
    }
}

/// Waits until somebody hushes that incident.
async fn hush(hushed: &mut broadcast::Receiver<IncidentId>, incident: IncidentId) {
    loop {
        match hushed.recv().await {
            Ok(found) if found == incident => return,
            // What was missed in a storm of hushes goes out; a message more does no harm.
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// A service whose settings are right once each of them is.
fn nothing_more(_: &Target) -> Vec<Wrong> {
    Vec::new()
}

#[cfg(test)]
mod tests;
