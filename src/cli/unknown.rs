//! There is no such thing: the one answer to every name that nothing has, with what was nearly typed.

use std::collections::BTreeSet;

use crate::config::{Settings, closest};
use crate::domain::name::PersonId;
use crate::domain::rota::{Rota, TierName};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// How many names are told at most.
const MOST: usize = 12;

/// What to type next where a name is not known: the one that was nearly typed, else those there are, after
/// `told` ("there are", "the configuration knows").
pub(super) fn nearest<'n>(
    typed: &str,
    known: impl IntoIterator<Item = &'n str>,
    told: &str,
) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(meant) = closest(typed, known.iter().copied()) {
        return Some(format!("did you mean `{}`?", plain(meant)));
    }
    let names: Vec<_> = known.iter().take(MOST).map(|name| plain(name)).collect();
    let told = if told == "there are" && known.len() == 1 { "there is" } else { told };
    match known.len().checked_sub(MOST) {
        _ if known.is_empty() => None,
        None | Some(0) => Some(format!("{told} {}", names.join(", "))),
        Some(more) => Some(format!("{told} {} and {more} more", names.join(", "))),
    }
}

/// There is no such `what`; `none` says what to type where there is none of them at all.
pub(super) fn unknown<'n>(
    what: &str,
    typed: &str,
    known: impl IntoIterator<Item = &'n str>,
    none: &str,
) -> Error {
    let error = Error::new(Kind::Usage, format!("there is no {what} `{}`", plain(typed)));
    error.hint(nearest(typed, known, "there are").unwrap_or_else(|| none.to_owned()))
}

/// The person of that name, if the rules know one.
pub(super) fn person(typed: &str, rules: &Rules) -> Result<PersonId, Error> {
    if let Some((person, _)) = rules.people.get_key_value(typed) {
        return Ok(person.clone());
    }
    let error = Error::new(Kind::Usage, format!("there is no person `{}`", plain(typed)));
    Err(error.hint(meant_by(typed, rules)))
}

/// Whom somebody meant who typed a name that nobody has.
pub(super) fn meant_by(typed: &str, rules: &Rules) -> String {
    let nobody = "the configuration names nobody; add `[people.NAME]`";
    nearest(typed, rules.names(), "the configuration knows").unwrap_or_else(|| nobody.to_owned())
}

/// There is no such rota.
pub(super) fn rota(typed: &str, settings: &Settings) -> Error {
    let known = settings.rules.rotas.keys().map(|name| name.as_str());
    unknown("rota", typed, known, "the configuration has none; add `[[rota.NAME.layer]]`")
}

/// There is no such tier in any of these rotas.
pub(super) fn tier<'r>(typed: &str, rotas: impl Iterator<Item = &'r Rota>) -> Error {
    let known: BTreeSet<&str> = rotas.flat_map(Rota::tiers).map(TierName::as_str).collect();
    unknown("tier", typed, known, "`wail who` shows who is on call")
}

#[cfg(test)]
mod tests;
