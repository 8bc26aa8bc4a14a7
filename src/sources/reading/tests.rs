//! What several readings of one request come to.

use super::*;
use crate::domain::alert::{Fingerprint, Severity, Signal};
use crate::domain::name::SourceName;

fn alert(key: &str) -> Alert {
    let source = SourceName::from("monitor");
    Alert::new(source, Fingerprint::of([key]), Signal::Firing, Severity::Error)
}

fn nothing(about: &str) -> Reading {
    Reading::Ignored(about.to_owned())
}

#[test]
fn all_alerts_are_kept_in_order_and_what_is_none_is_left_out() {
    let one = || Ok(alert("a").into());
    let together =
        Reading::together([Ok(nothing("x")), one(), Ok(vec![alert("b"), alert("c")].into())]);
    assert_eq!(together, Ok(Reading::Alerts(vec![alert("a"), alert("b"), alert("c")])));
}

#[test]
fn without_alerts_the_first_says_what_it_was() {
    assert_eq!(Reading::together([Ok(nothing("x")), Ok(nothing("y"))]), Ok(nothing("x")));
}

#[test]
fn an_error_in_one_of_them_or_none_at_all_is_an_error() {
    let error = || Err(ParseError::Missing("host"));
    assert_eq!(Reading::together([Ok(alert("a").into()), error()]), error());
    assert!(Reading::together([]).is_err());
}
