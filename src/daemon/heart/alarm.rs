//! The alarm about a daemon that cannot call anybody: it needs neither the store nor the deciding thread,
//! nor even the station.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;

use super::reserve::Reserve;
use super::{DECIDER, Heart, STATION};
use crate::daemon::alarm::{from_afar, here};
use crate::daemon::clock;
use crate::daemon::outgoing::Outgoing;
use crate::daemon::station::{Order, Orders};
use crate::domain::wait::spell;
use crate::system;

/// How often it is sounded anew: what rings may break off.
const AGAIN: Duration = Duration::from_mins(1);

/// How often programs are run for it and messages sent.
const PROGRAMS_AGAIN: Duration = Duration::from_mins(5);

/// The alarm, sounding or not.
pub(in crate::daemon) struct Alarm {
    /// The station, for as long as it goes on.
    orders: Orders,
    reserve: Reserve,
    /// When it was last sounded, since this machine was started; nothing if all is well.
    sounded_at: Option<Duration>,
    /// When programs were last run.
    programs_at: Option<Duration>,
}

impl Alarm {
    pub(in crate::daemon) fn new(orders: Orders, reserve: Reserve) -> Self {
        Self { orders, reserve, sounded_at: None, programs_at: None }
    }

    /// Sounds if it is due, and falls silent once it is over.
    pub(super) fn sound(&mut self, heart: &Heart, has_changed: bool) {
        let now = system::since_boot();
        let stuck = heart.stuck();
        let length = |name: &str| stuck.iter().find(|(it, _)| it == name).map(|(_, it)| *it);
        let is_station_stuck = length(STATION).is_some();
        let summary = match (length(DECIDER), length(STATION)) {
            (Some(length), _) => decides_nothing(length),
            (None, Some(length)) => rings_nothing(length),
            (None, None) => {
                if self.sounded_at.take().is_some() {
                    self.orders.give(Order::AlarmOver);
                    self.reserve.falls_silent();
                }
                return;
            }
        };
        let is_due = |at: Option<Duration>, every| at.is_none_or(|at| at + every <= now);
        if !has_changed && !is_due(self.sounded_at, AGAIN) {
            return;
        }
        self.sounded_at = Some(now);
        let mut calls: Vec<Outgoing> = here(&summary).collect();
        if heart.decides.load(Ordering::Relaxed) && is_due(self.programs_at, PROGRAMS_AGAIN) {
            self.programs_at = Some(now);
            let settings = heart.settings.borrow().clone();
            calls.extend(settings.iter().flat_map(|it| from_afar(&summary, it, clock::now())));
        }
        if is_station_stuck {
            self.reserve.ring(calls);
        } else {
            self.orders.give(Order::Alarm(calls));
        }
    }
}

fn decides_nothing(length: SignedDuration) -> String {
    format!("wail is stuck and calls nobody: nothing was decided for {}", spell(length))
}

fn rings_nothing(length: SignedDuration) -> String {
    format!("wail is stuck and rings nothing: no page went out for {}", spell(length))
}
