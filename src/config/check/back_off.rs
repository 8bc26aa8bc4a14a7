//! `back_off` of a policy: rests that grow, and never shrink.

use std::collections::BTreeMap;

use super::Check;
use crate::config::fault::Finding;
use crate::config::raw::{BackOffTable, BackOffsTable, Given};
use crate::domain::alert::Severity;
use crate::domain::incident::back_off::{BackOff, TWICE};

/// Factors from 1 up to this one are no slip of the pen.
const MOST: f64 = 10.0;

/// How calling goes on for each severity.
pub(super) fn back_offs(
    given: Option<&BackOffsTable>,
    check: &mut Check<'_>,
) -> BTreeMap<Severity, BackOff> {
    let of = |severity| {
        let given = given?;
        match severity {
            Severity::Critical => given.critical.as_ref(),
            Severity::Error => given.error.as_ref(),
            Severity::Warning => given.warning.as_ref(),
            Severity::Info => given.info.as_ref(),
        }
    };
    let back_offs = Severity::ALL.into_iter().map(|severity| {
        let usual = BackOff::usual(severity);
        (severity, of(severity).map_or(usual, |table| back_off(table, usual, check)))
    });
    back_offs.collect()
}

/// What is not given of one is as usual; the one of two lengths that is given is believed.
fn back_off(table: &Given<BackOffTable>, usual: BackOff, check: &mut Check<'_>) -> BackOff {
    let mut first = check.duration("a rest", table.first.as_ref(), usual.first);
    let mut at_most = check.duration("a rest", table.at_most.as_ref(), usual.at_most);
    if first > at_most {
        match (&table.first, &table.at_most) {
            (Some(_), None) => at_most = first,
            (None, Some(_)) => first = at_most,
            (Some(_), Some(given)) => check.fault(
                Finding::at(given.span.clone(), "the longest rest is shorter than the first")
                    .hint("write `{ first = \"5m\", at_most = \"1h\" }`"),
            ),
            (None, None) => {}
        }
    }
    let hundredths = match &table.factor {
        Some(given) => check.take(factor(given)).unwrap_or(TWICE),
        None => TWICE,
    };
    BackOff { first, hundredths, at_most }
}

fn factor(given: &Given<f64>) -> Result<u32, Finding> {
    if !(1.0..=MOST).contains(&given.value) {
        let finding = Finding::at(given.span.clone(), "a factor lies between 1 and 10");
        return Err(
            finding.hint("write `factor = 2`: each rest is twice as long as the one before")
        );
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 100 and 1000"
    )]
    Ok((given.value * 100.0).round() as u32)
}
