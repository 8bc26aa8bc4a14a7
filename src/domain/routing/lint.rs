//! What of routes can be told without any alert: that one takes all that another one would, or that one
//! can never take anything.

use super::Conditions;
use crate::domain::label::{Labels, Matcher, MatcherParts};
use crate::domain::rota::WeeklyHours;

impl Conditions {
    /// Whether they hold for everything, at any hour.
    #[must_use]
    pub fn take_everything(&self) -> bool {
        self.matchers.iter().all(Matcher::holds_always)
            && self.services.is_empty()
            && self.sources.is_empty()
            && self.hours.as_ref().is_none_or(WeeklyHours::are_always)
    }

    /// Whether they hold whenever those others do, as far as that can be told: if so it is certain.
    #[must_use]
    pub fn cover(&self, others: &Self) -> bool {
        let is_within = |few: &[String], many: &[String]| {
            many.is_empty() || (!few.is_empty() && few.iter().all(|one| many.contains(one)))
        };
        let sources = |of: &Self| of.sources.iter().map(ToString::to_string).collect::<Vec<_>>();
        let implied = |matcher: &Matcher| {
            matcher.holds_always() || others.matchers.iter().any(|other| implies(other, matcher))
        };
        let hours = match (&self.hours, &others.hours) {
            (None, _) => true,
            (Some(hours), Some(other)) => hours == other || hours.are_always(),
            (Some(hours), None) => hours.are_always(),
        };
        hours
            && self.matchers.iter().all(implied)
            && is_within(&others.services, &self.services)
            && is_within(&sources(others), &sources(self))
    }

    /// Two conditions of these that never hold together, if there are such.
    #[must_use]
    pub fn contradiction(&self) -> Option<(&Matcher, &Matcher)> {
        self.matchers.iter().enumerate().find_map(|(index, one)| {
            let mut later = self.matchers[index + 1..].iter();
            later.find(|other| exclude(one, other)).map(|other| (one, other))
        })
    }
}

/// Whether the second condition holds wherever the first does, as far as that can be told.
fn implies(first: &Matcher, second: &Matcher) -> bool {
    let (one, two) = (first.parts(), second.parts());
    one.label == two.label && (one == two || (one.asks_for_one_value() && second.accepts(&one)))
}

/// Whether the two never hold together, as far as that can be told.
fn exclude(first: &Matcher, second: &Matcher) -> bool {
    let (one, two) = (first.parts(), second.parts());
    if one.label != two.label {
        return false;
    }
    let is_denial =
        one.value == two.value && one.is_pattern == two.is_pattern && one.is_equal != two.is_equal;
    is_denial
        || (one.asks_for_one_value() && !second.accepts(&one))
        || (two.asks_for_one_value() && !first.accepts(&two))
}

impl MatcherParts {
    /// Whether only one value will do.
    fn asks_for_one_value(&self) -> bool {
        self.is_equal && !self.is_pattern
    }
}

impl Matcher {
    /// Whether the condition says nothing: `.*` holds for a label that is not there, too.
    #[must_use]
    pub fn holds_always(&self) -> bool {
        let MatcherParts { value, is_pattern, is_equal, .. } = self.parts();
        is_pattern && is_equal && value == ".*"
    }

    /// Whether the condition holds where that label has that one value.
    fn accepts(&self, MatcherParts { label, value, .. }: &MatcherParts) -> bool {
        self.matches(&Labels::from([(label.clone(), value.clone())]))
    }
}
