//! The alarm that sounds: for whom, by which player, and how much of it was heard.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::super::pages::Pages;
use super::super::{Call, RingError, Sound};
use super::child::Talk;
use super::group::Group;
use super::line::{Outlet, Request, Words};
use super::mixer::{Level, Output};
use super::speech::Utterance;
use super::tones::RATE;
use crate::domain::alert::Severity;
use crate::domain::caption::Caption;
use crate::domain::incident::IncidentId;
use crate::domain::page::{PageId, Sounding};
use crate::domain::text::plain;

/// The tone that tells that another incident has joined.
const ANOTHER: &str = "another-one";

/// The tone that tells that it has become worse.
const WORSE: &str = "higher-severity";

/// The tone that tells that what rang is over.
const RESOLVED: &str = "resolved";

/// How long there is none after one, and after the alarm began: a storm is one alarm, not thirty tones.
const ASIDES_EVERY: Duration = Duration::from_secs(3);

/// What is known of an alarm once it has begun: the proof, or why it does not sound.
pub(super) type Beginning = Option<Result<String, RingError>>;

/// The alarm that sounds, and for whom.
pub(super) struct Alarm {
    pub(super) pages: Pages,
    /// The incidents that ring.
    joined: HashMap<IncidentId, Joined>,
    /// The same incidents, the gravest last; of equals the first, so that it is always the same.
    ranks: BTreeSet<(Rank, Reverse<IncidentId>)>,
    /// How many have joined so far.
    count: u64,
    /// Of what is playing.
    rank: Rank,
    /// What is playing.
    pub(super) request: Request,
    pub(super) player: Option<Group>,
    pub(super) asker: Option<UnboundedSender<Request>>,
    pub(super) beginning: watch::Receiver<Beginning>,
    pub(super) speech: Speech,
    attendants: [JoinHandle<()>; 2],
    /// Whether what it rang for is over.
    pub(super) is_resolved: bool,
    /// When a tone was last heard in its midst, or it began.
    asides_at: Instant,
    pub(super) record: Record,
}

/// An incident that rings.
struct Joined {
    /// How many samples had been taken when it joined.
    since: u64,
    /// How many had joined before it.
    at: u64,
    /// How grave and how loud its gravest page is, and how that sounds.
    rank: Rank,
    sound: Sound,
    summary: String,
}

/// What is graver, or as grave and louder, is heard before everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    severity: Severity,
    /// The bits of a volume, which are in the order of the volumes: none is negative.
    volume: u32,
}

impl Rank {
    fn of(call: &Call) -> Self {
        let volume = Request::new(&call.sound, true).volume.max(0.0).to_bits();
        Self { severity: call.severity, volume }
    }
}

/// What is said between its rounds.
#[derive(Default)]
pub(super) struct Speech {
    /// Tells whoever speaks that there is something new here.
    pub(super) cue: Arc<Notify>,
    /// What the player was last told to say.
    words: Option<Words>,
    /// The program that speaks now.
    pub(super) utterance: Option<Utterance>,
    /// Whether it may speak now.
    pub(super) has_room: bool,
    /// Why the player cannot say what it was told to.
    pub(super) refused: Option<String>,
}

/// What is known of how it sounds.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// How many samples the players that are gone had taken.
    pub(super) before: u64,
    /// How many the present one has.
    pub(super) samples: u64,
    pub(super) device: String,
    /// What that one was told to play by.
    pub(super) outlet: Outlet,
    /// How loud the output is, as last looked at.
    pub(super) level: Option<Level>,
    /// What is played by instead of the first choice, and why.
    pub(super) fallback: Option<String>,
    /// What was last told of its output.
    pub(super) told: Option<String>,
    /// Whether it was told that it can be heard, since it sounds as it does.
    pub(super) is_proved: bool,
}

impl Record {
    /// The output is that loud, and may be another than it was.
    pub(super) fn looked(&mut self, level: Level) {
        self.level = Some(level);
        if self.has_strayed()
            && self.fallback.is_none()
            && let Some(level) = &self.level
        {
            let (name, outlet) = (plain(level.output.name()), &self.outlet);
            self.fallback =
                Some(format!("{name} plays because the sound server took it from {outlet}"));
        }
    }

    /// Whether the sound server plays it elsewhere than it was told: an output that is unplugged loses
    /// what it plays to another.
    pub(super) fn has_strayed(&self) -> bool {
        match (&self.outlet, self.level.as_ref().map(|level| &level.output)) {
            (Outlet::Device(wanted), Some(Output::Sink(sink))) => wanted != sink,
            (Outlet::Default | Outlet::Device(_) | Outlet::Program(_), _) => false,
        }
    }
}

impl Alarm {
    pub(super) fn new(
        call: &Call,
        beginning: watch::Receiver<Beginning>,
        attendants: [JoinHandle<()>; 2],
    ) -> Self {
        let mut alarm = Self {
            pages: Pages::default(),
            joined: HashMap::new(),
            ranks: BTreeSet::new(),
            count: 0,
            rank: Rank::of(call),
            request: Request::new(&call.sound, true),
            player: None,
            asker: None,
            beginning,
            speech: Speech::default(),
            attendants,
            is_resolved: false,
            asides_at: Instant::now(),
            record: Record::default(),
        };
        alarm.join(call);
        alarm
    }

    /// Adds a page; the gravest one chooses the sound. That it is worse, or another incident, is heard
    /// by a short tone.
    pub(super) fn join(&mut self, call: &Call) {
        self.pages.insert(call.incident, call.page);
        let is_first = self.joined.is_empty();
        let is_another = self.put(call);
        let before = self.rank.severity;
        let has_changed = self.choose();
        if self.rank.severity > before {
            self.ask(Request { aside: Some(WORSE.to_owned()), ..self.request.clone() });
        } else if has_changed {
            self.ask(self.request.clone());
        } else if is_another && !is_first && self.asides_at.elapsed() >= ASIDES_EVERY {
            let aside = Some(ANOTHER.to_owned());
            self.ask(Request { aside, goes_on: true, ..self.request.clone() });
        }
    }

    /// Keeps how the gravest page of an incident sounds; says whether the incident is new here.
    fn put(&mut self, call: &Call) -> bool {
        let rank = Rank::of(call);
        let known = self.joined.get(&call.incident);
        let known = known.map(|known| (known.since, known.at, known.rank));
        if known.is_some_and(|(.., known)| known >= rank) {
            return false;
        }
        if let Some((.., known)) = known {
            self.ranks.remove(&(known, Reverse(call.incident)));
        }
        let now = self.record.before + self.record.samples;
        let (since, at) = known.map_or((now, self.count), |(since, at, _)| (since, at));
        self.count += u64::from(known.is_none());
        self.ranks.insert((rank, Reverse(call.incident)));
        let (sound, summary) = (call.sound.clone(), call.summary.clone());
        self.joined.insert(call.incident, Joined { since, at, rank, sound, summary });
        self.speech.cue.notify_one();
        known.is_none()
    }

    /// Chooses the sound of the gravest; says whether that is another than what is playing. What is as
    /// grave and as loud goes on: nothing begins anew because of it.
    fn choose(&mut self) -> bool {
        let Some((rank, Reverse(gravest))) = self.ranks.last().copied() else { return false };
        if rank == self.rank {
            return false;
        }
        let Some(Joined { sound, .. }) = self.joined.get(&gravest) else { return false };
        (self.rank, self.request) = (rank, Request::new(sound, true));
        true
    }

    fn ask(&mut self, request: Request) {
        self.asides_at = Instant::now();
        if let Some(asker) = &self.asker {
            // A player that is gone is noticed by its attendant, and the next has the present request.
            drop(asker.send(request));
        }
    }

    /// What is said and shown of everything that rings.
    pub(super) fn caption(&self) -> Option<Caption> {
        let ringing = self.joined.values();
        Caption::of(ringing.map(|joined| (joined.rank.severity, joined.at, &*joined.summary)))
    }

    /// Has the player say that between its rounds from now on.
    pub(super) fn say(&mut self, words: Words) {
        if let Some(asker) = &self.asker {
            // The next player is given its words when it starts.
            drop(asker.send(self.request.saying(words.clone())));
        }
        self.speech.words = Some(words);
    }

    /// The same words again, for another player.
    pub(super) fn words(&self) -> Option<Request> {
        self.speech.words.clone().map(|words| self.request.saying(words))
    }

    /// Takes the incident out: its pages, and how they rang if anything was heard.
    pub(super) fn hush(&mut self, incident: IncidentId) -> Option<(Vec<PageId>, Sounding)> {
        let pages = self.pages.take(incident);
        let Joined { since, rank, .. } = self.joined.remove(&incident)?;
        self.ranks.remove(&(rank, Reverse(incident)));
        self.speech.cue.notify_one();
        let Record { before, samples, device, level, fallback, .. } = &self.record;
        let taken = (before + samples).saturating_sub(since);
        let output = level.as_ref().map(|level| level.output.name().to_owned());
        let receipt = Sounding {
            sound: self.request.name.clone(),
            device: output.unwrap_or_else(|| device.clone()),
            volume: level.as_ref().map(|level| level.percent),
            muted: level.as_ref().map(|level| level.is_muted || level.stream.is_some()),
            milliseconds: taken * 1000 / u64::from(RATE),
            fallback: fallback.clone(),
        };
        if self.choose() {
            // Whoever took the gravest has heard it; the others are only as loud as they are.
            self.ask(self.request.clone());
        }
        (taken > 0).then_some((pages, receipt))
    }

    /// Lets another player play on, which sounds already: only now the one before it falls silent, after
    /// so many samples. `request` is what the other was started with.
    pub(super) fn goes_back(
        &mut self,
        player: Group,
        talk: &Talk,
        samples: u64,
        request: &Request,
    ) {
        self.asker = Some(talk.asker());
        if *request != self.request {
            // It became worse while that one was being started.
            self.ask(self.request.clone());
        }
        if let (Some(asker), Some(words)) = (&self.asker, self.words()) {
            // One that is gone already is noticed by its attendant.
            drop(asker.send(words));
        }
        drop(self.player.replace(player));
        self.record.before += samples;
        self.record.samples = talk.samples();
        // Of the output before.
        self.record.level = None;
        talk.device().clone_into(&mut self.record.device);
        if let Some(fallback) = &mut self.record.fallback {
            fallback.extend([", then ", talk.device()]);
        }
    }

    /// Takes every incident out, each with its pages and how they rang.
    pub(super) fn hush_all(&mut self) -> Vec<(Vec<PageId>, Sounding)> {
        let incidents = self.pages.incidents();
        incidents.into_iter().filter_map(|incident| self.hush(incident)).collect()
    }

    /// The incident is over by its source's word.
    pub(super) fn over(&mut self, incident: IncidentId) {
        self.is_resolved |= self.joined.contains_key(&incident);
    }

    /// The tone that is heard after it, if there is one: softly, because there is nothing to be done.
    pub(super) fn epilogue(&self) -> Option<Request> {
        let tone = || Sound::new(RESOLVED, self.request.volume / 3.0);
        self.is_resolved.then(|| Request::new(&tone(), false))
    }

    pub(super) fn is_over(&self) -> bool {
        self.pages.is_empty()
    }

    /// Silence, at once: a killed player holds no device.
    pub(super) fn stop(mut self) {
        if let Some(player) = &mut self.player {
            player.kill();
        }
        if let Some(utterance) = self.speech.utterance.take() {
            utterance.break_off();
        }
        self.attendants.iter().for_each(JoinHandle::abort);
    }
}

#[cfg(test)]
mod tests;
