//! By which routes alerts go: hours, severities, rotas, what is only written down, and two teams at once.

use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::label::Labels;
use wail::domain::name::SourceName;

use super::{Night, TEAM, alert, assert_log};

/// The usual team and another one for the database, with these routes.
fn night(routes: &str) -> Night {
    let dba = "[policy.dba]\nsteps = [{ who = \"bo\", wait = \"10m\" }, { who = \"eve\" }]\n";
    Night::of(&format!("{TEAM}{dba}{routes}\n[[route]]\nname = \"rest\"\npolicy = \"default\"\n"))
}

fn db(severity: Severity) -> Alert {
    let labels = Labels::from([("service".to_owned(), "db".to_owned())]);
    alert("disk of db", Signal::Firing, severity).labels(labels)
}

#[test]
fn the_first_route_that_takes_it_decides_and_is_on_the_record() {
    let night = night("[[route]]\nname = \"db\"\nservice = \"db\"\npolicy = \"dba\"\n")
        .hears(&db(Severity::Critical))
        .acks("bo")
        .fires();
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db
            0m  route db takes it to policy dba
            0m  page bo by sound, first page
            0m  bo acknowledges, check-in in 30m
            0m  prometheus reports critical: disk
            0m  route rest takes it to policy default
            0m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_route_that_goes_on_calls_as_well_step_by_step() {
    let night = night("[[route]]\nservice = \"db\"\npolicy = \"dba\"\ncontinue = true\n")
        .hears(&db(Severity::Critical))
        .wait(6)
        .acks("bo");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db
            0m  route rest takes it to policy default, and route 1 to policy dba as well
            0m  page ana by sound, first page
            0m  page bo by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            5m  page eve by sound, nobody acknowledged in time
            6m  bo acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn a_severity_that_a_route_changes_counts_before_anything_else_decides() {
    let routes = "[[route]]\nname = \"nights\"\nhours = \"20:00-08:00\"\nservice = \"db\"\n\
                  severity = \"warning\"\ncontinue = true\n";
    let night = night(routes).hears(&db(Severity::Critical)).wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db
            0m  route rest takes it to policy default; route nights makes it warning instead of critical
            0m  held for 5h, until ana's day begins
        ",
    );
}

#[test]
fn what_is_graver_once_the_hours_of_a_route_are_over_rings_when_it_is_heard_again() {
    let routes = "[[route]]\nname = \"nights\"\nhours = \"20:00-04:00\"\nservice = \"db\"\n\
                  severity = \"warning\"\ncontinue = true\n";
    let night =
        night(routes).hears(&db(Severity::Critical)).wait(60).hears(&db(Severity::Critical));
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db
            0m  route rest takes it to policy default; route nights makes it warning instead of critical
            0m  held for 5h, until ana's day begins
           60m  the severity rises to critical
           60m  page ana by sound, the severity rose
        ",
    );
}

#[test]
fn a_route_that_logs_calls_nobody_and_says_so_once() {
    let night = night("[[route]]\nname = \"chatter\"\nservice = \"db\"\nlog = true\n")
        .hears(&db(Severity::Critical))
        .wait(10)
        .hears(&db(Severity::Critical));
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db (a route says that it is only logged)
            0m  route chatter only writes it down
        ",
    );
}

#[test]
fn what_was_only_logged_at_night_opens_when_it_is_heard_out_of_those_hours() {
    let routes = "[[route]]\nname = \"chatter\"\nservice = \"db\"\nlog = true\n\
                  hours = \"20:00-04:00\"\n";
    let night =
        night(routes).hears(&db(Severity::Critical)).wait(60).hears(&db(Severity::Critical));
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db (a route says that it is only logged)
            0m  route chatter only writes it down
           60m  prometheus reports critical: disk of db
           60m  route rest takes it to policy default
           60m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_route_to_a_rota_calls_it_and_then_the_fallback() {
    let rota = "[rota.payments]\n[[rota.payments.layer]]\nname = \"base\"\npeople = [\"bo\"]\n\
                start = 2026-01-05\nevery = \"week\"\n";
    let routes = "[[route]]\nname = \"pay\"\nsource = \"page\"\nrota = \"payments\"\n";
    let mut by_hand = db(Severity::Critical);
    by_hand.source = SourceName::from("page");
    let night = night(&format!("{rota}{routes}")).hears(&by_hand).wait(6).acks("eve");
    assert_log(
        night,
        "
            0m  page reports critical: disk of db
            0m  route pay takes it to policy rota:payments
            0m  page bo by sound, first page (on call for payments: layer base)
            5m  page eve by sound, nobody acknowledged in time
            6m  eve acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn a_policy_that_is_called_as_well_and_vanishes_leaves_the_other_one() {
    let both = night("[[route]]\nservice = \"db\"\npolicy = \"dba\"\ncontinue = true\n");
    let night = both.hears(&db(Severity::Critical)).changes_rules(TEAM).wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk of db
            0m  route rest takes it to policy default, and route 1 to policy dba as well
            0m  page ana by sound, first page
            0m  page bo by sound, first page
            5m  page bo by sound, nobody acknowledged in time
        ",
    );
}
