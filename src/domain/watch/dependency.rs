//! What monitors depend on: without it they cannot work, and nobody has to hear that they do not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use crate::domain::name::MonitorName;

/// That a monitor depends on another one, directly or by others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The one that depends.
    pub monitor: MonitorName,
    /// The one without which it cannot work.
    pub parent: MonitorName,
    /// How long after that one works again it is known whether the first does.
    pub settle: SignedDuration,
}

/// What each depends on, directly or by others, given what each names. Where they name each other, none
/// depends on itself.
#[must_use]
pub fn ancestors(
    named: &BTreeMap<MonitorName, Vec<MonitorName>>,
) -> BTreeMap<MonitorName, BTreeSet<MonitorName>> {
    let of = |name: &MonitorName| {
        let mut found = BTreeSet::new();
        let mut left: Vec<&MonitorName> = named.get(name).into_iter().flatten().collect();
        while let Some(next) = left.pop() {
            if next != name && named.contains_key(next) && found.insert(next.clone()) {
                left.extend(named.get(next).into_iter().flatten());
            }
        }
        found
    };
    named.keys().map(|name| (name.clone(), of(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(all: &[(&str, &[&str])]) -> BTreeMap<MonitorName, Vec<MonitorName>> {
        let names = |names: &[&str]| names.iter().map(|name| MonitorName::from(*name)).collect();
        all.iter().map(|(name, parents)| (MonitorName::from(*name), names(parents))).collect()
    }

    fn of(all: &[(&str, &[&str])], name: &str) -> Vec<String> {
        let found = ancestors(&named(all));
        found[&MonitorName::from(name)].iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_named_by_others_counts() {
        let all: &[(&str, &[&str])] = &[
            ("shop", &["switch", "database"]),
            ("switch", &["router"]),
            ("database", &["switch"]),
            ("router", &[]),
        ];
        assert_eq!(of(all, "shop"), ["database", "router", "switch"]);
        assert_eq!(of(all, "switch"), ["router"]);
        assert!(of(all, "router").is_empty());
    }

    #[test]
    fn a_circle_and_what_is_not_there_are_survived() {
        let all: &[(&str, &[&str])] = &[("a", &["b"]), ("b", &["a", "gone"])];
        assert_eq!(of(all, "a"), ["b"]);
        assert_eq!(of(all, "b"), ["a"]);
    }
}
