//! Which events of GitLab are alerts, and about which problem.

use super::*;
use crate::sources::Sample;
use crate::sources::tests::{read, read_as};

fn reading(body: &str) -> Reading {
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap()
}

fn job(status: &str, name: &str, may_fail: bool) -> Reading {
    reading(&format!(
        "{{\"object_kind\":\"build\",\"ref\":\"main\",\"build_id\":7,\"build_name\":\"{name}\",\
         \"build_status\":\"{status}\",\"build_allow_failure\":{may_fail},\"project_id\":118}}"
    ))
}

#[test]
fn a_run_that_is_not_over_was_cancelled_or_may_fail_changes_nothing() {
    for status in ["created", "pending", "running", "canceled", "skipped", "manual"] {
        assert_eq!(job(status, "test", false).disposition(), "ignored", "{status}");
    }
    assert_eq!(job("failed", "lint", true).disposition(), "ignored");
}

#[test]
fn a_job_is_a_problem_of_its_own_and_not_that_of_its_pipeline() {
    let failed = job("failed", "test", false).alerts()[0].clone();
    assert_eq!(failed.summary, "the job test of main has failed");
    let succeeded = job("success", "test", false).alerts()[0].clone();
    assert_eq!((succeeded.signal, &succeeded.fingerprint), (Signal::Resolved, &failed.fingerprint));
    assert_ne!(job("failed", "build", false).alerts()[0].fingerprint, failed.fingerprint);
    let pipeline = read(&SOURCE, SOURCE.samples.firing).unwrap();
    assert_ne!(pipeline.alerts()[0].fingerprint, failed.fingerprint);
}

#[test]
fn a_deployment_that_fails_lasts_until_one_to_the_same_environment_succeeds() {
    let deployment = |status: &str, environment: &str| {
        let reading = reading(&format!(
            "{{\"object_kind\":\"deployment\",\"status\":\"{status}\",\"deployment_id\":15,\
             \"environment\":\"{environment}\",\"project\":{{\"id\":118}}}}"
        ));
        (reading.alerts()[0].signal, reading.alerts()[0].fingerprint.clone())
    };
    let (signal, failed) = deployment("failed", "production");
    assert_eq!(signal, Signal::Firing);
    assert_eq!(deployment("success", "production"), (Signal::Resolved, failed.clone()));
    assert_ne!(deployment("failed", "staging").1, failed);
}

#[test]
fn an_incident_follows_its_state_and_other_issues_are_none() {
    let issue = |fields: &str| {
        reading(&format!(
            "{{\"object_kind\":\"issue\",\"object_attributes\":{{\"id\":9,{fields}}}}}"
        ))
    };
    for (fields, expected) in [
        ("\"type\":\"Incident\",\"state\":\"opened\"", Signal::Firing),
        ("\"state\":\"opened\",\"escalation_status\":\"acknowledged\"", Signal::Acknowledged),
        ("\"state\":\"opened\",\"escalation_status\":\"resolved\"", Signal::Resolved),
        ("\"type\":\"Incident\",\"state\":\"closed\"", Signal::Resolved),
    ] {
        assert_eq!(issue(fields).alerts()[0].signal, expected, "{fields}");
    }
    assert_eq!(issue("\"type\":\"Issue\",\"state\":\"opened\"").disposition(), "ignored");
    assert_eq!(reading("{\"object_kind\":\"push\"}").disposition(), "ignored");
}
