//! The door as the configuration describes it: who may send, and what is open.

use super::drill::DrillKey;
use crate::config::{self, Secret, Settings, SourceProof};
use crate::domain::alert::Severity;
use crate::domain::name::SourceName;
use crate::inbox::{Calendars, Door, DropIns, Gate};
use crate::sources::{DRILL, Grades};

/// The door as the configuration describes it, and beside it that of drills for whoever has their
/// key; without one there is none.
#[must_use]
pub fn door_of(settings: &Settings, drill_key: Option<&DrillKey>) -> Door {
    let gates = settings.sources.iter().map(|(name, source)| {
        let secret = source.proof.as_ref().map(|proof| match proof {
            SourceProof::Secret(secret) => bytes(secret),
            SourceProof::OwnKey => Vec::new(),
        });
        let key = source.key.as_ref().map(bytes);
        let (grades, map) = (source.grades.clone(), source.map.clone());
        let (kind, auto_resolve) = (source.kind, source.auto_resolve);
        let is_polled = source.poll.is_some();
        (name.clone(), Gate { kind, grades, map, key, auto_resolve, secret, is_polled })
    });
    let drills = drill_key.map(|key| (SourceName::from(DRILL.name), key.gate()));
    let calendars = settings.calendar_key.as_ref().map(|key| Calendars {
        key: key.expose().as_bytes().to_vec(),
        rotas: settings.rules.rotas.clone(),
        revised_at: config::revised_at(&settings.files),
        store: settings.store.path.clone(),
    });
    let keys = settings.dropins.iter().map(|(door, key)| (*door, key.as_ref().map(bytes)));
    let dropins = DropIns {
        keys: keys.collect(),
        store: settings.store.path.clone(),
        policies: settings.rules.policies.keys().cloned().collect(),
    };
    let behind = settings.dropins.iter().flat_map(|(door, key)| {
        door.kinds().map(|kind| {
            let key = key.as_ref().map(bytes);
            let grades = Grades::new(Severity::Error);
            (
                SourceName::from(kind.name),
                Gate {
                    kind,
                    grades,
                    map: None,
                    key,
                    secret: None,
                    auto_resolve: None,
                    is_polled: false,
                },
            )
        })
    });
    Door {
        gates: gates.chain(drills).chain(behind).collect(),
        body_limit: settings.listen.body_limit,
        dropins,
        calendars,
    }
}

fn bytes(secret: &Secret) -> Vec<u8> {
    secret.expose().as_bytes().to_vec()
}
