//! The alarm that sounds: for whom, by which player, and how much of it was heard.

use std::collections::HashMap;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::super::pages::Pages;
use super::super::{Call, RingError};
use super::group::Group;
use super::line::Request;
use super::mixer::Level;
use super::tones::RATE;
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::page::{PageId, Sounding};

/// What is known of an alarm once it has begun: the proof, or why it does not sound.
pub(super) type Beginning = Option<Result<String, RingError>>;

/// The alarm that sounds, and for whom.
pub(super) struct Alarm {
    pub(super) pages: Pages,
    /// How many samples had been taken when each incident joined.
    joined: HashMap<IncidentId, u64>,
    /// The gravest page so far; its sound is playing.
    severity: Severity,
    /// What is playing.
    pub(super) request: Request,
    pub(super) player: Option<Group>,
    pub(super) asker: Option<UnboundedSender<Request>>,
    pub(super) beginning: watch::Receiver<Beginning>,
    attendant: JoinHandle<()>,
    pub(super) record: Record,
}

/// What is known of how it sounds.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// How many samples the players that are gone had taken.
    pub(super) before: u64,
    /// How many the present one has.
    pub(super) samples: u64,
    pub(super) device: String,
    /// How loud the output is, as last looked at.
    pub(super) level: Option<Level>,
    /// What is played by instead of the first choice, and why.
    pub(super) fallback: Option<String>,
    /// What was last told of its output.
    pub(super) told: Option<String>,
}

impl Alarm {
    pub(super) fn new(
        call: &Call,
        beginning: watch::Receiver<Beginning>,
        attendant: JoinHandle<()>,
    ) -> Self {
        let mut alarm = Self {
            pages: Pages::default(),
            joined: HashMap::new(),
            severity: call.severity,
            request: Request::new(&call.sound, true),
            player: None,
            asker: None,
            beginning,
            attendant,
            record: Record::default(),
        };
        alarm.join(call);
        alarm
    }

    /// Adds a page; the gravest one chooses the sound.
    pub(super) fn join(&mut self, call: &Call) {
        self.pages.insert(call.incident, call.page);
        self.joined.entry(call.incident).or_insert(self.record.before + self.record.samples);
        if call.severity > self.severity {
            self.severity = call.severity;
            self.request = Request::new(&call.sound, true);
            if let Some(asker) = &self.asker {
                // A player that is gone is noticed by its attendant, and the next has this request.
                drop(asker.send(self.request.clone()));
            }
        }
    }

    /// Takes the incident out: its pages, and how they rang if anything was heard.
    pub(super) fn hush(&mut self, incident: IncidentId) -> Option<(Vec<PageId>, Sounding)> {
        let pages = self.pages.take(incident);
        let since = self.joined.remove(&incident)?;
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
        (taken > 0).then_some((pages, receipt))
    }

    pub(super) fn is_over(&self) -> bool {
        self.pages.is_empty()
    }

    /// Silence, at once: a killed player holds no device.
    pub(super) fn stop(mut self) {
        if let Some(player) = &mut self.player {
            player.kill();
        }
        self.attendant.abort();
    }
}
