//! The thread that owns the store: it keeps what arrives, decides, and says what is to ring.
//!
//! Its turn is one transaction (`turn.rs`). Then everybody who waits is answered at once, and the
//! pages go out. So one sync of the disk serves every sender that came at the same time, and
//! nothing sounds unsaved.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{oneshot, watch};

use super::abilities::Learned;
use super::arrivals::Arrivals;
use super::awake::Awake;
use super::beat::Beaten;
use super::clock::{self, NAP, Watchfulness};
use super::gauges::Printed;
use super::guard::{BROKEN_AT_MOST, Failure, guarded};
use super::heart::Pulse;
use super::memory::{Answered, Deafness, Finished, Memory};
use super::monitors::News;
use super::nudge::Neighbours;
use super::polls::Polled;
use super::presses::Waiting;
use super::questions::Asked;
use super::reload::Reloaded;
use super::report::{Notice, Report};
use super::shared::Shared;
use super::station::{Order, Orders, SOUND};
use super::turn::{Done, take};
use super::{DaemonError, aside, metrics, presses, spool};
use crate::config::Settings;
use crate::domain::name::PersonId;
use crate::domain::page::{PageId, Said};
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::domain::station::Station;
use crate::engine::history;
use crate::inbox::{Door, Kept};
use crate::store::{self, Envelope, Lease, Store, StoreError};

/// What the thread is told.
pub(super) enum Message {
    /// Something arrived; its sender waits for the answer.
    Arrived(Envelope, oneshot::Sender<Kept>),
    /// Something was fetched; whoever asked for it waits for the answer.
    Fetched { envelope: Envelope, cursor: Option<String>, answer: oneshot::Sender<Kept> },
    /// What asking a source came to.
    Polled(Polled),
    /// What running the program of a gauge came to.
    Gauged(Printed),
    /// A look at what is monitored said something new.
    Looked(News),
    /// A channel has something to say of a page.
    Said(PageId, Said),
    /// A channel told a notification, or why it did not.
    Told(Answered),
    /// What a probe of that kind of channel came to.
    Probed(String, Result<(), String>),
    /// A channel of that kind did not work here, for a page to that person.
    CannotRing(String, PersonId),
    /// This machine was heard: the proof.
    Heard(String),
    /// It was tried whether this machine can be heard, and it cannot, for that reason.
    Inaudible(String),
    /// Somebody looks at an acknowledgement link, or presses its button.
    Pressed(Waiting),
    /// Something is asked at a door that stands in for another system.
    Asked(Asked),
    /// Something that concerns the door itself.
    Note(DaemonEvent),
    /// Another process saved something.
    Saved,
    /// Another process waits to save something.
    Knock,
    /// The configuration has changed.
    Reload(Reloaded),
    /// The configuration has changed and has that many faults.
    ConfigRefused(usize),
    /// Somebody wants the metrics.
    Metrics(oneshot::Sender<String>),
    /// It is time to stop.
    Stop,
}

/// How long the thread rests when another process asks for room to write.
const ROOM: Duration = Duration::from_millis(15);

/// How long it sleeps at most while anything rings: nobody waits longer for silence.
pub(super) const RINGING_NAP: Duration = Duration::from_secs(1);

/// How long it sleeps at most while another daemon decides: nobody hears alerts for longer than
/// this when that one is gone.
const HEIR_NAP: Duration = Duration::from_secs(2);

/// The thread's own state. All of it can be lost: what counts is in the store.
pub(super) struct Decider {
    pub(super) store: Store,
    pub(super) messages: Receiver<Message>,
    pub(super) settings: Arc<Settings>,
    pub(super) door: Arc<Door>,
    /// Where the listener is told of another door.
    pub(super) doors: watch::Sender<Arc<Door>>,
    /// A changed configuration that somebody has to accept first.
    pub(super) waits: Option<Reloaded>,
    pub(super) station: Station,
    pub(super) lease: Option<Lease>,
    pub(super) orders: Orders,
    pub(super) report: Report,
    pub(super) shared: Arc<Shared>,
    pub(super) memory: Memory,
    pub(super) neighbours: Neighbours,
    pub(super) awake: Awake,
    pub(super) pulse: Pulse,
}

impl Decider {
    /// Runs until it is told to stop, or until it breaks off again and again. Returns the store's
    /// failure if it still could not be written.
    pub(super) fn run(mut self) -> Result<(), DaemonError> {
        let mut watch = Watchfulness::begin();
        let mut arrivals = Arrivals::default();
        loop {
            self.pulse.tick();
            let nap = if arrivals.others.is_empty() { self.nap() } else { Duration::ZERO };
            self.wait(&mut arrivals, nap);
            if let Some(length) = watch.deaf_for(nap) {
                let now = clock::now();
                self.memory.notes.push(Event::Deaf(length));
                self.memory.deaf = Some(Deafness { from: now - length, to: now });
                self.memory.beat_at = now;
                // Much may have been plugged in or out meanwhile.
                self.memory.abilities.doubt(self.memory.beat_at);
            }
            let mut stop = false;
            for message in std::mem::take(&mut arrivals.others) {
                match message {
                    Message::Stop => stop = true,
                    Message::Knock => std::thread::park_timeout(ROOM),
                    message => self.heed(message),
                }
            }
            if self.memory.compare {
                self.reconsider();
            }
            self.turn(&mut arrivals);
            if self.memory.broken >= BROKEN_AT_MOST {
                // Whoever else can ring and decide goes on; failing that, nothing is lost.
                drop(guarded(|| self.say_goodbye()));
                return Err(DaemonError::Broken);
            }
            if stop {
                return Ok(self.say_goodbye()?);
            }
            self.shared.heart.feed();
        }
    }

    /// How long to sleep: until the next deadline, but never long.
    fn nap(&self) -> Duration {
        let memory = &self.memory;
        if memory.trouble.is_some() {
            // Whatever is due stays due until the store can be written: this is how often it is
            // tried.
            return RINGING_NAP;
        }
        if memory.backlog || memory.has_results() {
            return Duration::ZERO;
        }
        let now = clock::now();
        let until = |at: Timestamp| Duration::try_from(at.duration_since(now)).unwrap_or_default();
        let longest = match () {
            () if !memory.ringing.is_empty() => RINGING_NAP,
            () if self.lease.is_none() => HEIR_NAP,
            () => NAP,
        };
        let due = memory.wake_at.map_or(longest, until);
        let owed = self.neighbours.due_at().map_or(longest, until);
        let silent = memory.alarm_over_at.map_or(longest, until);
        longest.min(due).min(owed).min(silent).min(until(memory.beat_at))
    }

    /// Sleeps until something arrives, and takes everything that has.
    fn wait(&mut self, arrivals: &mut Arrivals, nap: Duration) {
        match self.messages.recv_timeout(nap) {
            Ok(message) => arrivals.take(message, &self.shared),
            Err(RecvTimeoutError::Timeout) => self.memory.compare |= !nap.is_zero(),
            Err(RecvTimeoutError::Disconnected) => arrivals.others.push(Message::Stop),
        }
        arrivals.take_more(&self.messages, &self.shared);
    }

    fn heed(&mut self, message: Message) {
        let memory = &mut self.memory;
        match message {
            // Sorted out on arrival; should one be left, its sender is told to come again.
            Message::Arrived(_, answer) | Message::Fetched { answer, .. } => drop(answer),
            Message::Polled(polled) => memory.asking.polled.push(polled),
            Message::Gauged(printed) => memory.printed.push(printed),
            Message::Looked(looked) => memory.asking.looked.push(looked),
            Message::Said(page, said) => memory.finished.push(Finished { page, said }),
            Message::Told(answered) => memory.quiet.told.push(answered),
            Message::CannotRing(kind, person) => {
                let name = &self.station.name;
                let mut others = memory.stations.alive.iter().filter(|other| other.name != *name);
                // Where nobody else could try, this station tries every time.
                if others.any(|other| other.is_for(&person) && other.channels.contains(&kind)) {
                    memory.abilities.spare(kind.clone(), clock::now());
                    memory.beat_at = clock::now();
                }
                self.probe(vec![kind]);
            }
            Message::Probed(kind, probed) => self.learn(kind, probed),
            Message::Heard(proof) => memory.was_heard(&proof, clock::now()),
            Message::Inaudible(why) => {
                let event = DaemonEvent::Inaudible(self.station.name.clone(), why);
                memory.notes.push(Event::Daemon(event));
            }
            Message::Pressed(waiting) => memory.presses.push(waiting),
            Message::Asked(asked) => memory.questions.ask(asked),
            Message::Note(event) => memory.notes.push(Event::Daemon(event)),
            Message::Saved => memory.compare = true,
            Message::Reload(reloaded) => self.consider(reloaded),
            Message::ConfigRefused(faults) => {
                self.waits = None;
                memory.notes.push(Event::Daemon(DaemonEvent::ConfigRefused(faults)));
            }
            // Whoever asked may have gone.
            Message::Metrics(answer) => drop(answer.send(metrics::render(self))),
            // These two are heeded between turns.
            Message::Knock | Message::Stop => {}
        }
    }

    /// Lets these kinds of channels be probed, as far as they are not already.
    pub(super) fn probe(&mut self, mut kinds: Vec<String>) {
        kinds.retain(|kind| {
            self.station.channels.contains(kind) && self.memory.abilities.question(kind)
        });
        self.orders.give(Order::Probe(kinds));
    }

    /// Takes in what a probe came to. What has changed goes on the record, and to the others.
    fn learn(&mut self, kind: String, probed: Result<(), String>) {
        let name = self.station.name.clone();
        let event = match self.memory.abilities.learn(&kind, probed) {
            Some(Learned::Unable(why)) => DaemonEvent::CannotRing(name, kind, why),
            Some(Learned::Able) => DaemonEvent::CanRing(name, kind),
            None => return,
        };
        self.memory.notes.push(Event::Daemon(event));
        self.memory.beat_at = clock::now();
    }

    /// One turn, and what follows from it.
    fn turn(&mut self, arrivals: &mut Arrivals) {
        let now = clock::now();
        let taken = self.take(arrivals, now);
        let (envelopes, answers) =
            (std::mem::take(&mut arrivals.envelopes), std::mem::take(&mut arrivals.answers));
        self.memory.company = envelopes.len().max(self.memory.company / 2);
        let kept: Vec<Kept> = match &taken {
            Ok(done) => done.received.iter().map(|id| Ok(*id)).collect(),
            Err(error) => vec![Err(error.clone()); answers.len()],
        };
        self.orders.give(Order::Answer(answers.into_iter().zip(kept).collect()));
        match taken {
            Ok(done) => {
                self.remember(&done, envelopes);
                self.follow(done, now);
            }
            Err(error) => self.stumble(&error),
        }
        self.neighbours.tap_if_due(now);
    }

    /// Holds what was kept until it is decided, which is soon.
    fn remember(&mut self, done: &Done, envelopes: Vec<Envelope>) {
        let memory = &mut self.memory;
        memory.questions.received(&done.received);
        memory.bytes += envelopes.iter().map(|kept| kept.body.len()).sum::<usize>();
        if let Some(up_to) = done.decided_up_to {
            memory.fresh.forget(up_to);
        }
        if self.lease.is_some() {
            memory.fresh.hold(done.received.iter().copied().zip(envelopes));
        }
    }

    /// Takes a lease that has become free, then the whole turn. If one piece of it is at fault and
    /// not the store, that piece is set aside and the rest is done.
    ///
    /// A panic is such a fault. If the turn breaks off although every piece was looked at, it may
    /// be tried again a few times, and then the daemon ends rather than go round in circles.
    fn take(&mut self, arrivals: &mut Arrivals, now: Timestamp) -> Result<Done, StoreError> {
        // Before anybody can ask. Without it pages go out without a link; the next turn tries again.
        drop(presses::have_key(&self.shared.ack_key, &mut self.store, &self.settings));
        self.seek_lease();
        spool::take_in(self, now);
        let taken = match guarded(|| take(self, arrivals, now)) {
            Err(failure) if failure.is_the_piece() => aside::set_aside(self, now)
                .map_err(Failure::Store)
                .and_then(|()| guarded(|| take(self, arrivals, now))),
            taken => taken,
        };
        self.memory.broken = match taken {
            Err(Failure::Bug(_)) => self.memory.broken + 1,
            Ok(_) | Err(Failure::Store(_)) => 0,
        };
        taken.map_err(|failure| failure.into_store_error(self.store.path()))
    }

    /// A station that does not decide does so as soon as whoever did is gone.
    fn seek_lease(&mut self) {
        if self.lease.is_some() {
            return;
        }
        // Still held, or the store is in trouble, which the turn will tell.
        if let Ok(lease) = self.store.lease(&self.station.name) {
            self.lease = Some(lease);
            self.shared.heart.decides();
            self.memory.backlog = true;
            self.memory.asking.is_settled = false;
            self.memory.notes.push(Event::Daemon(DaemonEvent::Started));
            self.orders.give(Order::Decides);
            self.report.say(Notice::Decides);
        }
    }

    /// Acts on what was saved.
    fn follow(&mut self, done: Done, now: Timestamp) {
        let memory = &mut self.memory;
        memory.backlog = done.backlog;
        memory.finished.clear();
        memory.printed.clear();
        memory.quiet.follow(done.look_at, now);
        memory.notes.clear();
        memory.deaf = memory.deaf.filter(|deaf| now < deaf.told_at());
        memory.compare = false;
        memory.wake_at = done.wake_at;
        memory.has_changed = done.stations.have_more_than(&memory.stations);
        memory.backlog |= memory.has_changed && self.lease.is_some();
        memory.stations = done.stations;
        memory.shown = done.shown;
        memory.follow_polls(&self.shared.polls, done.ruled_up_to, now);
        // A station that is alone has nobody to tell.
        if done.tells_others && memory.stations.alive.len() > 1 {
            self.neighbours.owe();
        }
        if let Some(Beaten { refused, is_taken_over, wrote_duties, announced, heard_at }) =
            done.beaten
        {
            self.shared.heart.has_written(memory, &self.settings, &self.station, heard_at, now);
            memory.refused = refused;
            if wrote_duties {
                memory.duties_at = Some(now + history::ENOUGH_FOR);
            }
            memory.announced = Some(announced);
            let again = memory.abilities.due(&self.station, now);
            self.orders.give(Order::Probe(again));
            memory.beat_at = if is_taken_over { now + NAP } else { now };
            memory.notes.extend(self.awake.look(&self.settings, now).map(Event::Daemon));
        }
        if done.pruned {
            memory.bytes = 0;
        }
        for id in &done.hushed {
            memory.ringing.remove(id);
        }
        let calls = done.calls.iter().chain(&done.unheard);
        memory.ringing.extend(calls.map(|call| call.call.incident));
        if memory.trouble.take().is_some() {
            self.store.be_patient_for(store::PATIENCE);
            self.orders.give(Order::AlarmOver);
            self.report.say(Notice::StoreRecovered);
        }
        self.orders.give(Order::Over(done.over));
        self.orders.give(Order::Hush(done.hushed));
        self.orders.give(Order::Ring(done.calls.into_iter().chain(done.again).collect()));
        self.orders.give(Order::CallOff(done.called_off));
        self.orders.give(Order::StandIn(done.unheard));
        self.orders.give(Order::Tell(done.spoken));
        self.answer_presses(done.standings, done.answers);
        if let Some(failing) = done.failing {
            self.hear_of_pushes(failing, now);
        }
        self.shared.set_ready(Ok(()));
        let begins = done.notices.iter().any(|notice| notice.begins_shift(&self.station));
        if begins
            && self.memory.audio.is_proved_aloud
            && self.station.channels.iter().any(|kind| kind == SOUND)
        {
            self.orders.give(Order::Prove);
        }
        for notice in done.notices {
            self.report.say(notice);
        }
    }
}
