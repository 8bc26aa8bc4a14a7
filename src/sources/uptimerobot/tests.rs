//! Where the variables stand, and what the types of alerts are.

use super::*;
use crate::domain::alert::Alert;
use crate::sources::Sample;
use crate::sources::tests::read;

fn alert(sample: Sample) -> Alert {
    read(&SOURCE, sample).unwrap().alerts()[0].clone()
}

#[test]
fn variables_in_the_address_are_read_with_and_without_a_body() {
    let target = "?monitorID=7&monitorFriendlyName=shop&alertType=2&alertTypeFriendlyName=Up";
    let alone = alert(Sample::json("").to(target));
    assert_eq!((alone.signal, alone.summary.as_str()), (Signal::Resolved, "shop is up"));
    let beside = alert(Sample::json("{\"note\":\"of one's own\"}").to(target));
    assert_eq!(beside, alone);
}

#[test]
fn a_certificate_that_runs_out_is_not_ended_by_the_monitor_being_up() {
    let of = |target: &'static str| alert(Sample::json("").to(target));
    let certificate = of("?monitorID=7&alertType=3&alertDetails=expires+in+7+days");
    assert_eq!(certificate.signal, Signal::Firing);
    assert_ne!(certificate.fingerprint, of("?monitorID=7&alertType=2").fingerprint);
    assert_eq!(
        of("?monitorID=7&alertType=1").fingerprint,
        of("?monitorID=7&alertType=2").fingerprint
    );
}
