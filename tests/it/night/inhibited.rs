//! What one alert explains by a rule of the configuration: the others page nobody while it fires.

use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::label::Labels;

use super::{Night, TEAM, alert, assert_log};

/// Alertmanager's example of a cluster that cannot be reached, as a rule of ours.
const CLUSTER: &str = r#"
[[inhibit]]
name = "cluster"
source = ["alertname=ClusterDown"]
target = ["severity=~warning|error"]
equal = ["cluster"]
settle = "2m"
"#;

/// Alertmanager's example configuration: what is critical mutes what is graver than it should be only a
/// little, of the same alert and service.
const GRAVER: &str = r#"
[[inhibit]]
source = ["severity=critical"]
target = ["severity=error"]
equal = ["alertname", "service"]
"#;

/// The usual team with these rules.
fn night(rules: &str) -> Night {
    Night::of(&format!("{TEAM}{rules}"))
}

fn of(name: &str, cluster: &str, signal: Signal, severity: Severity) -> Alert {
    let labels = [("alertname", name), ("cluster", cluster)];
    let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned()));
    alert(&format!("{name} of {cluster}"), signal, severity).labels(Labels::from(labels))
}

impl Night {
    fn goes_down(self, cluster: &str) -> Self {
        self.hears(&of("ClusterDown", cluster, Signal::Firing, Severity::Critical))
    }

    fn comes_up(self, cluster: &str) -> Self {
        self.hears(&of("ClusterDown", cluster, Signal::Resolved, Severity::Critical))
    }

    fn slows(self, cluster: &str) -> Self {
        self.hears(&of("Slow", cluster, Signal::Firing, Severity::Error))
    }

    fn speeds_up(self, cluster: &str) -> Self {
        self.hears(&of("Slow", cluster, Signal::Resolved, Severity::Error))
    }

    /// The daemon reads a changed configuration.
    fn reloads(self, rules: &str) -> Self {
        self.changes_rules(&format!("{TEAM}{rules}")).depends(&[])
    }
}

#[test]
fn alertmanager_a_cluster_that_is_down_mutes_what_it_has_in_common_and_nothing_else() {
    let night = night(CLUSTER)
        .goes_down("a")
        .acks("ana")
        .slows("a")
        .wait(1)
        .slows("b")
        .about(3)
        .acks("bo")
        .wait(9)
        .comes_up("a")
        .wait(1)
        .speeds_up("a")
        .speeds_up("b")
        .wait(60);
    assert_log(
        night,
        "
            0m  prometheus reports critical: ClusterDown of a
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports error: Slow of a
            0m  held by the rule cluster, while this fires: ClusterDown of a (incident 1)
            1m  prometheus reports error: Slow of b
            1m  page ana by sound, first page
            1m  bo acknowledges, check-in in 30m
           10m  over: ClusterDown of a
           10m  resolved, prometheus reports that it is over
           10m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
           11m  over: Slow of a
           11m  resolved, prometheus reports that it is over
           11m  over: Slow of b
           11m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn what_is_not_over_with_what_explained_it_pages() {
    let night = night(CLUSTER).goes_down("a").acks("ana").slows("a").wait(9).comes_up("a").wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: ClusterDown of a
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports error: Slow of a
            0m  held by the rule cluster, while this fires: ClusterDown of a (incident 1)
            9m  over: ClusterDown of a
            9m  resolved, prometheus reports that it is over
            9m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
           11m  the hold ends
           11m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_explains_it_may_come_later_and_then_nobody_else_is_called() {
    let night = night(CLUSTER).slows("a").wait(2).goes_down("a").about(2).acks("ana").wait(4);
    assert_log(
        night,
        "
            0m  prometheus reports error: Slow of a
            0m  page ana by sound, first page
            2m  prometheus reports critical: ClusterDown of a
            2m  page ana by sound, first page
            2m  ana acknowledges, check-in in 30m
            5m  held by the rule cluster, while this fires: ClusterDown of a (incident 2)
        ",
    );
}

#[test]
fn alertmanager_a_source_that_is_silenced_or_acknowledged_mutes_all_the_same() {
    let night = night(CLUSTER)
        .silences_label("alertname=ClusterDown", 60)
        .goes_down("a")
        .slows("a")
        .wait(30)
        .slows("b");
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 1h about alertname=ClusterDown: a new disk
            0m  prometheus reports critical: ClusterDown of a
            0m  held for 1h, silence 1 asks for it
            0m  prometheus reports error: Slow of a
            0m  held by the rule cluster, while this fires: ClusterDown of a (incident 1)
           30m  prometheus reports error: Slow of b
           30m  page ana by sound, first page
        ",
    );
}

#[test]
fn alertmanager_a_critical_one_mutes_the_same_alert_of_the_same_service() {
    let of = |severity| of("Slow", "a", Signal::Firing, severity);
    let on = |host: &str, severity| Alert {
        fingerprint: wail::domain::alert::Fingerprint::of([host]),
        ..of(severity).summary(host)
    };
    let night = night(GRAVER)
        .hears(&on("one", Severity::Critical))
        .acks("ana")
        .hears(&on("two", Severity::Error))
        .hears(&on("three", Severity::Critical));
    assert_log(
        night,
        "
            0m  prometheus reports critical: one
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports error: two
            0m  held by the rule 1, while this fires: one (incident 1)
            0m  prometheus reports critical: three
            0m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_explains_it_is_over_in_an_incident_that_goes_on() {
    let group = |alert: Alert| alert.group(Some("g".to_owned()));
    let night = night(CLUSTER)
        .hears(&group(of("ClusterDown", "a", Signal::Firing, Severity::Critical)))
        .acks("ana")
        .hears(&group(of("Broken", "b", Signal::Firing, Severity::Critical)))
        .acks("ana")
        .slows("a")
        .wait(5)
        .hears(&group(of("ClusterDown", "a", Signal::Resolved, Severity::Critical)))
        .wait(2);
    assert_log(
        night,
        "
            0m  prometheus reports critical: ClusterDown of a
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  another alert joins: Broken of b
            0m  page ana by sound, there is more than was acknowledged
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports error: Slow of a
            0m  held by the rule cluster, while this fires: ClusterDown of a (incident 1)
            5m  over: ClusterDown of a
            5m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
            7m  the hold ends
            7m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn a_rule_that_comes_holds_what_is_due_and_one_that_goes_lets_go() {
    let night = night("")
        .goes_down("a")
        .acks("ana")
        .slows("a")
        .wait(1)
        .reloads(CLUSTER)
        .wait(9)
        .reloads("")
        .wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: ClusterDown of a
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports error: Slow of a
            0m  page ana by sound, first page
            5m  held by the rule cluster, while this fires: ClusterDown of a (incident 1)
           10m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
           12m  the hold ends
           12m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn a_source_that_waits_for_somebodys_day_holds_nothing_graver() {
    let rule =
        "[[inhibit]]\nname = \"r\"\nsource = [\"alertname=Full\"]\ntarget = [\"alertname=Slow\"]\n";
    let night = night(rule)
        .hears(&of("Full", "a", Signal::Firing, Severity::Warning))
        .hears(&of("Slow", "a", Signal::Firing, Severity::Warning))
        .hears(&of("Slow", "b", Signal::Firing, Severity::Critical));
    assert_log(
        night,
        "
            0m  prometheus reports warning: Full of a
            0m  held for 5h, until ana's day begins
            0m  prometheus reports warning: Slow of a
            0m  held by the rule r, while this fires: Full of a (incident 1)
            0m  prometheus reports critical: Slow of b
            0m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_joins_and_is_not_explained_lets_all_of_it_go() {
    let group = |alert: Alert| alert.group(Some("g".to_owned()));
    let night = night(CLUSTER)
        .goes_down("a")
        .acks("ana")
        .hears(&group(of("Slow", "a", Signal::Firing, Severity::Error)))
        .wait(1)
        .hears(&group(of("Slow", "b", Signal::Firing, Severity::Error)))
        .wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: ClusterDown of a
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports error: Slow of a
            0m  held by the rule cluster, while this fires: ClusterDown of a (incident 1)
            1m  another alert joins: Slow of b
            1m  incident 1 explains it no longer: it pages in 2m, unless it is over by then
            3m  the hold ends
            3m  page ana by sound, the hold has ended
        ",
    );
}
