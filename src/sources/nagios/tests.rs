//! The types of notifications, and the ways in which macros are named.

use super::*;
use crate::domain::alert::Severity;
use crate::sources::tests::read_as;

fn reading(form: &str) -> Reading {
    read_as(&SOURCE, Sample::form(""), form.as_bytes()).unwrap()
}

#[test]
fn the_type_of_the_notification_is_the_state() {
    for (kind, expected) in [
        ("PROBLEM", Signal::Firing),
        ("RECOVERY", Signal::Resolved),
        ("ACKNOWLEDGEMENT", Signal::Acknowledged),
    ] {
        let form = format!("NOTIFICATIONTYPE={kind}&HOSTNAME=db-1&HOSTSTATE=DOWN");
        assert_eq!(reading(&form).alerts()[0].signal, expected, "{kind}");
    }
    for kind in ["FLAPPINGSTART", "FLAPPINGSTOP", "DOWNTIMESTART", "DOWNTIMEEND"] {
        let form = format!("NOTIFICATIONTYPE={kind}&HOSTNAME=db-1&HOSTSTATE=DOWN");
        assert_eq!(reading(&form).disposition(), "ignored", "{kind}");
    }
}

#[test]
fn one_that_is_sent_by_hand_says_what_the_state_is() {
    let signal = |state: &str| {
        let form =
            format!("NOTIFICATIONTYPE=CUSTOM&HOSTNAME=db-1&SERVICEDESC=disk&SERVICESTATE={state}");
        reading(&form).alerts()[0].signal
    };
    assert_eq!(signal("OK"), Signal::Resolved);
    assert_eq!(signal("WARNING"), Signal::Firing);
    assert_eq!(signal("UNKNOWN"), Signal::Firing);
}

#[test]
fn a_macro_of_services_is_nothing_in_a_notification_of_a_host() {
    let of = |form: &str| reading(form).alerts()[0].clone();
    let host =
        of("NOTIFICATIONTYPE=PROBLEM&HOSTNAME=db-1&HOSTSTATE=DOWN&SERVICEDESC=%24SERVICEDESC%24");
    assert_eq!((host.service.as_deref(), host.origin.as_deref()), (None, Some("db-1")));
    assert_eq!(host.severity_word.as_deref(), Some("DOWN"));
    let service =
        of("NOTIFICATIONTYPE=PROBLEM&HOSTNAME=db-1&SERVICEDESC=disk&SERVICESTATE=WARNING");
    assert_eq!(service.severity, Severity::Warning);
    assert_ne!(service.fingerprint, host.fingerprint);
}

#[test]
fn macros_in_lower_case_and_of_the_environment_are_the_same() {
    let of = |form: &str| reading(form).alerts()[0].fingerprint.clone();
    let plain = of("HOSTNAME=db-1&SERVICEDESC=disk");
    assert_eq!(of("hostname=db-1&servicedesc=disk"), plain);
    assert_eq!(of("NAGIOS_HOSTNAME=db-1&NAGIOS_SERVICEDESC=disk"), plain);
    assert_eq!(of("ICINGA_HOSTNAME=db-1&ICINGA_SERVICENAME=disk"), plain);
}
