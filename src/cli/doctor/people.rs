//! Who can be reached right now: the stations that are alive, and whoever is on call.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::checks::channels;
use super::{Finding, Patient};
use crate::config::Settings;
use crate::domain::name::PersonId;
use crate::domain::wait::count;
use crate::engine::history;
use crate::error::{Error, Kind};

/// The stations that are alive, and for whom they ring.
pub(super) fn stations(patient: &Patient<'_>) -> Finding {
    let alive = &patient.stations.alive;
    if alive.is_empty() {
        return Finding::warning(
            "stations",
            "no station is alive: no machine rings",
            "`wail watch` makes this machine ring",
        );
    }
    let each: Vec<String> = alive
        .iter()
        .map(|station| {
            let people = station.people.as_ref().map(|people| {
                people.iter().map(PersonId::as_str).collect::<Vec<_>>().join(" and ")
            });
            let people = people.unwrap_or_else(|| "everybody".to_owned());
            let dead: Vec<String> =
                station.unable.iter().map(|(kind, why)| format!("{kind}: {why}")).collect();
            let dead = match &*dead {
                [] => String::new(),
                dead => format!("; not by {}", dead.join(", nor by ")),
            };
            format!("{} rings for {people} by {}{dead}", station.name, channels(&station.channels))
        })
        .collect();
    let text = format!("{} alive: {}", count(alive.len(), "station"), each.join("; "));
    if alive.iter().any(|station| !station.unable.is_empty()) {
        let fix =
            "`wail doctor` on that machine says what to do, or name channels there that it has";
        return Finding::warning("stations", text, fix);
    }
    Finding::fine("stations", text)
}

/// Everybody on call now and the fallback, and how each can be reached.
pub(super) fn on_call(patient: &mut Patient<'_>) -> Result<Vec<Finding>, Error> {
    let Some(settings) = patient.settings else { return Ok(Vec::new()) };
    let now = patient.session.now;
    let rules = match &mut patient.store {
        Some(store) => store.read(|tx| history::in_force(tx, &settings.rules, now))?,
        None => Cow::Borrowed(&settings.rules),
    };
    let mut findings = Vec::new();
    let mut duties: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    for (name, rota) in &rules.rotas {
        for (tier, tier_name) in rota.tiers().iter().enumerate() {
            let place = match rota.tiers().len() {
                1 => format!("rota {name}"),
                _ => format!("rota {name}, tier {}", tier_name.as_str()),
            };
            let people = rota.on_call(tier, now);
            if people.is_empty() {
                findings.push(nobody(&place, settings));
            }
            for person in people {
                duties.entry(person).or_default().push(format!("on call in {place}"));
            }
        }
    }
    let fallback = settings.rules.fallback.clone();
    duties.entry(fallback).or_default().push("the fallback".to_owned());
    findings.extend(
        duties
            .into_iter()
            .map(|(person, duty)| reach(patient, settings, &person, &duty.join(", "))),
    );
    Ok(findings)
}

fn nobody(place: &str, settings: &Settings) -> Finding {
    Finding::warning(
        "on call",
        format!("nobody is on call in {place}; {} is called instead", settings.rules.fallback),
        "`wail who` says until when; an override in the rota fills the gap",
    )
}

/// Whether that person can be reached now, and by which channels.
fn reach(patient: &Patient<'_>, settings: &Settings, person: &PersonId, duty: &str) -> Finding {
    let reaches =
        settings.rules.people.get(person).map(|found| &*found.channels).unwrap_or_default();
    let (now, not): (Vec<_>, Vec<_>) =
        reaches.iter().partition(|reach| patient.stations.can_ring(person, reach));
    let names = |reaches: &[&crate::domain::rules::Reach]| {
        reaches.iter().map(|reach| reach.channel.as_str()).collect::<Vec<_>>().join(", ")
    };
    if !now.is_empty() {
        let rest = if not.is_empty() { String::new() } else { format!("; not by {}", names(&not)) };
        return Finding::fine(
            "on call",
            format!("{person} ({duty}) can be reached by {}{rest}", names(&now)),
        );
    }
    let text = format!("{person} ({duty}) cannot be reached now by {}", names(&not));
    let fix = format!("`wail watch` on {person}'s machine, or a channel that works without");
    if patient.stations.daemon {
        return Finding::failure("on call", Kind::Unreachable, text, fix);
    }
    Finding::warning("on call", format!("{text}: no daemon runs"), fix)
}
