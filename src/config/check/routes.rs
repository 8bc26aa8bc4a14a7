//! Routes: which alerts go where; that everything goes somewhere, and that none is written in vain.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::names::Names;
use super::policies::{REPEAT, STEP_WAIT, check_in, matcher};
use super::{Check, rotas, values};
use crate::config::fault::Finding;
use crate::config::raw::{DropInsTable, Given, OneOrMany, Raw, RouteTable};
use crate::domain::alert::Severity;
use crate::domain::incident::escalation::{EscalationPolicy, Step, Target};
use crate::domain::name::{PersonId, PolicyName, RouteName, SourceName};
use crate::domain::rota::WeeklyHours;
use crate::domain::routing::{Conditions, Route, Then};

/// The sources that need no table: alerts raised by hand, and what `wail` itself finds.
const OWN_SOURCES: [&str; 5] = ["page", "monitor", "gauge", "wail", "drill"];

/// What begins the name of the policy that is made of a rota; no other policy's name can begin so.
const OF_ROTA: &str = "rota:";

/// The routes; one policy without routes takes everything.
pub(super) fn routes(
    raw: &Raw,
    names: &Names,
    zone: &TimeZone,
    check: &mut Check<'_>,
) -> Vec<Route> {
    let Some(last) = raw.route.last() else {
        return route_of_the_only_policy(raw, names, check);
    };
    let read: Vec<Option<Route>> = raw
        .route
        .iter()
        .enumerate()
        .map(|(index, table)| route(index, table, Surroundings { raw, names, zone }, check))
        .collect();
    the_last_takes_everything(last, read.last().and_then(Option::as_ref), check);
    same_names(raw, &read, check);
    warn_of_hidden(raw, &read, check);
    warn_of_unused(raw, check);
    read.into_iter().flatten().collect()
}

/// Adds a policy for every rota to which a route leads: it is called, and then the fallback.
pub(super) fn call_rotas(
    raw: &Raw,
    names: &Names,
    fallback: &PersonId,
    policies: &mut BTreeMap<PolicyName, EscalationPolicy>,
) {
    for rota in raw.route.iter().filter_map(|table| table.rota.as_ref()) {
        let Some(target) = names.rota(rota) else { continue };
        let step = |who| Step { who: vec![who], wait: STEP_WAIT };
        let name = policy_of(rota);
        let policy = EscalationPolicy {
            name: name.clone(),
            steps: vec![step(target), step(Target::Person(fallback.clone()))],
            repeat: REPEAT,
            back_off: BTreeMap::new(),
            check_in: Severity::ALL.into_iter().map(|it| (it, check_in(it))).collect(),
        };
        policies.insert(name, policy);
    }
}

fn policy_of(rota: &str) -> PolicyName {
    PolicyName::new(format!("{OF_ROTA}{rota}"))
}

fn route_of_the_only_policy(raw: &Raw, names: &Names, check: &mut Check<'_>) -> Vec<Route> {
    if check.was_dropped(None, "route") || check.was_dropped(None, "policy") {
        return Vec::new();
    }
    if let Some((_, second)) = raw.policy.iter().nth(1) {
        check.fault(
            Finding::at(
                second.span.clone(),
                "there is more than one policy, and no route says which takes an alert",
            )
            .hint("add a `[[route]]` with `match` and `policy`, and a last one with only `policy`"),
        );
    }
    let everything =
        |policy: &String| Route::to(RouteName::from("1"), PolicyName::new(policy.as_str()));
    names.policies().first().map(everything).into_iter().collect()
}

/// What a route may name.
#[derive(Clone, Copy)]
struct Surroundings<'r> {
    raw: &'r Raw,
    names: &'r Names,
    zone: &'r TimeZone,
}

fn route(
    index: usize,
    table: &Given<RouteTable>,
    around: Surroundings<'_>,
    check: &mut Check<'_>,
) -> Option<Route> {
    let name = table.name.as_ref().filter(|name| check.take(values::name(name)).is_some());
    let name = name.map_or_else(|| (index + 1).to_string(), |name| name.value.clone());
    let faults = check.faults.len();
    let takes = conditions(table, around, check);
    let severity = table.severity.as_ref().and_then(|given| check.take(values::severity(given)));
    let goes_on = table.goes_on.as_ref().is_some_and(|given| given.value);
    let then = then(table, goes_on, around.names, check)?;
    if goes_on && then == Then::Nothing && severity.is_none() {
        let finding = Finding::at(table.span.clone(), "this route changes nothing");
        check.missing(
            Some(&table.span),
            "severity",
            finding.hint("add `severity`, `policy` or `rota`, or leave it out"),
        );
    }
    if check.faults.len() > faults {
        return None;
    }
    if let Some((one, other)) = takes.contradiction() {
        let message =
            format!("this route never takes anything: `{one}` and `{other}` exclude each other");
        check.warn(Finding::at(table.span.clone(), message).hint("leave one of them out"));
    }
    Some(Route { name: RouteName::new(name), takes, severity, then, goes_on })
}

fn conditions(
    table: &Given<RouteTable>,
    Surroundings { raw, zone, .. }: Surroundings<'_>,
    check: &mut Check<'_>,
) -> Conditions {
    let texts = table.matches.as_ref().map(Given::each).unwrap_or_default();
    let mut matchers = Vec::new();
    for text in &texts {
        let Some(matcher) = check.take(matcher(text)) else { continue };
        if matcher.holds_always() {
            let message =
                format!("`{matcher}` holds for everything, even where there is no such label");
            let hint = "leave it out, or write `LABEL!=\"\"` for whatever has the label";
            check.warn(Finding::at(text.span.clone(), message).hint(hint));
        }
        matchers.push(matcher);
    }
    let services = listed(table.service.as_ref(), "service", check);
    let sources = listed(table.source.as_ref(), "source", check);
    let known = sources_of(raw);
    for source in &sources {
        let is_known = OWN_SOURCES.contains(&source.as_str()) || known.contains(&source.as_str());
        if !is_known && !check.may_be_known(source) {
            let all: Vec<&str> = known.iter().copied().chain(OWN_SOURCES).collect();
            check.fault(values::unknown("source", source, &all));
        }
    }
    let zone = check.zone(table.zone.as_ref(), zone);
    let windows = table.hours.as_ref().and_then(|given| rotas::windows(given, check));
    if let (Some(zone), None) = (&table.zone, &table.hours)
        && !check.was_dropped(Some(&table.span), "hours")
    {
        let finding = Finding::at(zone.span.clone(), "a zone says nothing without `hours`");
        check.fault(finding.hint("add `hours = \"mon-fri 09:00-17:00\"`, or leave it out"));
    }
    Conditions::new(matchers)
        .of_services(services.into_iter().map(|service| service.value).collect())
        .from_sources(sources.iter().map(|it| SourceName::new(it.as_str())).collect())
        .within(windows.map(|windows| WeeklyHours::new(&windows, zone)))
}

/// What is written there, of which there is at least one.
fn listed(
    given: Option<&Given<OneOrMany>>,
    what: &str,
    check: &mut Check<'_>,
) -> Vec<Given<String>> {
    let Some(given) = given else { return Vec::new() };
    let each = given.each();
    if each.is_empty() && !check.has_lost_items(&given.span) {
        let message = format!("no {what} at all is left");
        let hint = format!("name one, or leave `{what}` out for all of them");
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
    }
    each
}

/// The sources of the configuration, and those of its doors.
fn sources_of(raw: &Raw) -> Vec<&str> {
    let doors = raw.dropin.iter().flat_map(DropInsTable::open);
    let of_doors = doors.flat_map(|(door, _)| door.sources().iter().copied());
    raw.sources.keys().map(|name| name.as_str()).chain(of_doors).collect()
}

/// What follows for what a route takes; none if that is wrong.
fn then(
    table: &Given<RouteTable>,
    goes_on: bool,
    names: &Names,
    check: &mut Check<'_>,
) -> Option<Then> {
    let logs = table.log.as_ref().filter(|log| log.value);
    if let (Some(policy), Some(rota)) = (&table.policy, &table.rota) {
        let message = format!("this route leads to policy `{}` as well", policy.value);
        let finding = Finding::at(rota.span.clone(), message);
        check.fault(finding.hint("leave one of them out, or let a policy call the rota"));
        return None;
    }
    if let (Some(log), Some(_)) = (logs, table.policy.as_ref().or(table.rota.as_ref())) {
        let finding = Finding::at(log.span.clone(), "what is only logged calls nobody");
        check.fault(finding.hint("leave `log` out, or the policy or rota"));
        return None;
    }
    if let (Some(log), true) = (logs, goes_on) {
        let finding = Finding::at(log.span.clone(), "a route that only logs is the last one asked");
        check.fault(finding.hint("leave `continue` out"));
        return None;
    }
    if let Some(policy) = &table.policy {
        if !names.has_policy(policy) && !check.may_be_known(policy) {
            check.fault(values::unknown("policy", policy, names.policies()));
        }
        return Some(Then::Calls(PolicyName::new(policy.value.as_str())));
    }
    if let Some(rota) = &table.rota {
        if names.rota(rota).is_none() && !check.may_be_known(rota) {
            check.fault(values::unknown("rota", rota, &names.rotas()));
        }
        return Some(Then::Calls(policy_of(rota)));
    }
    if logs.is_some() {
        return Some(Then::Logs);
    }
    if !goes_on {
        let finding = Finding::at(table.span.clone(), "this route leads to no policy");
        let hint = names.policies().first().map(|policy| format!("write `policy = \"{policy}\"`"));
        let finding = hint.into_iter().fold(finding, Finding::hint);
        let is_lost =
            ["rota", "log", "continue"].iter().any(|key| check.was_dropped(Some(&table.span), key));
        if !is_lost {
            check.missing(Some(&table.span), "policy", finding);
        }
        return None;
    }
    Some(Then::Nothing)
}

/// Whatever nothing else takes goes by the last route, at any hour.
fn the_last_takes_everything(
    last: &Given<RouteTable>,
    read: Option<&Route>,
    check: &mut Check<'_>,
) {
    let hint = "add a last `[[route]]` with only `policy = \"…\"`";
    let asks = ["match", "service", "source", "hours"];
    if asks.iter().any(|key| check.was_dropped(Some(&last.span), key)) {
        return;
    }
    let has_any = |given: &Option<Given<OneOrMany>>| {
        given.as_ref().is_some_and(|given| !given.each().is_empty())
    };
    let is_narrow = match read {
        Some(route) => !route.takes.take_everything(),
        None => [&last.matches, &last.service, &last.source, &last.hours].into_iter().any(has_any),
    };
    if is_narrow {
        let only_hours = last.hours.is_some()
            && ![&last.matches, &last.service, &last.source].into_iter().any(has_any);
        let message = if only_hours {
            "the last route holds only at some hours, so at others alerts would reach nobody"
        } else {
            "the last route does not match everything, so some alerts would reach nobody"
        };
        check.fault(Finding::at(last.span.clone(), message).hint(hint));
    } else if last.goes_on.as_ref().is_some_and(|given| given.value) {
        let message = "the last route goes on, and nothing follows it";
        check.fault(Finding::at(last.span.clone(), message).hint("leave `continue` out"));
    } else if read.is_some_and(|route| route.then == Then::Logs) {
        let message = "whatever no other route takes is only logged, and calls nobody";
        check.warn(Finding::at(last.span.clone(), message).hint("give it a `policy`"));
    }
}

/// Two routes of one name could not be told apart.
fn same_names(raw: &Raw, read: &[Option<Route>], check: &mut Check<'_>) {
    for (index, table) in raw.route.iter().enumerate() {
        let Some(name) = &table.name else { continue };
        let is_taken = |(other, route): (usize, &Option<Route>)| {
            let is_earlier = other < index || raw.route[other].name.is_none();
            other != index
                && is_earlier
                && route.as_ref().is_some_and(|it| it.name.as_str() == name.value)
        };
        if read.iter().enumerate().any(is_taken) {
            let message = format!("there is another route `{}`", values::printable(name));
            check.fault(Finding::at(name.span.clone(), message).hint("give it another name"));
        }
    }
}

/// A route is never asked if another one before it takes all that it would.
fn warn_of_hidden(raw: &Raw, read: &[Option<Route>], check: &mut Check<'_>) {
    let all: Vec<(&Given<RouteTable>, &Route)> = raw
        .route
        .iter()
        .zip(read)
        .filter_map(|(table, route)| Some((table, route.as_ref()?)))
        .collect();
    for (index, (table, route)) in all.iter().enumerate() {
        let is_last = index + 1 == all.len();
        if !is_last && !route.goes_on && route.takes.take_everything() {
            check.warn(
                Finding::at(
                    table.span.clone(),
                    "this route matches everything, so those below it are never used",
                )
                .hint("put it last, or give it a `match`"),
            );
            return;
        }
        let mut before = all[..index].iter().map(|(_, earlier)| earlier);
        let hides = |earlier: &&&Route| !earlier.goes_on && earlier.takes.cover(&route.takes);
        if let Some(earlier) = before.find(hides) {
            let name = &earlier.name;
            let message =
                format!("route {name} takes all that this one would, so it is never used");
            let hint = format!("put it above route {name}, or remove it");
            check.warn(Finding::at(table.span.clone(), message).hint(hint));
        }
    }
}

fn warn_of_unused(raw: &Raw, check: &mut Check<'_>) {
    let used = |name: &str| {
        raw.route
            .iter()
            .any(|route| route.policy.as_ref().is_some_and(|policy| policy.value == name))
    };
    for key in raw.policy.keys().filter(|key| !used(key)) {
        let message = format!("no route leads to the policy `{}`", key.value);
        check.warn(Finding::at(key.span.clone(), message));
    }
}
