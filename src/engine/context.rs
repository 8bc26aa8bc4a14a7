//! What a decision needs besides the rules: who can be reached right now.

use jiff::{SignedDuration, Timestamp};

use crate::domain::station::Stations;
use crate::store::{Result, Tx};

/// After how long without a sign of life a station counts as gone.
pub const GONE: SignedDuration = SignedDuration::from_secs(45);

/// The stations that are alive at that instant.
pub fn stations(tx: &Tx<'_>, now: Timestamp) -> Result<Stations> {
    let beats = tx.stations(now.saturating_sub(GONE).unwrap_or(now))?;
    let daemon = beats.iter().any(|beat| beat.daemon);
    Ok(Stations { alive: beats.into_iter().map(|beat| beat.station).collect(), daemon })
}
