//! What is written down of the routes by which an alert went.

use std::fmt::Write as _;

use crate::domain::alert::Severity;
use crate::domain::name::{PolicyName, RouteName};

/// By which routes an alert went, and what they made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// The route that decided.
    pub by: RouteName,
    /// The policy it leads to; none if it is only written down.
    pub policy: Option<PolicyName>,
    /// What else is called, and by which routes.
    pub as_well: Vec<(RouteName, PolicyName)>,
    /// How grave it is since then, if a route said otherwise than its sender.
    pub regraded: Option<Regraded>,
}

/// That a route changed how grave an alert is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regraded {
    /// The route.
    pub by: RouteName,
    /// How grave its sender says it is.
    pub from: Severity,
    /// How grave it is taken to be.
    pub to: Severity,
}

impl Routed {
    /// That it goes by one route to that policy.
    #[must_use]
    pub fn to(by: RouteName, policy: Option<PolicyName>) -> Self {
        Self { by, policy, as_well: Vec::new(), regraded: None }
    }

    /// How grave it was before any route changed that; none if none did.
    #[must_use]
    pub fn reported(&self) -> Option<Severity> {
        self.regraded.as_ref().map(|regraded| regraded.from)
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut said = match &self.policy {
            Some(policy) => format!("route {} takes it to policy {policy}", self.by),
            None => format!("route {} only writes it down", self.by),
        };
        // Writing to a string cannot fail.
        for (by, policy) in &self.as_well {
            let _ = write!(said, ", and route {by} to policy {policy} as well");
        }
        if let Some(Regraded { by, from, to }) = &self.regraded {
            let _ = write!(said, "; route {by} makes it {to} instead of {from}");
        }
        said
    }
}
