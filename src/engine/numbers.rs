//! How fast problems were answered and ended, and how noisy it was: read once, counted by the domain.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use crate::domain::incident::escalation::Target;
use crate::domain::name::{PolicyName, RotaName};
use crate::domain::nines::Span;
use crate::domain::numbers::{self, Numbers, Which};
use crate::domain::rules::Rules;
use crate::store::{Result, Tx};

/// Counts the numbers of that time; hours, days and months are those of `zone`.
pub fn numbers(tx: &Tx<'_>, rules: &Rules, window: Span, zone: &TimeZone) -> Result<Numbers> {
    numbers_of(tx, rules, (window, zone), &Which::default())
}

/// Counts those of some incidents only.
pub fn numbers_of(
    tx: &Tx<'_>,
    rules: &Rules,
    (window, zone): (Span, &TimeZone),
    which: &Which,
) -> Result<Numbers> {
    let mut chronicle = tx.chronicle(window)?;
    let policies: BTreeSet<PolicyName> =
        chronicle.problems.values().map(|problem| problem.policy.clone()).collect();
    let of_policy = |name: PolicyName| {
        let rotas = rotas_of(&name, rules);
        (name, rotas)
    };
    let rotas: BTreeMap<_, _> = policies.into_iter().map(of_policy).collect();
    chronicle.problems.retain(|_, problem| which.counts(problem, &rotas));
    Ok(numbers::numbers(&chronicle, &rotas, zone))
}

/// The rotas that a policy calls.
fn rotas_of(policy: &PolicyName, rules: &Rules) -> BTreeSet<RotaName> {
    let policy = rules.policy(policy);
    let steps = policy.iter().flat_map(|policy| &policy.steps);
    let called = steps.flat_map(|step| &step.who).filter_map(|who| match who {
        Target::Rota(rota) | Target::Tier(rota, _) => Some(rota.clone()),
        Target::Person(_) | Target::Everyone => None,
    });
    called.collect()
}
