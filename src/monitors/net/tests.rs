//! Where a connection goes, and how failures are told.

use super::*;

#[test]
fn places_are_hosts_with_ports() {
    for (written, host, port) in [
        ("db.example:5432", "db.example", 5432),
        (" 192.0.2.1:80 ", "192.0.2.1", 80),
        ("[2001:db8::1]:443", "2001:db8::1", 443),
        ("müller.example:25", "müller.example", 25),
    ] {
        let place = Place::read("address", written).unwrap();
        assert_eq!((place.host.as_str(), place.port), (host, port));
        assert_eq!(place.to_string(), written.trim());
    }
}

#[test]
fn what_the_system_says_is_said_without_its_number() {
    let said = |errno: Errno| words(&io::Error::from(errno));
    assert_eq!(said(Errno::CONNREFUSED), "the connection is refused");
    assert_eq!(said(Errno::HOSTUNREACH), "there is no way to the host");
    assert!(!said(Errno::MFILE).contains("os error"), "{}", said(Errno::MFILE));
}

#[test]
fn what_this_machine_cannot_is_not_the_targets_fault() {
    assert!(is_ours(&Errno::MFILE.into(), false) && !is_ours(&Errno::CONNREFUSED.into(), false));
    let no_port = io::Error::from(Errno::ADDRNOTAVAIL);
    assert!(is_ours(&no_port, false) && !is_ours(&no_port, true));
    assert_eq!(what_we_cannot(&io::Error::from(Errno::CONNREFUSED)), None);
    assert_eq!(what_we_cannot(&io::Error::from(Errno::MFILE)), Some("Too many open files".into()));
}

#[test]
fn the_time_that_is_left_is_shared() {
    let now = Instant::now();
    let end = now + Duration::from_secs(6);
    assert_eq!(share(end, now, 3), Duration::from_secs(2));
    assert_eq!(share(now, end, 3), Duration::ZERO);
}
