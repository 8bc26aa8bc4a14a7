//! What the self-audit goes by: seen by the deciding thread with each sign of life, judged by whoever pings.

use std::sync::PoisonError;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Heart;
use crate::config::Settings;
use crate::daemon::memory::Memory;
use crate::daemon::shared::Shared;
use crate::domain::heart::{Audit, Lack, View, Vitals};
use crate::domain::station::Station;
use crate::store::{FailingPush, Result, Tx};
use crate::system;

/// What was seen with a sign of life that is durable.
pub(super) struct Written {
    /// When, since this machine was started.
    at: Duration,
    vitals: Vitals,
}

/// Writes down when this machine was last heard and the outside watcher last told, and says when it was
/// last heard, whichever process heard it.
pub(in crate::daemon) fn keep(
    tx: &Tx<'_>,
    memory: &Memory,
    heart: &Heart,
) -> Result<Option<Timestamp>> {
    if let Some(at) = memory.audio.proved_at {
        tx.put_heard(at)?;
    }
    if let Some(at) = heart.pinged_at() {
        tx.put_pinged(at)?;
    }
    tx.last_heard()
}

impl Heart {
    /// A sign of life is durable, and this was seen with it.
    pub(in crate::daemon) fn has_written(
        &self,
        memory: &Memory,
        settings: &Settings,
        station: &Station,
        proved_at: Option<Timestamp>,
        now: Timestamp,
    ) {
        let Some(deadman) = &settings.deadman else { return };
        let failing = memory.failing.iter().flatten();
        let failing: Vec<_> = failing
            .map(|FailingPush { person, channel, .. }| {
                (person.as_str().into(), channel.as_str().into())
            })
            .collect();
        let view = View {
            rules: &settings.rules,
            station,
            stations: &memory.stations,
            failing: &failing,
            proved_at,
            audio_within: deadman.audio_within,
        };
        let written = Written { at: system::since_boot(), vitals: Vitals::seen(&view, now) };
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = Some(written);
    }

    /// Everything that is wrong at that instant; nothing at all before there was a sign of life.
    pub(super) fn lacks(&self, shared: &Shared, now: Timestamp) -> Option<Vec<Lack>> {
        let stuck = self.stuck().into_iter().map(|(name, _)| name).collect();
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let Written { at, vitals } = written.as_ref()?;
        let ago = system::since_boot().saturating_sub(*at);
        let written_ago = SignedDuration::try_from(ago).unwrap_or(SignedDuration::MAX);
        Some(Audit { stuck, store: shared.can_write(), written_ago, vitals }.lacks(now))
    }
}
