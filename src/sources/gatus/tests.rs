//! Values that are pasted into a body as they are.

use super::*;
use crate::domain::alert::Alert;
use crate::sources::tests::{read, read_as};

fn alert(body: &str) -> Alert {
    read_as(&SOURCE, Sample::form(""), body.as_bytes()).unwrap().alerts()[0].clone()
}

#[test]
fn an_address_with_fields_of_its_own_decides_nothing() {
    let body = "url=https://x.example.org/?a=1&status=up&name=b&name=shop&status=TRIGGERED";
    let alert = alert(body);
    assert_eq!((alert.signal, alert.service.as_deref()), (Signal::Firing, Some("shop")));
}

#[test]
fn json_with_the_same_names_is_the_same_problem() {
    let form = read(&SOURCE, SOURCE.samples.firing).unwrap().alerts()[0].clone();
    let json = alert("{\"status\":\"RESOLVED\",\"group\":\"shop\",\"name\":\"checkout\"}");
    assert_eq!((json.signal, json.fingerprint), (Signal::Resolved, form.fingerprint));
}

#[test]
fn a_placeholder_that_an_old_version_does_not_know_is_no_text() {
    let alert = alert("errors=[RESULT_ERRORS]&name=shop&status=down");
    assert_eq!((alert.summary.as_str(), alert.details.as_str()), ("shop: down", ""));
}
