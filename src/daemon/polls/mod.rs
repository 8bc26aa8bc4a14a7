//! Sources that are asked: one task for each, for as long as this daemon decides. What it fetches is
//! kept by the deciding thread like anything that arrives, and read from there.

mod ask;
mod follow;
mod grace;
mod heed;

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::hash::{BuildHasher as _, RandomState};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{RwLock, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

pub(super) use self::heed::{forget, heed};

use super::clock;
use super::decider::Message;
use super::heart::Pulse;
use super::monitors::News;
use super::shared::Shared;
use crate::config::{PollSettings, Settings};
use crate::domain::incident::IncidentId;
use crate::domain::name::SourceName;
use crate::sources::Head;
use crate::sources::polled::Way;
use crate::store::Envelope;

/// The sources that are asked.
pub(super) type Asked = BTreeMap<SourceName, PollSettings>;

/// The sources of that configuration that are asked.
pub(super) fn asked(settings: &Settings) -> Arc<Asked> {
    let polls = settings.sources.iter();
    let polls = polls.filter_map(|(name, source)| Some((name.clone(), source.poll.clone()?)));
    Arc::new(polls.collect())
}

/// What asking a source once came to.
pub(super) struct Polled {
    /// The source.
    pub(super) source: SourceName,
    /// That there was word, or why there was none.
    pub(super) word: Result<(), String>,
    /// Where a stream began that was followed for the first time.
    pub(super) begins: Option<String>,
}

/// What the deciding thread remembers of asking from one turn to the next.
#[derive(Default)]
pub(super) struct Asking {
    /// What it came to and is not written down yet.
    pub(super) polled: Vec<Polled>,
    /// What looking came to and is not written down yet.
    pub(super) looked: Vec<News>,
    /// Whether it is settled which sources are asked: since that was last changed, those that are not
    /// asked any more have been forgotten.
    pub(super) is_settled: bool,
    /// Up to which incident what waits was looked at since by the rules of now, if more is left.
    pub(super) ruled_up_to: Option<IncidentId>,
    /// Sources that were asked, what came of it being still to be decided.
    settling: Vec<SourceName>,
    /// What is to be heard before anything rings.
    pub(super) grace: grace::Grace,
}

impl Asking {
    /// Whether other sources may be asked than before.
    pub(super) fn is_owed(&self) -> bool {
        !self.is_settled
    }

    /// All of it is written down. Says whether any source has been reconciled with that was waited for:
    /// what is left to decide may be what one of them answered.
    pub(super) fn follow(&mut self, board: &Board, is_left: bool) -> bool {
        self.is_settled = true;
        self.looked.clear();
        self.settling.extend(self.polled.drain(..).map(|polled| polled.source));
        if is_left {
            return false;
        }
        self.grace.has_read();
        let mut is_news = false;
        for source in self.settling.drain(..) {
            is_news |= self.grace.has_heard(&source);
            is_news |= board.has_reconciled(&source);
        }
        is_news
    }
}

/// Which sources are asked, and which of them have not been since the start.
pub(super) struct Board {
    asked: watch::Sender<Arc<Asked>>,
    reconciling: Mutex<BTreeSet<SourceName>>,
    /// Held for reading by whatever is being kept. Whoever begins to follow a stream waits until
    /// nothing is: with a changed configuration, what was fetched last may not be kept yet.
    keeping: Arc<RwLock<()>>,
}

impl Board {
    pub(super) fn new() -> Self {
        Self {
            asked: watch::Sender::new(Arc::default()),
            reconciling: Mutex::default(),
            keeping: Arc::default(),
        }
    }

    /// These are asked from now on.
    pub(super) fn ask(&self, asked: Arc<Asked>) {
        self.lock().retain(|source| asked.contains_key(source));
        self.asked.send_replace(asked);
    }

    /// It was asked, and what came of it is decided. Says whether that was waited for.
    pub(super) fn has_reconciled(&self, source: &SourceName) -> bool {
        self.lock().remove(source)
    }

    /// Which have not been asked since the start.
    pub(super) fn reconciling(&self) -> Vec<String> {
        self.lock().iter().map(ToString::to_string).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<SourceName>> {
        self.reconciling.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever asks them, once begun.
pub(super) struct Polls {
    shared: Arc<Shared>,
    messages: Sender<Message>,
    /// Where it is kept how far streams have been followed.
    store: PathBuf,
    task: Option<JoinHandle<()>>,
}

impl Polls {
    pub(super) fn new(shared: &Arc<Shared>, messages: &Sender<Message>, store: PathBuf) -> Self {
        Self { shared: Arc::clone(shared), messages: messages.clone(), store, task: None }
    }

    /// Begins, unless it has. Until each has been asked once, the daemon is not ready.
    pub(super) fn begin(&mut self) {
        if self.task.is_some() {
            return;
        }
        let mut asked = self.shared.polls.asked.subscribe();
        self.shared.polls.lock().extend(asked.borrow().keys().cloned());
        let (shared, messages) = (Arc::clone(&self.shared), self.messages.clone());
        let store = self.store.clone();
        self.task = Some(tokio::spawn(async move {
            loop {
                // Dropped with the next configuration, and with it everybody who asks.
                let (mut tasks, mut attended) = (JoinSet::new(), Vec::new());
                for (source, poll) in asked.borrow_and_update().iter() {
                    let pulse = Pulse::new(&format!("poll {source}"));
                    attended.push(shared.heart.attend(&pulse));
                    let asker = Asker {
                        pulse,
                        source: source.clone(),
                        poll: poll.clone(),
                        shared: Arc::clone(&shared),
                        messages: messages.clone(),
                    };
                    tasks.spawn(asker.ask_for_ever(store.clone()));
                }
                if asked.changed().await.is_err() {
                    return;
                }
            }
        }));
    }

    /// Asks nobody any more.
    pub(super) fn end(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// Whoever asks one source.
struct Asker {
    source: SourceName,
    poll: PollSettings,
    shared: Arc<Shared>,
    messages: Sender<Message>,
    pulse: Pulse,
}

/// Why something was not kept: the store is in trouble, which the deciding thread tells, or too much
/// waits for it.
struct NotKept;

impl Asker {
    async fn ask_for_ever(self, store: PathBuf) {
        match self.poll.polled.way {
            Way::List(list) => self.ask_again_and_again(list).await,
            Way::Stream(stream) => self.follow(stream, store).await,
        }
    }

    /// How often it is asked.
    fn every(&self) -> Duration {
        Duration::try_from(self.poll.every).unwrap_or(Duration::from_secs(15))
    }

    /// Tells the deciding thread what came of it.
    fn tell(&self, word: Result<(), String>, begins: Option<String>) {
        let polled = Polled { source: self.source.clone(), word, begins };
        // Should the thread be gone, nobody has to know.
        drop(self.messages.send(Message::Polled(polled)));
    }

    /// Has a body kept; when this returns, it is durable. `cursor` is how far a stream has been followed
    /// with it, which is kept by the same commit.
    async fn keep(
        &self,
        body: Vec<u8>,
        head: Option<Head<'_>>,
        cursor: Option<String>,
    ) -> Result<(), NotKept> {
        let share = self.shared.budget.share(body.len()).map_err(|_| NotKept)?;
        self.shared.joins(share).map_err(|_| NotKept)?;
        let envelope = Envelope {
            source: self.source.clone(),
            received_at: clock::now(),
            content_type: None,
            head: head.and_then(|head| head.written()),
            body,
        };
        let keeping = Arc::clone(&self.shared.polls.keeping);
        let guard = self.pulse.through(keeping.read_owned()).await;
        let (answer, answered) = oneshot::channel();
        drop(self.messages.send(Message::Fetched { envelope, cursor, answer }));
        // It goes on to the end even if whoever asked is stopped meanwhile.
        let kept = tokio::spawn(async move {
            let kept = answered.await;
            drop(guard);
            kept
        });
        match self.pulse.through(kept).await {
            Ok(Ok(Ok(_))) => Ok(()),
            Ok(Ok(Err(_)) | Err(_)) | Err(_) => Err(NotKept),
        }
    }
}

/// Rests for about so long: those who ask must not all ask at once.
pub(super) async fn rest(length: Duration) {
    let chance = RandomState::new().hash_one(0_u8) % 201;
    // From nine tenths to eleven.
    let factor = 0.9 + f64::from(u32::try_from(chance).unwrap_or(100)) / 1000.0;
    drop(timeout(length.mul_f64(factor), pending::<()>()).await);
}
