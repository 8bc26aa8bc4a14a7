//! The station: takes what is to ring to its channels, and brings back what became of it.

use std::collections::BTreeMap;
use std::future::Future as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::task::{Context, Waker};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::alarm::{NO_INCIDENT, NO_PAGE};
use super::decider::Message;
use super::memory::Answered;
use super::presses::Links;
use super::report::{Notice, Report};
use crate::config::{Environment, Settings};
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::page::{PageId, PageResult};
use crate::engine::{Claimed, ToTell};
use crate::inbox::Kept;
use crate::pager::{CHANNELS, Call, Lost, Ring, RingError, Surroundings, Telling};

/// What the station is told.
pub(super) enum Order {
    /// These pages go out now.
    Ring(Vec<Outgoing>),
    /// These notifications are told now.
    Tell(Vec<Spoken>),
    /// These incidents are quiet now.
    Hush(Vec<IncidentId>),
    /// These senders can be answered. Done here, where they wait, because every answer given from
    /// another thread wakes this one anew.
    Answer(Vec<(oneshot::Sender<Kept>, Kept)>),
    /// The pager itself is in trouble: these pages go out, which stand in no store.
    Alarm(Vec<Outgoing>),
    /// It is no longer.
    AlarmOver,
    /// It is to be found out whether these kinds of channels work here.
    Probe(Vec<String>),
    /// This station decides from now on.
    Decides,
}

/// A page and the channel it takes.
pub(super) struct Outgoing {
    pub(super) kind: String,
    pub(super) call: Call,
}

/// A notification and the channel it takes.
pub(super) struct Spoken {
    kind: String,
    telling: Telling,
}

/// What a tone that only tells something has of the loudness of what is least grave.
const SOFTLY: f32 = 1.0 / 3.0;

impl Spoken {
    /// Adds to a notification what its channel needs and only the configuration knows.
    pub(super) fn new(taken: ToTell, settings: &Settings) -> Self {
        let ToTell { id, what, channel } = taken;
        let key = (what.person.clone(), channel.clone());
        let (command, push) = (settings.commands.get(&key), settings.pushes.get(&key));
        let telling = Telling {
            notification: id,
            about: what.about,
            text: what.text,
            volume: settings.sounds.of(Severity::Info).volume * SOFTLY,
            command: command.cloned(),
            push: push.cloned(),
            person: what.person,
            channel,
        };
        Self { kind: kind_of(&telling.person, &telling.channel, settings), telling }
    }
}

/// What kind of channel that is: its own name, where the configuration has it no longer.
fn kind_of(person: &PersonId, channel: &ChannelName, settings: &Settings) -> String {
    let person = settings.rules.people.get(person);
    let reach =
        person.and_then(|person| person.channels.iter().find(|reach| reach.channel == *channel));
    reach.map_or_else(|| channel.to_string(), |reach| reach.kind.clone())
}

/// Where orders are given.
pub(super) struct Orders(pub(super) UnboundedSender<Order>);

impl Orders {
    pub(super) fn give(&self, order: Order) {
        let is_empty = match &order {
            Order::Ring(calls) => calls.is_empty(),
            Order::Tell(spoken) => spoken.is_empty(),
            Order::Hush(incidents) => incidents.is_empty(),
            Order::Answer(answers) => answers.is_empty(),
            Order::Probe(kinds) => kinds.is_empty(),
            Order::Alarm(_) | Order::AlarmOver | Order::Decides => false,
        };
        if !is_empty {
            // A station that is gone rings nothing; its pages are given back when the daemon ends.
            drop(self.0.send(order));
        }
    }
}

impl Outgoing {
    /// Adds to a page what its channel needs and only the configuration knows.
    pub(super) fn new(claimed: Claimed, links: &Links<'_>) -> Self {
        let settings = links.settings;
        let key = (claimed.page.person.clone(), claimed.page.channel.clone());
        let (command, push) = (settings.commands.get(&key), settings.pushes.get(&key));
        let ack = push.and_then(|_| links.of(&claimed));
        let Claimed { id, page, subject } = claimed;
        let sound = settings.sound_for(&page.person, page.severity, &subject.labels, links.now);
        let kind = kind_of(&page.person, &page.channel, settings);
        let call = Call {
            page: id,
            incident: page.incident,
            person: page.person,
            channel: page.channel,
            severity: page.severity,
            summary: subject.summary,
            labels: subject.labels,
            source: subject.source.to_string(),
            reason: page.reason.phrase().to_owned(),
            sound,
            command: command.cloned(),
            push: push.cloned(),
            ack,
        };
        Self { kind, call }
    }
}

/// The channel whose proofs say that this machine can be heard.
pub(super) const SOUND: &str = "sound";

/// The channels of this station, at work.
pub(super) struct Room {
    channels: Arc<BTreeMap<&'static str, Box<dyn Ring>>>,
    lost: UnboundedReceiver<Lost>,
    results: Sender<Message>,
    report: Report,
}

impl Room {
    pub(super) fn new(executable: PathBuf, results: Sender<Message>, report: Report) -> Self {
        let (sender, lost) = unbounded_channel();
        let environment = Environment::of_process();
        let variable = Arc::new(move |name: &str| environment.variable(name));
        let surroundings = Surroundings { executable, lost: sender, variable };
        let channels = CHANNELS
            .iter()
            .map(|channel| (channel.name, (channel.build)(&surroundings)))
            .collect::<BTreeMap<_, _>>();
        Self { channels: Arc::new(channels), lost, results, report }
    }

    /// Follows orders until nobody gives any more, then falls silent. Says when this station is the
    /// one that decides.
    pub(super) async fn follow(
        mut self,
        mut orders: UnboundedReceiver<Order>,
        decides: tokio::sync::watch::Sender<bool>,
    ) {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Decides) => drop(decides.send(true)),
                    Some(order) => self.obey(order),
                    None => return,
                },
                Some(lost) = self.lost.recv() => self.bring_back(&lost),
            }
        }
    }

    fn obey(&self, order: Order) {
        match order {
            Order::Ring(calls) | Order::Alarm(calls) => {
                for call in calls {
                    self.ring(call);
                }
            }
            Order::Tell(spoken) => spoken.into_iter().for_each(|spoken| self.speak(spoken)),
            Order::Hush(incidents) => {
                for incident in incidents {
                    self.channels.values().for_each(|channel| channel.hush(incident));
                }
            }
            Order::Answer(answers) => {
                for (sender, kept) in answers {
                    // A sender that broke off meanwhile has its alert kept all the same.
                    drop(sender.send(kept));
                }
            }
            Order::AlarmOver => {
                self.channels.values().for_each(|channel| channel.hush(NO_INCIDENT));
            }
            Order::Probe(kinds) => self.probe(kinds),
            Order::Decides => {}
        }
    }

    fn ring(&self, outgoing: Outgoing) {
        let Outgoing { kind, call } = outgoing;
        let (channels, results) = (Arc::clone(&self.channels), self.results.clone());
        let report = self.report.clone();
        let mut ringing = Box::pin(async move {
            let (page, person) = (call.page, call.person.clone());
            let rung = match channels.get(kind.as_str()) {
                Some(channel) => channel.ring(call).await,
                None => Err(RingError::Failed(format!("there is no channel of the kind `{kind}`"))),
            };
            let result = match rung {
                Ok(proof) => {
                    if kind == SOUND {
                        // Nobody keeps it any more: the daemon is stopping.
                        drop(results.send(Message::Heard(proof.clone())));
                    }
                    PageResult::Delivered { proof }
                }
                Err(error) => {
                    if matches!(error, RingError::Failed(_)) && page != NO_PAGE {
                        drop(results.send(Message::CannotRing(kind, person)));
                    }
                    match error {
                        RingError::ForNow { why, again } => {
                            PageResult::FailedForNow { error: why, again }
                        }
                        RingError::Failed(error) | RingError::Hushed(error) => {
                            PageResult::Failed { error }
                        }
                    }
                }
            };
            tell(&results, &report, page, result);
        });
        // It begins before the next order is obeyed: a hush must find what it is to stop.
        let begun = ringing.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if begun.is_pending() {
            tokio::spawn(ringing);
        }
    }

    /// Tells something, once.
    fn speak(&self, Spoken { kind, telling }: Spoken) {
        let (channels, results) = (Arc::clone(&self.channels), self.results.clone());
        tokio::spawn(async move {
            let notification = telling.notification;
            let result = match channels.get(kind.as_str()) {
                Some(channel) => channel.tell(telling).await.map_err(|error| error.to_string()),
                None => Err(format!("there is no channel of the kind `{kind}`")),
            };
            // Nobody keeps it any more: the daemon is stopping.
            drop(results.send(Message::Told(Answered { notification, result })));
        });
    }

    /// Finds out whether these kinds work here. What is known at once is told before this returns.
    pub(super) fn probe(&self, kinds: Vec<String>) {
        for kind in kinds {
            let (channels, results) = (Arc::clone(&self.channels), self.results.clone());
            let mut probing = Box::pin(async move {
                let Some(channel) = channels.get(kind.as_str()) else { return };
                let probed = channel.probe().await.map_err(|error| error.to_string());
                // Nobody asks any more: the daemon is stopping.
                drop(results.send(Message::Probed(kind, probed)));
            });
            let begun = probing.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if begun.is_pending() {
                tokio::spawn(probing);
            }
        }
    }

    /// What rang and stopped by itself has failed: the next channel is tried.
    fn bring_back(&self, lost: &Lost) {
        for page in &lost.pages {
            let error = lost.error.to_string();
            tell(&self.results, &self.report, *page, PageResult::Failed { error });
        }
    }
}

fn tell(results: &Sender<Message>, report: &Report, page: PageId, result: PageResult) {
    if page != NO_PAGE {
        // Nobody decides any more; whoever comes next finds the page as it was taken.
        drop(results.send(Message::Finished(page, result)));
    } else if let PageResult::Failed { error } | PageResult::FailedForNow { error, .. } = result {
        report.say(Notice::CannotSound(error));
    }
}
