//! What a rule explains, by Alertmanager's documents and beyond them.

use super::*;

fn rule(source: &[&str], target: &[&str], equal: &[&str]) -> InhibitRule {
    let matchers =
        |texts: &[&str]| texts.iter().map(|text| Matcher::parse(text).unwrap()).collect();
    InhibitRule {
        name: "a rule".to_owned(),
        source: matchers(source),
        target: matchers(target),
        equal: equal.iter().map(|label| (*label).to_owned()).collect(),
        settle: SignedDuration::from_mins(1),
    }
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The rule of Alertmanager's example configuration: what is critical mutes what is a warning of the
/// same alert, cluster and service.
fn of_the_example() -> InhibitRule {
    rule(&["severity=critical"], &["severity=warning"], &["alertname", "cluster", "service"])
}

#[test]
fn alertmanager_the_example_mutes_a_warning_while_the_same_is_critical() {
    let rule = of_the_example();
    let of = |severity: &str, service: &str| {
        labels(&[("alertname", "Slow"), ("severity", severity), ("service", service)])
    };
    assert!(rule.explains(&of("critical", "db"), &of("warning", "db")));
    assert!(!rule.explains(&of("critical", "db"), &of("warning", "web")));
    assert!(!rule.explains(&of("warning", "db"), &of("critical", "db")));
}

#[test]
fn alertmanager_a_label_that_both_lack_is_equal_and_so_is_an_empty_one() {
    let rule = of_the_example();
    let source = labels(&[("alertname", "Slow"), ("severity", "critical")]);
    let target = labels(&[("alertname", "Slow"), ("severity", "warning"), ("cluster", "")]);
    assert!(rule.explains(&source, &target));
    let elsewhere = labels(&[("alertname", "Slow"), ("severity", "warning"), ("cluster", "a")]);
    assert!(!rule.explains(&source, &elsewhere));
}

#[test]
fn alertmanager_what_matches_both_sides_is_not_held_by_itself_or_its_like() {
    let rule = rule(&["alertname=~Node.*"], &["alertname=~Node.*|Pod.*"], &["node"]);
    let of = |name: &str| labels(&[("alertname", name), ("node", "a")]);
    assert!(!rule.explains(&of("NodeDown"), &of("NodeDown")));
    assert!(!rule.explains(&of("NodeDown"), &of("NodeFull")));
    assert!(rule.explains(&of("NodeDown"), &of("PodDown")));
}

#[test]
fn alertmanager_without_equal_labels_one_alert_holds_all_targets() {
    let rule = rule(&["alertname=ClusterDown"], &["severity=warning"], &[]);
    let source = labels(&[("alertname", "ClusterDown"), ("cluster", "a")]);
    assert!(rule.explains(&source, &labels(&[("severity", "warning"), ("cluster", "b")])));
}

#[test]
fn both_sides_meet_by_numbers_where_they_do_by_labels() {
    let rules = InhibitRules::new(vec![
        rule(&["alertname=ClusterDown"], &["severity=warning"], &["cluster"]),
        rule(&["severity=critical"], &["severity=warning"], &["alertname", "cluster"]),
        rule(&["host=~db-.*"], &["host!~db-.*"], &[]),
    ]);
    let values = |all: &[&str]| -> Vec<String> { all.iter().map(|it| (*it).to_owned()).collect() };
    let (names, clusters) = (values(&["ClusterDown", "Slow"]), values(&["", "a", "b"]));
    let mut all = Vec::new();
    for name in &names {
        for cluster in &clusters {
            for severity in ["critical", "warning"] {
                for host in ["db-1", "web"] {
                    all.push(labels(&[
                        ("alertname", name),
                        ("cluster", cluster),
                        ("severity", severity),
                        ("host", host),
                    ]));
                }
            }
        }
    }
    let mut met = 0;
    for source in &all {
        for target in &all {
            let by_labels = rules.all().iter().any(|rule| rule.explains(source, target));
            let sides = rules.by_source(source);
            let numbers = sides.iter().map(|side| side.rule).collect();
            let by_numbers = rules.by_target(target, &numbers).iter().any(|(_, side)| {
                sides.iter().any(|other| {
                    let meets = other.rule == side.rule && other.equal == side.equal;
                    meets && !(other.is_both && side.is_both)
                })
            });
            assert_eq!(by_labels, by_numbers, "{source:?} and {target:?}");
            met += usize::from(by_labels);
        }
    }
    assert!(met > 50, "{met} pairs");
}

#[test]
fn what_an_alert_does_not_say_of_itself_is_known_all_the_same() {
    let own = labels(&[("severity", "page")]);
    let source = SourceName::from("prometheus");
    let known = seen(&own, Severity::Error, &source);
    assert_eq!(*known, labels(&[("severity", "page"), ("source", "prometheus")]));
    assert_eq!(seen(&Labels::new(), Severity::Error, &source)["severity"], "error");
}

#[test]
fn rules_that_say_something_else_have_another_number() {
    let one = InhibitRules::new(vec![rule(&["a=b"], &["c=d"], &[])]);
    let same = InhibitRules::new(vec![InhibitRule {
        name: "renamed".to_owned(),
        ..rule(&["a=b"], &["c=d"], &[])
    }]);
    let other = InhibitRules::new(vec![rule(&["a=b"], &["c=d"], &["e"])]);
    assert_eq!(one.number(), same.number());
    assert_ne!(one.number(), other.number());
    assert_ne!(InhibitRules::default().number(), 0);
}
