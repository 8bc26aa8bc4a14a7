//! The stages of the chain, in the order in which an alert goes through them: one line and one function
//! for each.

use super::quiet::quiet_at;
use super::{Asked, Finding, Foreseen, Verdict};
use crate::domain::incident::triage::{Holding, Triage, WhyNot, waits_for};
use crate::domain::incident::{HeldUntil, Hold, IncidentId, Status};
use crate::domain::label::Matcher;
use crate::domain::noise::Noise;
use crate::domain::quiet::silence::Silence;
use crate::domain::rules::Urgency;
use crate::domain::wait::{count, spell};

/// One stage of the chain.
pub struct Stage {
    /// Its word.
    pub name: &'static str,
    /// What it says of an alert.
    pub(super) explain: fn(Asked<'_>) -> Finding,
}

/// All of them, in order.
pub const STAGES: &[Stage] = &[
    Stage { name: DEDUP, explain: dedup },
    Stage { name: ROUTE, explain: by_route },
    Stage { name: SEVERITY, explain: severity },
    Stage { name: SILENCE, explain: silence },
    Stage { name: MAINTENANCE, explain: maintenance },
    Stage { name: INHIBITION, explain: inhibition },
    Stage { name: NOISE, explain: noise },
    Stage { name: CASCADE, explain: cascade },
    Stage { name: HOURS, explain: hours },
    Stage { name: POLICY, explain: policy },
];

pub(super) const DEDUP: &str = "dedup";
pub(super) const ROUTE: &str = "route";
pub(super) const SEVERITY: &str = "severity";
pub(super) const SILENCE: &str = "silence";
pub(super) const MAINTENANCE: &str = "maintenance";
pub(super) const INHIBITION: &str = "inhibition";
pub(super) const NOISE: &str = "noise";
pub(super) const CASCADE: &str = "cascade";
pub(super) const HOURS: &str = "hours";
pub(super) const POLICY: &str = "policy";

/// Whether the same problem is known.
fn dedup(Asked { question, alert, triage, .. }: Asked<'_>) -> Finding {
    let of_it = |verdict, said: String| Finding::new(DEDUP, verdict, said);
    match triage {
        Triage::Repeats(id) => {
            let said =
                format!("incident {id} is about this very problem: it is only counted there");
            return of_it(Verdict::Joins, said);
        }
        Triage::Raises(id) => {
            let severity = alert.severity;
            let said = format!("incident {id} is about this very problem, and becomes {severity}");
            return of_it(Verdict::Changes, said);
        }
        Triage::Joins(id) => {
            let known = question.board.known.as_ref().and_then(|known| known.incident);
            let what = if known == Some(*id) { "had this very problem" } else { "is of its group" };
            return of_it(Verdict::Changes, format!("incident {id} {what}: it joins that"));
        }
        Triage::OnlyLogged(why @ (WhyNot::LateCopy | WhyNot::OlderEpisode)) => {
            return of_it(Verdict::Ends, format!("it is {}", why.phrase()));
        }
        Triage::Opens(_)
        | Triage::OpensHeld(..)
        | Triage::Follows(..)
        | Triage::Clears(_)
        | Triage::Acknowledges(_)
        | Triage::OnlyLogged(_) => {}
    }
    let said = match question.alike {
        Some(id) => format!(
            "incident {id} is open with these labels: the same problem again is only counted there, \
             a new one goes on"
        ),
        None => "nothing with these labels is open: it is a problem of its own".to_owned(),
    };
    of_it(Verdict::Passes, said)
}

/// By which routes it goes.
fn by_route(Asked { question, routed, .. }: Asked<'_>) -> Finding {
    let verdict = match (&routed.policy, &routed.regraded) {
        (None, _) => Verdict::Ends,
        (Some(_), Some(_)) => Verdict::Changes,
        (Some(_), None) => Verdict::Passes,
    };
    let said = match &routed.policy {
        Some(policy) if question.cx.rules.routes.all().len() == 1 && routed.regraded.is_none() => {
            format!("there is one route, to policy {policy}")
        }
        Some(_) | None => routed.sentence(),
    };
    Finding::new(ROUTE, verdict, said)
}

/// What its severity does.
fn severity(Asked { question, alert, .. }: Asked<'_>) -> Finding {
    let severity = alert.severity;
    let (verdict, does) = match question.cx.rules.urgency.of(severity) {
        Urgency::Page => (Verdict::Passes, "pages at any hour"),
        Urgency::Day => (Verdict::Passes, "waits for the day of whoever is called first"),
        Urgency::Log => (Verdict::Ends, "is only logged"),
    };
    Finding::new(SEVERITY, verdict, format!("{severity} {does}"))
}

/// Whether somebody has asked for quiet about it.
fn silence(Asked { question, alert, .. }: Asked<'_>) -> Finding {
    let of = (alert.source.as_str(), &alert.labels);
    let held = quiet_at(question.silences, question.cx.rules, of, question.now);
    if let Some(HeldUntil { by: Hold::Silence(id), until }) = held
        && let Some(silence) = question.silences.iter().find(|silence| silence.id == id)
    {
        let Silence { what, .. } = silence;
        let about: Vec<String> = what.matchers.iter().map(Matcher::to_string).collect();
        let said =
            format!("silence {id} of {} about {}: {}", what.by, about.join(" "), what.comment);
        return Finding::new(SILENCE, Verdict::Holds, said).until(Some(until));
    }
    let then = if question.is_now { "now" } else { "at that time" };
    let said = match question.silences.len() {
        0 => "there is no silence".to_owned(),
        1 => format!("the one silence does not match it {then}"),
        number => format!("none of {} matches it {then}", count(number, "silence")),
    };
    Finding::new(SILENCE, Verdict::Passes, said)
}

/// Whether quiet was planned for then.
fn maintenance(Asked { question, alert, .. }: Asked<'_>) -> Finding {
    let rules = question.cx.rules;
    let of = (alert.source.as_str(), &alert.labels);
    if let Some(HeldUntil { by: Hold::Maintenance(name), until }) =
        quiet_at(&[], rules, of, question.now)
    {
        let why = rules.maintenance.iter().find(|planned| planned.name == name);
        let why = why.map(|planned| format!(": {}", planned.why)).unwrap_or_default();
        let said = format!("maintenance {name}{why}");
        return Finding::new(MAINTENANCE, Verdict::Holds, said).until(Some(until));
    }
    let said = match rules.maintenance.len() {
        0 => "no maintenance is planned",
        _ => "no maintenance that is about it is under way",
    };
    Finding::new(MAINTENANCE, Verdict::Passes, said)
}

/// Whether a larger incident explains it.
fn inhibition(Asked { question, .. }: Asked<'_>) -> Finding {
    match &question.board.inhibited {
        Some(inhibited) => {
            let cause = inhibited.by.cause;
            let said = format!("held {} (incident {cause})", inhibited.because);
            Finding::new(INHIBITION, Verdict::Holds, said)
        }
        None => Finding::new(INHIBITION, Verdict::Passes, "no larger incident explains it"),
    }
}

/// Whether it may be noise: one of too many, old news, something that goes to and fro.
fn noise(asked: Asked<'_>) -> Finding {
    let Asked { question, alert, .. } = asked;
    if let Some(storm) = question.foreseen.as_ref().and_then(storm_of) {
        let said = match question.storm {
            Some(_) => format!("there is a storm, for which incident {storm} calls"),
            None => "it is one too many in a minute: a storm begins, which calls once".to_owned(),
        };
        return Finding::new(NOISE, Verdict::Holds, said);
    }
    if let Some(HeldUntil { by: Hold::Noise(noise), until }) = held_as_noise(asked) {
        let age = alert.started_at.map(|began| spell(question.now.duration_since(began)));
        let said = match (noise, age) {
            (Noise::OldNews, Some(age)) => format!("old news, it began {age} before"),
            (Noise::OldNews, None) => "old news".to_owned(),
            (Noise::Flapping, _) => {
                "it goes to and fro, and calls nobody until it stays".to_owned()
            }
            (Noise::Storm(storm), _) => format!("a storm, for which incident {storm} calls"),
        };
        return Finding::new(NOISE, Verdict::Holds, said).until(Some(*until));
    }
    let said = match (question.storm, question.cx.rules.noise.storm.more_than) {
        (Some(storm), _) => {
            format!("there is a storm, for which incident {storm} calls, but this is none of it")
        }
        (None, Some(number)) => {
            format!("there is no storm: not more than {number} new incidents a minute")
        }
        (None, None) => "storms are not looked for".to_owned(),
    };
    Finding::new(NOISE, Verdict::Passes, said)
}

/// The storm that holds what comes of it.
fn storm_of(foreseen: &Foreseen) -> Option<IncidentId> {
    match foreseen.incident.status {
        Status::Held { by: Hold::Noise(Noise::Storm(storm)), until: None } => Some(storm),
        Status::Held { .. }
        | Status::Triggered { .. }
        | Status::Acknowledged { .. }
        | Status::Resolved { .. } => None,
    }
}

/// What holds it because it may be noise, where nothing else does.
fn held_as_noise(Asked { question, triage, .. }: Asked<'_>) -> Option<&HeldUntil> {
    match triage {
        Triage::OpensHeld(_, Holding::Until(held)) => {
            Some(held).filter(|held| matches!(held.by, Hold::Noise(_)))
        }
        Triage::Joins(_) if question.board.holding().is_none() => question.board.noise.as_ref(),
        Triage::Opens(_)
        | Triage::OpensHeld(..)
        | Triage::Joins(_)
        | Triage::Follows(..)
        | Triage::Repeats(_)
        | Triage::Raises(_)
        | Triage::Clears(_)
        | Triage::Acknowledges(_)
        | Triage::OnlyLogged(_) => None,
    }
}

/// Whether it joins an incident with which it has something in common, and rings with that.
fn cascade(Asked { question, triage, .. }: Asked<'_>) -> Finding {
    if let Triage::Follows(id, tie) = triage {
        let said = format!("it joins incident {id}, {}, and rings with that", tie.phrase());
        return Finding::new(CASCADE, Verdict::Joins, said);
    }
    let said = match (triage, &question.board.cascade) {
        (Triage::Joins(id) | Triage::Raises(id), _) => format!("it is of incident {id} already"),
        (Triage::OpensHeld(..), Some((id, tie))) => {
            format!(
                "what is held joins nothing: else it would join incident {id}, {}",
                tie.phrase()
            )
        }
        _ => "it joins no open incident".to_owned(),
    };
    Finding::new(CASCADE, Verdict::Passes, said)
}

/// Whether it waits for somebody's day.
fn hours(asked: Asked<'_>) -> Finding {
    let Asked { question, alert, .. } = asked;
    let rules = question.cx.rules;
    let Some(policy) = asked.policy() else {
        return Finding::new(HOURS, Verdict::Passes, "nobody is to be called");
    };
    match waits_for(alert.severity, &policy, rules, question.now) {
        Some(HeldUntil { by: Hold::Hours(person), until }) => {
            let said = format!("{} waits for {person}, who is called first", alert.severity);
            Finding::new(HOURS, Verdict::Holds, said).until(Some(until))
        }
        Some(HeldUntil { until, .. }) => {
            Finding::new(HOURS, Verdict::Holds, "it waits").until(Some(until))
        }
        None => Finding::new(HOURS, Verdict::Passes, "it waits for nobody's day or quiet hours"),
    }
}

/// Which policy calls, and how it goes on.
fn policy(asked: Asked<'_>) -> Finding {
    let Asked { question, alert, .. } = asked;
    let rules = question.cx.rules;
    let name = asked.policy();
    let found = name.as_ref().and_then(|name| Some((name, rules.policy(name)?)));
    let said = match found {
        Some((name, policy)) => format!(
            "{name} has {}, gone through {} before {} is called as well; an acknowledgement lasts {}",
            count(policy.steps.len(), "step"),
            count(policy.repeat as usize + 1, "time"),
            rules.fallback,
            spell(policy.check_in(alert.severity)),
        ),
        None => format!("there is no such policy: {} is called", rules.fallback),
    };
    Finding::new(POLICY, Verdict::Passes, said)
}
