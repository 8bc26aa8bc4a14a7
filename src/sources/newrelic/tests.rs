//! States of both generations, and values that a template makes lists of.

use super::SOURCE;
use crate::domain::alert::{Alert, Signal};
use crate::sources::Sample;
use crate::sources::tests::read_as;

fn one(fields: &str) -> Alert {
    let body = format!("{{\"id\":\"i\",{fields}}}");
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap().alerts()[0].clone()
}

#[test]
fn the_states_of_both_generations_are_understood() {
    let cases = [
        (r#""state":"CREATED""#, Signal::Firing),
        (r#""state":"ACTIVATED","trigger":"STATE_CHANGE""#, Signal::Firing),
        (r#""state":"ACTIVATED","trigger":"USER_ACTION""#, Signal::Acknowledged),
        (r#""state":["CLOSED"],"trigger":"USER_ACTION""#, Signal::Resolved),
        (r#""current_state":"acknowledged""#, Signal::Acknowledged),
        (r#""current_state":"closed""#, Signal::Resolved),
    ];
    for (fields, signal) in cases {
        assert_eq!(one(fields).signal, signal, "{fields}");
    }
}

#[test]
fn a_value_may_be_a_list_of_one_or_itself() {
    for fields in
        [r#""title":["x"],"impactedEntities":["h"]"#, r#""title":"x","impactedEntities":"h""#]
    {
        let alert = one(fields);
        assert_eq!((alert.summary.as_str(), alert.origin.as_deref()), ("x", Some("h")));
    }
}
