//! How fast problems were answered and ended, and how noisy it was: read once, counted by the domain.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::incident::escalation::Target;
use crate::domain::name::{PolicyName, RotaName};
use crate::domain::nines::Span;
use crate::domain::numbers::{self, Numbers};
use crate::domain::rules::Rules;
use crate::store::{Result, Tx};

/// Counts the numbers of that time.
pub fn numbers(tx: &Tx<'_>, rules: &Rules, window: Span) -> Result<Numbers> {
    let chronicle = tx.chronicle(window)?;
    let policies: BTreeSet<&PolicyName> =
        chronicle.problems.values().map(|problem| &problem.policy).collect();
    let rotas: BTreeMap<_, _> =
        policies.into_iter().map(|name| (name.clone(), rotas_of(name, rules))).collect();
    Ok(numbers::numbers(&chronicle, &rotas, &rules.zone))
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
