//! What is quiet now that somebody asked for or planned, in one line above a list.

use super::{Session, time};
use crate::domain::quiet::silence::SilenceState;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::Error;
use crate::store::{Store, StoreError};

/// `quiet: 2 silences, maintenance disks until 05:00, in 2h`; nothing where nothing is.
pub(super) fn line(session: &Session, store: &mut Store) -> Result<Option<String>, Error> {
    let (now, zone) = (session.now, session.zone());
    let (silences, maintenance) = store.read(|tx| {
        let silences = tx.silences(now)?;
        Ok::<_, StoreError>((silences, tx.open_maintenance()?))
    })?;
    let active = silences.iter().filter(|it| it.state(now) == SilenceState::Active).count();
    let silences = (active > 0).then(|| count(active, "silence"));
    let lasts = maintenance.iter().filter(|it| it.begun_at.is_some() && it.planned.to > now);
    let lasts = lasts.map(|it| {
        let until = time::with_distance(it.planned.to, now, &zone);
        format!("maintenance {} until {until}", plain(it.name.as_str()))
    });
    let quiet: Vec<String> = silences.into_iter().chain(lasts).collect();
    Ok((!quiet.is_empty()).then(|| format!("quiet: {}", quiet.join(", "))))
}
