//! The steps of random nights, done through the same doors as in the product.

use jiff::{SignedDuration, Timestamp};
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::incident::{IncidentId, Input};
use wail::domain::name::RotaName;
use wail::domain::quiet::silence::SilenceId;
use wail::domain::rota::TierName;
use wail::domain::rota::acceptance::Pending;
use wail::engine::Engine;
use wail::store::{Result, Tx};

use super::nights::{ABOUT, BURST, Step, problem, team};
use super::{MONITORS, PEOPLE};
use crate::night::{Night, alert};

/// That alert, begun so long before now unless its episode has begun already, and not before the last
/// one was over.
fn begins(mut night: Night, alert: Alert, minutes_ago: i64) -> Night {
    let began = night.now - SignedDuration::from_mins(minutes_ago);
    let last = night.episodes.get(&over(&alert)).copied();
    let began = began.max(last.unwrap_or(began)).min(night.now);
    let began = *night.episodes.entry(alert.summary.clone()).or_insert(began);
    night.hears(&alert.started_at(Some(began)))
}

/// By what it is remembered when the last episode of a problem was over.
fn over(alert: &Alert) -> String {
    format!("{}, over", alert.summary)
}

fn ends(mut night: Night, alert: Alert) -> Night {
    let began = night.episodes.remove(&alert.summary);
    night.episodes.insert(over(&alert), night.now);
    night.hears(&alert.started_at(began))
}

/// Whatever somebody did, once it is done.
fn does<T>(mut night: Night, work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<T>) -> Night {
    drop(night.decide(work).unwrap());
    night.turn();
    night
}

/// One step, through the same doors as in the product.
pub(super) fn play(night: Night, step: &Step) -> Night {
    match step.clone() {
        Step::Fires(index, severity) => begins(night, problem(index, Signal::Firing, severity), 0),
        Step::FiresLate(index, severity, minutes) => {
            begins(night, problem(index, Signal::Firing, severity), minutes)
        }
        Step::Ends(index) => ends(night, problem(index, Signal::Resolved, Severity::Error)),
        Step::Flaps(index, severity) => (0..3).fold(night, |night, _| {
            let night = begins(night, problem(index, Signal::Firing, severity), 0).wait(1);
            ends(night, problem(index, Signal::Resolved, severity)).wait(1)
        }),
        Step::Bursts(severity) => BURST.iter().fold(night, |night, name| {
            let mut night = begins(night, alert(name, Signal::Firing, severity), 0);
            night.now += SignedDuration::from_secs(1);
            night
        }),
        Step::Calms => BURST
            .iter()
            .fold(night, |night, name| ends(night, alert(name, Signal::Resolved, Severity::Error))),
        Step::Waits(minutes) => night.wait(minutes),
        asked => ask(night, asked),
    }
}

fn ask(mut night: Night, step: Step) -> Night {
    match step {
        Step::Silences { about, minutes, until_resolved } => {
            let mut wanted = night.wanted(&[ABOUT[about]], minutes);
            wanted.until_resolved = until_resolved.then(|| SignedDuration::from_mins(3));
            night.asks(None, &wanted);
            night
        }
        Step::Keeps { silence, minutes } => {
            let mut wanted = night.wanted(&[ABOUT[0]], minutes);
            let known = night.read(|tx| tx.silences(Timestamp::MIN));
            let known = known.into_iter().find(|known| known.id.0 == silence);
            let Some(known) = known else { return night };
            wanted.matchers = known.what.matchers;
            night.asks(Some(silence), &wanted);
            night
        }
        Step::EndsSilence(id) => {
            let id = SilenceId(id);
            does(night, |_, engine| engine.end_silence(id))
        }
        Step::Does(id, input) => does(night, |_, engine| engine.apply(IncidentId(id), input)),
        Step::Snoozes(id, by, minutes) => {
            let until = night.now + SignedDuration::from_mins(minutes);
            let input = Input::Snooze { by: PEOPLE[by].into(), until };
            does(night, |_, engine| engine.apply(IncidentId(id), input))
        }
        Step::Splits(id, place) => does(night, |_, engine| {
            engine.split(IncidentId(id), &"ana".into(), |it, _| it == place)
        }),
        Step::Merges(id, into) => {
            does(night, |_, engine| engine.merge(IncidentId(id), IncidentId(into), &"ana".into()))
        }
        Step::LooksAtPagers => night.looks_at_pagers(),
        Step::HandsOver if night.rules.rotas.contains_key("week") => {
            let begins_at = night.now + SignedDuration::from_mins(10);
            night.hands_over(&Pending {
                rota: RotaName::from("week"),
                tier: TierName::new("primary"),
                giver: "ana".into(),
                taker: "bo".into(),
                begins_at,
            })
        }
        Step::HandsOver => night,
        Step::Accepts(_) if night.read(|tx| tx.pending_handovers()).is_empty() => night,
        Step::Accepts(index) => night.accepts(PEOPLE[index]),
        befallen => befall(night, &befallen),
    }
}

fn befall(night: Night, step: &Step) -> Night {
    match *step {
        Step::Sleeps(hours) => night.sleeps_for(hours),
        Step::ClockGoesBack(minutes) => night.clock_goes_back(minutes),
        Step::Restarts => night.everybody_restarts(),
        Step::LosesStation(index) => night.has_no_station(PEOPLE[index]),
        Step::GetsStation(index) => night.has_a_station_again(PEOPLE[index]),
        Step::LosesChannel(index) => night.loses_channel(PEOPLE[index], "sound"),
        Step::FallsSilent(index) => night.falls_silent(PEOPLE[index]),
        Step::Changes(number) => night.changes_rules(&team(number)).depends(super::DEPENDENCIES[0]),
        Step::Is(index, state) => night.is(MONITORS[index], state),
        Step::Depends(index) => night.depends(super::DEPENDENCIES[index]),
        _ => night,
    }
}
