//! Units in every state, and machines without systemd.

use std::time::Duration;

use jiff::Timestamp;

use super::super::{Means, Value, observe};
use super::*;
use crate::domain::watch::Finding;

fn options(values: &[(&'static str, Value)]) -> Options {
    let unit = ("unit", Value::Text("shop".to_owned()));
    let values = [unit].into_iter().chain(values.iter().cloned()).collect();
    Options { name: "shop".to_owned(), values }
}

fn unit(state: State) -> Unit {
    let (name, program) = ("shop".to_owned(), "systemctl".to_owned());
    Unit { name, is_of_user: false, state, program }
}

/// What is said of a unit that is loaded: its state, what that is in detail, and how it last ended.
fn judged(wanted: State, active: &str, sub: &str, result: &str) -> (Finding, String) {
    let answer = [
        ("LoadState", "loaded"),
        ("ActiveState", active),
        ("SubState", sub),
        ("Result", result),
        ("NRestarts", "3"),
    ];
    let answer = answer.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let look = unit(wanted).judge(&BTreeMap::from(answer));
    assert_eq!((look.numbers[0].label.as_str(), look.numbers[0].value), ("restarts", 3.0));
    (look.finding, look.said)
}

#[test]
fn states_are_good_on_their_way_or_bad() {
    let (active, inactive, any) = (State::Active, State::Inactive, State::Any);
    for (wanted, state, sub, result, finding, said) in [
        (active, "active", "running", "success", Finding::Fine, "`shop` is active (running)"),
        (active, "failed", "failed", "exit-code", Finding::Failed, "`shop` is failed: exit-code"),
        (active, "inactive", "dead", "success", Finding::Failed, "`shop` is inactive (dead)"),
        (
            active,
            "activating",
            "start-pre",
            "success",
            Finding::Degraded,
            "`shop` is activating (start-pre)",
        ),
        (
            active,
            "reloading",
            "reload",
            "success",
            Finding::Degraded,
            "`shop` is reloading (reload)",
        ),
        (
            active,
            "activating",
            "auto-restart",
            "exit-code",
            Finding::Failed,
            "`shop` is activating (auto-restart): exit-code",
        ),
        (inactive, "inactive", "dead", "success", Finding::Fine, "`shop` is inactive (dead)"),
        (inactive, "active", "running", "success", Finding::Failed, "`shop` is active (running)"),
        (inactive, "failed", "failed", "timeout", Finding::Degraded, "`shop` is failed: timeout"),
        (any, "inactive", "dead", "success", Finding::Fine, "`shop` is inactive (dead)"),
        (any, "activating", "start", "success", Finding::Fine, "`shop` is activating (start)"),
        (any, "failed", "failed", "exit-code", Finding::Failed, "`shop` is failed: exit-code"),
    ] {
        assert_eq!(judged(wanted, state, sub, result), (finding, said.to_owned()));
    }
}

#[test]
fn a_unit_that_is_not_there_is_named() {
    let load = |state: &str| BTreeMap::from([("LoadState".to_owned(), state.to_owned())]);
    let missing = unit(State::Any).judge(&load("not-found"));
    assert_eq!(missing, Look::failed("there is no unit `shop`"));
    assert_eq!(unit(State::Active).judge(&load("masked")), Look::failed("`shop` is masked"));
}

async fn asked(program: &str) -> (Finding, String) {
    let probe = build(&options(&[("program", Value::Text(program.to_owned()))])).unwrap();
    let (means, now) = (Means::default(), Timestamp::UNIX_EPOCH);
    let cx = Context { means: &means, now, timeout: Duration::from_secs(30) };
    let observation = observe(&*probe, cx).await;
    (observation.finding, observation.said)
}

#[tokio::test]
async fn without_systemd_nothing_is_said_of_a_unit() {
    let nowhere = asked("/nowhere/systemctl").await;
    let expected = "systemd cannot be asked: there is no program `/nowhere/systemctl`";
    assert_eq!(nowhere, (Finding::Undetermined, expected.to_owned()));
    let mute = asked("true").await;
    let expected = "systemd cannot be asked: `true` does not say how the unit is";
    assert_eq!(mute, (Finding::Undetermined, expected.to_owned()));
    let failing = asked("false").await;
    let expected = "systemd cannot be asked: `false` ended with exit code 1";
    assert_eq!(failing, (Finding::Undetermined, expected.to_owned()));
}

#[test]
fn what_is_no_unit_is_wrong() {
    for name in ["", " ", "shop*", "shop[12]", "a b", "shop;reboot", "shop\u{1b}"] {
        let options = options(&[("unit", Value::Text(name.to_owned()))]);
        assert_eq!(build(&options).map(drop).unwrap_err().key, "unit", "{name}");
    }
    for name in ["shop", "getty@tty1.service", "-.mount", "dev-disk-by\\x2duuid.swap"] {
        assert!(build(&options(&[("unit", Value::Text(name.to_owned()))])).is_ok(), "{name}");
    }
    let program = ("program", Value::Text(String::new()));
    assert_eq!(build(&options(&[program])).map(drop).unwrap_err().key, "program");
}
