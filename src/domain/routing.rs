//! Routing: the routes by which an alert goes, in their order, and what they make of it: how grave it
//! is, whom it calls, or that it is only written down.

mod lint;

use std::borrow::Cow;

use jiff::Timestamp;

use super::alert::{Alert, Severity};
use super::label::sieve::Sieve;
use super::label::{Matcher, all_match};
use super::name::{PolicyName, RouteName, SourceName};
use super::record::timeline::{Regraded, Routed};
use super::rota::WeeklyHours;

/// What joins the names of policies that are called together. No policy of the configuration has it in
/// its name.
pub const TOGETHER: char = '+';

/// One route: what it takes, and what follows for that.
#[derive(Clone, Debug)]
pub struct Route {
    /// Its name; its number where it has none.
    pub name: RouteName,
    /// What it takes.
    pub takes: Conditions,
    /// How grave what it takes is from here on; as it was, if absent.
    pub severity: Option<Severity>,
    /// What follows.
    pub then: Then,
    /// Whether the routes after it are asked as well.
    pub goes_on: bool,
}

impl Route {
    /// The route that takes everything to that policy.
    #[must_use]
    pub fn to(name: RouteName, policy: PolicyName) -> Self {
        let takes = Conditions::default();
        Self { name, takes, severity: None, then: Then::Calls(policy), goes_on: false }
    }
}

/// The routes in their order, found by what they ask of labels.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    all: Vec<Route>,
    sieve: Sieve,
}

impl Routes {
    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[Route] {
        &self.all
    }

    /// Those that take an alert at that instant, in order.
    fn taking(&self, alert: &Alert, now: Timestamp) -> impl Iterator<Item = &Route> {
        let could = self.sieve.pass(&alert.labels).into_iter();
        let could = could.filter_map(|place| self.all.get(place));
        could.filter(move |route| route.takes.hold(alert, now))
    }
}

impl From<Vec<Route>> for Routes {
    fn from(all: Vec<Route>) -> Self {
        let sieve = Sieve::of(all.iter().map(|route| route.takes.matchers.as_slice()));
        Self { all, sieve }
    }
}

/// What a route comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// This policy calls.
    Calls(PolicyName),
    /// It is only written down.
    Logs,
    /// Nothing: a later route says.
    Nothing,
}

/// What a route takes: all of this must hold.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    matchers: Vec<Matcher>,
    services: Vec<String>,
    sources: Vec<SourceName>,
    hours: Option<WeeklyHours>,
}

impl Conditions {
    /// Conditions on labels, in an order that asks for what is cheap first. None at all holds always.
    #[must_use]
    pub fn new(mut matchers: Vec<Matcher>) -> Self {
        matchers.sort_by_key(Matcher::is_pattern);
        Self { matchers, ..Self::default() }
    }

    /// Only of one of these services; of any if there is none.
    #[must_use]
    pub fn of_services(self, services: Vec<String>) -> Self {
        Self { services, ..self }
    }

    /// Only from one of these sources; from any if there is none.
    #[must_use]
    pub fn from_sources(self, sources: Vec<SourceName>) -> Self {
        Self { sources, ..self }
    }

    /// Only in these hours; always if there are none.
    #[must_use]
    pub fn within(self, hours: Option<WeeklyHours>) -> Self {
        Self { hours, ..self }
    }

    /// Whether they hold for that alert at that instant. A service is what the sender says it is, or
    /// else the label `service`.
    #[must_use]
    pub fn hold(&self, alert: &Alert, now: Timestamp) -> bool {
        let service = || alert.service.as_ref().or_else(|| alert.labels.get("service"));
        (self.sources.is_empty() || self.sources.contains(&alert.source))
            && (self.services.is_empty() || service().is_some_and(|it| self.services.contains(it)))
            && all_match(&self.matchers, &alert.labels)
            && self.hours.as_ref().is_none_or(|hours| hours.contain(now))
    }
}

/// Says by which routes an alert goes at that instant, and what they make of it.
///
/// The first that takes it and does not go on decides. Those before it that go on change how grave it
/// is, the later over the earlier, and what they call is called as well. Where the one that decides only
/// writes down, whoever was to be called as well still is. What no route takes, which the configuration's
/// check rules out, is called for by a policy that nobody has, and so by the fallback.
#[must_use]
pub fn route(routes: &Routes, alert: &Alert, now: Timestamp) -> Routed {
    let mut routed = Routed::to(RouteName::from("none"), Some(PolicyName::from("none")));
    let mut as_well = Vec::new();
    let mut taken = routes.taking(alert, now).peekable();
    while let Some(route) = taken.next() {
        if let Some(to) = route.severity {
            let from = alert.severity;
            let by = route.name.clone();
            routed.regraded = (to != from).then_some(Regraded { by, from, to });
        }
        if route.goes_on && taken.peek().is_some() {
            if let Then::Calls(policy) = &route.then {
                as_well.push((route.name.clone(), policy.clone()));
            }
            continue;
        }
        routed.by = route.name.clone();
        routed.policy = match &route.then {
            Then::Calls(policy) => Some(policy.clone()),
            Then::Logs | Then::Nothing => None,
        };
        break;
    }
    if routed.policy.is_none() && !as_well.is_empty() {
        let (by, policy) = as_well.remove(0);
        (routed.by, routed.policy) = (by, Some(policy));
    }
    for (by, policy) in as_well {
        let is_called = routed.policies().any(|called| *called == policy);
        if !is_called {
            routed.as_well.push((by, policy));
        }
    }
    routed
}

impl Routed {
    /// The policies that call, the one that decides first.
    fn policies(&self) -> impl Iterator<Item = &PolicyName> {
        self.policy.iter().chain(self.as_well.iter().map(|(_, policy)| policy))
    }

    /// The one name of the policies that call together; none if it is only written down.
    #[must_use]
    pub fn together(&self) -> Option<PolicyName> {
        if self.as_well.is_empty() {
            return self.policy.clone();
        }
        let mut name = String::new();
        for policy in self.policies() {
            if !name.is_empty() {
                name.push(TOGETHER);
            }
            name.push_str(policy.as_str());
        }
        Some(PolicyName::new(name))
    }

    /// The alert, as grave as the routes make it.
    #[must_use]
    pub fn graded<'a>(&self, alert: &'a Alert) -> Cow<'a, Alert> {
        match &self.regraded {
            Some(Regraded { to, .. }) => {
                let mut alert = alert.clone();
                alert.severity = *to;
                Cow::Owned(alert)
            }
            None => Cow::Borrowed(alert),
        }
    }
}

#[cfg(test)]
mod tests;
