//! Searches that send counts, and hosts.

use super::SOURCE;
use crate::sources::Sample;
use crate::sources::tests::read;

#[test]
fn counts_are_added_up_by_host() {
    let body = r#"{"saved_search":{"id":7,"name":"panics"},"counts":[
        {"source_name":"a","timeseries":{"1772935860":5,"1772935870":2}},
        {"source_name":"b","timeseries":{"1772935860":1}}]}"#;
    let alert = read(&SOURCE, Sample::json(body)).unwrap().alerts()[0].clone();
    assert_eq!(alert.details, "a: 7 events\nb: 1 events");
    assert_eq!(alert.origin, None);
}

#[test]
fn the_host_of_all_events_is_what_it_is_about() {
    let body = r#"{"saved_search":{"id":7},"events":[
        {"hostname":"a","message":"x"},{"hostname":"a","message":"y"}]}"#;
    let alert = read(&SOURCE, Sample::json(body)).unwrap().alerts()[0].clone();
    assert_eq!(alert.origin.as_deref(), Some("a"));
    assert_eq!(alert.details, "a: x\na: y");
}
