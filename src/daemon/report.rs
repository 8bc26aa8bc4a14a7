//! What a daemon has to say to whoever started it: a screen, or a log.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;

use crate::config::{Faults, Settings};
use crate::store::{OpenCount, Recorded, Result, StoreError, Tx};

/// Something worth saying.
#[derive(Clone, Debug)]
pub enum Notice {
    /// Webhooks are received there.
    Listens(SocketAddr),
    /// This daemon decides.
    Decides,
    /// Another one does; this one only rings.
    OnlyRings(String),
    /// Something went on the record.
    Entry(Recorded),
    /// So many entries more than are shown.
    More(usize),
    /// What is open and who is on call.
    Board(Board),
    /// The store cannot be written.
    StoreFails(StoreError),
    /// It can be again.
    StoreRecovered,
    /// Something could not be decided and was set aside.
    SetAside(String, StoreError),
    /// A changed configuration is in force.
    ConfigReloaded,
    /// A changed configuration was refused.
    ConfigRefused(Faults),
    /// The alarm that tells of a failing store could not be sounded.
    CannotSound(String),
    /// Changes of the configuration file are not noticed by themselves.
    CannotWatch(String),
}

/// What is open and who is on call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// As of when.
    pub at: Timestamp,
    /// How many are open, by status and severity.
    pub open: Vec<OpenCount>,
    /// Who is on call in each rota.
    pub on_call: Vec<(String, Option<String>)>,
}

/// Where notices go.
#[derive(Clone)]
pub struct Report {
    say: Arc<dyn Fn(Notice) + Send + Sync>,
    wants_entries: bool,
}

impl Report {
    /// Says everything to `say`; the timeline and the board only if it `wants_entries`.
    pub fn to(wants_entries: bool, say: impl Fn(Notice) + Send + Sync + 'static) -> Self {
        Self { say: Arc::new(say), wants_entries }
    }

    /// Says it.
    pub fn say(&self, notice: Notice) {
        (self.say)(notice);
    }

    pub(super) fn wants_entries(&self) -> bool {
        self.wants_entries
    }
}

/// The board as it is in that transaction.
pub(super) fn board(tx: &Tx<'_>, settings: &Settings, now: Timestamp) -> Result<Board> {
    let on_call = settings.rules.rotas.iter().map(|(name, rota)| {
        let holder = rota.on_call(0, now).into_iter().next();
        (name.to_string(), holder.map(|person| person.to_string()))
    });
    Ok(Board { at: now, open: tx.count_open()?, on_call: on_call.collect() })
}
