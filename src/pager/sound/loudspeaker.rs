//! One alarm at a time for every page that rings on this station, and an end to it.

use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::process::Child;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::super::pages::Pages;
use super::super::{Call, Lost, Probing, Ring, RingError, Ringing, Sound, Telling};
use super::child::{self, Talk};
use super::line::Request;
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;

/// The sound that tells something, which is none of the alarms.
const TONE: &str = "hand-over";

/// The loudspeaker of this station.
pub struct Loudspeaker {
    player: Box<dyn Fn() -> Command + Send + Sync>,
    state: Arc<State>,
}

struct State {
    alarm: Mutex<Option<Alarm>>,
    /// Tells whoever probes the device that an alarm needs it now.
    begun: Notify,
    lost: UnboundedSender<Lost>,
}

/// What is known of an alarm once it has begun: the proof, or why it did not sound.
type Beginning = Option<Result<String, RingError>>;

/// The alarm that sounds, and for whom.
struct Alarm {
    pages: Pages,
    /// The gravest page so far; its sound is playing.
    severity: Severity,
    player: Child,
    asker: UnboundedSender<Request>,
    beginning: watch::Receiver<Beginning>,
    attendant: JoinHandle<()>,
}

impl Alarm {
    /// Silence, at once: a killed player holds no device.
    fn stop(mut self) {
        // It may have ended by itself; it is reaped when it is dropped.
        drop(self.player.start_kill());
        self.attendant.abort();
    }
}

impl Loudspeaker {
    /// A loudspeaker whose alarms are played by what `player` starts, and which reports to `lost`
    /// an alarm that ended by itself.
    pub fn new(
        player: impl Fn() -> Command + Send + Sync + 'static,
        lost: UnboundedSender<Lost>,
    ) -> Self {
        let state = Arc::new(State { alarm: Mutex::new(None), begun: Notify::new(), lost });
        Self { player: Box::new(player), state }
    }

    /// Adds the page to the alarm that sounds, or begins one.
    fn join(&self, call: &Call) -> Result<watch::Receiver<Beginning>, RingError> {
        let mut state = self.state.alarm();
        if let Some(alarm) = state.as_mut() {
            alarm.pages.insert(call.incident, call.page);
            if call.severity > alarm.severity {
                alarm.severity = call.severity;
                // A player that is gone is noticed by its attendant.
                drop(alarm.asker.send(Request::new(&call.sound, true)));
            }
            return Ok(alarm.beginning.clone());
        }
        self.state.begun.notify_waiters();
        let (player, talk) = child::spawn((self.player)(), Request::new(&call.sound, true))?;
        let mut pages = Pages::default();
        pages.insert(call.incident, call.page);
        let (begin, beginning) = watch::channel(None);
        *state = Some(Alarm {
            pages,
            severity: call.severity,
            player,
            asker: talk.asker(),
            beginning: beginning.clone(),
            // It waits for the lock that is held here before it can touch the alarm.
            attendant: tokio::spawn(attend(Arc::clone(&self.state), talk, begin)),
        });
        Ok(beginning)
    }
}

impl Ring for Loudspeaker {
    fn ring(&self, call: Call) -> Ringing<'_> {
        Box::pin(async move {
            let mut beginning = self.join(&call)?;
            let hushed = || RingError::Hushed("it was hushed before it sounded".to_owned());
            let begun = beginning.wait_for(Option::is_some).await.map_err(|_| hushed())?;
            begun.clone().unwrap_or_else(|| Err(hushed()))
        })
    }

    /// One soft tone. It never gets into the way of an alarm: it does not begin while one sounds, and
    /// breaks off when one begins.
    fn tell(&self, telling: Telling) -> Ringing<'_> {
        Box::pin(async move {
            let begun = self.state.begun.notified();
            let busy = || RingError::Hushed("an alarm sounds here".to_owned());
            if self.state.alarm().is_some() {
                return Err(busy());
            }
            let tone = Sound { name: TONE.to_owned(), volume: telling.volume };
            tokio::select! {
                played = super::play((self.player)(), Request::new(&tone, false)) => {
                    played.map(|receipt| format!("one soft tone on {}", receipt.device))
                }
                () = begun => Err(busy()),
            }
        })
    }

    fn hush(&self, incident: IncidentId) {
        let mut state = self.state.alarm();
        let Some(alarm) = state.as_mut() else { return };
        let is_over = alarm.pages.remove(incident) && alarm.pages.is_empty();
        if is_over && let Some(alarm) = state.take() {
            alarm.stop();
        }
    }

    /// An alarm that sounds is proof; otherwise the device is given a moment of silence. An alarm
    /// that begins meanwhile does not find the device taken.
    fn probe(&self) -> Probing<'_> {
        Box::pin(async move {
            loop {
                let begun = self.state.begun.notified();
                let beginning = self.state.alarm().as_ref().map(|alarm| alarm.beginning.clone());
                let Some(mut beginning) = beginning else {
                    tokio::select! {
                        played = super::play((self.player)(), Request::silence()) => {
                            return played.map(drop);
                        }
                        () = begun => continue,
                    }
                };
                // One that is hushed before it has begun says nothing.
                if let Ok(known) = beginning.wait_for(Option::is_some).await
                    && let Some(outcome) = known.clone()
                {
                    return outcome.map(drop);
                }
            }
        })
    }
}

impl Drop for Loudspeaker {
    fn drop(&mut self) {
        if let Some(alarm) = self.state.alarm().take() {
            alarm.stop();
        }
    }
}

impl State {
    fn alarm(&self) -> MutexGuard<'_, Option<Alarm>> {
        // Every change under the lock is whole, so a panic elsewhere leaves nothing half done.
        self.alarm.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the alarm that reads from `begin`, unless it was hushed and another has begun.
    fn take(&self, begin: &watch::Sender<Beginning>) -> Option<Alarm> {
        let mut alarm = self.alarm();
        let is_mine = |alarm: &mut Alarm| alarm.beginning.same_channel(&begin.subscribe());
        alarm.take_if(is_mine)
    }
}

/// Watches over one alarm from its first sample to its end.
async fn attend(state: Arc<State>, mut talk: Talk, begin: watch::Sender<Beginning>) {
    let ended = loop {
        match talk.next().await {
            Ok(_) => {
                if begin.borrow().is_none() {
                    begin.send_replace(Some(Ok(talk.proof())));
                }
            }
            Err(ended) => break ended,
        }
    };
    // Nothing is left to report of an alarm that was hushed.
    let Some(alarm) = state.take(&begin) else { return };
    let error = talk.explain(ended, alarm.player).await;
    if begin.borrow().is_none() {
        begin.send_replace(Some(Err(error)));
        return;
    }
    // Nobody reads this any more when the station is going down.
    drop(state.lost.send(Lost { pages: alarm.pages.into_sorted(), error }));
}
