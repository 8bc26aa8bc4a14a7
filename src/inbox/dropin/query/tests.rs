//! Fields and matchers of an address.

use super::*;
use crate::domain::label::Labels;

#[test]
fn fields_may_stand_several_times_and_are_decoded() {
    let query = Query::of(Some("filter=host%3D%22a+b%22&active=false&filter=env!=dev"));
    assert_eq!(query.all("filter").collect::<Vec<_>>(), ["host=\"a b\"", "env!=dev"]);
    assert!(query.is_off("active") && !query.is_off("silenced"));
    let labels = Labels::from([("host".to_owned(), "a b".to_owned())]);
    assert!(query.matchers().unwrap().iter().all(|matcher| matcher.matches(&labels)));
    assert!(Query::of(None).matchers().unwrap().is_empty());
}

#[test]
fn a_value_in_quotes_is_escaped() {
    let labels = Labels::from([("host".to_owned(), "web-1".to_owned())]);
    assert!(matcher(r#"host=~"web-\\d""#).unwrap().matches(&labels));
    assert!(!matcher(r#""host"!~"web-\\d""#).unwrap().matches(&labels));
    assert!(matcher("host=web-1").unwrap().matches(&labels));
    for wrong in ["host", "=x", "host!x", "host=~("] {
        assert!(matcher(wrong).is_err(), "{wrong}");
    }
}
