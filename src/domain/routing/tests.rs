//! By which routes an alert goes, with the published examples of Alertmanager written flat.

use jiff::civil::{Weekday, time};
use jiff::tz::TimeZone;

use super::*;
use crate::domain::alert::{Fingerprint, Signal};
use crate::domain::label::Labels;
use crate::domain::rota::{Weekdays, Window};

/// A Tuesday, at noon.
const NOON: &str = "2026-11-03T12:00:00Z";
/// The night after.
const MIDNIGHT: &str = "2026-11-04T00:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn alert(labels: &[(&str, &str)]) -> Alert {
    let labels: Labels = labels.iter().map(|(name, it)| ((*name).into(), (*it).into())).collect();
    let source = SourceName::from("prometheus");
    Alert::new(source, Fingerprint::of(["x"]), Signal::Firing, Severity::Critical).labels(labels)
}

fn takes(matchers: &[&str]) -> Conditions {
    Conditions::new(matchers.iter().map(|text| Matcher::parse(text).unwrap()).collect())
}

/// The route to the policy of its own name.
fn to(name: &str, matchers: &[&str]) -> Route {
    let then = Then::Calls(name.into());
    Route { name: name.into(), takes: takes(matchers), severity: None, then, goes_on: false }
}

/// The same, and the routes after it are asked as well.
fn also(name: &str, matchers: &[&str]) -> Route {
    Route { goes_on: true, ..to(name, matchers) }
}

/// The policies that call, the one that decides first.
fn called(routes: &[Route], labels: &[(&str, &str)]) -> String {
    called_at(routes, labels, NOON)
}

fn called_at(routes: &[Route], labels: &[(&str, &str)], now: &str) -> String {
    let routed = route(&Routes::from(routes.to_vec()), &alert(labels), at(now));
    routed.together().map_or_else(|| "nobody".to_owned(), |policy| policy.to_string())
}

fn office() -> WeeklyHours {
    let days =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    let days: Weekdays = days.into_iter().collect();
    let window = Window::Daily { days, from: time(9, 0, 0, 0), to: time(17, 0, 0, 0) };
    WeeklyHours::new(&[window], TimeZone::UTC)
}

/// The tree of `doc/examples/simple.yml`: what a child takes stands above its parent, with the
/// conditions of both.
#[test]
fn alertmanagers_example_of_teams_written_flat_calls_the_same_receivers() {
    let routes = [
        to("team-X-pager", &["service=~foo1|foo2|baz", "severity=critical"]),
        to("team-X-mails", &["service=~foo1|foo2|baz"]),
        to("team-Y-pager", &["service=files", "severity=critical"]),
        to("team-Y-mails", &["service=files"]),
        also("team-X-pager", &["service=database", "owner=team-X"]),
        to("team-Y-pager", &["service=database", "owner=team-Y"]),
        to("team-X-pager", &["service=database", "owner=team-X"]),
        to("team-DB-pager", &["service=database"]),
        to("team-X-mails", &[]),
    ];
    for (labels, receiver) in [
        (&[("service", "foo1"), ("severity", "critical")][..], "team-X-pager"),
        (&[("service", "baz")], "team-X-mails"),
        (&[("service", "files"), ("severity", "critical")], "team-Y-pager"),
        (&[("service", "files"), ("severity", "warning")], "team-Y-mails"),
        (&[("service", "database")], "team-DB-pager"),
        (&[("service", "database"), ("owner", "team-X")], "team-X-pager"),
        (&[("service", "database"), ("owner", "team-Y")], "team-Y-pager"),
        (&[("service", "other"), ("severity", "critical")], "team-X-mails"),
    ] {
        assert_eq!(called(&routes, labels), receiver, "{labels:?}");
    }
}

/// The cases of `TestRouteMatch` in its `dispatch/route_test.go`, without what only groups.
#[test]
fn alertmanagers_table_of_matches_written_flat_calls_the_same_receivers() {
    let routes = [
        to("notify-testing", &["owner=team-A", "env=testing"]),
        also("notify-productionA", &["owner=team-A", "env=production"]),
        to("notify-productionB", &["owner=team-A", "env=~produ.*", "job=~.*"]),
        to("notify-A", &["owner=team-A"]),
        to("notify-BC", &["owner=~team-(B|C)"]),
        to("notify-testing", &["group_by=role", "env=testing"]),
        to("notify-def", &[]),
    ];
    for (labels, receivers) in [
        (&[("owner", "team-A")][..], "notify-A"),
        (&[("owner", "team-A"), ("env", "unset")], "notify-A"),
        (&[("owner", "team-C")], "notify-BC"),
        (&[("owner", "team-A"), ("env", "testing")], "notify-testing"),
        // The one that decides is named first, and the one that went on is called as well.
        (&[("owner", "team-A"), ("env", "production")], "notify-productionB+notify-productionA"),
        (&[("group_by", "role")], "notify-def"),
        (&[("env", "testing"), ("group_by", "role")], "notify-testing"),
        (&[("env", "testing"), ("group_by", "role"), ("wait", "long")], "notify-testing"),
        (&[], "notify-def"),
    ] {
        assert_eq!(called(&routes, labels), receivers, "{labels:?}");
    }
}

/// The example of its documentation of `route`, with time intervals: a pager in the hours of work and
/// another one out of them.
#[test]
fn alertmanagers_example_of_hours_written_flat_calls_the_same_receivers() {
    let mut in_hours = to("dev-pager", &["service=inhouse-service"]);
    in_hours.takes = in_hours.takes.within(Some(office()));
    let routes = [
        to("database-pager", &["service=~mysql|cassandra"]),
        to("frontend-pager", &["team=frontend"]),
        in_hours,
        to("on-call-pager", &["service=inhouse-service"]),
        to("default-receiver", &[]),
    ];
    let inhouse = [("service", "inhouse-service")];
    assert_eq!(called(&routes, &[("service", "mysql")]), "database-pager");
    assert_eq!(called(&routes, &[("team", "frontend")]), "frontend-pager");
    assert_eq!(called_at(&routes, &inhouse, NOON), "dev-pager");
    assert_eq!(called_at(&routes, &inhouse, MIDNIGHT), "on-call-pager");
    assert_eq!(called(&routes, &[("service", "mysqld")]), "default-receiver");
}

#[test]
fn a_service_is_what_the_sender_says_or_else_the_label() {
    let mut routes = [to("db", &[]), to("rest", &[])];
    routes[0].takes = Conditions::default().of_services(vec!["db".to_owned(), "sql".to_owned()]);
    let by = |alert: &Alert| route(&Routes::from(routes.to_vec()), alert, at(NOON)).by.to_string();
    assert_eq!(by(&alert(&[("service", "sql")])), "db");
    assert_eq!(by(&alert(&[("service", "web")]).service(Some("db".to_owned()))), "db");
    assert_eq!(by(&alert(&[("service", "db")]).service(Some("web".to_owned()))), "rest");
    assert_eq!(by(&alert(&[])), "rest");
}

#[test]
fn a_source_is_one_of_those_named() {
    let mut routes = [to("grafana", &[]), to("rest", &[])];
    routes[0].takes = Conditions::default().from_sources(vec!["grafana".into(), "page".into()]);
    let mut other = alert(&[]);
    assert_eq!(route(&Routes::from(routes.to_vec()), &other, at(NOON)).by.as_str(), "rest");
    other.source = SourceName::from("page");
    assert_eq!(route(&Routes::from(routes.to_vec()), &other, at(NOON)).by.as_str(), "grafana");
}

#[test]
fn the_last_severity_on_the_way_counts_and_is_told_against_the_senders() {
    let graded = |name: &str, severity, goes_on| Route {
        severity: Some(severity),
        then: if goes_on { Then::Nothing } else { Then::Calls("all".into()) },
        goes_on,
        ..to(name, &[])
    };
    let routes = [
        graded("first", Severity::Info, true),
        graded("second", Severity::Error, true),
        to("all", &[]),
    ];
    let routed = route(&Routes::from(routes.to_vec()), &alert(&[]), at(NOON));
    assert_eq!(routed.graded(&alert(&[])).severity, Severity::Error);
    assert_eq!(
        routed.sentence(),
        "route all takes it to policy all; route second makes it error instead of critical"
    );
    let back = [graded("first", Severity::Info, true), graded("all", Severity::Critical, false)];
    let routed = route(&Routes::from(back.to_vec()), &alert(&[]), at(NOON));
    assert_eq!(routed.regraded, None, "it is as its sender says");
}

#[test]
fn whoever_is_to_be_called_as_well_is_called_where_the_last_word_is_to_log() {
    let logs = Route { then: Then::Logs, ..to("chatter", &[]) };
    let routes = [also("audit", &["env=prod"]), logs, to("all", &[])];
    assert_eq!(called(&routes, &[("env", "prod")]), "audit");
    assert_eq!(called(&routes, &[]), "nobody");
    let sentence = route(&Routes::from(routes.to_vec()), &alert(&[]), at(NOON)).sentence();
    assert_eq!(sentence, "route chatter only writes it down");
}

#[test]
fn a_policy_is_called_once_however_often_it_is_named() {
    let routes = [also("a", &[]), also("b", &[]), also("a", &[]), to("b", &[])];
    assert_eq!(called(&routes, &[]), "b+a");
}

#[test]
fn what_nothing_takes_goes_to_a_policy_that_nobody_has_and_so_to_the_fallback() {
    assert_eq!(called(&[to("db", &["service=db"])], &[]), "none");
    assert_eq!(called(&[], &[]), "none");
}

#[test]
fn conditions_cover_others_only_where_that_is_certain() {
    let of = |services: &[&str]| {
        takes(&[]).of_services(services.iter().map(|it| (*it).to_owned()).collect())
    };
    for (one, other, covers) in [
        (takes(&[]), takes(&["a=1"]), true),
        (takes(&["a=1"]), takes(&[]), false),
        (takes(&["a=1"]), takes(&["a=1", "b=2"]), true),
        (takes(&["a=~1|2"]), takes(&["a=1"]), true),
        (takes(&["a=~1|2"]), takes(&["a=~1|2", "b=1"]), true),
        (takes(&["a=~1|2"]), takes(&["a=3"]), false),
        (takes(&["a!=2"]), takes(&["a=1"]), true),
        (takes(&["a!=2"]), takes(&["b=1"]), false),
        (takes(&["a=~.*"]), takes(&["b=1"]), true),
        (of(&["db", "web"]), of(&["db"]), true),
        (of(&["db"]), of(&["db", "web"]), false),
        (of(&["db"]), of(&[]), false),
        (takes(&[]).within(Some(office())), takes(&["a=1"]), false),
        (takes(&[]).within(Some(office())), takes(&["a=1"]).within(Some(office())), true),
        (takes(&[]), takes(&[]).within(Some(office())), true),
    ] {
        assert_eq!(one.cover(&other), covers, "{one:?} {other:?}");
    }
}

#[test]
fn conditions_that_exclude_each_other_are_found() {
    for (texts, is_impossible) in [
        (&["a=1", "a=2"][..], true),
        (&["a=1", "a!=1"], true),
        (&["a=1", "a=~2|3"], true),
        (&["a=1", "a!~1|2"], true),
        (&["a=~x.*", "a!~x.*"], true),
        (&["a=1", "b=2"], false),
        (&["a=1", "a=~1|2"], false),
        (&["a!=1", "a!=2"], false),
        (&["a=~x.*", "a=~.*y"], false),
    ] {
        assert_eq!(takes(texts).contradiction().is_some(), is_impossible, "{texts:?}");
    }
}
