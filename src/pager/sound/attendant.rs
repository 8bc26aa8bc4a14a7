//! Whoever watches over one alarm from its first sample to its end: a player that dies or stalls is
//! replaced by another, which goes on where that one stopped.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::super::{Lost, News, RingError};
use super::alarm::{Beginning, Speech};
use super::child::{self, Ended, Heard, Talk};
use super::ladder::{Failure, Ladder};
use super::line::{Outlet, Request};
use super::loudspeaker::State;
use super::prepare;
use super::way_back::{Trial, WayBack};

/// How long there may be no sound before the pages have failed and other channels are tried.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often it is tried again once everything has been tried.
const AGAIN: Duration = Duration::from_millis(250);

/// How often everything must have refused before an alarm that never sounded has failed.
const REFUSALS: u32 = 2;

/// How often the output is looked at while it sounds.
const LOOK: Duration = Duration::from_secs(5);

/// Watches over the alarm that reads from `begin`.
pub(super) async fn attend(state: Arc<State>, begin: watch::Sender<Beginning>) {
    let ladder = state.ladder();
    let attendant = Attendant {
        state,
        begin,
        ladder,
        silent_since: Some(Instant::now()),
        is_lost: false,
        failures: Vec::new(),
        position: 0,
        look_at: Instant::now(),
    };
    attendant.run().await;
}

struct Attendant {
    state: Arc<State>,
    begin: watch::Sender<Beginning>,
    ladder: Ladder,
    /// Since when nothing sounds.
    silent_since: Option<Instant>,
    /// Whether that has been reported.
    is_lost: bool,
    /// Why there is no sound: of each outlet what was last said.
    failures: Vec<Failure>,
    /// Where in the sound to go on.
    position: u64,
    look_at: Instant,
}

impl Attendant {
    async fn run(mut self) {
        loop {
            // A configuration that has changed meanwhile may name another device.
            self.ladder.follow(self.state.ladder());
            let outlet = self.ladder.outlet().clone();
            let Some(started) = self.start(&outlet) else { return };
            let (error, moves_on) = match started {
                Err(error) => (error, true),
                Ok(talk) => match self.listen(talk).await {
                    Some(failed) => failed,
                    None => return,
                },
            };
            let error = error.to_string();
            self.failures.retain(|failure| failure.outlet != outlet);
            self.failures.push(Failure { outlet, error });
            let is_round = moves_on && self.ladder.next();
            if self.begin.borrow().is_none() && self.ladder.rounds() >= REFUSALS {
                self.give_up();
            }
            if is_round && self.pause().await.is_none() {
                return;
            }
        }
    }

    /// Starts a player; nothing if the alarm is over.
    fn start(&mut self, outlet: &Outlet) -> Option<Result<Talk, RingError>> {
        let command = prepare((self.state.player)(), outlet);
        let (patience, position) = (self.ladder.patience(), self.position);
        self.state.with_alarm(&self.begin, |alarm| {
            let request = Request { at: position, outlet: outlet.clone(), ..alarm.request.clone() };
            alarm.record.outlet = outlet.clone();
            let (player, talk) = child::spawn(command, request, patience)?;
            let asker = talk.asker();
            if let Some(words) = alarm.words() {
                // The receiver is right here.
                drop(asker.send(words));
            }
            alarm.asker = Some(asker);
            alarm.player = Some(player);
            Ok(talk)
        })
    }

    /// Starts another beside the one that plays; nothing if the alarm is over.
    fn start_beside(&self, outlet: &Outlet, at: u64) -> Option<Result<Trial, RingError>> {
        let request = self.state.with_alarm(&self.begin, |alarm| alarm.request.clone())?;
        let command = prepare((self.state.player)(), outlet);
        let asked = Request { at, outlet: outlet.clone(), ..request.clone() };
        let spawned = child::spawn(command, asked, self.ladder.patience());
        Some(spawned.map(|(player, talk)| Trial { request, player, talk }))
    }

    /// Whether the sound server plays it elsewhere than it was told.
    fn has_strayed(&self) -> bool {
        self.state.with_alarm(&self.begin, |alarm| alarm.record.has_strayed()).unwrap_or(false)
    }

    /// Lets that one play on, which is preferred and sounds; nothing if the alarm is over.
    fn go_back(&mut self, place: usize, trial: Trial, talk: &mut Talk) -> Option<()> {
        let Trial { request, player, talk: better } = trial;
        let proof = better.proof();
        self.ladder.go_back_to(place);
        let outlet = self.ladder.outlet();
        let pages = self.state.with_alarm(&self.begin, |alarm| {
            alarm.record.outlet = outlet.clone();
            alarm.record.is_proved = false;
            alarm.goes_back(player, &better, talk.samples(), &request);
            alarm.pages.sorted().into_iter().take(1).collect()
        })?;
        *talk = better;
        self.look_at = Instant::now();
        self.tell(News::Returned(pages, proof.clone()));
        self.begin.send_replace(Some(Ok(proof)));
        Some(())
    }

    /// Listens to a player until it fails: why, and whether another outlet is to be tried first.
    /// Nothing if the alarm is over.
    async fn listen(&mut self, mut talk: Talk) -> Option<(RingError, bool)> {
        let (mut way_back, mut is_settled) = (WayBack::new(), false);
        let ended = loop {
            let (deadline, position) = (self.deadline(), talk.position());
            let next = async {
                match deadline {
                    Some(deadline) => timeout_at(deadline, talk.next()).await,
                    None => Ok(talk.next().await),
                }
            };
            let preferred = self.ladder.preferred(!is_settled && self.has_strayed());
            let start = |outlet: &Outlet| self.start_beside(outlet, position);
            let heard = tokio::select! {
                heard = next => heard,
                (place, trial) = way_back.found(preferred, start) => {
                    // Where it is not to stay, it is not sent again and again.
                    is_settled = true;
                    self.go_back(place, trial, &mut talk)?;
                    continue;
                }
            };
            match heard {
                Ok(Ok(Heard::Beat | Heard::Done(_))) => self.sounds(&talk)?,
                Ok(Ok(Heard::Room)) => self.cue(|speech| speech.has_room = true)?,
                Ok(Ok(Heard::Unspoken(why))) => self.cue(|speech| speech.refused = Some(why))?,
                Ok(Err(ended)) => break ended,
                Err(_) => self.give_up(),
            }
        };
        let had_sounded = talk.samples() > 0;
        // A server that is frozen is most likely frozen for the next player too.
        let moves_on = !had_sounded || ended == Ended::Stalled;
        let player = self.state.with_alarm(&self.begin, |alarm| {
            alarm.asker = None;
            alarm.record.before += talk.samples();
            alarm.record.samples = 0;
            alarm.player.take()
        })?;
        if had_sounded {
            self.position = talk.position();
            self.silent_since = Some(talk.heard_at());
            self.failures.clear();
        }
        Some((talk.explain(ended, player?).await, moves_on))
    }

    /// Tells whoever speaks what the player says of the words; nothing if the alarm is over.
    fn cue(&self, note: impl FnOnce(&mut Speech)) -> Option<()> {
        self.state.with_alarm(&self.begin, |alarm| {
            note(&mut alarm.speech);
            alarm.speech.cue.notify_one();
        })
    }

    /// When it is to be reported that there is no sound.
    fn deadline(&self) -> Option<Instant> {
        self.silent_since.filter(|_| !self.is_lost).map(|since| since + PATIENCE)
    }

    /// Waits before the next round; nothing if the alarm is over.
    async fn pause(&mut self) -> Option<()> {
        let until = Instant::now() + AGAIN;
        if let Some(deadline) = self.deadline()
            && deadline < until
        {
            drop(timeout_at(deadline, std::future::pending::<()>()).await);
            self.give_up();
        }
        drop(timeout_at(until, std::future::pending::<()>()).await);
        self.state.with_alarm(&self.begin, |_| ())
    }

    /// The device has taken more samples; nothing if the alarm is over.
    fn sounds(&mut self, talk: &Talk) -> Option<()> {
        let fallback = self.fallback(talk);
        let pages = self.state.with_alarm(&self.begin, |alarm| {
            alarm.record.samples = talk.samples();
            alarm.record.device.clear();
            alarm.record.device.push_str(talk.device());
            if self.silent_since.is_some() {
                alarm.record.fallback.clone_from(&fallback);
                alarm.record.is_proved = false;
            }
            (self.is_lost && self.silent_since.is_some()).then(|| alarm.pages.sorted())
        })?;
        if self.silent_since.take().is_some() {
            self.ladder.sounds();
            let proof = match &fallback {
                Some(fallback) => format!("{}; {fallback}", talk.proof()),
                None => talk.proof(),
            };
            if let Some(pages) = pages {
                let again = proof.replacen("sounding", "sounding again", 1);
                self.tell(News::Regained(pages, again));
            }
            self.is_lost = false;
            self.begin.send_replace(Some(Ok(proof)));
            self.look_at = Instant::now();
        }
        if self.look_at <= Instant::now() {
            self.look_at = Instant::now() + LOOK;
            // Beside the player, which goes on meanwhile.
            tokio::spawn(look(Arc::clone(&self.state), self.begin.clone()));
        }
        Some(())
    }

    /// What is played by instead of the first choice, and why.
    fn fallback(&self, talk: &Talk) -> Option<String> {
        if self.ladder.is_first() {
            return None;
        }
        let why =
            reasons(self.failures.iter().filter(|failure| failure.outlet != *self.ladder.outlet()));
        (!why.is_empty()).then(|| format!("{} plays because {why}", talk.device()))
    }

    /// There has been no sound for too long: the pages have failed, and it is tried on.
    fn give_up(&mut self) {
        if self.is_lost {
            return;
        }
        self.is_lost = true;
        let why = match &*self.failures {
            [] => "no sound came within 2 seconds, the sound server does not answer".to_owned(),
            [only] => only.error.clone(),
            failures => reasons(failures.iter()),
        };
        let error = RingError::Failed(why);
        let had_begun = self.begin.send_replace(Some(Err(error.clone()))).is_some();
        if had_begun {
            let pages = self.state.with_alarm(&self.begin, |alarm| alarm.pages.sorted());
            self.tell(News::Lost(Lost { pages: pages.unwrap_or_default(), error }));
        }
    }

    fn tell(&self, news: News) {
        // Nobody reads this any more when the station is going down.
        drop(self.state.news.send(news));
    }
}

/// What the outlets said.
fn reasons<'a>(failures: impl Iterator<Item = &'a Failure>) -> String {
    let reasons: Vec<String> = failures.map(Failure::to_string).collect();
    reasons.join("; ")
}

/// Tells that what sounds can be heard, once for as long as it sounds as it does.
fn tell_proved(state: &State, begin: &watch::Sender<Beginning>) {
    let Some(Ok(proof)) = begin.borrow().clone() else { return };
    let is_news = state
        .with_alarm(begin, |alarm| !std::mem::replace(&mut alarm.record.is_proved, true))
        .unwrap_or(false);
    if is_news {
        // Nobody reads this any more when the station is going down.
        drop(state.news.send(News::Audible(proof)));
    }
}

/// Looks whether what plays can be heard, says so if not, and lets it be heard if that is wished.
async fn look(state: Arc<State>, begin: watch::Sender<Beginning>) {
    let Some(level) = state.mixer.look().await else {
        // Nobody tells: then what takes samples counts as heard.
        return tell_proved(&state, &begin);
    };
    let fault = level.fault();
    let unmutes = state.output.borrow().unmute;
    let words = fault
        .map(|fault| if unmutes { format!("{fault}; it is unmuted for the alarm") } else { fault });
    let first = state.with_alarm(&begin, |alarm| {
        alarm.record.looked(level.clone());
        let is_news = alarm.record.told != words && words.is_some();
        alarm.record.told.clone_from(&words);
        is_news.then(|| alarm.pages.sorted().into_iter().take(1).collect::<Vec<_>>())
    });
    if let (Some(Some(pages)), Some(words)) = (&first, &words) {
        // Nobody reads this any more when the station is going down.
        drop(state.news.send(News::Inaudible(pages.clone(), words.clone())));
    }
    if words.is_none() {
        return tell_proved(&state, &begin);
    }
    if first.is_none() || !unmutes {
        return;
    }
    state.mixer.unmute(&level).await;
    if let Some(level) = state.mixer.look().await {
        let is_audible = level.fault().is_none();
        state.with_alarm(&begin, |alarm| alarm.record.looked(level));
        if is_audible {
            tell_proved(&state, &begin);
        }
    }
    if state.alarm().is_none() {
        // It was hushed while it was unmuted.
        state.restore().await;
    }
}
