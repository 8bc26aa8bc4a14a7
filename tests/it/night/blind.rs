//! A machine that cannot see: one problem of its own, and nothing else is down for it.

use wail::domain::alert::Severity;
use wail::domain::rules::Urgency;

use super::{Night, assert_log};

#[test]
fn a_machine_that_cannot_see_is_one_problem() {
    let mut night = Night::new();
    let blind = "I am blind: the only canary fails (there: no route)";
    for _ in 0..3 {
        night.decide(|_, engine| engine.is_blind(blind, Severity::Error)).unwrap();
        night.turn();
    }
    let mut night = night.wait(7);
    for _ in 0..2 {
        night.decide(|_, engine| engine.sees_again()).unwrap();
        night.turn();
    }
    assert_log(
        night,
        "
            0m  monitor reports error: I am blind: the only canary fails (there: no route)
            0m  page ana by sound, first page
            0m  I am blind: the only canary fails (there: no route); what fails meanwhile is unknown, and not down
            5m  page bo by sound, nobody acknowledged in time
            7m  I see again after 7m: a canary answers, everything is looked at anew
            7m  over: I see again
            7m  resolved, monitor reports that it is over
        ",
    );
}

#[test]
fn blindness_is_on_the_record_also_where_its_incident_is_held() {
    let mut night = Night::new();
    night.rules.urgency.error = Urgency::Log;
    night.decide(|_, engine| engine.is_blind("I am blind", Severity::Error)).unwrap();
    let mut night = night.wait(1);
    night.decide(|_, engine| engine.sees_again()).unwrap();
    assert_log(
        night,
        "
            0m  monitor reports error: I am blind (only logged at this severity)
            0m  I am blind; what fails meanwhile is unknown, and not down
            1m  I see again after 1m: a canary answers, everything is looked at anew
            1m  monitor reports error: I see again (it is over, and nothing was open)
        ",
    );
}
