//! What a daemon has to say to whoever started it: a screen, or a log.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;

use crate::config::{Faults, Settings};
use crate::domain::alert::Severity;
use crate::domain::incident::{Hold, Incident, IncidentId, Status};
use crate::domain::name::PersonId;
use crate::domain::record::timeline::DaemonEvent;
use crate::domain::relief::{Relief, in_force};
use crate::domain::rota::handover::clock_time;
use crate::domain::rota::{FIRST_TIER, Rota};
use crate::domain::station::Station;
use crate::store::{Chosen, ListedIncident, OpenCount, Recorded, Result, StoreError, Tx};

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
    /// A loop of this daemon is stuck, or goes on.
    Heart(DaemonEvent),
    /// Something could not be decided and was set aside.
    SetAside(String, String),
    /// A changed configuration is in force.
    ConfigReloaded,
    /// A changed configuration was refused.
    ConfigRefused(Faults),
    /// A changed configuration would change who was on call, a line for each change.
    HistoryKept(Vec<String>),
    /// Webhooks cannot be received yet, for that reason; it is tried again.
    CannotListen(String),
    /// Something in the changed configuration takes effect only with a new start.
    NeedsRestart(&'static str),
    /// The alarm that tells of a failing store could not be sounded.
    CannotSound(String),
    /// Changes of the configuration file are not noticed by themselves.
    CannotWatch(String),
}

impl Notice {
    /// Whether a shift begins of somebody whose station that is.
    pub(super) fn begins_shift(&self, station: &Station) -> bool {
        let Self::Entry(Recorded { event, who: Some(who), .. }) = self else { return false };
        event == "handed-over" && station.is_for(&PersonId::from(who.as_str()))
    }
}

/// What is open and who is on call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// As of when.
    pub at: Timestamp,
    /// How many are open, by status and severity.
    pub open: Vec<OpenCount>,
    /// The gravest of them that nobody has, at most five.
    pub gravest: Vec<Named>,
    /// The newest of those that are as grave as the gravest: what an alarm says in words.
    pub newest: Option<Named>,
    /// What holds how many of those that are held, as far as they were looked at.
    pub held: Vec<(Hold, usize)>,
    /// How many ring at this station.
    pub ringing: usize,
    /// Who is on call in each rota.
    pub on_call: Vec<(String, Option<String>)>,
    /// When it was last proved that this machine can be heard.
    pub audible_at: Option<Timestamp>,
    /// Of which sources it is not known yet what is open there.
    pub reconciling: Vec<String>,
}

/// An incident as a board names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub id: IncidentId,
    /// How grave it is.
    pub severity: Severity,
    /// What it is about.
    pub summary: String,
    /// How many of its alerts fire besides the first.
    pub others: u32,
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

/// How many incidents are named, out of how many that are looked at.
const SHOWN: usize = 5;
const LOOKED_AT: usize = 50;

/// The board as it is in that transaction.
pub fn board(tx: &Tx<'_>, settings: &Settings, ringing: usize, now: Timestamp) -> Result<Board> {
    let (mut gravest, mut held) = (Vec::new(), Vec::<(Hold, usize)>::new());
    let mut newest: Option<Named> = None;
    let chosen = Chosen { at_most: Some(LOOKED_AT), ..Chosen::default() };
    tx.list(&chosen, |ListedIncident { incident, .. }| {
        let Incident { id, severity, summary, firing, status, .. } = incident;
        match status {
            Status::Held { by, .. } => match held.iter_mut().find(|(known, _)| *known == by) {
                Some((_, number)) => *number += 1,
                None => held.push((by, 1)),
            },
            Status::Triggered { .. } => {
                let of = Named { id, severity, summary, others: firing.saturating_sub(1) };
                let is_newer = |known: &Named| (severity, id) > (known.severity, known.id);
                if newest.as_ref().is_none_or(is_newer) {
                    newest = Some(of.clone());
                }
                if gravest.len() < SHOWN {
                    gravest.push(of);
                }
            }
            Status::Acknowledged { .. } | Status::Resolved { .. } => {}
        }
    })?;
    let reliefs = in_force(&tx.reliefs()?, &settings.rules, now);
    let on_call = settings.rules.rotas.iter().map(|(name, rota)| {
        let first = rota.tiers().first();
        let relief = reliefs.iter().find(|it| it.rota == *name && Some(&it.tier) == first);
        let holder = rota.on_call(FIRST_TIER, now).into_iter().next();
        let holder = holder.map(|person| person.to_string());
        (name.to_string(), relief.map(|it| relieved(it, rota, now)).or(holder))
    });
    let open = tx.count_open()?;
    let on_call = on_call.collect();
    let reconciling = Vec::new();
    let audible_at = None;
    Ok(Board { at: now, open, gravest, newest, held, ringing, on_call, audible_at, reconciling })
}

/// `bo for ana until 12:00`: who is called first, and instead of whom.
fn relieved(relief: &Relief, rota: &Rota, now: Timestamp) -> String {
    let until = clock_time(relief.ends_at, rota.zone_of(&relief.person), now);
    format!("{} for {} until {until}", relief.by, relief.person)
}
