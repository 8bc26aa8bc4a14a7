//! Policies, the conditions on labels, and what each severity does.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::back_off::back_offs;
use super::names::{EVERYONE, Names};
use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, PolicyTable, Raw, StepTable};
use crate::domain::alert::Severity;
use crate::domain::incident::escalation::{EscalationPolicy, Step, Target};
use crate::domain::label::{Matcher, MatcherError};
use crate::domain::name::{PersonId, PolicyName, RotaName};
use crate::domain::rules::{Urgency, UrgencyRules};

/// How long the people of a step have.
pub(crate) const STEP_WAIT: SignedDuration = SignedDuration::from_mins(5);
/// How often the steps are repeated.
pub(crate) const REPEAT: u32 = 3;
/// More repeats than this are a slip of the pen.
const MOST_REPEATS: i64 = 1000;

/// How long an acknowledgement lasts unless the policy says otherwise.
pub(crate) fn check_in(severity: Severity) -> SignedDuration {
    match severity {
        Severity::Critical => SignedDuration::from_mins(30),
        Severity::Error => SignedDuration::from_hours(1),
        Severity::Warning => SignedDuration::from_hours(4),
        Severity::Info => SignedDuration::from_hours(8),
    }
}

/// The policies.
pub(super) fn policies(
    raw: &Raw,
    names: &Names,
    check: &mut Check<'_>,
) -> BTreeMap<PolicyName, EscalationPolicy> {
    if raw.policy.is_empty() {
        let finding = Finding::absent("there is no policy, so nobody would be called")
            .hint("add `[policy.default]` with `steps = [{ who = \"everyone\" }]`");
        check.missing(None, "policy", finding);
    }
    let policy = |(key, table)| {
        let policy = policy(key, table, names, check);
        (policy.name.clone(), policy)
    };
    raw.policy.iter().map(policy).collect()
}

fn policy(
    key: &Given<String>,
    table: &Given<PolicyTable>,
    names: &Names,
    check: &mut Check<'_>,
) -> EscalationPolicy {
    let hint = "write `steps = [{ who = \"everyone\" }]`";
    let steps = match &table.steps {
        None => {
            let finding = Finding::at(key.span.clone(), "this policy has no steps").hint(hint);
            check.missing(Some(&table.span), "steps", finding);
            Vec::new()
        }
        Some(steps) => {
            if steps.is_empty() && !check.has_lost_items(&steps.span) {
                check.fault(Finding::at(steps.span.clone(), "this policy calls nobody").hint(hint));
            }
            steps.iter().map(|table| step(table, names, check)).collect()
        }
    };
    let repeat = table.repeat.as_ref().and_then(|given| check.take(repeat(given)));
    EscalationPolicy {
        name: PolicyName::new(key.value.as_str()),
        steps,
        repeat: repeat.unwrap_or(REPEAT),
        check_in: check_ins(table, check),
        back_off: back_offs(table.back_off.as_ref(), check),
    }
}

fn repeat(given: &Given<i64>) -> Result<u32, Finding> {
    let fault = || {
        Finding::at(given.span.clone(), format!("steps can be repeated 0 to {MOST_REPEATS} times"))
    };
    if !(0..=MOST_REPEATS).contains(&given.value) {
        return Err(fault());
    }
    u32::try_from(given.value).map_err(|_| fault())
}

fn check_ins(table: &PolicyTable, check: &mut Check<'_>) -> BTreeMap<Severity, SignedDuration> {
    let given = table.check_in.clone().unwrap_or_default();
    let of = |severity| match severity {
        Severity::Critical => given.critical.as_ref(),
        Severity::Error => given.error.as_ref(),
        Severity::Warning => given.warning.as_ref(),
        Severity::Info => given.info.as_ref(),
    };
    Severity::ALL
        .into_iter()
        .map(|severity| {
            let default = check_in(severity);
            (severity, check.duration("a check-in", of(severity), default))
        })
        .collect()
}

fn step(table: &Given<StepTable>, names: &Names, check: &mut Check<'_>) -> Step {
    let wait = check.duration("a wait", table.wait.as_ref(), STEP_WAIT);
    let Some(given) = &table.who else {
        let finding = Finding::at(table.span.clone(), "this step does not say who is called")
            .hint("write `who = \"everyone\"`, or a rota or a person");
        check.missing(Some(&table.span), "who", finding);
        return Step { who: Vec::new(), wait };
    };
    let who = given.each();
    if who.is_empty() {
        check.fault(
            Finding::at(given.span.clone(), "this step calls nobody")
                .hint("name a rota, a person or `everyone`"),
        );
    }
    Step { who: who.iter().filter_map(|name| target(name, names, check)).collect(), wait }
}

fn target(name: &Given<String>, names: &Names, check: &mut Check<'_>) -> Option<Target> {
    if name.value == EVERYONE {
        return Some(Target::Everyone);
    }
    if names.has_rota(name) {
        return Some(Target::Rota(RotaName::new(name.value.as_str())));
    }
    if names.has_person(name) {
        return Some(Target::Person(PersonId::new(name.value.as_str())));
    }
    if let Some(target) = names.tier(name) {
        return Some(target);
    }
    if !check.may_be_known(name) {
        check.fault(values::unknown("rota or person", name, &names.targets()));
    }
    None
}

pub(super) fn matcher(text: &Given<String>) -> Result<Matcher, Finding> {
    Matcher::parse(text).map_err(|error| {
        let finding = Finding::at(text.span.clone(), error.to_string());
        match error {
            MatcherError::BadPattern { .. } | MatcherError::TooLarge(_) => finding,
            MatcherError::NoOperator(_) | MatcherError::NoLabel(_) => {
                finding.hint("write it like `service=db`, `env!=dev` or `host=~\"web-.*\"`")
            }
        }
    })
}

/// What each severity does.
pub(super) fn urgency(raw: &Raw, check: &mut Check<'_>) -> UrgencyRules {
    let default = UrgencyRules::default();
    let Some(table) = &raw.severities else { return default };
    let mut read = |given: &Option<Given<String>>, default: Urgency| {
        let urgency = given.as_ref().and_then(|given| check.take(values::urgency(given)));
        urgency.unwrap_or(default)
    };
    UrgencyRules {
        critical: read(&table.critical, default.critical),
        error: read(&table.error, default.error),
        warning: read(&table.warning, default.warning),
        info: read(&table.info, default.info),
    }
}
