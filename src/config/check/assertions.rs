//! Tests of the rules: what would be reported and when, and what is expected to come of it.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::names::Names;
use super::{Check, calendar, values};
use crate::config::asked::{Asked, alert};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Moment, Quantity, Raw, TestTable};
use crate::config::settings::SourceSettings;
use crate::config::zones;
use crate::domain::explain::assertion::{Assertion, Expected, ExpectedCall, HOLDS};
use crate::domain::label::Labels;
use crate::domain::name::{ChannelName, PersonId, PolicyName, RouteName, SourceName};
use crate::domain::rota;

/// What a test needs, and how it is written.
const CALLED: &str = "write it like `alice at +0` or `bob at +5m by sound`";

/// A test, and where it stands.
pub(crate) type Placed = (Assertion, Range<usize>);

/// The tests, in the order of the file.
pub(super) fn assertions(
    raw: &Raw,
    names: &Names,
    sources: &BTreeMap<SourceName, SourceSettings>,
    zone: &TimeZone,
    check: &mut Check<'_>,
) -> Vec<Placed> {
    let read = |table: &Given<TestTable>| {
        let assertion = assertion(table, names, sources, zone, check)?;
        Some((assertion, table.span.clone()))
    };
    raw.test.iter().filter_map(read).collect()
}

fn assertion(
    table: &Given<TestTable>,
    names: &Names,
    sources: &BTreeMap<SourceName, SourceSettings>,
    zone: &TimeZone,
    check: &mut Check<'_>,
) -> Option<Assertion> {
    if table.name.is_none() {
        let finding = Finding::at(table.span.clone(), "this test has no name");
        let hint = "write `name = \"the database at night\"`";
        check.missing(Some(&table.span), "name", finding.hint(hint));
    }
    if table.at.is_none() {
        let finding = Finding::at(table.span.clone(), "this test does not say when");
        let hint = "write `at = \"2026-12-24 03:00\"`, so that it says the same every day";
        check.missing(Some(&table.span), "at", finding.hint(hint));
    }
    let at = table.at.as_ref().and_then(|given| check.take(instant(given, zone)));
    let severity = table.severity.as_ref().and_then(|given| check.take(values::severity(given)));
    let given = table.labels.iter().flat_map(|labels| &labels.value);
    let labels: Labels =
        given.map(|(label, value)| (label.value.clone(), value.value.clone())).collect();
    let expected = expected(table, names, check);
    let source = table.source.as_ref().map(|source| source.value.clone());
    let service = table.service.as_ref().map(|service| service.value.clone());
    let name = table.name.as_ref()?.value.clone();
    let alert = alert(sources, Asked { labels, source, service, severity });
    Some(Assertion { name, alert, at: at?, expected })
}

fn expected(table: &Given<TestTable>, names: &Names, check: &mut Check<'_>) -> Expected {
    let calls = table.expect.as_ref().map(|given| {
        let each = given.each();
        each.iter().filter_map(|text| call(text, names, check)).collect()
    });
    if let Some(policy) = &table.policy
        && !names.has_policy(policy)
        && !policy.contains([':', '+'])
        && !check.may_be_known(policy)
    {
        check.fault(values::unknown("policy", policy, names.policies()));
    }
    if let Some(held) = &table.held
        && !HOLDS.contains(&held.as_str())
    {
        check.fault(values::unknown("hold", held, &HOLDS));
    }
    let text = |given: &Option<Given<String>>| given.as_ref().map(|given| given.value.clone());
    let expected = Expected {
        calls,
        sound: text(&table.sound),
        policy: text(&table.policy).map(PolicyName::new),
        route: text(&table.route).map(RouteName::new),
        held: text(&table.held),
        logged: table.logged.as_ref().map(|logged| logged.value),
    };
    let keys = ["expect", "sound", "policy", "route", "held", "logged"];
    let is_lost = keys.iter().any(|key| check.was_dropped(Some(&table.span), key));
    if expected == Expected::default() && !is_lost {
        let finding = Finding::at(table.span.clone(), "this test expects nothing");
        check.fault(finding.hint("write `expect = [\"alice at +0\", \"bob at +5m\"]`"));
    }
    expected
}

/// `bob at +5m by sound`
fn call(text: &Given<String>, names: &Names, check: &mut Check<'_>) -> Option<ExpectedCall> {
    let fault = |message: String| Finding::at(text.span.clone(), message).hint(CALLED);
    let words: Vec<&str> = text.split_whitespace().collect();
    let (person, after, channel) = match *words {
        [person, "at", after] => (person, after, None),
        [person, "at", after, "by", channel] => (person, after, Some(ChannelName::from(channel))),
        _ => {
            let text = values::printable(text);
            check.fault(fault(format!("`{text}` does not say who is called when")));
            return None;
        }
    };
    if !names.has_person(person) && !check.may_be_known(person) {
        let known: Vec<&str> = names.people().collect();
        let given = Given { value: person.to_owned(), span: text.span.clone() };
        check.fault(values::unknown("person", &given, &known));
        return None;
    }
    let Some(wait) = after.strip_prefix('+') else {
        let after = values::printable(after);
        check.fault(fault(format!("`{after}` is not how long after the report")));
        return None;
    };
    let after = if matches!(wait, "0" | "0s" | "0m" | "0h") {
        SignedDuration::ZERO
    } else {
        let given = Given { value: Quantity(wait.to_owned()), span: text.span.clone() };
        check.take(values::duration("how long after the report", &given))?
    };
    Some(ExpectedCall { person: PersonId::from(person), after, channel })
}

/// An instant: with an offset, with a zone in brackets, or a time of that zone that exists once.
fn instant(given: &Given<Moment>, zone: &TimeZone) -> Result<Timestamp, Finding> {
    let text = given.0.trim();
    if text.contains('[') {
        let database = zones::zone_data().used.database();
        let zoned = DateTimeParser::new().parse_zoned_with(database, text);
        return zoned.map(|at| at.timestamp()).map_err(|_| {
            let message = format!("`{}` is not a time of a zone", values::printable(text));
            Finding::at(given.span.clone(), message)
                .hint("write it like `2026-10-25T01:30[Europe/London]`")
        });
    }
    match calendar::moment(given)? {
        rota::Moment::Instant(at) => Ok(at),
        rota::Moment::Civil(civil) => {
            zone.to_ambiguous_timestamp(civil).unambiguous().map_err(|_| {
                let message = "the clocks are moved then, and show this time twice or never";
                Finding::at(given.span.clone(), message)
                    .hint("write it with its offset, like `2026-10-25T01:30:00+01:00`")
            })
        }
    }
}
