//! One alarm at a time for every page that rings on this station, and an end to it.

use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Notify, watch};
use tokio::time::interval;

use super::super::{
    Call, Closing, News, Output, Probing, Ring, RingError, Ringing, Sound, Surroundings, Telling,
};
use super::alarm::{Alarm, Beginning};
use super::attendant::attend;
use super::ladder::Ladder;
use super::line::Request;
use super::mixer::Mixer;
use super::{PROOF, play, programs, speech};
use crate::domain::incident::IncidentId;

/// The sound that tells something, which is none of the alarms.
const TONE: &str = "hand-over";

/// How often an output that was unmuted is tried to be restored, and how many times.
const AGAIN: Duration = Duration::from_secs(1);
const TRIES: usize = 300;

/// The loudspeaker of this station.
pub struct Loudspeaker {
    state: Arc<State>,
}

/// What the loudspeaker shares with whoever watches over its alarm.
pub(super) struct State {
    pub(super) player: Box<dyn Fn() -> Command + Send + Sync>,
    alarm: Mutex<Option<Alarm>>,
    /// Tells whoever probes the device that an alarm needs it now.
    begun: Notify,
    pub(super) news: UnboundedSender<News>,
    pub(super) output: watch::Receiver<Output>,
    /// The programs that can play in place of a device.
    programs: Vec<String>,
    pub(super) mixer: Mixer,
}

impl Loudspeaker {
    /// A loudspeaker whose alarms are played by what `player` starts, on the default device only, and
    /// which reports to `news`.
    pub fn new(
        player: impl Fn() -> Command + Send + Sync + 'static,
        news: UnboundedSender<News>,
    ) -> Self {
        // A receiver goes on knowing the last value without a sender.
        Self::made(player, news, watch::channel(Output::default()).1, Vec::new(), None)
    }

    /// A loudspeaker that knows its surroundings: other devices, programs, and what an alarm of a
    /// former process has unmuted.
    pub fn with(
        player: impl Fn() -> Command + Send + Sync + 'static,
        surroundings: &Surroundings,
    ) -> Self {
        let Surroundings { news, output, unmuted, variable, .. } = surroundings;
        let path = variable("PATH").unwrap_or_default();
        let programs = programs::installed(&path);
        Self::made(player, news.clone(), output.clone(), programs, unmuted.clone())
    }

    fn made(
        player: impl Fn() -> Command + Send + Sync + 'static,
        news: UnboundedSender<News>,
        output: watch::Receiver<Output>,
        programs: Vec<String>,
        unmuted: Option<std::path::PathBuf>,
    ) -> Self {
        let mixer = Mixer::of(&player(), unmuted);
        let (player, begun) = (Box::new(player), Notify::new());
        let alarm = Mutex::new(None);
        Self { state: Arc::new(State { player, alarm, begun, news, output, programs, mixer }) }
    }

    /// Adds the page to the alarm that sounds, or begins one.
    fn join(&self, call: &Call) -> watch::Receiver<Beginning> {
        let mut state = self.state.alarm();
        if let Some(alarm) = state.as_mut() {
            alarm.join(call);
            return alarm.beginning.clone();
        }
        self.state.begun.notify_waiters();
        let (begin, beginning) = watch::channel(None);
        // They wait for the lock that is held here before they can touch the alarm.
        let speaker = tokio::spawn(speech::attend(Arc::clone(&self.state), begin.clone()));
        let attendant = tokio::spawn(attend(Arc::clone(&self.state), begin));
        *state = Some(Alarm::new(call, beginning.clone(), [attendant, speaker]));
        beginning
    }

    /// What is known of the alarm that sounds, once it has begun; nothing if there is none.
    async fn sounds(&self) -> Option<Result<String, RingError>> {
        let beginning = self.state.alarm().as_ref().map(|alarm| alarm.beginning.clone());
        // One that is hushed before it has begun says nothing.
        beginning?.wait_for(Option::is_some).await.ok()?.clone()
    }
}

impl Ring for Loudspeaker {
    fn ring(&self, call: Call) -> Ringing<'_> {
        Box::pin(async move {
            let mut beginning = self.join(&call);
            let hushed = || RingError::Hushed("it was hushed before it sounded".to_owned());
            let begun = beginning.wait_for(Option::is_some).await.map_err(|_| hushed())?;
            begun.clone().unwrap_or_else(|| Err(hushed()))
        })
    }

    /// One soft tone. It never gets into the way of an alarm: it does not begin while one sounds, and
    /// breaks off when one begins.
    fn tell(&self, telling: Telling) -> Ringing<'_> {
        Box::pin(async move {
            let tone = Sound::new(TONE, telling.volume);
            match self.state.play(Request::new(&tone, false)).await {
                Some(played) => {
                    played.map(|receipt| format!("one soft tone on {}", receipt.device))
                }
                None => Err(RingError::Hushed("an alarm sounds here".to_owned())),
            }
        })
    }

    fn hush(&self, incident: IncidentId) {
        let mut state = self.state.alarm();
        let Some(alarm) = state.as_mut() else { return };
        if let Some((pages, receipt)) = alarm.hush(incident) {
            // Nobody reads this any more when the station is going down.
            drop(self.state.news.send(News::Rang(pages, receipt)));
        }
        if alarm.is_over()
            && let Some(alarm) = state.take()
        {
            let epilogue = alarm.epilogue();
            alarm.stop();
            let state = Arc::clone(&self.state);
            tokio::spawn(async move {
                if let Some(tone) = epilogue {
                    // Nothing depends on it: the alarm is over whether it is heard or not.
                    drop(state.play(tone).await);
                }
                state.restore().await;
            });
        }
    }

    fn give_receipts(&self) {
        let mut state = self.state.alarm();
        for (pages, receipt) in state.as_mut().map(Alarm::hush_all).unwrap_or_default() {
            // Nobody reads this any more when the station broke off before.
            drop(self.state.news.send(News::Rang(pages, receipt)));
        }
    }

    fn over(&self, incident: IncidentId) {
        if let Some(alarm) = self.state.alarm().as_mut() {
            alarm.over(incident);
        }
    }

    /// What was unmuted for the alarm is restored once; a server that does not answer keeps nobody from
    /// ending, and the next start restores it.
    fn close(&self) -> Closing<'_> {
        Box::pin(async move {
            if let Some(alarm) = self.state.take_alarm() {
                alarm.stop();
            }
            self.state.mixer.restore().await;
        })
    }

    /// An alarm that sounds is proof; otherwise the device is given a moment of silence. An alarm
    /// that begins meanwhile does not find the device taken.
    fn probe(&self) -> Probing<'_> {
        Box::pin(async move {
            self.state.mixer.restore_after_others().await;
            loop {
                if let Some(played) = self.state.play(Request::silence()).await {
                    return played.map(drop);
                }
                if let Some(known) = self.sounds().await {
                    return known.map(drop);
                }
            }
        })
    }

    /// The same with one short soft stroke.
    fn prove(&self) -> Ringing<'_> {
        Box::pin(async move {
            self.state.mixer.restore_after_others().await;
            let stroke = Sound::new(PROOF, 1.0);
            loop {
                if let Some(played) = self.state.prove(Request::new(&stroke, false)).await {
                    let receipt = played?.audible(false)?;
                    return Ok(format!("{PROOF} was played on {}", receipt.device));
                }
                if let Some(known) = self.sounds().await {
                    let proof = known?;
                    let level = self.state.mixer.look().await;
                    let fault = level.and_then(|level| level.fault());
                    return fault.map_or(Ok(proof), |why| Err(RingError::Inaudible(why)));
                }
            }
        })
    }
}

impl Drop for Loudspeaker {
    fn drop(&mut self) {
        if let Some(alarm) = self.state.take_alarm() {
            alarm.stop();
        }
    }
}

impl State {
    /// Plays what ends by itself, unless an alarm begins meanwhile.
    pub(super) async fn play(&self, request: Request) -> Option<Result<super::Receipt, RingError>> {
        self.play_unless_alarmed(request, None).await
    }

    /// The same, and finds out whether it can be heard.
    async fn prove(&self, request: Request) -> Option<Result<super::Receipt, RingError>> {
        self.play_unless_alarmed(request, Some(&self.mixer)).await
    }

    async fn play_unless_alarmed(
        &self,
        request: Request,
        mixer: Option<&Mixer>,
    ) -> Option<Result<super::Receipt, RingError>> {
        let begun = self.begun.notified();
        if self.alarm().is_some() {
            return None;
        }
        tokio::select! {
            played = play(&self.player, request, self.ladder(), mixer) => Some(played),
            () = begun => None,
        }
    }

    pub(super) fn alarm(&self) -> MutexGuard<'_, Option<Alarm>> {
        // Every change under the lock is whole, so a panic elsewhere leaves nothing half done.
        self.alarm.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_alarm(&self) -> Option<Alarm> {
        self.alarm().take()
    }

    /// Does something with the alarm that reads from `begin`, unless it was hushed and another has
    /// begun.
    pub(super) fn with_alarm<T>(
        &self,
        begin: &watch::Sender<Beginning>,
        work: impl FnOnce(&mut Alarm) -> T,
    ) -> Option<T> {
        let mut alarm = self.alarm();
        let alarm = alarm.as_mut()?;
        alarm.beginning.same_channel(&begin.subscribe()).then(|| work(alarm))
    }

    /// What an alarm is played by, from the first choice on.
    pub(super) fn ladder(&self) -> Ladder {
        Ladder::new(&self.output.borrow(), &self.programs)
    }

    /// Makes every output again as it was, unless another alarm has begun. A server that is frozen is
    /// asked again for a while; after that, the next alarm or the next start does it.
    pub(super) async fn restore(&self) {
        let mut tries = interval(AGAIN);
        for _ in 0..TRIES {
            tries.tick().await;
            if self.alarm().is_some() || self.mixer.restore().await {
                return;
            }
        }
    }
}
