//! Why: what is foretold is what a night then does, and every stage says what decided.

use jiff::{SignedDuration, Timestamp};
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::explain::assertion::{Assertion, Expected, ExpectedCall, HOLDS};
use wail::domain::explain::{Explanation, Question, Verdict, explain, quiet_at};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::inhibition::{Inhibited, Inhibition};
use wail::domain::incident::triage::Board;
use wail::domain::incident::{Hold, IncidentId};
use wail::domain::label::{Labels, Matcher};
use wail::domain::noise::Noise;
use wail::domain::quiet::silence::{Silence, SilenceId, Wanted};
use wail::domain::record::timeline::Event;
use wail::domain::rules::Rules;
use wail::domain::station::Stations;

use crate::night::{Night, TEAM, alert, rules};

/// Two policies, a rota, quiet hours, and routes of every kind.
const ROUTED: &str = r#"
zone = "UTC"
fallback = "eve"
[people.ana]
channels = [{ use = "sound", wait = "2m" }, "desktop"]
[people.bo]
channels = ["sound"]
quiet = { hours = "22:00-06:00", error = "hold" }
[people.eve]
channels = ["sound", "bell"]
[rota.payments]
[[rota.payments.layer]]
name = "office"
people = ["bo"]
every = "week"
start = 2026-01-05
only = "mon-fri 09:00-17:00"
[policy.default]
steps = [{ who = "ana", wait = "5m" }, { who = ["bo", "eve"], wait = "10m" }]
repeat = 1
[policy.dba]
steps = [{ who = "bo", wait = "3m" }, { who = "eve", wait = "7m" }, { who = "everyone" }]
[[route]]
name = "nights"
service = "batch"
hours = "20:00-08:00"
severity = "warning"
continue = true
[[route]]
name = "audit"
match = "kind=login"
policy = "dba"
continue = true
[[route]]
name = "db"
service = ["db", "sql"]
policy = "dba"
[[route]]
name = "pay"
service = "pay"
rota = "payments"
[[route]]
name = "chatter"
match = "env=dev"
log = true
[[route]]
name = "rest"
policy = "default"
"#;

fn labelled(labels: &[(&str, &str)], severity: Severity) -> Alert {
    let labels: Labels = labels.iter().map(|(name, it)| ((*name).into(), (*it).into())).collect();
    alert("disk", Signal::Firing, severity).labels(labels)
}

fn ask(rules: &Rules, alert: &Alert, silences: &[Silence], now: Timestamp) -> Explanation {
    let stations = Stations::everywhere(rules);
    let silence = quiet_at(silences, rules, (alert.source.as_str(), &alert.labels), now);
    let board = Board { silence, ..Board::default() };
    let cx = Context { rules, stations: &stations, pending: &[], reliefs: &[] };
    let question = Question {
        alert,
        board,
        alike: None,
        storm: None,
        foreseen: None,
        is_now: false,
        silences,
        cx,
        now,
    };
    explain(&question)
}

/// Who is called within so long, by what and when.
fn foretold(would: &Explanation, until: Timestamp) -> Vec<String> {
    let steps = would.plan.steps.iter().filter(|step| step.at <= until);
    let calls = steps.flat_map(|step| &step.calls);
    let mut said: Vec<String> = calls
        .flat_map(|call| {
            let person = &call.person;
            call.pages.iter().map(move |page| format!("{} {person} {}", page.at, page.channel))
        })
        .collect();
    said.sort();
    said
}

const HOURS: [&str; 4] = [
    "2026-11-03T03:00:00Z",
    "2026-11-03T12:00:00Z",
    "2026-11-03T21:30:00Z",
    // Half a minute before a night begins.
    "2026-11-07T21:59:30Z",
];

const LABELS: [&[(&str, &str)]; 6] = [
    &[],
    &[("service", "batch")],
    &[("service", "db")],
    &[("service", "pay")],
    &[("env", "dev")],
    &[("kind", "login"), ("env", "dev")],
];

#[test]
fn what_is_foretold_is_what_the_night_then_does() {
    let rules = rules(ROUTED);
    for at in HOURS {
        for labels in LABELS {
            for severity in Severity::ALL {
                let alert = labelled(labels, severity);
                let mut night = Night::of(ROUTED).at(at);
                let would = ask(&rules, &alert, &[], night.now);
                let until = night.now + SignedDuration::from_hours(14);
                night = night.hears(&alert).wait(14 * 60);
                let mut done: Vec<String> = night
                    .pages(1)
                    .iter()
                    .map(|page| format!("{} {} {}", page.due_at, page.person, page.channel))
                    .collect();
                done.sort();
                let said = foretold(&would, until);
                // A plan ends where it only repeats itself; a night goes on.
                done.truncate(said.len());
                assert!(said.is_empty() == done.is_empty(), "{at} {labels:?} {severity}: {done:?}");
                assert_eq!(said, done, "{at} {labels:?} {severity}");
            }
        }
    }
}

#[test]
fn a_stage_holds_or_ends_exactly_where_the_decision_does() {
    let rules = rules(ROUTED);
    for at in HOURS {
        for labels in LABELS {
            for severity in Severity::ALL {
                let would = ask(&rules, &labelled(labels, severity), &[], at.parse().unwrap());
                let has = |verdict| would.findings.iter().any(|it| it.verdict == verdict);
                let told = format!("{at} {labels:?} {severity}: {would:?}");
                assert_eq!(has(Verdict::Ends), would.policy.is_none(), "{told}");
                assert_eq!(has(Verdict::Ends), would.plan.steps.is_empty(), "{told}");
                assert_eq!(has(Verdict::Holds), would.held.is_some(), "{told}");
            }
        }
    }
}

#[test]
fn a_silence_holds_it_until_its_end_and_then_it_calls() {
    let rules = rules(TEAM);
    let now: Timestamp = HOURS[0].parse().unwrap();
    let ends_at = now + SignedDuration::from_mins(45);
    let what = Wanted {
        matchers: vec![Matcher::parse("service=db").unwrap()],
        starts_at: now,
        ends_at,
        by: "ana".to_owned(),
        comment: "a new disk".to_owned(),
        until_resolved: None,
        everything: false,
    };
    let silence = Silence {
        id: SilenceId(3),
        what,
        changed_at: now,
        hidden: 0,
        matched: false,
        calm_since: None,
        is_over: false,
    };
    let alert = labelled(&[("service", "db")], Severity::Critical);
    let would = ask(&rules, &alert, &[silence], now);
    let held = would.findings.iter().find(|it| it.verdict == Verdict::Holds).unwrap();
    assert_eq!((held.stage, held.until), ("silence", Some(ends_at)));
    assert_eq!(held.said, "silence 3 of ana about service=db: a new disk");
    let first = would.plan.calls(now).next().unwrap();
    assert_eq!((first.0, first.1.person.as_str()), (SignedDuration::from_mins(45), "ana"));
}

#[test]
fn the_stages_are_asked_in_the_order_of_the_chain() {
    let would = ask(
        &rules(ROUTED),
        &labelled(&[("service", "db")], Severity::Critical),
        &[],
        HOURS[1].parse().unwrap(),
    );
    let stages: Vec<&str> = would.findings.iter().map(|finding| finding.stage).collect();
    let chain = [
        "dedup",
        "route",
        "severity",
        "silence",
        "maintenance",
        "inhibition",
        "noise",
        "cascade",
        "hours",
        "policy",
    ];
    assert_eq!(stages, chain);
}

#[test]
fn an_empty_rota_is_told_with_why_it_has_nobody() {
    let would = ask(
        &rules(ROUTED),
        &labelled(&[("service", "pay")], Severity::Critical),
        &[],
        HOURS[0].parse().unwrap(),
    );
    let notes = &would.plan.steps[0].notes;
    assert_eq!(
        *notes,
        ["nobody is on call for step 1, eve is called instead", "rota payments: outside all hours",]
    );
}

/// How a critical alert of the database at noon differs from these calls: nothing if it does not.
fn differs(calls: &[(&str, i64, Option<&str>)]) -> Option<(Vec<String>, Vec<String>)> {
    let rules = rules(ROUTED);
    let alert = labelled(&[("service", "db")], Severity::Critical);
    let at: Timestamp = HOURS[1].parse().unwrap();
    let would = ask(&rules, &alert, &[], at);
    let call = |(person, minutes, channel): &(&str, i64, Option<&str>)| ExpectedCall {
        person: (*person).into(),
        after: SignedDuration::from_mins(*minutes),
        channel: channel.map(Into::into),
    };
    let calls = Some(calls.iter().map(call).collect());
    let expected = Expected { calls, ..Expected::default() };
    let assertion = Assertion { name: "x".to_owned(), alert, at, expected };
    let found = assertion.differences(&would, |_, _| "siren".to_owned()).pop()?;
    Some((found.expected, found.actual))
}

#[test]
fn expectations_hold_up_to_the_last_of_them_and_for_nobody_else() {
    assert_eq!(differs(&[("bo", 0, None)]), None);
    assert_eq!(differs(&[("bo", 0, None), ("eve", 3, None)]), None);
    // The bell is tried after the loudspeaker, within the same call.
    assert_eq!(differs(&[("bo", 0, None), ("eve", 3, None), ("eve", 4, Some("bell"))]), None);
    let (expected, actual) = differs(&[("eve", 3, None)]).unwrap();
    assert_eq!(expected, ["eve at +3m"]);
    assert_eq!(actual[..2], ["bo at +0", "eve at +3m"], "bo is called as well");
    let (expected, actual) = differs(&[("bo", 0, Some("bell"))]).unwrap();
    assert_eq!(expected, ["bo at +0 by bell"]);
    assert_eq!(actual[0], "bo at +0 by sound");
    let (expected, actual) = differs(&[]).unwrap();
    assert_eq!(expected, ["nobody is called"]);
    assert_eq!(actual, ["bo at +0", "eve at +3m", "ana at +10m"]);
}

#[test]
fn what_a_larger_incident_explains_is_planned_from_its_end_on() {
    let rules = rules(TEAM);
    let stations = Stations::everywhere(&rules);
    let now: Timestamp = HOURS[0].parse().unwrap();
    let alert = labelled(&[("monitor", "shop")], Severity::Critical);
    let by = Inhibition { cause: IncidentId(5), settle: SignedDuration::from_mins(2) };
    let because = "while router is down, which shop depends on".to_owned();
    let board = Board { inhibited: Some(Inhibited { by, because }), ..Board::default() };
    let cx = Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] };
    let question = Question {
        alert: &alert,
        board,
        alike: None,
        storm: None,
        foreseen: None,
        is_now: false,
        silences: &[],
        cx,
        now,
    };
    let would = explain(&question);
    let held = would.findings.iter().find(|it| it.verdict == Verdict::Holds).unwrap();
    assert_eq!(
        (held.stage, held.said.as_str(), would.held),
        (
            "inhibition",
            "held while router is down, which shop depends on (incident 5)",
            Some("inhibited")
        )
    );
    assert_eq!(would.plan.after, Some(IncidentId(5)));
    let first = would.plan.calls(now).next().unwrap();
    assert_eq!((first.0, first.1.person.as_str()), (SignedDuration::from_mins(2), "ana"));
}

#[test]
fn a_test_may_ask_for_the_word_of_every_hold() {
    let cause = IncidentId(1);
    let settle = SignedDuration::from_mins(1);
    let holds = [
        Hold::Hours("ana".into()),
        Hold::Silence(SilenceId(1)),
        Hold::Maintenance("move".into()),
        Hold::Inhibited(Inhibition { cause, settle }),
        Hold::Noise(Noise::OldNews),
        Hold::Noise(Noise::Flapping),
        Hold::Noise(Noise::Storm(cause)),
    ];
    // Whoever adds a hold is led here.
    for hold in &holds {
        match hold {
            Hold::Hours(_)
            | Hold::Silence(_)
            | Hold::Maintenance(_)
            | Hold::Inhibited(_)
            | Hold::Noise(Noise::OldNews | Noise::Flapping | Noise::Storm(_)) => {}
        }
    }
    let words = holds.map(|hold| Event::Held(hold, settle).reason().unwrap());
    assert_eq!(HOLDS[0], "nothing");
    assert_eq!(HOLDS[1..], words);
}
