//! What somebody expects of the rules, and how what would happen differs from that.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::{Call, Explanation};
use crate::domain::alert::Alert;
use crate::domain::name::{ChannelName, PersonId, PolicyName, RouteName};
use crate::domain::wait::spell;

/// An alert at an instant, and what is expected to come of it.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// Its name.
    pub name: String,
    /// What would be reported.
    pub alert: Alert,
    /// When.
    pub at: Timestamp,
    /// What is expected; what is not said is not asked.
    pub expected: Expected,
}

/// What is expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Who is called and when: these up to the last of them, and nobody else. None of them at all means
    /// that nobody is called, ever.
    pub calls: Option<Vec<ExpectedCall>>,
    /// What whoever is called first hears.
    pub sound: Option<String>,
    /// The policy that calls.
    pub policy: Option<PolicyName>,
    /// The route that decides.
    pub route: Option<RouteName>,
    /// What holds it at first: one of [`HOLDS`].
    pub held: Option<String>,
    /// Whether it is only written down.
    pub logged: Option<bool>,
}

/// Somebody is expected to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedCall {
    /// Who.
    pub person: PersonId,
    /// How long after the report.
    pub after: SignedDuration,
    /// By what; by anything if that is not said.
    pub channel: Option<ChannelName>,
}

/// Where the two differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about: the key of the expectation.
    pub about: &'static str,
    /// What is expected, line by line.
    pub expected: Vec<String>,
    /// What would happen, line by line.
    pub actual: Vec<String>,
}

/// What may hold something at first, in a word; the first is that nothing does.
pub const HOLDS: [&str; 8] =
    ["nothing", "hours", "silence", "maintenance", "inhibited", "old-news", "flapping", "storm"];

/// How many calls are told where none was expected.
const TOLD: usize = 3;

impl fmt::Display for ExpectedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", spoken(&self.person, self.after, self.channel.as_ref()))
    }
}

/// `bo at +5m by sound`
fn spoken(person: &PersonId, after: SignedDuration, channel: Option<&ChannelName>) -> String {
    let after = if after.is_zero() { "0".to_owned() } else { spell(after).replace(' ', "") };
    let by = channel.map(|channel| format!(" by {channel}")).unwrap_or_default();
    format!("{person} at +{after}{by}")
}

impl Assertion {
    /// Where what would happen is not what is expected; nowhere if all is well. `sound_of` says what
    /// somebody who is called at an instant hears.
    #[must_use]
    pub fn differences(
        &self,
        would: &Explanation,
        sound_of: impl Fn(&Call, Timestamp) -> String,
    ) -> Vec<Difference> {
        let Expected { calls, sound, policy, route, held, logged } = &self.expected;
        let mut found: Vec<Difference> =
            calls.iter().filter_map(|calls| self.calls_differ(calls, would)).collect();
        let mut compare = |about, expected: Option<&str>, actual: String| {
            if let Some(expected) = expected.filter(|expected| *expected != actual) {
                let expected = vec![expected.to_owned()];
                found.push(Difference { about, expected, actual: vec![actual] });
            }
        };
        let first = would.plan.steps.iter().find(|step| !step.calls.is_empty());
        let heard = first.and_then(|step| Some(sound_of(step.calls.first()?, step.at)));
        let nothing = || HOLDS[0].to_owned();
        compare("sound", sound.as_deref(), heard.unwrap_or_else(nothing));
        let calls = would.policy.as_ref().map_or_else(nothing, ToString::to_string);
        compare("policy", policy.as_ref().map(PolicyName::as_str), calls);
        compare("route", route.as_ref().map(RouteName::as_str), would.routed.by.to_string());
        compare("held", held.as_deref(), would.held.map_or_else(nothing, str::to_owned));
        let logged = logged.map(|logged| logged.to_string());
        compare("logged", logged.as_deref(), would.policy.is_none().to_string());
        found
    }

    /// How the calls differ, if they do.
    fn calls_differ(&self, expected: &[ExpectedCall], would: &Explanation) -> Option<Difference> {
        let last = expected.iter().map(|call| call.after).max();
        let all: Vec<(SignedDuration, &Call)> = would.plan.calls(self.at).collect();
        let asked = all.partition_point(|(after, _)| last.is_none_or(|last| *after <= last));
        let actual = &all[..asked];
        let is_met = |wanted: &ExpectedCall| {
            actual.iter().any(|(after, call)| self.meets(wanted, *after, call))
        };
        let is_wanted = |(after, call): &(SignedDuration, &Call)| {
            expected.iter().any(|wanted| self.meets(wanted, *after, call))
        };
        if expected.iter().all(is_met) && actual.iter().all(is_wanted) {
            return None;
        }
        let by_channel = expected.iter().any(|call| call.channel.is_some());
        let said = |(after, call): &(SignedDuration, &Call)| {
            let pages = call.pages.iter().map(|page| {
                let after = page.at.duration_since(self.at);
                spoken(&call.person, after, Some(&page.channel))
            });
            if by_channel { pages.collect() } else { vec![spoken(&call.person, *after, None)] }
        };
        // Whoever is called next may be who was meant.
        let most = if last.is_none() { TOLD } else { asked + 1 };
        let mut actual: Vec<String> = all.iter().take(most).flat_map(said).collect();
        if actual.is_empty() {
            actual.push("nobody is called".to_owned());
        }
        let mut expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        if expected.is_empty() {
            expected.push("nobody is called".to_owned());
        }
        Some(Difference { about: "expect", expected, actual })
    }

    /// Whether that call is the one that is wanted.
    fn meets(&self, wanted: &ExpectedCall, after: SignedDuration, call: &Call) -> bool {
        let is_then = match &wanted.channel {
            None => wanted.after == after,
            Some(channel) => call.pages.iter().any(|page| {
                page.channel == *channel && page.at.duration_since(self.at) == wanted.after
            }),
        };
        call.person == wanted.person && is_then
    }
}
