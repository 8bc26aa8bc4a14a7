//! The zones of Windows: every one leads to a zone that there is.

use jiff::tz::TimeZone;

use super::*;

#[test]
fn every_name_leads_to_a_zone() {
    for (windows, iana) in ZONES {
        assert!(TimeZone::get(iana).is_ok(), "{windows}: {iana}");
    }
}

#[test]
fn names_are_found_in_any_case() {
    assert_eq!(iana_name("w. europe standard time"), Some("Europe/Berlin"));
    assert_eq!(iana_name("Pacific Standard Time"), Some("America/Los_Angeles"));
    assert_eq!(iana_name("Middle-earth Standard Time"), None);
}
