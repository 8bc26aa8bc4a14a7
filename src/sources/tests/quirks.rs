//! What single senders do that their samples do not show.

use serde_json::{Value, json};

use super::*;

/// The sample of a problem of that source, with other values at some places.
fn changed(name: &str, changes: &[(&str, Value)]) -> Value {
    let mut body = serde_json::from_str(find(name).unwrap().samples.firing.body).unwrap();
    for (path, value) in changes {
        let at = path.split('.').fold(&mut body, |at: &mut Value, step| match step.parse() {
            Ok(index) => at.get_mut::<usize>(index).unwrap(),
            Err(_) => &mut at[step],
        });
        *at = value.clone();
    }
    body
}

/// What that source makes of a body, sent as its sample is.
fn told(name: &str, body: &Value) -> Reading {
    let source = find(name).unwrap();
    read_as(source, source.samples.firing, body.to_string().as_bytes()).unwrap()
}

fn only_alert(name: &str, changes: &[(&str, Value)]) -> Alert {
    let told = told(name, &changed(name, changes));
    assert_eq!(told.alerts().len(), 1, "{name}: {told:?}");
    told.alerts()[0].clone()
}

/// The word for what that source makes of it: that of the signal, or that of the reading.
fn word(name: &str, changes: &[(&str, Value)]) -> &'static str {
    let told = told(name, &changed(name, changes));
    told.alerts().first().map_or(told.disposition(), |alert| alert.signal.word())
}

#[test]
fn states_that_the_samples_do_not_have() {
    for (name, path, value, expected) in [
        ("azure-monitor", "data.essentials.monitorCondition", "Deactivated", "resolved"),
        ("checkly", "alert_type", "ALERT_FAILURE_REMAIN", "firing"),
        ("checkly", "alert_type", "ALERT_DEGRADED_RECOVERY", "resolved"),
        ("checkly", "alert_type", "NO_ALERT", "ignored"),
        ("checkmk", "notification_type", "ACKNOWLEDGEMENT", "acknowledged"),
        ("checkmk", "notification_type", "DOWNTIMESTART", "ignored"),
        ("checkmk", "notification_type", "FLAPPINGSTART", "firing"),
        ("cloudflare", "alert_event", "ALERT_STATE_EVENT_OF_ANOTHER_KIND", "firing"),
        ("cloudflare", "data.new_status", "Healthy", "resolved"),
        ("coralogix", "alert_action", "a new word", "firing"),
        ("dash0", "type", "alert.superseded", "resolved"),
        ("dash0", "type", "alert.closed", "resolved"),
        ("datadog", "alert_transition", "Re-No Data", "firing"),
        ("datadog", "alert_transition", "$ALERT_TRANSITION", "firing"),
        ("dead-mans-snitch", "type", "snitch.errored", "firing"),
        ("dead-mans-snitch", "type", "snitch.paused", "ignored"),
        ("dynatrace", "State", "MERGED", "resolved"),
        ("flux", "severity", "info", "ignored"),
        ("freshping", "webhook_event_data.check_state_name", "Reporting Error", "firing"),
        ("freshping", "webhook_event_data.application_name", "Webhook test", "test"),
        ("gcp-monitoring", "version", "test", "test"),
        ("gcp-monitoring", "incident.state", "CLOSED", "resolved"),
        ("github", "workflow_run.conclusion", "timed_out", "firing"),
        ("github", "workflow_run.conclusion", "cancelled", "ignored"),
    ] {
        assert_eq!(word(name, &[(path, json!(value))]), expected, "{name}: {value}");
    }
}

#[test]
fn a_body_that_says_little_is_enough() {
    for (name, body, expected) in [
        ("auvik", json!({"correlationId": "a", "alertStatus": 1}), "resolved"),
        ("azure-monitor", json!({"data": {"AlertRuleName": "errors in the log"}}), "firing"),
        ("azure-monitor", json!({"status": "Resolved", "context": {"id": "a"}}), "resolved"),
        (
            "azure-monitor",
            json!({"context": {"id": "/subscriptions/11111111-1111-1111-1111-111111111111/x"}}),
            "test",
        ),
        ("cloudflare", json!({"text": "Hello! This is a test message."}), "test"),
        ("datadog", json!({"TITLE": "[Recovered] Disk"}), "resolved"),
        ("elastalert2", json!({"@timestamp": "2026-03-01T00:00:00Z"}), "firing"),
        (
            "falco",
            json!({"rule": "Test rule", "output": "This is a test from falcosidekick"}),
            "test",
        ),
        ("freshping", json!({"webhook_event_data": {"check_id": 1}}), "firing"),
        ("aws-sns-cloudwatch", json!({"Message": "the backup has failed"}), "firing"),
        ("aws-sns-cloudwatch", json!({"Message": "{\"Event\":\"TEST\"}"}), "ignored"),
        ("aws-sns-cloudwatch", json!({"AlarmName": "a", "NewStateValue": "OK"}), "resolved"),
        (
            "aws-sns-cloudwatch",
            json!({"AlarmName": "a", "NewStateValue": "INSUFFICIENT_DATA"}),
            "firing",
        ),
    ] {
        let told = told(name, &body);
        let found = told.alerts().first().map_or(told.disposition(), |alert| alert.signal.word());
        assert_eq!(found, expected, "{name}: {body}");
    }
}

#[test]
fn problems_that_differ_in_one_thing_are_two() {
    for (name, path, value) in [
        ("66uptime", "type", json!("heartbeat")),
        ("axiom", "event.groupValues", json!(["carts"])),
        ("checkly", "alert_type", json!("ALERT_SSL")),
        ("checkmk", "service", Value::Null),
        ("coralogix", "fields.11.value", json!("payments-8a0d")),
        ("cronitor", "environment", json!("staging")),
        ("falco", "output_fields", json!({"container.id": "host"})),
        ("flux", "involvedObject.namespace", json!("shop-2")),
        ("github", "workflow_run.head_branch", json!("next")),
        ("github", "workflow_run.head_repository.full_name", json!("somebody/shop")),
    ] {
        let one = only_alert(name, &[]).fingerprint;
        assert_ne!(one, only_alert(name, &[(path, value)]).fingerprint, "{name}: {path}");
    }
}

#[test]
fn sns_is_visited_only_where_sns_is() {
    let visit = |kind: &str, address: &str| {
        let body = json!({"Type": kind, "SubscribeURL": address});
        match told("aws-sns-cloudwatch", &body) {
            Reading::Handshake { visit, .. } => visit,
            other => panic!("{other:?}"),
        }
    };
    let right = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1";
    assert_eq!(visit("SubscriptionConfirmation", right).as_deref(), Some(right));
    assert_eq!(visit("UnsubscribeConfirmation", right), None);
    for wrong in [
        "http://sns.eu-west-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com.example.org/",
        "https://example.org/sns.eu-west-1.amazonaws.com",
        "https://example.org#.amazonaws.com/",
        "https://sns.example.org/x.amazonaws.com",
        "https://sns.a@b.amazonaws.com/",
        "https://sns.a.b.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com:8080/",
        "https://sns..amazonaws.com/",
        "https://sns.amazonaws.com/",
    ] {
        assert_eq!(visit("SubscriptionConfirmation", wrong), None, "{wrong}");
    }
}

#[test]
fn the_marks_of_a_datadog_title_are_its_state_and_no_part_of_it() {
    let of = |title: &str| told("datadog", &json!({ "title": title })).alerts()[0].clone();
    let fired = of("[P1] [Triggered on {host:db1}] [TEST] Disk [sda] is full");
    assert_eq!(fired.summary, "Disk [sda] is full");
    assert_eq!((fired.severity, fired.origin.as_deref()), (Severity::Critical, Some("db1")));
    let over = of("[Recovered on {host:db1}] Disk [sda] is full");
    assert_eq!((over.signal, &over.fingerprint), (Signal::Resolved, &fired.fingerprint));
    assert_ne!(of("[Triggered on {host:db2}] Disk [sda] is full").fingerprint, fired.fingerprint);
    assert_eq!(of("[Warn] Disk").severity, Severity::Warning);
    assert_eq!(of("[orders] is slow").summary, "[orders] is slow");
}

#[test]
fn what_alertmanager_is_told_of_is_over_when_its_end_has_passed() {
    let ends = |at: &str| word("alertmanager-api", &[("0.endsAt", json!(at))]);
    assert_eq!(ends("2026-03-11T05:00:00Z"), "resolved");
    assert_eq!(ends("2099-01-01T00:00:00Z"), "firing");
    assert_eq!(ends("0001-01-01T00:00:00Z"), "firing");
    let list = json!([{"labels": {"alertname": "a"}}, {"labels": {}}, 7, {"labels": {"x": "y"}}]);
    assert_eq!(told("alertmanager-api", &list).alerts().len(), 2);
}

#[test]
fn certificates_that_run_out_are_one_problem_for_each_site_of_uptime_kuma() {
    let notice = |site: &str, days: u8| {
        let message =
            format!("[{site}][https://{site}.example] certificate expires in {days} days");
        let body = json!({"heartbeat": null, "monitor": null, "msg": message});
        told("uptime-kuma", &body).alerts()[0].fingerprint.clone()
    };
    assert_eq!(notice("web-1", 14), notice("web-1", 7));
    assert_ne!(notice("web-1", 7), notice("web-2", 7));
    let body = json!({"msg": "[testing.example] certificate expires in 7 days"});
    assert_eq!(told("uptime-kuma", &body).disposition(), "alerts");
    assert_eq!(told("uptime-kuma", &json!({"msg": "pager Testing"})).disposition(), "test");
}

#[test]
fn a_github_event_is_what_its_header_says() {
    let github = find("github").unwrap();
    let alert = json!({
        "action": "reopened",
        "alert": {
            "number": 7,
            "state": "open",
            "security_advisory": {"summary": "a weak hash", "severity": "high"},
            "created_at": "2026-01-02T00:00:00Z",
            "updated_at": "2026-03-04T00:00:00Z",
        },
        "repository": {"full_name": "example/shop"},
    });
    let told = |kind: &'static str, body: &Value| {
        let headers = vec![("x-github-event", kind)].leak();
        read_as(github, Sample::json("").with(headers), body.to_string().as_bytes()).unwrap()
    };
    let back = told("dependabot_alert", &alert).alerts()[0].clone();
    assert_eq!((back.signal, back.severity), (Signal::Firing, Severity::Error));
    assert_eq!(back.started_at.unwrap().to_string(), "2026-03-04T00:00:00Z");
    let mut over = alert.clone();
    over["action"] = json!("auto_dismissed");
    over["alert"]["state"] = json!("auto_dismissed");
    let over = told("dependabot_alert", &over).alerts()[0].clone();
    assert_eq!((over.signal, over.fingerprint), (Signal::Resolved, back.fingerprint.clone()));
    let scanned = told("code_scanning_alert", &alert).alerts()[0].clone();
    assert_ne!(scanned.fingerprint, back.fingerprint);
    let mut assigned = alert.clone();
    assigned["action"] = json!("assignees_changed");
    assert_eq!(told("dependabot_alert", &assigned).disposition(), "ignored");
    assert_eq!(told("ping", &json!({"zen": "Design for failure."})).disposition(), "handshake");
    assert_eq!(told("push", &alert).disposition(), "ignored");
}

#[test]
fn rules_say_what_to_do_and_what_to_take_care_of() {
    let alert = r#"{"labels":{"alertname":"Disk"},"annotations":{"description":"93 %",
        "runbook_url":"https://run.book/disk","caution":"never delete the wal"},
        "generatorURL":"https://graph"}"#;
    let body = format!(r#"{{"alerts":[{alert}]}}"#);
    for name in ["alertmanager", "grafana"] {
        let read = parse(find(name).unwrap(), body.as_bytes()).unwrap();
        let told = "caution: never delete the wal\nrunbook: https://run.book/disk\n93 %";
        assert_eq!(
            (read[0].details.as_str(), read[0].link.as_deref()),
            (told, Some("https://graph"))
        );
    }
    let own = br#"{"summary":"disk full","runbook":"ask ana","caution":"slowly"}"#;
    let read = parse(find("generic").unwrap(), own).unwrap();
    assert_eq!(read[0].details, "caution: slowly\nrunbook: ask ana");
    let measured = br#"{"alerts":[{"labels":{"a":"b"},"annotations":{"runbook_url":"https://r"},
        "valueString":"[ B=22 ]"}]}"#;
    let read = parse(find("grafana").unwrap(), measured).unwrap();
    assert_eq!(read[0].details, "runbook: https://r\n[ B=22 ]");
}
