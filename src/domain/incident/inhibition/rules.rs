//! Rules by which one alert explains others: while it fires, those page nobody.
//!
//! They mean what Alertmanager's mean: a label that both lack counts as equal, and what matches both
//! sides of a rule is not held by itself or by another one that does.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::domain::alert::Severity;
use crate::domain::label::sieve::Sieve;
use crate::domain::label::{Labels, Matcher, all_match};
use crate::domain::name::SourceName;

/// One rule.
#[derive(Clone, Debug)]
pub struct InhibitRule {
    /// What it is called.
    pub name: String,
    /// The alerts that explain others: all must hold.
    pub source: Vec<Matcher>,
    /// The alerts that are explained: all must hold.
    pub target: Vec<Matcher>,
    /// The labels that both must have alike.
    pub equal: Vec<String>,
    /// How long after the first is over it is waited whether the other is as well.
    pub settle: SignedDuration,
}

/// How an alert meets one side of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// A number of the rule; one that has changed has another one.
    pub rule: i64,
    /// A number of the values that must be alike: where they are, it is the same.
    pub equal: i64,
    /// Whether the alert meets the other side of that rule as well.
    pub is_both: bool,
}

impl InhibitRule {
    /// Whether an alert with the labels `source`, while it fires, explains another one with the labels
    /// `target`.
    #[must_use]
    pub fn explains(&self, source: &Labels, target: &Labels) -> bool {
        let is_both = |labels| all_match(&self.source, labels) && all_match(&self.target, labels);
        all_match(&self.source, source)
            && all_match(&self.target, target)
            && self.equal.iter().all(|label| value(source, label) == value(target, label))
            && !(is_both(source) && is_both(target))
    }

    /// The rule without its name as one text.
    fn written(&self) -> String {
        let texts = |matchers: &[Matcher]| {
            let texts: Vec<String> = matchers.iter().map(ToString::to_string).collect();
            texts.join("\u{1f}")
        };
        let parts = [texts(&self.source), texts(&self.target), self.equal.join("\u{1f}")];
        parts.join("\u{1e}")
    }

    /// How an alert with these labels meets the side of it that it does.
    fn side(&self, rule: i64, labels: &Labels, other: &[Matcher]) -> Side {
        let equal = number(self.equal.iter().map(|label| value(labels, label)));
        Side { rule, equal, is_both: all_match(other, labels) }
    }
}

/// A number of these texts (FNV-1a with 64 bits); what else has the same one is told apart by the rule.
fn number<'t>(texts: impl IntoIterator<Item = &'t str>) -> i64 {
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0xff]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.cast_signed()
}

/// The value of a label; one that is missing reads as the empty text.
fn value<'l>(labels: &'l Labels, label: &str) -> &'l str {
    labels.get(label).map_or("", String::as_str)
}

/// All rules, found by what they ask for.
#[derive(Clone, Debug, Default)]
pub struct InhibitRules {
    rules: Vec<InhibitRule>,
    /// The number of each.
    numbers: Vec<i64>,
    sources: Sieve,
    targets: Sieve,
}

impl InhibitRules {
    /// These rules, in that order.
    #[must_use]
    pub fn new(rules: Vec<InhibitRule>) -> Self {
        let numbers = rules.iter().map(|rule| number([rule.written().as_str()])).collect();
        let sources = Sieve::of(rules.iter().map(|rule| rule.source.as_slice()));
        let targets = Sieve::of(rules.iter().map(|rule| rule.target.as_slice()));
        Self { rules, numbers, sources, targets }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[InhibitRule] {
        &self.rules
    }

    /// A number of all of them: another one, other rules. It is never 0.
    #[must_use]
    pub fn number(&self) -> i64 {
        let texts: Vec<String> = self.rules.iter().map(InhibitRule::written).collect();
        number(texts.iter().map(String::as_str)) | 1
    }

    /// The rules by which an alert with these labels explains others.
    #[must_use]
    pub fn by_source(&self, labels: &Labels) -> Vec<Side> {
        let sides = self.sources.pass(labels).into_iter().filter_map(|index| {
            let rule = self.rules.get(index).filter(|rule| all_match(&rule.source, labels))?;
            Some(rule.side(*self.numbers.get(index)?, labels, &rule.target))
        });
        sides.collect()
    }

    /// The rules among those of these numbers by which an alert with these labels may be explained.
    #[must_use]
    pub fn by_target(&self, labels: &Labels, of: &BTreeSet<i64>) -> Vec<(&InhibitRule, Side)> {
        if of.is_empty() {
            return Vec::new();
        }
        let sides = self.targets.pass(labels).into_iter().filter_map(|index| {
            let number = self.numbers.get(index).filter(|number| of.contains(number))?;
            let rule = self.rules.get(index).filter(|rule| all_match(&rule.target, labels))?;
            Some((rule, rule.side(*number, labels, &rule.source)))
        });
        sides.collect()
    }
}

/// The labels that rules look at: the alert's own, and where it lacks them `severity`, how grave it is
/// here, and `source`, who reports it.
#[must_use]
pub fn seen<'l>(labels: &'l Labels, severity: Severity, source: &SourceName) -> Cow<'l, Labels> {
    let of_itself = [("severity", severity.word()), ("source", source.as_str())];
    let missing = of_itself.into_iter().filter(|(name, _)| !labels.contains_key(*name));
    missing.fold(Cow::Borrowed(labels), |mut labels, (name, value)| {
        labels.to_mut().insert(name.to_owned(), value.to_owned());
        labels
    })
}

#[cfg(test)]
mod tests;
