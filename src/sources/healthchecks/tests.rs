//! Addresses that say what a body does not.

use super::SOURCE;
use crate::domain::alert::{Alert, Signal};
use crate::sources::tests::read;
use crate::sources::{Reading, Sample};

fn one(body: &'static str, target: &'static str) -> Alert {
    read(&SOURCE, Sample::json(body).to(target)).unwrap().alerts()[0].clone()
}

#[test]
fn an_address_may_say_it_all() {
    let down = one("", "/down?code=5f1c");
    let up = one("", "?code=5f1c&status=up");
    assert_eq!((down.signal, up.signal), (Signal::Firing, Signal::Resolved));
    assert_eq!(down.fingerprint, up.fingerprint);
    assert_eq!(one("{\"code\":\"5f1c\"}", "/up").signal, Signal::Resolved);
}

#[test]
fn a_name_with_a_quote_in_it_spoils_only_the_body() {
    let spoilt = "{\"name\":\"the \"big\" dump\",\"status\":\"down\"}";
    let alert = one(spoilt, "?code=5f1c&status=up");
    assert_eq!(alert.signal, Signal::Resolved);
    assert!(read(&SOURCE, Sample::json(spoilt)).is_err());
}

#[test]
fn what_is_neither_down_nor_up_changes_nothing() {
    let body = "{\"code\":\"5f1c\",\"status\":\"paused\"}";
    assert!(matches!(read(&SOURCE, Sample::json(body)), Ok(Reading::Ignored(_))));
}
