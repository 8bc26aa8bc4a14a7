//! What a machine that looks by itself tells: that it cannot see, and that what it sees is steady again.

use wail::domain::alert::Severity;
use wail::domain::label::Labels;
use wail::domain::name::MonitorName;
use wail::domain::rules::Urgency;
use wail::domain::watch::State;
use wail::domain::watch::monitor::Watch;
use wail::engine::Looked;

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

#[test]
fn a_monitor_that_flaps_no_longer_is_told_softly() {
    let flaps = |watch: Watch| Watch { state: State::Up, is_flapping: true, ..watch };
    let looked = |night: &mut Night, watch: &Watch| {
        let (name, labels) = (MonitorName::from("shop"), Labels::new());
        let severity = Severity::Error;
        let looked =
            Looked { name: &name, severity, labels: &labels, runbook: None, caution: None };
        night.decide(|_, engine| engine.take_look(looked, watch, &[], true, true)).unwrap();
        night.turn();
    };
    let mut night = Night::new();
    let watch = Watch::begins(night.now);
    looked(&mut night, &flaps(watch.clone()));
    let mut night = night.wait(2);
    looked(&mut night, &Watch { state: State::Up, ..watch });
    let told = night.read(|tx| tx.open_notifications(10));
    let told: Vec<String> =
        told.into_iter().map(|it| format!("{}: {}", it.what.person, it.what.text)).collect();
    assert_eq!(told, ["ana: shop flaps no longer, it is up (incident 1)"]);
}
