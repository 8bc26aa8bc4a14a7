//! How a mailbox tells letters apart.

use std::collections::BTreeMap;

use super::super::as_call;
use super::*;
use crate::pager::Call;
use crate::pager::tests::{call, telling};

fn identity(call: &Call) -> String {
    let values = [
        ("address", "ana@example.org"),
        ("from", "wail@example.org"),
        ("server", "mail.example.org"),
    ];
    let values = values.map(|(key, value)| (key, value.to_owned())).into();
    let target = Target { service: &SERVICE, values, headers: BTreeMap::new() };
    match make(&Message { call, whole: None }, &target) {
        Ok(Request::Mail(letter)) => {
            letter.mail.headers().get_raw("Message-ID").unwrap().to_owned()
        }
        Ok(Request::Http(_)) | Err(_) => panic!("no letter"),
    }
}

#[test]
fn a_page_is_the_same_letter_however_often_it_is_sent() {
    assert_eq!(identity(&call()), "<wail.412.7@example.org>");
}

#[test]
fn what_is_no_page_is_a_letter_of_its_own_each_time() {
    // A mailbox that has one of them drops every other with the same identity.
    assert_ne!(identity(&as_call(telling())), identity(&as_call(telling())));
}
