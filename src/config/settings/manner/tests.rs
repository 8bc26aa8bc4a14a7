//! A reminder and a new problem sound otherwise than the alarm.

use std::path::Path;

use super::*;
use crate::config::{Environment, parse};
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::pager::sound::library;

const TEAM: &str = r#"
zone = "UTC"
fallback = "ana"
people.ana.channels = ["sound"]
people.ana.quiet = { hours = "22:00-07:00", critical = { volume = 0.4 } }
[policy.default]
steps = [{ who = "ana", wait = "5m" }]
"#;

fn played(more: &str, reason: Reason, at: &str) -> Sound {
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    let text = format!("{TEAM}{more}");
    let settings = parse(&text, Path::new("config.toml"), &environment);
    let settings = settings.unwrap_or_else(|faults| panic!("{faults}"));
    let now = at.parse().unwrap();
    let page = Page {
        incident: IncidentId(1),
        person: "ana".into(),
        channel: "sound".into(),
        severity: Severity::Critical,
        reason,
        because: None,
        due_at: now,
    };
    settings.sound_of(&page, &Labels::new(), now)
}

const NOON: &str = "2026-11-03T12:00:00Z";
const NIGHT: &str = "2026-11-03T03:00:00Z";

#[test]
fn a_reminder_is_the_same_sound_but_softer_and_with_pauses() {
    let full = played("", Reason::FirstPage, NOON);
    let soft = played("", Reason::Reminded, NOON);
    assert_eq!((&*full.name, &*soft.name), ("something-broken", "something-broken"));
    assert!(soft.volume < full.volume && soft.ramp.from < full.ramp.from, "{soft:?}");
    assert!(soft.ramp.over > full.ramp.over && soft.gap >= PAUSE, "{soft:?}");
}

#[test]
fn a_new_problem_has_a_tone_of_its_own_below_the_alarm_that_may_follow() {
    for at in [NOON, NIGHT] {
        let full = played("", Reason::Escalated, at);
        let tone = played("", Reason::NewProblem, at);
        assert_eq!(tone.name, "new-problem");
        assert!(library::find(&tone.name).is_some(), "it is built in");
        assert!(tone.volume < full.volume && tone.gap >= PAUSE, "{tone:?} at {at}");
    }
    let own = "[sounds]\nnew_problem = { sound = \"bell\", volume = 0.2, gap = \"1m\" }\n";
    let tone = played(own, Reason::NewProblem, NOON);
    assert_eq!((&*tone.name, tone.gap), ("bell", Duration::from_mins(1)));
    assert!(tone.volume <= 0.2, "{tone:?}");
}
