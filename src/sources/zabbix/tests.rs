//! Which problem a script's body is about, and its state.

use super::*;
use crate::domain::alert::Alert;
use crate::sources::Sample;
use crate::sources::tests::read_as;

fn alert(body: &str) -> Alert {
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap().alerts()[0].clone()
}

#[test]
fn the_trigger_in_the_link_is_the_trigger() {
    let named = alert("{\"trigger_id\":\"7\",\"event_id\":\"1\"}");
    let linked = "https://zabbix.example.org/tr_events.php?triggerid=7&eventid=2";
    let linked = alert(&format!("{{\"link\":\"{linked}\",\"trigger\":\"another name\"}}"));
    assert_eq!(linked.fingerprint, named.fingerprint);
    assert_ne!(alert("{\"event_id\":\"7\"}").fingerprint, named.fingerprint);
}

#[test]
fn the_value_of_the_event_wins_over_every_other_word() {
    let signal = |fields: &str| alert(&format!("{{\"trigger_id\":\"7\",{fields}}}")).signal;
    assert_eq!(signal("\"event_value\":\"0\",\"status\":\"PROBLEM\""), Signal::Resolved);
    assert_eq!(signal("\"event_value\":\"1\",\"status\":\"OK\""), Signal::Firing);
    assert_eq!(signal("\"event_value\":\"1\",\"event_ack_status\":\"Yes\""), Signal::Acknowledged);
    assert_eq!(signal("\"event_value\":\"0\",\"event_ack_status\":\"Yes\""), Signal::Resolved);
    assert_eq!(signal("\"status\":\"OK\""), Signal::Resolved);
    assert_eq!(signal("\"event_value\":\"{EVENT.VALUE}\""), Signal::Firing);
}

#[test]
fn tags_are_labels_and_a_list_of_them_in_one_text_is_one() {
    let tags = "[{\\\"tag\\\":\\\"team\\\",\\\"value\\\":\\\"web\\\"}]";
    let labels = alert(&format!("{{\"trigger_id\":\"7\",\"event_tags\":\"{tags}\"}}")).labels;
    assert_eq!(labels.get("team").map(String::as_str), Some("web"));
    let labels = alert("{\"trigger_id\":\"7\",\"event_tags\":\"a,b\"}").labels;
    assert_eq!(labels.get("tags").map(String::as_str), Some("a,b"));
}
