//! Whether it was practised: nobody should learn in an incident that they cannot be called.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Finding, Patient};
use crate::cli::time;
use crate::domain::name::PersonId;
use crate::domain::rules::Rules;
use crate::engine::history;
use crate::error::Error;
use crate::pager::sound::SOUNDING;
use crate::store::{Heartbeat, StoreError};

/// Says of everybody on call whether a drill was passed or a sound was proved since their shift
/// began.
pub(super) fn shifts(patient: &mut Patient<'_>) -> Result<Vec<Finding>, Error> {
    let (Some(settings), Some(store)) = (patient.settings, &mut patient.store) else {
        return Ok(Vec::new());
    };
    let now = patient.session.now;
    let zone = patient.session.zone();
    // What this command proves itself happens after it began.
    let when = |at: Timestamp| time::with_distance(at.min(now), now, &zone);
    let proofs = store.read(|tx| {
        let rules = history::in_force(tx, &settings.rules, now)?;
        let begun = begun(&rules, now);
        begun
            .into_iter()
            .map(|(person, since)| {
                let drill = tx.last_passed_drill(&person)?.filter(|at| *at >= since);
                let beats = tx.stations(since)?;
                let proof = tx.last_proof(&person)?.filter(|at| *at >= since);
                let heard = beats.iter().filter_map(|beat| heard(beat, &person, since));
                let sound = heard.chain(proof.map(|at| (at, Heard::Proof))).max();
                Ok::<_, StoreError>(Practice { person, since, drill, sound })
            })
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(proofs
        .into_iter()
        .map(|Practice { person, since, drill, sound }| match (drill, sound) {
            (Some(at), _) => Finding::fine("drill", format!("{person} passed one {}", when(at))),
            (None, Some((at, Heard::Alarm))) => Finding::fine(
                "drill",
                format!("none passed, but an alarm rang on a machine of {person} {}", when(at)),
            ),
            (None, Some((at, Heard::Proof))) => Finding::fine(
                "drill",
                format!("none passed, but a machine of {person} was proved audible {}", when(at)),
            ),
            (None, None) => {
                let since = time::local(since, now, &zone);
                Finding::warning(
                    "drill",
                    format!("{person}'s shift since {since} has no passed drill or proof"),
                    format!(
                        "`wail drill`, and {person} acknowledges; `wail sound proof` tries the \
                         loudspeaker alone"
                    ),
                )
            }
        })
        .collect())
}

/// Whether somebody's shift has been practised.
struct Practice {
    person: PersonId,
    since: Timestamp,
    drill: Option<Timestamp>,
    sound: Option<(Timestamp, Heard)>,
}

/// What was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Heard {
    /// The one short stroke that proves it.
    Proof,
    /// An alarm that rang for somebody.
    Alarm,
}

/// Everybody on call, with the beginning of their latest shift.
fn begun(rules: &Rules, now: Timestamp) -> BTreeMap<PersonId, Timestamp> {
    let mut begun: BTreeMap<PersonId, Timestamp> = BTreeMap::new();
    for rota in rules.rotas.values() {
        let shifts = (0..rota.tiers().len()).filter_map(|tier| rota.shift_at(tier, now));
        for shift in shifts {
            let since = begun.entry(shift.person).or_insert(shift.start);
            *since = shift.start.max(*since);
        }
    }
    begun
}

/// When that station was last heard and by what, if it rings for that person and was since then.
fn heard(beat: &Heartbeat, person: &PersonId, since: Timestamp) -> Option<(Timestamp, Heard)> {
    if !beat.station.is_for(person) {
        return None;
    }
    let (at, proof) = beat.audio.as_deref()?.split_once(", ")?;
    let what = if proof.starts_with(SOUNDING) { Heard::Alarm } else { Heard::Proof };
    Some((at.parse().ok().filter(|at| *at >= since)?, what))
}
