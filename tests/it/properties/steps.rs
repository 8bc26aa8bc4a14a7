//! Whatever happens to whatever incident is decided.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use wail::domain::incident::escalation::Context;
use wail::domain::incident::inhibition::{Inhibited, Inhibition};
use wail::domain::incident::lifecycle::{Decision, step};
use wail::domain::incident::{
    AlertChange, Closer, FailedPage, HeldUntil, Hold, Incident, IncidentId, Input, Promise, Status,
    Version,
};
use wail::domain::label::Labels;
use wail::domain::name::PersonId;
use wail::domain::quiet::silence::SilenceId;
use wail::domain::rules::Rules;
use wail::domain::station::Stations;

use super::{CHANGED, PEOPLE, TEAM, input, person, severity, signal};
use crate::night::{alert, rules};

const INHIBITION: Inhibition =
    Inhibition { cause: IncidentId(7), settle: SignedDuration::from_mins(2) };

fn status() -> impl Strategy<Value = Status> {
    let at = (0..4_000_000_000_000_i64).prop_map(|at| Timestamp::from_millisecond(at).unwrap());
    let by = person().prop_map(|index| PersonId::from(PEOPLE[index]));
    (0..5_u8, any::<u32>(), 0..5_u32, at, by).prop_map(|(kind, step, round, at, by)| match kind {
        0 if step > 3 => Status::Held { by: Hold::Inhibited(INHIBITION), until: None },
        0 if step > 2 => Status::Held { by: Hold::Silence(SilenceId(1)), until: Some(at) },
        1 if step > 2 && step < 4 => {
            Status::Held { by: Hold::Maintenance("disks".into()), until: Some(at) }
        }
        1 if step > 3 => Status::Held { by: Hold::Inhibited(INHIBITION), until: Some(at) },
        0 => Status::Held { by: Hold::Hours(by), until: Some(at) },
        1 if round > 3 => {
            let had_by = (step > 1).then(|| by.clone());
            Status::Triggered { step: 0, round: 0, next_at: at, asked: Some(by), had_by }
        }
        1 => Status::Triggered { step, round, next_at: at, asked: None, had_by: Some(by) },
        2 => Status::Triggered { step: step % 3, round, next_at: at, asked: None, had_by: None },
        3 => Status::Acknowledged {
            by,
            at,
            check_in_at: at,
            promise: if round > 2 { Promise::Snooze } else { Promise::CheckIn },
            length: SignedDuration::from_mins(30),
            firing: step % 3,
            old_news_at: (step > 2).then_some(at),
        },
        _ => Status::Resolved { by: Closer::Person(by), at },
    })
}

fn any_input() -> impl Strategy<Value = Input> {
    let alert = (signal(), severity()).prop_map(|(signal, severity)| alert("x", signal, severity));
    let changes =
        vec![AlertChange::Joins, AlertChange::Returns, AlertChange::Raises, AlertChange::Clears];
    let change = prop::sample::select(changes);
    let failed = (person(), any::<bool>(), any::<bool>()).prop_map(|(index, next, others)| {
        Input::PageFailed(FailedPage {
            person: PEOPLE[index].into(),
            channel: "sound".into(),
            error: "no device".to_owned(),
            next: next.then(|| "desktop".into()),
            others,
        })
    });
    let by =
        prop_oneof![Just(Hold::Silence(SilenceId(1))), Just(Hold::Maintenance("disks".into())),];
    let silenced = by.prop_map(|by| Input::Silenced(HeldUntil { by, until: Timestamp::MAX }));
    let heard = (alert, change, any::<bool>());
    prop_oneof![
        3 => input(),
        2 => heard.prop_map(|(alert, change, is_silenced)| Input::Alert { alert, change, is_silenced }),
        2 => failed,
        2 => prop_oneof![Just(Input::Tick), Just(Input::Unsilenced)],
        1 => silenced,
        1 => Just(Input::Released),
        1 => Just(Input::RulesChanged),
        1 => Just(Input::Inhibited(Inhibited { by: INHIBITION, because: "x".to_owned() })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// Also an incident that no run of this version could have brought about is decided.
    #[test]
    fn whatever_happens_to_whatever_incident_is_decided_without_a_panic(
        status in status(),
        severity in severity(),
        firing in 0..3_u32,
        input in any_input(),
        (of_others, without_rules, now) in (any::<bool>(), any::<bool>(), 0..4_000_000_000_i64),
    ) {
        static RULES: LazyLock<[Rules; 3]> =
            LazyLock::new(|| [rules(TEAM), rules(CHANGED), Rules::none()]);
        let rules = &RULES[if without_rules { 2 } else { usize::from(of_others) }];
        let stations = Stations { alive: Vec::new(), daemon: of_others };
        let now = Timestamp::from_second(now).unwrap();
        let incident = Incident {
            id: IncidentId(1),
            version: Version(1),
            opened_at: now,
            severity,
            summary: "x".to_owned(),
            labels: Labels::new(),
            source: "prometheus".into(),
            group: None,
            policy: "default".into(),
            firing,
            status,
        };
        let is_tick = matches!(input, Input::Tick);
        match step(incident.clone(), input, Context { rules, stations: &stations, pending: &[], reliefs: &[] }, now) {
            Decision::Changed(outcome) => {
                prop_assert!(!outcome.timeline.is_empty(), "a change without a record");
                let is_held = matches!(
                    outcome.incident.status,
                    Status::Held { by: Hold::Inhibited(_), until: None }
                );
                let has_deadline = outcome.incident.deadline().is_some();
                prop_assert!(!outcome.incident.is_open() || is_held || has_deadline);
                prop_assert_eq!(outcome.incident.id, incident.id);
            }
            Decision::Unchanged => {
                prop_assert!(!is_tick || incident.deadline().is_none_or(|due| due > now));
            }
            Decision::Refused(_) => {}
        }
    }
}
