//! The tests of a configuration: run on its own rules, with nothing but the file.

use super::fault::Fault;
use super::settings::Settings;
use crate::domain::explain::assertion::{Assertion, Difference};
use crate::domain::explain::{Question, explain, quiet_at};
use crate::domain::incident::escalation::Context;
use crate::domain::incident::triage::Board;
use crate::domain::station::Stations;

/// A test of the rules, and where it stands.
#[derive(Clone, Debug)]
pub struct Test {
    /// What is asked, and what is expected.
    pub assertion: Assertion,
    /// Its place; what is wrong with it is not said yet.
    pub(crate) place: Fault,
}

/// What became of a test.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Its name.
    pub name: String,
    /// Where what would happen is not what is expected; nowhere if it has passed.
    pub differences: Vec<Difference>,
    /// The failure as a fault, with its place.
    pub fault: Fault,
}

/// Tries every test. Everybody is taken to be reachable in every way that the configuration names, and
/// nothing is asked but the rules.
#[must_use]
pub fn try_all(settings: &Settings) -> Vec<Tried> {
    let stations = Stations::everywhere(&settings.rules);
    settings.tests.iter().map(|test| attempt(settings, &stations, test)).collect()
}

fn attempt(settings: &Settings, stations: &Stations, test: &Test) -> Tried {
    let Test { assertion, place } = test;
    let Assertion { name, alert, at, .. } = assertion;
    let silence = quiet_at(&[], &settings.rules, (alert.source.as_str(), &alert.labels), *at);
    let question = Question {
        alert,
        board: Board { silence, ..Board::default() },
        alike: None,
        storm: None,
        foreseen: None,
        is_now: false,
        silences: &[],
        cx: Context { rules: &settings.rules, stations, pending: &[], reliefs: &[] },
        now: *at,
    };
    let would = explain(&question);
    let differences = assertion.differences(&would, |call, at| {
        settings.sound_for(&call.person, call.severity, &alert.labels, at).name
    });
    let labels: Vec<String> =
        alert.labels.iter().map(|(label, value)| format!("{label}={value}")).collect();
    let hint = format!(
        "`wail why --labels {} --source {} --at {at}` shows the whole chain",
        labels.join(","),
        alert.source,
    );
    let message = format!("test `{name}` fails");
    let fault = Fault { message, hint: Some(hint), ..place.clone() };
    Tried { name: name.clone(), differences, fault }
}
