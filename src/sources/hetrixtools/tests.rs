//! The two shapes beside that of the samples.

use super::SOURCE;
use crate::domain::alert::Signal;
use crate::sources::Sample;
use crate::sources::tests::read;

#[test]
fn an_address_that_is_on_no_blacklist_any_more_is_well() {
    let body = r#"[{"monitor":"192.0.2.4","label":"mail","blacklisted_now":"2",
                    "blacklisted_on":[{"rbl":"zen.example"},{"rbl":"bl.example"}]},
                   {"monitor":"192.0.2.5","blacklisted_now":0,"blacklisted_on":null}]"#;
    let reading = read(&SOURCE, Sample::json(body)).unwrap();
    let [listed, free] = reading.alerts() else { panic!("{reading:?}") };
    assert_eq!((listed.signal, free.signal), (Signal::Firing, Signal::Resolved));
    assert_eq!(listed.summary, "mail: on 2 blacklists");
    assert_eq!(listed.details, "zen.example\nbl.example");
}

#[test]
fn the_usage_of_a_server_is_a_problem_of_its_own_and_never_over() {
    let body = r#"{"monitor_id":"m","monitor_name":"db-1","monitor_status":"online",
                   "resource_usage":{"resource_type":"cpu","current_usage":"97%"}}"#;
    let usage = read(&SOURCE, Sample::json(body)).unwrap().alerts()[0].clone();
    assert_eq!((usage.signal, usage.summary.as_str()), (Signal::Firing, "db-1: cpu usage 97%"));
    let body = r#"{"monitor_id":"m","monitor_status":"online"}"#;
    let uptime = read(&SOURCE, Sample::json(body)).unwrap().alerts()[0].clone();
    assert_eq!(uptime.signal, Signal::Resolved);
    assert_ne!(usage.fingerprint, uptime.fingerprint);
}
