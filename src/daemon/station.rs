//! The station: takes what is to ring to its channels, and brings back what became of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::Future as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::task::{Context, Waker};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};

use super::alarm::{NO_INCIDENT, NO_PAGE};
use super::decider::Message;
use super::farewell::Asked;
use super::heart::Pulse;
use super::memory::Answered;
use super::outgoing::{Outgoing, Spoken};
use super::report::{Notice, Report};
use super::stand_in::{Channels, stand_in};
use crate::config::Environment;
use crate::domain::incident::IncidentId;
use crate::domain::page::{PageId, PageResult, Said};
use crate::inbox::Kept;
use crate::pager::push::Target;
use crate::pager::{CHANNELS, Call, Lost, News, Output, RingError, Surroundings};

/// What the station is told.
pub(super) enum Order {
    /// These pages go out now.
    Ring(Vec<Outgoing>),
    /// No loudspeaker can ring these pages: what else is here takes its place.
    StandIn(Vec<Outgoing>),
    /// These notifications are told now.
    Tell(Vec<Spoken>),
    /// These incidents are over by their sources' word; that they are quiet now is told next.
    Over(Vec<IncidentId>),
    /// These incidents are quiet now.
    Hush(Vec<IncidentId>),
    /// The services that repeat these messages are told to stop, each by its receipt.
    CallOff(Vec<(Target, String)>),
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
    /// Alarms are played by this from now on.
    Output(Output),
    /// It is to be proved, audibly, that this machine can be heard.
    Prove,
}

/// Where orders are given.
pub(super) struct Orders(pub(super) UnboundedSender<Order>);

impl Orders {
    pub(super) fn give(&self, order: Order) {
        let is_empty = match &order {
            Order::Ring(calls) | Order::StandIn(calls) => calls.is_empty(),
            Order::Tell(spoken) => spoken.is_empty(),
            Order::Hush(incidents) | Order::Over(incidents) => incidents.is_empty(),
            Order::Answer(answers) => answers.is_empty(),
            Order::Probe(kinds) => kinds.is_empty(),
            Order::CallOff(receipts) => receipts.is_empty(),
            Order::Alarm(_)
            | Order::AlarmOver
            | Order::Decides
            | Order::Output(_)
            | Order::Prove => false,
        };
        if !is_empty {
            // A station that is gone rings nothing; its pages are given back when the daemon ends.
            drop(self.0.send(order));
        }
    }
}

/// The channel whose proofs say that this machine can be heard.
pub(super) const SOUND: &str = "sound";

/// Where the channels of a station stand.
pub(super) struct Setting {
    /// This program, which is also the alarm's player.
    pub(super) executable: PathBuf,
    /// What alarms are played by.
    pub(super) output: Output,
    /// Where it is remembered which outputs were unmuted for an alarm.
    pub(super) unmuted: PathBuf,
    /// Where it is asked for the receipts of what still rings.
    pub(super) farewell: Asked,
    /// What ticks while it goes on.
    pub(super) pulse: Pulse,
}

/// The channels of this station, at work.
pub(super) struct Room {
    channels: Arc<Channels>,
    lost: UnboundedReceiver<Lost>,
    news: UnboundedReceiver<News>,
    output: watch::Sender<Output>,
    results: Sender<Message>,
    report: Report,
    /// Where it is asked for the receipts of what still rings, before the deciding thread ends.
    farewell: Asked,
    pulse: Pulse,
    /// The pages that sound, as far as other channels would take their place.
    sounding: HashMap<IncidentId, Vec<(Call, Vec<&'static str>)>>,
}

impl Room {
    pub(super) fn new(setting: Setting, results: Sender<Message>, report: Report) -> Self {
        let Setting { executable, output, unmuted, farewell, pulse } = setting;
        let (sender, lost) = unbounded_channel();
        let (announce, news) = unbounded_channel();
        let (change, output) = watch::channel(output);
        let environment = Environment::of_process();
        let variable = Arc::new(move |name: &str| environment.variable(name));
        let surroundings = Surroundings {
            executable,
            lost: sender,
            news: announce,
            variable,
            output,
            unmuted: Some(unmuted),
        };
        let channels = CHANNELS
            .iter()
            .map(|channel| (channel.name, (channel.build)(&surroundings)))
            .collect::<BTreeMap<_, _>>();
        Self {
            channels: Arc::new(channels),
            lost,
            news,
            output: change,
            results,
            report,
            farewell,
            pulse,
            sounding: HashMap::new(),
        }
    }

    /// Follows orders until nobody gives any more, then falls silent. Says when this station is the
    /// one that decides.
    pub(super) async fn follow(
        mut self,
        mut orders: UnboundedReceiver<Order>,
        decides: watch::Sender<bool>,
    ) {
        loop {
            self.pulse.tick();
            tokio::select! {
                () = self.pulse.rest() => {}
                order = orders.recv() => match order {
                    Some(Order::Decides) => drop(decides.send(true)),
                    Some(order) => self.obey(order),
                    None => break,
                },
                Some(lost) = self.lost.recv() => self.bring_back(&lost),
                Some(news) = self.news.recv() => self.pass_on(news),
                Some(done) = self.farewell.recv() => {
                    self.give_receipts();
                    // Whoever asked may have gone on without.
                    let _ = done.send(());
                }
            }
        }
        for channel in self.channels.values() {
            channel.close().await;
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Ring(calls) | Order::Alarm(calls) => {
                for call in calls {
                    self.ring(call);
                }
            }
            Order::StandIn(calls) => {
                for Outgoing { call, stand_ins, .. } in calls {
                    self.let_stand_in(call, stand_ins);
                }
            }
            Order::Tell(spoken) => spoken.into_iter().for_each(|spoken| self.speak(spoken)),
            Order::Over(incidents) => {
                for incident in incidents {
                    self.channels.values().for_each(|channel| channel.over(incident));
                }
            }
            Order::Hush(incidents) => {
                for incident in incidents {
                    self.sounding.remove(&incident);
                    self.channels.values().for_each(|channel| channel.hush(incident));
                }
            }
            Order::Answer(answers) => {
                for (sender, kept) in answers {
                    // A sender that broke off meanwhile has its alert kept all the same.
                    drop(sender.send(kept));
                }
            }
            Order::CallOff(receipts) => {
                for (target, receipt) in receipts {
                    self.channels.values().for_each(|channel| {
                        channel.call_off(target.clone(), receipt.clone());
                    });
                }
            }
            Order::AlarmOver => {
                self.channels.values().for_each(|channel| channel.hush(NO_INCIDENT));
            }
            Order::Probe(kinds) => self.probe(kinds, false),
            Order::Decides => {}
            Order::Output(output) => drop(self.output.send_replace(output)),
            Order::Prove => self.prove(),
        }
    }

    /// Passes on how everything rang that still does. It rings until whoever comes next can take it.
    fn give_receipts(&mut self) {
        self.channels.values().for_each(|channel| channel.give_receipts());
        while let Ok(news) = self.news.try_recv() {
            self.pass_on(news);
        }
    }

    fn ring(&mut self, outgoing: Outgoing) {
        let Outgoing { kind, call, stand_ins } = outgoing;
        if !stand_ins.is_empty() && call.page != NO_PAGE {
            let of_incident = self.sounding.entry(call.incident).or_default();
            of_incident.push((call.clone(), stand_ins.clone()));
        }
        let (channels, results) = (Arc::clone(&self.channels), self.results.clone());
        let report = self.report.clone();
        let mut ringing = Box::pin(async move {
            let (page, person) = (call.page, call.person.clone());
            let sounds = kind == SOUND;
            let rung = match channels.get(kind.as_str()) {
                Some(channel) => channel.ring(call.clone()).await,
                None => Err(RingError::Failed(format!("there is no channel of the kind `{kind}`"))),
            };
            let has_failed = matches!(rung, Err(RingError::Failed(_)));
            let result = match rung {
                Ok(proof) => PageResult::Delivered { proof },
                Err(error) => {
                    if matches!(error, RingError::Failed(_)) && page != NO_PAGE {
                        drop(results.send(Message::CannotRing(kind, person)));
                    }
                    match error {
                        RingError::ForNow { why, again } => {
                            PageResult::FailedForNow { error: why, again }
                        }
                        RingError::Failed(error)
                        | RingError::Hushed(error)
                        | RingError::Inaudible(error) => PageResult::Failed { error },
                    }
                }
            };
            tell(&results, &report, page, result);
            if has_failed && sounds && page != NO_PAGE {
                drop(results.send(Message::Said(page, Said::Trying)));
                stand_in(&channels, &results, &call, &stand_ins).await;
            }
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

    /// Finds out whether these kinds work here, the loudspeaker audibly if it is to be proved. What is
    /// known at once is told before this returns.
    pub(super) fn probe(&self, kinds: Vec<String>, proves: bool) {
        for kind in kinds {
            if proves && kind == SOUND {
                self.prove();
                continue;
            }
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

    /// Proves, audibly, that this machine can be heard.
    fn prove(&self) {
        let (channels, results) = (Arc::clone(&self.channels), self.results.clone());
        tokio::spawn(async move {
            let Some(channel) = channels.get(SOUND) else { return };
            let proved = channel.prove().await;
            // Nobody keeps any of it any more when the daemon is stopping.
            let works = match proved {
                Ok(proof) => {
                    drop(results.send(Message::Heard(proof)));
                    Ok(())
                }
                // It takes samples all the same, and an alarm goes out by it.
                Err(RingError::Inaudible(why)) => {
                    drop(results.send(Message::Inaudible(why)));
                    Ok(())
                }
                Err(error) => Err(error.to_string()),
            };
            drop(results.send(Message::Probed(SOUND.to_owned(), works)));
        });
    }

    /// What rang and stopped by itself has failed: the next channel is tried.
    fn bring_back(&self, lost: &Lost) {
        for page in &lost.pages {
            let error = lost.error.to_string();
            tell(&self.results, &self.report, *page, PageResult::Failed { error });
        }
    }

    /// Lets other channels take the place of the loudspeaker for those pages.
    fn replace(&self, pages: &[PageId]) {
        let lost: HashSet<PageId> = pages.iter().copied().collect();
        let sounding = self.sounding.values().flatten();
        for (call, stand_ins) in sounding.filter(|(call, _)| lost.contains(&call.page)) {
            self.let_stand_in(call.clone(), stand_ins.clone());
        }
    }

    fn let_stand_in(&self, call: Call, stand_ins: Vec<&'static str>) {
        let (channels, results) = (Arc::clone(&self.channels), self.results.clone());
        tokio::spawn(async move { stand_in(&channels, &results, &call, &stand_ins).await });
    }

    /// Passes on what the loudspeaker says of its pages.
    fn pass_on(&self, news: News) {
        let say = |pages: Vec<PageId>, said: Said| {
            for page in pages.into_iter().filter(|page| *page != NO_PAGE) {
                // Nobody decides any more; whoever comes next finds the page as it was taken.
                drop(self.results.send(Message::Said(page, said.clone())));
            }
        };
        match news {
            News::Lost(lost) => {
                self.bring_back(&lost);
                self.replace(&lost.pages);
                say(lost.pages, Said::Trying);
            }
            News::Regained(pages, proof) => {
                drop(self.results.send(Message::Probed(SOUND.to_owned(), Ok(()))));
                say(pages, Said::Result(PageResult::Delivered { proof }));
            }
            News::Returned(pages, proof) => say(pages, Said::Returned(proof)),
            // Only now: it rings on an output that is muted as well.
            News::Audible(proof) => drop(self.results.send(Message::Heard(proof))),
            News::Repeats(page, receipt) => say(vec![page], Said::Repeats(receipt)),
            News::Inaudible(pages, why) => say(pages, Said::Inaudible(why)),
            News::Unspoken(pages, why) => say(pages, Said::Unspoken(why)),
            News::Rang(pages, receipt) => say(pages, Said::Rang(receipt)),
        }
    }
}

fn tell(results: &Sender<Message>, report: &Report, page: PageId, result: PageResult) {
    if page != NO_PAGE {
        // Nobody decides any more; whoever comes next finds the page as it was taken.
        drop(results.send(Message::Said(page, Said::Result(result))));
    } else if let PageResult::Failed { error } | PageResult::FailedForNow { error, .. } = result {
        report.say(Notice::CannotSound(error));
    }
}
