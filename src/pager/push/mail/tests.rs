//! How a mailbox tells letters apart.

use std::collections::BTreeMap;

use super::super::{Update, as_call, update};
use super::*;
use crate::domain::update::UpdateId;
use crate::pager::Call;
use crate::pager::tests::{call, telling};

fn target() -> Target {
    let values = [
        ("address", "ana@example.org"),
        ("from", "wail@example.org"),
        ("server", "mail.example.org"),
    ];
    let values = values.map(|(key, value)| (key, value.to_owned())).into();
    Target { service: &SERVICE, values, headers: BTreeMap::new() }
}

fn identity(call: &Call) -> String {
    match make(&Message::page(call), &target()) {
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

#[test]
fn an_update_is_a_letter_with_its_first_line_as_subject_and_nothing_of_the_pager_in_it() {
    let incident = crate::pager::push::tests::incident();
    let (audience, by) = ("support".into(), "ana".into());
    let text = "half of it is back\nand we look; next update 14:00";
    let update =
        Update { id: UpdateId(7), audience: &audience, by: &by, text, incident: &incident };
    let call = update::as_call(update);
    let message = Message { update: Some(update), ..Message::page(&call) };
    let Ok(Request::Mail(letter)) = make(&message, &target()) else { panic!("no letter") };
    let letter = String::from_utf8(letter.mail.formatted()).unwrap();
    let (head, body) = letter.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("Subject: half of it is back\r\n"), "{head}");
    assert!(head.contains("Message-ID: <wail.update.7.support@example.org>\r\n"), "{head}");
    assert!(head.contains("X-Priority: 3 (Normal)"), "{head}");
    assert_eq!(body.replace("\r\n", "\n").trim_end(), text);
}
