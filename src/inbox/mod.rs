//! The door: what arrives over HTTP is checked for its key, kept, answered, and read later; and rotas
//! go out as calendars; and links in messages are answered.

pub mod answer;
mod body;
pub mod budget;
mod calendar;
pub mod dropin;
pub mod encoding;
mod head;
pub mod http;
mod key;
pub mod read;
mod receive;
mod refusal;
mod rehearsal;
pub mod replay;
mod signature;
pub mod sns;
pub mod token;
mod wire;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;

pub use self::body::BodyError;
use self::budget::Share;
use crate::domain::name::{PolicyName, RotaName, SourceName};
use crate::domain::rota::Rota;
use crate::sources::{DropIn, Grades, Map, Source};
use crate::store::{Envelope, EnvelopeId, StoreError};

/// The door as the configuration describes it.
pub struct Door {
    /// Which names are known, and what is behind each.
    pub gates: BTreeMap<SourceName, Gate>,
    /// The largest body that is taken, in bytes.
    pub body_limit: usize,
    /// The doors that answer as other systems do.
    pub dropins: DropIns,
    /// The rotas as calendars, if they are given out.
    pub calendars: Option<Calendars>,
}

/// The doors that answer as other systems do.
#[derive(Default)]
pub struct DropIns {
    /// Those that are open, each with its key if it has one.
    pub keys: BTreeMap<DropIn, Option<Vec<u8>>>,
    /// The store, which knows what is asked for there.
    pub store: PathBuf,
    /// The policies, which some of them call receivers.
    pub policies: Vec<PolicyName>,
}

/// What is given to whoever subscribes to a calendar.
pub struct Calendars {
    /// What a subscriber must know.
    pub key: Vec<u8>,
    /// The rotas.
    pub rotas: BTreeMap<RotaName, Rota>,
    /// When what is written of them was last changed.
    pub revised_at: Timestamp,
    /// The store, which knows what was promised before and is so no longer.
    pub store: PathBuf,
}

/// One source of the configuration.
pub struct Gate {
    /// What sends there.
    pub kind: &'static Source,
    /// How its words for severities are meant.
    pub grades: Grades,
    /// What stands where in its bodies, if the configuration says so.
    pub map: Option<Map>,
    /// What a sender must know; nothing if anybody on this machine may send.
    pub key: Option<Vec<u8>>,
    /// How long after its last report a problem counts as over, of a sender that never says so.
    pub auto_resolve: Option<SignedDuration>,
    /// What a sender must have signed with; nothing if it need not sign.
    pub secret: Option<Vec<u8>>,
    /// Whether it is asked, and so may not post.
    pub is_polled: bool,
}

/// What the keeper answers once a body is durable, or could not be made so.
pub type Kept = Result<EnvelopeId, StoreError>;

/// A body that is here, and what it holds of the budget.
pub struct Arrival {
    /// The body and where it came from.
    pub envelope: Envelope,
    /// Held until it is kept.
    pub share: Share,
}

/// Hands a body to whoever keeps it, with where to answer. Refuses when too many wait already.
pub type Keep = Arc<dyn Fn(Arrival, oneshot::Sender<Kept>) -> Result<(), Flood> + Send + Sync>;

/// Too much arrived at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flood;

/// What is counted at the door, for `/metrics` and for the record.
#[derive(Default)]
pub struct Counters {
    /// Bodies that were made durable and answered with 202.
    pub kept: AtomicU64,
    /// Bodies that were answered with 503 or 507 because the store failed.
    pub failed: AtomicU64,
    /// Requests refused because too much arrived at once.
    pub floods: AtomicU64,
    /// Requests refused for what they were: unknown, too large, too slow, encoded.
    pub refused: AtomicU64,
    /// Requests refused for a missing or wrong key.
    pub wrong_keys: AtomicU64,
}

impl Counters {
    fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
